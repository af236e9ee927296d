"""Writes metrics.json, the figures that GoldenTests.swift holds the Swift metrics to.

  python make_metrics_golden.py        (numpy and scikit-learn; made with numpy 2.4.6, scikit-learn 1.9.1)

AUROC, log loss and Brier are scikit-learn's, a soft label y being two weighted rows. Everything else is derived here
from METRICS.md in the plainest way that works: loops over every cut, threshold, price and pair of points.
"""
import json
import os

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, log_loss, roc_auc_score
from sklearn.metrics import top_k_accuracy_score

LEVELS = (0.2, 0.5, 0.8, 1.0)
# RouterBench's grid of willingness to pay: METRICS.md gives its length, RouterBench's own utils.py the values.
WILLINGNESS = (
    1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 5e-3, 0.01, 0.1, 0.5, 1, 1.5, 2, 10, 50, 100, 500, 1e3, 2e3, 3e3,
    4e3, 5e3, 7.5e3, 1e4, 2.5e4, 5e4, 7.5e4, 1e5, 1e6, 1e9)


def probability_case(rng, n, soft, ties):
    p = rng.integers(1, 16, n) / 16 if ties else rng.uniform(0.01, 0.99, n)
    y = rng.integers(0, 5, n) / 4 if soft else rng.integers(0, 2, n).astype(float)
    w = rng.integers(0, 4, n).astype(float)
    label, score = np.repeat([1, 0], n), np.tile(p, 2)
    weight = np.concatenate([w * y, w * (1 - y)])
    # Two half rows miss by (p − y)² + y(1 − y); the soft Brier score leaves out the part that no p can avoid.
    floor = np.average(y * (1 - y), weights=w)
    logit = np.log(score / (1 - score))[:, None]
    line = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10000).fit(logit, label, sample_weight=weight)
    return {
        "probabilities": p, "labels": y, "weights": w,
        "averagePrecision": average_precision_score(label, score, sample_weight=weight),
        "calibrationSlope": line.coef_[0, 0], "calibrationIntercept": line.intercept_[0],
        "auroc": roc_auc_score(label, score, sample_weight=weight),
        "logLoss": log_loss(label, score, sample_weight=weight),
        "brier": brier_score_loss(label, score, sample_weight=weight) - floor,
        "ece": sum(
            abs(np.sum(w[b] * (p[b] - y[b]))) for k in range(15)
            for b in [(p >= k / 15) & ((p < (k + 1) / 15) | (k == 14))]) / w.sum(),
        "adaptiveECE": None if ties else sum(
            abs(np.sum(p[b] - y[b])) for b in np.array_split(np.argsort(p), 15)) / n,
    }


def expected_gains(sigma, weak, strong):
    """n·(a(k/n) − W̄) for k = 0…n, ties averaged over random order."""
    out = [0.0]
    for k in range(1, len(sigma) + 1):
        cut = np.sort(sigma)[::-1][k - 1]
        above, tied = sigma > cut, sigma == cut
        out.append(np.sum((strong - weak)[above]) + (k - above.sum()) * np.mean((strong - weak)[tied]))
    return np.array(out)


def first_crossing(pgr, level):
    for k in range(1, len(pgr)):
        if pgr[k] >= level:
            return (k - 1 + (level - pgr[k - 1]) / (pgr[k] - pgr[k - 1])) / (len(pgr) - 1)
    return None


def quantile(ordered, k):
    """The k/10 quantile, the fraction kept in whole numbers so that no rounding moves a threshold off its row."""
    below, tenths = divmod(k * (len(ordered) - 1), 10)
    return ordered[below] if tenths == 0 else ordered[below] + tenths / 10 * (ordered[below + 1] - ordered[below])


def apgr_routellm(sigma, weak, strong):
    share, score = [], []
    for k in range(11):
        t = quantile(np.sort(sigma), k)
        to_strong = sigma >= t if k < 10 else sigma > t
        share.append(to_strong.mean())
        score.append(np.where(to_strong, strong, weak).mean())
    area = np.trapezoid(score[::-1], share[::-1])
    return (area - weak.mean()) / (strong.mean() - weak.mean())


SHARES = (0, 0.13, 0.5, 1)


def optimal(share, weak, strong):
    """Fill the calls one whole prompt at a time, the last in part."""
    left, total = share * len(weak), weak.sum()
    for gain in sorted(strong - weak, reverse=True):
        part = min(1, left)
        total, left = total + max(0, gain) * part, left - part
    return total / len(weak)


def pair_case(rng, n, ties):
    sigma = rng.integers(0, 8, n) / 8 if ties else rng.normal(size=n)
    weak = rng.integers(0, 5, n) / 4
    strong = np.minimum(1, rng.integers(1, 6, n) / 4)
    pgr = expected_gains(sigma, weak, strong) / np.sum(strong - weak)
    return {
        "sigma": sigma, "weak": weak, "strong": strong, "levels": LEVELS,
        "shares": SHARES, "optimal": [optimal(f, weak, strong) for f in SHARES],
        "apgr": np.trapezoid(pgr, dx=1 / n), "apgrRouteLLM": apgr_routellm(sigma, weak, strong),
        "callsForPerformance": [first_crossing(pgr, x) for x in LEVELS],
    }


