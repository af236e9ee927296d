"""Holds lines of {"model", "probabilities": […]} against what `pointsman route --jsonl --json` wrote.

python3 compare.py EXPECTED ACTUAL TOLERANCE
"""

import json
import sys

expected, actual = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:3])
assert len(expected) == len(actual) > 0, f"{len(expected)} prompts expected, {len(actual)} answered"
largest = 0.0
for number, (theirs, ours) in enumerate(zip(expected, actual, strict=True), start=1):
    probabilities = list(theirs["probabilities"].values())
    assert len(probabilities) == len(ours["probabilities"])
    difference = max(abs(p - q) for p, q in zip(probabilities, ours["probabilities"], strict=True))
    largest = max(largest, difference)
    assert difference <= float(sys.argv[3]), f"prompt {number} is off by {difference:.1e}"
    # Rounding decides where the best two are that near.
    best = sorted(probabilities)[-2:]
    assert theirs["model"] == ours["model"] or best[1] - best[0] <= 2 * difference, f"prompt {number} goes elsewhere"
print(f"{len(actual)} prompts agree to {largest:.1e}, and every decision")
