#!/usr/bin/env python3
"""Writes logs with the real packages, and checks Pointsman's means against theirs; `run` beside it calls this.

    logs.py make DIR
    logs.py check DIR POINTSMAN
"""

import json
import random
import subprocess
import sys
from pathlib import Path

from packages import make_others

QUESTIONS = 60
MODELS = ["small", "large"]


def question(number):
    kind = ["sum", "product", "capital"][number % 3]
    return f"What is the {kind} of item {number} and item {number + 7}?"


def answer(model, number, repeat):
    """Right more often by the large model, and by the small one on sums."""
    rng = random.Random(f"{model} {number} {repeat}")
    right = 0.9 if model == "large" or number % 3 == 0 else 0.3
    return str(number) if rng.random() < right else "none"


def make_inspect(folder):
    from inspect_ai import Task, eval, task
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import ModelOutput, ModelUsage, get_model
    from inspect_ai.scorer import match
    from inspect_ai.solver import generate

    samples = [Sample(id=n, input=question(n), target=str(n)) for n in range(QUESTIONS)]

    @task
    def quiz():
        return Task(dataset=MemoryDataset(samples, name="quiz"), solver=generate(), scorer=match())

    for model in MODELS:

        def outputs(model=model):
            for repeat in range(2):
                for number in range(QUESTIONS):
                    output = ModelOutput.from_content(model, answer(model, number, repeat))
                    output.usage = ModelUsage(input_tokens=20, output_tokens=2, total_tokens=22)
                    yield output

        for kind in ["eval", "json"]:
            mock = get_model(f"mockllm/{model}", custom_outputs=list(outputs()), memoize=False)
            log = eval(
                quiz(),
                model=mock,
                epochs=2,
                log_dir=str(folder / f"inspect-{kind}"),
                log_format=kind,
                display="none",
                max_samples=1,
                max_connections=1,
            )[0]
            assert log.status == "success", log.error


def make_lm_eval(folder):
    import lm_eval
    from lm_eval.api.model import LM
    from lm_eval.loggers import EvaluationTracker
    from lm_eval.tasks import TaskManager

    data = folder / "quiz.jsonl"
    data.write_text("".join(json.dumps({"question": question(n), "answer": str(n)}) + "\n" for n in range(QUESTIONS)))
    tasks = folder / "tasks"
    tasks.mkdir()
    shared = f"""
dataset_path: json
dataset_kwargs: {{data_files: {{test: {data}}}}}
test_split: test
doc_to_text: "Question: {{{{question}}}}\\nAnswer:"
doc_to_target: "{{{{answer}}}}"
"""
    (tasks / "quiz.yaml").write_text(
        "task: quiz\noutput_type: generate_until\n"
        + shared
        + """
generation_kwargs: {until: ["\\n"]}
num_fewshot: 2
metric_list: [{metric: exact_match, aggregation: mean, higher_is_better: true}]
filter_list:
  - {name: strict, filter: [{function: take_first}]}
  - {name: loose, filter: [{function: regex, regex_pattern: "(\\\\d)"}, {function: take_first}]}
"""
    )
    (tasks / "choice.yaml").write_text(
        "task: choice\noutput_type: multiple_choice\n"
        + shared.replace('doc_to_target: "{{answer}}"', "doc_to_target: 0")
        + 'doc_to_choice: ["yes", "no"]\nmetric_list: [{metric: acc}, {metric: acc_norm}]\n'
    )

    class Mock(LM):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def generate_until(self, requests):
            return [answer(self.model, number, 0) for number, _ in enumerate(requests)]

        def loglikelihood(self, requests):
            return [(-random.Random(f"{self.model} {number}").random(), False) for number, _ in enumerate(requests)]

        def loglikelihood_rolling(self, requests):
            raise NotImplementedError

    for model in MODELS:
        tracker = EvaluationTracker(output_path=str(folder / "lm-eval"))
        tracker.general_config_tracker.log_experiment_args(
            model_source="mock", model_args=f"pretrained=org/{model}", system_instruction=None, chat_template=None, fewshot_as_multiturn=None
        )
        results = lm_eval.simple_evaluate(
            Mock(model), tasks=["quiz", "choice"], task_manager=TaskManager(include_path=str(tasks)), log_samples=True, bootstrap_iters=0
        )
        samples = results.pop("samples")
        tracker.save_results_aggregated(results=results, samples=samples)
        for name in samples:
            tracker.save_results_samples(task_name=name, samples=samples[name])


def means(pointsman, *arguments):
    text = subprocess.run([pointsman, "audit", "--json", "-q", *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return {name: model["score"] for name, model in json.loads(text)["models"].items()}


def expect(what, found, expected, within=1e-9):
    for name in expected:
        assert abs(found[name] - expected[name]) < within, f"{what}: {name} is {found[name]}, and the harness says {expected[name]}"
    assert set(found) == set(expected), f"{what}: {set(found)}, and the harness has {set(expected)}"
    print(f"{what}: " + ", ".join(f"{name} {score:.4f}" for name, score in sorted(found.items())))


def check(folder, pointsman):
    from inspect_ai.log import list_eval_logs, read_eval_log

    for kind in ["eval", "json"]:
        path = folder / f"inspect-{kind}"
        logs = [read_eval_log(info) for info in list_eval_logs(str(path))]
        expected = {log.eval.model: log.results.scores[0].metrics["accuracy"].value for log in logs}
        expect(f"inspect .{kind}", means(pointsman, path), expected)
    results = [json.loads(path.read_text()) for path in (folder / "lm-eval").glob("*/results_*.json")]
    split = folder / "one-task"
    for task, metric, name, extra in [
        ("quiz", "exact_match", "strict", ["--filter", "strict"]),
        ("quiz", "exact_match", "loose", ["--filter", "loose"]),
        ("quiz", "exact_match", "strict", ["--filter", "strict", "--full-prompts"]),
        ("choice", "acc", "none", ["--criteria", "acc=1"]),
        ("choice", "acc_norm", "none", ["--criteria", "acc_norm=1"]),
    ]:
        expected = {result["model_name"]: result["results"][task][f"{metric},{name}"] for result in results}
        files = sorted((folder / "lm-eval").glob(f"*/samples_{task}_*.jsonl"))
        expect(f"lm-eval {task}, {metric}, {' '.join(extra)}", means(pointsman, *files, *extra), expected)
    for file in (folder / "lm-eval").glob("*/samples_choice_*.jsonl"):
        file.rename(folder / f"{file.parent.name}-{file.name}")
    assert not split.exists()
    for case in json.loads((folder / "reported.json").read_text()):
        paths = [folder / path for path in case["paths"]]
        expect(case["harness"], means(pointsman, *paths, *case["arguments"]), case["means"], within=case["within"])


if __name__ == "__main__":
    target = Path(sys.argv[2]).resolve()
    if sys.argv[1] == "make":
        make_inspect(target)
        make_lm_eval(target)
        make_others(target)
    else:
        check(target, sys.argv[3])
