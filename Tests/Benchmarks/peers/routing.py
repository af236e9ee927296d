"""Pointsman's routing beside fastText's prediction and a scikit-learn pipeline: same prompts, one thread, in one sitting.

    Tests/Benchmarks/peers/run routing DATA.jsonl [--router FILE.router] [--rounds 5]

DATA has two models' outcomes on every prompt. The peers learn from four prompts in five, one classifier a model, and
every tool is timed on the fifth: from the raw prompt to a probability for each model, each prompt on its own. A
prompt's time is its least of the rounds, in which the tools take turns; percentiles are over prompts. Then 10,000
prompts go through Python's batch call. Makes a virtual environment of its own in .build/benchmarks/peers, and builds what it times.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from compare import ROOT, enter_environment, ours, read, vectoriser

LIBRARY = ROOT / ".build/release/libPointsmanABI.so"
PUNCTUATION = re.compile(r"([^\w\s])")


def flat(text):
    """One line in lower case, marks set apart: what fastText is given."""
    return " ".join(PUNCTUATION.sub(r" \1 ", text.lower()).split())


def fasttext_peer(prompts, labels, **grams):
    """A function from a prompt to two probabilities, by fastText's defaults but for the n-grams."""
    import fasttext
    models = []
    for column in labels.T:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.writelines(f"__label__{int(y)} {flat(text)}\n" for text, y in zip(prompts, column))
            file.flush()
            models.append(fasttext.train_supervised(file.name, wordNgrams=2, thread=1, verbose=0, **grams))

    def predict(text):
        line = flat(text) + "\n"
        return [dict((label, p) for p, label in model.f.predict(line, 2, 0.0, "strict")).get("__label__1", 0) for model in models]
    return predict


def sklearn_peer(prompts, labels):
    from sklearn.linear_model import LogisticRegression
    vectorise = vectoriser()
    x = vectorise.fit_transform(prompts)
    heads = [LogisticRegression(solver="liblinear", dual=True, tol=1e-2).fit(x, y) for y in labels.T]

    def predict(text):
        row = vectorise.transform([text])
        return [float(head.predict_proba(row)[0, 1]) for head in heads]
    return predict


def least_times(predict, prompts, least):
    for k, prompt in enumerate(prompts):
        start = time.perf_counter()
        predict(prompt)
        least[k] = min(least[k], (time.perf_counter() - start) * 1e6)


def batch(router, prompts, rounds):
    """Prompts a second through `Router.probabilities_batch`, the best of the rounds."""
    os.environ["POINTSMAN_LIBRARY"] = str(LIBRARY)
    sys.path.insert(0, str(ROOT / "Sources/Python"))
    from pointsman import Router
    opened = Router(router)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        opened.probabilities_batch(prompts)
        times.append(time.perf_counter() - start)
    return len(prompts) / min(times)


def main(a):
    import numpy as np
    prompts, labels = read(a.data)
    if labels.shape[1] != 2:
        sys.exit(f"{a.data}: this comparison needs two models, found {labels.shape[1]}")
    held = np.arange(len(prompts)) % 5 == 4
    train, test = [p for p, h in zip(prompts, held) if not h], [p for p, h in zip(prompts, held) if h]
    peers = {
        "fastText, words and pairs of them": fasttext_peer(train, labels[~held]),
        "fastText, and 3 to 5 characters": fasttext_peer(train, labels[~held], minn=3, maxn=5),
        "scikit-learn, the n-grams of the lexical block": sklearn_peer(train, labels[~held]),
    }
    least = {name: np.full(len(test), np.inf) for name in peers}
    own = []
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        # Outcomes, as `routing` reads them; they play no part.
        file.writelines(json.dumps({"prompt": p, "outcomes": {"a": {"score": 1}}}) + "\n" for p in test)
        file.flush()
        for _ in range(a.rounds):
            own.append(ours("routing", "--router", a.router, "--prompts", file.name, "--lengths", 0, "--texts", len(test),
                            "--rounds", 1))
            for name, predict in peers.items():
                least_times(predict, test, least[name])
    processor = own[0]["processor"]
    mine = min((run["timings"][0] for run in own), key=lambda timing: timing["p50_us"])
    print(f"{a.data.name}: {len(test)} prompts, {sum(len(p.encode()) for p in test) / len(test):.0f} bytes on average, "
          f"two models, one thread; {processor}")
    print(f"  {'pointsman, its three blocks':<48} p50 {mine['p50_us']:8.1f} µs   p99 {mine['p99_us']:8.1f} µs")
    for name, times in least.items():
        p50, p99 = np.percentile(times, [50, 99])
        print(f"  {name:<48} p50 {p50:8.1f} µs   p99 {p99:8.1f} µs   {p50 / mine['p50_us']:6.1f} and {p99 / mine['p99_us']:.1f} times ours")
    many = [prompts[k % len(prompts)] for k in range(10_000)]
    print(f"  Python's batch call, 10,000 prompts: {batch(a.router, many, a.rounds):.0f} prompts a second")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path, help="JSON Lines of two models' outcomes, both on every prompt")
    parser.add_argument("--router", type=pathlib.Path, default=ROOT / "Models/coding-assistants.router")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    enter_environment()
    subprocess.run(["swift", "build", "-c", "release", "--product", "PointsmanABI"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    main(arguments)
