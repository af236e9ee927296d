"""Fits small regressions with scikit-learn and writes logistic.json, softmax.json and squared.json beside this script.

    python make_golden.py

Each has a dense problem (150 × 12) and a sparse one (120 × 300, positive rows of length 1), the same in all three.

- logistic: three tasks, binary labels of weight 1, binary labels with weights (some of them 0), and soft labels with
  weights. scikit-learn takes no soft labels, so a row of label y and weight w is handed to it twice: label 1 with weight
  w y, and label 0 with weight w (1 - y).
- softmax: one task, the choice among three with soft labels and row weights (some of them 0), each row handed over
  three times.
- squared: three tasks, real labels with the three kinds of weights.

`coefficients[k]`, `intercepts[k]` and `objectives[k]` belong to fit k = task * len(strengths) + strength, with C =
strengths[strength]; for softmax a fit has the coefficients of one alternative after the other, and three intercepts that add up to
0. The objective is the weighted mean loss plus lambda / 2 times the squared norm, lambda = 1 / (C sum w); Ridge's alpha
is 1 / C.
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def tasks(rng, x, slope):
    z = x @ rng.normal(size=x.shape[1])
    z = slope * (z - z.mean()) / z.std()
    binary = (rng.random(len(z)) < sigmoid(z)).astype(float)
    other = (rng.random(len(z)) < sigmoid(0.5 * z - 1)).astype(float)
    # Quarters and eighths are exact in Float32.
    soft = np.round(8 * sigmoid(z + rng.normal(size=len(z)))) / 8
    weights = np.stack([np.ones(len(z)), rng.integers(0, 9, len(z)) / 4, rng.integers(1, 9, len(z)) / 4])
    return np.stack([binary, other, soft]), weights


def fit(x, y, w, strength):
    doubled, label = np.vstack([x, x]), np.repeat([1, 0], len(y))
    weight = np.concatenate([w * y, w * (1 - y)])
    kept = weight > 0
    model = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(doubled[kept], label[kept], sample_weight=weight[kept])
    beta, b = model.coef_[0], model.intercept_[0]
    penalty = 1 / (strength * w.sum())
    z = x @ beta + b
    residual = w * (sigmoid(z) - y) / w.sum()
    gradient = np.append(x.T @ residual + penalty * beta, residual.sum())
    assert np.abs(gradient).max() < 1e-10, np.abs(gradient).max()
    objective = w @ (np.logaddexp(0, z) - y * z) / w.sum() + penalty / 2 * beta @ beta
    return beta, b, objective


def fit_softmax(x, y, w, strength):
    n, k = y.shape
    weight = (w[:, None] * y).ravel()
    kept = weight > 0
    model = LogisticRegression(C=strength, solver="newton-cg", tol=1e-10, max_iter=10000)
    model.fit(np.repeat(x, k, axis=0)[kept], np.tile(np.arange(k), n)[kept], sample_weight=weight[kept])
    beta, b = model.coef_, model.intercept_ - model.intercept_.mean()
    penalty = 1 / (strength * w.sum())
    z = x @ beta.T + b
    log_sum = np.logaddexp.reduce(z, axis=1)
    residual = w[:, None] * (np.exp(z - log_sum[:, None]) - y) / w.sum()
    gradient = np.concatenate([(residual.T @ x + penalty * beta).ravel(), residual.sum(axis=0)])
    assert np.abs(gradient).max() < 1e-9, np.abs(gradient).max()
    objective = w @ (log_sum - (y * z).sum(axis=1)) / w.sum() + penalty / 2 * (beta**2).sum()
    return beta, b, objective


def fit_squared(x, y, w, strength):
    model = Ridge(alpha=1 / strength, solver="cholesky").fit(x, y, sample_weight=w)
    beta, b = model.coef_, model.intercept_
    penalty = 1 / (strength * w.sum())
    error = x @ beta + b - y
    gradient = np.append(x.T @ (w * error) / w.sum() + penalty * beta, w @ error)
    assert np.abs(gradient).max() < 1e-10, np.abs(gradient).max()
    objective = w @ error**2 / 2 / w.sum() + penalty / 2 * beta @ beta
    return beta, b, objective


def choice(rng, x, slope):
    z = x @ rng.normal(size=(x.shape[1], 3))
    z = slope * (z - z.mean(axis=0)) / z.std(axis=0) + rng.normal(size=z.shape)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    # Of every three rows one has a tie, one soft labels in eighths, and one a winner.
    soft = np.round(8 * p) / 8
    soft[:, 0] = 1 - soft[:, 1:].sum(axis=1)
    order = np.argsort(-z, axis=1)
    wins = np.eye(3)[order[:, 0]]
    ties = (wins + np.eye(3)[order[:, 1]]) / 2
    kind = np.arange(len(x))[:, None] % 3
    labels = np.where(kind == 0, ties, np.where(kind == 1, np.maximum(soft, 0), wins))
    return labels / labels.sum(axis=1, keepdims=True), rng.integers(0, 9, len(x)) / 4


def real(rng, x, slope):
    z = x @ rng.normal(size=(x.shape[1], 3))
    labels = np.round(256 * (slope * (z - z.mean(axis=0)) / z.std(axis=0) + rng.normal(size=z.shape) - 1)) / 256
    n = len(x)
    return labels.T, np.stack([np.ones(n), rng.integers(0, 9, n) / 4, rng.integers(1, 9, n) / 4])


def rounded(values):
    return [rounded(v) for v in values] if np.ndim(values) else float(f"{values:.9g}")


def problem(x, labels, weights, strengths, fits):
    rows, columns = np.nonzero(x)
    return {
        "rows": x.shape[0],
        "features": x.shape[1],
        "offsets": np.concatenate([[0], np.cumsum((x != 0).sum(axis=1))]).tolist(),
        "indices": columns.tolist(),
        "values": rounded(x[rows, columns]),
        "labels": labels.tolist(),
        "weights": weights.tolist(),
        "strengths": strengths,
        "coefficients": [rounded(np.ravel(beta)) for beta, _, _ in fits],
        "intercepts": [np.ravel(b).tolist() for _, b, _ in fits],
        "objectives": [objective for _, _, objective in fits],
    }


def logistic(rng, x, strengths, slope):
    labels, weights = tasks(rng, x, slope)
    fits = [fit(x, y, w, c) for y, w in zip(labels, weights) for c in strengths]
    return problem(x, labels, weights, strengths, fits)


def softmax(rng, x, strengths, slope):
    labels, weights = choice(rng, x, slope)
    return problem(x, labels.T, np.stack([weights] * 3), strengths, [fit_softmax(x, labels, weights, c) for c in strengths])


def squared(rng, x, strengths, slope):
    labels, weights = real(rng, x, slope)
    fits = [fit_squared(x, y, w, c) for y, w in zip(labels, weights) for c in strengths]
    return problem(x, labels, weights, strengths, fits)


def main():
    rng = np.random.default_rng(0)
    # Features of unlike means and scales, in 256ths: exact in Float32.
    scales, means = np.linspace(0.5, 2, 12), np.linspace(-1, 1, 12)
    dense = np.round(256 * (rng.normal(size=(150, 12)) * scales + means)) / 256
    counts = rng.poisson(0.07, size=(120, 300)) * rng.uniform(0.5, 3, size=300)
    counts[np.arange(120), rng.integers(0, 300, 120)] += 1
    # The Float32 values, so that both sides fit the same numbers.
    sparse = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32).astype(np.float64)
    for name, make in [("logistic", logistic), ("softmax", softmax), ("squared", squared)]:
        golden = {
            "dense": make(rng, dense, [0.01, 0.3, 10], 1.5),
            "sparse": make(rng, sparse, [0.1, 1, 10], 3),
        }
        path = pathlib.Path(__file__).with_name(f"{name}.json")
        path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
