//! [`StudySweep`]: one parameter, or a strength, at several levels.

use super::edited;
use super::level::Level;
use super::short_names::ShortNames;
use super::variant::Variants;
use crate::pipeline::{Edit, Pipeline, Step};
use serde::{Deserialize, Serialize};

/// A sweep as it stands in a study's file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudySweep {
    /// The step: its id, or its id without the number where that says enough. None means all steps, for strengths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The parameter, or "probability".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Levels of the parameter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// Strengths of the step, or of all steps: 0 changes nothing, 1 is as the base has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strength: Vec<f64>,
}

pub(super) fn add(variants: &mut Variants, base: &Pipeline, sweep: &StudySweep) -> Result<(), String> {
    let names = ShortNames::new(base);
    let step = match &sweep.step {
        None => None,
        Some(name) => {
            let step = names.id(name).and_then(|id| base.step(id)).map(|(_, step)| step);
            let there = || format!("[[sweep]] the base has no step {name:?}; it has {}", names.all());
            Some(step.ok_or_else(there)?)
        }
    };
    match (step, &sweep.parameter) {
        (_, None) if sweep.strength.is_empty() || !sweep.levels.is_empty() => {
            Err("[[sweep]] write strength = [..], or step, parameter and levels = [..]".into())
        }
        (step, None) => strengths(variants, base, step.map(|step| (step, names.of(step))), &sweep.strength),
        (Some(step), Some(parameter)) if sweep.strength.is_empty() && !sweep.levels.is_empty() => {
            levels(variants, base, (step, &names.of(step)), parameter, &sweep.levels)
        }
        (None, Some(parameter)) => Err(format!("[[sweep]] which step's {parameter}? write step = \"..\"")),
        (Some(_), Some(parameter)) => Err(format!(
            "[[sweep]] of {parameter}: write levels = [..], and strengths in a [[sweep]] of their own"
        )),
    }
}

fn strengths(
    variants: &mut Variants,
    base: &Pipeline,
    step: Option<(&Step, String)>,
    strengths: &[f64],
) -> Result<(), String> {
    if step.is_none() && super::working(base).next().is_none() {
        return Err(
            "[[sweep]] strength: the base has no step that does anything, so all strengths are the same"
                .into(),
        );
    }
    let axis = step.as_ref().map_or_else(|| "strength".into(), |(_, name)| format!("{name}.strength"));
    let (id, own) = step.map_or((None, base.strength), |(step, _)| (Some(step.id.clone()), step.strength));
    for &strength in strengths {
        // Relative to the base, so that 1 is the base.
        let edit = Edit::SetStrength { id: id.clone(), strength: own * strength };
        let level = Level::Reach(strength).word();
        let variant = edited(base, &format!("{axis}-{level}"), vec![edit])?;
        variants.add(variant.at(&axis, &level, Some(strength)))?;
    }
    Ok(())
}

fn levels(
    variants: &mut Variants,
    base: &Pipeline,
    (step, name): (&Step, &str),
    parameter: &str,
    levels: &[Level],
) -> Result<(), String> {
    let axis = format!("{name}.{parameter}");
    let columns = [(false, Some(&step.first)), (true, step.second.as_ref())];
    let param = step.entry.params.iter().position(|param| param.name == parameter);
    if param.is_none() && parameter != "probability" {
        let known = step.entry.params.iter().map(|param| param.name).chain(["probability"]);
        let known = known.collect::<Vec<_>>().join(", ");
        return Err(format!("[[sweep]] step {name} has no parameter {parameter:?}; it has {known}"));
    }
    for level in levels {
        let mut edits = Vec::new();
        for (second, column) in columns {
            let Some(column) = column else { continue };
            let id = step.id.clone();
            let found =
                param.and_then(|slot| Some((step.entry.params.get(slot)?, column.settings.get(slot)?)));
            edits.push(if let Some((param, setting)) = found {
                let setting = level.applied(param, setting);
                let setting = setting.map_err(|why| format!("[[sweep]] {axis}: {why}"))?;
                Edit::SetParam { id, second, param: parameter.into(), setting }
            } else {
                let probability = level.value();
                let probability =
                    probability.ok_or_else(|| format!("[[sweep]] {axis}: levels are numbers"))?;
                Edit::SetProbability { id, second, probability }
            });
        }
        let variant = edited(base, &format!("{axis}-{}", level.word()), edits)?;
        variants.add(variant.at(&axis, &level.word(), level.value()))?;
    }
    Ok(())
}
