//! All runs in a table: sorted by any column, seeds folded into one row with their spread.

use super::comparison::{Comparison, kind, why_no_report};
use super::fold::Fold;
use super::notes;
use super::roll::RollRow;
use super::runs::filter;
use super::tabs::Tab;
use super::ticks::tick;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::{RunInfo, Summary, state_word};
use crate::app::theme;
use crate::app::view::RunColumn;
use crate::app::widget::{line_below, percent};
use augscope::evaluate::ReadoutKind;
use augscope::run::RunState;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align, Color32, Label, Layout, Rect, RichText, Role, ScrollArea, Sense, TextStyle, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};
use std::cmp::Ordering;

/// The table's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "runs",
    name: "Runs",
    help: "All runs in a table, with tags and notes.",
    without_ticks: true,
    show,
};

/// A column: what it is, its header, its width in points, and what it says.
const COLUMNS: [(RunColumn, &str, f32, &str); 11] = [
    (
        RunColumn::Name,
        "name",
        190.0,
        "What it is called: the folder's name, or what the names of the seeds begin with.",
    ),
    (
        RunColumn::Accuracy,
        "accuracy",
        96.0,
        "Balanced accuracy: the mean of the classes' recall, by the chosen read-out; of several seeds the mean, with the lowest and the highest.",
    ),
    (RunColumn::Worst, "worst class", 120.0, "The class that is recognised worst, with its recall."),
    (RunColumn::Seeds, "seeds", 52.0, "How often it was trained with other seeds."),
    (RunColumn::State, "state", 84.0, "How it stands."),
    (RunColumn::Method, "method", 84.0, "The learning method."),
    (RunColumn::Network, "network", 84.0, "The network."),
    (RunColumn::Rounds, "rounds", 56.0, "Rounds of training."),
    (RunColumn::Begun, "begun", 110.0, "When it was begun."),
    (RunColumn::Tags, "tags", 120.0, "Words to find it by; written below the table."),
    (RunColumn::Note, "note", 200.0, "What you wrote about it; written below the table."),
];
/// Room for the box in front of a row, and for the triangle.
const FRONT: f32 = 48.0;

/// A row: a recipe, or one of its seeds below it.
struct Row<'a> {
    fold: Fold<'a>,
    /// The number of the family, where its seeds can be shown one by one.
    family: Option<usize>,
    unfolded: bool,
    inner: bool,
}

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _comparison: &Comparison) {
    filter(ui, cx, out);
    let roll = &cx.runs.roll;
    let (rows, count, shown) = (roll.rows(), roll.recipes(), roll.runs());
    let all = cx.runs.list().len();
    let of = if shown == all { String::new() } else { format!("{shown} of ") };
    ui.label(RichText::new(format!("{of}{all} runs of {count} recipes")).small().weak());
    let height = ui.text_style_height(&TextStyle::Body) + 10.0;
    let width = FRONT + COLUMNS.iter().map(|(_, _, width, _)| width).sum::<f32>();
    let below = 150.0;
    let tall = (ui.available_height() - below).max(120.0);
    ScrollArea::horizontal().id_salt("table across").auto_shrink([false, true]).show(ui, |ui| {
        ui.set_min_width(width + 14.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        header(ui, cx, out, height);
        let area = ScrollArea::vertical().id_salt("table").auto_shrink([false, true]);
        let area = area.max_height(tall - height).min_scrolled_height(tall - height);
        area.show_rows(ui, height, rows.len(), |ui, range| {
            for place in range {
                let Some(row) = rows.get(place).and_then(|row| whole(cx, *row)) else { continue };
                let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
                line(ui, cx, out, &row, rect, &response);
            }
        });
    });
    ui.separator();
    notes::show(ui, cx, out);
}

/// A row with its runs.
fn whole<'a>(cx: &Context<'a>, row: RollRow) -> Option<Row<'a>> {
    let fold = cx.runs.roll.fold(row.fold, cx.runs)?;
    if let Some(seed) = row.seed {
        let run = *fold.runs.get(seed)?;
        let fold = Fold { runs: vec![run], name: run.name.clone() };
        return Some(Row { fold, family: None, unfolded: false, inner: true });
    }
    let family = fold.family().filter(|_| fold.runs.len() > 1);
    let unfolded = family.is_some_and(|family| cx.view.unfolded.contains(&family));
    Some(Row { fold, family, unfolded, inner: false })
}

