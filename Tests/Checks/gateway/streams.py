"""Streams: parts go on as they come, unchanged, held back by a slow client, and end with it."""

import threading
import time

from checking import check, expect, expect_equal, wait_until
from gateway import Gateway, configuration, shared
from upstream import DONE, EVENTS, USAGE, Upstream, delta, event, stream
from wire import CHAT, Connection, ask, question, request


def place():
    def make():
        upstream = Upstream()
        return Gateway(configuration(upstream, conversations={"stick": "never"})), upstream

    gateway, upstream = shared("streams", make)
    upstream.clear()
    return gateway, upstream


def begin_stream(gateway, body=None, **options):
    connection = Connection(gateway.port, **options)
    connection.send(request(CHAT, body or question(stream=True, stream_options={"include_usage": True})))
    return connection


@check("20 parts that come 20 ms apart go on at once and unchanged")
def at_once():
    gateway, upstream = place()
    times = []

    def answer(call):
        call.begin(kind=EVENTS)
        for number in range(20):
            times.append(time.monotonic())
            call.chunk(delta(f"part {number}"))
            time.sleep(0.02)
        call.chunk(DONE)
        call.end()

    upstream.answer = answer
    with begin_stream(gateway) as connection:
        _, headers = connection.head()
        parts = list(connection.parts(headers))
    body = b"".join(part for part, _ in parts)
    expect_equal(body, b"".join(delta(f"part {n}") for n in range(20)) + DONE, "the stream")
    delays = sorted(1000 * (at - sent) for (_, at), sent in zip(parts, times))
    median = delays[len(delays) // 2]
    # Other work on the machine may delay single parts, not half of them.
    expect(median < 5, f"half of the parts came more than {median:.1f} ms late")
    return f"delay {median:.2f} ms in the median, {delays[-1]:.1f} ms at most"


def pieces(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


@check("events split at every byte reach the client whole, with and without the tokens counted")
def split():
    gateway, upstream = place()
    crlf = (delta("é😀") + delta("", "stop") + USAGE + DONE).replace(b"\n", b"\r\n")
    comment = b": ping\n\n" + delta("a") + b"event: x\nid: 1\nretry: 5\n" + delta("", "stop") + b": bye\n\n" + USAGE + DONE
    both = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 1}}) + DONE
    spaced = delta("", "stop").replace(b'"finish_reason": ', b'"finish_reason" :\t')
    streams = {
        "plain": delta("a") + delta("", "stop") + USAGE + DONE,
        "CRLF": crlf,
        "comments": comment,
        "usage with a choice": both,
        "no end": delta("a") + delta("", "stop") + USAGE.rstrip(),
        "odd space": delta("a") + spaced + USAGE + DONE,
        "no space": (delta("a") + delta("", "stop") + USAGE + DONE).replace(b"data: ", b"data:").replace(b'": ', b'":'),
    }
    for name, whole in streams.items():
        usage = USAGE.rstrip() if name == "no end" else USAGE.replace(b"\n", b"\r\n") if name == "CRLF" else USAGE
        if name == "no space":
            usage = usage.replace(b"data: ", b"data:").replace(b'": ', b'":')
        without = whole if name == "usage with a choice" else whole.replace(usage, b"")
        for size in (1, 2, 3, 7, 64, 10_000):

            def answer(call, size=size, whole=whole):
                call.begin(kind=EVENTS)
                for piece in pieces(whole, size):
                    call.chunk(piece)
                call.end()

            upstream.answer = answer
            asked = ask(gateway, question(stream=True, stream_options={"include_usage": True}))
            expect_equal(asked.body, whole, f"{name} in pieces of {size}, tokens asked for")
            unasked = ask(gateway, question(stream=True))
            expect_equal(unasked.body, without, f"{name} in pieces of {size}, tokens not asked for")


@check("tokens are asked for where the client left it open, and only there")
def usage_option():
    gateway, upstream = place()
    upstream.answer = stream(1, 0)
    option = b',"stream_options":{"include_usage":true}'
    cases = [
        (question(stream=True), True),
        (question(), False),
        (question(stream=False), False),
        (question(stream=True, stream_options={"include_usage": False}), False),
        (question(stream=True, stream_options=None), False),
    ]
    for body, is_added in cases:
        if b'"stream": true' not in body:
            upstream.answer = lambda call: call.reply(200, {"choices": []})
        else:
            upstream.answer = stream(1, 0)
        ask(gateway, body)
        found = upstream.calls[-1].body
        expect_equal(option in found, is_added, f"tokens asked for, {body!r}")
        expect_equal(
            found.replace(option, b"").replace(b"upstream-gpt", b"pointsman").replace(b"upstream-codex", b"pointsman"),
            body,
            "the rest of the body",
        )


