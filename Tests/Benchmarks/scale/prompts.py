"""Writes many rows of outcomes, about 1 KB of prompt each, to see how time and memory grow.

    python3 Tests/Benchmarks/scale/prompts.py 1000000 OUTCOMES.jsonl FILE.jsonl...

Prompts of FILES are drawn with replacement, joined until they are long enough, cut, and perturbed by a word drawn from
another prompt, so that no two are alike; outcomes are those of the first prompt drawn, of its first two models. Rows that
begin with the same prompt are of one group, so that none is held out while others of its kind are trained on.
"""

import json
import random
import sys

LENGTH = 1000


def main(count, target, sources):
    generator = random.Random(1)
    rows = [json.loads(line) for source in sources for line in open(source, encoding="utf-8")]
    words = [word for row in rows[:3000] for word in row["prompt"].split()]
    with open(target, "w", encoding="utf-8") as file:
        for index in range(count):
            source = generator.randrange(len(rows))
            row = rows[source]
            prompt = row["prompt"]
            while len(prompt) < LENGTH:
                prompt += " " + generator.choice(rows)["prompt"]
            place = generator.randrange(LENGTH)
            prompt = prompt[:place] + " " + generator.choice(words) + " " + prompt[place:LENGTH]
            scores = [outcome["score"] for outcome in list(row["outcomes"].values())[:2]]
            outcomes = {name: {"score": score} for name, score in zip(("model-a", "model-b"), scores)}
            record = {
                "id": f"r{index}", "prompt": prompt, "category": row.get("category"), "group": f"g{source}",
                "outcomes": outcomes,
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
