//! [`replicates`]: do the wells of one treatment find each other among the negative controls?
//!
//! Mean average precision as Kalinin et al. define it for phenotypic activity (A versatile information retrieval
//! framework for evaluating profile strength and similarity, Nature Communications 2025; program: copairs). Every
//! replicate in turn is the query; the other replicates and all negative control wells are ranked by the cosine of
//! their profiles, centred on the mean of the negative controls; its average precision is the mean, over the other
//! replicates, of the share of replicates among all wells ranked as high. mAP is the mean over queries. Equal cosines
//! count against the replicate.
//!
//! The p value is of a permutation test: which of these wells are the replicates is drawn anew, profiles centred anew,
//! and p = (1 + as good) / (1 + drawn). copairs compares with random rankings of a single query instead, which is
//! stricter where there are several replicates; random rankings of all queries would be too lenient, since queries share
//! their pairs.

use serde::{Deserialize, Serialize};

use super::well::{Well, WellRole};
use crate::evaluate::named::Named;
use crate::evaluate::product::{Matrix, product};
use crate::evaluate::random::Random;

/// Draws behind a p value.
const DRAWS: usize = 2000;

/// Retrieval of one treatment at one dose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicateMap {
    /// Replicate wells.
    pub wells: usize,
    /// Mean average precision, 0..1.
    pub map: Option<f64>,
    /// Its mean where replicates are drawn among all these wells.
    pub chance: Option<f64>,
    /// The share of such draws that are as good.
    pub p: Option<f64>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_defined: Option<String>,
}

/// Retrieval of all treatments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replicates {
    /// The mean over treatments where it is defined.
    pub map: Option<f64>,
    /// Every treatment, with its dose where it has one.
    pub per_treatment: Named<ReplicateMap>,
}

/// Retrieval among `wells` with the mean features `profiles`. Deterministic in `seed`.
pub fn replicates(profiles: &[Vec<f64>], wells: &[Well], seed: u64) -> Replicates {
    let negative: Vec<usize> = (0..wells.len()).filter(|&w| wells[w].role == WellRole::Negative).collect();
    let mut treatments: Vec<(String, Vec<usize>)> = Vec::new();
    for (place, well) in wells.iter().enumerate().filter(|(_, w)| w.role != WellRole::Negative) {
        let name = match well.dose {
            Some(dose) => format!("{} {dose}", well.treatment),
            None => well.treatment.clone(),
        };
        match treatments.iter_mut().find(|(n, _)| *n == name) {
            Some((_, places)) => places.push(place),
            None => treatments.push((name, vec![place])),
        }
    }
    let per_treatment: Named<ReplicateMap> = treatments
        .into_iter()
        .enumerate()
        .map(|(number, (name, places))| {
            let mut random = Random::new(seed, 0x3A9_0000 + number as u64);
            let found = of_treatment(profiles, &places, &negative, &mut random);
            (name, found)
        })
        .collect();
    let maps: Vec<f64> = per_treatment.0.iter().filter_map(|(_, r)| r.map).collect();
    let map = (!maps.is_empty()).then(|| maps.iter().sum::<f64>() / maps.len() as f64);
    Replicates { map, per_treatment }
}

fn of_treatment(
    profiles: &[Vec<f64>],
    places: &[usize],
    negative: &[usize],
    random: &mut Random,
) -> ReplicateMap {
    let wells = places.len();
    let none = |why: String| ReplicateMap { wells, map: None, chance: None, p: None, not_defined: Some(why) };
    if wells < 2 {
        return none("a single well has no replicate to find".to_owned());
    }
    if negative.len() < 2 {
        return none(format!("{} negative control well(s); two are needed", negative.len()));
    }
    let members = places.iter().chain(negative);
    let rows: Vec<f64> = members.flat_map(|&w| profiles[w].iter().copied()).collect();
    let n = wells + negative.len();
    let matrix = Matrix::rows_of(&rows, rows.len() / n);
    let mut gram = product(matrix, matrix.transposed());
    gram.resize(n * n, 0.0);
    let mut is_replicate: Vec<bool> = (0..n).map(|i| i < wells).collect();
    let Some(map) = map_of(&gram, &is_replicate) else {
        return none("a well's features do not differ from the mean of the negative controls".to_owned());
    };
    let drawn: Vec<f64> = (0..DRAWS)
        .filter_map(|_| {
            random.shuffle(&mut is_replicate);
            map_of(&gram, &is_replicate)
        })
        .collect();
    let as_good = drawn.iter().filter(|v| **v >= map - 1e-12).count();
    ReplicateMap {
        wells,
        map: Some(map),
        chance: Some(drawn.iter().sum::<f64>() / drawn.len().max(1) as f64),
        p: Some((1 + as_good) as f64 / (1 + drawn.len()) as f64),
        not_defined: None,
    }
}

