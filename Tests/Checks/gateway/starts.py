"""Starts: those that cannot succeed end with a sentence; the demo and a gateway without a configuration."""

import json
import os
import signal
import socket

from checking import check, expect, expect_equal, wait_until
from gateway import ROUTER, Gateway, configuration
from upstream import Upstream
from wire import ask


def fails(settings=None, arguments=(), words=(), environment=None):
    gateway = Gateway(settings, environment, arguments, wait=5)
    try:
        expect(gateway.port is None, f"it started, where words of its refusal were {words}")
        status = gateway.wait(3)
        expect(status in (1, 64), f"exit status {status}: {gateway.log[:300]}")
        for word in words:
            expect(word in gateway.log, f"{word!r} is not in {gateway.log[:500]!r}")
        expect("Fatal" not in gateway.log and len(gateway.log) < 1500, f"no sentence: {gateway.log[:500]!r}")
    finally:
        gateway.stop()


@check("starts that cannot succeed end with a sentence that names the place and the remedy")
def bad_starts():
    with Upstream() as upstream:
        good = configuration(upstream)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            fails({**good, "listen": f"127.0.0.1:{port}"}, words=["cannot listen", str(port), "another"])
        fails(good, environment={"CHECK_KEY": ""}, words=["CHECK_KEY"])
        missing = json.loads(json.dumps(good))
        missing["upstreams"]["one"]["api_key"] = "${NOT_SET_ANYWHERE}"
        fails(missing, words=["NOT_SET_ANYWHERE"])
        fails({**good, "keys": [{"name": "a", "env": "NOT_SET_ANYWHERE"}]}, words=["NOT_SET_ANYWHERE"])
        literal = json.loads(json.dumps(good))
        literal["upstreams"]["one"]["api_key"] = "sk-literal-secret"
        fails(literal, words=["api_key"])
        fails({**good, "listen": "0.0.0.0:0"}, words=["keys"])
        fails({**good, "listen": "127.0.0.1:99999"}, words=["listen"])
        fails({**good, "router": "/nowhere.router"}, words=["/nowhere.router"])
        fails({**good, "unknown": 1}, words=["unknown"])
        fails({**good, "listn": "x"}, words=["listn"])
        fails({**good, "models": {"named": good["models"]["named"]}}, words=["chatgpt-5.5"])
        fails("models: [", words=["gateway.json"])
        fails(arguments=[], words=["router"])
        fails(arguments=[str(ROUTER), "--config", "/nowhere.yaml"], words=["/nowhere.yaml"])


METADATA = [
    "http://169.254.169.254/v1",
    "https://169.254.169.254/v1",
    "https://metadata.google.internal/v1",
    "https://169.254.169.254./v1",
    "https://[::ffff:169.254.169.254]/v1",
    "https://[::ffff:a9fe:a9fe]/v1",
    "https://2852039166/v1",
    "https://0xa9fea9fe/v1",
    "https://0251.0376.0251.0376/v1",
    "https://[fe80::1]/v1",
    "https://METADATA.google.internal/v1",
]
WRONG = [
    "http://10.0.0.1/v1",
    "ftp://127.0.0.1/v1",
    "file:///etc/passwd",
    "https://user:password@127.0.0.1/v1",
    "https://127.0.0.1/v1?a=b",
    "/v1",
]


@check("base URLs of metadata services, of other schemes, with passwords, or in the clear are refused in every spelling")
def base_urls():
    taken = []
    with Upstream() as upstream:
        for url in METADATA + WRONG:
            settings = configuration(upstream)
            settings["upstreams"]["one"]["base_url"] = url
            gateway = Gateway(settings, wait=5)
            if gateway.port is not None:
                taken.append(url)
            else:
                expect("base_url" in gateway.log, f"{url}: {gateway.log}")
            gateway.stop()
    expect_equal(taken, [], "URLs that were taken")


@check("without a configuration it decides on loopback, and says how to add models")
def no_configuration():
    with Gateway(arguments=[str(ROUTER), "--listen", "127.0.0.1:0"]) as gateway:
        expect("--config" in gateway.log, f"log: {gateway.log}")
        answer = ask(gateway)
        expect(answer.status == 503 and "configuration" in answer.json["error"]["message"], f"{answer}")


@check("the demo answers without a key, and its provider ends with it, also after kill -9")
def demo():
    for number in (signal.SIGTERM, signal.SIGKILL):
        with Gateway(arguments=[str(ROUTER), "--demo", "--listen", "127.0.0.1:0"]) as gateway:
            answer = ask(gateway)
            expect(answer.status == 200 and answer.json["choices"], f"{answer}")
            children = open(f"/proc/{gateway.process.pid}/task/{gateway.process.pid}/children").read().split()
            threads = os.listdir(f"/proc/{gateway.process.pid}/task")
            for thread in threads:
                children += open(f"/proc/{gateway.process.pid}/task/{thread}/children").read().split()
            expect(children, "the provider is no child of the gateway")
            gateway.send_signal(number)
            gateway.wait(5)
            wait_until(lambda children=children: not any(os.path.exists(f"/proc/{child}") for child in children), 3, "the provider ended")
