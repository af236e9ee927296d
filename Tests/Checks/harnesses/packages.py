"""Logs of EvalPlus, openai/evals and HELM by the packages themselves, as far as they are installed. logs.py calls this."""

import contextlib
import importlib.util
import io
import json
import os
import sys
import types

# Wrong answers by the number of the item, and of the run where there are two.
QUIZ = 6
WRONG = {"org/small": [(1, 0), (1, 1), (2, 0)], "org/large": [(2, 0)]}


def make_evalplus(folder):
    """Two solutions of each of six problems a model: base tests and more tests. EvalPlus runs them, and prints pass@1."""
    # What asks models needs their clients, and is not used.
    sys.modules["evalplus.codegen"] = types.ModuleType("evalplus.codegen")
    sys.modules["evalplus.codegen"].run_codegen = None
    tests = {"test": "", "contract": "", "base_input": [[1, 2], [3, 4]], "plus_input": [[5, 6], [-1, 1]], "atol": 0}
    problems = [
        {
            "task_id": f"HumanEval/{n}",
            "prompt": f'def add_{n}(a, b):\n    """Add {n} to the sum."""\n',
            "entry_point": f"add_{n}",
            "canonical_solution": f"    return a + b + {n}\n",
            **tests,
        }
        for n in range(QUIZ)
    ]
    (folder / "problems.jsonl").write_text("".join(json.dumps(problem) + "\n" for problem in problems))
    from evalplus.evaluate import evaluate

    reported = {"base": {}, "plus": {}}
    for model, wrong in WRONG.items():
        samples = folder / "evalplus" / f"{model.replace('/', '--')}_vllm_temp_0.0.jsonl"
        samples.parent.mkdir(exist_ok=True)
        lines = []
        for n, problem in enumerate(problems):
            right = problem["canonical_solution"]
            # The second wrong one passes the base tests, which have no negative number.
            solutions = ["    return 0\n", right.replace("\n", " if a > 0 else 99\n")]
            pair = [solutions[run] if (n, run) in wrong else right for run in range(2)]
            lines += [json.dumps({"task_id": problem["task_id"], "completion": completion}) + "\n" for completion in pair]
        samples.write_text("".join(lines))
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
            evaluate("humaneval", str(samples), i_just_wanna_run=True, parallel=1)
        found = [line.split("\t")[-1] for line in output.getvalue().splitlines() if "pass@1" in line]
        reported["base"][model], reported["plus"][model] = map(float, found)
    instances = ["--instances", str(folder / "problems.jsonl")]
    # EvalPlus prints three decimals.
    return [
        case("EvalPlus, base tests", ["evalplus"], reported["base"], instances + ["--criteria", "base=1"], within=0.0006),
        case("EvalPlus, all tests", ["evalplus"], reported["plus"], instances, within=0.0006),
    ]


def make_openai_evals(folder):
    """Samples, matches and the final report, by the package's recorder."""
    os.environ.setdefault("OPENAI_API_KEY", "none")
    from evals.base import RunSpec
    from evals.record import LocalRecorder, record_match, record_sampling

    reported = {}
    for model, wrong in WRONG.items():
        name = model.replace("/", "-")
        spec = RunSpec([model], eval_name="quiz.dev.v0", base_eval="quiz", split="dev", run_config={}, created_by="", run_id=name)
        (folder / "openai-evals").mkdir(exist_ok=True)
        recorder = LocalRecorder(str(folder / "openai-evals" / f"{name}.jsonl"), run_spec=spec)
        right = [(n, 0) not in wrong for n in range(QUIZ)]
        for n in range(QUIZ):
            with recorder.as_default_recorder(f"quiz.dev.{n}"):
                record_sampling(prompt=[{"role": "user", "content": f"What is item {n}?"}], sampled=[str(n)])
                record_match(right[n], expected=str(n), picked=str(n), sampled=str(n), options=[str(n)])
        reported[model] = sum(right) / QUIZ
        recorder.record_final_report({"accuracy": reported[model]})
        recorder.flush_events()
    return [case("openai/evals", ["openai-evals"], reported)]


