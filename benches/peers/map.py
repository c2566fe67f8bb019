#!/usr/bin/env python3
"""t-SNE of 5,000 images x 512 features: ours and scikit-learn's on the same features, in seconds and in trustworthiness
(12 neighbours, measured by scikit-learn's function for its map; ours is measured by our own, which a test holds to it).

    python benches/peers/map.py [--ours target/release/augscope] [--images 5000] [--threads 2] [--rounds 1]

The features are rows of length 1, so that the plain distance follows the cosine. scikit-learn gets what ours does first:
at most 50 principal components, perplexity 30, a start by PCA, learning rate "auto", 1000 rounds.
"""
import argparse, json, os, statistics, subprocess, sys, tempfile, time
from pathlib import Path

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--ours", default="target/release/augscope")
ap.add_argument("--images", type=int, default=5000)
ap.add_argument("--threads", type=int, default=2)
ap.add_argument("--rounds", type=int, default=1)
ap.add_argument("--most-seconds", type=float, default=20)
ap.add_argument("--ours-only", action="store_true")
a = ap.parse_args()
# Before the libraries that read it are loaded.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(a.threads)

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness

NEIGHBOURS, COMPONENTS = 12, 50


def read_features(path):
    raw = Path(path).read_bytes()
    size = int.from_bytes(raw[:8], "little")
    entry = json.loads(raw[8:8 + size])["features"]
    begin, end = entry["data_offsets"]
    return np.frombuffer(raw[8 + size + begin:8 + size + end], np.float32).reshape(entry["shape"])


ours, theirs = [], []
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder) / "features.safetensors")
    for index in range(a.rounds):
        done = subprocess.run([a.ours, "bench", "map", "--case", "tsne", "--images", str(a.images), "--repeats", "1",
                               "--threads", str(a.threads), "--write", path, "--json"], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{a.ours} failed:\n{done.stderr}")
        case = json.loads(done.stdout)["cases"][0]
        ours.append((case["seconds"], case["trustworthiness"]))
        print(f"round {index + 1}: ours {case['seconds']:.2f} s, trustworthiness {case['trustworthiness']:.4f}", flush=True)
        if a.ours_only:
            continue
        x = read_features(path)
        began = time.perf_counter()
        along = PCA(min(COMPONENTS, *x.shape), random_state=0).fit_transform(x)
        places = TSNE(perplexity=30, init="pca", learning_rate="auto", random_state=0, n_jobs=a.threads).fit_transform(along)
        seconds = time.perf_counter() - began
        theirs.append((seconds, trustworthiness(x, places, n_neighbors=NEIGHBOURS)))
        print(f"round {index + 1}: scikit-learn {sklearn.__version__} {seconds:.2f} s, trustworthiness {theirs[-1][1]:.4f}",
              flush=True)

seconds = statistics.median(s for s, _ in ours)
met = seconds <= a.most_seconds
print(f"{'met   ' if met else 'MISSED'}  t-SNE of {a.images} images in {seconds:.2f} s (at most {a.most_seconds:g})")
if theirs:
    apart = statistics.median(t for _, t in theirs) - statistics.median(t for _, t in ours)
    near = apart <= 0.02
    print(f"{'met   ' if near else 'MISSED'}  trustworthiness {apart:.4f} below scikit-learn's (at most 0.02)")
    met = met and near
sys.exit(not met)
