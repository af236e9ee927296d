"""Headers: named ones pass, both ways; what is of one connection, of one site, or secret stays behind."""

from checking import check, expect, expect_equal
from gateway import UPSTREAM_KEY, Gateway, configuration, shared
from upstream import EVENTS, Upstream, chat, completion
from wire import ask, question


def place():
    def make():
        upstream = Upstream()
        return Gateway(configuration(upstream, conversations={"stick": "never"})), upstream

    gateway, upstream = shared("headers", make)
    upstream.answer = chat
    upstream.clear()
    return gateway, upstream


NEVER_SENT = {
    "Authorization": "Bearer client-key",
    "X-Api-Key": "client-key",
    "Cookie": "a=b",
    "Forwarded": "for=1.2.3.4",
    "X-Forwarded-For": "1.2.3.4",
    "X-Forwarded-Host": "evil",
    "X-Real-IP": "1.2.3.4",
    "TE": "trailers",
    "Trailer": "x",
    "Keep-Alive": "timeout=5",
    "Proxy-Authorization": "Basic x",
    "Proxy-Connection": "close",
    "Accept-Encoding": "gzip, br",
    "X-Secret": "1",
    "OpenAI-Organization": "org-client",
    "OpenAI-Project": "proj-client",
    "X-HTTP-Method-Override": "DELETE",
    "X-Original-URL": "/admin",
    "X-Fake-Fault": "429",
    "X-Pointsman-Tags": "language=swift",
    "X-Session-Id": "s1",
    "Range": "bytes=0-1",
    "If-None-Match": "x",
    "Upgrade": "h2c",
    "HTTP2-Settings": "AAMAAABkAAQAAP__",
}
SENT = {
    "Anthropic-Beta": "a,b",
    "Anthropic-Version": "2023-06-01",
    "Idempotency-Key": "client-1",
    "X-Request-Id": "r1",
    "Traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "Tracestate": "a=b",
    "Accept": "application/json",
}


@check("named headers reach the upstream, and none of the client's others")
def to_upstream():
    gateway, upstream = place()
    ask(gateway, headers={**NEVER_SENT, **SENT, "Connection": "x-secret, tracestate", "User-Agent": "client/1"})
    call = upstream.calls[-1]
    for name, value in SENT.items():
        wanted = [] if name == "Tracestate" else [value]
        expect_equal(call.all(name), wanted, f"{name} at the upstream")
    for name in NEVER_SENT:
        value = call.header(name)
        allowed = {"Authorization": f"Bearer {UPSTREAM_KEY}", "Accept-Encoding": "identity"}.get(name)
        expect_equal(value, allowed, f"{name} at the upstream")
    expect("client-key" not in call.head.decode("latin-1"), "the client's key went to the upstream")
    expect(call.header("user-agent").startswith("client/1 pointsman/"), f"user-agent: {call.header('user-agent')}")
    expect_equal(call.header("host"), f"127.0.0.1:{upstream.port}", "host at the upstream")
    expect_equal(call.all("content-length"), [str(len(call.body))], "content-length at the upstream")
    names = [name.lower() for name, _ in call.headers]
    expect_equal(len(names), len(set(names)), f"headers that are there once, of {names}")


@check("Anthropic's paths get Anthropic's key and version")
def to_anthropic():
    gateway, upstream = place()
    ask(gateway, b'{"model":"pointsman","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}', path="/v1/messages")
    call = upstream.calls[-1]
    expect_equal(call.header("x-api-key"), UPSTREAM_KEY, "x-api-key")
    expect_equal(call.header("authorization"), None, "authorization")
    expect_equal(call.header("anthropic-version"), "2023-06-01", "anthropic-version")


@check("two requests have two idempotency keys, and the attempts of one have the same")
def idempotency():
    gateway, upstream = place()
    for _ in range(2):
        ask(gateway)
    keys = [call.header("idempotency-key") for call in upstream.calls]
    expect(None not in keys and len(set(keys)) == 2, f"keys: {keys}")


