"""A client that writes what a check says, byte for byte, and reads answers strictly."""

import json
import select
import socket
import time


class Answer:
    def __init__(self, status, headers, body, is_whole):
        self.status, self.headers, self.body, self.is_whole = status, headers, body, is_whole

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if values else None

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:200]!r}"


class Connection:
    """A connection to the gateway. Times are in seconds of the monotonic clock."""

    def __init__(self, port, timeout=15, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pending = bytearray()

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            data = b""
        self.pending += data
        return bool(data)

    def _line(self):
        while (end := self.pending.find(b"\r\n")) < 0:
            if not self._more():
                return None
        line = bytes(self.pending[:end])
        del self.pending[: end + 2]
        return line

    def _take(self, count):
        while len(self.pending) < count:
            if not self._more():
                break
        data = bytes(self.pending[:count])
        del self.pending[:count]
        return data

    def head(self):
        """Status and headers of the next answer; None at the end of the connection."""
        line = self._line()
        if line is None:
            return None
        version, status, *_ = line.decode("latin-1").split(" ")
        assert version in ("HTTP/1.1", "HTTP/1.0"), f"no answer of HTTP: {line[:100]!r}"
        headers = []
        while line := self._line():
            name, value = line.decode("latin-1").split(":", 1)
            headers.append((name, value.strip()))
        return int(status), headers

    def parts(self, headers):
        """The parts of a chunked body with their times, as they come; ends with (None, time) where it is cut."""
        while True:
            line = self._line()
            size = int(line, 16) if line else None
            if size is None:
                yield None, time.monotonic()
                return
            if size == 0:
                self._line()
                return
            data = self._take(size)
            yield data, time.monotonic()
            if self._line() is None:
                yield None, time.monotonic()
                return

    def answer(self, is_head=False):
        """The next whole answer; None at the end of the connection."""
        found = self.head()
        while found and 100 <= found[0] < 200:
            found = self.head()
        if found is None:
            return None
        status, headers = found
        names = {name.lower(): value for name, value in headers}
        assert not ("content-length" in names and "transfer-encoding" in names), f"an answer with two lengths: {headers}"
        if is_head or status in (204, 304):
            return Answer(status, headers, b"", True)
        if "transfer-encoding" in names:
            body, whole = bytearray(), True
            for part, _ in self.parts(headers):
                if part is None:
                    whole = False
                else:
                    body += part
            return Answer(status, headers, bytes(body), whole)
        if "content-length" in names:
            wanted = int(names["content-length"])
            body = self._take(wanted)
            return Answer(status, headers, body, len(body) == wanted)
        while self._more():
            pass
        body, self.pending = bytes(self.pending), bytearray()
        return Answer(status, headers, body, True)

    def answers(self, seconds):
        """All answers until the connection ends or nothing comes for so many seconds, and whether it ended."""
        found = []
        self.socket.settimeout(seconds)
        try:
            while (answer := self.answer()) is not None:
                found.append(answer)
        except socket.timeout:
            return found, False
        return found, True

    @property
    def is_ended(self):
        """True if the peer has closed a connection on which nothing is due, as clients look before they use one again."""
        return bool(select.select([self.socket], [], [], 0)[0])

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


CHAT = "/v1/chat/completions"


def request(path, body, headers=None, version="1.1"):
    """The bytes of a request with a length."""
    fields = {"Host": "127.0.0.1:8080", "Content-Type": "application/json", "Content-Length": len(body), **(headers or {})}
    text = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    return f"POST {path} HTTP/{version}\r\n{text}\r\n".encode("latin-1") + body


def question(text="hi", model="pointsman", **members):
    return json.dumps({"model": model, "messages": [{"role": "user", "content": text}], **members}).encode()


def ask(gateway, body=None, headers=None, path=CHAT, timeout=15):
    """One request on a connection of its own, and its answer."""
    with Connection(gateway.port, timeout) as connection:
        connection.send(request(path, question() if body is None else body, headers))
        answer = connection.answer()
        assert answer is not None, "the connection was closed without an answer"
        return answer
