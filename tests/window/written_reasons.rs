//! What a run's folder may hold beside its report, written by hand: why.json with a plate, and features.

use crate::written_runs::well;
use augscope::evaluate::plate::{PlateVerdict, Replicates, WellRole, WellScore, dose_response};
use augscope::evaluate::{
    EmbeddingsTable, Features, Figure, InvarianceIndex, Named, Twins, write_embeddings,
};
use augscope::run::Doubt;
use augscope::run::why::{
    BatchEffects, ByEncoder, ClassFigures, Equivariances, IndexFigures, Methods, Plate, Sample,
    StrengthEffect, SuspectList, TransformEffect, Why,
};
use std::path::Path;

/// Writes why.json and embeddings.parquet into the run's folder, for the images of `written_runs`.
pub fn write_reasons(run: &Path, classes: &[String]) {
    std::fs::write(run.join("why.json"), serde_json::to_vec(&why(classes)).unwrap()).unwrap();
    write_embeddings(&run.join("embeddings.parquet"), &embeddings(classes)).unwrap();
}

/// Forty images of every class, twelve of them near the next class.
fn embeddings(classes: &[String]) -> EmbeddingsTable {
    let mut table = EmbeddingsTable::default();
    let mut data = Vec::new();
    for (class, name) in classes.iter().enumerate() {
        for image in 0..40 {
            table.paths.push(format!("{class}/{image}.tif"));
            table.classes.push(Some(name.clone()));
            table.splits.push("choose".into());
            table.groups.push(Some(well(class * 10 + image % 10)));
            let stray = if image % 10 < 3 { 0.6 } else { 0.0 };
            for axis in 0..8 {
                let own = f64::from(u8::from(axis == class % 8))
                    + f64::from(u8::from(axis == (class + 1) % 8)) * stray;
                let noise = ((class * 131 + image * 17 + axis * 29) as f64).sin() * 0.25;
                data.push((own + noise) as f32);
            }
        }
    }
    table.features = Features::new(table.paths.len(), 8, data).unwrap();
    table
}

fn index(value: f64) -> InvarianceIndex {
    let index = Figure::new(value, Ok([value - 0.1, value + 0.1]));
    InvarianceIndex { index, within_class: Figure::default() }
}

fn of(value: f64, classes: &[String]) -> IndexFigures {
    let per_class = classes.iter().enumerate();
    let per_class = per_class.map(|(n, name)| (name.clone(), index(value - 0.04 * (n % 5) as f64))).collect();
    IndexFigures { all: index(value), per_class }
}

fn effect(name: &str, ignores: &str, value: f64, classes: &[String]) -> TransformEffect {
    let at = |strength: f64| StrengthEffect {
        strength,
        applied: 1.0,
        by: ByEncoder {
            encoder: of(1.0 - strength * (1.0 - value), classes),
            projector: of(1.0 - strength * (0.9 - value), classes),
            untrained: of(1.0 - 0.7 * strength, classes),
        },
    };
    let nothing = || Named::default();
    TransformEffect {
        name: name.into(),
        ignores: ignores.into(),
        strengths: vec![at(0.5), at(1.0)],
        equivariance: Equivariances {
            strength: 1.0,
            by: ByEncoder { encoder: nothing(), projector: nothing(), untrained: nothing() },
        },
    }
}

fn why(classes: &[String]) -> Why {
    let none = || ClassFigures { all: Figure::default(), per_class: Named::default() };
    let doses: Vec<(f64, f64)> = (0..24)
        .map(|i| (3.0_f64.powi(i / 4), 0.9 / (1.0 + 30.0 / 3.0_f64.powi(i / 4)) + 0.01 * f64::from(i % 4)))
        .collect();
    let well = |place: usize, role, dose, score| WellScore {
        well: format!("{}{:02}", ["A", "B", "C"][place / 12], place % 12 + 1),
        role,
        treatment: "drug".into(),
        dose,
        images: 3,
        score: Some(score),
    };
    let treated = doses.iter().enumerate();
    let treated =
        treated.map(|(place, &(dose, score))| well(place + 1, WellRole::Treated, Some(dose), score));
    let verdict = PlateVerdict {
        z_prime: Figure::default(),
        robust_z_prime: Figure::default(),
        replicates: Replicates { map: None, per_treatment: Named::default() },
        dose_response: [("drug".to_owned(), dose_response(&doses, 0))].into_iter().collect(),
        wells: std::iter::once(well(0, WellRole::Negative, None, 0.0)).chain(treated).collect(),
        notes: Vec::new(),
    };
    let doubt = |image: &str, own: f64| Doubt {
        image: image.into(),
        label: classes[0].clone(),
        says: classes[1 % classes.len()].clone(),
        own_probability: own,
        says_probability: 0.9 - own,
    };
    Why {
        format: 1,
        program: "augscope".into(),
        classes: classes.to_vec(),
        part: "choose".into(),
        seed: 0,
        exploratory: false,
        sample: Sample {
            images: 40 * classes.len(),
            groups: 10 * classes.len(),
            per_class: Named::default(),
        },
        methods: Methods::default(),
        invariance: [
            ("rotate".to_owned(), effect("Rotate", "which way up a cell lies", 0.9, classes)),
            ("gain".to_owned(), effect("Gain", "how bright a cell is", 0.5, classes)),
            ("blur".to_owned(), effect("Blur", "fine structure", 0.3, classes)),
        ]
        .into_iter()
        .collect(),
        left_out: Named::default(),
        batch_effect: BatchEffects { encoder: none(), untrained: none() },
        twins: Twins::default(),
        suspects: SuspectList {
            images: vec![doubt("0/3.tif", 0.02), doubt("0/7.tif", 0.11)],
            thresholds: Named::default(),
            judged: 40 * classes.len(),
            of: 40 * classes.len(),
        },
        plate: Some(Plate { encoder: verdict.clone(), untrained: verdict, notes: Vec::new() }),
        notes: Vec::new(),
    }
}
