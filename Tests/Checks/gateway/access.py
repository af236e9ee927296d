"""Access: keys, policies and rates; hosts and pages where there are no keys; what logs and errors may not say."""

import hashlib
import time

from checking import check, expect, expect_equal
from gateway import UPSTREAM_KEY, Gateway, configuration, shared
from upstream import Upstream, failing, hang_up
from wire import CHAT, Connection, ask, question, request

ALICE, BOB, CAROL = "alice-key-7d1f", "bob-key-99aa", "carol-key-5511"
KEYS = [
    {"name": "alice", "env": "ALICE_KEY"},
    {"name": "bob", "sha256": hashlib.sha256(BOB.encode()).hexdigest(), "policies": ["most-likely"], "pass_models": False},
    {"name": "carol", "sha256": hashlib.sha256(CAROL.encode()).hexdigest(), "rate": "3/min"},
]


def place():
    def make():
        upstream = Upstream()
        return Gateway(configuration(upstream, keys=KEYS), {"ALICE_KEY": ALICE}), upstream

    gateway, upstream = shared("access", make)
    upstream.clear()
    return gateway, upstream


@check("a request without a key, or with a wrong one, is 401 in the protocol's form, and the answer is always the same")
def refused():
    gateway, upstream = place()
    wrong = [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Basic {ALICE}"},
        {"Authorization": ALICE},
        {"Authorization": f"Bearer {ALICE}x"},
        {"Authorization": f"Bearer {ALICE[:-1]}"},
        {"Authorization": f"Bearer {ALICE.upper()}"},
        {"Authorization": f"Bearer {hashlib.sha256(BOB.encode()).hexdigest()}"},
        {"x-api-key": ""},
        {"x-api-key": f"{ALICE},"},
        {"Authorization": f"Bearer {UPSTREAM_KEY}"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Cookie": f"key={ALICE}"},
        {"x-api-key": "wrong", "Authorization": f"Bearer {ALICE}x"},
    ]
    bodies = set()
    for headers in wrong:
        answer = ask(gateway, headers=headers)
        expect_equal((answer.status, answer.json["error"]["code"]), (401, "invalid_api_key"), f"{headers}: {answer}")
        if headers:
            bodies.add(answer.body)
        answer = ask(gateway, question(max_tokens=5), headers, path="/v1/messages")
        expect_equal((answer.status, answer.json["error"]["type"]), (401, "authentication_error"), f"{headers}: {answer}")
    expect(len(bodies) <= 2, f"answers that say how a key is wrong: {bodies}")
    expect_equal(upstream.calls, [], "requests at the upstream")
    for key in (f"?key={ALICE}", f"?api_key={ALICE}"):
        expect_equal(ask(gateway, path=CHAT + key).status, 401, "a key in the address")


@check("both ways to show a key work, in any spelling of the scheme")
def shown():
    gateway, _ = place()
    for headers in (
        {"Authorization": f"Bearer {ALICE}"},
        {"authorization": f"bearer {ALICE}"},
        {"x-api-key": ALICE},
        {"X-API-KEY": ALICE},
    ):
        expect_equal(ask(gateway, headers=headers).status, 200, f"{headers}")


@check("a key's policies and models hold")
def policies():
    gateway, upstream = place()
    bob, alice = {"x-api-key": BOB}, {"x-api-key": ALICE}
    expect_equal(ask(gateway, headers=bob).status, 200, "bob's policy")
    expect_equal(ask(gateway, question(model="pointsman/most-likely"), bob).status, 200, "bob's policy by name")
    upstream.clear()
    answer = ask(gateway, question(model="named"), bob)
    expect(answer.status in (403, 404), f"bob names a model: {answer}")
    for headers in ({**bob, "x-pointsman-policy": "none"}, {**alice, "x-pointsman-policy": "none"}):
        answer = ask(gateway, headers=headers)
        expect(answer.status in (400, 403, 404), f"a policy that is not there: {answer}")
    expect_equal(upstream.calls, [], "requests at the upstream")
    expect_equal(ask(gateway, question(model="named"), alice).status, 200, "alice names a model")


@check("a key's rate holds: 429 with retry-after, and other keys are free")
def rates():
    gateway, _ = place()
    carol = {"x-api-key": CAROL}
    statuses = [ask(gateway, headers=carol).status for _ in range(6)]
    expect_equal(statuses, [200] * 3 + [429] * 3, "carol's statuses at 3 a minute")
    answer = ask(gateway, headers=carol)
    expect(1 <= int(answer.header("retry-after") or 0) <= 60, f"retry-after {answer.header('retry-after')}")
    expect_equal(answer.json["error"]["type"], "rate_limit_error", "type")
    expect_equal(ask(gateway, headers={"x-api-key": ALICE}).status, 200, "alice")


@check("a request with a wrong key is refused before its body has come")
def refused_early():
    gateway, _ = place()
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nx-api-key: wrong\r\nContent-Length: 20000000\r\n\r\n"
    with Connection(gateway.port, timeout=2) as connection:
        connection.send(head + b"x" * 1000)
        found = connection.head()
    expect(found and found[0] == 401, f"{found}")


@check("without keys a request for another host, or from a page of another site, is refused")
def hosts():
    upstream = Upstream()
    with upstream, Gateway(configuration(upstream)) as gateway:
        port = gateway.port
        good = ["127.0.0.1", f"127.0.0.1:{port}", "localhost", f"localhost:{port}", "LOCALHOST", f"[::1]:{port}", "127.0.0.2:1"]
        for host in good:
            expect_equal(ask(gateway, headers={"Host": host}).status, 200, f"host {host}")
        upstream.clear()
        bad = [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            f"evil.example:{port}",
            "127.0.0.1@evil.example",
            "",
            "localhost:x",
            "0.0.0.0",
            "169.254.169.254",
            "127.evil",
            "[::1].evil.example",
            "localhost:80:80",
        ]
        for host in bad:
            answer = ask(gateway, headers={"Host": host})
            expect(answer.status in (400, 403), f"host {host}: {answer}")
        for origin in (
            "http://evil.example",
            "null",
            "https://127.0.0.1",
            "http://127.0.0.1:1",
            "http://127.0.0.1.evil.example",
            "file://",
        ):
            answer = ask(gateway, headers={"Host": f"127.0.0.1:{port}", "Origin": origin})
            expect(answer.status == 403, f"origin {origin}: {answer}")
            expect(answer.header("access-control-allow-origin") is None, f"origin {origin} is allowed")
        for path in ("/", "/health/ready", "/v1/models", "/v1/route", "/metrics", "/admin/decisions"):
            with Connection(port) as connection:
                connection.send(f"GET {path} HTTP/1.1\r\nHost: evil.example\r\n\r\n".encode())
                answer = connection.answer()
            # A load balancer asks for health by whatever name it has.
            expect(answer.status in ((200, 403) if "health" in path else (403, 404)), f"GET {path} for another host: {answer}")
        expect_equal(upstream.calls, [], "requests at the upstream")


@check("a page of another site cannot ask by a form or a simple request")
def simple_requests():
    upstream = Upstream()
    with upstream, Gateway(configuration(upstream)) as gateway:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            headers = {
                "Host": f"127.0.0.1:{gateway.port}",
                "Content-Type": kind,
                "Origin": "http://evil.example",
                "Sec-Fetch-Site": "cross-site",
            }
            expect_equal(ask(gateway, headers=headers).status, 403, f"{kind} from another site")
        # Some requests of browsers have no Origin, but say where they come from.
        answer = ask(gateway, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})
        expect_equal(answer.status, 403, "a request of another site without Origin")
        expect_equal(upstream.calls, [], "requests at the upstream")


