#!/usr/bin/env python3
"""Figures of scikit-learn, SciPy and statsmodels that those of src/evaluate must equal: writes figures.json beside this.

    python benches/peers/figures.py      (needs numpy, scipy, scikit-learn, statsmodels; half a minute)

(Not called statistics.py: the scripts beside it import the module of that name.)

Embeddings are made by a generator that tests/statistics.rs has as well, so that the file holds their settings alone; the
random numbers are those of src/evaluate/random.rs. Folds are dealt out by the rule of src/evaluate/folds.rs, written here
a second time: so both sides choose k and penalty by the same cross-validation.
"""
import json, sys, warnings
from pathlib import Path
import numpy as np
import scipy, sklearn, statsmodels
from scipy import optimize, stats
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (adjusted_mutual_info_score, adjusted_rand_score, average_precision_score, balanced_accuracy_score,
                             confusion_matrix, log_loss, precision_recall_fscore_support, roc_auc_score, silhouette_score)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler, normalize
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import ttost_paired

warnings.simplefilter("ignore")
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
FOLDS, CHOICES, PLAIN, TEMPERATURE = 5, [1, 5, 10, 20], 20, 0.07
PENALTIES = [10_000.0, 1000.0, 100.0, 10.0, 1.0, 0.1]

# name, seed, training images, asked images, features, classes, images a group, spread of the classes, of the groups,
# and whether a group holds one class only
SETS = [
    ("cells", 1, 600, 300, 64, 7, 8, 0.42, 0.3, False),
    ("harder", 2, 600, 300, 64, 7, 6, 0.4, 0.5, True),
    ("wide", 3, 1080, 600, 256, 12, 8, 0.2, 0.2, False),
]


def bits(seed, stream, n):
    """The first n numbers of Random::new(seed, stream)."""
    def mix(z):
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))
    with np.errstate(over="ignore"):
        first = int(mix(np.array([(seed + GOLDEN) & MASK], np.uint64))[0])
        start = first ^ (stream * 0xD1B54A32D192ED03 & MASK)
        # The first number of the second generator is thrown away.
        steps = (np.arange(2, n + 2, dtype=np.uint64) * np.uint64(GOLDEN)) + np.uint64(start)
        return mix(steps)


def unit(seed, stream, n):
    return (bits(seed, stream, n) >> np.uint64(11)).astype(float) / 2.0**53


def embedding(seed, train, asked, width, classes, group, spread, shift, pure):
    n = train + asked
    groups = np.arange(n) // group
    total, cumulative = 0.0, []
    for c in range(classes):
        total += 1.0 / (c + 2)
        cumulative.append(total)
    drawn = unit(seed, 0, n)
    drawn = drawn[groups] if pure else drawn
    labels = (drawn[:, None] * total >= np.array(cumulative)[:-1]).sum(1)
    centres = unit(seed, 1, classes * width).reshape(classes, width) - 0.5
    shifts = unit(seed, 2, (groups[-1] + 1) * width).reshape(-1, width) - 0.5
    noise = unit(seed, 3, n * width).reshape(n, width) + unit(seed, 4, n * width).reshape(n, width) - 1.0
    x = (centres[labels] * spread + shifts[groups] * shift + noise).astype(np.float32)
    return x.astype(float), labels, groups


def folds(labels, groups, seed):
    """src/evaluate/folds.rs."""
    members = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    numbers = bits(seed, 0xF01D, len(members)).tolist()
    for draw, i in zip(numbers, range(len(members) - 1, 0, -1)):
        j = draw * (i + 1) >> 64
        members[i], members[j] = members[j], members[i]
    members.sort(key=len, reverse=True)
    totals = np.bincount(labels)
    filled, sizes, fold_of = np.zeros((FOLDS, len(totals))), np.zeros(FOLDS, int), np.zeros(len(labels), int)
    for images in members:
        share = np.bincount(labels[images], minlength=len(totals)) / np.maximum(totals, 1)
        # Sums of a few equal terms in another order would break ties otherwise.
        cost = np.round((share * filled).sum(1), 12)
        best = min(range(FOLDS), key=lambda f: (cost[f], sizes[f]))
        filled[best] += share
        sizes[best] += len(images)
        fold_of[images] = best
    return fold_of


