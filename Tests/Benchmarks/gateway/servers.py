"""The servers of the benchmark: nginx as upstream and as bare proxy, and LiteLLM's proxy."""

import json
import pathlib
import secrets
import subprocess

from processes import MODELS, Gateway, Program, Upstream, free_ports, get, wait_until
from upstream import WORDS, chat, chat_events

EVENTS = 21
# Seconds between two events of the paced stream.
INTERVAL = 0.02

COMMON = """
daemon off; worker_processes 1; pid {folder}/nginx-{port}.pid; error_log {folder}/nginx-{port}.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_buffer_size 64k; default_type application/json;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  {inside}
}}
"""
# POST to a file is 405 in nginx, so that page is the file.
UPSTREAM = """
  server {{ listen 127.0.0.1:{port} backlog=4096;
    location /v1/chat/completions {{ return 200 '{json}'; }}
    location /sse/chat/completions {{ default_type text/event-stream; alias {folder}/events.txt; }}
    error_page 405 =200 $uri; }}
"""
# No buffering, and connections to the upstream that stay open.
PROXY = """
  upstream direct {{ server 127.0.0.1:{direct}; keepalive 512; keepalive_requests 100000000; }}
  upstream paced {{ server 127.0.0.1:{paced}; keepalive 512; keepalive_requests 100000000; }}
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_request_buffering off;
  server {{ listen 127.0.0.1:{port} backlog=4096;
    location / {{ proxy_pass http://direct; }}
    location /paced/ {{ proxy_pass http://paced/v1/; }} }}
"""


def nginx(port, folder, inside, program="nginx"):
    path = folder / f"nginx-{port}.conf"
    path.write_text(COMMON.format(folder=folder, port=port, inside=inside))
    server = Program([program, "-c", path, "-e", folder / "nginx-start.log"], folder / f"nginx-{port}.out")
    wait_until(lambda: get(port, "/")[0] > 0, what=f"nginx's start ({folder}/nginx-start.log says why)")
    return server


def litellm(folder, program, direct, paced):
    """LiteLLM's proxy: one worker, a master key, no database, one model for each kind of answer."""
    (port,) = free_ports(1)
    key = f"sk-{secrets.token_hex(16)}"
    bases = {"pointsman": f"http://127.0.0.1:{direct}/v1", "events": f"http://127.0.0.1:{direct}/sse", "paced": f"http://127.0.0.1:{paced}/v1"}
    settings = {
        "model_list": [
            {"model_name": name, "litellm_params": {"model": f"openai/{MODELS[0]}", "api_base": base, "api_key": "none"}}
            for name, base in bases.items()
        ],
        "general_settings": {"master_key": key},
        "litellm_settings": {"telemetry": False},
    }
    path = folder / "litellm.yaml"
    path.write_text(json.dumps(settings))
    server = Program(
        [program, "--config", path, "--host", "127.0.0.1", "--port", port, "--num_workers", 1], folder / "litellm.log",
        # Nothing is loaded from the network.
        {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR", "LITELLM_MODE": "PRODUCTION", "NO_PROXY": "*", "no_proxy": "*"})
    server.key, server.port = key, port
    wait_until(lambda: get(port, "/health/liveliness")[0] == 200, 120, f"LiteLLM's start ({folder}/litellm.log says why)")
    return server


def find_litellm(folder, version):
    """LiteLLM's program in an environment of its own, installed where it is missing; None where pip cannot install it."""
    program = folder / "venv" / "bin" / "litellm"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        steps = [["python3", "-m", "venv", folder / "venv"], [folder / "venv/bin/pip", "install", "-q", f"litellm[proxy]=={version}"]]
        for step in steps:
            if subprocess.run(step, stdout=subprocess.DEVNULL).returncode:
                return None
    return program


class Servers:
    """All that run at once. Each has a base URL for JSON, events in one burst, and paced events."""

    def __init__(self, binary, folder: pathlib.Path, litellm_program, threads):
        direct, proxy, paced = free_ports(3)
        (folder / "events.txt").write_bytes(b"".join(chat_events(MODELS[0], EVENTS, False)))
        answer = json.dumps(chat(MODELS[0], " ".join(WORDS), EVENTS))
        self.programs = {"direct": nginx(direct, folder, UPSTREAM.format(port=direct, folder=folder, json=answer))}
        self.paced = Upstream(paced, folder, "--events", EVENTS, "--interval", INTERVAL)
        self.programs["nginx"] = nginx(proxy, folder, PROXY.format(port=proxy, direct=direct, paced=paced))
        # A gateway for each kind of answer, for an upstream has one base URL. Nothing but the router between the two.
        bases = {"json": f"http://127.0.0.1:{direct}/v1", "events": f"http://127.0.0.1:{direct}/sse", "paced": f"http://127.0.0.1:{paced}/v1"}
        self.gateways = {}
        for name, base in bases.items():
            (folder / name).mkdir()
            self.gateways[name] = Gateway(
                binary, folder / name, [direct], upstream={"base_url": base, "protocol": "openai"}, threads=threads)
        self.urls = {
            "direct": {"json": (direct, "/v1"), "events": (direct, "/sse"), "paced": (paced, "/v1")},
            "nginx": {"json": (proxy, "/v1"), "events": (proxy, "/sse"), "paced": (proxy, "/paced")},
            "pointsman": {name: (gateway.port, "/v1") for name, gateway in self.gateways.items()},
        }
        self.litellm = None
        if litellm_program:
            self.litellm = self.programs["litellm"] = litellm(folder, litellm_program, direct, paced)
            self.urls["litellm"] = {name: (self.litellm.port, "/v1") for name in bases}

    def program(self, name, kind):
        return self.gateways[kind] if name == "pointsman" else self.programs[name]

    def peak_megabytes(self, name):
        programs = self.gateways.values() if name == "pointsman" else [self.programs[name]]
        return max(program.resident_megabytes(peak=True) for program in programs)

    def end(self):
        for program in [*self.gateways.values(), *self.programs.values(), self.paced]:
            program.end(seconds=10)
