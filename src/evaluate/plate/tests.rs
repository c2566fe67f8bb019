//! A verdict of a made-up plate, and of plates on which nothing can be said.

use super::*;
use crate::evaluate::made_up::uniform;

/// Four images in each of: eight negative and eight positive controls, and four wells at each of six doses. The first
/// feature follows the effect, the others are noise.
fn plate(effect: f64) -> (Features, Vec<Well>) {
    let mut wells = Vec::new();
    let mut shown = Vec::new();
    let mut add = |role: WellRole, treatment: &str, dose: Option<f64>, share: f64| {
        let images: Vec<usize> = (shown.len()..shown.len() + 4).collect();
        shown.extend([share; 4]);
        let name = format!("well {}", wells.len());
        wells.push(Well { name, role, treatment: treatment.into(), dose, images });
    };
    for _ in 0..8 {
        add(WellRole::Negative, "solvent", None, 0.0);
        add(WellRole::Positive, "known drug", None, 1.0);
    }
    for step in 0..6 {
        let dose = 4.0_f64.powi(step);
        for _ in 0..4 {
            add(WellRole::Treated, "new drug", Some(dose), 1.0 / (1.0 + (30.0 / dose).powi(2)));
        }
    }
    let noise = uniform(91, shown.len() * 6);
    let value = |p: usize| {
        let signal = if p.is_multiple_of(6) { effect * shown[p / 6] } else { 0.0 };
        (signal + noise[p] - 0.5) as f32
    };
    (Features::new(shown.len(), 6, (0..shown.len() * 6).map(value).collect()).unwrap(), wells)
}

#[test]
fn a_plate_with_an_effect_has_a_verdict() {
    let (features, wells) = plate(8.0);
    let found = plate_verdict(&features, &wells, 0).unwrap();
    assert!(found.z_prime.value.unwrap() > 0.5 && found.robust_z_prime.value.unwrap() > 0.5, "{found:?}");
    let drug = found.dose_response.get("new drug").unwrap();
    let [low, high] = drug.ec50.ci95.unwrap();
    assert!(low < 33.0 && 27.0 < high, "{drug:?}");
    assert_eq!((drug.wells, drug.doses), (32, 6));
    assert_eq!(found.replicates.per_treatment.0.len(), 7);
    assert!(found.replicates.per_treatment.get("known drug").unwrap().p.unwrap() < 0.01);
    let mean = |role: WellRole| {
        let of: Vec<f64> = found.wells.iter().filter(|w| w.role == role).filter_map(|w| w.score).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    assert!(mean(WellRole::Negative).abs() < 0.1 && (mean(WellRole::Positive) - 1.0).abs() < 0.1);
    assert_eq!(found, plate_verdict(&features, &wells, 0).unwrap());
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<PlateVerdict>(&text).unwrap().z_prime, found.z_prime);
}

/// On the axis of its own well, noise in many features looks like an effect; on that of the others it does not.
#[test]
fn noise_in_many_features_does_not_look_like_an_assay() {
    let noise = uniform(5, 16 * 400).into_iter().map(|u| u as f32).collect();
    let features = Features::new(16, 400, noise).unwrap();
    let wells: Vec<Well> = (0..16)
        .map(|i| Well {
            name: i.to_string(),
            role: if i % 2 == 0 { WellRole::Negative } else { WellRole::Positive },
            treatment: String::new(),
            dose: None,
            images: vec![i],
        })
        .collect();
    let found = plate_verdict(&features, &wells, 0).unwrap();
    assert!(found.z_prime.value.unwrap() < 0.0, "{:?}", found.z_prime);
}

#[test]
fn a_plate_without_controls_effects_or_numbers_gives_words() {
    let (features, wells) = plate(8.0);
    let treated: Vec<Well> = wells.iter().filter(|w| w.role != WellRole::Positive).cloned().collect();
    let found = plate_verdict(&features, &treated, 0).unwrap();
    assert!(found.z_prime.not_defined.unwrap().contains("0 positive"));
    assert!(found.notes[0].contains("no axis") && found.dose_response.0.is_empty());
    assert!(found.replicates.map.is_some(), "replicates need no positive control");

    let constant = Features::new(features.n(), 6, vec![0.2; features.n() * 6]).unwrap();
    let found = plate_verdict(&constant, &wells, 0).unwrap();
    assert!(found.z_prime.not_defined.unwrap().contains("do not differ"));
    assert!(found.replicates.map.is_none());

    let mut holes = features.data().to_vec();
    holes[7] = f32::NAN;
    assert!(plate_verdict(&Features::new(features.n(), 6, holes).unwrap(), &wells, 0).is_err());
    let lost = Well { images: vec![9999], ..wells[0].clone() };
    assert!(plate_verdict(&features, &[lost], 0).is_err());
    let empty = Well { images: vec![], ..wells[0].clone() };
    assert!(plate_verdict(&features, &[empty], 0).is_err());
    assert!(plate_verdict(&features, &[], 0).unwrap().z_prime.value.is_none());
}
