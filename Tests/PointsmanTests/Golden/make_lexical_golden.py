"""Writes lexical.json, what scikit-learn and Python say of texts, tokens and characters; see LexicalGoldenTests.swift.

Run: python make_lexical_golden.py   (scikit-learn 1.9, Python 3.11 with Unicode 14)
A bucket list is stored as base-36 differences of sorted buckets, each with "*count" where the count is not 1.
"""

import json
import pathlib
import string
import unicodedata

from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.utils import murmurhash3_32

BUCKETS = 2**17
FAMILIES = [
    HashingVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]", n_features=BUCKETS, alternate_sign=False, norm=None),
    HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), n_features=BUCKETS, alternate_sign=False, norm=None),
]

ACCENTS = "Crème BRÛLÉE, naïve façade, Ærøskøbing, ŁÓDŹ, Straße, ẞ, ÿ, Ǆ ǅ ǆ, Ĳssel"
TEXTS = [
    "",
    " ",
    " \t\r\n\u3000",
    "a",
    "A b C d",
    "x_1 __init__ _ snake_case CamelCase kebab-case",
    "Write a unit test for a function that parses ISO 8601 dates.",
    "the the the cat sat on the the mat",
    "!!! ??? ... -- -> => :: ;;; ()[]{}",
    "don't can't it's o'clock rock'n'roll",
    "3.14 1,000,000 0x1F 1e-9 50% $5 #7 @home a+b=c",
    "def f(x):\n\treturn x ** 2  # squares\n",
    "fn longest<'a>(x: &'a str) -> &'a str { if x.len() > 0 { x } else { \"\" } }\r\n",
    "SELECT id, COUNT(*) FROM orders WHERE name LIKE '%a_b%' GROUP BY 1;\r\n-- done\r\n",
    "C:\\Users\\me\\file.txt /usr/local/bin/../lib https://example.org/a?b=c&d=%20#e",
    '{"key": [1, 2.5, null, true], "nested": {"a": "b\\n"}}',
    "line one\nline two\r\nline three\rline four\n\n\nend",
    "tab\tseparated\tvalues\t\tgap",
    "vertical\vtab form\ffeed",
    "sep\x1cfile\x1dgroup\x1erecord\x1funit",
    "nul\x00in\x00text bell\x07 esc\x1b[31mred\x1b[0m del\x7f",
    "nel\x85next c1\x80\x9fcontrols",
    "no\u00a0break ogham\u1680space en\u2000em\u2001q\u2002w\u2003e\u2004r\u2005t\u2006y\u2007u\u2008i\u2009o\u200ap",
    "line\u2028para\u2029narrow\u202fmath\u205fideographic\u3000end",
    "zero\u200bwidth joi\u200dner non\u200cjoiner word\u2060joiner bom\ufeffmark mongolian\u180evowel soft\u00adhyphen",
    unicodedata.normalize("NFC", ACCENTS),
    unicodedata.normalize("NFD", ACCENTS),
    "ΟΔΥΣΣΕΥΣ ΣΑΣ Σ ΑΣ ΣΑ ΑΣ. ΑΣ.Α Α.Σ Α'Σ ΑΣ' ΑΣ1 ΑΣΣ ΣΣ",
    "ΑΣ\u0301 Α\u0301Σ\u0301Β \u0301Σ ΑΣ\u00ad ΑΣ\u00adΑ 1Σ _Σ",
    "Οδυσσεύς ὈΔΥΣΣΕΎΣ ᾈ ᾼ Ὼ ΐ ϴ Ω Å K",
    "İstanbul DİYARBAKIR ISPARTA ıslak Iğdır İ",
    "ﬁne ﬂow oﬃce ﬆ ﬖ ĳ ŉ ß ǰ",
    "½ ¼ x² x³ m⁻¹ H₂O ① ⑳ Ⅷ ⅷ ↉ ৴ ௱",
    "٠١٢٣ ۰۱۲ ०१२ ๑๒ 零一二三 〇 壹 𝟘𝟙 𝟿",
    "ＦＵＬＬ ｗｉｄｔｈ １２３ ｶﾀｶﾅ ！？",
    "𝐁𝐨𝐥𝐝 𝓢𝓬𝓻𝓲𝓹𝓽 𝔽 ℂ ℝ ℎ ∀x∈ℝ: x²≥0 ∑∫√∞≠≤",
    "请解释这段代码的作用，并指出潜在的安全问题。",
    "漢字とカタカナとひらがな、そして々〆ヶー。㐀𠀀豈",
    "한국어 문장입니다. 각각 ㄱㅏ 한글",
    "日本語mixed with英語and数字123です",
    "ไทยไม่มีช่องว่างระหว่างคำ ๆ",
    "हिन्दी में लिखा हुआ वाक्य, क्षेत्र और ज्ञान।",
    "বাংলা தமிழ் తెలుగు ಕನ್ನಡ മലയാളം ગુજરાતી ਪੰਜਾਬੀ සිංහල",
    "مرحبا بالعالم، كَيْفَ حَالُكَ؟ ـــ ﷺ ﻻ",
    "שָׁלוֹם עוֹלָם ״צה״ל״ ׳",
    "Привет, МИР! Ёжик ЙОД Ѳ Ԁ ꙁ ЇЖАК",
    "Հայերեն ԵՒ և ՙ ქართული ᲐᲑᲒ Ⴀ ᏣᎳᎩ ꭰ",
    "አማርኛ ខ្មែរ မြန်မာ བོད་ཡིག ລາວ ᠮᠣᠩᠭᠣᠯ",
    "𐐀𐐁𐐨 𞤀𞤢 𐲀𐳀 𑢠𑣀 𖹀𖹠 Ⰰⰰ Ⲁⲁ",
    "🦀🚂 👍🏽 ❤️ 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 1️⃣ ☕️",
    "ok👍ok 🦀rust🦀 a❤b",
    "e\u0301e\u0301 a\u0308\u0323 n\u0303 \u0301alone z\u0335\u0321a\u0336l\u0337g\u0338o",
    "“smart” ‘quotes’ – en — em … • bullet § ¶ † ‡ © ® ™ € £ ¥ ₹ ‰",
    "a\u0378b \ue000private\uf8ff \ufffd \uffff end",
    "antidisestablishmentarianism Donaudampfschifffahrtsgesellschaftskapitän pneumonoultramicroscopicsilicovolcanoconiosis",
    "A" * 300,
    "ab" * 40 + " " + "ab" * 40,
    "ß" * 50 + "Σ" * 50,
    "a bb ccc dddd eeeee ffffff é éé ééé éééé",
    "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'user'\n\nonly on Mondays??",
    "$$\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}$$ and \\alpha_1",
    "- [ ] todo\n* item\n> quote\n# Heading\n```swift\nlet x = [1, 2]\n```\n| a | b |\n",
]


