"""Attempts: which failures are tried again, where, how often, and what the client learns."""

import json
import random
import threading
import time

from checking import check, expect, expect_equal
from gateway import MODELS, Gateway, configuration
from upstream import Upstream, chat, failing, hang_up, in_turn, stream
from wire import CHAT, Connection, ask, question, request

PASSING = [408, 429, 500, 502, 503, 504, 529]
FINAL = [400, 401, 403, 404, 413, 422]


class Pair:
    """Two upstreams, one for each of the router's models, and a gateway before them. `first` has the model that is chosen."""

    def __init__(self, **settings):
        self.one, self.two = Upstream(), Upstream()
        self.gateway = Gateway(configuration(self.one, self.two, conversations={"stick": "never"}, **settings))

    def __enter__(self):
        self.gateway.__enter__()
        ask(self.gateway)
        self.first, self.second = (self.one, self.two) if self.one.calls else (self.two, self.one)
        self.chosen, self.other = MODELS if self.one.calls else MODELS[::-1]
        self.first.clear()
        return self

    def __exit__(self, *error):
        self.one.close()
        self.two.close()
        self.gateway.__exit__(*error)

    def counts(self):
        counts = (len(self.first.calls), len(self.second.calls))
        self.first.clear()
        self.second.clear()
        return counts


@check("statuses that pass go to the next model in the router's order; the answer names it, its attempts and the decision")
def fall_back():
    for status in PASSING:
        with Pair() as pair:
            pair.first.answer = failing(status)
            answer = ask(pair.gateway)
            expect_equal((answer.status, pair.counts()), (200, (1, 1)), f"{status}: status and calls")
            expect_equal(answer.header("x-pointsman-model"), pair.other, f"{status}: model")
            expect_equal(answer.header("x-pointsman-attempts"), "2", f"{status}: attempts")


@check("other statuses are final, and pass unaltered")
def final():
    with Pair() as pair:
        for status in FINAL:
            body = json.dumps({"error": {"message": f"no {status}", "odd": 1.0}}, indent=3).encode()
            pair.first.answer = lambda call, status=status, body=body: call.reply(status, body)
            answer = ask(pair.gateway)
            expect_equal((answer.status, answer.body, pair.counts()), (status, body, (1, 0)), f"answer of {status}")


@check("a refused connection, a reset and a silent end go to the next model")
def connection_faults():
    with Pair() as pair:
        pair.first.answer = hang_up
        answer = ask(pair.gateway)
        counts = pair.counts()
        expect(answer.status == 200 and counts[1] == 1, f"silent end: {answer}, {counts}")
    with Pair() as pair:
        pair.first.close()
        pair.first.answer = hang_up
        time.sleep(0.05)
        answer = ask(pair.gateway)
        expect(answer.status == 200 and pair.counts()[1] == 1, f"refused: {answer}")


@check("as many attempts as configured, whether the upstream answers with an error, ends, or cannot be reached")
def attempts():
    for name, answer in {"503": failing(503), "end": hang_up}.items():
        with Pair(fallbacks={"attempts": 3, "retry_budget": 1}) as pair:
            pair.first.answer = pair.second.answer = answer
            answer = ask(pair.gateway, timeout=30)
            counts = pair.counts()
            # A connection that ends without an answer may have been an old one, so that it is tried once more.
            wanted = [3] if name == "503" else [3, 4]
            expect(sum(counts) in wanted, f"{name}: {sum(counts)} attempts {counts}, expected {wanted}; {answer}")
            expect(answer.status in (502, 503), f"{name}: {answer}")
            said = int(answer.header("x-pointsman-attempts") or 0)
            expect(3 <= said <= sum(counts), f"{name}: {said} attempts in the answer's head, {sum(counts)} at the upstreams")


@check("an explicit model is tried again where it fails, and never changed")
def explicit():
    with Pair() as pair:
        pair.one.answer = in_turn(failing(503, [("retry-after-ms", 10)]), failing(500, [("retry-after-ms", 10)]), chat)
        answer = ask(pair.gateway, question(model="named"))
        models = [call.json["model"] for call in pair.one.calls]
        expect_equal((answer.status, models, len(pair.two.calls)), (200, ["named"] * 3, 0), f"{answer}")
        keys = {call.header("idempotency-key") for call in pair.one.calls}
        expect(len(keys) == 1 and None not in keys, f"idempotency keys of one request's attempts: {keys}")
        pair.one.answer = failing(503, [("retry-after-ms", 10)], "still down")
        answer = ask(pair.gateway, question(model="named"))
        expect_equal((answer.status, len(pair.two.calls)), (503, 0), f"{answer}")
        expect(b"still down" in answer.body, f"the upstream's words are not there: {answer}")


