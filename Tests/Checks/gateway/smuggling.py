"""Request smuggling: what can be read in two ways is refused, and answers never come out of step."""

import json
import threading
import time

from checking import check, expect, expect_equal
from gateway import Gateway, configuration, shared
from upstream import Upstream, completion
from wire import Connection, question

HOST = b"Host: 127.0.0.1:8080\r\nContent-Type: application/json\r\n"
LINE = b"POST /v1/chat/completions HTTP/1.1\r\n"
BODY = question("honest")
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNK = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
HIDDEN_BODY = question("hidden")
HIDDEN = LINE + HOST + b"Content-Length: %d\r\n\r\n" % len(HIDDEN_BODY) + HIDDEN_BODY


def place():
    def make():
        upstream = Upstream(lambda call: call.reply(200, completion(call.json["messages"][0]["content"])))
        return Gateway(configuration(upstream, conversations={"stick": "never"})), upstream

    gateway, upstream = shared("smuggling", make)
    upstream.clear()
    return gateway, upstream


# Each may be read in two ways, or breaks RFC 9112. It is refused, the connection ends, and nothing of it is forwarded.
REFUSED = {
    "length and chunks": LINE + HOST + LENGTH + CHUNKED + b"\r\n" + CHUNK,
    "chunks and length": LINE + HOST + CHUNKED + LENGTH + b"\r\n" + CHUNK,
    "length 0 and chunks": LINE + HOST + b"Content-Length: 0\r\n" + CHUNKED + b"\r\n" + CHUNK,
    "two lengths that differ": LINE + HOST + LENGTH + b"Content-Length: 0\r\n\r\n" + BODY,
    "two lengths, the first 0": LINE + HOST + b"Content-Length: 0\r\n" + LENGTH + b"\r\n" + BODY,
    "lengths in a list that differ": LINE + HOST + b"Content-Length: %d, 0\r\n\r\n" % len(BODY) + BODY,
    "length with a plus": LINE + HOST + b"Content-Length: +%d\r\n\r\n" % len(BODY) + BODY,
    "length of hexadecimal digits": LINE + HOST + b"Content-Length: 0x%x\r\n\r\n" % len(BODY) + BODY,
    "length below zero": LINE + HOST + b"Content-Length: -1\r\n\r\n" + BODY,
    "length beyond 64 bits": LINE + HOST + b"Content-Length: 18446744073709551617\r\n\r\n" + BODY,
    "length of letters": LINE + HOST + b"Content-Length: ten\r\n\r\n" + BODY,
    "empty length": LINE + HOST + b"Content-Length: \r\n\r\n" + BODY,
    "length with a space in it": LINE + HOST + b"Content-Length: 1 0\r\n\r\n" + BODY,
    "xchunked": LINE + HOST + b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNK,
    "xchunked with length": LINE + HOST + LENGTH + b"Transfer-Encoding: xchunked\r\n\r\n" + BODY,
    "identity with length": LINE + HOST + LENGTH + b"Transfer-Encoding: identity\r\n\r\n" + BODY,
    "chunked, identity": LINE + HOST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNK,
    "chunked twice": LINE + HOST + CHUNKED + CHUNKED + b"\r\n" + CHUNK,
    "chunked in quotes": LINE + HOST + b'Transfer-Encoding: "chunked"\r\n\r\n' + CHUNK,
    "gzip, chunked": LINE + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNK,
    "vertical tab before chunked": LINE + HOST + b"Transfer-Encoding: \x0bchunked\r\n" + LENGTH + b"\r\n" + BODY,
    "space before the colon": LINE + HOST + b"Content-Length : %d\r\n\r\n" % len(BODY) + BODY,
    "space before the colon of chunks": LINE + HOST + LENGTH + b"Transfer-Encoding : chunked\r\n\r\n" + CHUNK,
    "tab before the colon": LINE + HOST + LENGTH + b"Transfer-Encoding\t: chunked\r\n\r\n" + CHUNK,
    "folded line": LINE + HOST + LENGTH + b"X-A: b\r\n c\r\n\r\n" + BODY,
    "folded chunks": LINE + HOST + LENGTH + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + BODY,
    "space before the first header": LINE + b" X-A: b\r\n" + HOST + LENGTH + b"\r\n" + BODY,
    "NUL in a name": LINE + HOST + b"Content\x00-Length: 3\r\n" + LENGTH + b"\r\n" + BODY,
    "NUL in a value": LINE + HOST + b"X-A: a\x00b\r\n" + LENGTH + b"\r\n" + BODY,
    "CR in a value": LINE + HOST + b"X-A: a\rTransfer-Encoding: chunked\r\n" + LENGTH + b"\r\n" + BODY,
    "name of no letters": LINE + HOST + b": b\r\n" + LENGTH + b"\r\n" + BODY,
    "header without a colon": LINE + HOST + b"nonsense\r\n" + LENGTH + b"\r\n" + BODY,
    "two hosts": LINE + HOST + b"Host: evil.example\r\n" + LENGTH + b"\r\n" + BODY,
    "huge chunk": LINE + HOST + CHUNKED + b"\r\nFFFFFFFFFFFFFFFFF\r\n" + BODY,
    "chunk size of 2 to the 64th and some": LINE + HOST + CHUNKED + b"\r\n10000000000000005\r\nhello\r\n0\r\n\r\n",
    "chunk size below zero": LINE + HOST + CHUNKED + b"\r\n-5\r\nhello\r\n0\r\n\r\n",
    "chunk size 0x5": LINE + HOST + CHUNKED + b"\r\n0x5\r\nhello\r\n0\r\n\r\n",
    "chunk size with a space": LINE + HOST + CHUNKED + b"\r\n 5\r\nhello\r\n0\r\n\r\n",
    "chunk size of no digits": LINE + HOST + CHUNKED + b"\r\n\r\nhello\r\n0\r\n\r\n",
    "chunk longer than it says": LINE + HOST + CHUNKED + b"\r\n5\r\nhelloXX\r\n0\r\n\r\n",
    "chunk ended by LF": LINE + HOST + CHUNKED + b"\r\n%x\n%s\n0\n\n" % (len(BODY), BODY),
    "chunks of HTTP/1.0": b"POST /v1/chat/completions HTTP/1.0\r\n" + HOST + CHUNKED + b"\r\n" + CHUNK,
    "version 1.2 of letters": b"POST /v1/chat/completions HTTP/1.x\r\n" + HOST + LENGTH + b"\r\n" + BODY,
    "version 0.9": b"POST /v1/chat/completions\r\n\r\n" + BODY,
    "two spaces in the line": b"POST  /v1/chat/completions HTTP/1.1 \r\n" + HOST + LENGTH + b"\r\n" + BODY,
    "unknown method with control characters": b"PO\x01ST /v1/chat/completions HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + BODY,
}
# Valid by RFC 9112, or a known lenience. Exactly one answer, and what is forwarded is the honest body; or a refusal that ends the
# connection.
ONE = {
    "chunks": LINE + HOST + CHUNKED + b"\r\n" + CHUNK,
    "chunk extension": LINE + HOST + CHUNKED + b'\r\n%x;a=b;c="d"\r\n%s\r\n0;e\r\n\r\n' % (len(BODY), BODY),
    "trailers": LINE + HOST + CHUNKED + b"\r\n%x\r\n%s\r\n0\r\nContent-Length: 5\r\nX-Api-Key: forged\r\n\r\n" % (len(BODY), BODY),
    "chunk size with zeros before": LINE + HOST + CHUNKED + b"\r\n00000%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY),
    "CHUNKED": LINE + HOST + b"TRANSFER-ENCODING: CHUNKED\r\n\r\n" + CHUNK,
    "two lengths that agree": LINE + HOST + LENGTH + LENGTH + b"\r\n" + BODY,
    "bare LF": (LINE + HOST + LENGTH + b"\r\n").replace(b"\r\n", b"\n") + BODY,
    "lines before the request": b"\r\n" + LINE + HOST + LENGTH + b"\r\n" + BODY,
    "absolute form": b"POST http://127.0.0.1:8080/v1/chat/completions HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + BODY,
    "absolute form of another": b"POST http://evil.example/v1/chat/completions HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + BODY,
    "bytes beyond ASCII in a header": LINE + HOST + b"X-A: \xc3\xa9\xff\r\n" + LENGTH + b"\r\n" + BODY,
    "no host": LINE + LENGTH + b"\r\n" + BODY,
    "OPTIONS *": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "CONNECT": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + HOST + b"\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n",
    "upgrade": LINE
    + HOST
    + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    + LENGTH
    + b"\r\n"
    + BODY,
}
FOLLOWER = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n"


