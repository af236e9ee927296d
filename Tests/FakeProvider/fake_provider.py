#!/usr/bin/env python3
"""Plays providers of language models on this machine, for tests and for the tutorial's walk.

    python3 Tests/FakeProvider/fake_provider.py --port 8085

It needs Python 3.9 or later and no package. It prints `listening on http://127.0.0.1:8085` when it is ready; `--port 0` picks a port.
It listens on loopback alone, and opens no connection itself. It speaks, streamed and not:

    POST /v1/chat/completions            OpenAI's chat completions
    POST /v1/responses                   OpenAI's responses
    POST /v1/messages                    Anthropic's messages, and /v1/messages/count_tokens
    GET  /v1/models, /v1/models/NAME     in Anthropic's shape if `anthropic-version` is sent, else in OpenAI's
    GET  /fake/log                       counts of all requests, without a key

`played.json` has its models, and `prompts.jsonl` the prompts whose answers they know: an answer is right with a probability that depends
on the model and on the prompt's category. The same model and prompt get the same answer; `seed` in a chat request asks for another one.
A model with a `judge` compares answers. Any key that is not empty is good; without one the answer is 401.

Failures come by rate (`--fail 429:0.05,500:0.03,slow:0.01,cut:0.01`) or by a header (`x-fake-fault: 429`, and `429:2` for the first two
attempts). A rate's draw depends on the seed, the model, the prompt and the number of the attempt. The faults are statuses, and

    slow         the first byte comes after --slow-seconds     error        an error event in the middle of a stream
    hang         no byte comes until the client leaves         filter       a filter held the rest of the answer back
    reset        the connection ends before any byte           refusal      the model refuses
    cut          the connection ends half-way                  quota        the account is empty
    overloaded   Anthropic's 529, OpenAI's 503                 context      the prompt is too long

`--log FILE` has a line a request: number, protocol, model, digest of the prompt, attempt, status, fault, tokens, and whether the answer
went out to its end. `--record DIR` writes the body of each request, for `Tests/Checks/providers/run --validate DIR`.
"""

import argparse
import json
import math
import os
import select
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import chat  # noqa: E402
import faults  # noqa: E402
import messages  # noqa: E402
import responses  # noqa: E402
from asking import APIError  # noqa: E402
from playing import Players  # noqa: E402
from recording import Log  # noqa: E402

PROTOCOLS = {"/v1/chat/completions": chat, "/v1/responses": responses, "/v1/messages": messages, "/v1/messages/count_tokens": messages}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LARGEST_BODY = 32 << 20