/// mAP of the replicates where all others are negative controls, from the products of all profiles. None where a
/// profile is the mean of the controls.
fn map_of(gram: &[f64], is_replicate: &[bool]) -> Option<f64> {
    let n = is_replicate.len();
    let controls: Vec<usize> = (0..n).filter(|&i| !is_replicate[i]).collect();
    let count = controls.len() as f64;
    // (x - m)(y - m) = xy - xm - ym + mm, and products with the mean m are means of products.
    let with_mean: Vec<f64> =
        (0..n).map(|i| controls.iter().map(|&c| gram[i * n + c]).sum::<f64>() / count).collect();
    let mean_with_mean = controls.iter().map(|&c| with_mean[c]).sum::<f64>() / count;
    let centred = |i: usize, j: usize| gram[i * n + j] - with_mean[i] - with_mean[j] + mean_with_mean;
    let largest = (0..n).map(|i| gram[i * n + i]).fold(0.0, f64::max);
    let lengths: Vec<f64> = (0..n).map(|i| centred(i, i)).collect();
    if lengths.iter().any(|l| l.is_nan() || *l <= 1e-12 * largest) {
        return None;
    }
    Some(mean_average_precision(is_replicate, |i, j| centred(i, j) / (lengths[i] * lengths[j]).sqrt()))
}

/// mAP of the wells that are replicates among all others, for the similarity of two wells.
fn mean_average_precision(is_replicate: &[bool], similarity: impl Fn(usize, usize) -> f64) -> f64 {
    let n = is_replicate.len();
    let queries: Vec<usize> = (0..n).filter(|&i| is_replicate[i]).collect();
    let precisions = queries.iter().map(|&query| {
        let mut ranked: Vec<(i64, bool)> = (0..n)
            .filter(|&w| w != query)
            // Equal up to rounding is equal, and then a control comes first.
            .map(|w| (-(similarity(query, w) * 1e12).round() as i64, is_replicate[w]))
            .collect();
        ranked.sort_unstable();
        average_precision(ranked.iter().map(|(_, replicate)| *replicate))
    });
    precisions.sum::<f64>() / queries.len().max(1) as f64
}

