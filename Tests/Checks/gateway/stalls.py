"""Time-outs: the four places where an upstream can stall, each with its own limit."""

import socket
import threading
import time

from checking import check, expect, expect_equal
from gateway import Gateway, configuration
from upstream import DONE, EVENTS, Upstream, delta, stream
from wire import Connection, ask, question, request

SHORT = {"connect": "300ms", "first_byte": "500ms", "idle": "400ms", "total": "1500ms"}
ONCE = {"attempts": 1}


def gateway_for(upstream, times=SHORT, **settings):
    return Gateway(configuration(upstream, upstream_settings={"timeouts": times}, fallbacks=ONCE, **settings))


def timed(gateway, body, **options):
    start = time.monotonic()
    answer = ask(gateway, body, **options)
    return answer, time.monotonic() - start


class FullListener:
    """An upstream whose queue of connections is full: a connection to it is never made."""

    tls = None

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port = self.listener.getsockname()[1]
        self.waiting = []
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", self.port))
            self.waiting.append(client)
        time.sleep(0.05)

    def close(self):
        for client in [*self.waiting, self.listener]:
            client.close()


@check("no connection: 504 after the connect time-out")
def connect():
    upstream = FullListener()
    with gateway_for(upstream) as gateway:
        answer, took = timed(gateway, question())
    upstream.close()
    expect_equal(answer.status, 504, f"status: {answer}")
    expect(0.25 < took < 0.9, f"it took {took:.2f} s, the limit is 0.3 s")


@check("no first byte: 504 after the first-byte time-out, in both protocols, and the upstream's request is ended")
def first_byte():
    seen = []

    def answer(call):
        start = time.monotonic()
        closed = call.time_of_close(3)
        seen.append(closed and closed - start)
        call.ends = True

    with Upstream(answer) as upstream, gateway_for(upstream) as gateway:
        answer, took = timed(gateway, question())
        expect_equal((answer.status, answer.json["error"]["type"]), (504, "api_error"), f"answer {answer}")
        expect(0.4 < took < 1, f"it took {took:.2f} s, the limit is 0.5 s")
        answer, _ = timed(gateway, question(max_tokens=5), path="/v1/messages")
        expect_equal((answer.status, answer.json["error"]["type"]), (504, "timeout_error"), f"answer {answer}")
        time.sleep(0.1)
        expect(all(closed and closed < 1 for closed in seen) and len(seen) == 2, f"the upstream saw the end after {seen}")


@check("a head that comes byte by byte does not outlast the first-byte time-out")
def slow_head():
    def answer(call):
        for byte in b"HTTP/1.1 200 OK\r\n" + b"x-a: b\r\n" * 100:
            call.send(bytes([byte]))
            time.sleep(0.02)

    with Upstream(answer) as upstream, gateway_for(upstream) as gateway:
        answer, took = timed(gateway, question())
        expect(answer.status == 504 and took < 1, f"status {answer.status} after {took:.2f} s")


@check("a stream that stalls: an error event after the idle time-out")
def idle():
    with Upstream() as upstream, gateway_for(upstream) as gateway:

        def answer(call):
            call.begin(kind=EVENTS)
            call.chunk(delta("a"))
            call.time_of_close(3)
            call.ends = True

        upstream.answer = answer
        answer, took = timed(gateway, question(stream=True))
        expect(b'data: {"error"' in answer.body and not answer.is_whole, f"{answer}")
        expect(0.35 < took < 0.9, f"it took {took:.2f} s, the limit is 0.4 s")


@check("an answer in one piece that stalls half-way ends by the idle time-out")
def idle_whole():
    def answer(call):
        call.begin(length=100)
        call.send(b"{")
        call.time_of_close(3)
        call.ends = True

    with Upstream(answer) as upstream, gateway_for(upstream) as gateway:
        answer, took = timed(gateway, question())
        expect(not answer.is_whole and took < 0.9, f"{answer} after {took:.2f} s")


@check("a stream that never ends: an error event after the total time-out; parts keep it from being idle")
def total():
    with Upstream(stream(1000, 0.1)) as upstream, gateway_for(upstream) as gateway:
        answer, took = timed(gateway, question(stream=True))
        expect(b'data: {"error"' in answer.body and not answer.is_whole, f"{answer.body[-200:]!r}")
        expect(1.4 < took < 2, f"it took {took:.2f} s, the limit is 1.5 s")


@check("a slow client is not the upstream's stall")
def slow_client():
    def answer(call):
        call.begin(kind=EVENTS)
        for _ in range(1600):
            call.chunk(delta("x" * 16_000))
        call.chunk(DONE)
        call.end()

    times = {**SHORT, "total": "20s"}
    with Upstream(answer) as upstream, gateway_for(upstream, times) as gateway:
        with Connection(gateway.port, receive_buffer=65536) as connection:
            connection.send(request("/v1/chat/completions", question(stream=True)))
            _, headers = connection.head()
            time.sleep(1.2)
            parts = [part for part, _ in connection.parts(headers)]
        expect(parts[-1] is not None and b"".join(parts).endswith(DONE), f"the stream ends with {parts[-1]!r:.100}")


@check("a time-out of one request leaves others alone")
def others():
    def answer(call):
        if b"stall" in call.body:
            call.time_of_close(3)
            call.ends = True
        else:
            stream(8, 0.1)(call)

    with Upstream(answer) as upstream, gateway_for(upstream) as gateway:
        found = []
        thread = threading.Thread(target=lambda: found.append(ask(gateway, question(stream=True))))
        thread.start()
        for _ in range(3):
            ask(gateway, question("stall", model="named"))
        thread.join()
        expect(found and found[0].is_whole and found[0].body.endswith(DONE), f"the stream beside it: {found}")
