"""An upstream that keeps what it was sent, byte for byte, and answers as a check says: late, in pieces, wrongly, or not at all."""

import json
import select
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path


class Upstream:
    """Listens on loopback. `answer(call)` makes each answer; it may be replaced while it runs.

    `tls` is a pair of paths, certificate and key.
    """

    def __init__(self, answer=None, tls=None, backlog=1024):
        self.answer = answer or chat
        self.tls = tls
        self.calls = []
        # Connections that were taken, and those that the peer closed.
        self.connections = 0
        self.faults = []
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
        self.context = context
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
            file = client.makefile("rb", buffering=65536)
            while True:
                call = Call.read(client, file)
                if call is None:
                    return
                self.calls.append(call)
                self.answer(call)
                if call.ends:
                    return
        except (OSError, ValueError) as error:
            self.faults.append(repr(error))
        finally:
            client.close()

    def clear(self):
        self.calls.clear()

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Call:
    """One request, and the socket that its answer goes to."""

    @classmethod
    def read(cls, client, file):
        call = cls()
        call.socket, call.at, call.ends = client, None, False
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = file.readline(1 << 20)
            if not line:
                if head:
                    raise ValueError(f"the connection ended within a head: {head[:200]!r}")
                return None
            call.at = call.at or time.monotonic()
            head += line
        call.head = head
        lines = head.decode("latin-1").split("\r\n")
        call.line = lines[0]
        call.path = lines[0].split(" ")[1]
        call.headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:] if line]
        length, coding = call.header("content-length"), call.header("transfer-encoding")
        if coding:
            call.body = b""
            while size := int(file.readline(1 << 16).split(b";")[0], 16):
                call.body += file.read(size)
                file.readline()
            file.readline()
        else:
            call.body = file.read(int(length or 0))
        return call

    def header(self, name):
        values = self.all(name)
        return values[0] if values else None

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def json(self):
        return json.loads(self.body)

    def send(self, data):
        self.socket.sendall(data)

    def begin(self, status=200, headers=(), length=None, kind="application/json"):
        """Sends a head. Without a length the body is chunked."""
        fields = [("content-type", kind), *headers]
        fields.append(("content-length", length) if length is not None else ("transfer-encoding", "chunked"))
        text = "".join(f"{name}: {value}\r\n" for name, value in fields)
        self.send(f"HTTP/1.1 {status} Status\r\n{text}\r\n".encode("latin-1"))

    def chunk(self, data):
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def end(self):
        self.send(b"0\r\n\r\n")

    def reply(self, status, body, headers=(), kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.begin(status, headers, len(data), kind)
        self.send(data)

    def hang_up(self):
        """Ends the connection."""
        self.ends = True
        self.socket.close()

    def time_of_close(self, seconds):
        """The time at which the peer closed; None if it did not within so many seconds."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            ready, _, _ = select.select([self.socket], [], [], left)
            if ready:
                try:
                    if self.socket.recv(65536, 0 if isinstance(self.socket, ssl.SSLSocket) else socket.MSG_DONTWAIT) == b"":
                        return time.monotonic()
                except (ConnectionError, ssl.SSLError):
                    return time.monotonic()
        return None


# Answers.


def completion(text="hello", model="upstream"):
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "service_tier": None,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9},
    }


def event(value):
    return b"data: " + (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n\n"


def delta(text, reason=None):
    return event(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "upstream",
            "choices": [{"index": 0, "delta": {"content": text} if text else {}, "finish_reason": reason}],
        }
    )


USAGE = event(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "upstream",
        "choices": [],
        "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9},
    }
)
DONE = event(b"[DONE]")
EVENTS = "text/event-stream; charset=utf-8"


def chat(call):
    """A whole answer, or a stream of three parts where it is asked for."""
    if b'"stream":true' not in call.body and b'"stream": true' not in call.body:
        return call.reply(200, completion())
    call.begin(kind=EVENTS)
    for part in ("a", "b", "c"):
        call.chunk(delta(part))
    call.chunk(delta("", "stop"))
    if b"include_usage" in call.body:
        call.chunk(USAGE)
    call.chunk(DONE)
    call.end()


def stream(parts, gap=0.02, tail=True):
    """A stream of so many parts, `gap` seconds apart."""

    def answer(call):
        call.begin(kind=EVENTS)
        for number in range(parts):
            call.chunk(delta(f"part {number} "))
            call.sent = number + 1
            time.sleep(gap)
        if tail:
            call.chunk(delta("", "stop") + DONE)
            call.end()

    return answer


def failing(status, headers=(), message="it fails"):
    def answer(call):
        call.reply(status, {"error": {"message": message, "type": "api_error", "param": None, "code": None}}, headers)

    return answer


def in_turn(*answers):
    """One answer after the other; the last one again and again."""
    left, lock = list(answers), threading.Lock()

    def answer(call):
        with lock:
            next_one = left.pop(0) if len(left) > 1 else left[0]
        next_one(call)

    return answer


def hang_up(call):
    call.hang_up()


def make_certificate(folder, name="127.0.0.1"):
    """A self-signed certificate for loopback: paths of certificate and key."""
    certificate, key = Path(folder) / "certificate.pem", Path(folder) / "key.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            key,
            "-out",
            certificate,
            "-days",
            "2",
            "-subj",
            f"/CN={name}",
            "-addext",
            f"subjectAltName=IP:127.0.0.1,DNS:{name}",
        ],
        check=True,
        capture_output=True,
    )
    return str(certificate), str(key)
