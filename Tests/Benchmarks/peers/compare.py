"""Pointsman's learner beside scikit-learn and liblinear: same matrix, same objective, same tolerance, in one sitting.

    Tests/Benchmarks/peers/run compare dense                        one fit, and the grid of 10 penalties x 5 folds x 8 models
    Tests/Benchmarks/peers/run compare sparse DATA.jsonl            n-grams: one fit, and the grid of 8 penalties x 5 folds
    Tests/Benchmarks/peers/run compare pipeline DATA.jsonl          from the file to cross-validated heads

Makes a virtual environment of its own in .build/benchmarks/peers, and builds pointsman-benchmark. Every figure is the median of
--rounds runs (3), ours and theirs taking turns. The objective is mean log loss + (lambda/2) |w|^2 with a free
intercept; every solver is asked for a gradient of at most 1e-5 in the max-norm, checked here in float64. Row i lies in
fold i mod 5. Peers run one fold a process, two at a time, unless a row says otherwise.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BENCHMARK = ROOT / ".build/release/pointsman-benchmark"
FOLDS, TOLERANCE = 5, 1e-5


def enter_environment():
    """Starts this script again inside the virtual environment, made first unless it is there and as required."""
    folder = ROOT / ".build/benchmarks/peers"
    python = folder / "bin/python"
    if pathlib.Path(sys.prefix) == folder:
        return
    wanted, installed = (HERE / "requirements.txt").read_text(), folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        installed.write_text(wanted)
    subprocess.run(["swift", "build", "-c", "release", "--product", "pointsman-benchmark"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    os.execv(python, [str(python), *sys.argv])


# ---------------------------------------------------------------- what is compared
def ours(*arguments):
    line = subprocess.run([BENCHMARK, *map(str, arguments), "--json"], check=True, capture_output=True, text=True)
    return json.loads(line.stdout)


def theirs(what, threads, **arguments):
    """Runs the function `peer_<what>` of this file in a process of its own."""
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads), PYTHONWARNINGS="ignore")
    run = subprocess.run([sys.executable, __file__, "peer", what, json.dumps(arguments)], env=environment,
                         check=True, capture_output=True, text=True)
    return json.loads(run.stdout.splitlines()[-1])


def judge(x, y, w, b, penalty, keep):
    """Objective and max-norm of its gradient in float64, on the rows kept."""
    import numpy as np
    x, y = x[keep], y[keep].astype(np.float64)
    if isinstance(x, np.ndarray):
        value, gradient, total = 0.0, np.zeros(len(w)), 0.0
        for start in range(0, len(y), 8192):
            part, labels = x[start:start + 8192].astype(np.float64), y[start:start + 8192]
            z = part @ w + b
            value += float(np.sum(np.logaddexp(0, z) - labels * z))
            residual = 1 / (1 + np.exp(-z)) - labels
            gradient += part.T @ residual
            total += float(residual.sum())
    else:
        z = x @ w + b
        value = float(np.sum(np.logaddexp(0, z) - y * z))
        residual = 1 / (1 + np.exp(-z)) - y
        gradient, total = x.T @ residual, float(residual.sum())
    gradient = gradient / len(y) + penalty * w
    return value / len(y) + penalty / 2 * float(w @ w), max(float(np.abs(gradient).max()), abs(total) / len(y))


def load(folder):
    import numpy as np
    from scipy.sparse import csr_matrix
    meta = json.loads((folder / "meta.json").read_text())
    n, d, models = meta["n"], meta["d"], meta["models"]
    y = np.fromfile(folder / "y_binary.f32", np.float32).reshape(n, models)
    if "nonzeros" not in meta:
        return np.fromfile(folder / "x.f32", np.float32).reshape(n, d), y
    parts = [np.fromfile(folder / name, kind) for name, kind in
             (("values.f32", np.float32), ("indices.u32", np.int32), ("indptr.i64", np.int64))]
    return csr_matrix((parts[0].astype(np.float64), parts[1], parts[2].astype(np.int32)), shape=(n, d)), y


def splits(n):
    import numpy as np
    fold = np.arange(n) % FOLDS
    return [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(FOLDS)]


def say(title, seconds, **more):
    extra = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in more.items())
    print(f"  {title:<46} {statistics.median(seconds):8.3f} s   ({', '.join(f'{s:.3f}' for s in seconds)}) {extra}", flush=True)
    return statistics.median(seconds)


# ---------------------------------------------------------------- peers, each in its own process
def peer_fit(folder, solver, kind, tolerance, penalty, dual=False):
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    x, y = load(pathlib.Path(folder))
    x, labels = x.astype(kind), y[:, 0].astype(kind)
    model = LogisticRegression(C=1 / (penalty * len(labels)), solver=solver, dual=dual, tol=tolerance, max_iter=5000)
    start = time.perf_counter()
    model.fit(x, labels)
    seconds = time.perf_counter() - start
    w, b = model.coef_[0].astype(np.float64), float(model.intercept_[0])
    value, gradient = judge(x, y[:, 0], w, b, penalty, slice(None))
    return {"seconds": seconds, "objective": value, "gradient": gradient}


def peer_grid(folder, solver, tolerance, penalties, models, dual=False):
    """LogisticRegressionCV on the first models; the objective of every fit of the first one."""
    import numpy as np
    from sklearn.linear_model import LogisticRegressionCV
    x, y = load(pathlib.Path(folder))
    x = x.astype(np.float64)
    cut = splits(len(y))
    seconds, values = 0.0, []
    for m in range(models):
        cs = [1 / (penalty * len(y) * (1 - 1 / FOLDS)) for penalty in reversed(sorted(penalties))]
        start = time.perf_counter()
        model = LogisticRegressionCV(Cs=cs, cv=cut, solver=solver, dual=dual, tol=tolerance, max_iter=5000, n_jobs=2,
                                     scoring="neg_log_loss", use_legacy_attributes=False, l1_ratios=(0,)).fit(x, y[:, m])
        seconds += time.perf_counter() - start
        if m == 0:
            paths = np.asarray(model.coefs_paths_)
            paths = paths.reshape(FOLDS, len(cs), -1)
            for k, penalty in enumerate(reversed(sorted(penalties))):
                for f, (train, _) in enumerate(cut):
                    value, gradient = judge(x, y[:, 0], paths[f, k, :-1], paths[f, k, -1], penalty, train)
                    values.append([value, gradient])
    return {"seconds": seconds, "fits": values}


def vectoriser():
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.pipeline import FeatureUnion, make_pipeline
    common = dict(norm=None, alternate_sign=False, n_features=2**17)
    return make_pipeline(
        FeatureUnion([("word", HashingVectorizer(ngram_range=(1, 2), **common)),
                      ("char", HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), **common))]),
        TfidfTransformer(sublinear_tf=True))


def read(path):
    import numpy as np
    rows = [json.loads(line) for line in open(path, encoding="utf-8")]
    models = sorted({model for row in rows for model in row["outcomes"]})
    scores = np.array([[row["outcomes"][m]["score"] if m in row["outcomes"] else np.nan for m in models] for row in rows])
    if np.isnan(scores).any():
        sys.exit(f"{path}: this comparison needs every model's outcome on every prompt")
    return [row["prompt"] for row in rows], (scores >= 0.5).astype(np.float32)


def peer_pipeline(path, tolerance, strengths):
    from sklearn.linear_model import LogisticRegressionCV
    start = time.perf_counter()
    prompts, y = read(path)
    middle = time.perf_counter()
    x = vectoriser().fit_transform(prompts)
    vectorised = time.perf_counter()
    for m in range(y.shape[1]):
        LogisticRegressionCV(Cs=strengths, cv=splits(len(y)), solver="liblinear", dual=True, tol=tolerance, max_iter=5000,
                             n_jobs=2, scoring="neg_log_loss", use_legacy_attributes=False, l1_ratios=(0,)).fit(x, y[:, m])
    end = time.perf_counter()
    return {"seconds": end - start, "read": middle - start, "vectorise": vectorised - middle, "fit": end - vectorised}


# ---------------------------------------------------------------- problems
def make_dense(folder, n, d, models, seed=7):
    """Correlated features (variances 1, 1/2, 1/3 ..., rotated, standardised); 8 models that share most of their direction."""
    import numpy as np
    random = np.random.default_rng(seed)
    spectrum = np.sqrt(1 / np.arange(1, d + 1))
    rotation = np.linalg.qr(random.standard_normal((d, d)))[0]
    x = (random.standard_normal((n, d)) * spectrum) @ rotation
    x = (x - x.mean(0)) / x.std(0)
    z = x @ (0.8 * random.standard_normal((d, 1)) + 0.6 * random.standard_normal((d, models)))
    z = z * (1.5 / z.std(0)) + np.linspace(-1, 2, models)
    y = random.random((n, models)) < 1 / (1 + np.exp(-z))
    x.astype(np.float32).tofile(folder / "x.f32")
    y.astype(np.float32).tofile(folder / "y_binary.f32")
    (folder / "meta.json").write_text(json.dumps({"n": n, "d": d, "models": models}))


def make_sparse(folder, path):
    import numpy as np
    prompts, y = read(path)
    x = vectoriser().fit_transform(prompts).tocsr()
    x.data.astype(np.float32).tofile(folder / "values.f32")
    x.indices.astype(np.uint32).tofile(folder / "indices.u32")
    x.indptr.astype(np.int64).tofile(folder / "indptr.i64")
    y.tofile(folder / "y_binary.f32")
    (folder / "meta.json").write_text(
        json.dumps({"n": x.shape[0], "d": x.shape[1], "models": y.shape[1], "nonzeros": int(x.nnz)}))
    print(f"{path}: {x.shape[0]} prompts, {x.nnz} non-zeros, {y.shape[1]} models")


def our_fits(folder, written, penalties, models):
    """Objective and gradient of each of our fits of the first model, penalty after penalty, fold after fold."""
    import numpy as np
    x, y = load(folder)
    n, d = x.shape
    betas = np.fromfile(written / "betas.f32", np.float32).reshape(len(penalties), models, FOLDS, d + 1).astype(np.float64)
    return [judge(x, y[:, 0], betas[k, 0, f, :-1], betas[k, 0, f, -1], penalty, train)
            for k, penalty in enumerate(reversed(sorted(penalties))) for f, (train, _) in enumerate(splits(n))]


# ---------------------------------------------------------------- the comparisons
def one_fit(folder, rounds, penalty, peers):
    print(f"one fit of one model, lambda {penalty:.3g}")
    figures = {name: [] for name in ["ours", *peers]}
    for _ in range(rounds):
        figures["ours"].append(ours("regression", "--problem", folder, "--models", 1, "--folds", 1, "--penalties", 1,
                                    "--strongest", penalty, "--weakest", penalty))
        for name, (threads, arguments) in peers.items():
            figures[name].append(theirs("fit", threads, folder=str(folder), penalty=penalty, **arguments))
    ours_run = figures.pop("ours")
    mine = say("pointsman", [r["seconds"] for r in ours_run], objective=f"{ours_run[0]['objectives'][0]:.8f}",
               gradient=f"{ours_run[0]['max_gradient']:.1e}")
    for name, runs in figures.items():
        their = say(name, [r["seconds"] for r in runs], objective=f"{runs[0]['objective']:.8f}",
                    gradient=f"{runs[0]['gradient']:.1e}")
        print(f"  {'':46} {their / mine:8.1f} times ours")


def grid(folder, rounds, penalties, models, models_run, peer):
    print(f"grid: {len(penalties)} penalties x {FOLDS} folds x {models} models")
    mine, their = [], []
    with tempfile.TemporaryDirectory() as written:
        for _ in range(rounds):
            mine.append(ours("regression", "--problem", folder, "--models", models, "--penalties", len(penalties),
                             "--strongest", max(penalties), "--weakest", min(penalties), "--write", written))
            their.append(theirs("grid", 1, folder=str(folder), penalties=penalties, models=models_run, **peer))
        first = our_fits(folder, pathlib.Path(written), penalties, models)
    run = sorted(mine, key=lambda r: r["seconds"])[len(mine) // 2]
    own = say("pointsman", [r["seconds"] for r in mine], iterations=f"{run['iterations_per_column']:.2f}",
              largest_gradient=f"{run['max_gradient']:.1e}", memory_MiB=f"{run['peak_rss_mib']:.0f}",
              design_MiB=f"{run['design_mib']:.0f}")
    if run["stages"]:
        print("    " + ", ".join(f"{k} {v:.3f}" for k, v in run["stages"].items())
              + f"; GEMM {100 * run['gemm_share']:.0f} % of the time, {run['gflops']:.0f} of {run['peak_gflops']:.0f} GFLOP/s")
    scale = models / models_run
    note = "" if scale == 1 else f" ({models_run} of {models} models run, times {scale:g})"
    total = say("scikit-learn, " + peer["solver"] + (" (dual)" if peer.get("dual") else "") + note,
                [r["seconds"] * scale for r in their])
    print(f"  {'':46} {total / own:8.1f} times ours")
    gaps = [a[0] - b[0] for a, b in zip(first, their[0]["fits"])]
    print(f"  first model, {len(gaps)} fits: our objective minus theirs is {min(gaps):+.1e} to {max(gaps):+.1e}; "
          f"largest gradient ours {max(g for _, g in first):.1e}, theirs {max(g for _, g in their[0]['fits']):.1e}")


def dense(a):
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        make_dense(folder, a.rows, a.features, 8)
        print(f"dense, {a.rows} x {a.features}")
        one_fit(folder, a.rounds, 1e-4, {
            "scikit-learn newton-cholesky, float32, 2 threads": (2, dict(solver="newton-cholesky", kind="f4", tolerance=1e-4)),
            "scikit-learn lbfgs, float64, 1 thread": (1, dict(solver="lbfgs", kind="f8", tolerance=1e-5))})
        grid(folder, a.rounds, list(np.logspace(0, -6, 10)), 8, a.peer_models, dict(solver="lbfgs", tolerance=1e-5))


def sparse(a):
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        make_sparse(folder, a.data)
        x, y = load(folder)
        n = len(y)
        one_fit(folder, a.rounds, 1 / n, {
            "liblinear's dual, by scikit-learn": (1, dict(solver="liblinear", dual=True, kind="f8", tolerance=1e-3)),
            "liblinear's primal, by scikit-learn": (1, dict(solver="liblinear", kind="f8", tolerance=1e-4)),
            "scikit-learn lbfgs": (1, dict(solver="lbfgs", kind="f8", tolerance=1e-5))})
        penalties = [1 / (c * n * (1 - 1 / FOLDS)) for c in np.logspace(-2, 1, 8)]
        grid(folder, a.rounds, penalties, y.shape[1], y.shape[1], dict(solver="liblinear", dual=True, tolerance=1e-3))


def pipeline(a):
    import numpy as np
    print("from the file to cross-validated heads")
    mine, their = [], []
    for _ in range(a.rounds):
        mine.append(ours("pipeline", a.data, "--blocks", "lexical"))
        their.append(theirs("pipeline", 1, path=str(a.data), tolerance=1e-3, strengths=list(np.logspace(-2, 1, 8))))
    own = say("pointsman, n-grams, to the router", [r["seconds"] for r in mine],
              **{k: f"{v:.2f}" for k, v in mine[0]["stages"].items()})
    total = say("scikit-learn with liblinear's dual", [r["seconds"] for r in their],
                **{k: f"{their[0][k]:.2f}" for k in ("read", "vectorise", "fit")})
    print(f"  {'':46} {total / own:8.1f} times ours")


if __name__ == "__main__":
    if sys.argv[1:2] == ["peer"]:
        print(json.dumps(globals()["peer_" + sys.argv[2]](**json.loads(sys.argv[3]))))
        sys.exit()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["dense", "sparse", "pipeline"])
    parser.add_argument("data", nargs="?", type=pathlib.Path, help="JSON Lines of outcomes, every model on every prompt")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--features", type=int, default=512)
    parser.add_argument("--peer-models", type=int, default=1, help="models of the dense grid that the peer runs; the rest is multiplied")
    a = parser.parse_args()
    if a.what != "dense" and a.data is None:
        parser.error(f"{a.what} needs a file of outcomes")
    enter_environment()
    {"dense": dense, "sparse": sparse, "pipeline": pipeline}[a.what](a)
