"""The gateway under test: a process with a configuration, its memory, its log, its end."""

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from checking import expect

PROGRAM = None
ROOT = Path(__file__).resolve().parents[3]
ROUTER = ROOT / "Models/coding-assistants.router"
# The two models of that router.
MODELS = ["chatgpt-5.5", "codex-5.3-spark"]
UPSTREAM_KEY = "sk-upstream-4f6ab2c9d8e7"
RUNNING = []


def upstream_entry(upstream, **settings):
    scheme = "https" if upstream.tls else "http"
    return {
        "protocol": ["openai", "anthropic"],
        "base_url": f"{scheme}://127.0.0.1:{upstream.port}/v1",
        "api_key": "${CHECK_KEY}",
        "max_connections": 1024,
        **settings,
    }


def configuration(one, two=None, upstream_settings=None, **settings):
    """A configuration in which the router's models are at one upstream, or the first at `one` and the second at `two`.

    A model of upstream `one` that the router does not know is `named`.
    """
    upstreams = {"one": upstream_entry(one, **(upstream_settings or {}))}
    if two:
        upstreams["two"] = upstream_entry(two, **(upstream_settings or {}))
    prices = {"input": 1, "output": 8}
    models = {
        MODELS[0]: {"upstream": "one", "model": "upstream-gpt", "prices": prices},
        MODELS[1]: {"upstream": "two" if two else "one", "model": "upstream-codex", "prices": prices},
        "named": {"upstream": "one", "prices": prices},
    }
    return {"listen": "127.0.0.1:0", "router": str(ROUTER), "upstreams": upstreams, "models": models, **settings}


class Gateway:
    """A running gateway. `with Gateway(settings) as gateway:` ends it at the end."""

    def __init__(self, settings=None, environment=None, arguments=(), wait=10, keeps_signals=False):
        self.folder = Path(tempfile.mkdtemp(prefix="pointsman-check-"))
        self.path = self.folder / "gateway.json"
        command = [PROGRAM, "serve", *arguments]
        if settings is not None:
            self.write(settings)
            command += ["--config", str(self.path)]
        variables = {**os.environ, "CHECK_KEY": UPSTREAM_KEY, **(environment or {})}
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables,
            cwd=ROOT,
            restore_signals=not keeps_signals,
        )
        RUNNING.append(self)
        self.log, self.port = "", None
        for pipe in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self._read, args=(pipe,), daemon=True).start()
        until = time.monotonic() + wait
        while self.port is None and self.process.poll() is None and time.monotonic() < until:
            found = re.search(r"listening at http://\S+?:(\d+)\n", self.log)
            self.port = int(found[1]) if found else None
            time.sleep(0.005)
        if self.process.poll() is not None:
            time.sleep(0.1)

    def _read(self, pipe):
        for line in iter(pipe.readline, b""):
            self.log += line.decode("utf-8", "replace")

    def write(self, settings):
        """Writes the configuration, in one step as editors and deployments do."""
        text = settings if isinstance(settings, str) else json.dumps(settings, indent=1)
        new = self.path.with_suffix(".new")
        new.write_text(text)
        os.replace(new, self.path)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def memory(self):
        """Resident memory in MB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024

    @property
    def is_alive(self):
        return self.process.poll() is None

    def send_signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds):
        """Its exit status; fails if it does not end in time."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it runs on {seconds} s after it was asked to end") from None

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self in RUNNING:
            RUNNING.remove(self)

    def __enter__(self):
        expect(self.port is not None, f"the gateway did not start: {self.log[-500:]}")
        return self

    def __exit__(self, kind, error, trace):
        died = self.process.poll() not in (None, 0, -signal.SIGTERM, -signal.SIGKILL) and error is None
        status, log = self.process.poll(), self.log[-400:]
        self.stop()
        expect(not died, f"the gateway ended by itself with status {status}: {log}")


SHARED = {}


def shared(name, make):
    """A gateway that several checks of a part use; `make` starts it with its upstream: (gateway, upstream)."""
    if name not in SHARED:
        SHARED[name] = make()
        expect(SHARED[name][0].port is not None, f"the gateway did not start: {SHARED[name][0].log[-500:]}")
    return SHARED[name]


def stop_shared_if_dead():
    for name, (gateway, *_) in list(SHARED.items()):
        if not gateway.is_alive:
            print(f"FAILED  {name}: the gateway ended with status {gateway.process.returncode}: {gateway.log[-300:]}")
            del SHARED[name]


def stop_all():
    for gateway in list(RUNNING):
        gateway.stop()


atexit.register(stop_all)
