"""The gateway's own endpoints: decisions, feedback, administration, metrics and the page; and what the log holds after a crash."""

import json
import os
import re
import resource
import signal
import socket
import sqlite3
import tempfile
import threading
import time

from checking import check, expect, expect_equal, wait_until
from gateway import Gateway, configuration, shared
from upstream import Upstream
from wire import Connection, ask, question

ADMIN = "admin-key-3e11"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def place():
    def make():
        upstream = Upstream()
        folder = tempfile.mkdtemp(prefix="pointsman-check-log-")
        port = free_port()
        settings = configuration(
            upstream,
            keys=[{"name": "alice", "env": "ALICE_KEY"}],
            admin={"key": "${ADMIN_KEY}"},
            metrics={"listen": f"127.0.0.1:{port}"},
            log={"store": f"{folder}/log.sqlite"},
        )
        gateway = Gateway(settings, {"ALICE_KEY": "alice-key", "ADMIN_KEY": ADMIN})
        gateway.metrics_port, gateway.store = port, f"{folder}/log.sqlite"
        return gateway, upstream

    return shared("endpoints", make)


ALICE = {"x-api-key": "alice-key"}


def get(port, path, headers=None, method="GET", body=b""):
    fields = {"Host": "127.0.0.1", "Content-Length": len(body), **(headers or {})}
    with Connection(port) as connection:
        text = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        connection.send(f"{method} {path} HTTP/1.1\r\n{text}\r\n".encode() + body)
        answer = connection.answer(is_head=method == "HEAD")
        expect(answer is not None, f"{method} {path}: no answer")
        return answer


@check("every endpoint that decides, learns or tells asks for a key; administration asks for its own")
def keys():
    gateway, _ = place()
    bearer = {"Authorization": f"Bearer {ADMIN}"}
    for path in (
        "/v1/chat/completions",
        "/v1/responses",
        "/v1/messages",
        "/v1/messages/count_tokens",
        "/v1/route",
        "/v1/decisions",
        "/v1/systemone",
        "/v1/feedback",
    ):
        expect_equal(ask(gateway, path=path).status, 401, path)
    expect_equal(get(gateway.port, "/v1/models").status, 401, "/v1/models")
    for path, method in (
        ("/admin/summary?hours=24", "GET"),
        ("/admin/decisions", "GET"),
        ("/admin/config", "GET"),
        ("/admin/reload", "POST"),
    ):
        for headers in ({}, ALICE, {"Authorization": "Bearer x"}, {"Cookie": f"key={ADMIN}"}):
            answer = get(gateway.port, path, headers, method)
            expect(answer.status in (401, 403, 404), f"{method} {path} with {headers}: {answer}")
        answer = get(gateway.port, path, bearer, method)
        expect_equal(answer.status, 200, f"{method} {path} with the admin key: {answer}")
        for secret in (ADMIN, "alice-key", "sk-upstream"):
            expect(secret.encode() not in answer.body, f"{path} shows {secret}")
    for path in ("/metrics", "/admin", "/admin/", "/admin/../admin/config", "/ADMIN/config", "//admin/config", "/admin%2fconfig"):
        expect(get(gateway.port, path).status in (401, 403, 404), f"{path} without a key")


