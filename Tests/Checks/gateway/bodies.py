"""Bodies: what the upstream gets is what the client sent, but for the model's name."""

import json
import random

from checking import check, expect, expect_equal
from gateway import Gateway, configuration, shared
from upstream import Upstream
from wire import ask, question

NAMES = (b'"upstream-gpt"', b'"upstream-codex"')


def place():
    def make():
        upstream = Upstream()
        return Gateway(configuration(upstream, conversations={"stick": "never"})), upstream

    return shared("bodies", make)


def odd_bodies(count):
    """Bodies with odd but valid spelling. Each is (text before the model's name, text after it)."""
    draw = random.Random(24)
    numbers = ["1e-7", "1.0", "1E+2", "0.10", "-0", "1e400", "123456789012345678901234567890", "0.1e-0", "-0.0"]
    texts = [
        r"\u0041\u00e9\ud83d\ude00",
        "é😀",
        r"\/\b\f\n\r\t\"\\",
        r"\u0000",
        "  ",
        "\u2028",
        "<\u007f>",
        r"\u00E9",
        "model",
        '\\"model\\": \\"x\\"',
        "a" * 3000,
    ]
    spaces = ["", " ", "\n", "\t", "\r\n  ", "  \n\t "]

    def space():
        return draw.choice(spaces)

    def value(depth):
        kind = draw.randrange(7 if depth else 5)
        if kind == 0:
            return draw.choice(numbers)
        if kind == 1:
            return f'"{draw.choice(texts)}"'
        if kind in (2, 3, 4):
            return ["true", "false", "null"][kind - 2]
        if kind == 5:
            return f"[{space()}" + f"{space()},{space()}".join(value(depth - 1) for _ in range(draw.randrange(4))) + f"{space()}]"
        members = [
            f'"{draw.choice(["model", "messages", "k", "é", ""])}{n}"{space()}:{space()}{value(depth - 1)}' for n in range(3)
        ]
        return f"{{{space()}" + f"{space()},{space()}".join(members) + f"{space()}}}"

    for number in range(count):
        user = f'{{"role":{space()}"user",{space()}"content":{space()}"{draw.choice(texts)} question {number}"}}'
        members = [f'"messages"{space()}:{space()}[{user}]', None]
        members += [f'"odd {n}"{space()}:{space()}{value(draw.randrange(5))}' for n in range(draw.randrange(5))]
        draw.shuffle(members)
        where = members.index(None)
        key = draw.choice(['"model"', r'"mod\u0065l"'])
        before = "".join(f"{space()}{member}{space()}," for member in members[:where])
        after = "".join(f",{space()}{member}{space()}" for member in members[where + 1 :])
        yield f"{space()}{{{before}{space()}{key}{space()}:{space()}".encode(), f"{space()}{after}}}{space()}".encode()


@check("200 odd bodies reach the upstream byte for byte, but for the model's name")
def odd():
    gateway, upstream = place()
    for before, after in odd_bodies(200):
        upstream.clear()
        sent = before + rb'"points\u006dan"' + after
        answer = ask(gateway, sent)
        expect_equal(answer.status, 200, f"status of {sent[:300]!r}: {answer.body[:200]!r}")
        found = upstream.calls[-1].body
        expect(any(found == before + name + after for name in NAMES), f"sent {sent[:400]!r}, the upstream got {found[:400]!r}")


@check("images of 5 MB, tools nested 200 deep and 10,000 messages pass unchanged")
def large():
    gateway, upstream = place()
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "iVBORw0K" * 650_000}}
    nested = {"type": "string"}
    for _ in range(100):
        nested = {"p": nested}
    tools = [{"type": "function", "function": {"name": "f", "parameters": nested}}]
    deep = "[" * 200 + "]" * 200
    many = [{"role": "user" if n % 2 == 0 else "assistant", "content": f"turn {n}"} for n in range(9_999)]
    bodies = {
        "image": json.dumps(
            {"model": "pointsman", "messages": [{"role": "user", "content": [{"type": "text", "text": "what"}, image]}]}
        ),
        "tools": json.dumps({"model": "pointsman", "messages": [{"role": "user", "content": "x"}], "tools": tools}),
        "unknown": f'{{"model": "pointsman", "messages": [{{"role": "user", "content": "x"}}], "unknown": {deep}}}',
        "messages": json.dumps({"model": "pointsman", "messages": many}),
    }
    for name, text in bodies.items():
        upstream.clear()
        answer = ask(gateway, text.encode())
        expect_equal(answer.status, 200, f"{name}: {answer.body[:200]!r}")
        before, after = text.encode().split(b'"pointsman"')
        expect(any(upstream.calls[-1].body == before + model + after for model in NAMES), f"{name} was changed on its way")