def neighbours(x, y, t, k):
    """Class of every row by KNeighborsClassifier: votes exp(cosine / 0.07), divided by the size of the class."""
    weigh = lambda distances: np.exp((1 - distances) / TEMPERATURE)
    model = KNeighborsClassifier(k, metric="cosine", algorithm="brute", weights=weigh).fit(x, y)
    return model.classes_[(model.predict_proba(t) / np.bincount(y)[model.classes_]).argmax(1)]


def chosen(settings, fold_of, y, predict):
    """Balanced accuracy of the pooled out-of-fold predictions of every setting."""
    scores = []
    for setting in settings:
        pooled = np.zeros_like(y)
        for fold in range(FOLDS):
            pooled[fold_of == fold] = predict(fold_of != fold, fold_of == fold, setting)
        scores.append(float(balanced_accuracy_score(y, pooled)))
    return scores


def logistic(x, y, penalty):
    return LogisticRegression(C=1 / penalty, class_weight="balanced", max_iter=20_000, tol=1e-8).fit(x, y)


def readouts(x, y, t, truth, classes, fold_of):
    ks = chosen(CHOICES, fold_of, y, lambda learn, ask, k: neighbours(x[learn], y[learn], x[ask], k))
    k = max(zip(ks, CHOICES))[1]
    said = neighbours(x, y, t, k)
    scaler = StandardScaler().fit(x)
    xs, ts = scaler.transform(x), scaler.transform(t)
    penalties = chosen(PENALTIES, fold_of, y, lambda learn, ask, p: logistic(xs[learn], y[learn], p).predict(xs[ask]))
    penalty = PENALTIES[int(np.argmax(penalties))]
    at = []
    for p in PENALTIES:
        model = logistic(xs, y, p)
        at.append({"penalty": p, "balanced_accuracy": balanced_accuracy_score(truth, model.predict(ts)),
                   "log_loss": log_loss(truth, model.predict_proba(ts), labels=model.classes_)})
    precision, recall, f1, _ = precision_recall_fscore_support(truth, said, labels=range(classes), zero_division=np.nan)
    return {
        "knn": {"k": k, "scores": ks, "predicted": said.tolist(), "balanced_accuracy": balanced_accuracy_score(truth, said),
                "plain_balanced_accuracy": balanced_accuracy_score(truth, neighbours(x, y, t, PLAIN)),
                "confusion": confusion_matrix(truth, said, labels=range(classes)).tolist(),
                "recall": recall.tolist(), "precision": precision.tolist(), "f1": f1.tolist()},
        "probe": {"penalty": penalty, "scores": penalties, "at": at},
    }


def groupings(t, truth, groups, classes):
    z = normalize(StandardScaler().fit_transform(t))
    found = KMeans(len(np.unique(truth)), n_init=10, random_state=0).fit(z)
    centred = normalize(t - t.mean(0))
    i, j = np.triu_indices(len(t), 1)
    aucs = []
    for c in range(classes):
        own = (truth[i] == c) & (truth[j] == c)
        same = groups[i[own]] == groups[j[own]]
        large = np.bincount(groups[truth == c]) >= 2
        aucs.append(roc_auc_score(same, (centred[i[own]] * centred[j[own]]).sum(1)) if large.sum() > 1 else None)
    s = np.linalg.svd(t, compute_uv=False)
    p = s / s.sum() + 1e-7
    return {
        "clusters": found.labels_.tolist(), "inertia": float(found.inertia_),
        "ami": adjusted_mutual_info_score(truth, found.labels_), "ari": adjusted_rand_score(truth, found.labels_),
        "silhouette_labels": silhouette_score(z, truth), "silhouette_clusters": silhouette_score(z, found.labels_),
        "batch_auc": aucs, "rank_me": float(np.exp(-(p * np.log(p)).sum())),
        "spread": float(normalize(t).std(0).mean() * np.sqrt(t.shape[1])),
    }


