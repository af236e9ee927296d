"""The programs that are measured, as processes with figures of their own, and the gateway's log as rows."""

import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
ROUTER = ROOT / "Models" / "coding-assistants.router"
# The models of that router.
MODELS = ["chatgpt-5.5", "codex-5.3-spark"]
TICK = os.sysconf("SC_CLK_TCK")


def free_ports(count):
    """Ports of 127.0.0.1 that nothing listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_until(condition, seconds=20, what="it"):
    """Waits until `condition` holds; a fault after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what} did not happen in {seconds} s")
        time.sleep(0.02)


def get(port, path, seconds=5):
    """The status and body of a GET; status 0 where there is no answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=seconds) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


class Program:
    """A process with the children that it begins."""

    def __init__(self, command, log, environment=None):
        self.output = open(log, "ab")
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output,
            env={**os.environ, **(environment or {})})

    @property
    def pid(self):
        return self.process.pid

    def pids(self):
        """Its own id and those of its children and their children."""
        found, new = [], [self.pid]
        while new:
            found += new
            new = [child for pid in new for child in children(pid)]
        return found

    def cpu_seconds(self):
        return sum(cpu_seconds(pid) for pid in self.pids())

    def resident_megabytes(self, peak=False):
        return sum(resident(pid, "VmHWM" if peak else "VmRSS") for pid in self.pids())

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def end(self, number=signal.SIGTERM, seconds=30):
        """Ends it, and gives its exit status; None where it had to be killed."""
        status = None
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()
        return status


def children(pid):
    try:
        return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def cpu_seconds(pid):
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def resident(pid, name):
    try:
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int(re.search(rf"{name}:\s+(\d+)", text)[1]) / 1024


class Upstream(Program):
    """upstream.py at a port."""

    def __init__(self, port, folder, *arguments):
        self.port = port
        super().__init__([sys.executable, ROOT / "Tests/Benchmarks/gateway/upstream.py", port, *arguments], folder / "upstream.log")
        wait_until(lambda: self.counts() is not None, what="the upstream's start")

    def counts(self):
        status, body = get(self.port, "/stats")
        return json.loads(body) if status == 200 else None


class Gateway(Program):
    """A gateway whose models are at the upstreams of these ports, one after the other.

    - settings: more of the configuration, which is written as JSON
    """

    def __init__(self, binary, folder, ports, settings=None, upstream=None, port=None, environment=None, threads=1):
        self.port, self.folder = port or free_ports(1)[0], folder
        self.path = folder / f"gateway-{self.port}.json"
        common = {"protocol": ["openai", "anthropic"], "allow_http": True, **(upstream or {})}
        self.configuration = {
            "listen": f"127.0.0.1:{self.port}",
            "upstreams": {f"up{i}": {"base_url": f"http://127.0.0.1:{p}/v1", **common} for i, p in enumerate(ports)},
            "models": {
                model: {"upstream": f"up{i % len(ports)}", "prices": {"input": 1.25, "output": 10}}
                for i, model in enumerate(MODELS)
            },
            **(settings or {}),
        }
        self.write()
        self.errors = folder / f"gateway-{self.port}.log"
        super().__init__(
            [binary, "serve", ROUTER, "--config", self.path, "--threads", threads], self.errors, environment)
        wait_until(self.is_ready, what=f"the gateway's start ({self.errors} says why)")

    def write(self):
        """Writes the configuration in one step, so that no half of it is read."""
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(self.configuration, indent=1))
        new.rename(self.path)

    def is_ready(self):
        if self.process.poll() is not None:
            raise SystemExit(f"the gateway ended: {self.errors.read_text()[-1000:]}")
        return get(self.port, "/health/ready")[0] == 200

    def metrics(self):
        """Each sample by its name and labels, as the text has them."""
        lines = get(self.port, "/metrics")[1].decode().splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}

    def metric(self, name):
        """The sum of a metric over its labels."""
        return sum(value for key, value in self.metrics().items() if key.partition("{")[0] == name)

    @property
    def store(self):
        return self.configuration["log"]["store"]


def rows(store, sql, *values):
    """The rows of a query, each as a dictionary."""
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)
    database.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in database.execute(sql, values)]
    finally:
        database.close()


def decision_ids(store):
    return {f"dec_{row['id'].hex()}" for row in rows(store, "SELECT id FROM decisions")}


def prompts():
    """The prompts of Data/coding-assistants.jsonl."""
    with open(ROOT / "Data" / "coding-assistants.jsonl", encoding="utf-8") as lines:
        return [json.loads(line)["prompt"] for line in lines]