/// What a row is sorted by.
#[derive(Debug, PartialEq)]
pub enum Key {
    /// By letters.
    Words(String),
    /// By size.
    Number(Option<f64>),
}

impl Key {
    /// What has no figure comes last either way.
    pub fn compare(&self, other: &Self, ascending: bool) -> Ordering {
        let turned = |order: Ordering| if ascending { order } else { order.reverse() };
        match (self, other) {
            (Self::Words(a), Self::Words(b)) => turned(a.cmp(b)),
            (Self::Number(Some(a)), Self::Number(Some(b))) => turned(a.total_cmp(b)),
            (Self::Number(Some(_)), Self::Number(None)) => Ordering::Less,
            (Self::Number(None), Self::Number(Some(_))) => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }
}

/// What the row of a recipe is sorted by.
pub fn key(fold: &Fold, column: RunColumn, kind: ReadoutKind) -> Key {
    let Some(first) = fold.runs.first() else { return Key::Number(None) };
    match column {
        RunColumn::Seeds => Key::Number(Some(fold.runs.len() as f64)),
        RunColumn::Rounds => Key::Number(Some(f64::from(first.record.config.epochs))),
        RunColumn::Accuracy => Key::Number(mean(fold, kind)),
        RunColumn::Worst => Key::Number(worst(fold, kind).map(|(_, recall)| recall)),
        RunColumn::Begun => {
            Key::Words(fold.runs.iter().map(|run| run.record.created.clone()).max().unwrap_or_default())
        }
        _ => Key::Words(words(fold, column, kind).to_lowercase()),
    }
}

fn summaries<'a>(fold: &Fold<'a>) -> impl Iterator<Item = &'a Summary> {
    fold.runs.clone().into_iter().filter_map(|run| run.summary.as_deref())
}

fn mean(fold: &Fold, kind: ReadoutKind) -> Option<f64> {
    mean_of(summaries(fold).filter_map(|summary| summary.balanced(kind)))
}

fn mean_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

/// The class of the smallest recall, the mean over seeds.
fn worst<'a>(fold: &Fold<'a>, kind: ReadoutKind) -> Option<(&'a str, f64)> {
    let first = summaries(fold).find(|summary| summary.recalls(kind).next().is_some())?;
    let known = first.recalls(kind).filter_map(|(class, _)| {
        Some((class, mean_of(summaries(fold).filter_map(|summary| summary.recall(kind, class)))?))
    });
    known.reduce(|worst, next| if next.1 < worst.1 { next } else { worst })
}

/// What stands in a cell.
fn words(fold: &Fold, column: RunColumn, kind: ReadoutKind) -> String {
    let Some(first) = fold.runs.first() else { return String::new() };
    let config = &first.record.config;
    match column {
        RunColumn::Name => fold.name.clone(),
        RunColumn::Seeds => match fold.runs.len() {
            1 => format!("s{}", config.seed),
            several => several.to_string(),
        },
        RunColumn::Method => config.objective.clone(),
        RunColumn::Network => config.encoder.clone(),
        RunColumn::Rounds => config.epochs.to_string(),
        RunColumn::State => state(fold),
        RunColumn::Accuracy => accuracy(fold, kind),
        RunColumn::Worst => {
            worst(fold, kind).map_or(String::new(), |(class, recall)| format!("{} {class}", percent(recall)))
        }
        RunColumn::Begun => begun(first),
        RunColumn::Tags => {
            let mut tags: Vec<&str> =
                fold.runs.iter().flat_map(|run| &run.notes.tags).map(String::as_str).collect();
            tags.sort_unstable();
            tags.dedup();
            tags.join(", ")
        }
        RunColumn::Note => {
            let notes = fold.runs.iter().map(|run| run.notes.note.as_str()).filter(|note| !note.is_empty());
            notes.collect::<Vec<_>>().join(" | ").replace('\n', " ")
        }
    }
}

