//! [`StudyDraft`]: a study that is being put together by clicks, as it is saved with the project.

use augscope::pipeline::Pipeline;
use augscope::run::study::{Level, StudyFile, StudySweep};
use augscope::transform::Setting;
use serde::{Deserialize, Serialize};

/// What is to be changed about the recipe on the screen, one thing at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a box to be ticked")]
pub struct StudyDraft {
    /// Its name, from which that of its folder is made.
    pub name: String,
    /// The study, by its folder's name, to which this adds runs; its recipe is the base then.
    pub adds_to: Option<String>,
    /// Parameters and strengths.
    pub sweeps: Vec<SweepDraft>,
    /// The recipe without each of its steps.
    pub leave_one_out: bool,
    /// Each step alone.
    pub one_step_only: bool,
    /// Each two neighbours swapped.
    pub swap_neighbours: bool,
    /// Weight decays as typed; empty for none.
    pub weight_decay: String,
    /// Probes with so many labelled images a class are told of; all where it is empty.
    pub label_budgets: Vec<usize>,
    /// Other recipes of the project, by their names.
    pub recipes: Vec<String>,
    /// Learning methods besides that of the next training.
    pub methods: Vec<String>,
    /// Networks besides that of the next training.
    pub networks: Vec<String>,
    /// Whether no augmentation and a recipe for photographs are trained as well.
    pub baselines: bool,
    /// So many seeds, from 0.
    pub seeds: u64,
}

impl Default for StudyDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            adds_to: None,
            sweeps: Vec::new(),
            leave_one_out: false,
            one_step_only: false,
            swap_neighbours: false,
            weight_decay: String::new(),
            label_budgets: Vec::new(),
            recipes: Vec::new(),
            methods: Vec::new(),
            networks: Vec::new(),
            baselines: true,
            seeds: 3,
        }
    }
}

/// A parameter at several levels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepDraft {
    /// The step's id; none means all steps, whose strength is meant then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// What of it.
    #[serde(default)]
    pub what: What,
    /// Levels as typed, parted by commas or spaces.
    pub levels: String,
}

/// What of a step is changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// From 0, which changes nothing, to 1, which is as the recipe has it.
    #[default]
    Strength,
    /// How often it is applied.
    Probability,
    /// The reach of a parameter, by its name.
    Parameter(String),
}

