//! Read-outs compared with scikit-learn 1.9 on synthetic features that both languages can make.
//!
//! ```python
//! def uniform(seed, n):  # SplitMix64
//!     out, s, M = np.empty(n), seed, (1 << 64) - 1
//!     for i in range(n):
//!         s = z = (s + 0x9E3779B97F4A7C15) & M
//!         z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
//!         z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
//!         out[i] = ((z ^ (z >> 31)) >> 11) / (1 << 53)
//!     return out
//! def data(n, d, k, seed):
//!     c = uniform(1, k * d).reshape(k, d) - .5
//!     u = uniform(seed, n * d).reshape(n, d) - .5
//!     y = np.array([i % k if i % 3 else 0 for i in range(n)])
//!     return (c[y] * .16 + u).astype(np.float32), y
//! X, y = data(1080, 256, 12, 11); T, t = data(600, 256, 12, 12)
//! s = StandardScaler().fit(X)
//! for C in (1e-3, 1e-2, 1.):
//!     m = LogisticRegression(C=C, class_weight="balanced", max_iter=3000, tol=1e-8).fit(s.transform(X), y)
//!     print(balanced_accuracy_score(t, m.predict(s.transform(T))))
//! S = normalize(T.astype(float)) @ normalize(X.astype(float)).T
//! for k in (1, 5, 10, 20):
//!     votes = np.zeros((600, 12))
//!     for v, r in zip(votes, S):
//!         for j in np.argsort(-r, kind="stable")[:k]: v[y[j]] += np.exp(r[j] / .07) / (y == y[j]).sum()
//!     print(balanced_accuracy_score(t, votes.argmax(1)))
//! ```

use std::time::Instant;

use super::confusion::balanced_accuracy;
use super::features::{Features, Standardiser};
use super::knn::knn;
use super::lbfgs::Limits;
use super::linear::linear;
use super::logistic::Logistic;
use super::random::Random;

const D: usize = 256;
const K: usize = 12;

fn data(n: usize, seed: u64) -> (Features, Vec<usize>) {
    let mut random = Random::plain(1);
    let centres: Vec<f64> = (0..K * D).map(|_| random.unit() - 0.5).collect();
    let labels: Vec<usize> = (0..n).map(|i| if i % 3 == 0 { 0 } else { i % K }).collect();
    let mut random = Random::plain(seed);
    let data = (0..n * D)
        .map(|p| {
            let u = random.unit() - 0.5;
            (centres[labels[p / D] * D + p % D] * 0.16 + u) as f32
        })
        .collect();
    (Features::new(n, D, data).unwrap(), labels)
}

#[test]
fn logistic_regression_is_as_accurate_as_scikit_learns() {
    let ((x, y), (t, truth)) = (data(1080, 11), data(600, 12));
    let standardiser = Standardiser::fit(&x);
    let (x, t) = (standardiser.apply(&x), standardiser.apply(&t));
    for (penalty, golden) in [(1000.0, 0.74), (100.0, 0.703_333_333), (1.0, 0.633_333_333)] {
        let limits = Limits { steps: 500, gradient: 1e-5 };
        let predicted = Logistic::fit(&x, &y, penalty, limits, None).predict(&t);
        let found = balanced_accuracy(&truth, &predicted, K).unwrap();
        assert!((found - golden).abs() < 0.005, "penalty {penalty}: {found} against {golden}");
    }
}

#[test]
fn neighbours_vote_as_in_numpy() {
    let ((x, y), (t, truth)) = (data(1080, 11), data(600, 12));
    let groups: Vec<usize> = (0..1080).collect();
    let outcome = knn(&x, &y, &groups, &t, K, 0);
    let golden = [(1, 0.327_777_778), (5, 0.368_333_333), (10, 0.428_333_333), (20, 0.493_888_889)];
    let plain = balanced_accuracy(&truth, &outcome.predicted_plain, K).unwrap();
    assert!((plain - golden[3].1).abs() < 0.002, "{plain}");
    let chosen = balanced_accuracy(&truth, &outcome.predicted, K).unwrap();
    let expected = golden.iter().find(|g| g.0 == outcome.k).unwrap().1;
    assert!((chosen - expected).abs() < 0.002, "k {}: {chosen}", outcome.k);
}

#[test]
fn a_linear_probe_with_its_choice_of_penalty_takes_seconds() {
    let ((x, y), (t, truth)) = (data(1080, 11), data(600, 12));
    let groups: Vec<usize> = (0..1080).map(|i| i / 4).collect();
    let start = Instant::now();
    let outcome = linear(&x, &y, &groups, &t, K, 0);
    let seconds = start.elapsed().as_secs_f64();
    let found = balanced_accuracy(&truth, &outcome.predicted, K).unwrap();
    println!("linear probe, 1080 x 256, 12 classes: {seconds:.2} s, penalty {}, {found:.3}", outcome.penalty);
    assert!(found > 0.7, "{found}");
}
