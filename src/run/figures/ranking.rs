//! [`ranking_figure`]: recipes in the order of what they reach, those that cannot be told apart from the best, and what
//! the best may be expected to reach on new images.

use super::gathered::{Gathered, SEED};
use super::in_points::{interval_in_points, percent, percent_interval};
use crate::evaluate::EvaluateError;
use crate::evaluate::ranking::{Criterion, Ranked, Ranking, Standing, rank};
use crate::export::chart::{Axis, BarChart, BarRow, cell};
use std::fmt::Write;

/// A figure in rows with what it says in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarFigure {
    /// What it says.
    pub sentences: Vec<String>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// The rows.
    pub chart: BarChart,
    /// The recipe of every row, by its number; none of the head of a section.
    pub recipes: Vec<Option<usize>>,
}

/// The recipes of `runs` by a criterion, the best first.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn ranking_figure(runs: &Gathered, criterion: Criterion) -> Result<BarFigure, EvaluateError> {
    let ranking = rank(&runs.outcomes(), criterion, SEED)?;
    Ok(figure(runs, &ranking))
}

/// The criterion in words.
fn what(runs: &Gathered, criterion: Criterion) -> String {
    match criterion {
        Criterion::Balanced => "balanced accuracy (the mean of the classes' recall)".into(),
        Criterion::Worst => "recall of the class that is recognised worst".into(),
        Criterion::Class(class) => {
            format!("recall of {}", runs.classes.get(class).map_or("", String::as_str))
        }
    }
}

fn figure(runs: &Gathered, ranking: &Ranking) -> BarFigure {
    let what = what(runs, ranking.criterion);
    let fresh = &ranking.fresh;
    let expected = fresh.expected.value;
    let rows: Vec<BarRow> = ranking.recipes.iter().map(|ranked| row(runs, ranked)).collect();
    let mut notes = runs.warnings();
    if fresh.single && expected.is_some() {
        notes.push(
            "where a recipe has a single run, its luck is in both halves: what to expect of new trainings is less"
                .into(),
        );
    }
    if ranking.criterion == Criterion::Worst && expected.is_some() {
        notes.push("half of the images make a worst class look worse than all of them do".into());
    }
    BarFigure {
        sentences: sentences(runs, ranking),
        notes,
        recipes: ranking.recipes.iter().map(|ranked| Some(ranked.recipe)).collect(),
        chart: BarChart {
            subject: "ranking of recipes",
            title: format!("Recipes by {what}"),
            remark: format!("{}. The mean over seeds", runs.remark()),
            of: "recipe".into(),
            axis: Axis { label: format!("{what}, %"), ..Axis::default() },
            from_zero: false,
            note_title: "beside the first".into(),
            mark: expected
                .map(|value| (100.0 * value, format!("expected on new images: {}", percent(value)))),
            rows,
            footer: "Pale bars and whiskers: 95 % interval over groups of images and seeds; rings: runs; hatched: a single run."
                .into(),
            more: [
                "difference from the first, points",
                "difference low",
                "difference high",
                "p times the comparisons",
                "chosen by so many of the halves",
            ]
            .map(String::from)
            .to_vec(),
        },
    }
}

fn row(runs: &Gathered, ranked: &Ranked) -> BarRow {
    let name = runs.name(ranked.recipe).to_owned();
    let value = ranked.value.value;
    let note = match &ranked.standing {
        Standing::First => "first".to_owned(),
        Standing::NotToldApart => format!("{} · not told apart", difference(ranked)),
        Standing::Behind => format!("{} · behind", difference(ranked)),
        Standing::NotJudged(why) if why.starts_with("single run") => {
            format!("{} · single run", difference(ranked))
        }
        Standing::NotJudged(_) => format!("{} · not judged", difference(ranked)),
    };
    let mut words = format!("{name}: {}", value.map_or("no figure".into(), percent));
    // Writing to a String does not fail.
    let _ = match (ranked.value.ci95, &ranked.value.ci_reason) {
        (Some(ci), _) => write!(words, ", 95 % interval {}", percent_interval(ci)),
        (None, Some(why)) => write!(words, ", no interval: {why}"),
        (None, None) => Ok(()),
    };
    for (seed, value) in &ranked.seeds {
        let _ = write!(words, "\nseed {seed}: {}", percent(*value));
    }
    if ranked.difference.is_some() {
        let _ = write!(words, "\n{} points beside the first", difference(ranked));
        if let Some(ci) = ranked.difference_ci95 {
            let _ = write!(words, ", 95 % interval {}", interval_in_points(ci));
        }
        if let Some(p) = ranked.p {
            let _ = write!(words, "; p {p:.3} times the number of comparisons");
        }
    }
    let _ = match &ranked.standing {
        Standing::NotJudged(why) => write!(words, "\nnot judged: {why}"),
        Standing::NotToldApart => write!(words, "\nnot told apart from the first: it may be as good"),
        Standing::Behind => write!(words, "\ntold apart from the first: it recognises less"),
        Standing::First => Ok(()),
    };
    let _ =
        write!(words, "\nthe first in {:.0} % of the choices by half of the groups", 100.0 * ranked.chosen);
    let points = |value: Option<f64>| cell(value.map(|value| 100.0 * value));
    BarRow {
        name,
        value: value.map(|value| 100.0 * value),
        ci: ranked.value.ci95.map(|ci| ci.map(|end| 100.0 * end)),
        rings: ranked.seeds.iter().map(|(_, value)| 100.0 * value).collect(),
        single: ranked.seeds.len() == 1,
        place: ranked.recipe,
        note,
        words,
        more: vec![
            points(ranked.difference),
            points(ranked.difference_ci95.map(|ci| ci[0])),
            points(ranked.difference_ci95.map(|ci| ci[1])),
            cell(ranked.p),
            cell(Some(ranked.chosen)),
        ],
        ..BarRow::default()
    }
}

