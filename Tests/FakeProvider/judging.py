"""A model that judges: it compares two answers, or scores one, as the templates of `pointsman judge` ask.

It knows the answers of the table of prompts, so that it can be right. `accuracy` is the probability that it prefers the better of two
answers, and `first_position` the probability that it prefers the first whatever they say. `refuses` answers without a verdict.
"""

import json
import re

from asking import draw

TASK = re.compile(r"<task-(\w+)>\n(.*?)\n</task-\1>", re.DOTALL)
ANSWER = re.compile(r"<answer-([AB])-(\w+)>\n(.*?)\n</answer-\1-\2>", re.DOTALL)
SINGLE = re.compile(r"<answer-(\w+)>\n(.*?)\n</answer-\1>", re.DOTALL)


def verdict(ask, question, judge, known, seed):
    """One sentence and a line of JSON, with the verdict by criterion."""
    task, pair, single = TASK.search(question), dict((name, text) for name, _, text in ANSWER.findall(question)), SINGLE.search(question)
    names = criteria(question)
    # The delimiters are random, so that the draw is of what they enclose.
    content = re.sub(r"-[0-9a-z]{8,}>", ">", question)
    if not task or not names or draw(seed, "refuses", ask.model, content) < judge.get("refuses", 0):
        return "I cannot judge this."
    entry = known.get(task[2].strip())
    if {"A", "B"} <= pair.keys():
        values = {name: compare(name, pair, entry, judge, (seed, ask.model, name, content)) for name in names}
    elif single:
        values = {name: score(single[2], entry, judge, (seed, ask.model, name, content)) for name in names}
    else:
        return "I cannot judge this."
    return f"I compared what was given with what was asked.\n{json.dumps(values)}"


def criteria(question):
    """The criteria are the keys of the last line that is a JSON object."""
    for line in reversed(question.splitlines()):
        if line.startswith("{") and line.endswith("}"):
            try:
                return list(json.loads(line))
            except ValueError:
                continue
    return []


def compare(name, pair, entry, judge, key):
    """A, B or tie for one criterion."""
    if draw("position", *key) < judge.get("first_position", 0):
        return "A"
    better = difference(name, pair, entry)
    if better == 0:
        return "tie"
    right = draw("accuracy", *key) < judge.get("accuracy", 1)
    return "A" if (better > 0) == right else "B"


def difference(name, pair, entry):
    """Above 0 if A is better: by the known answer, and for every other criterion than correctness the shorter is."""
    if name == "correctness":
        if entry is None:
            return 0
        return (entry["answer"] in pair["A"]) - (entry["answer"] in pair["B"])
    return len(pair["B"]) - len(pair["A"])


def score(text, entry, judge, key):
    """1 to 5 for one answer."""
    good = entry is None or entry["answer"] in text
    if draw("accuracy", *key) >= judge.get("accuracy", 1):
        good = not good
    return (4 if good else 1) + int(2 * draw("score", *key))