/// The numbers in what was typed.
///
/// # Errors
/// What is no number.
pub fn levels_of(typed: &str) -> Result<Vec<f64>, String> {
    let words = typed.split([',', ';', ' ', '\t']).map(str::trim).filter(|word| !word.is_empty());
    let mut levels: Vec<f64> = Vec::new();
    for word in words {
        let level: f64 = word.parse().map_err(|_| format!("\"{word}\" is not a number"))?;
        if !level.is_finite() {
            return Err(format!("\"{word}\" is not a number"));
        }
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    Ok(levels)
}

impl SweepDraft {
    /// As it stands in a study's file.
    ///
    /// # Errors
    /// Where a level is no number, or there is none.
    pub fn to_sweep(&self) -> Result<StudySweep, String> {
        let levels = levels_of(&self.levels)?;
        if levels.is_empty() {
            return Err("type at least one level, for example 0, 0.5, 1".into());
        }
        let sweep = StudySweep { step: self.step.clone(), ..StudySweep::default() };
        let reaches = |levels: Vec<f64>| levels.into_iter().map(Level::Reach).collect();
        Ok(match &self.what {
            What::Strength => StudySweep { strength: levels, ..sweep },
            What::Probability => {
                StudySweep { parameter: Some("probability".into()), levels: reaches(levels), ..sweep }
            }
            What::Parameter(name) => {
                StudySweep { parameter: Some(name.clone()), levels: reaches(levels), ..sweep }
            }
        })
    }

    /// The sweep of a study's file; none where a level is more than a number.
    fn of(sweep: &StudySweep) -> Option<Self> {
        let words = |levels: &[f64]| levels.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
        let step = sweep.step.clone();
        if !sweep.strength.is_empty() {
            return Some(Self { step, what: What::Strength, levels: words(&sweep.strength) });
        }
        let levels: Vec<f64> = sweep.levels.iter().map(Level::value).collect::<Option<_>>()?;
        let what = match sweep.parameter.as_deref()? {
            "probability" => What::Probability,
            name => What::Parameter(name.to_owned()),
        };
        Some(Self { step, what, levels: words(&levels) })
    }

    /// Levels worth beginning with: from changing nothing to what the recipe has.
    pub fn suggested(step: Option<&str>, what: &What, base: &Pipeline) -> String {
        const FIVE: &str = "0, 0.25, 0.5, 0.75, 1";
        let What::Parameter(name) = what else { return FIVE.into() };
        let step = step.and_then(|id| base.step(id)).map(|(_, step)| step);
        let found = step.and_then(|step| {
            let place = step.entry.params.iter().position(|param| param.name == name)?;
            Some((step.entry.params.get(place)?, step.column(0).settings.get(place)?))
        });
        let Some((param, setting)) = found else { return FIVE.into() };
        let middle = param.identity.unwrap_or(0.0);
        let reach = match *setting {
            Setting::Fixed(value) => value - middle,
            Setting::Normal { sd, .. } => sd,
            Setting::Uniform { low, high } => (low - middle).abs().max((high - middle).abs()),
            Setting::LogUniform { low, high } if middle > 0.0 => {
                let reach = libm::log(low / middle).abs().max(libm::log(high / middle).abs());
                let level = |share: f64| tidy(1.0 + round(libm::exp(share * reach) - 1.0));
                return [0.0, 0.25, 0.5, 0.75, 1.0].map(level).join(", ");
            }
            Setting::LogUniform { .. } => return FIVE.into(),
        };
        let from = if matches!(setting, Setting::Fixed(_)) { middle } else { 0.0 };
        [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| tidy(round(from + share * reach))).join(", ")
    }
}

/// A number as one would type it, without what adding left behind.
fn tidy(value: f64) -> String {
    ((value * 1e9).round() / 1e9).to_string()
}

/// Three digits are enough for a level that is typed.
fn round(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let scale = libm::pow(10.0, 2.0 - libm::floor(libm::log10(value.abs())));
    (value * scale).round() / scale
}

impl StudyDraft {
    /// What adds runs to the study in the folder `name`: what it changes already, to be added to.
    pub fn adding_to(name: &str, study: &StudyFile) -> Self {
        Self {
            name: study.name.clone(),
            adds_to: Some(name.to_owned()),
            sweeps: study.sweeps.iter().filter_map(SweepDraft::of).collect(),
            leave_one_out: study.leave_one_out,
            one_step_only: study.one_step_only,
            swap_neighbours: study.swap_neighbours,
            weight_decay: study.weight_decay.iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
            label_budgets: study.label_budgets.clone(),
            recipes: Vec::new(),
            methods: study.objectives.clone(),
            networks: study.encoders.clone(),
            baselines: study.baselines.unwrap_or(true),
            seeds: study.seeds.len() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use augscope::pipeline::load;

    #[test]
    fn what_was_typed_becomes_levels_and_a_file_becomes_a_draft_again() {
        assert_eq!(levels_of("0, 0.5;1  0.5").unwrap(), [0.0, 0.5, 1.0]);
        assert!(levels_of("0, much").unwrap_err().contains("much"));
        assert!(levels_of("nan").is_err());
        let none = SweepDraft::default();
        assert!(none.to_sweep().unwrap_err().contains("at least one"));
        let draft = SweepDraft {
            step: Some("gain-1".into()),
            what: What::Parameter("factor".into()),
            levels: "1.2, 2".into(),
        };
        assert_eq!(SweepDraft::of(&draft.to_sweep().unwrap()), Some(draft));
        let strength = SweepDraft { levels: "0, 1".into(), ..SweepDraft::default() };
        assert_eq!(SweepDraft::of(&strength.to_sweep().unwrap()), Some(strength));
    }

    #[test]
    fn suggested_levels_reach_from_nothing_to_what_the_recipe_has() {
        let base = load("stain-and-orientation").unwrap().pipeline;
        for step in &base.steps {
            for param in step.entry.params {
                let what = What::Parameter(param.name.into());
                let typed = SweepDraft::suggested(Some(&step.id), &what, &base);
                let mut study =
                    StudyFile::new("levels", augscope::evaluate::ReadoutKind::KnnEncoder, vec![0]);
                let sweep = SweepDraft { step: Some(step.id.clone()), what, levels: typed.clone() };
                study.base = Some(augscope::run::study::StudyBase { pipeline: "base.toml".into() });
                (study.sweeps, study.baselines) = (vec![sweep.to_sweep().unwrap()], Some(false));
                let found = augscope::run::study::variants_of(&study, Some(&base), &[]);
                // A parameter without a value that changes nothing has no reach, and says so.
                let Ok(variants) = found else {
                    assert!(param.identity.is_none(), "{} {}: {typed}: {found:?}", step.id, param.name);
                    continue;
                };
                let own = variants[0].points.iter().any(|point| typed.ends_with(&point.level));
                assert!(
                    own && variants.len() == levels_of(&typed).unwrap().len(),
                    "{} {}: {typed}",
                    step.id,
                    param.name
                );
            }
        }
        let strength = SweepDraft::suggested(None, &What::Strength, &base);
        assert_eq!(levels_of(&strength).unwrap().len(), 5);
    }
}
