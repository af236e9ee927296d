"""Prompts as JSON Lines: those of a data set, others of seeded random Unicode and marks, some of them conversations, some
with what agents write into them, and one longer than the window.

python3 make_prompts.py DATA.jsonl [RANDOM]      RANDOM others, 200 unless given
"""

import json
import random
import sys

generator = random.Random(1)
# Where casing, classes, decompositions and white space differ; then everything.
RANGES = [(0x20, 0x7F), (0x09, 0x0E), (0xA0, 0x250), (0x370, 0x530), (0x900, 0xE00), (0x1E00, 0x2300), (0x3000, 0x3100), (0x4E00, 0x5000), (0xAC00, 0xAD00)]
WORDS = "the test write function ΟΔΥΣΣΕΥΣ ΣΑΣ, İstanbul ǅ ﬁ naïve größer 请解释 안녕하세요 কো 🦀 x² ½ snake_case don't ?? {} 0x1F".split()
# What the structural block counts.
FORMS = (
    "A. B) (c) (d) 10^9 10^{18} 2**k 1e9 2^n $1,234.50 12,34 50% 3/4 x1 1_000 ``` `id` ___ a_b \\alpha \\n $x$ (f(x)[0] ]] -- ++ "
    "C++ C# foo.py src/main.rs a::b camelCase ValueError NullPointerException HTTP isn’t isn't e.g. why? no! 。 ？ ！ ≤ × </p> <b> \"key\": "
    "Error( explain Explain misunderstandings abcdefghijklmnopq 1" + 320 * "0"
).split(" ")
OPENINGS = ["- ", "* ", "• ", "1. ", "12) ", "@@ -1 ", "+++ b", "--- a", "+x", "-\tx", "diff --git a", '  File "a.py"', "\tat Main.run(", "A. ", "(b) ", "```"]
AGENTS = ["<system-reminder>", "</system-reminder>", "<environment_context>\n<cwd>/</cwd>\n</environment_context>", "# AGENTS.md instructions for x", "</INSTRUCTIONS>", "<bash-stdout>", "<user_query>", "</user_query>", "<command-name>x", "<command-args>", "# *SEARCH/REPLACE block* Rules:", "<user_info>\nOS Version: 1\n</user_info>"]


def scalar():
    low, high = generator.choice(RANGES)
    return chr(generator.randrange(low, high))


def text(length):
    """Words that the vocabulary knows and scalars that it may not; lines, marks, and blocks of agents, whole or not."""
    parts = [lambda: generator.choice(WORDS), scalar, lambda: " ", lambda: generator.choice(FORMS), lambda: "\n" + generator.choice(OPENINGS + AGENTS)]
    weights = [generator.random() for _ in parts]
    return "".join(part() for part in generator.choices(parts, weights, k=length))


def conversation():
    roles = ["user", "assistant", "user", "system", "tool"]
    contents = [lambda: text(generator.randrange(1, 50)) + ".", lambda: AGENTS[2], lambda: "<bash-stdout>1</bash-stdout>\u2003"]
    turns = [{"role": generator.choice(roles), "content": generator.choice(contents)()} for _ in range(generator.randrange(5))]
    return {"messages": turns + [{"role": generator.choice(roles), "content": text(20) + "."}]}


rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
rows = [{key: row[key] for key in ("prompt", "messages") if key in row} for row in rows]
for k in range(int(sys.argv[2]) if len(sys.argv) > 2 else 200):
    rows.append(conversation() if k % 4 == 0 else {"prompt": text(generator.randrange(1, 200)) + "."})
rows.append({"prompt": "é" + text(40_000)})
for row in rows:
    print(json.dumps(row))
