"""Writes battles.json: battles drawn from known strengths, and scikit-learn's Bradley-Terry fit of them.

    python3 Tests/PointsmanEvaluationTests/Golden/make_battles_golden.py    (scikit-learn 1.9)

A battle is a row with 1 for the one model and -1 for the other, without intercept; a tie is the row twice with half the
weight, won and lost. Each model has one tie with an imaginary model whose strength is 0. No penalty.
"""

import json
import pathlib

import numpy
from sklearn.linear_model import LogisticRegression

STRENGTHS = [1.2, 0.4, 0.0, -0.5, -1.1]


def main():
    generator = numpy.random.default_rng(7)
    models = len(STRENGTHS)
    battles, rows, labels, weights = [], [], [], []

    def add(row, score, weight):
        for label, share in ((1, score), (0, 1 - score)):
            if share > 0:
                rows.append(row)
                labels.append(label)
                weights.append(weight * share)

    for _ in range(400):
        a, b = (int(model) for model in generator.choice(models, 2, replace=False))
        chance = 1 / (1 + numpy.exp(STRENGTHS[b] - STRENGTHS[a]))
        score = 0.5 if generator.random() < 0.15 else float(generator.random() < chance)
        weight = float(generator.choice([1.0, 2.0]))
        battles.append([a, b, score, weight])
        row = numpy.zeros(models)
        row[a], row[b] = 1, -1
        add(row, score, weight)
    for model in range(models):
        add(numpy.eye(models)[model], 0.5, 1)
    fit = LogisticRegression(C=numpy.inf, fit_intercept=False, tol=1e-12, max_iter=10_000)
    fit.fit(numpy.array(rows), labels, sample_weight=weights)
    path = pathlib.Path(__file__).with_name("battles.json")
    path.write_text(json.dumps({"battles": battles, "known": STRENGTHS, "fitted": fit.coef_[0].tolist()}) + "\n")
    print(fit.coef_[0])


if __name__ == "__main__":
    main()
