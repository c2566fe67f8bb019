//! A [`Why`] as tests need it: two classes on a plate with doses, of which the class "b" was not looked at.

use crate::evaluate::plate::{PlateVerdict, Replicates, WellRole, WellScore, dose_response};
use crate::evaluate::{Figure, InvarianceIndex, Named, Twins};
use crate::run::why::{
    BatchEffects, ByEncoder, ClassFigures, Equivariances, IndexFigures, Methods, Plate, Sample,
    StrengthEffect, SuspectList, TransformEffect, Why,
};

fn index(value: f64) -> InvarianceIndex {
    InvarianceIndex {
        index: Figure::new(value, Ok([value - 0.1, value + 0.1])),
        within_class: Figure::default(),
    }
}

fn of(all: f64, classes: &[(&str, f64)]) -> IndexFigures {
    let per_class = classes.iter().map(|(name, value)| ((*name).to_owned(), index(*value))).collect();
    IndexFigures { all: index(all), per_class }
}

/// What `augscope why` might have found for two classes on a plate with doses; the class "b" was not looked at.
pub fn made_up() -> Why {
    let at = |strength: f64, value: f64| StrengthEffect {
        strength,
        applied: 1.0,
        by: ByEncoder {
            encoder: of(value, &[("a", value - 0.05)]),
            projector: of(value + 0.1, &[]),
            untrained: of(0.2, &[("a", 0.1)]),
        },
    };
    let effect = TransformEffect {
        name: "Rotate".into(),
        ignores: "which way up a cell lies".into(),
        strengths: vec![at(0.5, 0.8), at(1.0, 0.6)],
        equivariance: Equivariances {
            strength: 1.0,
            by: ByEncoder {
                encoder: Named::default(),
                projector: Named::default(),
                untrained: Named::default(),
            },
        },
    };
    let none = || ClassFigures { all: Figure::default(), per_class: Named::default() };
    let doses: Vec<(f64, f64)> = (0..24)
        .map(|i| (3.0_f64.powi(i / 4), 0.9 / (1.0 + 30.0 / 3.0_f64.powi(i / 4)) + 0.01 * f64::from(i % 4)))
        .collect();
    let wells = doses.iter().enumerate().map(|(i, &(dose, score))| WellScore {
        well: format!("B{:02}", i + 1),
        role: WellRole::Treated,
        treatment: "drug".into(),
        dose: Some(dose),
        images: 3,
        score: Some(score),
    });
    let negative = WellScore {
        well: "A01".into(),
        role: WellRole::Negative,
        treatment: "none".into(),
        dose: None,
        images: 3,
        score: Some(0.0),
    };
    let verdict = PlateVerdict {
        z_prime: Figure::default(),
        robust_z_prime: Figure::default(),
        replicates: Replicates { map: None, per_treatment: Named::default() },
        dose_response: [("drug".to_owned(), dose_response(&doses, 0))].into_iter().collect(),
        wells: std::iter::once(negative).chain(wells).collect(),
        notes: Vec::new(),
    };
    Why {
        format: 1,
        program: "augscope".into(),
        classes: vec!["a".into(), "b".into()],
        part: "choose".into(),
        seed: 0,
        exploratory: true,
        sample: Sample { images: 320, groups: 40, per_class: Named::default() },
        methods: Methods::default(),
        invariance: [("rotate".to_owned(), effect)].into_iter().collect(),
        left_out: Named::default(),
        batch_effect: BatchEffects { encoder: none(), untrained: none() },
        twins: Twins::default(),
        suspects: SuspectList { images: Vec::new(), thresholds: Named::default(), judged: 0, of: 0 },
        plate: Some(Plate { encoder: verdict.clone(), untrained: verdict, notes: Vec::new() }),
        notes: Vec::new(),
    }
}
