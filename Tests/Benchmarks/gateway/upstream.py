#!/usr/bin/env python3
"""Plays an upstream that speaks OpenAI's chat completions and Anthropic's messages, with faults.

    upstream.py PORT [--fault NAME=SHARE]… [--events N] [--interval SECONDS] [--slow SECONDS] [--retry-after SECONDS]

Faults, each with the share of requests that it meets:
    500, 429, 503   that status, with an error in the protocol's form
    drop            the connection is closed without an answer
    cut             the connection is closed after half of the answer
    cut-stream      the same, of streams alone
    slow            the answer begins after --slow seconds
    stall           a stream stops after half of its events, and the connection stays open
GET /stats answers the counts of requests, of each fault, and of clients that left before the end.
"""

import argparse
import asyncio
import collections
import json
import random
import signal

WORDS = "Here is a unit test for the date parser . It covers leap years and bad input .".split()


def chat(model, text, count):
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1764500000, "model": model,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 42, "completion_tokens": count, "total_tokens": 42 + count},
    }


def chat_events(model, count, usage):
    """`count` events, the last of them `[DONE]`."""

    def event(delta, finish=None):
        choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
        chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1764500000, "model": model, "choices": choices}
        return b"data: " + json.dumps(chunk).encode() + b"\n\n"

    events = [event({"role": "assistant", "content": ""})]
    events += [event({"content": WORDS[i % len(WORDS)] + " "}) for i in range(count - 3)]
    events.append(event({}, "stop"))
    end = b"data: [DONE]\n\n"
    if usage:
        # It comes at once with the end.
        chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1764500000, "model": model, "choices": []}
        chunk["usage"] = {"prompt_tokens": 42, "completion_tokens": count, "total_tokens": 42 + count}
        end = b"data: " + json.dumps(chunk).encode() + b"\n\n" + end
    return [*events, end]


def message(model, text, count):
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn", "stop_sequence": None, "usage": {"input_tokens": 42, "output_tokens": count},
    }


def message_events(model, count):
    def event(kind, **members):
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n".encode()

    start = {**message(model, "", 1), "content": [], "stop_reason": None}
    events = [
        event("message_start", message=start),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
    ]
    for i in range(count - 5):
        events.append(event("content_block_delta", index=0, delta={"type": "text_delta", "text": WORDS[i % len(WORDS)] + " "}))
    return [
        *events,
        event("content_block_stop", index=0),
        event("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage={"output_tokens": count}),
        event("message_stop"),
    ]


def failure(status, anthropic):
    kind = {429: "rate_limit_error", 503: "overloaded_error"}.get(status, "api_error")
    error = {"type": kind, "message": f"played status {status}"}
    return {"type": "error", "error": error} if anthropic else {"error": {**error, "code": None, "param": None}}


class Upstream:
    def __init__(self, options):
        self.options = options
        self.counts = collections.Counter()
        self.random = random.Random(options.seed)

    def draw(self):
        place = self.random.random()
        for name, share in self.options.fault:
            place -= share
            if place < 0:
                return name
        return None

    async def serve(self, reader, writer):
        try:
            while await self.answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            self.counts["left"] += 1
        finally:
            writer.close()

    async def answer(self, reader, writer):
        """Answers one request. False ends the connection."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            return False
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        path = head.split(" ", 2)[1].partition("?")[0]
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if path == "/stats":
            self.send(writer, 200, self.counts)
            return True
        request = json.loads(body)
        fault = self.draw()
        if fault == "cut-stream":
            fault = "cut" if request.get("stream") else None
        self.counts["requests"] += 1
        self.counts[fault or "none"] += 1
        if fault == "drop":
            return False
        if fault == "slow":
            await asyncio.sleep(self.options.slow)
        anthropic = path.endswith("/messages")
        if fault and fault.isdigit():
            wait = {"retry-after": str(self.options.retry_after)} if fault == "429" else {}
            self.send(writer, int(fault), failure(int(fault), anthropic), wait)
            return True
        model, count = request["model"], self.options.events
        if request.get("stream"):
            usage = request.get("stream_options", {}).get("include_usage", False)
            events = message_events(model, count) if anthropic else chat_events(model, count, usage)
            return await self.stream(writer, events, fault)
        text = " ".join(WORDS)
        self.send(writer, 200, message(model, text, count) if anthropic else chat(model, text, count), cut=fault == "cut")
        await writer.drain()
        return fault != "cut"

    def send(self, writer, status, value, headers=(), cut=False):
        body = json.dumps(value).encode()
        lines = "".join(f"{name}: {text}\r\n" for name, text in dict(headers).items())
        writer.write(
            f"HTTP/1.1 {status} Played\r\ncontent-type: application/json\r\n{lines}content-length: {len(body)}\r\n\r\n".encode()
            + (body[: len(body) // 2] if cut else body)
        )

    async def stream(self, writer, events, fault):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        parts = [b"%x\r\n%b\r\n" % (len(event), event) for event in events]
        if fault in ("cut", "stall"):
            parts = parts[: len(parts) // 2]
        if self.options.interval == 0:
            parts = [b"".join(parts)]
        for part in parts:
            writer.write(part)
            await writer.drain()
            if writer.is_closing():
                raise ConnectionResetError
            await asyncio.sleep(self.options.interval)
        if fault == "stall":
            await asyncio.sleep(3600)
        if fault != "cut":
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        return fault != "cut"


def fault(text):
    name, _, share = text.partition("=")
    return name, float(share or 1)


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("--fault", type=fault, action="append", default=[])
    parser.add_argument("--events", type=int, default=21)
    parser.add_argument("--interval", type=float, default=0)
    parser.add_argument("--slow", type=float, default=5)
    parser.add_argument("--retry-after", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    upstream = Upstream(parser.parse_args())
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", upstream.options.port, backlog=4096)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.close)
    print("ready", flush=True)
    try:
        await server.serve_forever()
    except asyncio.CancelledError:
        pass


if __name__ == "__main__":
    asyncio.run(main())