@check("odd queries and bodies of the own endpoints are refused with a reason, and none ends the gateway")
def odd_input():
    gateway, _ = place()
    bearer = {"Authorization": f"Bearer {ADMIN}"}
    for query in (
        "hours=0",
        "hours=-1",
        "hours=9999",
        "hours=1e3",
        "hours=",
        "hours=9223372036854775808",
        "hours=24&hours=1",
        "hours=%00",
        "hours=١",
    ):
        answer = get(gateway.port, f"/admin/summary?{query}", bearer)
        expect(answer.status == 400 or query == "hours=24&hours=1", f"{query}: {answer}")
    for query in (
        "limit=-1",
        "limit=0",
        "limit=1e9",
        "limit=99999999999999999999",
        "since=x",
        "since=%F0%28",
        "model=%27%3B--",
        "limit=%",
    ):
        answer = get(gateway.port, f"/admin/decisions?{query}", bearer)
        expect(answer.status == 400 or query.startswith("model"), f"{query}: {answer}")
    bodies = [
        b"",
        b"[]",
        b"{",
        b"{}",
        b"null",
        b'{"decision_id":1,"score":1}',
        b'{"decision_id":"dec_x","score":1}',
        b"[" * 100_000,
        b'{"decision_id":"dec_' + b"0" * 32 + b'","score":2}',
        b'{"decision_id":"dec_' + b"0" * 32 + b'","score":NaN}',
        b'{"decision_id":"dec_' + b"0" * 32 + b'","score":1,"name":"' + b"x" * 100_000 + b'"}',
    ]
    for path in ("/v1/feedback", "/v1/route", "/v1/decisions", "/v1/systemone"):
        for body in bodies:
            answer = ask(gateway, body, ALICE, path=path)
            expect(400 <= answer.status < 500, f"{path}, {body[:80]!r}: {answer}")
            expect(len(answer.body) < 2000, f"{path}: an error of {len(answer.body)} bytes")


@check("a decision, its answer and its feedback are in the log; the prompt is not")
def log():
    gateway, _ = place()
    text = "a-prompt-that-is-not-stored"
    answer = ask(gateway, question(text), ALICE)
    decision = answer.header("x-pointsman-decision")
    body = json.dumps({"decision_id": decision, "score": 1, "name": "accepted"}).encode()
    expect(ask(gateway, body, ALICE, path="/v1/feedback").status in (200, 201), "feedback")
    bearer = {"Authorization": f"Bearer {ADMIN}"}

    def entry():
        rows = get(gateway.port, "/admin/decisions?limit=50", bearer).json["decisions"]
        return next((row for row in rows if row["id"] == decision and row["feedback"]), None)

    wait_until(entry, 3, "the decision with its feedback is listed")
    row = entry()
    expect_equal((row["served"], row["status"], row["prompt"]), (answer.header("x-pointsman-model"), 200, None), "the entry")
    for name in os.listdir(os.path.dirname(gateway.store)):
        with open(os.path.join(os.path.dirname(gateway.store), name), "rb") as file:
            expect(text.encode() not in file.read(), f"{name} holds the prompt")


@check("metrics have names from the configuration alone, however odd the requests")
def metrics():
    gateway, _ = place()
    before = len(get(gateway.metrics_port, "/metrics").body.splitlines())
    for number in range(300):
        ask(
            gateway,
            question(model=f"odd-{number}"),
            {**ALICE, "x-session-id": f"s{number}", "x-pointsman-policy": f"p{number}"},
            path=f"/v1/messages?x={number}",
        )
        get(gateway.port, f"/odd/{number}")
    text = get(gateway.metrics_port, "/metrics").body
    after = len(text.splitlines())
    expect(b"odd" not in text, "a name of a request is in the metrics")
    expect(after - before < 100, f"{after - before} lines more after 300 odd names")
    expect(get(gateway.metrics_port, "/admin/config").status == 404, "the metrics' port serves administration")


@check("the page loads nothing from elsewhere, and cannot be framed")
def page():
    gateway, _ = place()
    answer = get(gateway.port, "/")
    policy = answer.header("content-security-policy") or ""
    expect(
        answer.status == 200 and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, f"{answer.status}, {policy}"
    )
    expect("unsafe-eval" not in policy and "unsafe-inline" not in policy, policy)
    expect_equal(answer.header("x-content-type-options"), "nosniff", "x-content-type-options")
    outside = re.findall(rb'(?:src|href)="(?:https?:)?//[^"]+', answer.body)
    expect_equal(outside, [], "addresses of other sites that it loads")


