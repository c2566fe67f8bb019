//! [`best_figure`]: for every class the recipe that recognises the most of it, what it gains, and whether that is certain.

use super::gathered::{Gathered, SEED};
use super::in_points::{in_points, interval_in_points, percent, percent_interval, points};
use super::ranking::{BarFigure, listed};
use crate::evaluate::EvaluateError;
use crate::evaluate::ranking::{BestOfClass, best_of_classes};
use crate::export::chart::{Axis, BarChart, BarRow, cell};
use std::fmt::Write;

/// The best recipe for every class of `runs`, of which the first recipe is the reference.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn best_figure(runs: &Gathered) -> Result<BarFigure, EvaluateError> {
    let best = best_of_classes(&runs.outcomes(), SEED)?;
    let rows = runs.classes.iter().zip(&best).map(|(class, found)| row(runs, class, found)).collect();
    let certain: Vec<&str> = runs
        .classes
        .iter()
        .zip(&best)
        .filter(|(_, found)| found.certain == Some(true))
        .map(|(class, _)| class.as_str())
        .collect();
    let mut recipes: Vec<usize> = best.iter().filter_map(|found| found.recipe).collect();
    recipes.sort_unstable();
    recipes.dedup();
    let mut sentences = vec![match recipes.as_slice() {
        [] => "No class has images.".to_owned(),
        [only] => format!("{} recognises the most of every class.", runs.name(*only)),
        several => format!(
            "No recipe is the best for every class: {} recipes are the first for one class or more.",
            several.len()
        ),
    }];
    sentences.push(if certain.is_empty() {
        "For no class is the first recipe told apart from the second.".into()
    } else {
        format!(
            "Told apart from the second for {}. For the other classes another recipe may be as good.",
            listed(&certain)
        )
    });
    let mut notes = runs.warnings();
    notes.push(
        "the best of many recipes looks better than it is: its recall was also chosen for its luck".into(),
    );
    Ok(BarFigure {
        sentences,
        notes,
        recipes: best.iter().map(|found| found.recipe).collect(),
        chart: BarChart {
            subject: "best recipe per class",
            title: "The best recipe for every class".into(),
            remark: format!("{}. Gain: beside {}. The mean over seeds", runs.remark(), runs.name(0)),
            of: "class".into(),
            axis: Axis {
                label: "recall of the class by its best recipe, %".into(),
                range: Some([0.0, 100.0]),
                ..Axis::default()
            },
            from_zero: true,
            note_title: "best recipe, gain in points, certain?".into(),
            mark: None,
            rows,
            footer: "Whiskers: 95 % interval over groups and seeds. Certain: told apart from the next best recipe (p times the recipes, Holm over classes)."
                .into(),
            more: [
                "best recipe",
                "gain over the reference, points",
                "gain low",
                "gain high",
                "next best recipe",
                "lead over it, points",
                "p",
                "certain",
            ]
            .map(String::from)
            .to_vec(),
        },
    })
}

fn row(runs: &Gathered, class: &str, found: &BestOfClass) -> BarRow {
    let best = found.recipe.map_or("", |recipe| runs.name(recipe));
    let next = found.runner_up.map_or("", |recipe| runs.name(recipe));
    let gain = found.gain.map(points);
    let certain = match found.certain {
        Some(true) => "certain",
        Some(false) => "not certain",
        None if found.why.as_deref().is_some_and(|why| why.starts_with("single run")) => "single run",
        None => "not judged",
    };
    let note = match &gain {
        _ if best.is_empty() => "no image of it".to_owned(),
        Some(gain) => format!("{best} · {gain} · {certain}"),
        None => format!("{best} · reference · {certain}"),
    };
    let mut words =
        format!("{class}: {best} recognises {}", found.recall.value.map_or("none".into(), percent));
    // Writing to a String does not fail.
    if let Some(ci) = found.recall.ci95 {
        let _ = write!(words, ", 95 % interval {}", percent_interval(ci));
    }
    if let (Some(gain), Some(reference)) = (gain, found.reference) {
        let _ = write!(words, "\n{gain} points more than {} ({})", runs.name(0), percent(reference));
        if let Some(ci) = found.gain_ci95 {
            let _ = write!(words, ", 95 % interval {}", interval_in_points(ci));
        }
    }
    if let Some(lead) = found.lead {
        let _ = write!(words, "\nnext best: {next}, {} points behind", points(lead).trim_start_matches('+'));
    }
    let _ = match (found.certain, &found.why, found.p) {
        (Some(true), _, Some(p)) => write!(words, "\nit is told apart from that: p {p:.3}"),
        (Some(false), _, Some(p)) => write!(words, "\nit is not told apart from that: p {p:.2}"),
        (_, Some(why), _) => write!(words, "\nnot judged: {why}"),
        _ => Ok(()),
    };
    let hundred = |value: Option<f64>| cell(value.map(|value| 100.0 * value));
    BarRow {
        name: class.to_owned(),
        value: found.recall.value.map(|value| 100.0 * value),
        ci: in_points(found.recall.ci95),
        single: found.recipe.is_some_and(|recipe| runs.seeds(recipe) == 1),
        place: found.recipe.unwrap_or_default(),
        note,
        words,
        more: vec![
            best.to_owned(),
            hundred(found.gain),
            hundred(found.gain_ci95.map(|ci| ci[0])),
            hundred(found.gain_ci95.map(|ci| ci[1])),
            next.to_owned(),
            hundred(found.lead),
            cell(found.p),
            certain.to_owned(),
        ],
        ..BarRow::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up_runs::{Made, made};
    use super::*;

    #[test]
    fn every_class_names_its_recipe_and_whether_that_is_certain() {
        let about = Made::plain(&["reference", "for zero", "for one"], 3);
        let chance = |recipe: usize, class: usize| if recipe == class + 1 { 0.9 } else { 0.5 };
        let found = best_figure(&made(&about, chance)).unwrap();
        assert_eq!(found.recipes[..2], [Some(1), Some(2)]);
        let notes: Vec<&str> = found.chart.rows.iter().map(|row| row.note.as_str()).collect();
        assert!(notes[0].starts_with("for zero · +") && notes[0].ends_with(" · certain"), "{notes:?}");
        assert!(notes[2].ends_with("not certain"), "{notes:?}");
        assert!(found.sentences[1].contains("for class 0, class 1."), "{:?}", found.sentences);
        assert!(found.chart.rows[0].words.contains("next best: "), "{}", found.chart.rows[0].words);
    }
}