DROPPED = {
    "set-cookie": "a=b",
    "server": "nginx",
    "alt-svc": "h3",
    "strict-transport-security": "max-age=1",
    "keep-alive": "timeout=5",
    "x-powered-by": "x",
    "via": "1.1 x",
    "access-control-allow-origin": "*",
    "x-secret": "1",
    "proxy-authenticate": "Basic",
    "location": "http://evil/",
    "refresh": "0",
    "content-security-policy": "x",
    "trailer": "x",
    "upgrade": "h2c",
    "x-pointsman-model": "forged",
    "cf-ray": "x",
}
KEPT = {
    "retry-after": "7",
    "x-ratelimit-remaining-requests": "5",
    "anthropic-ratelimit-tokens-remaining": "6",
    "openai-processing-ms": "9",
    "x-should-retry": "false",
}


@check("named headers reach the client, and none of the upstream's others")
def to_client():
    gateway, upstream = place()
    fields = [*DROPPED.items(), *KEPT.items(), ("connection", "x-secret"), ("x-request-id", "up-1")]
    upstream.answer = lambda call: call.reply(200, completion(), fields)
    answer = ask(gateway)
    for name, value in KEPT.items():
        expect_equal(answer.header(name), value, f"{name} at the client")
    for name, value in DROPPED.items():
        expect(answer.header(name) != value, f"{name} reached the client")
    expect_equal(answer.header("x-upstream-request-id"), "up-1", "x-upstream-request-id")
    expect_equal(answer.header("content-type"), "application/json", "content-type")
    expect((answer.header("x-pointsman-decision") or "").startswith("dec_"), f"headers: {answer.headers}")


@check("a header that the upstream sends twice is answered once")
def twice():
    gateway, upstream = place()
    fields = [
        ("request-id", "r1"),
        ("x-request-id", "r1"),
        ("content-type", "text/plain"),
        ("retry-after", "1"),
        ("retry-after", "2"),
    ]
    upstream.answer = lambda call: call.reply(200, completion(), fields)
    answer = ask(gateway)
    names = [name.lower() for name, _ in answer.headers]
    repeated = {name for name in names if names.count(name) > 1}
    expect_equal(repeated, set(), "headers that are there more than once")


@check("an upstream that compresses although it was asked not to: the client learns it from content-encoding")
def compressed():
    import gzip
    import json

    gateway, upstream = place()
    packed = gzip.compress(json.dumps(completion()).encode())
    upstream.answer = lambda call: call.reply(200, packed, [("content-encoding", "gzip")])
    answer = ask(gateway)
    is_plain = answer.body[:1] == b"{"
    expect(is_plain or answer.header("content-encoding") == "gzip", f"compressed bytes under headers {answer.headers}")


@check("an event stream has no length, is not cached, and is not held back by nginx")
def stream_headers():
    gateway, upstream = place()
    answer = ask(gateway, question(stream=True))
    expect_equal(answer.header("content-type"), EVENTS, "content-type")
    expect_equal(answer.header("content-length"), None, "content-length")
    expect_equal(answer.header("transfer-encoding"), "chunked", "transfer-encoding")
    expect_equal((answer.header("cache-control"), answer.header("x-accel-buffering")), ("no-cache", "no"), "headers")


@check("control characters of headers are refused or dropped, never passed")
def control_characters():
    from wire import Connection, request

    gateway, upstream = place()
    for value in ("a\x01b", "a\x7fb", "a\x00b", "a\rX-Evil: 1"):
        upstream.clear()
        with Connection(gateway.port) as connection:
            connection.send(request("/v1/chat/completions", question(), {"X-Request-Id": value}))
            answer = connection.answer()
        expect(answer is not None and answer.status in (200, 400), f"{value!r}: {answer}")
        for call in upstream.calls:
            expect(call.header("x-request-id") in (None, "a") and call.header("x-evil") is None, f"{value!r}: {call.head!r}")
    fields = [("x-ratelimit-a", "a\x01b")]
    upstream.answer = lambda call: call.reply(200, completion(), fields)
    answer = ask(gateway)
    expect(answer.header("x-ratelimit-a") is None or answer.status == 502, f"{answer.headers}")


@check("tags are read or refused, and never passed")
def tags():
    gateway, upstream = place()
    for value, status in (("language=swift,action=fix", 200), ("language", 400), ("=x", 400), ("a=b,c", 400), ("", 200)):
        upstream.clear()
        found = ask(gateway, headers={"x-pointsman-tags": value})
        # A router without a block of tags may refuse them, too.
        expect(found.status in (status, 200 if not value else 400), f"{value!r}: {found}")
        expect(all(call.header("x-pointsman-tags") is None for call in upstream.calls), "tags at the upstream")
