"""Prompts of JSON Lines as what route.c reads: a length in decimal, a line feed, that many bytes of UTF-8."""

import json
import sys

for line in open(sys.argv[1], encoding="utf-8"):
    prompt = json.loads(line)["prompt"].encode()
    sys.stdout.buffer.write(b"%d\n%s" % (len(prompt), prompt))