def wilson(p, n):
    return list(map(float, proportion_confint(p * n, n, method="wilson")))


def t975(df):
    return stats.t.ppf(0.975, df)


def by_group(right, truth, groups, c):
    own = truth == c
    names = np.unique(groups[own])
    return (np.array([right[own & (groups == g)].sum() for g in names], float),
            np.array([(own & (groups == g)).sum() for g in names], float))


def recall_intervals(right, truth, groups, classes):
    """The rule of src/evaluate/interval, the bootstrap by SciPy with many resamples."""
    tallies = [by_group(right, truth, groups, c) for c in range(classes)]

    def effect(correct, n):
        p, g = correct.sum() / max(n.sum(), 1), len(n)
        if g < 2 or not 0 < p < 1:
            return None
        return g / (g - 1) * ((correct - p * n) ** 2).sum() / (n.sum() * p * (1 - p))
    effects = [e for e in (effect(*tally) for tally in tallies) if e is not None]
    mean_effect = float(np.mean(effects)) if effects else None
    found = []
    for correct, n in tallies:
        g, images, hits = len(n), n.sum(), correct.sum()
        if g == 0 or (g == 1 and images > 1):
            found.append(None)
        elif g == images:
            found.append({"method": "Wilson", "limits": wilson(hits / images, images)})
        elif hits in (0, images):
            limits = korn_graubard(hits / images, images, g, mean_effect)
            found.append({"method": "Korn-Graubard", "limits": limits})
        elif g < 8:
            found.append(None)
        else:
            ratio = lambda c, m, axis: c.sum(axis) / m.sum(axis)
            draws = stats.bootstrap((correct, n), ratio, paired=True, vectorized=True, n_resamples=100_000, method="percentile",
                                    rng=np.random.default_rng(0)).bootstrap_distribution
            p = hits / images
            design = max(draws.var(ddof=1) * g / (g - 1) * images / (p * (1 - p)), 0.5)
            few = min((t975(images - 1) / t975(g - 1)) ** 2, 1)
            found.append({"method": "bootstrap over groups", "limits": wilson(p, images / design * few)})
    return found


def balanced_interval(right, truth, groups, classes):
    """Expanded percentiles of the balanced accuracy, groups drawn within strata."""
    names = np.unique(groups)
    correct = np.array([[right[(groups == g) & (truth == c)].sum() for c in range(classes)] for g in names], float)
    images = np.array([[((groups == g) & (truth == c)).sum() for c in range(classes)] for g in names], float)
    held = (images > 0).sum(0)
    stratum = np.array([min(np.flatnonzero(row), key=lambda c: (held[c], c)) for row in images])
    rng, values = np.random.default_rng(0), []
    strata = [np.flatnonzero(stratum == s) for s in np.unique(stratum)]
    while len(values) < 60_000:
        drawn = np.concatenate([rng.choice(s, len(s)) for s in strata])
        n = images[drawn].sum(0)
        if (n[held > 0] > 0).all():
            values.append((correct[drawn].sum(0)[held > 0] / n[held > 0]).mean())
    g, freedom = len(names), len(names) - len(strata)
    tail = stats.norm.sf(np.sqrt(g / freedom) * t975(freedom))
    return np.quantile(values, [tail, 1 - tail]).tolist()


def korn_graubard(share, n, groups, effect):
    effective = groups if effect is None else min(max(n / max(effect, 1), min(groups, n)), n)
    if n > 1.5:
        effective *= min((t975(n - 1) / t975(groups - 1)) ** 2, 1)
    low, high = proportion_confint(share * effective, effective, method="beta")
    return [0.0 if share <= 0 else float(low), 1.0 if share >= 1 else float(high)]


