"""Prompts of JSON Lines as what route.c reads: the number of turns, and of each its role, its length and that many bytes
of UTF-8.
"""

import json
import sys

for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    turns = row.get("messages") or [{"role": "user", "content": row["prompt"]}]
    sys.stdout.buffer.write(b"%d\n" % len(turns))
    for turn in turns:
        text = turn["content"].encode()
        sys.stdout.buffer.write(b"%s %d\n%s\n" % (turn["role"].encode(), len(text), text))
