//! The list of runs, recipe by recipe: which are drawn, how they did, and in which ways they differ.

use super::comparison::{Comparison, kind, ticked, why_no_report};
use super::fold::{Fold, folds};
use super::ticks::tick;
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::{RunInfo, state_word};
use crate::app::theme;
use crate::app::widget::class_chart::symbol;
use crate::app::widget::{action_button, line_below, percent};
use augscope::evaluate::ReadoutKind;
use augscope::run::{RunState, differences_but_seed};
use egui::{
    Align, Color32, Label, Layout, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui,
    UiBuilder, WidgetInfo, vec2,
};
use std::fmt::Write;

/// Differences that are listed of two recipes; the rest is counted.
const MOST_DIFFERENCES: usize = 12;

/// The list.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    ui.horizontal_wrapped(|ui| {
        ui.heading("Runs");
        action_button(ui, cx, out, Action::OpenRun, "Open a run...");
    });
    if cx.runs.list().is_empty() {
        ui.label("The runs of this project will be listed here.");
        return;
    }
    filter(ui, cx, out);
    let roll = &cx.runs.roll;
    if roll.recipes() == 0 {
        ui.label("No run has these words.");
    }
    let drawn = folds(ticked(cx));
    let space = if drawn.len() > 1 { 0.55 * ui.available_height() } else { ui.available_height() };
    // Small text twice and the padding: rows of one height, of which only those in sight are laid out.
    let height = 2.0 * ui.text_style_height(&egui::TextStyle::Body) + 12.0;
    ui.spacing_mut().item_spacing.y = 3.0;
    ScrollArea::vertical().id_salt("runs").auto_shrink([false, true]).max_height(space.max(120.0)).show_rows(
        ui,
        height,
        roll.recipes(),
        |ui, range| {
            for fold in range.filter_map(|number| roll.fold(number, cx.runs)) {
                let place = drawn.iter().position(|one| one.family() == fold.family());
                row(ui, cx, out, &Entry { fold: &fold, place, kind: kind(cx), height });
            }
        },
    );
    if drawn.len() > 1 {
        ui.separator();
        ScrollArea::vertical().id_salt("differences").auto_shrink(false).show(ui, |ui| {
            compared(ui, &drawn);
            if comparison.shown.len() > theme::SERIES.len() {
                ui.label("More recipes are ticked than there are colours: some colours stand for two.");
            }
        });
    }
}

/// The field that the runs are filtered by, for the list and the table.
pub fn filter(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let mut words = cx.view.run_filter.clone();
    let field =
        TextEdit::singleline(&mut words).hint_text("filter").desired_width(ui.available_width() - 8.0);
    let response = ui.add(field).on_hover_text(
        "Only runs in which all of these words occur: in name, recipe, learning method, network, state, tags, note. \
         Tick to draw, click for details.",
    );
    if response.accessible_name("Filter the runs").changed() {
        out.push(Command::FilterRuns(words));
    }
}

/// A recipe in the list.
struct Entry<'a> {
    fold: &'a Fold<'a>,
    /// Its place among the ticked ones.
    place: Option<usize>,
    kind: ReadoutKind,
    height: f32,
}

fn row(ui: &mut Ui, cx: &Context, out: &mut Commands, entry: &Entry) {
    let Entry { fold, place, kind, height } = entry;
    let Some(first) = fold.runs.first() else { return };
    let chosen = cx.view.run.as_deref().is_some_and(|name| fold.holds(name));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), *height), Sense::click());
    frame(ui, rect, chosen, response.hovered() || response.has_focus());
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, chosen, &fold.name));
    let builder = UiBuilder::new().max_rect(rect.shrink2(vec2(6.0, 3.0))).id_salt(&first.folder);
    let inside = &mut ui.new_child(builder.layout(Layout::top_down(Align::Min)));
    inside.spacing_mut().item_spacing.y = 1.0;
    if chosen {
        inside.visuals_mut().override_text_color = Some(inside.visuals().strong_text_color());
    }
    inside.horizontal(|ui| {
        tick(ui, cx, out, fold);
        if let Some(place) = place {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            symbol(ui.painter(), *place, rect.center());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            accuracy(ui, fold, *kind);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(RichText::new(fold.title()).strong()).truncate().selectable(false));
            });
        });
    });
    let (words, colour) = second_line(inside, fold, chosen);
    let line = RichText::new(&words).small().color(colour);
    inside.add(Label::new(line).truncate().selectable(false));
    let help =
        format!("{}\n{words}\nbegun {}\nClick for confusions and facts.", fold.title(), first.record.created);
    if response.on_hover_text(help).clicked() {
        // A second click goes back to the last ticked run.
        out.push(Command::ShowRun((!chosen).then(|| first.name.clone())));
    }
}

