#!/usr/bin/env python3
"""Seconds of the read-outs: nearest neighbours with their choice of k, and the linear probe with its choice of penalty,
ours and scikit-learn's in turns in one run, on the same features.

    python benches/peers/readouts.py [--ours target/release/augscope] [--rounds 3] [--threads 2] [--case knn|probe]

8,000 training and 2,000 asked images of 12 classes, 512 features as a network's average pooling gives them (no value
below 0, neighbouring ones alike, all images of a group moved a little), classes that overlap.

scikit-learn does the same work: folds are the same kind (five, whole groups, classes spread evenly), the same grids, the
same stopping rules in effect (L-BFGS, largest component of the gradient of the mean loss: 1e-4 and 100 steps while
choosing, 1e-5 and 300 steps for the result), balanced weights. Of its ways to do that the fastest counts: one fit of
GridSearchCV (every fit from nothing) or LogisticRegressionCV (along the path of penalties, as ours), in 32 bits, with
two jobs, or with one whose matrix products have two threads. Neighbours: its brute cosine search, one search a fold for
all k, votes in NumPy.
"""
import argparse, json, statistics, subprocess, sys, tempfile, time, warnings
from pathlib import Path
import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler, normalize

CLASSES, TRAIN, ASKED, WIDTH, LATENT = 12, 8000, 2000, 512, 64
PENALTIES = [10_000.0, 1000.0, 100.0, 10.0, 1.0, 0.1]
NEIGHBOURS = [1, 5, 10, 20]
TEMPERATURE = 0.07


