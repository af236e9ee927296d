#!/usr/bin/env python3
"""Writes harnesses/: small logs as evaluation harnesses write them, with invented prompts and answers.

    Tests/PointsmanOutcomesTests/Golden/make_harnesses.py

Needs the Python package zipfile-zstd for one archive. Each log has the models org/small and org/large and, where the harness can
say so, an error, a missing score, an answer that was cut off, and repeats.
"""

import json
import shutil
import zipfile
from pathlib import Path

import zipfile_zstd  # noqa: F401 (adds the method)

ROOT = Path(__file__).resolve().parent / "harnesses"
PROMPTS = [
    "Write a function that sorts names by length.",
    "Write a function that parses a date.",
    "Which planet has the most moons?",
    "Name three rivers of Asia.",
]
MODELS = ["org/small", "org/large"]
# Scores by model, prompt and repeat.
SCORES = {"org/small": [[1, 0], [0, 0], [1, 1], [0, 1]], "org/large": [[1, 1], [1, 0], [1, 1], [1, 1]]}
DATE = "2026-11-02T10-11-12.345678"


def write(path, text):
    path = ROOT / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_json(path, value, indent=None):
    write(path, json.dumps(value, indent=indent) + "\n")


def write_lines(path, values):
    write(path, "".join(json.dumps(value) + "\n" for value in values))


def inspect_sample(model, prompt, repeat):
    score = SCORES[model][prompt][repeat]
    sample = {
        "id": prompt + 1,
        "epoch": repeat + 1,
        "input": PROMPTS[prompt],
        "target": "42",
        "output": {"model": model, "choices": [{"stop_reason": "stop"}]},
        "scores": {"match": {"value": "C" if score else "I", "answer": "42"}},
        "model_usage": {
            model: {"input_tokens": 50, "output_tokens": 10, "total_tokens": 60},
            "org/grader": {"input_tokens": 900, "output_tokens": 1},
        },
        "total_time": 2.0,
        "working_time": 1.5,
        "metadata": {"category": "code" if prompt < 2 else "facts"},
        "error": None,
    }
    if model == "org/small" and (prompt, repeat) == (1, 1):
        sample["error"], sample["scores"] = {"message": "connection reset"}, None
    if model == "org/small" and (prompt, repeat) == (2, 1):
        sample["scores"]["match"]["value"] = float("nan")
    if model == "org/large" and (prompt, repeat) == (1, 1):
        sample["output"]["choices"][0]["stop_reason"] = "max_tokens"
    if prompt == 3:
        sample["input"] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "attachment://ab"}]
        sample["attachments"] = {"ab": PROMPTS[prompt]}
    return sample


def inspect_log(model):
    return {
        "version": 2,
        "status": "success",
        "eval": {"eval_id": "e-" + model, "run_id": "r", "task": "letters", "model": model, "config": {"epochs": 2}},
        "results": {"scores": [{"name": "match", "metrics": {"accuracy": {"value": 0.5}}}]},
    }


def inspect_archive(path, model, method):
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", method) as archive:

        def add(name, value):
            archive.writestr(zipfile.ZipInfo(name), json.dumps(value), method)

        add("_journal/start.json", {"version": 2, "eval": inspect_log(model)["eval"]})
        for prompt in range(4):
            for repeat in range(2):
                add(f"samples/{prompt + 1}_epoch_{repeat + 1}.json", inspect_sample(model, prompt, repeat))
        add("header.json", inspect_log(model))


def inspect():
    inspect_archive("inspect/small.eval", MODELS[0], 93)
    samples = [inspect_sample(MODELS[1], prompt, repeat) for prompt in range(4) for repeat in range(2)]
    write_json("inspect/large.json", {**inspect_log(MODELS[1]), "samples": samples})
    inspect_archive("inspect-deflate/small.eval", MODELS[0], zipfile.ZIP_DEFLATED)


def lm_eval():
    for model in MODELS:
        folder = "lm-eval/" + model.replace("/", "__")
        write_json(f"{folder}/results_{DATE}.json", {"results": {}, "configs": {}, "n-shot": {"quiz": 1}, "model_name": model})
        lines = []
        for name in ["strict-match", "flexible-extract"]:
            for prompt in range(4):
                score = SCORES[model][prompt][0 if name == "strict-match" else 1]
                lines.append(
                    {
                        "doc_id": prompt,
                        "doc": {"question": PROMPTS[prompt], "answer": "42", "choices": ["yes", "no"] if prompt == 2 else []},
                        "target": "42",
                        "arguments": {"gen_args_0": {"arg_0": f"Q: An example?\nA: 1\n\nQ: {PROMPTS[prompt]}\nA:", "arg_1": {}}},
                        "resps": [["The answer is 42."]],
                        "filtered_resps": ["42"],
                        "filter": name,
                        "metrics": ["exact_match"],
                        "doc_hash": f"{prompt:064x}",
                        "exact_match": float("nan") if (model, prompt, name) == ("org/small", 3, "strict-match") else float(score),
                    }
                )
        write_lines(f"{folder}/samples_quiz_{DATE}.jsonl", lines)


