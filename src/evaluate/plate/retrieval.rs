//! [`replicates`]: do the wells of one treatment find each other among the negative controls?
//!
//! Mean average precision as Kalinin et al. define it for phenotypic activity (A versatile information retrieval
//! framework for evaluating profile strength and similarity, Nature Communications 2025; program: copairs). Every
//! replicate in turn is the query; the other replicates and all negative control wells are ranked by the cosine of
//! their profiles, centred on the mean of the negative controls; its average precision is the mean, over the other
//! replicates, of the share of replicates among all wells ranked as high. mAP is the mean over queries. The p value
//! compares it with random rankings: (1 + as good) / (1 + tried). Equal cosines count against the replicate.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::well::{Well, WellRole};
use crate::evaluate::named::Named;
use crate::evaluate::random::Random;

/// Random rankings behind a p value.
const RANKINGS: usize = 10_000;

/// Retrieval of one treatment at one dose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicateMap {
    /// Replicate wells.
    pub wells: usize,
    /// Mean average precision, 0..1.
    pub map: Option<f64>,
    /// Its mean over random rankings.
    pub chance: Option<f64>,
    /// The share of random rankings that are as good.
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
    let rows = centred(profiles, &negative);
    let mut nulls: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    let per_treatment: Named<ReplicateMap> = treatments
        .into_iter()
        .map(|(name, places)| {
            let found = match mean_average_precision(&rows, &places, &negative) {
                Err(why) => {
                    let (map, chance, p) = (None, None, None);
                    ReplicateMap { wells: places.len(), map, chance, p, not_defined: Some(why) }
                }
                Ok(map) => {
                    let null = nulls
                        .entry(places.len())
                        .or_insert_with(|| random_maps(places.len(), negative.len(), seed));
                    let as_good = null.iter().filter(|v| **v >= map - 1e-12).count();
                    ReplicateMap {
                        wells: places.len(),
                        map: Some(map),
                        chance: Some(null.iter().sum::<f64>() / null.len() as f64),
                        p: Some((1 + as_good) as f64 / (1 + null.len()) as f64),
                        not_defined: None,
                    }
                }
            };
            (name, found)
        })
        .collect();
    let maps: Vec<f64> = per_treatment.0.iter().filter_map(|(_, r)| r.map).collect();
    let map = (!maps.is_empty()).then(|| maps.iter().sum::<f64>() / maps.len() as f64);
    Replicates { map, per_treatment }
}

/// Profiles minus the mean of the negative controls.
fn centred(profiles: &[Vec<f64>], negative: &[usize]) -> Vec<Vec<f64>> {
    let mut mean = vec![0.0; profiles.first().map_or(0, Vec::len)];
    for &well in negative {
        for (m, v) in mean.iter_mut().zip(&profiles[well]) {
            *m += v / negative.len() as f64;
        }
    }
    profiles.iter().map(|p| p.iter().zip(&mean).map(|(v, m)| v - m).collect()).collect()
}

/// mAP of the wells `replicates` among `negative`; places are of `rows`.
fn mean_average_precision(
    rows: &[Vec<f64>],
    replicates: &[usize],
    negative: &[usize],
) -> Result<f64, String> {
    if replicates.len() < 2 {
        return Err("a single well has no replicate to find".to_owned());
    }
    if negative.len() < 2 {
        return Err(format!("{} negative control well(s); two are needed", negative.len()));
    }
    let length = |row: &[f64]| row.iter().map(|v| v * v).sum::<f64>().sqrt();
    if replicates.iter().chain(negative).any(|&w| length(&rows[w]) < 1e-9) {
        return Err("a well's features do not differ from the mean of the negative controls".to_owned());
    }
    let cosine = |a: usize, b: usize| {
        let dot: f64 = rows[a].iter().zip(&rows[b]).map(|(x, y)| x * y).sum();
        dot / (length(&rows[a]) * length(&rows[b]))
    };
    let precisions = replicates.iter().map(|&query| {
        let others = replicates.iter().filter(|&&w| w != query).map(|&w| (w, true));
        let mut ranked: Vec<(i64, bool)> = others
            .chain(negative.iter().map(|&w| (w, false)))
            // Equal up to rounding is equal, and then a control comes first.
            .map(|(w, replicate)| (-(cosine(query, w) * 1e12).round() as i64, replicate))
            .collect();
        ranked.sort_unstable();
        average_precision(ranked.iter().map(|(_, replicate)| *replicate))
    });
    Ok(precisions.sum::<f64>() / replicates.len() as f64)
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

/// mAP of `replicates` wells among `negative` in random orders.
fn random_maps(replicates: usize, negative: usize, seed: u64) -> Vec<f64> {
    let mut random = Random::new(seed, 0x3A9_0000 + replicates as u64);
    let mut order: Vec<bool> = (0..replicates - 1 + negative).map(|i| i < replicates - 1).collect();
    (0..RANKINGS)
        .map(|_| {
            let sum: f64 = (0..replicates)
                .map(|_| {
                    random.shuffle(&mut order);
                    average_precision(order.iter().copied())
                })
                .sum();
            sum / replicates as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::made_up::data;

    /// With `data` of `made_up.rs` and copairs 0.5.5 (which computes in 32 bits):
    /// ```python
    /// x, y = data(40, 6, 5, 81); meta = pd.DataFrame({"label": y})
    /// meta["reference"] = np.where(y == 0, meta.index, -1)   # class 0 is the control
    /// ap = copairs.map.average_precision(meta, x.astype(float), pos_sameby=["label", "reference"], pos_diffby=[],
    ///                                    neg_sameby=[], neg_diffby=["label", "reference"])
    /// ap[ap.label != 0].groupby("label").average_precision.mean()
    /// copairs.map.mean_average_precision(ap[ap.label != 0], ["label"], null_size=20000, threshold=.05, seed=0)
    /// ```
    #[test]
    fn equals_copairs() {
        let (x, labels) = data(40, 6, 5, 81, 0.5);
        let rows: Vec<Vec<f64>> = (0..40).map(|i| x.row(i).iter().map(|&v| f64::from(v)).collect()).collect();
        let of = |class: usize| (0..40).filter(|&i| labels[i] == class).collect::<Vec<_>>();
        let golden = [
            (1, 0.549_062_6, 0.2146),
            (2, 0.568_326_9, 0.2208),
            (3, 0.792_427_4, 0.0126),
            (4, 0.672_713_5, 0.0650),
        ];
        for (class, map, p) in golden {
            let found = mean_average_precision(&rows, &of(class), &of(0)).unwrap();
            assert!((found - map).abs() < 1e-6, "{class}: {found} {map}");
            let null = random_maps(of(class).len(), of(0).len(), 0);
            let as_good = null.iter().filter(|v| **v >= found).count() as f64 / RANKINGS as f64;
            // Both are of random rankings, their own each.
            assert!((as_good - p).abs() < 0.02, "{class}: {as_good} {p}");
        }
    }

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
        let (x, labels) = data(40, 6, 3, 81, 6.0);
        let rows: Vec<Vec<f64>> = (0..40).map(|i| x.row(i).iter().map(|&v| f64::from(v)).collect()).collect();
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