fn difference(ranked: &Ranked) -> String {
    ranked.difference.map_or("–".into(), super::in_points::points)
}

/// Names that are listed; the rest is counted.
const MOST_NAMED: usize = 8;

/// "a, b and 3 more".
pub(super) fn listed(names: &[&str]) -> String {
    let some = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
        Some(more) => format!("{some} and {more} more"),
        None => some,
    }
}

fn sentences(runs: &Gathered, ranking: &Ranking) -> Vec<String> {
    let Some(first) = ranking.recipes.first() else {
        return vec!["No recipe has this figure.".into()];
    };
    let name = runs.name(first.recipe);
    let with = |wanted: &dyn Fn(&Standing) -> bool| -> Vec<&str> {
        let some = ranking.recipes.iter().filter(|ranked| wanted(&ranked.standing));
        some.map(|ranked| runs.name(ranked.recipe)).collect()
    };
    let equal = with(&|standing| *standing == Standing::NotToldApart);
    let behind = with(&|standing| *standing == Standing::Behind);
    let unknown = with(&|standing| matches!(standing, Standing::NotJudged(_)));
    let reached = first.value.value.map_or(String::new(), percent);
    let mut all = vec![format!("{name} comes first, with {reached}.")];
    if equal.is_empty() && unknown.is_empty() && !behind.is_empty() {
        all.push("Every other recipe is told apart from it.".into());
    } else if !equal.is_empty() {
        all.push(format!(
            "Not told apart from it: {}. Images, groups and seeds do not say which of these {} is the best.",
            listed(&equal),
            equal.len() + 1
        ));
    }
    if !unknown.is_empty() {
        let reason = ranking.recipes.iter().find_map(|ranked| match &ranked.standing {
            Standing::NotJudged(why) => Some(why.as_str()),
            _ => None,
        });
        all.push(format!("Not judged: {} ({}).", listed(&unknown), reason.unwrap_or_default()));
    }
    let fresh = &ranking.fresh;
    match (fresh.expected.value, first.value.value) {
        (Some(expected), Some(reached)) if reached - expected < 0.0005 => all.push(format!(
            "On new images about as much is to be expected, {}: luck had hardly a say in the choice.",
            percent(expected)
        )),
        (Some(expected), Some(_)) => all.push(format!(
            "The best of {} looks better than it is, since it was also chosen for its luck. On new images expect about \
             {}: so much is reached on one half of the groups and seeds by what the other half chose.",
            ranking.recipes.len(),
            percent(expected)
        )),
        _ => {
            if let Some(why) = &fresh.expected.not_defined {
                all.push(format!("What to expect on new images cannot be said: {why}."));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::made_up_runs::{Made, made};
    use super::*;

    #[test]
    fn the_best_is_named_with_its_equals_and_what_to_expect() {
        let runs = made(&Made::plain(&["good", "twin", "bad"], 3), |recipe, _| [0.8, 0.8, 0.3][recipe]);
        let found = ranking_figure(&runs, Criterion::Balanced).unwrap();
        let words = found.sentences.join(" ");
        assert!(words.contains("comes first") && words.contains("Not told apart from it: "), "{words}");
        assert!(words.contains("looks better than it is") && words.contains("On new images"), "{words}");
        assert_eq!(found.chart.rows.len(), 3);
        let last = &found.chart.rows[2];
        assert!(last.name == "bad" && last.note.contains("behind") && last.rings.len() == 3, "{last:?}");
        assert!(last.note.starts_with('\u{2212}'), "{last:?}");
        assert_eq!(found.recipes[2], Some(2));
        assert!(found.chart.mark.as_ref().unwrap().1.contains("expected on new images"));
        let csv = String::from_utf8(crate::export::Chart::table(&found.chart).to_csv().unwrap()).unwrap();
        assert!(csv.contains("chosen by so many of the halves") && csv.lines().count() == 4, "{csv}");
        let class = ranking_figure(&runs, Criterion::Class(1)).unwrap();
        assert!(class.chart.title.contains("recall of class 1"), "{}", class.chart.title);
    }

    #[test]
    fn single_runs_are_hatched_and_said() {
        let runs = made(&Made::plain(&["a", "b"], 1), |recipe, _| 0.4 + 0.3 * recipe as f64);
        let found = ranking_figure(&runs, Criterion::Worst).unwrap();
        assert!(found.chart.rows.iter().all(|row| row.single));
        assert!(found.chart.rows[1].note.ends_with("single run"), "{:?}", found.chart.rows[1]);
        assert!(found.sentences.iter().any(|line| line.starts_with("Not judged: a")), "{found:?}");
        assert!(found.notes[0].starts_with("single run of 2 of 2"), "{:?}", found.notes);
    }
}