def proportions():
    cases = [(0, 10), (8, 10), (10, 10), (1, 3), (47, 120), (119, 120), (333, 1000)]
    exact = lambda k, n: [0.0 if k == 0 else float(proportion_confint(k, n, method="beta")[0]),
                          1.0 if k == n else float(proportion_confint(k, n, method="beta")[1])]
    korn = [(1.0, 120, 12, 1.0), (1.0, 120, 12, 4.0), (0.0, 120, 12, None), (1.0, 30, 30, 1.0), (0.0, 9, 2, 2.5), (1.0, 64, 8, 0.4)]
    return {"wilson": [[k / n, n, *wilson(k / n, n)] for k, n in cases],
            "clopper_pearson": [[k, n, *exact(k, n)] for k, n in [*cases, (3.7, 9.2), (0.4, 2.6)]],
            "korn_graubard": [{"share": s, "n": n, "groups": g, "effect": e, "limits": korn_graubard(s, n, g, e)}
                              for s, n, g, e in korn]}


def tests():
    holm, tost = [], []
    for number, n in enumerate([1, 7, 24, 60]):
        p = np.round(unit(20 + number, 0, n) ** 3, 6)
        p[1::9] = p[0]
        holm.append({"p": p.tolist(), "adjusted": multipletests(p, method="holm")[1].tolist()})
    for number, (n, size, move) in enumerate([(6, 0.02, 0.0), (12, 0.05, 0.01), (30, 0.2, -0.02), (9, 0.01, 0.029), (8, 0.03, 0.05)]):
        d = np.round((unit(30 + number, 0, n) - 0.5) * size + move, 6)
        low, high = stats.ttest_1samp(d, 0).confidence_interval()
        tost.append({"differences": d.tolist(), "p": float(ttost_paired(d, np.zeros(n), -0.03, 0.03)[0]),
                     "p_no_difference": float(stats.ttest_1samp(d, 0).pvalue), "limits": [float(low), float(high)]})
    return {"holm": holm, "tost": tost}


def assays():
    controls = []
    for number, (positive, negative, apart) in enumerate([(12, 12, 1.0), (8, 20, 3.0), (5, 5, 0.1), (16, 9, -2.0)]):
        p, n = np.round(unit(40 + number, 0, positive) + apart, 6), np.round(unit(40 + number, 1, negative), 6)
        mad = lambda v: stats.median_abs_deviation(v, scale="normal")
        plain = 1 - 3 * (p.std(ddof=1) + n.std(ddof=1)) / abs(p.mean() - n.mean())
        robust = 1 - 3 * (mad(p) + mad(n)) / abs(np.median(p) - np.median(n))
        controls.append({"positive": p.tolist(), "negative": n.tolist(), "z_prime": float(plain), "robust_z_prime": float(robust)})
    return {"controls": controls, "dose_response": [
        dose_response(50, 1.0, 60.0, 1.7, 0.1, 8, 4, 3.0, 4), dose_response(51, -0.6, 8.0, 0.9, 0.05, 9, 3, 2.0, 0),
        dose_response(52, 2.0, 30.0, 3.0, 0.6, 10, 4, 2.0, 8), dose_response(53, 1.0, 5.0, 1.0, 0.02, 7, 2, 4.0, 2)]}