/// A frame around the row that is looked at; the others have a line below them.
fn frame(ui: &Ui, rect: Rect, chosen: bool, focus: bool) {
    if !chosen && !focus {
        return line_below(ui, rect);
    }
    let visuals = ui.visuals();
    let fill = if chosen { visuals.selection.bg_fill } else { visuals.faint_bg_color };
    ui.painter().rect(rect, 3, fill, Stroke::new(1.0, theme::accent(visuals)), StrokeKind::Inside);
}

/// What is to be known of a recipe in one line: what is not as it should be, else its settings and tags.
fn second_line(ui: &Ui, fold: &Fold, chosen: bool) -> (String, Color32) {
    let unfinished = fold.runs.iter().find(|run| run.summary.is_none() || run.state != RunState::Done);
    if let Some(run) = unfinished {
        let words = if run.summary.is_some() { "being evaluated again".into() } else { why_no_report(run) };
        let words = if fold.runs.len() > 1 { format!("{}: {words}", run.name) } else { words };
        if chosen {
            return (words, ui.visuals().strong_text_color());
        }
        let failed = run.state == RunState::Failed;
        let colour = if failed { theme::failure(ui.visuals()) } else { theme::warning(ui.visuals()) };
        return (words, colour);
    }
    let words = fold.runs.first().map_or(String::new(), |run| settings(run, fold.runs.len() == 1));
    (words, ui.visuals().text_color())
}

/// Balanced accuracy, the mean over seeds, in few letters.
fn accuracy(ui: &mut Ui, fold: &Fold, kind: ReadoutKind) {
    let of = |run: &RunInfo| run.summary.as_ref()?.balanced(kind);
    let values: Vec<f64> = fold.runs.iter().filter_map(|run| of(run)).collect();
    let Some(mean) = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64) else {
        let state = fold.runs.first().map_or("", |run| state_word(run.state));
        ui.add(Label::new(RichText::new(state).small()).selectable(false));
        return;
    };
    let (low, high) = values.iter().fold((mean, mean), |(low, high), v| (v.min(low), v.max(high)));
    let mut help = format!("Balanced accuracy: the mean of the classes' recall.\n{}", kind.title());
    if values.len() > 1 {
        let spread = format!("{:.0}–{:.0}", 100.0 * low, 100.0 * high);
        ui.add(Label::new(RichText::new(spread).small().weak()).selectable(false))
            .on_hover_text("The lowest and the highest of the seeds.");
        // Writing to a String does not fail.
        let _ = write!(help, "\nmean of {} seeds", values.len());
    }
    ui.add(Label::new(RichText::new(percent(mean)).strong()).selectable(false)).on_hover_text(help);
}

/// Recipe, learning method, network, the seed of a single run, images, tags.
fn settings(run: &RunInfo, single: bool) -> String {
    let (record, config) = (&run.record, &run.record.config);
    let recipe = run.recipe.as_ref().map_or("recipe unknown", |recipe| recipe.name.as_str());
    let tags: Vec<String> = run.notes.tags.iter().map(|tag| format!("#{tag}")).collect();
    let tags = if tags.is_empty() { String::new() } else { format!("{} ", tags.join(" ")) };
    let seed = if single { format!(" · seed {}", config.seed) } else { String::new() };
    format!(
        "{tags}{recipe} · {} · {}{seed} · {} images",
        config.objective, config.encoder, record.data.images,
    )
}

/// The differences of every further ticked recipe from the first one.
fn compared(ui: &mut Ui, drawn: &[Fold]) {
    let Some((first, others)) = drawn.split_first() else { return };
    let Some(before) = first.runs.first() else { return };
    ui.label(RichText::new("Differences").strong());
    for other in others {
        let Some(run) = other.runs.first() else { continue };
        let title = format!("{} compared with {}", other.name, first.name);
        ui.add(Label::new(RichText::new(&title).weak()).truncate()).on_hover_text(title);
        let lines = differences_but_seed(
            (&before.record, before.recipe.as_deref()),
            (&run.record, run.recipe.as_deref()),
        );
        for line in lines.iter().take(MOST_DIFFERENCES) {
            ui.small(format!("• {line}"));
        }
        if let Some(more) = lines.len().checked_sub(MOST_DIFFERENCES).filter(|more| *more > 0) {
            ui.small(format!("and {more} more"));
        }
        ui.add_space(4.0);
    }
}
