"""Writes tfidf.json: scikit-learn's TF-IDF rows of a few texts, as nonzero [bucket, value] pairs.

Run with scikit-learn 1.9: python make_tfidf_golden.py > tfidf.json. The two vectorizers are those that
Sources/Pointsman/Features/Lexical/LexicalSpecification.swift names.
"""

import json

from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

TEXTS = [
    "Write a unit test for the date parser.",
    "write a unit test, a unit test and a unit test for the parser",
    "Why does my app hang after the update?",
    "fix the off-by-one in `for i in 0...items.count`",
    "SELECT id, COUNT(*) FROM orders GROUP BY 1 HAVING COUNT(*) > 3;",
    "def longest(x, y):\n    return x if len(x) > len(y) else y",
    "tabs\tand  double  spaces\r\nand\u00a0no-break\u2003wide ones",
    "Warum schl\u00e4gt die Anmeldung nach dem Update fehl, obwohl die Tests gr\u00fcn sind?",
    "\u8bf7\u89e3\u91ca\u8fd9\u6bb5\u4ee3\u7801\u7684\u4f5c\u7528\u3002",
    "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u0391\u03a3\u0391 \u03a3",
    "caf\u00e9 CAF\u00c9 na\u00efve \u00bd x\u00b2",
    "emoji \U0001f980\U0001f682 here \U0001f980",
    "snake_case_name and camelCaseName, v1.2.3",
    "a",
    "!!!",
    "?",
    "the the the the the the the the",
    "{\"key\": [1, 2, 3], \"other\": null}",
    "Should we split the monolith, or put a queue in front of it?",
    "write a unit test for the date parser.",
]

BUCKETS = 2**17
COMMON = dict(n_features=BUCKETS, alternate_sign=False, norm=None)
FAMILIES = {
    "words": HashingVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]", **COMMON),
    "characters": HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), **COMMON),
}


def rows(vectorizer):
    matrix = TfidfTransformer(sublinear_tf=True).fit_transform(vectorizer.transform(TEXTS)).tocsr()
    for i in range(matrix.shape[0]):
        row = matrix[i]
        yield sorted([int(j), float(f"{v:.7g}")] for j, v in zip(row.indices, row.data))


golden = {"texts": TEXTS, **{name: list(rows(v)) for name, v in FAMILIES.items()}}
print(json.dumps(golden, separators=(",", ":")))