@check("the first part is passed on while its event is still coming")
def half_event():
    gateway, upstream = place()
    go_on = threading.Event()

    def answer(call):
        call.begin(kind=EVENTS)
        call.chunk(b'data: {"choices"')
        go_on.wait(5)
        call.chunk(b": []}\n\n")
        call.end()

    upstream.answer = answer
    with begin_stream(gateway, timeout=2) as connection:
        _, headers = connection.head()
        parts = connection.parts(headers)
        first, _ = next(parts)
        expect_equal(first, b'data: {"choices"', "the first part")
        go_on.set()
        list(parts)


def closed_after(gateway, upstream, leave):
    """Seconds from the client's leaving until the upstream sees it."""
    seen = []

    def answer(call):
        call.begin(kind=EVENTS)
        for number in range(3):
            call.chunk(delta(f"part {number}"))
        seen.append(call.time_of_close(5))
        call.ends = True

    upstream.answer = answer
    with begin_stream(gateway) as connection:
        _, headers = connection.head()
        parts = connection.parts(headers)
        for _ in range(3):
            next(parts)
            if b"part 2" in connection.pending:
                break
        left = leave(connection)
    wait_until(lambda: seen, 6, "the upstream's wait ended")
    expect(seen[0] is not None, "the upstream never saw that the client left")
    return seen[0] - left


@check("a client that leaves after three parts ends the upstream's request within 0.5 s")
def leaves_midway():
    gateway, upstream = place()

    def close(connection):
        connection.close()
        return time.monotonic()

    def reset(connection):
        import socket
        import struct

        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return close(connection)

    taken = [closed_after(gateway, upstream, leave) for leave in (close, reset)]
    expect(max(taken) < 0.5, f"it took {max(taken):.2f} s")
    return f"{1000 * max(taken):.0f} ms"


@check("a client that leaves before the first byte ends the upstream's request within 0.5 s")
def leaves_early():
    gateway, upstream = place()
    seen = []

    def answer(call):
        seen.append(call.time_of_close(5))
        call.ends = True

    upstream.answer = answer
    for pipelined in (b"", request(CHAT, question())):
        seen.clear()
        upstream.clear()
        with begin_stream(gateway) as connection:
            connection.send(pipelined)
            wait_until(lambda: upstream.calls, 5, "the request was forwarded")
            time.sleep(0.05)
            left = time.monotonic()
        wait_until(lambda: seen, 6, "the upstream's wait ended")
        expect(
            seen[0] is not None and seen[0] - left < 0.5,
            f"with {len(pipelined)} bytes more in the pipe the upstream saw no end in 0.5 s",
        )
    time.sleep(0.1)
    expect(len(upstream.calls) == 1, "a request of a client that had left was forwarded")