@check("retry-after is waited for, in both spellings; a longer one than the gateway waits is passed on, not cut short")
def retry_after():
    for header in (("retry-after-ms", 600), ("retry-after", "0.6")):
        with Pair() as pair:
            pair.one.answer = in_turn(failing(429, [header]), chat)
            start = time.monotonic()
            answer = ask(pair.gateway, question(model="named"))
            took = time.monotonic() - start
            expect(answer.status == 200 and 0.55 < took < 2, f"{header}: {answer} after {took:.2f} s")
    with Pair() as pair:
        pair.one.answer = in_turn(failing(429, [("retry-after", 60)]), chat)
        start = time.monotonic()
        answer = ask(pair.gateway, question(model="named"), timeout=20)
        took = time.monotonic() - start
        expect(
            took < 2 and answer.status == 429,
            f"retry-after: 60 and {answer.status} after {took:.1f} s: it asked again too early, or waits",
        )
        expect_equal(answer.header("retry-after"), "60", "retry-after at the client")


@check("a model whose provider asked for a rest is left alone for that time")
def rest():
    with Pair() as pair:
        pair.first.answer = in_turn(failing(429, [("retry-after", 1)]), chat)
        for _ in range(5):
            expect_equal(ask(pair.gateway).header("x-pointsman-model"), pair.other, "model during the rest")
        expect_equal(pair.counts()[0], 1, "requests at the provider that asked for a rest")
        time.sleep(1.1)
        expect_equal(ask(pair.gateway).header("x-pointsman-model"), pair.chosen, "model after the rest")


@check("a storm of 429 with 100 requests: retries stay within the budget")
def budget():
    with Pair(fallbacks={"attempts": 10, "retry_budget": 0.1}) as pair:
        pair.one.answer = failing(429, [("retry-after-ms", 1)])
        for _ in range(100):
            ask(pair.gateway, question(model="named"))
        calls = len(pair.one.calls)
        # Ten at the start, and a tenth of the requests.
        expect(100 <= calls <= 125, f"100 requests made {calls} calls")
        return f"{calls} calls"


