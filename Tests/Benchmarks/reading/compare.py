#!/usr/bin/env python3
"""Writes large logs of several formats, and times how Pointsman and Python read each; `run` beside it calls this.

    compare.py POINTSMAN DIR

Pointsman's time is that of `pointsman convert` to /dev/null, with start-up, checks, joining and writing. Python's is that of parsing alone.
"""

import csv
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

ROWS = 20_000
MODELS = ["org/small", "org/large"]
WORDS = "write a function that sorts names by length and explains each step with an example of its output".split()


def prompt(n):
    return " ".join(WORDS[(n * 7 + i * (n % 13 + 1)) % len(WORDS)] for i in range(60)) + f" {n}"


def score(model, n):
    return (n * 2654435761 + len(model)) % 3 % 2


def lines(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")


def jsonl(folder):
    path = folder / "rows.jsonl"
    lines(path, ({"id": str(n), "prompt": prompt(n), "outcomes": {m: {"score": score(m, n), "cost": 0.001} for m in MODELS}} for n in range(ROWS)))
    return path, [path]


def jsonl_scores(folder):
    path = folder / "scores.jsonl"
    lines(path, ({"prompt": prompt(n), "scores": {m: score(m, n) for m in MODELS}} for n in range(ROWS)))
    return path, [path]


def csv_long(folder):
    path = folder / "long.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "prompt", "model", "score", "cost"])
        for n in range(ROWS):
            for m in MODELS:
                writer.writerow([n, prompt(n), m, score(m, n), 0.001])
    return path, [path]


def lm_eval(folder):
    for m in MODELS:
        base = folder / "lm-eval" / m.replace("/", "__")
        lines(base / "results_2026-11-02.json", [{"model_name": m, "n-shot": {"quiz": 0}}])
        lines(
            base / "samples_quiz_2026-11-02.jsonl",
            (
                {
                    "doc_id": n,
                    "doc": {"question": prompt(n), "answer": "42"},
                    "target": "42",
                    "arguments": {"gen_args_0": {"arg_0": "Q: " + prompt(n) + "\nA:", "arg_1": {"until": ["\n"]}}},
                    "resps": [["The answer is 42."]],
                    "filtered_resps": ["42"],
                    "filter": "none",
                    "metrics": ["acc"],
                    "doc_hash": f"{n:064x}",
                    "acc": float(score(m, n)),
                }
                for n in range(ROWS)
            ),
        )
    return folder / "lm-eval", sorted((folder / "lm-eval").glob("*/samples*"))


def promptfoo(folder):
    path = folder / "results.json"
    rows = [
        {
            "promptIdx": i,
            "testIdx": n,
            "prompt": {"raw": prompt(n), "label": "{{task}}"},
            "vars": {"task": prompt(n)},
            "testCase": {"vars": {"task": prompt(n)}, "metadata": {"category": "code"}},
            "provider": {"id": m, "label": ""},
            "response": {"output": "42", "tokenUsage": {"total": 60, "prompt": 50, "completion": 10}, "cost": 0.002, "cached": False},
            "success": True,
            "score": score(m, n),
            "failureReason": 0,
            "latencyMs": 812,
            "cost": 0.002,
        }
        for n in range(ROWS)
        for i, m in enumerate(MODELS)
    ]
    path.write_text(json.dumps({"evalId": "e", "results": {"version": 3, "results": rows}}, indent=1))
    return path, [path]


def inspect_sample(m, n):
    text = {"role": "assistant", "content": "The answer is 42. " * 20}
    return {
        "id": n,
        "epoch": 1,
        "input": prompt(n),
        "target": "42",
        "messages": [{"role": "user", "content": prompt(n)}, text],
        "output": {"model": m, "choices": [{"message": text, "stop_reason": "stop"}], "completion": "42"},
        "scores": {"match": {"value": "C" if score(m, n) else "I", "answer": "42"}},
        "model_usage": {m: {"input_tokens": 50, "output_tokens": 10, "total_tokens": 60}},
        "total_time": 1.5,
        "metadata": {},
        "store": {},
        "events": [],
        "attachments": {},
    }


def inspect_log(m):
    evaluation = {
        "eval_id": m,
        "run_id": "r",
        "created": "2026-11-02T10:11:12+00:00",
        "task": "quiz",
        "task_id": m,
        "model": m,
        "dataset": {"name": "quiz"},
        "config": {},
    }
    return {"version": 2, "status": "success", "eval": evaluation}


def inspect_json(folder):
    files = []
    for m in MODELS:
        path = folder / "inspect-json" / f"{m.split('/')[1]}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({**inspect_log(m), "samples": [inspect_sample(m, n) for n in range(ROWS // 4)]}))
        files.append(path)
    return folder / "inspect-json", files


def inspect_eval(folder):
    import zipfile_zstd  # noqa: F401 (adds the method)

    files = []
    for m in MODELS:
        path = folder / "inspect-eval" / f"{m.split('/')[1]}.eval"
        path.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(path, "w", 93) as archive:
            for n in range(ROWS // 4):
                archive.writestr(f"samples/{n}_epoch_1.json", json.dumps(inspect_sample(m, n)))
            archive.writestr("header.json", json.dumps(inspect_log(m)))
        files.append(path)
    return folder / "inspect-eval", files


# How Python reads each, as a program of its own; the files are its arguments.
READERS = {
    "json, a line at a time": "import sys, json\nfor p in sys.argv[1:]:\n  rows = [json.loads(line) for line in open(p)]",
    "csv": "import sys, csv\nfor p in sys.argv[1:]:\n  rows = list(csv.DictReader(open(p)))",
    "json": "import sys, json\nfor p in sys.argv[1:]:\n  log = json.load(open(p))",
    "inspect_ai": "import sys\nfrom inspect_ai.log import read_eval_log\nfor p in sys.argv[1:]:\n  log = read_eval_log(p)",
}
FORMATS = [
    (jsonl, "json, a line at a time"),
    (jsonl_scores, "json, a line at a time"),
    (csv_long, "csv"),
    (lm_eval, "json, a line at a time"),
    (promptfoo, "json"),
    (inspect_json, "json"),
    (inspect_json, "inspect_ai"),
    (inspect_eval, "inspect_ai"),
]


def seconds(command):
    """Processor time of a command, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def unpacked(path):
    return sum(info.file_size for info in zipfile.ZipFile(path).infolist()) if path.suffix == ".eval" else path.stat().st_size


def main():
    pointsman, folder = sys.argv[1], Path(sys.argv[2])
    try:
        import inspect_ai

        has_inspect = bool(inspect_ai.__version__)
    except ImportError:
        has_inspect = False
    print("| format | MB | Pointsman, MB/s | Python, MB/s | reader |\n|---|---|---|---|---|")
    for write, reader in FORMATS:
        if not has_inspect and (reader == "inspect_ai" or write is inspect_eval):
            print(f"| {write.__name__} | – | – | – | {reader}: skipped, it is not installed |")
            continue
        path, files = write(folder)
        size = sum(map(unpacked, files)) / 1e6
        own = min(seconds([pointsman, "convert", str(path), "-o", os.devnull, "-q"]) for _ in range(3))
        theirs = min(seconds([sys.executable, "-c", READERS[reader], *map(str, files)]) for _ in range(3))
        print(f"| {write.__name__} | {size:.0f} | {size / own:.0f} | {size / theirs:.0f} | {reader} |", flush=True)


main()
