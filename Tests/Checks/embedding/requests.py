#!/usr/bin/env python3
"""Every case of Tests/PointsmanTests/Golden/requests.jsonl on the command line, in C and in Python: the same decision, or the same fault.

  POINTSMAN_LIBRARY=… PYTHONPATH=Sources/Python python3 Tests/Checks/embedding/requests.py POINTSMAN C_PROGRAM ROUTER

C_PROGRAM is built from route_options.c. On the command line a case is a line under --jsonl, and a request alone on standard input.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from pointsman import PointsmanError, Router

TABLE = Path(__file__).resolve().parents[2] / "PointsmanTests/Golden/requests.jsonl"


def fault(message):
    """What was found and what was expected: each caller names the place in its own way."""
    found = re.search(r"found (.*), expected (.*)", message) or re.search(r"has (.*), not (.*)", message)
    found = found or re.search(r"has (.*), expected (.*)", message)
    assert found, message
    return found[1], re.sub("; --text takes it as plain text$", "", found[2])


def decision(answer):
    return {key: value for key, value in answer.items() if key != "id"}


def on_the_line(program, router, cases):
    text = "".join(json.dumps(case["request"]) + "\n" for case in cases)
    done = subprocess.run([program, "route", router, "--jsonl", "--json", "-q"], input=text, capture_output=True, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(cases), done.stderr
    for case, answer in zip(cases, answers):
        assert ("error" in answer) == ("error" in case), f"{case['case']}: {answer}"
        assert answer["id"] == case.get("id") or "error" in case, f"{case['case']}: {answer}"
    return [fault(answer["error"]) if "error" in answer else decision(answer) for answer in answers]


def alone(program, router, request):
    done = subprocess.run([program, "route", router, "-", "--json"], input=json.dumps(request), capture_output=True, text=True)
    return decision(json.loads(done.stdout)) if done.returncode == 0 else fault(done.stderr.strip().splitlines()[-1])


def through_c(program, router, request):
    command = [program, router, "-", "-", "-", json.dumps(request)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return fault(answer) if answer.startswith("error ") else decision(json.loads(answer))


def through_python(router, request):
    try:
        return vars(router.route(request))
    except PointsmanError as error:
        return fault(str(error))


def main():
    program, c_program, path = sys.argv[1:]
    router = Router(path)
    cases = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    assert len(cases) > 50
    for case, expected in zip(cases, on_the_line(program, path, cases)):
        name, request = case["case"], case["request"]
        in_c, in_python = through_c(c_program, path, request), through_python(router, request)
        assert in_c == expected, f"{name}: C {in_c}, command line {expected}"
        if isinstance(expected, dict):
            expected_in_python = {key: expected[key] for key in in_python}
        else:
            expected_in_python = expected
        assert in_python == expected_in_python, f"{name}: Python {in_python}, command line {expected}"
        if "error" not in case:
            assert alone(program, path, request) == expected, f"{name}: alone {alone(program, path, request)}, {expected}"
    faults = sum("error" in case for case in cases)
    print(f"{len(cases) - faults} requests and {faults} faults are the same on the command line, in C and in Python")


main()
