"""Hostile and broken upstreams: redirects, certificates that do not hold, answers that are not HTTP."""

import json
import shutil
import tempfile
import time
from pathlib import Path

from checking import check, expect, expect_equal
from gateway import UPSTREAM_KEY, Gateway, configuration
from upstream import EVENTS, Upstream, chat, completion, delta, make_certificate
from wire import Connection, ask, question, request

ONCE = {"fallbacks": {"attempts": 1}}


@check("a redirect is never followed, nor its location passed on")
def redirects():
    with Upstream() as target, Upstream() as upstream, Gateway(configuration(upstream, **ONCE)) as gateway:
        for status in (301, 302, 303, 307, 308):
            location = f"http://127.0.0.1:{target.port}/v1/chat/completions"
            upstream.answer = lambda call, status=status, location=location: call.reply(status, {}, [("location", location)])
            answer = ask(gateway)
            expect(answer.status == status or answer.status == 502, f"{status}: {answer}")
            expect_equal(answer.header("location"), None, f"{status}: location")
        time.sleep(0.1)
        expect_equal((target.calls, target.connections), ([], 0), "requests at the target of the redirect")


@check("a self-signed certificate is refused, and taken with its ca_file; another name or another authority is refused")
def certificates():
    folder = tempfile.mkdtemp()
    other_folder = Path(folder) / "other"
    other_folder.mkdir()
    try:
        pair = make_certificate(folder)
        other = make_certificate(other_folder, "elsewhere.example")
        with Upstream(tls=pair) as upstream:
            with Gateway(configuration(upstream, **ONCE)) as gateway:
                answer = ask(gateway)
                expect(answer.status == 502 and "certificate" in answer.body.decode(), f"without ca_file: {answer}")
            with Gateway(configuration(upstream, upstream_settings={"ca_file": pair[0]}, **ONCE)) as gateway:
                expect_equal(ask(gateway).status, 200, "with its ca_file")
            with Gateway(configuration(upstream, upstream_settings={"ca_file": other[0]}, **ONCE)) as gateway:
                expect_equal(ask(gateway).status, 502, "with another's ca_file")
            settings = configuration(upstream, upstream_settings={"ca_file": pair[0]}, **ONCE)
            # The certificate names 127.0.0.1 alone.
            settings["upstreams"]["one"]["base_url"] = f"https://127.0.0.2:{upstream.port}/v1"
            with Gateway(settings) as gateway:
                answer = ask(gateway)
                expect_equal(answer.status, 502, f"another name: {answer}")
            expect(len(upstream.calls) == 1, f"{len(upstream.calls)} requests got through, expected 1")
        with Upstream() as plain:
            settings = configuration(plain, upstream_settings={"timeouts": {"connect": "500ms"}}, **ONCE)
            settings["upstreams"]["one"]["base_url"] = f"https://127.0.0.1:{plain.port}/v1"
            with Gateway(settings) as gateway:
                expect(ask(gateway).status in (502, 504), "a server without TLS was asked")
        settings["upstreams"]["one"]["ca_file"] = "/nowhere.pem"
        gateway = Gateway(settings)
        expect(gateway.port is None and "/nowhere.pem" in gateway.log, f"a ca_file that is not there: {gateway.log}")
        gateway.stop()
    finally:
        shutil.rmtree(folder)


@check("answers that are not HTTP, have two lengths or no end are 502 or broken off, and the next request is answered")
def garbage():
    def raw(data, hang_up=True):
        def answer(call):
            call.send(data)
            if hang_up:
                call.hang_up()

        return answer

    body = json.dumps(completion()).encode()
    length = b"content-length: %d\r\n" % len(body)
    cases = {
        "noise": b"\x00\xff\x16\x03\x01" * 100,
        "another protocol": b"SSH-2.0-x\r\n",
        "only a line": b"HTTP/1.1 200 OK\r\n",
        "no status": b"HTTP/1.1 OK\r\n\r\n",
        "version 9": b"HTTP/9.9 200 OK\r\n\r\n",
        "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
        "negative length": b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nx",
        "length of letters": b"HTTP/1.1 200 OK\r\ncontent-length: ten\r\n\r\nx",
        "huge length": b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nx",
        "huge chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nx",
        "chunk of letters": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nx",
        "NUL in a header": b"HTTP/1.1 200 OK\r\n" + length + b"x-a: \x00\r\n\r\n" + body,
        "header without colon": b"HTTP/1.1 200 OK\r\nnonsense\r\n" + length + b"\r\n" + body,
    }
    with Upstream() as upstream, Gateway(configuration(upstream, **ONCE)) as gateway:
        for name, data in cases.items():
            upstream.answer = raw(data)
            answer = ask(gateway, question(model="named"))
            is_failure = answer.status >= 500 or not answer.is_whole
            is_taken = answer.status == 200 and answer.body == body
            expect(is_failure or is_taken, f"{name}: {answer}")
            upstream.answer = chat
            expect_equal(ask(gateway, question(model="named")).status, 200, f"the request after: {name}")


