#!/usr/bin/env python3
"""Every routing option on the command line, in Swift, C and Python: the same decision, or the same error.

  POINTSMAN_LIBRARY=… PYTHONPATH=Sources/Python python3 Tests/Checks/embedding/options.py POINTSMAN C_PROGRAM SWIFT_PROGRAM

C_PROGRAM is built from route_options.c, SWIFT_PROGRAM from Tests/Checks/consumer.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from pointsman import PointsmanError, Router
from pointsman.policy import rules_of

POLICIES = {
    "models": {"large": {"capabilities": ["vision"], "context_window": 1000}},
    "policies": {
        "keep": {"choose": {"threshold": 0.1}, "guard": True, "default": "large"},
        "junior": {"choose": "most_likely", "allowed": ["small"]},
        "seeing": {"choose": "most_likely", "required": ["vision"]},
        "team": {
            "choose": {"worth": {"usd": 0.05, "seconds": 60}},
            "overrides": [
                {"when": {"tag": "team", "is": "data"}, "model": "large", "because": "the data team asked for it"},
                {"when": {"feature": "questions", "at_least": 0.5}, "model": "small", "because": "it asks"},
            ],
        },
        "sticky": {"choose": "most_likely", "switching_cost": 0.9},
        "bounded": {"choose": {"quality": 0.3}, "maximum_cost": 0.02},
        "prompt": {"choose": {"worth": {"first_token_seconds": 3}}, "maximum_latency": 60, "maximum_first_token": 9},
    },
}
PRICES = {"small": {"input": 5, "output": 40}, "large": {"input": 1, "output": 2}}
# What a caller may give of a choice; each is tried with every prompt.
CASES = [
    {},
    {"threshold": 0.2},
    {"threshold": -0.9},
    {"willingness_to_pay": 0.02},
    {"willingness_to_wait": 30},
    {"willingness_to_pay": 0.05, "willingness_to_wait": 10},
    {"quality": 0.4},
    {"quality": 1},
    {"willingness_to_wait_for_first_token": 2},
    {"willingness_to_wait": 9, "willingness_to_wait_for_first_token": 9},
    {"maximum_latency": 2},
    {"maximum_first_token": 0.5},
    {"maximum_first_token": 0.01},
    {"maximum_cost": 0.005},
    {"maximum_cost": 0.0000001},
    {"allow": ["small"]},
    {"allow": ["small", "large"], "quality": 0.2},
    {"guard": True},
    {"guard": True, "default": "small"},
    {"prices": PRICES},
    {"prices": PRICES, "willingness_to_pay": 0.001},
    {"prices": {"small": {"input": 5, "output": 40}}},
    {"current": "small"},
    {"current": "large", "willingness_to_pay": 0.02},
    {"current": "nobody"},
    {"allow": ["nobody"]},
    {"default": "nobody", "guard": True},
    {"willingness_to_pay": -1},
    {"quality": 2},
    *({"policy": name} for name in POLICIES["policies"]),
    {"policy": "boss"},
    {"policy": "sticky", "current": "small"},
    {"policy": "sticky", "current": "large"},
    {"policy": "bounded", "prices": PRICES},
    {"policy": "team", "prices": PRICES, "current": "small"},
]
PROMPTS = [
    {"prompt": "fix the parser loop"},
    {"prompt": "why so slow and odd?", "tags": {"team": "data"}},
    {"prompt": "a vague design", "tags": {"team": "web"}},
    {"messages": [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "yes?"},
                  {"role": "user", "content": "the regex array"}]},
    {"prompt": "the window " * 3000},
]
FLAGS = {
    "threshold": "--threshold", "willingness_to_pay": "--willingness-to-pay", "quality": "--quality",
    "willingness_to_wait": "--willingness-to-wait", "maximum_cost": "--maximum-cost", "default": "--default",
    "willingness_to_wait_for_first_token": "--willingness-to-wait-for-first-token",
    "maximum_latency": "--maximum-latency", "maximum_first_token": "--maximum-first-token",
    "current": "--current-model", "policy": "--policy",
}


def outcomes():
    lists = [["parser", "loop", "array", "regex", "mock"], ["confusing", "vague", "design", "slow", "odd"]]
    for k in range(200):
        words = f"{lists[k % 2][k // 2 % 5]} the {lists[k % 2][k // 10 % 5]} {k}"
        easy = (k % 2 == 0) != (k % 13 == 5)
        yield json.dumps({
            "prompt": words,
            "outcomes": {
                "small": {"score": int(easy), "cost": 0.001, "output_tokens": 100, "latency_s": 1,
                          "first_token_s": 0.2},
                "large": {"score": int(not easy), "cost": 0.01, "output_tokens": 1000, "latency_s": 5,
                          "first_token_s": 0.8},
            },
        })


def command_line(program, folder, case, request):
    """The decision of `pointsman route`, or its error without the options that it adds."""
    arguments = []
    for key, value in case.items():
        if key in FLAGS:
            arguments.append(f"{FLAGS[key]}={value}")
        elif key == "allow":
            arguments.append("--only-models=" + ",".join(value))
        elif key == "guard":
            arguments.append("--guard")
        else:
            (folder / "prices.json").write_text(json.dumps(value), encoding="utf-8")
            arguments.append(f"--prices={folder / 'prices.json'}")
    done = subprocess.run(
        [program, "route", folder / "my.router", "--jsonl", "--json", *arguments],
        input=json.dumps(request), capture_output=True, text=True,
    )
    # A line without a decision has an answer, too; where the command stops before, there is none.
    answer = json.loads(done.stdout) if done.stdout else {"error": done.stderr.strip().removeprefix("Error: ")}
    if done.returncode == 0:
        return answer
    return answer["error"].removeprefix("-:1: ").split(" (`pointsman")[0]


def through_c(program, folder, case, request):
    rules = rules_of(**{key: case.get(key) for key in (
        "threshold", "willingness_to_pay", "willingness_to_wait", "willingness_to_wait_for_first_token", "quality",
        "maximum_cost", "maximum_latency", "maximum_first_token", "allow", "default")},
        guard=case.get("guard", False))
    policy = case.get("policy") or (json.dumps(rules) if rules or "prices" in case else "-")
    prices = json.dumps(case["prices"]) if "prices" in case else "-"
    done = subprocess.run(
        [program, folder / "my.router", policy, prices, case.get("current", "-"), json.dumps(request)],
        capture_output=True, text=True, check=True,
    )
    answer = done.stdout.strip()
    return answer.removeprefix("error ") if answer.startswith("error ") else json.loads(answer)


def through_swift(program, folder, case, request):
    """The fields that Swift prints, tab by tab."""
    arguments = []
    for key, value in case.items():
        if key == "prices":
            arguments.append("prices=" + json.dumps(value))
        else:
            arguments.append(f"{key}=" + (",".join(value) if isinstance(value, list) else str(value)))
    arguments += [f"tag:{key}={value}" for key, value in request.get("tags", {}).items()]
    turns = [f"{turn['role']}:{turn['content']}" for turn in request.get("messages", [])]
    turns = turns or [f"user:{request['prompt']}"]
    done = subprocess.run(
        [program, folder / "my.router", "--options", *arguments, "--", *turns], capture_output=True, text=True, check=True
    )
    kind, *fields = done.stdout.strip().split("\t")
    return fields[0] if kind == "error" else fields


def through_python(router, case, request):
    try:
        return vars(router.route(request.get("messages") or request["prompt"], tags=request.get("tags"), **case))
    except PointsmanError as error:
        return str(error)


def compare(programs, folder):
    command, c_program, swift_program = programs
    router = Router(folder / "my.router")
    decisions, errors, chosen = 0, 0, set()
    for case in CASES:
        for request in PROMPTS:
            expected = command_line(command, folder, case, request)
            place = f"{case} on {json.dumps(request)[:60]}"
            in_c = through_c(c_program, folder, case, request)
            in_python = through_python(router, case, request)
            in_swift = through_swift(swift_program, folder, case, request)
            assert in_c == expected, f"{place}: C {in_c}, command line {expected}"
            if isinstance(expected, str):
                assert in_python == expected, f"{place}: Python {in_python}, command line {expected}"
                assert in_swift == expected, f"{place}: Swift {in_swift}, command line {expected}"
                errors += 1
                continue
            assert in_python == {key: expected[key] for key in in_python}, f"{place}: Python {in_python}, {expected}"
            shown = [expected["model"], expected["rule"], expected["reason"]]
            assert in_swift[:3] == shown and float(in_swift[3]) == expected["margin"], f"{place}: Swift {in_swift}"
            decisions += 1
            chosen.add((expected["model"], expected["rule"]))
    assert len(chosen) >= 6, chosen
    print(f"{decisions} decisions and {errors} errors are the same on the command line, in Swift, C and Python")


def compare_budget(program, folder):
    """A batch under a budget, from the command line and from Python, which calls C's function."""
    prompts = [f"odd slow vague {k}" for k in range(20)]
    lines = "".join(json.dumps({"prompt": prompt}) + "\n" for prompt in prompts)
    router = Router(folder / "my.router")
    for budget in ("0.05", "0.1", "1"):
        done = subprocess.run(
            [program, "route", folder / "my.router", "--jsonl", "--budget", budget],
            input=lines, capture_output=True, text=True, check=True,
        )
        expected = [line.split("\t")[0] for line in done.stdout.splitlines()]
        assert router.route_batch(prompts, budget=float(budget)) == expected, budget
    for wrong in ({"budget": 0.0001}, {"budget": -1}, {"budget": 1, "current": "small"}, {"budget": 1, "guard": True}):
        try:
            router.route_batch(prompts, **wrong)
        except PointsmanError:
            continue
        raise AssertionError(f"{wrong} was not refused")
    print("a budget is spent the same way on the command line and in Python")


def main():
    programs = [Path(argument).resolve() for argument in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data.jsonl").write_text("\n".join(outcomes()), encoding="utf-8")
        (folder / "policies.json").write_text(json.dumps(POLICIES), encoding="utf-8")
        subprocess.run(
            [programs[0], "train", "data.jsonl", "-o", "my.router", "--folds", "2", "--blocks", "lexical,structural",
             "--weak", "small", "--strong", "large", "--policies", "policies.json"],
            cwd=folder, check=True, capture_output=True,
        )
        compare(programs, folder)
        compare_budget(programs[0], folder)


main()