/// The mean, over what is sought, of its precision at that rank.
fn average_precision(ranked: impl Iterator<Item = bool>) -> f64 {
    let (mut found, mut sum) = (0.0, 0.0);
    for (rank, sought) in ranked.enumerate() {
        if sought {
            found += 1.0;
            sum += found / (rank + 1) as f64;
        }
    }
    if found > 0.0 { sum / found } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::made_up::data;

    /// Profiles of 40 wells of five classes; class 0 is the control.
    fn profiles(classes: usize, spread: f64) -> (Vec<Vec<f64>>, Vec<usize>) {
        let (x, labels) = data(40, 6, classes, 81, spread);
        ((0..40).map(|i| x.row(i).iter().map(|&v| f64::from(v)).collect()).collect(), labels)
    }

    /// With `data` of `made_up.rs` and copairs 0.5.5 (which computes in 32 bits):
    /// ```python
    /// x, y = data(40, 6, 5, 81); meta = pd.DataFrame({"label": y})
    /// meta["reference"] = np.where(y == 0, meta.index, -1)   # class 0 is the control
    /// ap = copairs.map.average_precision(meta, x.astype(float), pos_sameby=["label", "reference"], pos_diffby=[],
    ///                                    neg_sameby=[], neg_diffby=["label", "reference"])
    /// ap[ap.label != 0].groupby("label").average_precision.mean()
    /// ```
    #[test]
    fn equals_copairs() {
        let (rows, labels) = profiles(5, 0.5);
        let cosine = |a: &[f64], b: &[f64]| {
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
            dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
        };
        for (class, golden) in [(1, 0.549_062_6), (2, 0.568_326_9), (3, 0.792_427_4), (4, 0.672_713_5)] {
            let wells: Vec<usize> = (0..40).filter(|&i| labels[i] == class || labels[i] == 0).collect();
            let is: Vec<bool> = wells.iter().map(|&i| labels[i] == class).collect();
            let found = mean_average_precision(&is, |a, b| cosine(&rows[wells[a]], &rows[wells[b]]));
            assert!((found - golden).abs() < 1e-6, "{class}: {found} {golden}");
        }
    }

    /// With `data` of `made_up.rs`:
    /// ```python
    /// x, y = data(40, 6, 5, 81); x = x.astype(float)
    /// def mAP(x, r):  # r: which are replicates
    ///     u = normalize(x - x[~r].mean(0)); S = u @ u.T; np.fill_diagonal(S, np.nan)
    ///     return np.mean([average_precision_score(np.delete(r, q), np.delete(S[q], q)) for q in np.flatnonzero(r)])
    /// for c in 1, 2, 3, 4:
    ///     m = (y == 0) | (y == c); r = y[m] == c; rng = np.random.default_rng(0)
    ///     null = np.array([mAP(x[m], rng.permutation(r)) for _ in range(800)])
    ///     print(mAP(x[m], r), null.mean(), (null >= mAP(x[m], r) - 1e-12).mean())
    /// ```
    #[test]
    fn a_permutation_test_is_that_of_numpy_and_scikit_learn() {
        let (rows, labels) = profiles(5, 0.5);
        let found = replicates(&rows, &wells(&labels), 0);
        for (name, map, chance, p) in GOLDEN {
            let found = found.per_treatment.get(name).unwrap();
            assert!((found.map.unwrap() - map).abs() < 1e-9, "{found:?}");
            // Both are of random draws, their own each.
            assert!((found.chance.unwrap() - chance).abs() < 0.01, "{name} {found:?}");
            assert!((found.p.unwrap() - p).abs() < 0.012, "{name} {found:?}");
        }
    }

    const GOLDEN: [(&str, f64, f64, f64); 4] = [
        ("drug 1", 0.713_910_692_482_121, 0.483, 0.009),
        ("drug 2", 0.721_057_067_932_067_9, 0.514, 0.011),
        ("drug 3", 0.903_798_185_941_043_1, 0.476, 0.000),
        ("drug 4", 0.731_344_911_702_054_6, 0.478, 0.003),
    ];

    fn wells(labels: &[usize]) -> Vec<Well> {
        let role = |label| if label == 0 { WellRole::Negative } else { WellRole::Treated };
        let well = |(i, &label): (usize, &usize)| Well {
            name: format!("w{i}"),
            role: role(label),
            treatment: format!("drug {label}"),
            dose: None,
            images: vec![i],
        };
        labels.iter().enumerate().map(well).collect()
    }

    #[test]
    fn strong_treatments_are_found_and_p_values_say_so() {
        let (rows, labels) = profiles(3, 6.0);
        let found = replicates(&rows, &wells(&labels), 0);
        for (name, treatment) in &found.per_treatment.0 {
            assert!(treatment.map.unwrap() > 0.95 && treatment.p.unwrap() < 0.001, "{name} {treatment:?}");
            assert!(treatment.chance.unwrap() < 0.8);
        }
        assert!(found.map.unwrap() > 0.95);
        assert_eq!(found, replicates(&rows, &wells(&labels), 0));
    }

    #[test]
    fn what_cannot_be_ranked_says_why() {
        let why = |rows: &[Vec<f64>], labels: &[usize]| {
            let found = replicates(rows, &wells(labels), 0);
            assert!(found.map.is_none());
            found.per_treatment.0[0].1.not_defined.clone().unwrap()
        };
        let rows: Vec<Vec<f64>> = (0..4).map(|i| vec![f64::from(i), 1.0]).collect();
        assert!(why(&rows, &[0, 0, 0, 1]).contains("single well"));
        assert!(why(&rows, &[0, 1, 1, 1]).contains("1 negative"));
        assert!(why(&vec![vec![2.0, 2.0]; 4], &[0, 0, 1, 1]).contains("do not differ"));
        assert!(replicates(&[], &[], 0).per_treatment.0.is_empty());
    }
}
