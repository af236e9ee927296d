"""Fits small logistic regressions with scikit-learn and writes logistic.json beside this script.

    python make_golden.py

A dense problem (150 × 12) and a sparse one (120 × 300, positive rows of length 1). Each has three tasks: binary labels
of weight 1, binary labels with weights (some of them 0), and soft labels with weights. scikit-learn takes no soft
labels, so a row of label y and weight w is handed to it twice: label 1 with weight w y, and label 0 with weight w (1 - y).

`coefficients[k]`, `intercepts[k]` and `objectives[k]` belong to fit k = task * len(strengths) + strength, with C =
strengths[strength]; the objective is the weighted mean loss plus lambda / 2 times the squared norm, lambda = 1 / (C sum w).
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression


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


def problem(rng, x, strengths, slope):
    labels, weights = tasks(rng, x, slope)
    fits = [fit(x, y, w, c) for y, w in zip(labels, weights) for c in strengths]
    rows, columns = np.nonzero(x)
    return {
        "rows": x.shape[0],
        "features": x.shape[1],
        "offsets": np.concatenate([[0], np.cumsum((x != 0).sum(axis=1))]).tolist(),
        "indices": columns.tolist(),
        "values": [float(f"{v:.9g}") for v in x[rows, columns]],
        "labels": labels.tolist(),
        "weights": weights.tolist(),
        "strengths": strengths,
        "coefficients": [[float(f"{v:.9g}") for v in beta] for beta, _, _ in fits],
        "intercepts": [b for _, b, _ in fits],
        "objectives": [objective for _, _, objective in fits],
    }


def main():
    rng = np.random.default_rng(0)
    # Features of unlike means and scales, in 256ths: exact in Float32.
    scales, means = np.linspace(0.5, 2, 12), np.linspace(-1, 1, 12)
    dense = np.round(256 * (rng.normal(size=(150, 12)) * scales + means)) / 256
    counts = rng.poisson(0.07, size=(120, 300)) * rng.uniform(0.5, 3, size=300)
    counts[np.arange(120), rng.integers(0, 300, 120)] += 1
    # The Float32 values, so that both sides fit the same numbers.
    sparse = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32).astype(np.float64)
    golden = {
        "dense": problem(rng, dense, [0.01, 0.3, 10], 1.5),
        "sparse": problem(rng, sparse, [0.1, 1, 10], 3),
    }
    path = pathlib.Path(__file__).with_name("logistic.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
