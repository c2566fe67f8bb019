//! What the recipe hides: every pair of classes, by the best feature that is left.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::widget::{HeatLook, heat_map};
use augscope::evaluate::check::{Degree, Left, PairMatrix, Verdict, Warning};
use augscope::export::chart::{HeatCell, HeatMap, HeatScale};
use egui::{Label, RichText, Ui};
use std::collections::BTreeSet;

const HELP: &str = "Before any training: features of known meaning (area, brightness, ratio of stains, shape, texture, \
                    ...) are measured of images for training as they are and of their random versions. The number is \
                    the area under the ROC curve of the best one: 0.5 is chance, 1 tells two classes apart without a \
                    mistake.";

/// The verdict.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    if cx.opened().is_none() {
        return;
    }
    ui.horizontal(|ui| {
        ui.heading("What this recipe hides").on_hover_text(HELP);
        if cx.checked.is_waiting() {
            ui.spinner().on_hover_text("The recipe was changed; it is being looked at again.");
        }
    });
    super::sorting::said(ui, cx);
    let verdict = match cx.checked.found() {
        None => {
            ui.label(RichText::new("looking at the images...").weak());
            return;
        }
        Some(Err(why)) => {
            ui.add(Label::new(format!("Nothing can be said: {why}.")).wrap());
            return;
        }
        Some(Ok(verdict)) => verdict,
    };
    summary(ui, verdict);
    alike(ui, &verdict.matrix);
    for warning in super::warnings::of_recipe(verdict) {
        ui.add(Label::new(RichText::new(&warning.text).color(theme::warning(ui.visuals()))).wrap());
    }
    ui.horizontal_wrapped(|ui| pairs(ui, cx, out, verdict));
    ui.add_space(4.0);
    let heat = heat(&verdict.matrix);
    let marked = cx.view.pair;
    let look = HeatLook {
        id: "pairs of classes",
        row: marked.map(|(row, _)| row),
        click: Some("Click for what the recipe does to this pair."),
        height: (ui.available_height() - 40.0).clamp(190.0, 420.0),
        numbers: room_for_numbers(ui, verdict.matrix.classes.len()),
    };
    if let Some(pair) = heat_map(ui, &heat, &look) {
        out.push(Command::ShowPair(Some(pair).filter(|pair| cx.view.pair != Some(*pair))));
    }
    if let Some(pair) = marked {
        details(ui, verdict, pair);
    }
    let most = verdict.images.values().max().copied().unwrap_or_default();
    let sizes = format!(
        "of at most {most} images of each class, {} random versions each; half of them choose the feature, half are judged",
        verdict.versions
    );
    ui.add(Label::new(RichText::new(sizes).small().weak()).wrap());
}

/// Below this area a pair is not told apart.
const ALIKE: f64 = 0.7;
/// Pairs that are named, at most.
const PAIRS: usize = 5;
/// Width of a cell that a number fits into, and the share of the width that names may take.
const NUMBER: f32 = 27.0;
const NAMES: f32 = 0.35;

fn room_for_numbers(ui: &Ui, classes: usize) -> bool {
    let room = ui.available_width() * (1.0 - NAMES) - 14.0;
    room >= NUMBER * classes as f32
}

/// The pairs that lose the most, each with what is left.
fn pairs(ui: &mut Ui, cx: &Context, out: &mut Commands, verdict: &Verdict) {
    let mut seen: Vec<&[String]> = Vec::new();
    let grave = verdict.warnings.iter().filter(|w| matches!(w.degree, Some(Degree::Hides | Degree::Weakens)));
    for warning in grave {
        let (Some(left), false) = (&warning.left, seen.contains(&warning.classes.as_slice())) else {
            continue;
        };
        seen.push(&warning.classes);
        if seen.len() > PAIRS {
            ui.label(RichText::new("... and more: see below").small().weak());
            break;
        }
        let place = |n: usize| {
            let name = warning.classes.get(n)?;
            verdict.matrix.classes.iter().position(|class| class == name)
        };
        let pair = place(0).zip(place(1));
        let words = format!("{}: {:.2}", warning.classes.join(" and "), left.auc);
        let chosen = pair.is_some() && cx.view.pair == pair;
        if ui.selectable_label(chosen, RichText::new(words).small()).on_hover_text(&warning.text).clicked() {
            out.push(Command::ShowPair(pair.filter(|_| !chosen)));
        }
    }
}