@check("responses and messages pass unchanged, too")
def other_protocols():
    gateway, upstream = place()
    cases = {
        "/v1/responses": b'{ "input" : [{"type":"message","role":"user","content":'
        b'[{"type":"input_text","text":"h\\u0069"}]}], "x":1.0, "model":%s}',
        "/v1/messages": b'{"max_tokens" :1e2,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],'
        b'"model" : %s,'
        b'"messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}',
        "/v1/messages?beta=true": b'{"max_tokens":5,"messages":[{"role":"user","content":"hi"}],"model":%s}',
    }
    for path, body in cases.items():
        upstream.clear()
        answer = ask(gateway, body % b'"pointsman"', path=path)
        expect_equal(answer.status, 200, f"{path}: {answer.body[:200]!r}")
        expect(upstream.calls[-1].body in [body % name for name in NAMES], f"{path}: {upstream.calls[-1].body!r}")
        expect_equal(upstream.calls[-1].path, path, "the path at the upstream")


@check("bodies that are not a request get 400 with a reason, and are not forwarded")
def refused():
    gateway, upstream = place()
    upstream.clear()
    bodies = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'"x"',
        b'{"model":"pointsman"}',
        b'{"messages":[]}',
        b'{"model":1,"messages":[{"role":"user","content":"x"}]}',
        b'{"model":"pointsman","messages":"x"}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"x"}],"model":"named"}',
        rb'{"model":"pointsman","messages":[{"role":"user","content":"x"}],"m\u006fdel":"named"}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"x"}],"messages":[{"role":"user","content":"y"}]}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"x"}]} trailing',
        b'\xef\xbb\xbf{"model":"pointsman"}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"\xff\xfe"}]}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"a\x00b"}]}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"a\nb"}]}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"x"}],"n":NaN}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"x"}],"n":01}',
        b'{"model":"pointsman","messages":[{"role":"user","content":"x"}],}',
        b"{'model':'pointsman'}",
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[" * 1_000_000,
    ]
    passed = []
    for body in bodies:
        answer = ask(gateway, body)
        if answer.status != 400:
            passed.append((answer.status, body[:120]))
            continue
        error = answer.json["error"]
        expect_equal(error["type"], "invalid_request_error", f"type of error for {body[:120]!r}")
        expect(len(error["message"]) > 20, f"no reason for {body[:120]!r}: {error}")
    expect_equal(passed, [], "bodies that were not refused")
    answer = ask(gateway, b"{", path="/v1/messages")
    expect_equal((answer.status, answer.json["error"]["type"]), (400, "invalid_request_error"), "Anthropic's form")
    expect_equal(upstream.calls, [], "requests at the upstream")


@check("a model that the gateway does not have is 404, and a named one is never changed")
def names():
    gateway, upstream = place()
    upstream.clear()
    for model in ["gpt-none", "pointsman/none", "", "upstream-gpt", "Pointsman", "../named", "named\u0000"]:
        answer = ask(gateway, question(model=model))
        expect_equal((answer.status, answer.json["error"]["code"]), (404, "model_not_found"), f"answer for the model {model!r}")
    expect_equal(upstream.calls, [], "requests at the upstream")
    for _ in range(20):
        answer = ask(gateway, question("write a parser in Swift", model="named"))
        expect_equal((answer.status, upstream.calls[-1].json["model"]), (200, "named"), "a named model")