def dose_response(seed, effect, ec50, hill, noise, doses, wells, step, untreated):
    dose = np.repeat(step ** np.arange(doses), wells)
    dose = np.concatenate([np.zeros(untreated), dose])
    share = np.where(dose > 0, 1 / (1 + (ec50 / np.maximum(dose, 1e-300)) ** hill), 0)
    y = np.round(0.1 + effect * share + (unit(seed, 0, len(dose)) - 0.5) * noise, 6)
    def curve(x, bottom, top, log_ec50, log_hill):
        with np.errstate(divide="ignore"):
            return bottom + (top - bottom) / (1 + np.exp(-np.exp(log_hill) * (np.log(x) - log_ec50)))
    def fit(x, y, start):
        return optimize.curve_fit(curve, x, y, start, xtol=1e-14, ftol=1e-14, gtol=1e-14, maxfev=20_000)[0]
    best = fit(dose, y, [0.1, 0.1 + effect, np.log(ec50), np.log(hill)])
    missed, spread, freedom = ((y - curve(dose, *best)) ** 2).sum(), ((y - y.mean()) ** 2).sum(), len(y) - 4
    rng, draws = np.random.default_rng(seed), []
    rows = [np.flatnonzero(dose == d) for d in np.unique(dose)]
    while len(draws) < 4000:
        drawn = np.concatenate([rng.choice(r, len(r)) for r in rows])
        try:
            draws.append(fit(dose[drawn], y[drawn], best)[2])
        except RuntimeError:
            continue
    left = len(y) - len(rows)
    tail = stats.norm.sf(np.sqrt(len(y) / left) * t975(left))
    return {"wells": [list(pair) for pair in zip(dose.tolist(), y.tolist())], "ec50": float(np.exp(best[2])),
            "bottom": float(best[0]), "top": float(best[1]), "hill": float(np.exp(best[3])), "r2": float(1 - missed / spread),
            "p": float(stats.f.sf(((spread - missed) / 3) / (missed / freedom), 3, freedom)),
            "limits": np.exp(np.quantile(draws, [tail, 1 - tail])).tolist()}


def retrieval(t, truth):
    """mAP of the images of classes 1 and 2, as if they were wells, among those of class 0, and its mean without meaning."""
    found = []
    for c in (1, 2):
        own = np.flatnonzero((truth == 0) | (truth == c))
        is_replicate = truth[own] == c
        z = StandardScaler().fit(t[(truth == 0) | (truth == 1) | (truth == 2)]).transform(t[own])
        u = normalize(z - z[~is_replicate].mean(0))
        s = u @ u.T
        found.append(float(np.mean([average_precision_score(np.delete(is_replicate, q), np.delete(s[q], q))
                                    for q in np.flatnonzero(is_replicate)])))
    return found


def main():
    sets = []
    for name, *settings in SETS:
        seed, train, asked, width, classes, group, spread, shift, pure = settings
        x, y, groups = embedding(*settings)
        t, truth, asked_groups = x[train:], y[train:], groups[train:]
        x, y = x[:train], y[:train]
        fold_of = folds(y, groups[:train], seed)
        found = readouts(x, y, t, truth, classes, fold_of)
        right = np.array(found["knn"]["predicted"]) == truth
        sets.append({
            "name": name, "seed": seed, "train": train, "asked": asked, "width": width, "classes": classes, "group": group,
            "apart": spread, "shift": shift, "pure": pure, "first": x[0, :3].tolist(), "last": t[-1, -3:].tolist(),
            "folds": fold_of.tolist(), **found, **groupings(t, truth, asked_groups, classes),
            "recall_intervals": recall_intervals(right, truth, asked_groups, classes),
            "balanced_interval": balanced_interval(right, truth, asked_groups, classes), "map": retrieval(t, truth)})
        print(f"{name}: kNN {found['knn']['balanced_accuracy']:.3f} (k {found['knn']['k']}), probe penalty "
              f"{found['probe']['penalty']:g} {[round(a['balanced_accuracy'], 3) for a in found['probe']['at']]}, "
              f"intervals {[i and i['method'][:6] for i in sets[-1]['recall_intervals']]}", file=sys.stderr)
    versions = {m.__name__: m.__version__ for m in (np, scipy, sklearn, statsmodels)}
    whole = {"made_by": "benches/peers/figures.py", "versions": versions, "sets": sets, **proportions(), **tests(), **assays()}
    # NaN is no JSON: what is not defined is null.
    clean = lambda v: ({k: clean(x) for k, x in v.items()} if isinstance(v, dict) else [clean(x) for x in v]
                       if isinstance(v, (list, tuple)) else None if isinstance(v, float) and np.isnan(v) else v)
    Path(__file__).with_suffix(".json").write_text(json.dumps(clean(whole), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