# A refused connection takes in for a second what still comes, so that the client can read the answer.
LINGERS = 2.5


def exchange(gateway, data, seconds=0.25):
    with Connection(gateway.port) as connection:
        connection.send(data)
        return connection.answers(seconds)


def texts(upstream):
    return [call.json["messages"][0]["content"] for call in upstream.calls]


def exchange_all(cases, follower):
    """For each case by name: statuses, the last body, whether the connection ended, and what of it was forwarded. All at once."""
    gateway, upstream = place()
    found = {}

    def one(number, name, data):
        tag = b"case%02d" % number
        answers, has_ended = exchange(
            gateway, data.replace(b"honest", tag) + follower.replace(b"hidden", b"hide%02d" % number), LINGERS
        )
        found[name] = [[answer.status for answer in answers], answers[-1].body if answers else b"", has_ended, number]

    threads = [threading.Thread(target=one, args=(number, *case)) for number, case in enumerate(cases.items())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    forwarded = texts(upstream)
    for case in found.values():
        number = case[3]
        case[3] = [text for text in forwarded if text in (f"case{number:02}", f"hide{number:02}")]
    expect_equal(len(found), len(cases), "connections that were judged")
    return found


@check("what can be read in two ways is refused with an end of the connection, and nothing behind it is answered or forwarded")
def refused():
    faults = []
    for name, (statuses, _, has_ended, forwarded) in exchange_all(REFUSED, HIDDEN).items():
        # Where it waits for more nothing was answered, which is safe.
        is_fine = not statuses or has_ended and len(statuses) == 1 and 400 <= statuses[0] < 600
        if not is_fine or forwarded:
            faults.append(f"{name}: answers {statuses}, {'ended' if has_ended else 'open'}, forwarded {forwarded}")
    expect(not faults, f"{len(faults)} of {len(REFUSED)}: {'; '.join(faults)}")
    return f"{len(REFUSED)} requests"


@check("odd but valid requests get one answer, in step with the request behind them")
def in_step():
    faults = []
    for name, (statuses, last, has_ended, forwarded) in exchange_all(ONE, FOLLOWER).items():
        is_step = len(statuses) == 2 and last == b'{"status":"ok"}' or len(statuses) == 1 and has_ended
        if (
            not is_step
            or len(forwarded) > 1
            or any(text.startswith("hide") for text in forwarded)
            or (forwarded and statuses[0] != 200)
        ):
            faults.append(f"{name}: answers {statuses}, {'ended' if has_ended else 'open'}, forwarded {forwarded}")
        if name in ("chunks", "chunk extension", "upgrade") and statuses[:1] != [200]:
            faults.append(f"{name}: {statuses}")
    expect(not faults, "; ".join(faults))
    return f"{len(ONE)} requests"


@check("40 requests in one packet are answered in order, slow ones among them")
def pipelined():
    gateway, upstream = place()

    def answer(call):
        text = call.json["messages"][0]["content"]
        if int(text.split()[1]) % 3 == 0:
            time.sleep(0.02)
        call.reply(200, completion(text))

    upstream.answer, old = answer, upstream.answer
    data, wanted = b"", []
    for number in range(40):
        if number % 4 == 3:
            data += FOLLOWER
            wanted.append("ok")
        elif number % 4 == 2:
            data += LINE + HOST + b"Content-Length: 2\r\n\r\n{}"
            wanted.append("error")
        else:
            body = question(f"number {number}")
            chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
            data += LINE + HOST + (CHUNKED + b"\r\n" + chunks if number % 4 else b"Content-Length: %d\r\n\r\n" % len(body) + body)
            wanted.append(f"number {number}")
    answers, _ = exchange(gateway, data, 1)
    upstream.answer = old
    found = [
        "ok" if "status" in a.json else "error" if "error" in a.json else a.json["choices"][0]["message"]["content"]
        for a in answers
    ]
    expect_equal(found, wanted, "the answers' order")


@check("a request that is cut is not forwarded")
def cut():
    gateway, upstream = place()
    for data in (LINE + HOST + LENGTH + b"\r\n" + BODY[:-1], LINE + HOST + CHUNKED + b"\r\n" + CHUNK[:-5], LINE + HOST + LENGTH):
        with Connection(gateway.port) as connection:
            connection.send(data)
            connection.socket.shutdown(1)
            answers, _ = connection.answers(0.2)
            expect(all(answer.status >= 400 for answer in answers), f"{answers}")
    expect_equal(upstream.calls, [], "requests at the upstream")


@check("a request split into single bytes is answered as in one piece")
def split():
    gateway, upstream = place()
    data = LINE + HOST + CHUNKED + b"\r\n" + CHUNK
    with Connection(gateway.port) as connection:
        for byte in data:
            connection.send(bytes([byte]))
        expect_equal(connection.answer().status, 200, "status")
    expect_equal(
        json.loads(upstream.calls[-1].body.replace(b"upstream-codex", b"pointsman").replace(b"upstream-gpt", b"pointsman")),
        json.loads(BODY),
        "the body at the upstream",
    )


@check("after a client of many bytes of noise the gateway still answers")
def noise():
    import random

    gateway, upstream = place()
    draw = random.Random(7)
    pieces = [
        LINE,
        HOST,
        LENGTH,
        CHUNKED,
        b"\r\n",
        b"\n",
        BODY,
        CHUNK,
        HIDDEN,
        b"\x00",
        b"\xff" * 50,
        b": ",
        b"0\r\n\r\n",
        b"GET / HTTP/1.1\r\n",
    ]
    for _ in range(150):
        data = b"".join(draw.choice(pieces) for _ in range(draw.randrange(1, 12)))
        with Connection(gateway.port) as connection:
            try:
                connection.send(data)
                connection.socket.shutdown(1)
                connection.answers(0.3)
            except (ConnectionError, OSError):
                pass
    upstream.clear()
    answers, _ = exchange(gateway, LINE + HOST + LENGTH + b"\r\n" + BODY)
    expect_equal([answer.status for answer in answers], [200], "status afterwards")