@check("after five failures the breaker opens, one request tries after 5 s, and a success closes it")
def breaker():
    with Pair() as pair:
        pair.first.answer = failing(500)
        for _ in range(8):
            expect_equal(ask(pair.gateway).status, 200, "status while it fails")
        expect_equal(pair.counts()[0], 5, "calls until the breaker opened")
        time.sleep(5.1)
        answers = []

        def slow(call):
            time.sleep(0.3)
            chat(call)

        pair.first.answer = slow
        threads = [threading.Thread(target=lambda: answers.append(ask(pair.gateway).status)) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect_equal((pair.counts()[0], answers), (1, [200] * 10), "trials while ten ask, and their answers")
        ask(pair.gateway)
        expect_equal(pair.counts()[0], 1, "calls after the trial succeeded")


@check("a failed answer whose body does not end holds the next attempt back for no longer than 2 s")
def endless_error():
    with Pair() as pair:

        def stalls(call):
            call.begin(503, length=1000)
            call.send(b"{")
            call.time_of_close(10)
            call.ends = True

        pair.first.answer = stalls
        start = time.monotonic()
        answer = ask(pair.gateway, timeout=8)
        took = time.monotonic() - start
        expect(answer.status == 200 and took < 2, f"{answer.status} after {took:.1f} s")


@check("a failed answer of 100 MB is not read to its end")
def large_error():
    with Pair() as pair:
        sent = [0]

        def large(call):
            call.begin(503, length=100 << 20)
            while sent[0] < 100 << 20:
                call.send(b"x" * 65536)
                sent[0] += 65536

        pair.first.answer = large
        answer = ask(pair.gateway, timeout=20)
        time.sleep(0.3)
        expect(answer.status == 200 and sent[0] < 20 << 20, f"{answer.status}, {sent[0] >> 20} MB of the error were read")


@check("nothing is tried again once a byte of the answer has gone out")
def no_second_start():
    with Pair() as pair:

        def dies(call):
            stream(3, 0, tail=False)(call)
            call.hang_up()

        pair.first.answer = dies
        answer = ask(pair.gateway, question(stream=True))
        expect_equal(pair.counts(), (1, 0), "calls")
        expect(b"part 2" in answer.body and b"error" in answer.body, f"{answer.body[-300:]!r}")


@check("a client that leaves while the gateway waits for another attempt ends it")
def leaves_in_wait():
    with Pair() as pair:
        pair.one.answer = in_turn(failing(503, [("retry-after-ms", 400)]), chat)
        with Connection(pair.gateway.port) as connection:
            connection.send(request(CHAT, question(model="named")))
            time.sleep(0.15)
        time.sleep(0.6)
        expect_equal(len(pair.one.calls), 1, "calls for a client that had left")
        expect_equal(ask(pair.gateway, question(model="named")).status, 200, "the next request")


@check("failures of one upstream neither open the breaker of another nor lose a request of 20 at once")
def storm():
    with Pair() as pair:
        draw = random.Random(3)
        faults = [failing(500), failing(529), failing(503), hang_up, chat]
        pair.first.answer = lambda call: draw.choice(faults)(call)
        statuses = []

        def work():
            for _ in range(10):
                statuses.append(ask(pair.gateway, timeout=20).status)

        threads = [threading.Thread(target=work) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect_equal((len(statuses), set(statuses)), (200, {200}), "answers, and their statuses")


@check("a kept connection that the upstream closes in the moment of its use costs no request")
def kept_connection():
    with Upstream() as upstream, Gateway(configuration(upstream, fallbacks={"attempts": 1})) as gateway:
        for _ in range(30):
            # Each answer ends its connection a moment later, in spite of keep-alive.
            def answer(call):
                chat(call)
                time.sleep(0.002)
                call.hang_up()

            upstream.answer = answer
            found = ask(gateway)
            expect_equal(found.status, 200, f"{found}")
            time.sleep(0.002)


@check("when all models fail, the client gets the last failure in the shape of its protocol")
def all_fail():
    with Pair() as pair:
        pair.one.close()
        pair.two.close()
        pair.one.answer = pair.two.answer = hang_up
        for path, kind in (("/v1/chat/completions", "api_error"), ("/v1/messages", "api_error")):
            answer = ask(pair.gateway, question(max_tokens=3), path=path)
            expect_equal((answer.status, answer.json["error"]["type"]), (502, kind), f"{path}: {answer}")
            expect("127.0.0.1" not in answer.body.decode(), f"the answer names the upstream's address: {answer}")


def turns(*texts, tool=False):
    messages = []
    for number, text in enumerate(texts):
        messages.append({"role": "user" if number % 2 == 0 else "assistant", "content": text})
    if tool:
        call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
        messages += [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "sun"},
        ]
    return json.dumps({"model": "pointsman", "messages": messages}).encode()


EASY, HARD = "hi", None


def differing(gateway):
    """Two prompts that the router sends to different models."""
    candidates = [
        "hi",
        "Explain monads.",
        "Fix the off-by-one error in this loop: for i in range(1, n): print(a[i])",
        "Write a haiku about rain.",
        "Prove that the square root of two is irrational.",
        "Refactor this Swift code into async/await with actors and cancellation.",
        "What is the capital of France?",
        "Summarise this text in three bullet points: the quick brown fox.",
        "Design the architecture of a distributed database with Raft consensus, and discuss its failure modes in detail.",
        "Rename variable x to count.",
        "Write unit tests for a parser of JSON in Rust.",
        "Translate 'good morning' to German.",
        "Why does my React component re-render twice?",
        "Write a SQL query with three joins and a window function.",
        "implement quicksort in haskell",
        "Debug a deadlock in C++ with mutexes and condition variables",
        "regex for emails",
    ]
    models = {}
    for text in candidates:
        models.setdefault(ask(gateway, question(text)).header("x-pointsman-model"), text)
        if len(models) == 2:
            return models
    raise AssertionError(f"the router sends all prompts to {list(models)}")


@check("a conversation keeps its model through calls of tools, and by session where it is told to")
def conversations():
    upstream = Upstream()
    with upstream, Gateway(configuration(upstream, conversations={"stick": "always"})) as gateway:
        models = differing(gateway)
        (first, one), (second, two) = models.items()
        session = {"x-session-id": "s-1"}
        expect_equal(ask(gateway, question(one), session).header("x-pointsman-model"), first, "the first turn")
        expect_equal(ask(gateway, question(two), session).header("x-pointsman-model"), first, "the second turn of the session")
        expect_equal(ask(gateway, question(two), {"x-session-id": "s-2"}).header("x-pointsman-model"), second, "another session")
        expect_equal(ask(gateway, turns(one, "answer", two)).header("x-pointsman-model"), first, "a turn with history")
        for _ in range(3):
            expect_equal(ask(gateway, turns(two, tool=True)).header("x-pointsman-model"), second, "a tool's result")
    upstream = Upstream()
    with upstream, Gateway(configuration(upstream, conversations={"stick": "never"})) as gateway:
        expect_equal(ask(gateway, question(one), session).header("x-pointsman-model"), first, "the first turn")
        expect_equal(ask(gateway, question(two), session).header("x-pointsman-model"), second, "the second turn, never sticking")
        body = json.loads(turns(one, "answer", two, tool=True))
        ask(gateway, turns(one))
        expect_equal(
            ask(gateway, json.dumps(body).encode(), session).header("x-pointsman-model"), second, "the tool loop of the second turn"
        )


@check("a response's successor goes to the model that has it")
def previous_response():
    def answer(call):
        call.reply(
            200, {"id": f"resp_{call.json['model']}", "object": "response", "status": "completed", "output": [], "error": None}
        )

    with Upstream(answer) as upstream, Gateway(configuration(upstream, conversations={"stick": "never"})) as gateway:
        models = differing(gateway)
        upstream.clear()
        (_, one), (_, two) = models.items()

        def respond(text, **members):
            body = json.dumps({"model": "pointsman", "input": text, **members}).encode()
            found = ask(gateway, body, path="/v1/responses")
            return found.json["id"]

        first = respond(one)
        expect(respond(two) != first, "the two prompts go to one model")
        expect_equal(respond(two, previous_response_id=first), first, "the successor's model")