def choice_case(rng, n, models):
    """Scores with a single best model on every prompt: what scikit-learn's labels can say."""
    score = rng.permuted(np.tile(np.arange(models) / models, (n, 1)), axis=1)
    p = rng.uniform(size=(n, models)) + score
    best, chosen = score.argmax(1), p.argmax(1)
    return {
        "models": models, "probabilities": p.ravel(), "scores": score.ravel(), "choices": chosen,
        "macroF1": f1_score(best, chosen, average="macro"),
        "topK": [top_k_accuracy_score(best, p, k=k, labels=np.arange(models)) for k in range(1, models)] + [1.0],
    }


def sweep_points(p, c, score, cost):
    """(mean cost, mean score) at a price between every two neighbouring breakpoints, and beyond the last."""
    prices = [0.0]
    for row in range(len(p)):
        for a in range(p.shape[1]):
            for b in range(p.shape[1]):
                if c[row, a] > c[row, b] and p[row, a] > p[row, b]:
                    prices.append((p[row, a] - p[row, b]) / (c[row, a] - c[row, b]))
    prices = np.sort(prices)
    prices = prices[np.r_[True, np.diff(prices) > 1e-12 * prices[1:]]]
    points = []
    for price in np.r_[(prices[1:] + prices[:-1]) / 2, 2 * prices[-1] + 1]:
        choice = np.argmax(p - price * c, axis=1)
        rows = np.arange(len(p))
        points.append((cost[rows, choice].mean(), score[rows, choice].mean()))
    return points


def aiq(points, low, high):
    """Mean height of the best mix of any two points, or of one point and money left unspent."""
    cost, score = np.array(points).T
    start = max(low, cost.min())
    at = np.unique(np.r_[start, high, cost[(cost > start) & (cost < high)]])
    best = np.array([score[cost <= c].max() for c in at])
    for i in range(len(cost)):
        for j in np.flatnonzero(cost > cost[i]):
            inside = (at >= cost[i]) & (at <= cost[j])
            mix = score[i] + (at[inside] - cost[i]) / (cost[j] - cost[i]) * (score[j] - score[i])
            best[inside] = np.maximum(best[inside], mix)
    return np.trapezoid(best, at) / (high - low)


def cost_case(rng, n, models, ties):
    price = np.sort(rng.integers(1, 64, models)) / 1024 + np.arange(models) / 1024
    cost = price * rng.integers(1, 5, (n, models))
    score = rng.integers(0, 5, (n, models)) / 4
    noise = rng.integers(-8, 9, (n, models)) / 16 if ties else rng.normal(0, 0.3, (n, models))
    p = score + noise
    c = np.broadcast_to(2.5 * price, (n, models)) if ties else cost * rng.uniform(0.5, 1.5, (n, models))
    singles = list(zip(cost.mean(0), score.mean(0)))
    low, high = cost.mean(0).min(), cost.mean(0).max()
    router = sweep_points(p, c, score, cost)
    best = max(singles, key=lambda s: (s[1], -s[0]))
    enough = [x / best[0] for x, y in router if y >= best[1] - 1e-12]
    points = sweep_points(p, c, score, cost)
    rows = np.arange(n)
    right = score >= 0.5
    chosen = p.argmax(1)
    solvable = right.any(1)
    least = np.where(right, cost, np.inf).min(1)
    paid = cost[rows, chosen]
    grid = [np.argmax(p - c / w, axis=1) for w in WILLINGNESS]
    return {
        "deferralArea": aiq(points, low, best[0]) * (best[0] - low) / best[0] if best[0] > low else 0.0,
        "performanceGain": (max(y for _, y in points) - best[1]) / best[1],
        "optimalSelection": (right[rows, chosen] & (paid == least))[solvable].mean(),
        "optimalCost": least[solvable].sum() / paid[solvable].sum(),
        "optimalAccuracy": score[rows, chosen].sum() / score.max(1).sum(),
        "choices": chosen,
        "gridCosts": [cost[rows, g].mean() for g in grid], "gridScores": [score[rows, g].mean() for g in grid],
        "models": models, "probabilities": p.ravel(), "predictedCosts": c.ravel(), "scores": score.ravel(),
        "costs": cost.ravel(), "router": aiq(router, low, high), "zero": aiq(singles, low, high),
        "oracle": aiq(sweep_points(score, cost, score, cost), low, high), "qnc": min(enough, default=None),
    }


if __name__ == "__main__":
    rng = np.random.default_rng(20260117)
    golden = {
        "probability": [probability_case(rng, 60, soft, ties) for soft in (0, 1) for ties in (0, 1) for _ in range(2)],
        "pair": [pair_case(rng, n, ties) for n in (7, 31, 50, 101) for ties in (0, 1)],
        "cost": [cost_case(rng, n, models, ties) for n, models in ((12, 2), (25, 4)) for ties in (0, 1)],
        "choice": [choice_case(rng, 40, models) for models in (3, 4, 6)],
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json")
    with open(path, "w") as f:
        json.dump(golden, f, default=lambda v: v.tolist(), separators=(",", ":"), sort_keys=True)
        f.write("\n")
