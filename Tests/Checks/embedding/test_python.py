"""The Python package, held to itself, to the file's golden prompts, and to the command line where it is built.

  POINTSMAN_LIBRARY=… PYTHONPATH=Sources/Python python3 Tests/Checks/embedding/test_python.py
"""

import copy
import gc
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from pointsman import PointsmanError, Router, version

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "Models" / "coding-assistants.router"
PROGRAM = ROOT / ".build" / "release" / "pointsman"


def real_prompts(count):
    """Prompts of Data/, and pieces of them until there are enough."""
    with open(ROOT / "Data" / "coding-assistants.jsonl", encoding="utf-8") as lines:
        texts = [json.loads(line)["prompt"] for line in lines]
    halves = [half for text in texts for half in (text[: len(text) // 2], text[len(text) // 2 :]) if half.strip()]
    return (texts + halves)[:count]


class RouterTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.router = Router(FILE)

    def test_opens_from_path_and_bytes(self):
        self.assertEqual(Router(FILE.read_bytes()).digest, self.router.digest)
        self.assertEqual(Router(str(FILE)).models, self.router.models)
        self.assertEqual(len(self.router.digest), 64)
        self.assertRegex(version(), r"^\d+\.\d+\.\d+$")

    def test_golden_prompts(self):
        self.assertLessEqual(self.router.verify(), 1e-6)
        golden = self.router.manifest["golden"]
        self.assertGreater(len(golden), 5)
        for entry in golden:
            found = self.router.probabilities(entry["messages"])
            for model, expected in zip(self.router.models, entry["probabilities"], strict=True):
                self.assertAlmostEqual(found[model], expected, delta=1e-6)

    def test_route_is_the_most_likely(self):
        for prompt in real_prompts(50):
            decision = self.router.route(prompt)
            self.assertEqual(decision.probabilities, self.router.probabilities(prompt))
            self.assertEqual(decision.probabilities[decision.model], max(decision.probabilities.values()))
            self.assertEqual(self.router.route([{"role": "user", "content": prompt}]), decision)

    def test_explanation_sums_to_the_logits(self):
        explanation = self.router.explanation("Write a unit test")
        self.assertEqual(explanation["probabilities"], self.router.probabilities("Write a unit test"))
        for model in self.router.models:
            total = sum(part["logits"][model] for part in explanation["contributions"])
            self.assertAlmostEqual(total, explanation["logits"][model], places=4)

    def test_tags_are_taken_and_do_not_change_a_router_that_reads_none(self):
        tags = {"language": "swift"}
        self.assertEqual(self.router.route("Write a test", tags=tags), self.router.route("Write a test"))
        with self.assertRaisesRegex(PointsmanError, "tag"):
            self.router.route("Write a test", tags={"language": 1})

    def test_batch_is_route_by_route(self):
        prompts = real_prompts(300)
        decisions = [self.router.route(prompt) for prompt in prompts]
        self.assertEqual(self.router.route_batch(prompts), [decision.model for decision in decisions])
        values = self.router.probabilities_batch(prompts)
        for row, decision in zip(values, decisions, strict=True):
            self.assertEqual([float(value) for value in row], list(decision.probabilities.values()))
        self.assertEqual(self.router.route_batch([]), [])

    def test_batch_without_numpy(self):
        prompts = real_prompts(5)
        expected = [[float(value) for value in row] for row in self.router.probabilities_batch(prompts)]
        hidden = sys.modules.get("numpy")
        sys.modules["numpy"] = None  # An import of it now fails.
        try:
            self.assertEqual(self.router.probabilities_batch(prompts), expected)
        finally:
            del sys.modules["numpy"]
            if hidden is not None:
                sys.modules["numpy"] = hidden

    def test_batch_releases_the_gil(self):
        prompts = real_prompts(1000) * 10
        ticks, done = [], threading.Event()

        def tick():
            while not done.is_set():
                ticks.append(time.perf_counter())

        texts = [prompt.encode() for prompt in prompts]
        self.assertEqual(len(texts), 10_000)
        thread = threading.Thread(target=tick)
        thread.start()
        start = time.perf_counter()
        self.router.route_batch(prompts)
        end = time.perf_counter()
        done.set()
        thread.join()
        # In the middle half of the call the other thread goes on; with the GIL held it could not.
        quarter = (end - start) / 4
        self.assertGreater(sum(start + quarter < tick < end - quarter for tick in ticks), 0)

    def test_errors_say_what_is_wrong(self):
        with self.assertRaisesRegex(PointsmanError, "nowhere.router"):
            Router("nowhere.router")
        with self.assertRaisesRegex(PointsmanError, "an empty file"):
            Router(b"")
        with self.assertRaisesRegex(PointsmanError, "empty"):
            self.router.route("  ")
        with self.assertRaisesRegex(PointsmanError, "prompt 1"):
            self.router.route_batch(["a", "", "b"])
        with self.assertRaisesRegex(PointsmanError, "role"):
            self.router.route([{"role": "nobody", "content": "a"}])
        with self.assertRaisesRegex(PointsmanError, "weighs cost"):
            self.router.route("a", willingness_to_pay=0.01)
        with self.assertRaises(ValueError):
            self.router.route("a", threshold=0, willingness_to_pay=1)
        with self.assertRaises(TypeError):
            self.router.route_batch("one prompt")

    @unittest.skipUnless(PROGRAM.exists(), "the command line is not built")
    def test_a_copy_is_the_router_itself(self):
        for copied in (copy.copy, copy.deepcopy):
            original = Router(FILE)
            other = copied({"router": original})["router"] if copied is copy.deepcopy else copied(original)
            self.assertIs(other, original)
            policy = original.policy({"choose": "most_likely"})
            self.assertIs(copied(policy), policy)
            del original
            gc.collect()
            self.assertIn(other.route("fix the hang", policy=policy).model, other.models)

    def test_pickling_is_refused_with_what_to_do(self):
        for unpicklable in (self.router, self.router.policy({"choose": "most_likely"})):
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                with self.assertRaisesRegex(TypeError, "cannot be pickled: pass"):
                    pickle.dumps(unpicklable, protocol)

    def test_routing_while_the_interpreter_ends(self):
        opening = f"from pointsman import Router\nr = Router({str(FILE)!r})\n"
        holder = "class H:\n  def __init__(s): s.r = r\n  def __del__(s): print(s.r.route('fix the hang').model)\nh = H()\n"
        route = "print(r.route('fix the hang').model)"
        for script in (
            f"import atexit\natexit.register(lambda: {route})\n{opening}",
            f"import atexit\n{opening}atexit.register(lambda: {route})",
            f"{opening}{holder}",
            f"{opening}p = r.policy({{'choose': 'most_likely'}})\n{holder.replace('hang', 'hang, now')}",
            f"{opening}{holder}del r\n",
        ):
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), script)
            self.assertIn(done.stdout.strip(), self.router.models, script)

    def test_forked_children_route_while_threads_do(self):
        stop = threading.Event()

        def work():
            while not stop.is_set():
                self.router.route_batch(real_prompts(20))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(40):
                child = os.fork()
                if child == 0:
                    signal.alarm(20)
                    self.router.route("fix the hang")
                    os._exit(0)
                self.assertEqual(os.waitpid(child, 0)[1], 0)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def test_parity_with_the_command_line(self):
        prompts = real_prompts(1000)
        self.assertEqual(len(prompts), 1000)
        lines = "".join(json.dumps({"prompt": prompt}) + "\n" for prompt in prompts)
        answers = subprocess.run(
            [PROGRAM, "route", FILE, "--jsonl", "--json"], input=lines, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        self.assertEqual(len(answers), len(prompts))
        models = self.router.route_batch(prompts)
        values = self.router.probabilities_batch(prompts)
        for answer, model, row in zip(map(json.loads, answers), models, values, strict=True):
            self.assertEqual(answer["model"], model)
            self.assertEqual(list(answer["probabilities"].values()), [float(value) for value in row])


if __name__ == "__main__":
    unittest.main()
