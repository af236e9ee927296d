-- wrk's script: the bodies of a file, one a line, in turn. BODIES names the file, TOKEN is the client's key.
-- Prints a line of JSON: requests, seconds, latencies in µs, and what failed.
local requests, place = {}, 0

function init()
  wrk.headers["content-type"] = "application/json"
  if os.getenv("TOKEN") then wrk.headers["authorization"] = "Bearer " .. os.getenv("TOKEN") end
  for body in io.lines(os.getenv("BODIES")) do requests[#requests + 1] = wrk.format("POST", nil, nil, body) end
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %f, "p50_us": %d, "p99_us": %d, "statuses": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
