"""300 prompts as JSON Lines: 200 of a data set, 99 of seeded random Unicode, and one longer than the window.

python3 make_prompts.py DATA.jsonl
"""

import json
import random
import sys

generator = random.Random(1)
# Where casing, classes, decompositions and white space differ; then everything.
RANGES = [(0x20, 0x7F), (0x09, 0x0E), (0xA0, 0x250), (0x370, 0x530), (0x900, 0xE00), (0x1E00, 0x2190), (0x3000, 0x3100), (0x4E00, 0x5000), (0xAC00, 0xAD00)]
WORDS = "the test write function ΟΔΥΣΣΕΥΣ ΣΑΣ, İstanbul ǅ ﬁ naïve größer 请解释 안녕하세요 কো 🦀 x² ½ snake_case don't ?? {} 0x1F".split()


def scalar():
    low, high = generator.choice(RANGES)
    return chr(generator.randrange(low, high))


def text(length):
    """Words that the vocabulary knows, and scalars that it may not."""
    return "".join(generator.choice([generator.choice(WORDS), scalar(), " "]) for _ in range(length))


prompts = [json.loads(line)["prompt"] for line in open(sys.argv[1], encoding="utf-8")][::7][:200]
prompts += [text(generator.randrange(1, 200)) + "." for _ in range(99)]
prompts.append("é" + text(40_000))
assert len(prompts) == 300
for prompt in prompts:
    print(json.dumps({"prompt": prompt}))