def features(seed=0):
    """Features, labels and groups of the training images and then of those asked about."""
    rng = np.random.default_rng(seed)
    n = TRAIN + ASKED
    share = 1 / np.arange(2, CLASSES + 2)
    labels = rng.choice(CLASSES, n, p=share / share.sum())
    # Groups of ten training images; those asked about have others.
    groups = np.arange(n) // 10
    centres = rng.normal(size=(CLASSES, LATENT)) * 0.33
    shift = rng.normal(size=(n // 10 + 1, LATENT)) * 0.3
    latent = centres[labels] + shift[groups] + rng.normal(size=(n, LATENT))
    latent *= 1 / np.sqrt(1 + np.arange(LATENT) / 8)
    mixing = rng.normal(size=(LATENT, WIDTH)) / np.sqrt(LATENT)
    x = np.maximum(latent @ mixing * 2 + rng.normal(size=(n, WIDTH)) * 0.4 + rng.normal(size=WIDTH) * 0.3, 0)
    return x.astype(np.float32), labels, groups


def write_safetensors(path, arrays):
    names = {"float32": "F32", "int64": "I64"}
    header, at = {}, 0
    for name, a in arrays.items():
        header[name] = {"dtype": names[str(a.dtype)], "shape": list(a.shape), "data_offsets": [at, at + a.nbytes]}
        at += a.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text)
        for a in arrays.values():
            f.write(np.ascontiguousarray(a).tobytes())


def folds(labels, groups):
    return list(StratifiedGroupKFold(5, shuffle=True, random_state=0).split(labels, labels, groups))


def probe_path(x, y, g, t):
    scaler = StandardScaler().fit(x)
    x, t = scaler.transform(x), scaler.transform(t)
    chosen = LogisticRegressionCV(Cs=[1 / p for p in PENALTIES], cv=folds(y, g), class_weight="balanced", tol=1e-4,
                                  scoring="balanced_accuracy", max_iter=100, n_jobs=2, refit=True,
                                  use_legacy_attributes=False).fit(x, y).C_
    chosen = float(np.ravel(chosen)[0])
    model = LogisticRegression(C=chosen, class_weight="balanced", tol=1e-5, max_iter=300).fit(x, y)
    return model.predict(t), 1 / chosen


def probe_grid(x, y, g, t, jobs=2):
    scaler = StandardScaler().fit(x)
    x, t = scaler.transform(x), scaler.transform(t)
    search = GridSearchCV(LogisticRegression(class_weight="balanced", tol=1e-4, max_iter=100),
                          {"C": [1 / p for p in PENALTIES]}, cv=folds(y, g), scoring="balanced_accuracy", n_jobs=jobs,
                          refit=False).fit(x, y)
    chosen = search.best_params_["C"]
    model = LogisticRegression(C=chosen, class_weight="balanced", tol=1e-5, max_iter=300).fit(x, y)
    return model.predict(t), 1 / chosen


def votes(x, y, t):
    """The class of every row of t for every number of neighbours; rows are of length 1 already."""
    search = NearestNeighbors(n_neighbors=max(NEIGHBOURS), algorithm="brute", metric="cosine", n_jobs=2).fit(x)
    distance, place = search.kneighbors(t)
    weight = np.exp((1 - distance) / TEMPERATURE) / np.bincount(y)[y[place]]
    found = []
    for k in NEIGHBOURS:
        sums = np.zeros((len(t), CLASSES))
        np.add.at(sums, (np.arange(len(t))[:, None], y[place[:, :k]]), weight[:, :k])
        found.append(sums.argmax(1))
    return found


def knn(x, y, g, t):
    x, t = normalize(x), normalize(t)
    predicted = np.zeros((len(NEIGHBOURS), len(y)), int)
    for learn, ask in folds(y, g):
        for row, found in zip(predicted, votes(x[learn], y[learn], x[ask])):
            row[ask] = found
    scores = [balanced_accuracy_score(y, p) for p in predicted]
    best = max(range(len(scores)), key=lambda i: (scores[i], i))
    return votes(x, y, t)[best], NEIGHBOURS[best]


CASES = {"knn": {"NearestNeighbors": knn}, "probe": {"LogisticRegressionCV": probe_path, "GridSearchCV": probe_grid,
                   "GridSearchCV, one job": lambda x, y, g, t: probe_grid(x, y, g, t, 1)}}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--ours", default="target/release/augscope")
    ap.add_argument("--case", action="append", choices=list(CASES))
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--keep", help="write the features here and keep them")
    ap.add_argument("--peers-only", action="store_true")
    a = ap.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    warnings.simplefilter("ignore", FutureWarning)
    x, labels, groups = features()
    train, asked = slice(0, TRAIN), slice(TRAIN, None)
    print(f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}; {TRAIN} + {ASKED} images x {WIDTH}, {CLASSES} classes, "
          f"{a.threads} threads", flush=True)
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        path = a.keep or str(Path(folder) / "features.safetensors")
        write_safetensors(path, {"train": x[train], "train_labels": labels[train].astype(np.int64),
                                 "train_groups": groups[train].astype(np.int64), "asked": x[asked],
                                 "asked_labels": labels[asked].astype(np.int64)})
        for case in a.case or CASES:
            rounds = []
            for index in range(a.rounds):
                found = {}
                if not a.peers_only:
                    done = subprocess.run([a.ours, "bench", "readouts", "--case", case, "--features", path, "--repeats", "1",
                                           "--threads", str(a.threads), "--json"], capture_output=True, text=True)
                    if done.returncode:
                        sys.exit(f"{a.ours} failed:\n{done.stderr}")
                    ours = json.loads(done.stdout)["cases"][0]
                    found["ours"] = (ours["seconds"], ours["balanced_accuracy"], ours["chosen"])
                for name, peer in CASES[case].items():
                    began = time.perf_counter()
                    predicted, chosen = peer(x[train], labels[train], groups[train], x[asked])
                    seconds = time.perf_counter() - began
                    found[name] = (seconds, balanced_accuracy_score(labels[asked], predicted), chosen)
                rounds.append(found)
                print(f"{case} round {index + 1}: " + ", ".join(
                    f"{name} {s:.3f} s (balanced accuracy {b:.4f}, chosen {c:g})" for name, (s, b, c) in found.items()), flush=True)
            if a.peers_only:
                continue
            fastest = statistics.median(r["ours"][0] / min(s for name, (s, _, _) in r.items() if name != "ours") for r in rounds)
            off = max(abs(r["ours"][1] - b) for r in rounds for _, b, _ in r.values())
            met = fastest <= 1 and off <= 0.005
            print(f"{'met   ' if met else 'MISSED'}  {case}: {fastest:.2f} x scikit-learn's time (at most 1), "
                  f"accuracies {100 * off:.2f} points apart (at most 0.5)", flush=True)
            if not met:
                missed.append(case)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