def promptfoo():
    rows = []
    for prompt in range(4):
        for model in MODELS:
            score = SCORES[model][prompt][0]
            row = {
                "promptIdx": MODELS.index(model),
                "testIdx": prompt,
                "prompt": {"raw": PROMPTS[prompt], "label": "{{task}}"},
                "testCase": {"metadata": {"category": "code" if prompt < 2 else "facts"}},
                "provider": {"id": model, "label": ""},
                "response": {"output": "42", "tokenUsage": {"total": 60, "prompt": 50, "completion": 10}, "cost": 0.002, "cached": False},
                "success": bool(score),
                "score": score,
                "failureReason": 0 if score else 1,
                "namedScores": {"clarity": 0.5},
                "latencyMs": 1500,
                "cost": 0.002,
            }
            if (model, prompt) == ("org/small", 1):
                row |= {"failureReason": 2, "error": "429", "response": {}, "score": 0}
            if (model, prompt) == ("org/large", 3):
                row["response"]["finishReason"] = "length"
            if (model, prompt) == ("org/large", 0):
                row["response"]["cached"] = True
            rows.append(row)
    results = {"version": 3, "timestamp": "2026-11-02T10:11:12Z", "prompts": [{"raw": "{{task}}"}], "results": rows, "stats": {}}
    write_json("promptfoo/results.json", {"evalId": "eval-1", "results": results, "config": {}}, indent=1)


def helm():
    for model in MODELS:
        folder = f"helm/runs/v1/quiz:subject=all,model={model.replace('/', '_')}"
        write_json(f"{folder}/run_spec.json", {"name": folder.split("/")[-1], "adapter_spec": {"model": model}})
        write_json(
            f"{folder}/instances.json",
            [{"id": f"id{n}", "input": {"text": text}, "references": [], "split": "test"} for n, text in enumerate(PROMPTS)],
        )
        rows = []
        for prompt in range(4):
            for trial in range(2):

                def stat(name, mean):
                    return {"name": {"name": name, "split": "test"}, "count": 1, "sum": mean, "mean": mean}

                cut_off = 1 if (model, prompt, trial) == ("org/large", 1, 1) else 0
                figures = [
                    stat("exact_match", SCORES[model][prompt][trial]),
                    stat("num_prompt_tokens", 50),
                    stat("num_completion_tokens", 10),
                    stat("inference_runtime", 1.5),
                    stat("finish_reason_length", cut_off),
                ]
                rows.append({"instance_id": f"id{prompt}", "train_trial_index": trial, "stats": figures})
        rows.append({"instance_id": "id0", "perturbation": {"name": "typos"}, "train_trial_index": 0, "stats": [stat("exact_match", 0)]})
        write_json(f"{folder}/per_instance_stats.json", rows)
        shown = [{"instance_id": "id0", "train_trial_index": 0, "predicted_text": "42", "stats": {"exact_match": 1.0}}]
        write_json(f"{folder}/display_predictions.json", shown)


def openai_evals():
    for model in MODELS:
        lines = [{"spec": {"completion_fns": [model], "eval_name": "quiz.dev.v0", "run_id": "run-" + model}}]
        for prompt, text in enumerate(PROMPTS):
            base = {"run_id": "run-" + model, "sample_id": f"quiz.dev.{prompt}"}
            messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}]
            lines.append({**base, "event_id": 2 * prompt, "type": "sampling", "data": {"prompt": messages, "sampled": ["42"]}})
            if (model, prompt) == ("org/small", 1):
                lines.append({**base, "event_id": 2 * prompt + 1, "type": "error", "data": {"type": "Timeout"}})
            else:
                data = {"correct": bool(SCORES[model][prompt][0]), "expected": "42", "picked": "42"}
                lines.append({**base, "event_id": 2 * prompt + 1, "type": "match", "data": data})
        lines.append({"final_report": {"accuracy": 0.5}})
        write_lines(f"openai-evals/{model.split('/')[1]}.jsonl", lines)


