"""A client of HTTP/1.1 over asyncio that sees what went wrong: it neither repeats a request nor hides how an answer ended."""

import asyncio
import dataclasses
import json
import time


@dataclasses.dataclass
class Answer:
    """What a client saw of one request."""

    status: int = 0
    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes = b""
    # True if the answer ended as its head said.
    whole: bool = False
    # Why it did not; None where it did.
    fault: str | None = None
    # Seconds from the request to the first byte of the body and to the end; None where these did not come.
    first: float | None = None
    total: float | None = None
    # Seconds between two parts of the body.
    gaps: list = dataclasses.field(default_factory=list)

    @property
    def decision(self):
        """The id of the decision; None where there was none."""
        if "x-pointsman-decision" in self.headers:
            return self.headers["x-pointsman-decision"]
        value = self.json
        return value.get("id") if isinstance(value, dict) and value.get("object") == "routing.decision" else None

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Client:
    """Connections to one server, kept open and used again."""

    def __init__(self, port, host="127.0.0.1", timeout=60, headers=None):
        self.port, self.host, self.timeout, self.headers = port, host, timeout, headers or {}
        self.idle = []

    async def ask(self, path, value=None, headers=None, keep=True):
        """Sends one request, and reads its answer. Never raises: faults are in the answer."""
        answer = Answer()
        start = time.monotonic()
        connection = None
        try:
            async with asyncio.timeout(self.timeout):
                connection = self.take() or await asyncio.open_connection(self.host, self.port)
                connection[1].write(self.request(path, value, headers or {}))
                await self.read(connection[0], answer, start)
        except TimeoutError:
            answer.fault = "time-out of the client"
        except (OSError, asyncio.IncompleteReadError) as error:
            answer.fault = type(error).__name__
        answer.total = time.monotonic() - start
        if connection and answer.whole and keep and answer.headers.get("connection", "") != "close":
            self.idle.append(connection)
        elif connection:
            connection[1].close()
        return answer

    def take(self):
        while self.idle:
            reader, writer = self.idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return None

    def close(self):
        for _, writer in self.idle:
            writer.close()
        self.idle = []

    def request(self, path, value, headers):
        body = b"" if value is None else json.dumps(value).encode()
        method = "GET" if value is None else "POST"
        fields = {"host": f"{self.host}:{self.port}", "content-type": "application/json", "content-length": len(body)}
        lines = "".join(f"{name}: {text}\r\n" for name, text in {**fields, **self.headers, **headers}.items())
        return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body

    async def read(self, reader, answer, start):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        answer.status = int(head[0].split(" ")[1])
        answer.headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in head[1:] if line)}
        last = None
        async for part in self.parts(reader, answer):
            now = time.monotonic()
            if answer.first is None:
                answer.first = now - start
            else:
                answer.gaps.append(now - last)
            last = now
            answer.body += part
        answer.whole = True

    async def parts(self, reader, answer):
        if answer.headers.get("transfer-encoding", "").lower() != "chunked":
            # Read as it comes, so that the half of an answer that breaks off is seen.
            left = int(answer.headers.get("content-length", 0))
            while left > 0:
                part = await reader.read(left)
                if not part:
                    raise asyncio.IncompleteReadError(b"", left)
                left -= len(part)
                yield part
            return
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            yield (await reader.readexactly(size + 2))[:-2]
        await reader.readuntil(b"\r\n")


def outcome(answer, protocol):
    """What an answer is for its client: "answered", "error" in the protocol's form, "broken off" by an error event, "cut short"
    where its body is shorter than its head said, or "lost", which is anything else.

    - protocol: "chat", "messages", "route" or "feedback"
    """
    stream = answer.headers.get("content-type", "").startswith("text/event-stream")
    if answer.status == 200 and stream:
        end = b"event: message_stop" if protocol == "messages" else b"data: [DONE]"
        events = answer.body.split(b"\n\n")
        if answer.whole and len(events) > 1 and events[-2].startswith(end) and events[-1] == b"":
            return "answered"
        last = events[-2] if len(events) > 1 else b""
        has_error = last.startswith(b"event: error\ndata: {" if protocol == "messages" else b'data: {"error"')
        return "broken off" if has_error else "lost"
    if not answer.whole:
        return "cut short" if answer.status else "lost"
    value = answer.json
    if not isinstance(value, dict):
        return "lost"
    if 200 <= answer.status < 300:
        member = {"chat": "choices", "messages": "content", "route": "model", "feedback": "decision_id"}[protocol]
        return "answered" if member in value or protocol == "feedback" else "lost"
    if 400 <= answer.status < 600 and isinstance(value.get("error"), dict) and value["error"].get("message"):
        return "error" if protocol != "messages" or value.get("type") == "error" else "lost"
    return "lost"


def percentile(values, share):
    """The nearest rank; None where there are no values."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else None
