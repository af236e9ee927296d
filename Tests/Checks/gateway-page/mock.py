"""Plays the gateway for its page: the page itself under its policy, /admin/summary, /admin/decisions and /v1/route.

    mock.py PAGE SCENARIO      prints its port, then a line for each request

SCENARIO is full, empty (all figures unknown), locked (asks for the key "secret") or hostile (names and prompts that are
markup).
"""

import base64
import datetime
import hashlib
import http.server
import json
import math
import re
import sys

PAGE, SCENARIO = sys.argv[1:]
NOW = 1_796_088_000  # 2026-12-01T00:00:00Z and 20 minutes
MARK = "<img src=x onerror=\"document.title='broken'\">'\"&amp;</script><b>"


def stamp(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def names():
    return (MARK, MARK[::-1]) if SCENARIO == "hostile" else ("codex-5.3-spark", "chatgpt-5.5")


def summary(hours):
    if SCENARIO == "empty":
        unknown = {"p50": None, "p99": None}
        return {
            "generated": stamp(NOW), "hours": hours, "bucket_seconds": 3600, "requests": 0, "errors": 0, "dropped": None,
            "explored": 0, "fell_back": 0, "buckets": [],
            "cost": {"usd": None, "known": 0, "unknown": 0, "forecast_usd": None, "best_model": None, "best_forecast_usd": None, "forecasts": 0},
            "overhead_us": unknown, "decision_us": unknown, "first_byte_ms": unknown, "feedback": [], "drift": None, "routers": [],
        }
    small, large = names()
    step = max(300, hours * 3600 // 24 // 300 * 300)
    count = min(24, hours * 3600 // step)
    buckets = []
    for slot in range(count):
        wave = 40 + 30 * math.sin(slot / 3.5) + 8 * math.sin(slot * 2.1)
        a, b = int(wave * 0.7), int(wave * 0.3 + slot % 4)
        buckets.append({
            "start": stamp(NOW // step * step - (count - 1 - slot) * step), "models": {small: a, large: b},
            "policies": {"balanced": a + b - 4, "batch": 4}, "errors": slot % 9 == 8,
        })
    for bucket in buckets:
        bucket["errors"] = int(bucket["errors"])
    requests = sum(sum(b["models"].values()) for b in buckets)
    return {
        "generated": stamp(NOW), "hours": hours, "bucket_seconds": step, "requests": requests, "errors": 3, "dropped": 0, "explored": 20,
        "fell_back": 4, "buckets": buckets,
        "cost": {"usd": 1.23, "known": requests - 34, "unknown": 34, "forecast_usd": 1.3, "best_model": large, "best_forecast_usd": 4.56, "forecasts": requests - 10},
        "overhead_us": {"p50": 210, "p99": 900}, "decision_us": {"p50": 38.4, "p99": 180}, "first_byte_ms": {"p50": 412, "p99": 2930},
        "feedback": [
            {"name": "accepted", "model": small, "n": 40, "mean": 0.8, "low": 0.66, "high": 0.9},
            {"name": "accepted", "model": large, "n": 22, "mean": 0.86, "low": 0.66, "high": 0.95},
            {"name": "tests", "model": small, "n": 3, "mean": 0.667, "low": None, "high": None},
        ],
        "drift": {"psi": 0.03, "baseline": 1000, "recent": 400, "sentence": "The prompts are like those at the start: the index is 0.03 between the first 1,000 decisions and the 400 of this period."},
        "routers": [{"digest": "388b02c6c75a", "first_used": stamp(NOW - 86400 * 3), "requests": requests}],
    }


def decisions(model):
    if SCENARIO == "empty":
        return []
    small, large = names()
    rows = []
    for index in range(12):
        chosen = small if index % 3 else large
        rows.append({
            "id": f"dec_{index:032x}", "at": stamp(NOW - index * 97), "policy": "balanced", "endpoint": ["chat", "messages", "route"][index % 3],
            "model": chosen, "preferred": small if index == 3 else chosen, "served": large if index == 4 else chosen if index % 3 != 2 else None,
            "explored": index == 3, "rule": ["objective", "guard", "stays"][index % 3],
            "reason": MARK if SCENARIO == "hostile" else "highest probability less cost", "probabilities": {small: 0.78, large: 0.84},
            "propensity": 0.01 if index == 3 else 0.99, "status": 502 if index == 5 else None if index % 3 == 2 else 200,
            "failure": "connect" if index == 5 else None, "total_ms": 1834.2 if index % 3 != 2 else None, "overhead_us": 205, "cost_usd": 0.00312 if index % 3 else None,
            "prompt": MARK if SCENARIO == "hostile" else "Rename tmp to total in the whole file" if index == 0 else None,
            "feedback": [{"name": "accepted", "score": 1}] if index == 1 else [],
        })
    return [row for row in rows if model in ("", row["model"])]


def route(body):
    small, large = names()
    phrases = ["says “unit test”", "says “parser”", "contains no code", "spelling of “date”", "is a short request", "meaning of “write”"]
    if SCENARIO == "hostile":
        phrases[0] = MARK
    return {
        "object": "routing.decision", "id": "dec_" + "0" * 32, "model": small, "upstream": "local", "policy": body.get("policy") or "balanced",
        "probabilities": {large: 0.84, small: 0.81}, "calibration_errors": {large: 0.03, small: 0.04}, "costs": {large: 0.0123, small: 0.0007},
        "margin": 0.12, "margin_error": 0.05, "expected_cost": 0.0007, "rule": "objective", "reason": "highest probability less cost",
        "propensity": 0.99, "preferred": small, "fallbacks": [large], "against": large, "router": "388b02c6c75a",
        "contributions": [
            {"source": "words", "text": phrase, "phrase": phrase, "difference": 0.61 / (index + 1) * (-1) ** (index // 2), "logits": {}}
            for index, phrase in enumerate(phrases)
        ],
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        print(self.command, self.path, flush=True)

    def send(self, status, kind, body, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self, value, status=200):
        self.send(status, "application/json", json.dumps(value).encode())

    def is_let_in(self):
        if SCENARIO != "locked" or self.headers.get("Authorization") == "Bearer secret":
            return True
        self.answer({"error": {"message": "the admin key is missing", "type": "authentication_error"}}, 401)
        return False

    def do_GET(self):
        path, _, query = self.path.partition("?")
        options = dict(part.split("=", 1) for part in query.split("&") if "=" in part)
        if path == "/":
            page = open(PAGE, "rb").read()
            digests = {}
            for name in ("style", "script"):
                content = re.search(rb"<%s>(.*?)</%s>" % (name.encode(), name.encode()), page, re.S).group(1)
                digests[name] = base64.b64encode(hashlib.sha256(content).digest()).decode()
            policy = (
                f"default-src 'none'; style-src 'sha256-{digests['style']}'; script-src 'sha256-{digests['script']}'; "
                "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
            )
            self.send(200, "text/html; charset=utf-8", page, Content_Security_Policy=policy, X_Content_Type_Options="nosniff")
        elif path == "/admin/summary" and self.is_let_in():
            self.answer(summary(int(options.get("hours", 24))))
        elif path == "/admin/decisions" and self.is_let_in():
            self.answer({"decisions": decisions(options.get("model", ""))})
        elif not path.startswith("/admin"):
            self.send(404, "application/json", b"{}")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/v1/route?explain=6" and self.is_let_in():
            if body.get("policy") == "none":
                return self.answer({"error": {"message": "there is no policy \"none\"; the configuration has balanced, batch"}}, 400)
            self.answer(route(body))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
