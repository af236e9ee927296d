#!/usr/bin/env python3
"""Checks that Data/coding-assistants.jsonl gives no class away by length or by a single word, and holds nothing twice.

  python3 Tests/DataSet/check_dataset.py Data/coding-assistants.jsonl [--paraphrases Data/paraphrases.jsonl] [--part]

`--paraphrases` also checks that the pairs are as evenly spread, and that neither side is near a prompt of the data set.
Two texts are near when they share half of their runs of three words (Jaccard). Standard library only. Prints every figure it checks and exits 1 when one is out of bounds. `--part` skips the checks
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


def shingles(text):
    """The runs of three words; all words where there are fewer. Case and punctuation aside."""
    words = WORD.findall(text.lower())
    return {tuple(words[k:k + 3]) for k in range(max(1, len(words) - 2))}


def nearest(texts, others):
    """The largest Jaccard similarity of a text with one of the others that stands before it, or is in another list."""
    index, sets, best = collections.defaultdict(list), [shingles(text) for text in others], 0.0
    for number, text in enumerate(texts):
        own = shingles(text)
        if texts is not others and number == 0:
            for k, other in enumerate(sets):
                for run in other:
                    index[run].append(k)
        shared = collections.Counter(k for run in own for k in index[run])
        for k, common in shared.items():
            best = max(best, common / (len(own) + len(sets[k]) - common))
        if texts is others:
            for run in own:
                index[run].append(number)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--paraphrases")
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
    near = nearest(texts, texts)
    check("similarity of the nearest two prompts", near, near < 0.5, "below 0.5")
    winners = {(r["category"], p) for r, p in zip(rows, positive)}
    check("categories, each with one winner", len({c for c, _ in winners}), len(winners) == len({c for c, _ in winners}),
          f"{len(winners)}")
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
        check("prompts", len(rows), len(rows) >= 1300, "at least 1300")
        check("ids, each once", len({r["id"] for r in rows}), len({r["id"] for r in rows}) == len(rows), f"{len(rows)}")
        check("programming languages", len(languages) - (None in languages), len(languages) >= 16, "at least 15")
        other = sum("natural_language" in r.get("tags", {}) for r in rows)
        check("prompts not in English", other, 60 <= other <= 120, "60 to 120")
        turns = sum("messages" in r for r in rows)
        check("conversations", turns, 100 <= turns <= 160, "100 to 160")
        check("shortest prompt, words", min(lengths), min(lengths) >= 2, "at least 2")
        check("longest prompt, words", max(lengths), 250 <= max(lengths) <= 450, "250 to 450")
    categories = collections.Counter(r["category"] for r in rows)
    if arguments.paraphrases:
        pairs = [json.loads(line) for line in open(arguments.paraphrases, encoding="utf8")]
        spread = collections.Counter(p["category"] for p in pairs)
        check("pairs", len(pairs), len(pairs) == len({p["id"] for p in pairs}) == 100, "100, each id once")
        check("pairs of a category", f"{min(spread.values())} to {max(spread.values())}",
              spread.keys() == categories.keys() and max(spread.values()) - min(spread.values()) <= 1, "alike, for each")
        sides = [p[side] for p in pairs for side in ("prompt", "paraphrase")]
        near = nearest(sides, texts)
        check("similarity of a pair's side with the nearest prompt", near, near < 0.5, "below 0.5")
    print("     " + ", ".join(f"{c} {n}" for c, n in sorted(categories.items())))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