/// The first sentence: is there anything to worry about?
fn summary(ui: &mut Ui, verdict: &Verdict) {
    let pairs = |degree| {
        let of_degree = verdict.warnings.iter().filter(move |warning| warning.degree == Some(degree));
        // Two steps may take signs of the same pair.
        of_degree.map(|warning| warning.classes.as_slice()).collect::<BTreeSet<_>>().len()
    };
    let (hidden, weak) = (pairs(Degree::Hides), pairs(Degree::Weakens));
    let many =
        |n: usize| if n == 1 { "1 pair of classes".to_owned() } else { format!("{n} pairs of classes") };
    let (words, colour) = match (hidden, weak) {
        (0, 0) => ("No pair of classes is hidden.".to_owned(), theme::good(ui.visuals())),
        (0, weak) => (format!("Hard to tell apart: {}.", many(weak)), theme::warning(ui.visuals())),
        (hidden, 0) => (format!("Hidden: {}.", many(hidden)), theme::warning(ui.visuals())),
        (hidden, weak) => (
            format!("Hidden: {}. Hard to tell apart: {}.", many(hidden), many(weak)),
            theme::warning(ui.visuals()),
        ),
    };
    ui.add(Label::new(RichText::new(words).strong().color(colour)).wrap());
}

/// Pairs of which nothing can be said, since these features do not tell them apart as they are.
fn alike(ui: &mut Ui, matrix: &PairMatrix) {
    let places = (0..matrix.classes.len()).flat_map(|row| (0..row).map(move |column| (row, column)));
    let alike = places
        .filter(|(row, column)| of(&matrix.before, *row, *column).is_some_and(|before| before.auc < ALIKE));
    let count = alike.count();
    if count > 0 {
        let pairs = if count == 1 {
            "1 pair of classes is".to_owned()
        } else {
            format!("{count} pairs of classes are")
        };
        let words = format!(
            "{pairs} not told apart by these features even before the recipe, so no warning can come."
        );
        ui.add(Label::new(RichText::new(words).small().weak()).wrap());
    }
}

fn heat(matrix: &PairMatrix) -> HeatMap {
    let cells = matrix
        .classes
        .iter()
        .enumerate()
        .map(|(row, _)| (0..matrix.classes.len()).map(|column| cell(matrix, row, column)).collect());
    HeatMap {
        subject: "pairs",
        title: "What tells classes apart after the recipe".into(),
        row_title: "class".into(),
        column_title: "class".into(),
        rows: matrix.classes.clone(),
        columns: matrix.classes.clone(),
        cells: cells.collect(),
        scale: HeatScale {
            // What is hidden stands out.
            label: "apart".into(),
            low: 1.0,
            high: 0.5,
            two_ways: false,
            digits: 2,
        },
        ..HeatMap::default()
    }
}

fn of(table: &[Vec<Option<Left>>], row: usize, column: usize) -> Option<&Left> {
    table.get(row)?.get(column)?.as_ref()
}

fn cell(matrix: &PairMatrix, row: usize, column: usize) -> HeatCell {
    let value = of(&matrix.after, row, column).map(|left| left.auc);
    HeatCell { value, ci: None, words: words(matrix, row, column), empty: row == column }
}

/// What tells a pair apart, before and after.
fn words(matrix: &PairMatrix, row: usize, column: usize) -> String {
    let name = |place: usize| matrix.classes.get(place).map_or("", String::as_str);
    let (a, b) = (name(row), name(column));
    match (of(&matrix.before, row, column), of(&matrix.after, row, column)) {
        (Some(before), Some(after)) => format!(
            "{a} and {b}: {} tells them apart {:.2}; after the recipe it is {} with {:.2}.",
            before.feature, before.auc, after.feature, after.auc
        ),
        _ if row == column => String::new(),
        _ => format!("{a} and {b}: too few images to say anything."),
    }
}

/// Everything that is known of a pair.
fn details(ui: &mut Ui, verdict: &Verdict, (row, column): (usize, usize)) {
    let matrix = &verdict.matrix;
    ui.add(Label::new(words(matrix, row, column)).wrap());
    let name = |place: usize| matrix.classes.get(place);
    let is_it = |warning: &&Warning| {
        warning.classes.len() == 2
            && [row, column].iter().all(|class| name(*class).is_some_and(|n| warning.classes.contains(n)))
    };
    for warning in verdict.warnings.iter().filter(is_it) {
        let text = RichText::new(&warning.text);
        let text = if warning.degree == Some(Degree::OneSign) {
            text.weak()
        } else {
            text.color(theme::warning(ui.visuals()))
        };
        ui.add(Label::new(text).wrap());
    }
}
