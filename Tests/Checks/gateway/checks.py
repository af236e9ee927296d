#!/usr/bin/env python3
"""Runs the checks of the gateway; `run` beside it calls this.

    checks.py GATEWAY [--full] [--only WORD]

A part is a module. A check is a function of it with the mark `@check(sentence)`; it fails by an exception.
"""

import argparse
import importlib
import os
import signal
import sys
import time
import traceback
from pathlib import Path

import gateway
from checking import CHECKS

PARTS = [
    "clients",
    "errors",
    "bodies",
    "headers",
    "streams",
    "stalls",
    "retries",
    "upstreams",
    "operation",
    "starts",
    "smuggling",
    "limits",
    "access",
    "endpoints",
]

SOURCES = {f"{part}.py" for part in PARTS}


def stop_waiting(*_):
    raise AssertionError("it takes longer than 120 s")


def main():
    signal.signal(signal.SIGALRM, stop_waiting)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gateway")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    gateway.PROGRAM = os.path.abspath(options.gateway)
    for part in PARTS:
        importlib.import_module(part)
    start, failed, passed, left_out = time.monotonic(), 0, 0, 0
    for entry in CHECKS:
        if options.only not in f"{entry.part}: {entry.sentence}":
            continue
        if entry.is_long and not options.full:
            left_out += 1
            continue
        began = time.monotonic()
        # A check that hangs has failed.
        signal.alarm(120)
        try:
            note = entry.function()
        except Exception as error:  # noqa: BLE001, a check fails by any exception
            failed += 1
            message = str(error).replace("\n", " ")[:300] or type(error).__name__
            print(f"FAILED  {entry.part}: {entry.sentence} ({time.monotonic() - began:.1f} s): {message}")
            # The line of the check itself, for the reader of the output.
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name in SOURCES]
            print(f"        at {Path(frames[-1].filename).name}:{frames[-1].lineno}: {frames[-1].line}" if frames else "")
        else:
            passed += 1
            print(f"ok      {entry.part}: {entry.sentence} ({time.monotonic() - began:.1f} s){': ' + note if note else ''}")
        finally:
            signal.alarm(0)
            gateway.stop_shared_if_dead()
            sys.stdout.flush()
    gateway.stop_all()
    rest = f", {left_out} long ones left out (--full)" if left_out else ""
    print(f"{passed} checks passed, {failed} failed{rest}, {time.monotonic() - start:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
