//! [`Fold`]: runs that repeat one another with other seeds, folded into one.

use crate::app::runs::RunInfo;
use std::collections::HashMap;

/// Runs of one recipe and the same settings, by their seeds; at least one.
#[derive(Clone, Debug)]
pub struct Fold<'a> {
    /// The runs.
    pub runs: Vec<&'a RunInfo>,
    /// What they are called together: the run's own name where there is one alone.
    pub name: String,
}

impl<'a> Fold<'a> {
    fn new(mut runs: Vec<&'a RunInfo>) -> Self {
        runs.sort_by_key(|run| run.record.seed);
        let names: Vec<&str> = runs.iter().map(|run| run.name.as_str()).collect();
        let name = if let [only] = names.as_slice() {
            (*only).to_owned()
        } else {
            let stem = stem(&names);
            let recipe = runs.first().and_then(|run| run.recipe.as_ref());
            let recipe = recipe.map_or("runs", |recipe| recipe.name.as_str());
            if stem.chars().count() < 3 { recipe.to_owned() } else { stem.to_owned() }
        };
        Self { runs, name }
    }

    /// The number of the family.
    pub fn family(&self) -> Option<usize> {
        self.runs.first().map(|run| run.family)
    }

    /// The name with the number of seeds.
    pub fn title(&self) -> String {
        if self.runs.len() == 1 {
            self.name.clone()
        } else {
            format!("{} · {} seeds", self.name, self.runs.len())
        }
    }

    /// True of the fold that holds the run.
    pub fn holds(&self, run: &str) -> bool {
        self.runs.iter().any(|one| one.name == run)
    }
}

/// Folds `runs`, in the order in which the first of each comes.
pub fn folds<'a>(runs: impl IntoIterator<Item = &'a RunInfo>) -> Vec<Fold<'a>> {
    let mut places: HashMap<usize, usize> = HashMap::new();
    let mut all: Vec<Vec<&RunInfo>> = Vec::new();
    for run in runs {
        let place = *places.entry(run.family).or_insert_with(|| {
            all.push(Vec::new());
            all.len() - 1
        });
        if let Some(fold) = all.get_mut(place) {
            fold.push(run);
        }
    }
    all.into_iter().map(Fold::new).collect()
}

/// What names begin with alike, without the letters that come before a seed.
fn stem<'a>(names: &[&'a str]) -> &'a str {
    let Some((first, others)) = names.split_first() else { return "" };
    let alike = |other: &&str| {
        let pairs = first.chars().zip(other.chars());
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
    };
    let end = others.iter().map(alike).min().unwrap_or(first.len());
    let common = first.get(..end).unwrap_or("");
    let trimmed = common.trim_end_matches(|c: char| c.is_ascii_digit());
    // "recipe-s0" and "recipe s1": the letter before the number says that it is a seed.
    let without =
        [" seed", "-seed", "_seed", " s", "-s", "_s"].iter().find_map(|end| trimmed.strip_suffix(end));
    without.unwrap_or(trimmed).trim_end_matches([' ', '-', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_is_called_by_what_its_names_begin_with() {
        assert_eq!(stem(&["any-orientation s0", "any-orientation s1"]), "any-orientation");
        assert_eq!(stem(&["nuisance-s1", "nuisance-s12"]), "nuisance");
        assert_eq!(stem(&["gain_seed3", "gain_seed4"]), "gain");
        assert_eq!(stem(&["Blüte 1", "Blüte 2"]), "Blüte");
        assert_eq!(stem(&["a", "b"]), "");
        assert_eq!(stem(&["lines s0", "lines s0 2"]), "lines");
    }
}