fn accuracy(fold: &Fold, kind: ReadoutKind) -> String {
    let Some(mean) = mean(fold, kind) else { return String::new() };
    let values = summaries(fold).filter_map(|summary| summary.balanced(kind));
    let (low, high) = values.fold((mean, mean), |(low, high), v| (v.min(low), v.max(high)));
    if fold.runs.len() == 1 {
        percent(mean)
    } else {
        format!("{} ({:.0}–{:.0})", percent(mean), 100.0 * low, 100.0 * high)
    }
}

/// The states, each counted where they differ.
fn state(fold: &Fold) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for run in &fold.runs {
        let word = state_word(run.state);
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    match counts.as_slice() {
        [(only, _)] => (*only).to_owned(),
        several => several.iter().map(|(word, n)| format!("{n} {word}")).collect::<Vec<_>>().join(", "),
    }
}

/// "2026-01-03 12:40", in the order of its letters; no time zone has to be asked for in a frame.
fn begun(run: &RunInfo) -> String {
    run.record.created.get(..16).unwrap_or(&run.record.created).replace('T', " ")
}

fn header(ui: &mut Ui, cx: &Context, out: &mut Commands, height: f32) {
    let (sorted, ascending) = cx.view.run_order;
    let width = FRONT + COLUMNS.iter().map(|(_, _, width, _)| width).sum::<f32>();
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let mut left = rect.left() + FRONT;
    for (column, name, width, help) in COLUMNS {
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width - 4.0, height));
        left += width;
        let label = Label::new(RichText::new(name).strong()).truncate().selectable(false);
        let ui =
            &mut ui.new_child(UiBuilder::new().max_rect(cell).layout(Layout::left_to_right(Align::Center)));
        let response = ui.add(label.sense(Sense::click()));
        if column == sorted {
            triangle(ui, response.rect.right_center() + vec2(8.0, 0.0), ascending);
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("sort by {name}")));
        if response.on_hover_text(format!("{help}\nClick to sort by it, again to turn the order.")).clicked()
        {
            // Names begin with a, figures with the largest.
            let first = matches!(column, RunColumn::Name | RunColumn::Method | RunColumn::Network);
            let ascending = if column == sorted { !ascending } else { first };
            out.push(Command::SortRuns(column, ascending));
        }
    }
}

/// The mark of the column that the table is sorted by: it points to where the larger ones are.
fn triangle(ui: &Ui, at: egui::Pos2, ascending: bool) {
    let up = if ascending { 1.0 } else { -1.0 };
    let points = [(-4.0, 3.0), (4.0, 3.0), (0.0, -3.0)].map(|(x, y)| at + vec2(x, up * y)).to_vec();
    let colour = ui.visuals().strong_text_color();
    ui.painter().add(egui::Shape::convex_polygon(points, colour, egui::Stroke::NONE));
}

