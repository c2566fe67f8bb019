//! Axes: what a study changes about its base, one axis a file, and [`expand`], which makes a list of variants of them.
//!
//! A variant is called by what is changed ("rotate-off", "gain.factor-0.5"), never by its place in the list. So levels
//! that are added later add variants and rename none.

mod baselines;
mod leave_one_out;
mod level;
mod methods;
mod one_step_only;
mod short_names;
mod swap_neighbours;
mod sweep;
mod variant;
mod weight_decay;

#[cfg(test)]
mod tests;

pub use level::Level;
pub use sweep::StudySweep;
pub use variant::{AxisPoint, Variant};

use super::file::StudyFile;
use crate::pipeline::{Pipeline, Step};
use variant::Variants;

/// The name of the base among the variants.
pub(super) const BASE: &str = "base";

/// What the axes start from, as far as it does not stand in the study's file itself.
pub(super) struct Ground<'a> {
    /// The pipeline of `[base]`.
    pub base: Option<&'a Pipeline>,
    /// The pipelines of the recipes, in their order.
    pub recipes: &'a [Pipeline],
    /// The weight decay that the study's trainings have anyway.
    pub weight_decay: f64,
    /// Learning method and network that they have anyway.
    pub method: &'a str,
    /// The network.
    pub network: &'a str,
}

/// The variants of `study`. The first is the reference: the base where there is one, or else the first recipe.
///
/// # Errors
/// Which axis cannot be, in words.
pub(super) fn expand(study: &StudyFile, ground: &Ground) -> Result<Vec<Variant>, String> {
    let mut variants = Variants::default();
    if let Some(base) = ground.base {
        variants.add(Variant::new(BASE, base.clone()))?;
        if study.baselines.unwrap_or(true) {
            baselines::add(&mut variants, base)?;
        }
    } else if study.has_axes() {
        return Err("its axes need a base to change: write [base] with pipeline = \"..\"".into());
    }
    for (recipe, pipeline) in study.recipes.iter().zip(ground.recipes) {
        variants.add(Variant::new(&recipe.name, pipeline.clone()))?;
    }
    if let Some(base) = ground.base {
        for sweep in &study.sweeps {
            sweep::add(&mut variants, base, sweep)?;
        }
        if study.leave_one_out {
            leave_one_out::add(&mut variants, base)?;
        }
        if study.one_step_only {
            one_step_only::add(&mut variants, base)?;
        }
        if study.swap_neighbours {
            swap_neighbours::add(&mut variants, base)?;
        }
        weight_decay::add(&mut variants, base, &study.weight_decay, ground.weight_decay)?;
    }
    let variants = variants.into_list();
    let variants = methods::across(variants, "objective", &study.objectives, ground.method)?;
    let variants = methods::across(variants, "encoder", &study.encoders, ground.network)?;
    if variants.len() < 2 {
        return Err("it has fewer than two recipes, so there is nothing to compare".into());
    }
    variant::check_names(&variants)?;
    Ok(variants)
}

/// The steps of `base` that do anything.
fn working(base: &Pipeline) -> impl Iterator<Item = &Step> {
    let ever = |step: &&Step| {
        let often = [0, 1].iter().any(|&view| step.column(view).probability > 0.0);
        step.on && step.strength > 0.0 && often
    };
    base.steps.iter().filter(ever)
}

/// A variant of `base` by edits, with what is wrong in words where one cannot be done.
fn edited(base: &Pipeline, name: &str, edits: Vec<crate::pipeline::Edit>) -> Result<Variant, String> {
    let mut pipeline = base.clone();
    pipeline.edit(crate::pipeline::Edit::Together(edits)).map_err(|error| format!("{name}: {error}"))?;
    name.clone_into(&mut pipeline.name);
    Ok(Variant::new(name, pipeline))
}
