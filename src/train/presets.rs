//! [`Preset`]: how much effort a run takes, and the settings that this means for a method and a network.
//!
//! Where the numbers come from. *solo-learn*: `scripts/pretrain/cifar/*.yaml` of da Costa et al. 2022 (JMLR 23),
//! for a ResNet-18 on CIFAR-10, 1000 epochs in batches of 256; rates there, as here, are for 256 images and are scaled
//! by batch / 256.
//!
//! | method | optimiser | learning rate | weight decay | head |
//! |---|---|---|---|---|
//! | simclr | LARS, eta 0.02, clipped | 0.4 | 1e-4 | 2048, 256 |
//! | moco | SGD | 0.3 | 1e-4 | 2048, 256 |
//! | byol | LARS, eta 0.02, clipped | 1.0 | 1e-5 | 4096, 256 |
//! | barlow-twins | LARS, eta 0.02, clipped | 0.3 | 1e-4 | 2048 three times |
//! | vicreg | LARS, eta 0.02, clipped | 0.3 | 1e-4 | 2048 three times |
//! | supervised | SGD, Nesterov | 0.2 | 5e-4 | none |
//!
//! The supervised numbers are those usual for ResNets on CIFAR-10 (0.1 in batches of 128, 200 epochs; weight decay
//! and Nesterov as in Zagoruyko and Komodakis 2016, arXiv 1605.07146). The quick and the standard preset use AdamW for
//! every method: a few thousand images and some ten to a hundred epochs are too few steps for the rates that the
//! papers need a thousand epochs with, and AdamW wants no other rate for another method. 2e-3 for the small network
//! was chosen on simulated cells and holds on the red blood cells; 1e-3 for the large ones is AdamW's own default.

use super::TrainConfig;

/// How much effort a run takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// A quick look: about two minutes for 2,000 crops on two cores.
    #[default]
    Quick,
    /// Enough for a comparison.
    Standard,
    /// As long as the papers train.
    Paper,
}

/// Epochs of the warm-up at the most.
const WARM_UP_EPOCHS: f64 = 10.0;
/// Share of the epochs that the warm-up takes at the most.
const WARM_UP_SHARE: f64 = 0.1;
/// Looks at the accuracy in a run.
const LOOKS: u32 = 12;

/// A rule with its rate and decay.
struct Rule {
    optimizer: &'static str,
    learning_rate: f64,
    weight_decay: f64,
    nesterov: bool,
}

const fn rule(optimizer: &'static str, learning_rate: f64, weight_decay: f64) -> Rule {
    Rule { optimizer, learning_rate, weight_decay, nesterov: false }
}

/// The table in the head of this file.
fn of_the_papers(objective: &str) -> Option<Rule> {
    Some(match objective {
        "simclr" => rule("lars", 0.4, 1e-4),
        "moco" => rule("sgd", 0.3, 1e-4),
        "byol" => rule("lars", 1.0, 1e-5),
        "barlow-twins" | "vicreg" => rule("lars", 0.3, 1e-4),
        "supervised" => Rule { nesterov: true, ..rule("sgd", 0.2, 5e-4) },
        _ => return None,
    })
}

/// Widths of the heads in the table in the head of this file, by the names of the methods' settings.
pub fn head_of_the_papers(objective: &str) -> &'static [(&'static str, f64)] {
    match objective {
        "simclr" | "moco" => &[("width", 2048.0), ("dim", 256.0)],
        "byol" => &[("width", 4096.0), ("dim", 256.0)],
        "barlow-twins" | "vicreg" => &[("width", 2048.0)],
        _ => &[],
    }
}

impl TrainConfig {
    /// The settings of `preset` for SimCLR with the small network, with seed 0.
    pub fn preset(preset: Preset) -> Self {
        Self::chosen(preset, "simclr", "convnet")
    }

    /// The settings of `preset` for a method and a network, by their names, with seed 0. Names that are
    /// unknown are kept; [`TrainConfig::check`] refuses them.
    pub fn chosen(preset: Preset, objective: &str, encoder: &str) -> Self {
        let small = encoder == "convnet";
        let (epochs, batch) = match (preset, small) {
            (Preset::Quick, true) => (24, 128),
            // Tens of times the arithmetic of the small network: some minutes all the same.
            (Preset::Quick, false) => (10, 128),
            (Preset::Standard, _) => (100, 128),
            (Preset::Paper, true) => (400, 256),
            (Preset::Paper, false) => (if objective == "supervised" { 200 } else { 1000 }, 256),
        };
        let own = rule("adamw", if small { 2e-3 } else { 1e-3 }, 1e-4);
        // The papers' rates are for large networks.
        let paper = (preset == Preset::Paper && !small).then(|| of_the_papers(objective)).flatten();
        let head = if paper.is_some() { head_of_the_papers(objective) } else { &[] };
        let objective_settings = head.iter().map(|(name, value)| ((*name).to_string(), *value)).collect();
        let Rule { optimizer, learning_rate, weight_decay, nesterov } = paper.unwrap_or(own);
        Self {
            objective: objective.into(),
            encoder: encoder.into(),
            size: 64,
            epochs,
            batch,
            seed: 0,
            optimizer: optimizer.into(),
            learning_rate,
            weight_decay,
            momentum: 0.9,
            nesterov,
            lars_eta: 0.02,
            lars_clip: true,
            clip_gradient: 0.0,
            accumulate: 1,
            largest_batch: batch,
            warmup: (WARM_UP_EPOCHS / f64::from(epochs)).min(WARM_UP_SHARE),
            probe_every: (epochs / LOOKS).max(1),
            checkpoint_seconds: 20.0,
            threads: 0,
            device: "auto".into(),
            objective_settings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::Architecture;
    use crate::objective::OBJECTIVES;

    #[test]
    fn every_choice_is_in_range_and_has_numbers_from_the_papers() {
        for preset in [Preset::Quick, Preset::Standard, Preset::Paper] {
            for objective in OBJECTIVES {
                assert!(of_the_papers(objective.name).is_some(), "{} has no row", objective.name);
                for encoder in Architecture::ALL {
                    let config = TrainConfig::chosen(preset, objective.name, encoder.name());
                    config.check().unwrap();
                    let warm_up = config.warmup * f64::from(config.epochs);
                    assert!(warm_up <= 10.0 && config.warmup <= 0.1, "{warm_up}");
                }
            }
        }
    }

    #[test]
    fn the_first_look_stays_what_earlier_results_were_made_with() {
        for (preset, epochs) in [(Preset::Quick, 24), (Preset::Standard, 100)] {
            let config = TrainConfig::preset(preset);
            let rule = (config.optimizer.as_str(), config.learning_rate, config.weight_decay, config.warmup);
            assert_eq!(rule, ("adamw", 2e-3, 1e-4, 0.1));
            assert_eq!((config.epochs, config.batch, config.accumulate), (epochs, 128, 1));
            let temperature = config.all_objective_settings().unwrap()["temperature"];
            assert_eq!((config.clip_gradient, temperature), (0.0, 0.2));
        }
    }
}
