//! What must be known before a comparison is believed, in words.

use super::loaded::Loaded;
use super::{ComparedRecipe, RecipeContrast};
use crate::evaluate::ReadoutKind;
use crate::evaluate::interval::ENOUGH_GROUPS;
use std::collections::BTreeSet;

pub(super) fn caveats(
    runs: &[Loaded],
    [readout, declared]: [ReadoutKind; 2],
    recipes: &[ComparedRecipe],
    contrasts: &[RecipeContrast],
) -> Vec<String> {
    let mut all = Vec::new();
    all.extend(exploratory(runs, readout, declared));
    let single: Vec<&str> = recipes.iter().filter(|r| r.seeds.len() < 2).map(|r| r.name.as_str()).collect();
    if !single.is_empty() {
        let names = single.join(", ");
        all.push(format!(
            "single run: {names}; one seed can invent or hide an effect, so train two or more others"
        ));
    }
    let small: BTreeSet<&str> = contrasts
        .iter()
        .flat_map(|contrast| &contrast.figures.per_class.0)
        .filter(|(_, class)| class.n > 0 && class.groups < ENOUGH_GROUPS)
        .map(|(name, _)| name.as_str())
        .collect();
    if !small.is_empty() {
        let names = small.into_iter().collect::<Vec<_>>().join(", ");
        all.push(format!(
            "too few groups: {names}; without {ENOUGH_GROUPS} groups a class has no interval and no verdict"
        ));
    }
    if runs.iter().any(|run| run.report.transductive) {
        all.push("transductive: pretraining saw the evaluated images, without their labels".into());
    }
    all.extend(of_seeds(recipes, contrasts));
    for contrast in contrasts {
        if !contrast.recipe_differences.is_empty() && !contrast.setting_differences.is_empty() {
            all.push(format!(
                "{} and {} differ in recipe and in settings: neither alone can be held to account",
                contrast.reference, contrast.other
            ));
        }
    }
    let distinct = |of: fn(&Loaded) -> &str| runs.iter().map(of).collect::<BTreeSet<_>>();
    let programs = distinct(|run| run.record.program.as_str());
    if programs.len() > 1 {
        let names = programs.into_iter().collect::<Vec<_>>().join(", ");
        all.push(format!("different program versions: {names}"));
    }
    if distinct(|run| run.record.views_by.as_str()).len() > 1 {
        all.push(
            "random versions were made on the processor for some runs and on a graphics card for others"
                .into(),
        );
    }
    for run in runs {
        let ended = run.report.notes.iter().filter(|note| note.starts_with("training was ended by hand"));
        let collapse = &run.report.collapse;
        let collapsed = [Some(&collapse.encoder), collapse.projector.as_ref()];
        let collapsed = collapsed.into_iter().flatten().filter_map(|collapse| collapse.warning.as_ref());
        all.extend(ended.chain(collapsed).map(|words| format!("{}: {words}", run.name())));
    }
    all
}

/// Why verdicts are hints only.
fn exploratory(runs: &[Loaded], readout: ReadoutKind, declared: ReadoutKind) -> Vec<String> {
    let mut all = Vec::new();
    if readout != declared {
        all.push(format!(
            "exploratory: {} is not the read-out that was declared before the runs ({})",
            readout.name(),
            declared.name()
        ));
    }
    if runs.iter().any(|run| run.report.exploratory) {
        all.push("exploratory: the data set is too small for a part that nobody has looked at".into());
    }
    all
}

/// What pairing the runs by their seeds had to leave out or to mix.
fn of_seeds(recipes: &[ComparedRecipe], contrasts: &[RecipeContrast]) -> Vec<String> {
    let mut all = Vec::new();
    let Some(reference) = recipes.first() else { return all };
    for contrast in contrasts {
        let Some(other) = recipes.get(contrast.figures.recipe) else { continue };
        let pairs = &contrast.figures.seeds;
        let unlike = pairs.iter().filter(|[a, b]| a != b).count();
        if unlike > 0 {
            all.push(format!(
                "{unlike} of {} pairs of runs of {} and {} have different seeds",
                pairs.len(),
                reference.name,
                other.name
            ));
        }
        let left_over = reference.seeds.len().abs_diff(other.seeds.len());
        if left_over > 0 {
            let more = if reference.seeds.len() > other.seeds.len() { reference } else { other };
            all.push(format!(
                "{left_over} of the {} runs of {} had no partner and were not used against {}",
                more.seeds.len(),
                more.name,
                if std::ptr::eq(more, other) { &reference.name } else { &other.name }
            ));
        }
    }
    all
}