@check("256 streams at once, all whole")
def many():
    upstream = Upstream(stream(10, 0.1))
    settings = configuration(upstream)
    # The default is checked: it has to be enough.
    del settings["upstreams"]["one"]["max_connections"]
    with upstream, Gateway(settings) as gateway:
        results, firsts, start = [], [], time.monotonic()

        def one():
            try:
                with begin_stream(gateway, timeout=20) as connection:
                    _, headers = connection.head()
                    parts = list(connection.parts(headers))
                    firsts.append(parts[0][1] - start)
                    results.append(b"".join(part or b"" for part, _ in parts).endswith(DONE))
            except Exception as error:  # noqa: BLE001, counted below
                results.append(error)

        threads = [threading.Thread(target=one) for _ in range(256)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(40)
        expect_equal([result for result in results if result is not True], [], "streams that were not whole")
        expect_equal(len(results), 256, "streams that ended")
        # A stream takes a second. One that waits for another's end begins after it.
        expect(max(firsts) < 1, f"the last stream began after {max(firsts):.1f} s: it waited for another's end")
        return f"last first part after {max(firsts):.2f} s, {gateway.memory:.0f} MB"


def hold_back(size, seconds):
    """Growth of memory in MB while a client reads nothing of a stream of so many MB."""
    upstream = Upstream()
    sent = [0]

    def answer(call):
        part = delta("x" * 16_000)
        call.begin(kind=EVENTS)
        while sent[0] < size << 20:
            call.chunk(part)
            sent[0] += len(part)
        call.chunk(DONE)
        call.end()

    upstream.answer = answer
    with upstream, Gateway(configuration(upstream)) as gateway:
        ask_plain(gateway, upstream)
        upstream.answer = answer
        before = gateway.memory
        with begin_stream(gateway, receive_buffer=65536, timeout=60) as connection:
            _, headers = connection.head()
            most, until = 0, time.monotonic() + seconds
            while time.monotonic() < until:
                most = max(most, gateway.memory - before)
                time.sleep(0.05)
            stopped_at = sent[0]
            length = sum(len(part) for part, _ in connection.parts(headers) if part)
            expect(length >= size << 20, f"{length} bytes of {size} MB arrived")
        expect(stopped_at < size << 19, f"the upstream could send {stopped_at >> 20} MB to a client that read nothing")
        expect(most < 8, f"memory grew by {most:.1f} MB")
        after = gateway.memory - before
        expect(after < 16, f"memory grew by {after:.1f} MB while the stream went through")
        return f"+{most:.1f} MB held, +{after:.1f} MB after, the upstream got {stopped_at >> 10} KB out"


def ask_plain(gateway, upstream):
    """A few requests first, so that what is allocated once does not count."""
    upstream.answer = stream(3, 0)
    for _ in range(20):
        ask(gateway, question(stream=True))


@check("a client that reads nothing of 50 MB for 2 s holds the upstream back")
def back_pressure():
    return hold_back(50, 2)


@check("a client that reads nothing of 200 MB for 10 s holds the upstream back", long=True)
def back_pressure_long():
    return hold_back(200, 10)


@check("a client of HTTP/1.0 gets a stream without chunks, ended by the connection's end")
def old_client():
    gateway, upstream = place()
    upstream.answer = stream(3, 0)
    with Connection(gateway.port) as connection:
        connection.send(request(CHAT, question(stream=True), version="1.0"))
        answer = connection.answer()
    expect_equal(answer.header("transfer-encoding"), None, "transfer-encoding for HTTP/1.0")
    expect(answer.body.startswith(b"data: ") and answer.body.endswith(DONE), f"body: {answer.body[:100]!r}")


@check("an upstream that breaks off: the client sees an error event in its protocol, and the connection's end")
def cut():
    gateway, upstream = place()
    for path, wanted in (
        (CHAT, b'data: {"error"'),
        ("/v1/messages", b"event: error\ndata: "),
        ("/v1/responses", b"event: error\ndata: "),
    ):

        def answer(call):
            call.begin(kind=EVENTS)
            for _ in range(3):
                call.chunk(delta("x"))
                time.sleep(0.02)
            call.hang_up()

        upstream.answer = answer
        body = b'{"model":"pointsman","input":"hi","stream":true}' if "resp" in path else question(stream=True, max_tokens=5)
        answer = ask(gateway, body, path=path)
        expect(answer.body.startswith(delta("x") * 3), f"{path}: {answer.body[:200]!r}")
        expect(wanted in answer.body[len(delta("x") * 3) :], f"{path} ends with {answer.body[-200:]!r}")
        expect(not answer.is_whole, f"{path}: the stream ended as if it were whole")


@check("parts that come together with the upstream's break go on before the error")
def cut_burst():
    gateway, upstream = place()

    def answer(call):
        call.begin(kind=EVENTS)
        for _ in range(20):
            call.chunk(delta("x"))
        call.hang_up()

    upstream.answer = answer
    counts = [ask(gateway, question(stream=True)).body.count(delta("x")) for _ in range(20)]
    expect_equal(min(counts), 20, f"parts of 20 that arrived, at least, of {counts}")


@check("an answer in one piece that breaks off is not passed as whole")
def cut_whole():
    gateway, upstream = place()

    def short(call):
        call.begin(length=1000)
        call.send(b'{"half":')
        call.hang_up()

    def chunked(call):
        call.begin()
        call.chunk(b'{"half":')
        call.hang_up()

    for answer in (short, chunked):
        upstream.answer = answer
        expect(not ask(gateway).is_whole, "half an answer came as a whole one")