def make_helm(folder):
    """A run of two trials a model, in HELM's own classes, with what HELM makes of it for its web pages."""
    from helm.benchmark.adaptation.adapter_spec import AdapterSpec
    from helm.benchmark.adaptation.request_state import RequestState
    from helm.benchmark.adaptation.scenario_state import ScenarioState
    from helm.benchmark.metrics.metric import PerInstanceStats
    from helm.benchmark.metrics.metric_name import MetricName
    from helm.benchmark.metrics.statistic import Stat
    from helm.benchmark.presentation.run_display import write_run_display_json
    from helm.benchmark.presentation.schema import MetricGroup, MetricNameMatcher, RunGroup, Schema
    from helm.benchmark.run_spec import RunSpec
    from helm.benchmark.scenarios.scenario import CORRECT_TAG, TEST_SPLIT, Input, Instance, Output, Reference, ScenarioSpec
    from helm.common.general import asdict_without_nones
    from helm.common.request import GeneratedOutput, Request, RequestResult

    schema = Schema(
        metric_groups=[MetricGroup(name="accuracy", metrics=[MetricNameMatcher(name="exact_match", split=TEST_SPLIT)])],
        run_groups=[RunGroup(name="quiz", metric_groups=["accuracy"])],
    )
    reported = {}
    for model, wrong in WRONG.items():
        adapter = AdapterSpec(method="generation", model=model, model_deployment=model)
        spec = RunSpec(f"quiz:model={model.replace('/', '_')}", ScenarioSpec("x.Quiz", {}), adapter, metric_specs=[], groups=["quiz"])
        states, stats = [], []
        mean = Stat(MetricName("exact_match"))
        for n in range(QUIZ):
            references = [Reference(Output(text=str(n)), tags=[CORRECT_TAG])]
            instance = Instance(Input(text=f"What is item {n}?"), references, split=TEST_SPLIT, id=f"id{n}")
            request = Request(model=model, model_deployment=model, prompt=f"Q: What is item {n}?\nA:")
            for trial in range(2):
                is_right = (n, trial) not in wrong
                mean.add(float(is_right))
                answer = GeneratedOutput(text=str(n) if is_right else "none", logprob=0, tokens=[])
                result = RequestResult(success=True, embedding=[], completions=[answer], cached=False, request_time=0.5)
                states.append(
                    RequestState(
                        instance=instance, reference_index=None, request_mode=None, train_trial_index=trial,
                        output_mapping=None, request=request, result=result, num_train_instances=0, prompt_truncated=False,
                    )
                )  # fmt: skip
                values = {"exact_match": float(is_right), "num_prompt_tokens": 9, "inference_runtime": 0.5}
                found = [Stat(MetricName(name, split=TEST_SPLIT)).add(value) for name, value in values.items()]
                stats.append(PerInstanceStats(f"id{n}", perturbation=None, train_trial_index=trial, stats=found))
        run = folder / "helm" / "runs" / "v1" / spec.name
        run.mkdir(parents=True)
        for name, value in [
            ("run_spec", asdict_without_nones(spec)),
            ("scenario_state", asdict_without_nones(ScenarioState(adapter, states, annotator_specs=None))),
            ("per_instance_stats", [asdict_without_nones(each) for each in stats]),
        ]:
            (run / f"{name}.json").write_text(json.dumps(value, indent=2))
        write_run_display_json(str(run), spec, schema, skip_completed=False)
        reported[model] = mean.mean
    return [case("HELM", ["helm"], reported)]


def case(harness, paths, means, arguments=(), within=1e-9):
    """Logs with the means that their package reports."""
    return {"harness": harness, "paths": paths, "arguments": list(arguments), "means": means, "within": within}


def make_others(folder):
    cases = []
    for package, make in [("evalplus", make_evalplus), ("evals", make_openai_evals), ("helm", make_helm)]:
        if importlib.util.find_spec(package) is None:
            print(f"{package} is not installed: its logs are not checked")
            continue
        cases += make(folder)
    (folder / "reported.json").write_text(json.dumps(cases))