fn line(ui: &mut Ui, cx: &Context, out: &mut Commands, row: &Row, rect: Rect, response: &egui::Response) {
    let fold = &row.fold;
    let Some(first) = fold.runs.first() else { return };
    let chosen = cx.view.run.as_deref().is_some_and(|name| fold.holds(name));
    let visuals = ui.visuals();
    if chosen {
        ui.painter().rect_filled(rect, 0, visuals.selection.bg_fill);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0, visuals.widgets.hovered.weak_bg_fill);
    }
    line_below(ui, rect);
    let kind = kind(cx);
    let cells = COLUMNS.map(|(column, ..)| words(fold, column, kind));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, spoken(fold, &cells)));
    let failed = fold.runs.iter().find(|run| run.state == RunState::Failed);
    front(ui, cx, out, row, rect);
    // A widget for every cell would cost most of a frame.
    let pointer = response.hover_pos();
    let mut left = rect.left() + FRONT;
    let mut pointed = None;
    for ((column, _, width, _), words) in COLUMNS.into_iter().zip(&cells) {
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width - 6.0, rect.height()));
        left += width;
        if words.is_empty() {
            continue;
        }
        let visuals = ui.visuals();
        let colour = if chosen {
            visuals.strong_text_color()
        } else if row.inner && column == RunColumn::Name {
            visuals.weak_text_color()
        } else if column == RunColumn::State && failed.is_some() {
            theme::failure(visuals)
        } else {
            visuals.text_color()
        };
        paint(ui, words, colour, cell);
        if pointer.is_some_and(|pointer| cell.contains(pointer)) {
            let why = failed.filter(|_| column == RunColumn::State).map(|run| why_no_report(run));
            pointed = Some(why.unwrap_or_else(|| words.clone()));
        }
    }
    if response.clicked() {
        out.push(Command::ShowRun((!chosen).then(|| first.name.clone())));
    }
    if let Some(words) = pointed {
        response.clone().on_hover_text(words);
    }
}

/// A row for those who hear it.
fn spoken(fold: &Fold, cells: &[String]) -> String {
    let mut spoken = format!("row {}", fold.title());
    for ((_, name, ..), words) in COLUMNS.iter().zip(cells).skip(1).filter(|(_, words)| !words.is_empty()) {
        spoken.push_str(", ");
        spoken.push_str(name);
        spoken.push(' ');
        spoken.push_str(words);
    }
    spoken
}

/// The box and the triangle before a row.
fn front(ui: &mut Ui, cx: &Context, out: &mut Commands, row: &Row, rect: Rect) {
    let fold = &row.fold;
    let Some(first) = fold.runs.first() else { return };
    let front = Rect::from_min_size(rect.min, vec2(FRONT, rect.height()));
    let builder = UiBuilder::new().max_rect(front).layout(Layout::left_to_right(Align::Center));
    let inside = &mut ui.new_child(builder.id_salt((row.inner, &first.folder)));
    inside.spacing_mut().item_spacing.x = 4.0;
    if !row.inner {
        tick(inside, cx, out, fold);
    }
    let Some(family) = row.family else { return };
    let (text, help) =
        if row.unfolded { ("−", "Fold the seeds") } else { ("+", "Show the seeds one by one") };
    let button = inside.add(egui::Button::new(text).frame(false)).on_hover_text(help);
    if button.accessible_name(format!("{help} of {}", fold.name)).clicked() {
        out.push(Command::Unfold(family));
    }
}

/// Words in a cell, cut off where they are too long.
fn paint(ui: &Ui, words: &str, colour: Color32, cell: Rect) {
    let mut job = LayoutJob::simple_singleline(words.to_owned(), TextStyle::Body.resolve(ui.style()), colour);
    job.wrap = TextWrapping::truncate_at_width(cell.width());
    let galley = ui.painter().layout_job(job);
    let top = cell.center().y - 0.5 * galley.size().y;
    ui.painter().galley(pos2(cell.left(), top), galley, colour);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_figure_comes_last_in_both_orders() {
        let (a, b, none) = (Key::Number(Some(0.2)), Key::Number(Some(0.9)), Key::Number(None));
        assert_eq!(a.compare(&b, true), Ordering::Less);
        assert_eq!(a.compare(&b, false), Ordering::Greater);
        assert_eq!(none.compare(&b, true), Ordering::Greater);
        assert_eq!(none.compare(&b, false), Ordering::Greater);
        let word = |text: &str| Key::Words(text.into());
        assert_eq!(word("a").compare(&word("b"), false), Ordering::Greater);
    }
}
