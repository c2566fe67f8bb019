//! Figures of `evaluate` against those of scikit-learn, SciPy and statsmodels in benches/peers/figures.json, which
//! benches/peers/figures.py makes. Every test prints a table: ours, theirs, difference, bound.
//!
//! Metrics are held to 1e-6, accuracies of probes to 0.5 points. Where chance is drawn differently on both sides
//! (bootstraps), the bound says how far two honest answers may be apart.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(
    clippy::print_stdout,
    reason = "the tables are what scripts/bars/statistics-against-libraries shows"
)]

use augscope::evaluate::difference::{Spread, equivalence, holm, wells};
use augscope::evaluate::interval::{Interval, clopper_pearson, intervals, korn_graubard, wilson};
use augscope::evaluate::plate::{Well, WellRole, dose_response, plate_verdict, robust_z_prime, z_prime};
use augscope::evaluate::{
    Confusion, Features, Limits, Logistic, Random, Standardiser, adjusted_mutual_information,
    adjusted_rand_index, assign_folds, balanced_accuracy, batch_effect, clusters, collapse, kmeans, knn,
    linear, silhouette,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Of metrics.
const EXACT: f64 = 1e-6;
/// Half a point of a probe's accuracy.
const HALF_A_POINT: f64 = 0.005;

static PEERS: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../benches/peers/figures.json")).expect("figures.json is JSON")
});

/// Ours and theirs under a name; of several values the one that is worst.
#[derive(Default)]
struct Table(BTreeMap<String, (usize, f64, f64, f64)>);

impl Table {
    fn add(&mut self, name: &str, ours: f64, theirs: f64, bound: f64) {
        let off = |row: &(usize, f64, f64, f64)| (row.1 - row.2).abs() / row.3;
        let next = (1, ours, theirs, bound);
        let row = self.0.entry(name.to_owned()).or_insert((0, ours, theirs, bound));
        row.0 += 1;
        // What is no number is always the worst.
        if off(&next) > off(row) || ours.is_nan() {
            *row = (row.0, ours, theirs, bound);
        }
    }

    fn add_all(&mut self, name: &str, ours: &[f64], theirs: &[f64], bound: f64) {
        assert_eq!(ours.len(), theirs.len(), "{name}");
        for (ours, theirs) in ours.iter().zip(theirs) {
            self.add(name, *ours, *theirs, bound);
        }
    }

    /// Limits that were drawn by chance on both sides, within a share of the interval's width.
    fn add_limits(&mut self, name: &str, ours: [f64; 2], theirs: &[f64], share: f64) {
        self.add_all(name, &ours, theirs, share * (theirs[1] - theirs[0]));
    }