class Left(Exception):
    """The client closed its connection."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version = "fake-provider"

    def log_message(self, format, *values):
        """Says nothing: the log is `--log`."""

    def do_GET(self):
        path = urlsplit(self.path).path
        protocol = messages if "anthropic-version" in self.headers else chat
        try:
            self.check_host()
            if path == "/fake/log":
                return self.send(200, self.server.log.counts())
            self.check_key()
            if path == "/v1/models":
                entries = [self.model_entry(name, protocol) for name in self.server.players.models]
                ends = {"has_more": False, "first_id": entries[0]["id"], "last_id": entries[-1]["id"]}
                return self.send(200, {"data": entries, **(ends if protocol is messages else {"object": "list"})})
            if path.startswith("/v1/models/"):
                name = unquote(path[len("/v1/models/") :])
                self.server.players.model(name)
                return self.send(200, self.model_entry(name, protocol))
            raise APIError(404, f"Invalid URL (GET {path})")
        except APIError as failure:
            self.send_failure(failure, protocol)

    def model_entry(self, name, protocol):
        if protocol is messages:
            limits = {"max_input_tokens": 200_000, "max_tokens": 64_000}
            lifecycle = {"created_at": "2026-01-01T00:00:00Z", "lifecycle": "active"}
            return {"type": "model", "id": name, "display_name": name, **lifecycle, **limits}
        return {"id": name, "object": "model", "created": chat.CREATED, "owned_by": "fake"}

    def do_POST(self):
        path = urlsplit(self.path).path
        protocol = PROTOCOLS.get(path, messages if "anthropic-version" in self.headers else chat)
        line = {"n": None, "path": path, "model": None, "prompt": None, "sample": "", "attempt": None, "status": None, "fault": None}
        line.update(stream=False, delivered=False, input_tokens=None, output_tokens=None)
        start = time.monotonic()
        try:
            self.check_host()
            body = self.read_body()
            line["n"] = self.server.log.begin(path, body)
            self.check_key()
            if path not in PROTOCOLS:
                raise APIError(404, f"Invalid URL (POST {path})")
            if not isinstance(body, dict):
                raise APIError(400, "We could not parse the JSON body of your request: expected an object.")
            if protocol is messages and "anthropic-version" not in self.headers:
                raise APIError(400, "anthropic-version: header is required")
            self.answer(path, protocol, body, line)
        except APIError as failure:
            line["status"] = failure.status
            self.send_failure(failure, protocol)
        except (Left, ConnectionError):
            self.close_connection = True
        line["seconds"] = round(time.monotonic() - start, 6)
        if line["n"] is not None:
            self.server.log.end(line)

    def answer(self, path, protocol, body, line):
        """Answers one request, and notes in its line what became of it."""
        players, options = self.server.players, self.server.options
        if path.endswith("/count_tokens"):
            line["status"] = 200
            return self.send(200, {"input_tokens": messages.read(body, counting=True).input_tokens})
        ask = protocol.read(body)
        ask.sample = self.headers.get("x-fake-sample", ask.sample)
        line.update(model=ask.model, prompt=ask.digest, sample=ask.sample, stream=ask.stream)
        players.model(ask.model)
        line["attempt"] = self.server.log.attempt((ask.model, ask.digest, ask.sample))
        attempt = 1 if options.fail_by == "prompt" else line["attempt"]
        key = f"{ask.model} {ask.digest} {ask.sample}"
        fault = faults.choose(options.fail, self.headers.get("x-fake-fault"), key, attempt, options.seed)
        line["fault"] = fault
        failure = faults.failure(fault, protocol is messages)
        if failure:
            raise failure
        if fault == "hang":
            self.wait(math.inf)
        if fault == "reset":
            raise Left
        if fault == "slow":
            self.wait(options.slow_seconds)
        answer = players.answer(ask, fault if fault in ("filter", "refusal") else None)
        line.update(status=200, input_tokens=answer.input_tokens, output_tokens=0)
        self.wait(players.first_token_s(ask.model))
        if ask.stream:
            self.send_stream(protocol, ask, answer, fault, line)
        else:
            self.wait(answer.output_tokens * players.token_s(ask.model))
            line["output_tokens"] = answer.output_tokens
            self.send(200, protocol.body(ask, answer), cut=fault == "cut")
        line["delivered"] = True

    def send_stream(self, protocol, ask, answer, fault, line):
        events = list(protocol.events(ask, answer))
        token_s = self.server.players.token_s(ask.model)
        self.send_response(200)
        self.send_headers("text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number, (event, count) in enumerate(events):
            if fault in ("cut", "error") and number == len(events) // 2:
                if fault == "cut":
                    raise Left
                failure = APIError(529 if protocol is messages else 500, faults.MESSAGES[529 if protocol is messages else 500])
                self.send_chunk(protocol.error_event(failure, number))
                self.send_chunk(b"")
                raise Left
            self.wait(count * token_s)
            self.send_chunk(event)
            line["output_tokens"] += count
        self.send_chunk(b"")
        line["output_tokens"] = answer.output_tokens

    def send_chunk(self, data):
        """One part of a chunked body; an empty one ends it."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def wait(self, seconds):
        """Sleeps, and stops as soon as the client leaves."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0:
                return
            if select.select([self.connection], [], [], min(left, 60))[0]:
                if not self.connection.recv(1, socket.MSG_PEEK):
                    raise Left
                # The client has sent more already: it is read later, and cannot be waited for.
                time.sleep(min(left, 0.05))

    def check_host(self):
        """Refuses a name that is not loopback's, which a page in a browser could have made this address of."""
        try:
            host = urlsplit(f"//{self.headers.get('host', '')}").hostname
        except ValueError:
            host = None
        if host not in LOOPBACK:
            self.close_connection = True
            raise APIError(403, f"This provider answers on loopback alone, and not as {host!r}.")

    def check_key(self):
        bearer = self.headers.get("authorization", "")
        key = self.headers.get("x-api-key", "") or (bearer[7:] if bearer.lower().startswith("bearer ") else "")
        if not key.strip():
            raise APIError(401, "You didn't provide an API key: send it as `Authorization: Bearer KEY` or `x-api-key: KEY`.")

    def read_body(self):
        """The request's JSON, or its text if it is not JSON."""
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            data = self.read_chunks()
        else:
            data = self.rfile.read(self.body_size(self.headers.get("content-length", "0"), 10))
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            return data.decode("utf-8", "replace")

    def read_chunks(self):
        data = b""
        while True:
            size = self.body_size(self.rfile.readline(1024).split(b";")[0].strip().decode("latin-1"), 16, len(data))
            data += self.rfile.read(size)
            self.rfile.readline(1024)
            if size == 0:
                return data

    def body_size(self, digits, base, before=0):
        try:
            size = int(digits, base)
        except ValueError:
            size = -1
        if size < 0 or before + size > LARGEST_BODY:
            self.close_connection = True
            raise APIError(413 if size > 0 else 400, faults.MESSAGES[413 if size > 0 else 400])
        return size

    def send_headers(self, kind):
        identity = f"req_{self.server.log.number:012}"
        self.send_header("Content-Type", kind)
        self.send_header("x-request-id", identity)
        self.send_header("request-id", identity)

    def send(self, status, value, headers=(), cut=False):
        data = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        self.send_response(status)
        self.send_headers("application/json")
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        if cut:
            raise Left

    def send_failure(self, failure, protocol):
        headers = []
        if failure.status in (429, 503, 529) and failure.code != "insufficient_quota":
            seconds = self.server.options.retry_after
            headers = [("retry-after", str(math.ceil(seconds))), ("retry-after-ms", str(round(seconds * 1000)))]
        try:
            self.send(failure.status, protocol.error(failure), headers)
        except ConnectionError:
            self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, options):
        self.address_family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
        super().__init__((options.host, options.port), Handler)
        self.options = options
        self.players = Players(options.models, options.prompts, options.seed, options.speed)
        self.log = Log(options.log, options.record)

    def handle_error(self, request, client_address):
        """A client that leaves is not an error worth a trace."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, Left)):
            super().handle_error(request, client_address)


def host(text):
    if text not in LOOPBACK:
        raise argparse.ArgumentTypeError(f"{text} is not loopback; use 127.0.0.1 or ::1")
    return "127.0.0.1" if text == "localhost" else text


def rates(text):
    try:
        return faults.parse_rates(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def positive(text):
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8085, help="0 picks a free one")
    parser.add_argument("--host", type=host, default="127.0.0.1", help="127.0.0.1 or ::1")
    parser.add_argument("--models", metavar="JSON", help="the models it plays; default: played.json")
    parser.add_argument("--prompts", metavar="JSONL", help="the prompts with known answers; default: prompts.jsonl")
    parser.add_argument("--speed", type=positive, default=1, help="how many times faster than the table says; inf never waits")
    parser.add_argument("--seed", type=int, default=0, help="of answers and failures")
    parser.add_argument("--fail", type=rates, default=[], metavar="NAME:RATE,…", help="failures by rate")
    parser.add_argument("--fail-by", choices=["attempt", "prompt"], default="attempt", help="attempt: another try may succeed")
    parser.add_argument("--retry-after", type=positive, default=0.2, metavar="SECONDS", help="what 429, 503 and 529 ask for")
    parser.add_argument("--slow-seconds", type=positive, default=30, help="the wait of the fault `slow`")
    parser.add_argument("--log", metavar="FILE", help="a line of JSON for each request")
    parser.add_argument("--record", metavar="DIR", help="a file for the body of each request")
    parser.add_argument("--until-eof", action="store_true", help="end with the standard input, and so with the program that holds it")
    options = parser.parse_args()
    server = Server(options)
    address = f"[{server.server_address[0]}]" if ":" in server.server_address[0] else server.server_address[0]
    print(f"listening on http://{address}:{server.server_address[1]}", flush=True)
    if options.until_eof:
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