def answered_while(gateway, seconds, rate=50):
    """Slowest of the requests sent during so many seconds, on 4 threads; all must succeed."""
    slowest, faults = [0.0], []

    def work():
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            start = time.monotonic()
            status = ask(gateway).status
            slowest[0] = max(slowest[0], time.monotonic() - start)
            if status != 200:
                faults.append(status)
            time.sleep(4 / rate)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect_equal(faults, [], "statuses")
    return slowest[0]


@check("a locked store slows no request, and its rows are there once it is free; kill -9 loses at most a second of rows")
def store():
    folder = tempfile.mkdtemp(prefix="pointsman-check-log-")
    path = f"{folder}/log.sqlite"
    with Upstream() as upstream:
        settings = configuration(upstream, log={"store": path})
        with Gateway(settings) as gateway:
            ask(gateway)
            time.sleep(0.3)
            lock = sqlite3.connect(path, isolation_level=None)
            lock.execute("BEGIN IMMEDIATE")
            slowest = answered_while(gateway, 2)
            lock.execute("ROLLBACK")
            expect(slowest < 0.5, f"a request took {slowest:.2f} s while the store was locked")
            sent = len(upstream.calls)

            def count():
                return lock.execute("SELECT count(*) FROM decisions").fetchone()[0]

            wait_until(lambda: count() == sent, 10, f"all {sent} rows are there")
            for _ in range(50):
                ask(gateway)
            time.sleep(1.1)
            gateway.send_signal(signal.SIGKILL)
            gateway.wait(2)
            lock.close()
        check_after = sqlite3.connect(path)
        expect_equal(check_after.execute("PRAGMA integrity_check").fetchone()[0], "ok", "the store after kill -9")
        expect_equal(check_after.execute("SELECT count(*) FROM decisions").fetchone()[0], sent + 50, "rows after kill -9")
        check_after.close()
        with Gateway(settings) as gateway:
            expect_equal(ask(gateway).status, 200, "status after the new start")
        return f"slowest request {1000 * slowest:.0f} ms"


@check("a store that cannot be opened is said at the start")
def no_store():
    with Upstream() as upstream:
        gateway = Gateway(configuration(upstream, log={"store": "/nowhere/log.sqlite"}), wait=4)
        started, text = gateway.port is not None, gateway.log
        gateway.stop()
        expect(not started and "/nowhere/log.sqlite" in text, f"{text[:300]}")


@check("a disk that is full costs rows, which are counted, and no request; afterwards rows are written again")
def full_disk():
    folder = tempfile.mkdtemp(prefix="pointsman-check-log-")
    path, port = f"{folder}/log.sqlite", free_port()
    with Upstream() as upstream:
        settings = configuration(upstream, log={"store": path}, metrics={"listen": f"127.0.0.1:{port}"})
        # The signal of a file too long stays ignored, as Python has it, so that writes fail as on a full disk.
        with Gateway(settings, keeps_signals=True) as gateway:
            for _ in range(20):
                ask(gateway)
            time.sleep(0.5)
            resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
            slowest = answered_while(gateway, 2)
            expect(slowest < 0.5, f"a request took {slowest:.2f} s while the disk was full")
            sent = len(upstream.calls)
            time.sleep(0.5)
            reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            expect(
                reader.execute("SELECT count(*) FROM decisions").fetchone()[0] < sent,
                "rows were written to a full disk: the check is void",
            )
            resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            text = get(port, "/metrics").body.decode()
            found = re.search(r"^pointsman_log_dropped_total\S* (\d+)", text, re.M)
            dropped = int(found[1]) if found else None
            ask(gateway, question("the last one"))
            time.sleep(1)

            def count():
                return reader.execute("SELECT count(*) FROM decisions").fetchone()[0]

            wait_until(
                lambda: count() + (dropped or 0) >= sent + 1,
                5,
                f"{sent + 1} rows are written or counted as dropped ({dropped}; {count()} rows)",
            )
            reader.close()
            return f"{dropped} rows dropped of {sent}, slowest request {1000 * slowest:.0f} ms"
