//! Which runs belong to the same recipe, which of them count, and what the recipes are called.

use super::error::ComparisonError;
use super::loaded::Loaded;
use super::of_settings;
use crate::run::differences::recipe_differences;

/// The runs without those that say nothing new, having recipe, settings and seed of one before them, as where a study
/// reaches the same recipe by two ways; with what was left out, in words.
///
/// # Errors
/// Where nothing is left to compare.
pub(in crate::run) fn each_once(runs: Vec<Loaded>) -> Result<(Vec<Loaded>, Vec<String>), ComparisonError> {
    let (mut kept, mut twins): (Vec<Loaded>, Vec<(Loaded, usize)>) = (Vec::new(), Vec::new());
    for run in runs {
        match kept.iter().position(|first| first.record.seed == run.record.seed && is_same(first, &run)) {
            Some(place) => twins.push((run, place)),
            None => kept.push(run),
        }
    }
    let first_of = |place: usize| kept.get(place);
    if kept.len() < 2
        && let Some((twin, place)) = twins.first()
        && let Some(first) = first_of(*place)
    {
        let [first, other] = [first, twin].map(|run| run.folder.path().to_path_buf());
        return Err(ComparisonError::Twice { first, other });
    }
    let words = twins.iter().filter_map(|(twin, place)| {
        let first = first_of(*place)?.name();
        Some(format!("{} has recipe, settings and seed of {first}, so only {first} counts", twin.name()))
    });
    let words = words.collect();
    Ok((kept, words))
}

/// The number of every run's recipe, counted from 0 in the order of the runs: runs whose recipe and settings differ in
/// nothing but the seed have the same. A single recipe is an error unless `one_will_do`.
pub(in crate::run) fn recipe_of_runs(
    runs: &[Loaded],
    one_will_do: bool,
) -> Result<Vec<usize>, ComparisonError> {
    let mut firsts: Vec<&Loaded> = Vec::new();
    let mut numbers: Vec<usize> = Vec::new();
    for run in runs {
        let known = firsts.iter().position(|first| is_same(first, run));
        numbers.push(known.unwrap_or_else(|| {
            firsts.push(run);
            firsts.len() - 1
        }));
    }
    if firsts.len() < 2 && !one_will_do {
        return Err(ComparisonError::OneRecipe(runs.len()));
    }
    Ok(numbers)
}

fn is_same(a: &Loaded, b: &Loaded) -> bool {
    recipe_differences(&a.pipeline, &b.pipeline).is_empty() && of_settings(a, b).is_empty()
}

/// The name of every recipe. Where two have the same, the later one gets what sets it apart from the first of that name.
pub(in crate::run) fn recipe_names(runs: &[Loaded], of_runs: &[usize]) -> Vec<String> {
    let mut named: Vec<(String, &Loaded)> = Vec::new();
    for (run, &recipe) in runs.iter().zip(of_runs) {
        if recipe < named.len() {
            continue;
        }
        let own = run.pipeline.name.trim();
        let own = if own.is_empty() { run.name() } else { own.to_owned() };
        let name = match named.iter().find(|(name, _)| *name == own) {
            None => own,
            Some((_, first)) => {
                let mut apart = recipe_differences(&first.pipeline, &run.pipeline);
                apart.extend(of_settings(first, run));
                let apart = apart.into_iter().next().unwrap_or_default();
                let longer = format!("{own}: {apart}");
                let taken = named.iter().any(|(name, _)| *name == longer);
                if taken { format!("{longer} ({})", run.name()) } else { longer }
            }
        };
        named.push((name, run));
    }
    named.into_iter().map(|(name, _)| name).collect()
}
