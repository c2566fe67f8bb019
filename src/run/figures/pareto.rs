//! [`pareto_figure`]: recipes by the average over classes and by the class that is recognised worst.

use super::gathered::{Gathered, SEED};
use super::in_points::{in_points, percent, percent_interval};
use super::ranking::listed;
use crate::evaluate::difference::{Level, levels};
use crate::evaluate::{EvaluateError, Figure};
use crate::export::chart::{Axis, ScatterChart, ScatterPoint};

/// Things by two figures with what they say in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScatterFigure {
    /// What it says.
    pub sentences: Vec<String>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// The points.
    pub chart: ScatterChart,
}

/// Recipes by their average and their worst class, with the front: those that no other one beats in both.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn pareto_figure(runs: &Gathered) -> Result<ScatterFigure, EvaluateError> {
    Ok(figure(runs, &levels(&runs.outcomes(), SEED)?))
}

/// The places that no other one beats: none is at least as good in both and better in one. From left to right.
pub fn front(places: &[[f64; 2]]) -> Vec<usize> {
    let beats = |a: &[f64; 2], b: &[f64; 2]| a[0] >= b[0] && a[1] >= b[1] && (a[0] > b[0] || a[1] > b[1]);
    let finite = |place: &[f64; 2]| place.iter().all(|value| value.is_finite());
    let mut front: Vec<(usize, [f64; 2])> = places
        .iter()
        .enumerate()
        .filter(|(_, own)| finite(own) && !places.iter().any(|other| finite(other) && beats(other, own)))
        .map(|(number, own)| (number, *own))
        .collect();
    front.sort_by(|a, b| a.1[0].total_cmp(&b.1[0]));
    front.into_iter().map(|(number, _)| number).collect()
}

fn figure(runs: &Gathered, levels: &[Level]) -> ScatterFigure {
    let known: Vec<(usize, &Level, [f64; 2])> = levels
        .iter()
        .enumerate()
        .filter_map(|(recipe, level)| {
            let (average, worst) = (level.balanced.value?, level.worst.value?);
            Some((recipe, level, [100.0 * average, 100.0 * worst]))
        })
        .collect();
    let places: Vec<[f64; 2]> = known.iter().map(|(_, _, at)| *at).collect();
    let on_front = front(&places);
    let points = known.iter().enumerate().map(|(place, (recipe, level, at))| ScatterPoint {
        name: runs.name(*recipe).to_owned(),
        at: *at,
        ci: [in_points(level.balanced.ci95), in_points(level.worst.ci95)],
        place: *recipe,
        marked: on_front.contains(&place),
        words: words(runs, *recipe, level, on_front.contains(&place)),
    });
    // A step from point to point: what lies below and left of it is beaten.
    let mut line = Vec::new();
    for pair in on_front.windows(2) {
        if let &[a, b] = pair
            && let (Some(a), Some(b)) = (places.get(a), places.get(b))
        {
            line.extend([*a, [a[0], b[1]], *b]);
        }
    }
    let names: Vec<&str> = on_front
        .iter()
        .filter_map(|&place| known.get(place))
        .map(|(recipe, ..)| runs.name(*recipe))
        .collect();
    let sentences = match names.as_slice() {
        [] => vec!["No recipe has both figures.".into()],
        [only] => vec![format!("{only} is the best in both: in the average and in its worst class.")],
        several => vec![format!(
            "On the front: {}. Whoever wants a better worst class pays with the average, and the other way round.",
            listed(several)
        )],
    };
    let mut notes = runs.warnings();
    notes.push("the front is what was seen: where crosses overlap, the order may be luck".into());
    ScatterFigure {
        sentences,
        notes,
        chart: ScatterChart {
            subject: "average and worst class",
            title: "The average of all classes and the class that is recognised worst".into(),
            remark: format!("{}. The mean over seeds", runs.remark()),
            of: "recipe".into(),
            x: Axis { label: "balanced accuracy (the mean of the classes' recall), %".into(), ..Axis::default() },
            y: Axis { label: "recall of the worst class, %".into(), ..Axis::default() },
            points: points.collect(),
            line,
            marked: "on the front".into(),
            cross: false,
            footer: "Ringed: no other recipe is better in both. Crosses: 95 % interval over groups of images and seeds."
                .into(),
        },
    }
}

fn words(runs: &Gathered, recipe: usize, level: &Level, on_front: bool) -> String {
    let said = |figure: &Figure| {
        let value = figure.value.map_or("none".into(), percent);
        match figure.ci95 {
            Some(ci) => format!("{value}, 95 % interval {}", percent_interval(ci)),
            None => format!("{value}, no interval"),
        }
    };
    let seeds = runs.seeds(recipe);
    let worst = level.worst_class.and_then(|class| runs.classes.get(class)).map_or("", String::as_str);
    let front = if on_front { "\non the front: no other recipe is better in both" } else { "" };
    format!(
        "{}, {}\naverage of all classes: {}\nworst class, {worst}: {}{front}",
        runs.name(recipe),
        if seeds == 1 { "single run".to_owned() } else { format!("{seeds} seeds") },
        said(&level.balanced),
        said(&level.worst)
    )
}

#[cfg(test)]
mod tests {
    use super::super::made_up_runs::{Made, made};
    use super::*;

    #[test]
    fn the_front_is_what_nothing_beats() {
        let places =
            [[1.0, 1.0], [2.0, 5.0], [3.0, 3.0], [3.0, 2.0], [4.0, 1.0], [f64::NAN, 9.0], [2.5, 2.5]];
        assert_eq!(front(&places), [1, 2, 4]);
        assert_eq!(front(&[[1.0, 1.0], [1.0, 1.0]]), [0, 1], "equals do not beat each other");
        assert!(front(&[]).is_empty());
    }

    #[test]
    fn a_recipe_that_gives_up_the_average_for_the_worst_class_is_on_the_front() {
        let about = Made::plain(&["average", "even", "bad"], 2);
        let chance = |recipe: usize, class: usize| match recipe {
            0 => [0.95, 0.95, 0.4][class],
            1 => 0.65,
            _ => 0.3,
        };
        let found = pareto_figure(&made(&about, chance)).unwrap();
        let marked: Vec<(&str, bool)> =
            found.chart.points.iter().map(|point| (point.name.as_str(), point.marked)).collect();
        assert_eq!(marked, [("average", true), ("even", true), ("bad", false)]);
        let point = &found.chart.points[0];
        assert!((point.at[1] - 40.0).abs() < 10.0 && (point.at[0] - 77.0).abs() < 6.0, "{point:?}");
        assert!(point.interval(0).is_some() && point.interval(1).is_some());
        assert!(point.words.contains("worst class, class 2"), "{}", point.words);
        assert!(found.sentences[0].starts_with("On the front: even, average"), "{:?}", found.sentences);
        assert_eq!(found.chart.line.len(), 3);
    }
}
