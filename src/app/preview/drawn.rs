//! [`DrawnStep`]: what a picture got for each step, as numbers and in words.

use augscope::pipeline::{Chain, Pipeline};
use augscope::transform::{Draw, Param, Scope, Unit};

/// What one step drew for one picture.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnStep {
    /// The step's id.
    pub step: String,
    /// Its name.
    pub name: &'static str,
    /// False when it passed this version by.
    pub applied: bool,
    /// What it drew: "83 deg".
    pub words: String,
    /// The same, parameter by parameter, in the order of the entry.
    pub values: Vec<DrawnValue>,
}

/// What one parameter of a step got.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnValue {
    /// Its label.
    pub label: &'static str,
    /// Its unit as it is written after a number.
    pub unit: &'static str,
    /// One number, or one a channel, in the unit.
    pub numbers: Vec<f32>,
    /// The numbers with their unit.
    pub words: String,
}

/// What `draws` of `pipeline`'s chain say: drawn in pixels, shown as they were set.
pub fn drawn(pipeline: &Pipeline, chain: &Chain, draws: &[Draw]) -> Vec<DrawnStep> {
    let step = |(step, draw): (&augscope::pipeline::ChainStep, &Draw)| {
        let params = step.entry.params.iter().enumerate();
        let values: Vec<DrawnValue> =
            params.map(|(slot, param)| value(pipeline, param, draw.values.slot(slot))).collect();
        let several = values.len() > 1;
        let words = |value: &DrawnValue| {
            if several { format!("{} {}", value.label, value.words) } else { value.words.clone() }
        };
        DrawnStep {
            step: step.id.clone(),
            name: step.entry.name,
            applied: draw.applied,
            words: values.iter().map(words).collect::<Vec<_>>().join(", "),
            values,
        }
    };
    chain.steps.iter().zip(draws).map(step).collect()
}

/// Numbers of `param` as the chain has them, shown as they were set.
fn value(pipeline: &Pipeline, param: &'static Param, numbers: &[f32]) -> DrawnValue {
    let unit = pipeline.param_in_lengths(param).unit;
    let scale = match unit {
        Unit::Micrometres => pipeline.input.um_per_pixel.unwrap_or(1.0) as f32,
        _ => 1.0,
    };
    let numbers: Vec<f32> = numbers.iter().map(|v| scale * v).collect();
    let number = |v: &f32| if unit == Unit::Whole { format!("{v:.0}") } else { number(*v) };
    let words = match param.scope {
        Scope::View => numbers.first().map(number).unwrap_or_default(),
        Scope::Channel => numbers.iter().map(number).collect::<Vec<_>>().join(" | "),
    };
    let words = format!("{words} {}", unit.symbol()).trim().to_owned();
    DrawnValue { label: param.label, unit: unit.symbol(), numbers, words }
}

/// A number with three digits that count.
pub fn number(value: f32) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
