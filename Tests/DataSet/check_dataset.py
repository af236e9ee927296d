#!/usr/bin/env python3
"""Checks that Data/coding-assistants.jsonl gives no class away by length or by a single word.

  python3 Tests/DataSet/check_dataset.py Data/coding-assistants.jsonl [--part]

Standard library only. Prints every figure it checks and exits 1 when one is out of bounds. `--part` skips the checks
of totals, for a file that holds a part of the data set. The class of a row is its expected winner; AUC is the chance that
a row of the generalist's class scores higher than one of the specialist's, ties counting half.
"""
import argparse
import collections
import json
import re
import sys

SPECIALIST, GENERALIST = "codex-5.3-spark", "chatgpt-5.5"
WORD = re.compile(r"\w+")


def auc(values, positive):
    """Area under the ROC curve by ranks, ties at their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    total, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        rank = (start + 1 + end) / 2
        total += rank * sum(positive[order[k]] for k in range(start, end))
        start = end
    p = sum(positive)
    n = len(positive) - p
    return (total - p * (p + 1) / 2) / (p * n)


def spoken(row):
    """Every word a reader of the row sees, the earlier turns of a conversation included."""
    return "\n".join(m["content"] for m in row["messages"]) if "messages" in row else row["prompt"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--part", action="store_true")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in open(arguments.data, encoding="utf8")]
    failures = []

    def check(name, value, ok, bounds):
        shown = f"{value:.3f}" if isinstance(value, float) else value
        print(f"{'ok  ' if ok else 'FAIL'} {name}: {shown} ({bounds})")
        if not ok:
            failures.append(name)

    positive = []
    for number, row in enumerate(rows, 1):
        scores = {m: o["score"] for m, o in row["outcomes"].items()}
        if sorted(scores.items()) not in ([(GENERALIST, 0), (SPECIALIST, 1)], [(GENERALIST, 1), (SPECIALIST, 0)]):
            check(f"row {number}: one expected winner", str(scores), False, "1 for one model, 0 for the other")
        positive.append(scores[GENERALIST] == 1)
        if "messages" in row and (row["messages"][-1]["role"] != "user" or row["messages"][-1]["content"] != row["prompt"]):
            check(f"row {number}: prompt is the last user turn", row["prompt"][:40], False, "messages end with it")
    texts = [spoken(row) for row in rows]
    lasts = [row["prompt"] for row in rows]
    lengths = [len(WORD.findall(text)) for text in lasts]
    normal = collections.Counter(" ".join(WORD.findall(text.lower())) for text in texts)
    share = sum(positive) / len(rows)
    check("duplicates, letter case, space and punctuation aside", len(rows) - len(normal), len(rows) == len(normal), "0")
    check("share of the generalist's class", share, 0.45 <= share <= 0.55, "0.45 to 0.55")
    for name, values in (("characters of the prompt", [len(t) for t in lasts]), ("words of the prompt", lengths),
                         ("characters of the conversation", [len(t) for t in texts]),
                         ("lines of the prompt", [t.count("\n") for t in lasts])):
        area = auc(values, positive)
        check(f"AUC of {name}", area, 0.4 <= area <= 0.6, "0.4 to 0.6")
    documents = [set(WORD.findall(text.lower())) for text in texts]
    counts = [collections.Counter(w for d, p in zip(documents, positive) if p == c for w in d) for c in (False, True)]
    sizes = [len(rows) - sum(positive), sum(positive)]
    areas = {w: 0.5 + (counts[1][w] / sizes[1] - counts[0][w] / sizes[0]) / 2 for w in counts[0] | counts[1]}
    widest = sorted(areas, key=lambda w: -abs(areas[w] - 0.5))[:12]
    print("     words furthest from 0.5: " + ", ".join(f"{w} {areas[w]:.3f}" for w in widest))
    worst = max(max(a, 1 - a) for a in areas.values())
    check("AUC of the most telling word", worst, worst <= 0.65, "at most 0.65")
    if not arguments.part:
        languages = collections.Counter(r.get("tags", {}).get("language") for r in rows)
        check("prompts", len(rows), len(rows) >= 600, "at least 600")
        check("ids, each once", len({r["id"] for r in rows}), len({r["id"] for r in rows}) == len(rows), f"{len(rows)}")
        check("programming languages", len(languages) - (None in languages), len(languages) >= 16, "at least 15")
        other = sum("natural_language" in r.get("tags", {}) for r in rows)
        check("prompts not in English", other, 30 <= other <= 60, "30 to 60")
        turns = sum("messages" in r for r in rows)
        check("conversations", turns, 50 <= turns <= 80, "50 to 80")
        check("shortest prompt, words", min(lengths), min(lengths) >= 2, "at least 2")
        check("longest prompt, words", max(lengths), 250 <= max(lengths) <= 450, "250 to 450")
    categories = collections.Counter(r["category"] for r in rows)
    print("     " + ", ".join(f"{c} {n}" for c, n in sorted(categories.items())))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