@check("an answer of 200 without a length, ended by the connection's end, is whole; so are early hints before an answer")
def odd_but_right():
    body = json.dumps(completion()).encode()
    with Upstream() as upstream, Gateway(configuration(upstream, **ONCE)) as gateway:

        def by_end(call):
            call.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n" + body)
            call.hang_up()

        def hinted(call):
            call.send(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
            call.reply(200, body)

        def stray(call):
            call.reply(200, body)
            call.send(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged")

        def empty(call):
            call.send(b"HTTP/1.1 204 No Content\r\n\r\n")

        for name, answer, wanted in (
            ("by end", by_end, body),
            ("hints", hinted, body),
            ("stray", stray, body),
            ("204", empty, b""),
        ):
            upstream.answer = answer
            found = ask(gateway)
            expect(found.status in (200, 204) and found.body == wanted and found.is_whole, f"{name}: {found}")
        upstream.answer = chat
        time.sleep(0.05)
        for _ in range(5):
            expect(b"forged" not in ask(gateway).body, "an answer that nobody asked for reached the next client")


@check("answers of upstreams with 2,000 headers or an event of 20 MB do not end the gateway")
def large():
    with Upstream() as upstream, Gateway(configuration(upstream, **ONCE)) as gateway:
        upstream.answer = lambda call: call.reply(200, completion(), [(f"x-ratelimit-{n}", "v" * 50) for n in range(2000)])
        first = ask(gateway)
        expect(first.status in (200, 502), f"{first}")

        def long_event(call):
            call.begin(kind=EVENTS)
            whole = delta("x" * (20 << 20))
            for start in range(0, len(whole), 1 << 16):
                call.chunk(whole[start : start + (1 << 16)])
            call.end()

        upstream.answer = long_event
        before, start = gateway.memory, time.monotonic()
        answer = ask(gateway, question(stream=True), timeout=30)
        took = time.monotonic() - start
        expect(answer.is_whole and len(answer.body) > 20 << 20, f"{len(answer.body)} bytes")
        expect(took < 5, f"20 MB took {took:.1f} s")
        upstream.answer = chat
        return f"{took:.2f} s, memory +{gateway.memory - before:.0f} MB"


@check("an upstream that repeats our key in its error does not show it to the client")
def echo():
    with Upstream() as upstream, Gateway(configuration(upstream, **ONCE)) as gateway:

        def answer(call):
            shown = call.header("authorization") or call.header("x-api-key")
            call.reply(
                401,
                {
                    "error": {
                        "message": f"Incorrect API key provided: {shown}.",
                        "type": "invalid_request_error",
                        "code": "invalid_api_key",
                    }
                },
            )

        upstream.answer = answer
        for path in ("/v1/chat/completions", "/v1/messages"):
            found = ask(gateway, question(max_tokens=3), path=path)
            expect(UPSTREAM_KEY.encode() not in found.body, f"{path}: the client gets the upstream's key: {found}")
        expect(UPSTREAM_KEY not in gateway.log, "the log has the upstream's key")


@check("a stream of 300 MB passes at more than 50 MB/s, in memory that does not grow", long=True)
def stream_300():
    part = delta("x" * 16_000)
    count = (300 << 20) // len(part)

    def answer(call):
        call.begin(kind=EVENTS)
        for _ in range(count):
            call.chunk(part)
        call.end()

    with Upstream(chat) as upstream, Gateway(configuration(upstream, **ONCE)) as gateway:
        ask(gateway)
        upstream.answer = answer
        before, start = gateway.memory, time.monotonic()
        with Connection(gateway.port) as connection:
            connection.send(request("/v1/chat/completions", question(stream=True)))
            _, headers = connection.head()
            length = sum(len(piece) for piece, _ in connection.parts(headers) if piece)
        took = time.monotonic() - start
        expect_equal(length, count * len(part), "bytes")
        expect(gateway.memory - before < 24, f"memory grew by {gateway.memory - before:.0f} MB")
        expect(took < 6, f"it took {took:.1f} s")
        return f"{took:.1f} s, memory +{gateway.memory - before:.0f} MB"