    fn judge(self, title: &str) {
        let mut missed = Vec::new();
        println!(
            "{:<46} {:>6} {:>16} {:>16} {:>9} {:>9}",
            title, "values", "ours", "theirs", "apart", "bound"
        );
        for (name, (values, ours, theirs, bound)) in self.0 {
            let apart = (ours - theirs).abs();
            let met = apart <= bound;
            let word = if met { "met" } else { "MISSED" };
            println!(
                "{word:<6} {name:<39} {values:>6} {ours:>16.9} {theirs:>16.9} {apart:>9.1e} {bound:>9.1e}"
            );
            if !met {
                missed.push(name);
            }
        }
        assert!(missed.is_empty(), "MISSED: {missed:?}");
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn wholes(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|v| v.as_u64().unwrap() as usize).collect()
}

fn list(of: &'static str) -> &'static [Value] {
    PEERS[of].as_array().unwrap()
}

/// A set of embeddings, made as benches/peers/figures.py makes it.
struct Set {
    told: &'static Value,
    name: &'static str,
    classes: usize,
    train: Features,
    labels: Vec<usize>,
    groups: Vec<usize>,
    asked: Features,
    truth: Vec<usize>,
    asked_groups: Vec<usize>,
}

impl Set {
    fn all() -> Vec<Self> {
        list("sets").iter().map(Self::made).collect()
    }

    fn made(told: &'static Value) -> Self {
        let whole = |key: &str| told[key].as_u64().unwrap() as usize;
        let (train, n) = (whole("train"), whole("train") + whole("asked"));
        let (width, classes, group, seed) =
            (whole("width"), whole("classes"), whole("group"), told["seed"].as_u64().unwrap());
        let uniform = |stream: u64, n: usize| -> Vec<f64> {
            let mut random = Random::new(seed, stream);
            (0..n).map(|_| random.unit()).collect()
        };
        let mut cumulative = Vec::new();
        let mut total = 0.0;
        for class in 0..classes {
            total += 1.0 / (class + 2) as f64;
            cumulative.push(total);
        }
        let groups: Vec<usize> = (0..n).map(|i| i / group).collect();
        let drawn = uniform(0, n);
        let pure = told["pure"].as_bool().unwrap();
        let label = |i: usize| {
            let drawn = drawn[if pure { groups[i] } else { i }] * total;
            cumulative[..classes - 1].iter().filter(|c| drawn >= **c).count()
        };
        let labels: Vec<usize> = (0..n).map(label).collect();
        let centres = uniform(1, classes * width);
        let shifts = uniform(2, (groups[n - 1] + 1) * width);
        let (noise, more) = (uniform(3, n * width), uniform(4, n * width));
        let (spread, shift) = (number(&told["apart"]), number(&told["shift"]));
        let value = |p: usize| {
            let (i, j) = (p / width, p % width);
            let of_class = (centres[labels[i] * width + j] - 0.5) * spread;
            let of_group = (shifts[groups[i] * width + j] - 0.5) * shift;
            (of_class + of_group + (noise[p] + more[p] - 1.0)) as f32
        };
        let mut data: Vec<f32> = (0..n * width).map(value).collect();
        for (found, told) in data[..3].iter().zip(numbers(&told["first"])) {
            assert_eq!(*found, told as f32, "both sides make the same embeddings");
        }
        for (found, told) in data[n * width - 3..].iter().zip(numbers(&told["last"])) {
            assert_eq!(*found, told as f32, "both sides make the same embeddings");
        }
        let asked = Features::new(n - train, width, data.split_off(train * width)).unwrap();
        Self {
            told,
            name: told["name"].as_str().unwrap(),
            classes,
            train: Features::new(train, width, data).unwrap(),
            asked,
            truth: labels[train..].to_vec(),
            labels: labels[..train].to_vec(),
            asked_groups: groups[train..].to_vec(),
            groups: groups[..train].to_vec(),
        }
    }

    fn seed(&self) -> u64 {
        self.told["seed"].as_u64().unwrap()
    }
}

#[test]
fn neighbours_vote_as_scikit_learn_lets_them() {
    let mut table = Table::default();
    for set in Set::all() {
        let (told, classes, name) = (&set.told["knn"], set.classes, set.name);
        assert_eq!(
            assign_folds(&set.labels, &set.groups, 5, set.seed()),
            wholes(&set.told["folds"]),
            "{name}"
        );
        let found = knn(&set.train, &set.labels, &set.groups, &set.asked, classes, set.seed());
        table.add(&format!("{name}: k"), found.k as f64, number(&told["k"]), 0.0);
        let apart = found.predicted.iter().zip(wholes(&told["predicted"])).filter(|(a, b)| **a != *b).count();
        table.add(&format!("{name}: kNN, other answers"), apart as f64, 0.0, 0.0);
        let plain = balanced_accuracy(&set.truth, &found.predicted_plain, classes).unwrap();
        table.add(&format!("{name}: kNN, k 20"), plain, number(&told["plain_balanced_accuracy"]), EXACT);
        let confusion = Confusion::new(&set.truth, &found.predicted, classes);
        let balanced = confusion.balanced_accuracy().unwrap();
        table.add(&format!("{name}: kNN"), balanced, number(&told["balanced_accuracy"]), EXACT);
        for (row, told) in confusion.counts.iter().zip(told["confusion"].as_array().unwrap()) {
            table.add_all(&format!("{name}: confusion"), row, &numbers(told), EXACT);
        }
        for class in 0..classes {
            let mut add = |what: &str, ours: Option<f64>| {
                let theirs = &told[what][class];
                assert_eq!(ours.is_none(), theirs.is_null(), "{name}, {what} of class {class}");
                if let Some(ours) = ours {
                    table.add(&format!("{name}: {what}"), ours, number(theirs), EXACT);
                }
            };
            add("recall", confusion.recall(class));
            add("precision", confusion.precision(class));
            add("f1", confusion.f1(class));
        }
    }
    table.judge("nearest neighbours, confusion");
}

#[test]
fn the_probe_is_scikit_learns_logistic_regression() {
    let mut table = Table::default();
    for set in Set::all() {
        let (told, classes, name) = (&set.told["probe"], set.classes, set.name);
        let standardiser = Standardiser::fit(&set.train);
        let (train, asked) = (standardiser.apply(&set.train), standardiser.apply(&set.asked));
        let found = linear(&set.train, &set.labels, &set.groups, &set.asked, classes, set.seed());
        table.add(&format!("{name}: penalty"), found.penalty, number(&told["penalty"]), 0.0);
        for at in told["at"].as_array().unwrap() {
            let penalty = number(&at["penalty"]);
            let theirs = number(&at["balanced_accuracy"]);
            let limits = Limits { steps: 2000, gradient: 1e-6 };
            let model = Logistic::fit(&train, &set.labels, penalty, limits, None);
            let ours = balanced_accuracy(&set.truth, &model.predict(&asked), classes).unwrap();
            table.add(&format!("{name}: probe, every penalty"), ours, theirs, HALF_A_POINT);
            let p = model.probabilities(&asked, classes);
            let loss = |(i, class): (usize, &usize)| -p[i * classes + class].ln();
            let loss = set.truth.iter().enumerate().map(loss).sum::<f64>() / set.truth.len() as f64;
            // Weak penalties leave a flat valley, in which sums of 32 bits end a little earlier.
            let theirs = number(&at["log_loss"]);
            table.add(&format!("{name}: log loss, every penalty"), loss, theirs, 5e-4 * theirs.max(1.0));
            if penalty == number(&told["penalty"]) {
                let ours = balanced_accuracy(&set.truth, &found.predicted, classes).unwrap();
                let theirs = number(&at["balanced_accuracy"]);
                table.add(&format!("{name}: probe"), ours, theirs, HALF_A_POINT);
            }
        }
    }
    table.judge("linear probe");
}

#[test]
fn agreement_silhouettes_ranks_and_batch_effects_are_scikit_learns() {
    let mut table = Table::default();
    for set in Set::all() {
        let (told, name) = (set.told, set.name);
        let mut add = |what: &str, ours: f64| {
            table.add(&format!("{name}: {what}"), ours, number(&told[what]), EXACT);
        };
        let theirs = wholes(&told["clusters"]);
        let standardised = Standardiser::fit(&set.asked).apply(&set.asked);
        let z = standardised.normalised();
        add("ami", adjusted_mutual_information(&set.truth, &theirs));
        add("ari", adjusted_rand_index(&set.truth, &theirs));
        add("silhouette_labels", clusters(&standardised, &set.truth, 0).silhouette_labels.unwrap());
        add("silhouette_clusters", silhouette(&z, &theirs).unwrap());
        let found = collapse(&set.asked, 0);
        add("rank_me", found.rank_me);
        add("spread", found.spread);
        let k = theirs.iter().max().unwrap() + 1;
        let inertia = |of: &[usize]| inertia(&z, of, k);
        table.add(&format!("{name}: inertia of theirs"), inertia(&theirs), number(&told["inertia"]), 1e-4);
        // Both are the best of ten starts: a hundredth apart is chance.
        let ours = inertia(&kmeans(&z, k, 0));
        table.add(&format!("{name}: K-means, relative"), ours / number(&told["inertia"]), 1.0, 0.01);
        let batches = batch_effect(&set.asked, &set.truth, &set.asked_groups, set.classes, 0).unwrap();
        for (class, figure) in batches.per_class.iter().enumerate() {
            if let (Some(ours), Some(theirs)) = (figure.value, told["batch_auc"][class].as_f64()) {
                table.add(&format!("{name}: batch AUC"), ours, theirs, EXACT);
            } else {
                assert!(
                    figure.value.is_none() && told["batch_auc"][class].is_null(),
                    "{name}, class {class}"
                );
            }
        }
    }
    table.judge("agreement, silhouettes, batches");
}

/// Squared distances to the means of clusters.
fn inertia(z: &Features, of: &[usize], k: usize) -> f64 {
    let d = z.d();
    let (mut sums, mut counts) = (vec![0.0; k * d], vec![0.0; k]);
    for (i, &cluster) in of.iter().enumerate() {
        counts[cluster] += 1.0;
        for (sum, &v) in sums[cluster * d..].iter_mut().zip(z.row(i)) {
            *sum += f64::from(v);
        }
    }
    let away = |i: usize| -> f64 {
        let (cluster, row) = (of[i], z.row(i));
        (0..d).map(|j| (f64::from(row[j]) - sums[cluster * d + j] / counts[cluster]).powi(2)).sum()
    };
    (0..z.n()).map(away).sum()
}

#[test]
fn proportions_have_statsmodels_limits() {
    let mut table = Table::default();
    let told = &PEERS["wilson"];
    for case in told.as_array().unwrap().iter().map(numbers) {
        table.add_all("Wilson", &wilson(case[0], case[1]), &case[2..], EXACT);
    }
    for case in list("clopper_pearson").iter().map(numbers) {
        table.add_all("Clopper-Pearson", &clopper_pearson(case[0], case[1]), &case[2..], EXACT);
    }
    for case in list("korn_graubard") {
        let groups = case["groups"].as_u64().unwrap() as usize;
        let ours = korn_graubard(number(&case["share"]), number(&case["n"]), groups, case["effect"].as_f64());
        table.add_all("Korn-Graubard", &ours, &numbers(&case["limits"]), EXACT);
    }
    table.judge("limits of proportions");
}

/// 4,000 draws leave the variance of a share uncertain by 2.2 %, hence the limits by 1.1 % of the width; of percentiles
/// in the tails by 1.3 %. The bounds are five times as much.
#[test]
fn recalls_and_balanced_accuracy_have_scipys_bootstrap_limits() {
    let mut table = Table::default();
    for set in Set::all() {
        let (told, name) = (set.told, set.name);
        let predicted = wholes(&told["knn"]["predicted"]);
        let correct: Vec<f64> =
            predicted.iter().zip(&set.truth).map(|(p, t)| f64::from(u8::from(p == t))).collect();
        let found = intervals(&correct, &set.truth, &set.asked_groups, set.classes, 0);
        for (class, interval) in found.recall.iter().enumerate() {
            let told = &told["recall_intervals"][class];
            match interval {
                Interval::None(_) => assert!(told.is_null(), "{name}, class {class}: {interval:?} {told}"),
                Interval::Limits(limits, method) => {
                    assert_eq!(told["method"], *method, "{name}, class {class}");
                    let theirs = numbers(&told["limits"]);
                    if *method == "bootstrap over groups" {
                        table.add_limits(&format!("{name}: bootstrap of recall"), *limits, &theirs, 0.055);
                    } else {
                        table.add_all(&format!("{name}: {method} of recall"), limits, &theirs, EXACT);
                    }
                }
            }
        }
        let ours = found.balanced.limits().unwrap();
        let theirs = numbers(&told["balanced_interval"]);
        table.add_limits(&format!("{name}: bootstrap of balanced acc."), ours, &theirs, 0.065);
    }
    table.judge("bootstrap over groups");
}

#[test]
fn tests_of_differences_are_statsmodels() {
    let mut table = Table::default();
    for case in list("holm") {
        table.add_all("Holm", &holm(&numbers(&case["p"])), &numbers(&case["adjusted"]), EXACT);
    }
    for case in list("tost") {
        let d = numbers(&case["differences"]);
        let n = d.len() as f64;
        let mean = d.iter().sum::<f64>() / n;
        let variance = d.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let spread = Spread { error: (variance / n).sqrt(), freedom: n - 1.0 };
        table.add("TOST", equivalence(mean, &spread, 0.03), number(&case["p"]), EXACT);
        let rows: Vec<usize> = (0..d.len()).map(|i| i % 3).collect();
        let found = wells(&d, &rows).unwrap();
        table.add("t of wells", found.p, number(&case["p_no_difference"]), EXACT);
        table.add_all("limits of wells", &found.difference_ci95, &numbers(&case["limits"]), EXACT);
    }
    table.judge("tests");
}

#[test]
fn assays_are_judged_as_by_scipy() {
    let mut table = Table::default();
    for case in list("controls") {
        let (positive, negative) = (numbers(&case["positive"]), numbers(&case["negative"]));
        let of = |figure: augscope::evaluate::Figure| figure.value.unwrap();
        table.add("Z'", of(z_prime(&positive, &negative, 0)), number(&case["z_prime"]), EXACT);
        let robust = of(robust_z_prime(&positive, &negative, 0));
        table.add("robust Z'", robust, number(&case["robust_z_prime"]), EXACT);
    }
    for case in list("dose_response") {
        let wells: Vec<(f64, f64)> =
            case["wells"].as_array().unwrap().iter().map(|w| (number(&w[0]), number(&w[1]))).collect();
        let found = dose_response(&wells, 0);
        let mut add = |what: &str, ours: f64| {
            let theirs = number(&case[what]);
            table.add(&format!("dose response: {what}"), ours, theirs, EXACT * theirs.abs().max(1.0));
        };
        add("ec50", found.ec50.value.unwrap());
        add("bottom", found.bottom.unwrap());
        add("top", found.top.unwrap());
        add("hill", found.hill.unwrap());
        add("r2", found.r2.unwrap());
        add("p", found.p.unwrap());
        // 500 draws leave a limit, the logarithm's 1 % point or so, uncertain by 4 % of the width.
        let theirs: Vec<f64> = numbers(&case["limits"]).iter().map(|v| v.ln()).collect();
        let ours = found.ec50.ci95.unwrap().map(f64::ln);
        table.add_limits("dose response: limits of ec50", ours, &theirs, 0.2);
    }
    table.judge("plates");
}

#[test]
fn replicates_are_found_as_by_scikit_learns_average_precision() {
    let mut table = Table::default();
    for set in Set::all() {
        let wells: Vec<Well> = (0..set.truth.len())
            .filter(|&i| set.truth[i] < 3)
            .map(|i| Well {
                name: format!("{i}"),
                role: if set.truth[i] == 0 { WellRole::Negative } else { WellRole::Treated },
                treatment: format!("{}", set.truth[i]),
                dose: None,
                images: vec![i],
            })
            .collect();
        let found = plate_verdict(&set.asked, &wells, 0).unwrap().replicates;
        for (class, theirs) in numbers(&set.told["map"]).into_iter().enumerate() {
            let ours = found.per_treatment.get(&format!("{}", class + 1)).unwrap().map.unwrap();
            table.add(&format!("{}: mAP of replicates", set.name), ours, theirs, EXACT);
        }
    }
    table.judge("replicates");
}
