"""Operation: reload, drain, signals, and starts that cannot succeed. No request is lost."""

import json
import os
import shutil
import signal
import socket
import tempfile
import threading
import time

from checking import check, expect, expect_equal, wait_until
from gateway import ROUTER, Gateway, configuration
from upstream import DONE, Upstream, chat, failing, in_turn, stream
from wire import CHAT, Connection, ask, question, request


class Load:
    """Requests at a rate on kept connections, each third one streamed; counts what is not a whole 200."""

    def __init__(self, gateway, rate=200, workers=16):
        self.gateway, self.rate, self.workers = gateway, rate, workers
        self.sent, self.faults, self.latest, self.stopped = 0, [], 0.0, threading.Event()

    def _work(self, index):
        connection, due = None, time.monotonic() + index / self.rate
        number = 0
        while not self.stopped.is_set():
            if self.stopped.wait(max(0, due - time.monotonic())):
                return
            due = max(due + self.workers / self.rate, time.monotonic() - 1)
            number += 1
            start = time.monotonic()
            try:
                if connection is None or number % 50 == 0 or connection.is_ended:
                    connection = Connection(self.gateway.port, timeout=10)
                connection.send(request(CHAT, question(f"number {number}", **({"stream": True} if number % 3 == 0 else {}))))
                answer = connection.answer()
                if answer is None or answer.status != 200 or not answer.is_whole:
                    self.faults.append(repr(answer))
                if answer is None or answer.header("connection") == "close":
                    connection = None
            except (OSError, AssertionError) as error:
                self.faults.append(repr(error))
                connection = None
            self.sent += 1
            self.latest = max(self.latest, time.monotonic() - start)

    def __enter__(self):
        self.threads = [threading.Thread(target=self._work, args=(index,), daemon=True) for index in range(self.workers)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join(15)


def reloads(gateway):
    return gateway.log.count("reloaded: "), gateway.log.count("not reloaded")


def check_reload(seconds):
    """Reloads by changes of both files, signals and broken files under load; returns a note."""
    folder = tempfile.mkdtemp()
    router = os.path.join(folder, "served.router")
    shutil.copy(ROUTER, router)
    with Upstream() as first, Upstream() as second:
        settings = {**configuration(first), "router": router}
        moved = {**configuration(second), "router": router}
        with Gateway(settings) as gateway, Load(gateway) as load:
            until, rounds = time.monotonic() + seconds, 0
            while time.monotonic() < until:
                rounds += 1
                done = reloads(gateway)
                # By the change of the configuration, which the gateway looks for.
                gateway.write(moved if rounds % 2 else settings)
                wait_until(lambda done=done: reloads(gateway)[0] > done[0], 6, "the changed configuration is taken up")
                active = second if rounds % 2 else first
                active.clear()
                wait_until(lambda active=active: active.calls, 2, "requests go to the new upstream")
                # By the signal, the configuration being broken in several ways.
                for broken in (
                    "",
                    "{",
                    "listen: [",
                    json.dumps({**settings, "unknown": 1}),
                    json.dumps({**settings, "models": {}}),
                    json.dumps({**settings, "router": "/nowhere.router"}),
                    json.dumps({**settings, "policy": "none"}),
                ):
                    done = reloads(gateway)
                    gateway.write(broken)
                    gateway.send_signal(signal.SIGHUP)
                    wait_until(lambda done=done: reloads(gateway)[1] > done[1], 4, f"the broken configuration {broken[:40]!r} is refused")
                done = reloads(gateway)
                gateway.write(settings if rounds % 2 == 0 else moved)
                gateway.send_signal(signal.SIGHUP)
                wait_until(lambda done=done: reloads(gateway)[0] > done[0], 4, "the good configuration is taken up again")
                # A router that is cut, and the whole one again.
                done = reloads(gateway)
                with open(router, "r+b") as file:
                    file.truncate(1000)
                gateway.send_signal(signal.SIGHUP)
                wait_until(lambda done=done: reloads(gateway)[1] > done[1], 4, "the cut router is refused")
                shutil.copy(ROUTER, router + ".new")
                os.replace(router + ".new", router)
                gateway.send_signal(signal.SIGHUP)
                wait_until(lambda done=done: reloads(gateway)[0] > done[0], 4, "the whole router is taken up")
            memory = gateway.memory
            load.stopped.set()
            time.sleep(0.2)
        shutil.rmtree(folder)
        expect_equal(load.faults, [], "requests that were lost or failed")
        good, bad = reloads(gateway)
        return f"{load.sent} requests, {good} reloads, {bad} refused, slowest {load.latest:.2f} s, {memory:.0f} MB"


@check("reloads by file and by signal, broken ones among them, lose no request at 200 a second")
def reload():
    return check_reload(4)


@check("reloads for a minute at 200 requests a second lose none", long=True)
def reload_long():
    return check_reload(60)


@check("changed limits, keys and rates are taken up by a reload, or the gateway says what needs a new start")
def reload_settings():
    with Upstream() as upstream:
        settings = configuration(upstream)
        with Gateway(settings) as gateway:
            gateway.write({**settings, "limits": {"body": "2KB"}, "listen": "127.0.0.1:1"})
            gateway.send_signal(signal.SIGHUP)
            wait_until(lambda: any(reloads(gateway)), 4, "the reload")
            time.sleep(0.1)
            status = ask(gateway, question("x" * 10_000)).status
            said = gateway.log.split("reloaded", 1)[-1]
            expect(status == 413 or "limits" in said, f"limits.body: 2KB is ignored without a word: status {status}, log {said!r}")
            expect("listen" in said, f'a changed "listen" is ignored without a word: {said!r}')
            gateway.write({**settings, "keys": [{"name": "a", "env": "CHECK_KEY"}]})
            gateway.send_signal(signal.SIGHUP)
            wait_until(lambda: ask(gateway).status == 401, 4, "keys hold after a reload")


@check("a stream under way outlives reloads that take its upstream and its key away")
def stream_outlives():
    with Upstream(stream(30, 0.05)) as first, Upstream() as second:
        times = {"timeouts": {"total": "10s"}}
        settings = configuration(first, upstream_settings=times, keys=[{"name": "a", "env": "A"}])
        with Gateway(settings, {"A": "ka", "B": "kb"}) as gateway, Connection(gateway.port) as connection:
            connection.send(request(CHAT, question(stream=True), {"x-api-key": "ka"}))
            _, headers = connection.head()
            for keys in ([{"name": "b", "env": "B"}], [{"name": "a", "env": "B"}]):
                done = reloads(gateway)[0]
                gateway.write(configuration(second, upstream_settings=times, keys=keys))
                gateway.send_signal(signal.SIGHUP)
                wait_until(lambda done=done: reloads(gateway)[0] > done, 4, "the reload")
            received = b"".join(part or b"<cut>" for part, _ in connection.parts(headers))
            expect(received.endswith(DONE) and received.count(b"part ") == 30, f"the stream ends with {received[-80:]!r}")
            expect_equal(ask(gateway, headers={"x-api-key": "ka"}).status, 401, "status of the key that was taken away")


def draining(drain=None):
    upstream = Upstream()
    return upstream, Gateway(configuration(upstream, drain=drain or {"delay": "500ms", "timeout": "30s"}))


def check_drain(parts, gap):
    upstream, gateway = draining()
    with upstream, gateway:
        upstream.answer = stream(parts, gap)
        with Connection(gateway.port) as streaming, Connection(gateway.port) as idle:
            idle.send(b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            expect_equal(idle.answer().status, 200, "readiness before")
            streaming.send(request(CHAT, question(stream=True)))
            _, headers = streaming.head()
            gateway.send_signal(signal.SIGTERM)
            time.sleep(0.15)
            with Connection(gateway.port) as during:
                during.send(b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                answer = during.answer()
                expect_equal(
                    (answer.status, answer.header("connection")), (503, "close"), "readiness while draining, and its connection"
                )
            time.sleep(0.7)
            try:
                with Connection(gateway.port, timeout=1) as late:
                    late.send(request(CHAT, question()))
                    answer = late.answer()
                    expect(answer is None or answer.status == 503, f"a request after the delay: {answer}")
            except ConnectionRefusedError:
                pass
            received = b"".join(part or b"<cut>" for part, _ in streaming.parts(headers))
        expect(
            received.endswith(DONE) and received.count(b"part ") == parts,
            f"{received.count(b'part ')} of {parts} parts, end {received[-60:]!r}",
        )
        expect_equal(gateway.wait(3), 0, "exit status")


@check("SIGTERM: not ready at once, new connections refused after the delay, a stream under way arrives whole, exit 0")
def drain():
    check_drain(30, 0.06)


@check("SIGTERM during a stream of 10 s: all parts arrive", long=True)
def drain_long():
    check_drain(100, 0.1)


@check("SIGTERM under load: every request that was taken is answered")
def drain_under_load():
    upstream, gateway = draining({"delay": "300ms", "timeout": "10s"})
    with upstream, gateway:
        with Load(gateway) as load:
            time.sleep(1)
            gateway.send_signal(signal.SIGTERM)
            # Requests that come before the listener closes are served; a balancer sends no more after the delay.
            time.sleep(0.25)
            load.stopped.set()
        expect_equal(gateway.wait(12), 0, "exit status")
        expect_equal(load.faults, [], "requests that were lost")
        return f"{load.sent} requests"


@check("a stream that outlasts drain.timeout gets an error event, and the process ends")
def drain_timeout():
    upstream, gateway = draining({"delay": "100ms", "timeout": "500ms"})
    with upstream, gateway:
        upstream.answer = stream(200, 0.05)
        with Connection(gateway.port) as streaming:
            streaming.send(request(CHAT, question(stream=True)))
            _, headers = streaming.head()
            gateway.send_signal(signal.SIGTERM)
            received = b"".join(part or b"<cut>" for part, _ in streaming.parts(headers))
        gateway.wait(3)
        expect(b'data: {"error"' in received, f"the stream ends with {received[-200:]!r}")


@check("a second SIGTERM ends at once; SIGINT drains like SIGTERM")
def second_signal():
    for first in (signal.SIGTERM, signal.SIGINT):
        upstream, gateway = draining()
        with upstream, gateway:
            upstream.answer = stream(200, 0.05)
            with Connection(gateway.port) as streaming:
                streaming.send(request(CHAT, question(stream=True)))
                streaming.head()
                gateway.send_signal(first)
                time.sleep(0.8)
                expect(gateway.is_alive, f"{first.name} did not wait for the stream")
                start = time.monotonic()
                gateway.send_signal(signal.SIGTERM)
                gateway.wait(2)
                expect(time.monotonic() - start < 1, f"it took {time.monotonic() - start:.1f} s")


@check("without work under way SIGTERM ends within the delay, also with idle connections open")
def idle_end():
    upstream, gateway = draining({"delay": "200ms", "timeout": "20s"})
    with upstream, gateway:
        ask(gateway)
        connections = [Connection(gateway.port) for _ in range(5)]
        connections[0].send(request(CHAT, question()))
        connections[0].answer()
        # Half a head: nothing that is under way.
        connections[1].send(b"POST /v1/chat")
        start = time.monotonic()
        gateway.send_signal(signal.SIGTERM)
        expect_equal(gateway.wait(3), 0, "exit status")
        for connection in connections:
            connection.close()
        return f"{time.monotonic() - start:.2f} s"


@check("kill -9 and a new start at the same port at once")
def killed():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Upstream() as upstream:
        settings = {**configuration(upstream), "listen": f"127.0.0.1:{port}"}
        first = Gateway(settings)
        expect(first.port == port, f"it did not start: {first.log}")
        connections = [Connection(port) for _ in range(20)]
        for connection in connections:
            connection.send(request(CHAT, question()))
            connection.answer()
        first.send_signal(signal.SIGKILL)
        first.wait(2)
        with Gateway(settings) as second:
            expect_equal(ask(second).status, 200, "status after the new start")
        for connection in connections:
            connection.close()
        first.stop()


@check("an hour in small: 20 s of load with failing upstreams, reloads, clients that leave, and flat memory", long=True)
def soak():
    with Upstream() as one, Upstream() as two:
        fault = in_turn(*[chat, failing(503), chat, failing(429, [("retry-after-ms", 50)]), lambda call: call.hang_up()] * 50, chat)
        settings = configuration(one, two, fallbacks={"attempts": 4, "retry_budget": 1}, conversations={"stick": "never"})
        with Gateway(settings) as gateway:
            for _ in range(200):
                ask(gateway)
            before = gateway.memory
            with Load(gateway) as load:
                until = time.monotonic() + 20
                while time.monotonic() < until:
                    one.answer = fault
                    time.sleep(1)
                    gateway.send_signal(signal.SIGHUP)
                    with Connection(gateway.port) as leaving:
                        leaving.send(request(CHAT, question(stream=True)))
            expect_equal(load.faults[:3], [], f"requests lost, {len(load.faults)} in all")
            expect(gateway.memory - before < 20, f"memory grew by {gateway.memory - before:.0f} MB")
            return f"{load.sent} requests, memory {gateway.memory - before:+.1f} MB"