SECRET_PROMPT = "my-secret-prompt-4711 sk-abcdefghijklmnopqrstuvwxyz"


@check("neither prompts nor keys are in the log or in the gateway's own errors, whatever fails")
def quiet():
    upstream = Upstream()
    settings = configuration(upstream, keys=KEYS, log={"access": "stdout"}, limits={"body": "4KB"}, fallbacks={"attempts": 1})
    with upstream, Gateway(settings, {"ALICE_KEY": ALICE}) as gateway:
        key = {"x-api-key": ALICE}
        found = []
        for answer in (upstream.answer, failing(500), failing(401), hang_up):
            upstream.answer = answer
            for body in (
                question(SECRET_PROMPT),
                question(SECRET_PROMPT, model=SECRET_PROMPT),
                question(SECRET_PROMPT)[:-3],
                question(SECRET_PROMPT * 200),
                b'{"model":"pointsman","messages":[{"role":"user","content":"%s"}],"messages":1}' % SECRET_PROMPT.encode(),
            ):
                found.append(ask(gateway, body, key))
            found.append(ask(gateway, headers={"x-api-key": "wrong-" + SECRET_PROMPT}))
        with Connection(gateway.port) as connection:
            connection.send(b"POST / HTTP/1.1\r\nX-Api-Key: " + ALICE.encode() + b"\x00\r\n\r\n")
            connection.answer()
        time.sleep(0.1)
        for secret in (UPSTREAM_KEY, ALICE, BOB, "my-secret-prompt-4711", "sk-abcdef"):
            expect(
                secret not in gateway.log, f"{secret} is in the log: …{gateway.log[max(0, gateway.log.find(secret) - 99):][:300]}"
            )
            for answer in found:
                # A model's name that the client sent may come back to it.
                is_name = answer.status == 404
                expect(is_name or secret.encode() not in answer.body, f"{secret} is in {answer}")


@check("the server does not say what it is")
def anonymous():
    gateway, _ = place()
    for path in ("/", "/none", "/../etc/passwd", "/%2e%2e/", "//"):
        with Connection(gateway.port) as connection:
            connection.send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            answer = connection.answer()
        expect(answer.header("server") is None and answer.header("x-powered-by") is None, f"{answer.headers}")
        expect(b"root:" not in answer.body, f"{path}: {answer}")
    with Connection(gateway.port) as connection:
        connection.send(request(CHAT, b"{}", {"x-api-key": ALICE}).replace(b"POST", b"PUT", 1))
        expect(connection.answer().status in (404, 405), "PUT")