def livebench():
    folder = "livebench/live_bench/language/quiz"
    ids = [f"{n:064x}" for n in range(4)]
    write_lines(
        f"{folder}/question.jsonl",
        [{"question_id": i, "category": "language", "task": "quiz", "turns": [text]} for i, text in zip(ids, PROMPTS)],
    )
    judgments = []
    for model in ["small", "large"]:
        answers = []
        for prompt, question in enumerate(ids):
            text = "$ERROR$" if (model, prompt) == ("small", 1) else "42"
            answers.append(
                {
                    "question_id": question,
                    "model_id": model,
                    "choices": [{"index": 0, "turns": [text]}],
                    "total_output_tokens": 10,
                    "total_input_tokens": 50,
                    "cost_usd": 0.002,
                    "total_time_s": 1.5,
                }
            )
            score = SCORES["org/" + model][prompt][0]
            judgments.append(
                {"question_id": question, "task": "quiz", "model": model, "score": score, "turn": 1, "tstamp": 1.5, "category": "language"}
            )
        write_lines(f"{folder}/model_answer/{model}.jsonl", answers)
    write_lines(f"{folder}/model_judgment/ground_truth_judgment.jsonl", judgments)


def evalplus():
    tasks = [f"HumanEval/{n}" for n in range(4)]
    write_lines("evalplus/tasks.jsonl", [{"task_id": task, "prompt": text} for task, text in zip(tasks, PROMPTS)])
    for model in MODELS:
        samples = {
            task: [{"task_id": task, "base_status": "pass", "plus_status": "pass" if s else "fail"} for s in SCORES[model][n]]
            for n, task in enumerate(tasks)
        }
        write_json(f"evalplus/{model.replace('/', '--')}_vllm_temp_0.2_eval_results.json", {"date": "2026-11-02", "hash": "0", "eval": samples})
    tasks = [f"BigCodeBench/{n}" for n in range(4)]
    write_lines("bigcodebench/tasks.jsonl", [{"task_id": task, "instruct_prompt": text} for task, text in zip(tasks, PROMPTS)])
    for model in MODELS:
        samples = {
            task: [{"task_id": task, "status": "pass" if SCORES[model][n][0] else "timeout", "details": {}}] for n, task in enumerate(tasks)
        }
        name = f"{model.replace('/', '--')}--bigcodebench-instruct--vllm-0-1-sanitized_calibrated_eval_results.json"
        write_json(f"bigcodebench/{name}", {"date": "2026-11-02", "eval": samples})


def swe_bench():
    ids = [f"owner__repo-{n}" for n in range(100, 106)]
    write_lines("swe-bench/instances.jsonl", [{"instance_id": i, "problem_statement": f"Fix {i}: it fails."} for i in ids])
    for model, resolved in [("org/small", ids[:1]), ("org/large", ids[:2])]:
        report = {
            "total_instances": 6,
            "resolved_instances": len(resolved),
            "completed_ids": ids[:4],
            "incomplete_ids": ids[5:],
            "empty_patch_ids": ids[4:5],
            "submitted_ids": ids[:5],
            "resolved_ids": resolved,
            "unresolved_ids": [i for i in ids[:4] if i not in resolved],
            "error_ids": [],
            "infra_failure_ids": ids[3:4],
            "ambiguous_failure_ids": [],
            "failure_reasons": {},
            "schema_version": 2,
        }
        write_json(f"swe-bench/{model.replace('/', '__')}.run1.json", report, indent=4)


def aider():
    for model in MODELS:
        for prompt, text in enumerate(PROMPTS[:2]):
            folder = f"aider/2026-11-02--{model.split('/')[1]}/python/exercises/practice/case-{prompt}"
            outcomes = [False, True] if SCORES[model][prompt][0] else [False, False]
            write_json(
                f"{folder}/.aider.results.json",
                {
                    "testdir": f"python/exercises/practice/case-{prompt}",
                    "testcase": f"case-{prompt}",
                    "model": model,
                    "tests_outcomes": [] if (model, prompt) == ("org/small", 1) else outcomes,
                    "cost": 0.002,
                    "duration": 1.5,
                    "prompt_tokens": 50,
                    "completion_tokens": 10,
                },
            )
            write(f"{folder}/.docs/instructions.md", f"# Instructions\n\n{text}\n")


def rows():
    scores = [{"prompt": text, "scores": {model: SCORES[model][n][0] for model in MODELS}} for n, text in enumerate(PROMPTS)]
    scores[1]["scores"]["org/small"] = float("nan")
    write_lines("jsonl-scores/scores.jsonl", scores)
    header = "prompt," + ",".join(f"{model}/score,{model}/response" for model in MODELS)
    lines = [f"{text},{SCORES[MODELS[0]][n][0]},42,{SCORES[MODELS[1]][n][0]},42" for n, text in enumerate(PROMPTS)]
    write("csv-wide/not-diamond.csv", "\n".join([header, *lines]) + "\n")


if __name__ == "__main__":
    shutil.rmtree(ROOT, ignore_errors=True)
    for harness in [inspect, lm_eval, promptfoo, helm, openai_evals, livebench, evalplus, swe_bench, aider, rows]:
        harness()