def base36(number):
    digits = ""
    while True:
        digits = (string.digits + string.ascii_lowercase)[number % 36] + digits
        number //= 36
        if number == 0:
            return digits


def bucket_list(vectorizer, text):
    row = vectorizer.transform([text])
    row.sort_indices()
    entries, last = [], 0
    for bucket, count in zip(row.indices, row.data):
        entries.append(base36(int(bucket) - last) + (f"*{int(count)}" if count != 1 else ""))
        last = int(bucket)
    return " ".join(entries)


def ranges(wanted):
    """First, last, first, last, … of the runs of code points that are `wanted`."""
    flat, inside = [], False
    for point in range(0x110000):
        if wanted(point) != inside:
            flat.append(point - inside)
            inside = not inside
    return flat + ([0x10FFFF] if inside else [])


def assigned(point):
    """Letters, marks, numbers, signs and spaces of Unicode 14; later ones may be classed otherwise by a newer Unicode."""
    return unicodedata.category(chr(point)) not in ("Cn", "Cs", "Co")


def unscramble(block):
    """The inverse of MurmurHash3's block scrambling."""
    block = block * pow(0x1B873593, -1, 2**32) % 2**32
    block = (block >> 15 | block << 17) % 2**32
    return block * pow(0xCC9E2D51, -1, 2**32) % 2**32


def unmix(hash_, length):
    """The state before MurmurHash3's finaliser, after which it gives `hash_`."""
    hash_ ^= hash_ >> 16
    hash_ = hash_ * pow(0xC2B2AE35, -1, 2**32) % 2**32
    hash_ ^= hash_ >> 13 ^ hash_ >> 26
    hash_ = hash_ * pow(0x85EBCA6B, -1, 2**32) % 2**32
    hash_ ^= hash_ >> 16
    return hash_ ^ length


def token_of(target):
    """The first token of eight small letters whose hash is `target`: four are tried, the other four follow."""
    state = (unmix(target, 8) - 0xE6546B64) * pow(5, -1, 2**32) % 2**32
    state = (state >> 13 | state << 19) % 2**32
    for number in range(26**4):
        head = "".join(string.ascii_lowercase[number // 26**k % 26] for k in (3, 2, 1, 0))
        block = int.from_bytes(head.encode(), "little") * 0xCC9E2D51 % 2**32
        block = (block << 15 | block >> 17) * 0x1B873593 % 2**32
        before = ((block << 13 | block >> 19) * 5 + 0xE6546B64) % 2**32
        tail = unscramble(before ^ state).to_bytes(4, "little")
        if all(chr(byte) in string.ascii_lowercase for byte in tail):
            return head + tail.decode()
    raise ValueError("no such token")


least = token_of(0x80000000)
assert murmurhash3_32(least, seed=0) == -(2**31)
TEXTS.append(f"{least} twice {least}")
TOKENS = ["", "a", "ab", "abc", "abcd", "abcde", "hello world", "ß", "漢字", "👍", "\x00", "\x00\x00\x00\x00", "z" * 100, least]
golden = {
    "least": least,
    "texts": [dict(text=text, words=bucket_list(FAMILIES[0], text), characters=bucket_list(FAMILIES[1], text)) for text in TEXTS],
    "hashes": [dict(token=token, hash=int(murmurhash3_32(token, seed=0))) for token in TOKENS],
    "assigned": ranges(assigned),
    "word": ranges(lambda point: assigned(point) and (chr(point).isalnum() or chr(point) == "_")),
    "space": ranges(lambda point: assigned(point) and chr(point).isspace()),
    # No object, whose keys would have to differ by more than their normal form.
    "lower": [
        [point, chr(point).lower()] for point in range(0x110000) if assigned(point) and chr(point).lower() != chr(point)
    ],
}
path = pathlib.Path(__file__).with_name("lexical.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
