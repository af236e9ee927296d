"""What battles teach beside full outcomes, and softmax beside one regression a model, on prompts not trained on.

    swift build -c release --product pointsman
    python3 Tests/Benchmarks/preference/compare.py [--battles 3] OUTCOMES.jsonl

Halves the prompts by a hash of their text; each half is judged by routers trained on the other. Battles are drawn from
the outcomes: for each prompt as many pairs of models as --battles says; the higher score wins, equal scores tie. Printed
for each way of training, over all prompts on which every model was observed: the mean score of the model routed to, the
share of prompts on which it is a best one, the share of decided battles whose winner has the higher probability, and the
mean log loss of which model is best, ties sharing it (for success, whose probabilities are no shares, left out).
"""

import argparse
import hashlib
import json
import math
import pathlib
import random
import subprocess
import tempfile

POINTSMAN = pathlib.Path(__file__).resolve().parents[3] / ".build/release/pointsman"
WAYS = [
    ("outcomes, success", "full", "success"),
    ("outcomes, winner (one regression a model)", "full", "winner"),
    ("outcomes, preference (softmax)", "full", "preference"),
    ("battles, winner (one regression a model)", "battles", "winner"),
    ("battles, preference (softmax of two)", "battles", "preference"),
]


def scores_of(row):
    return {name: cell["score"] for name, cell in row["outcomes"].items() if cell and cell.get("score") is not None}


def battles_of(row, count, generator):
    scores = scores_of(row)
    for _ in range(count):
        a, b = generator.sample(sorted(scores), 2)
        winner = "tie" if scores[a] == scores[b] else "model_a" if scores[a] > scores[b] else "model_b"
        yield {"prompt": row["prompt"], "model_a": a, "model_b": b, "winner": winner}


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def probabilities(folder, training, target, prompts):
    router = folder / "a.router"
    subprocess.run([POINTSMAN, "train", training, "-o", router, "--target", target, "--json"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lines = subprocess.run([POINTSMAN, "route", router, "-", "--jsonl", "--json"], check=True,
                           stdin=open(prompts, encoding="utf-8"), stdout=subprocess.PIPE).stdout.splitlines()
    return [json.loads(line)["probabilities"] for line in lines]


def main(arguments):
    generator = random.Random(1)
    rows = [json.loads(line) for line in open(arguments.outcomes, encoding="utf-8")]
    models = set().union(*(scores_of(row) for row in rows))
    rows = [row for row in rows if set(scores_of(row)) == models]
    halves = [[], []]
    for row in rows:
        halves[hashlib.sha256(row["prompt"].encode()).digest()[0] % 2].append(row)
    fights = [[list(battles_of(row, arguments.battles, generator)) for row in half] for half in halves]
    totals = {way: [0.0, 0.0, 0.0, 0.0] for way, _, _ in WAYS}
    decided = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for judged, half in enumerate(halves):
            trained = 1 - judged
            full = [{key: row[key] for key in ("prompt", "outcomes")} for row in halves[trained]]
            write(folder / "full.jsonl", full)
            write(folder / "battles.jsonl", [fight for fights_of_row in fights[trained] for fight in fights_of_row])
            write(folder / "prompts.jsonl", [{"id": str(k), "prompt": row["prompt"]} for k, row in enumerate(half)])
            clear = [[fight for fight in row if fight["winner"] != "tie"] for row in fights[judged]]
            decided += sum(map(len, clear))
            for way, data, target in WAYS:
                found = probabilities(folder, folder / f"{data}.jsonl", target, folder / "prompts.jsonl")
                for row, fought, p in zip(half, clear, found, strict=True):
                    scores = scores_of(row)
                    best = [model for model in scores if scores[model] == max(scores.values())]
                    chosen = max(sorted(p), key=p.get)
                    totals[way][0] += scores[chosen]
                    totals[way][1] += chosen in best
                    for fight in fought:
                        a, b = fight["model_a"], fight["model_b"]
                        totals[way][2] += (p[a] > p[b]) == (fight["winner"] == "model_a")
                    # Odds against one reference are proportional to the shares of a softmax.
                    shares = {m: p[m] / (1 - p[m]) for m in p} if target == "preference" else p
                    total = sum(shares.values())
                    totals[way][3] -= sum(math.log(max(1e-15, shares[m] / total)) for m in best) / len(best)
    print(f"{len(rows)} prompts, {len(models)} models, {arguments.battles} battles a prompt")
    print("| trained on | routed score | a best model | battles right | log loss of the best |")
    print("|---|---|---|---|---|")
    for way, _, target in WAYS:
        score, best, right, loss = totals[way]
        n = len(rows)
        last = "" if target == "success" else f"{loss / n:.4f}"
        print(f"| {way} | {score / n:.4f} | {best / n:.4f} | {right / decided:.4f} | {last} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outcomes")
    parser.add_argument("--battles", type=int, default=3)
    main(parser.parse_args())
