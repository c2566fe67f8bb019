"""Figures of SciPy and statsmodels for the tests of src/evaluate/difference: prints them in the order of the files.

  python benches/peers/comparisons.py        (needs numpy, scipy, statsmodels)
"""
import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

print("swap.rs: every sign pattern")
for d in ([1, 2, 3, 4, 5], [0.3, -0.1, 0.4, 0.2, -0.2, 0.5, 0.1, 0.3], [1, -1, 1, -1]):
    test = stats.permutation_test((np.array(d, float),), np.sum, permutation_type="samples", n_resamples=np.inf)
    signs = np.array(np.meshgrid(*[[-1, 1]] * len(d))).reshape(len(d), -1)
    sums = np.abs(np.array(d, float) @ signs)
    by_hand = np.mean(sums >= abs(sum(d)) - 1e-9)
    print("  ", d, repr(float(test.pvalue)), repr(float(by_hand)))

print("holm.rs")
for p in ([0.01, 0.04, 0.03, 0.005], [0.2, 0.9, 0.5, 0.001, 0.02, 0.02]):
    print("  ", p, multipletests(p, method="holm")[1].tolist())

print("equivalence.rs")
d = np.array([0.010, -0.020, 0.015, 0.000, 0.030, -0.010, 0.005, 0.020])
print("  ", repr(float(ttost_paired(d, np.zeros_like(d), -0.03, 0.03)[0])))

print("wells.rs")
d, rows = np.array([0.10, 0.05, 0.12, 0.02, 0.08, 0.30]), np.array([0, 0, 1, 1, 2, 2])
for left_out in (None, 0, 1, 2):
    test = stats.ttest_1samp(d[rows != left_out] if left_out is not None else d, 0)
    low, high = test.confidence_interval()
    print("  without", left_out, repr(float(test.pvalue)), repr(float(low)), repr(float(high)))

print("tests.rs: a balanced table of groups x seeds, by two-way analysis of variance")
table = np.array([[(3 * g + 5 * s + g * s) % 7 - 2 + 2 * s for s in range(4)] for g in range(12)]) / 10
groups, seeds = table.shape
mean = table.mean()
a, b = table.mean(1) - mean, table.mean(0) - mean
rest = table - mean - a[:, None] - b[None, :]
ms_groups = seeds * (a**2).sum() / (groups - 1)
ms_seeds = groups * (b**2).sum() / (seeds - 1)
ms_rest = (rest**2).sum() / ((groups - 1) * (seeds - 1))
n = groups * seeds
parts = np.array([ms_groups, ms_seeds, ms_rest]) / n
variance = max(parts[0] + parts[1] - parts[2], parts[0], parts[1])
freedom = variance**2 / (parts**2 / np.array([groups - 1, seeds - 1, (groups - 1) * (seeds - 1)])).sum()
print("  mean", repr(float(mean)), "error", repr(float(variance**0.5)), "freedom", repr(float(freedom)), "parts", parts)
