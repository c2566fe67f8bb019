//! The list of runs: which are drawn, how they did, and in which ways they differ.

use super::comparison::{Comparison, kind, ticked, why_no_report};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::ResultsChoice;
use crate::app::runs::RunInfo;
use crate::app::theme;
use crate::app::widget::class_chart::symbol;
use crate::app::widget::percent;
use augscope::evaluate::ReadoutKind;
use augscope::run::{RunState, differences};
use egui::{Align, Frame, Label, Layout, RichText, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2};

/// Differences that are listed of two runs; the rest is counted.
const MOST_DIFFERENCES: usize = 12;

/// The list.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    ui.heading("Runs");
    if cx.runs.list().is_empty() {
        ui.label("The runs of this project will be listed here.");
        return;
    }
    ui.label(RichText::new("tick to draw, click for details").weak());
    let kind = kind(cx);
    let ticked = ticked(cx);
    ScrollArea::vertical().id_salt("runs").auto_shrink(false).show(ui, |ui| {
        for run in cx.runs.list().iter().rev() {
            let place = ticked.iter().position(|one| one.name == run.name);
            card(ui, cx, out, &Entry { run, place, kind });
        }
        if ticked.len() > 1 {
            ui.separator();
            compared(ui, &ticked);
        }
        if comparison.shown.len() > theme::SERIES.len() {
            ui.label("More runs are ticked than there are colours: some colours stand for two.");
        }
    });
}

/// A run in the list.
struct Entry<'a> {
    run: &'a RunInfo,
    /// Its place among the ticked ones.
    place: Option<usize>,
    kind: ReadoutKind,
}

fn card(ui: &mut Ui, cx: &Context, out: &mut Commands, entry: &Entry) {
    let Entry { run, place, kind } = entry;
    let chosen = cx.view.run.as_deref() == Some(run.name.as_str());
    let visuals = ui.visuals();
    let (fill, stroke) = if chosen {
        (visuals.selection.bg_fill, Stroke::new(1.0, theme::accent(visuals)))
    } else {
        (visuals.faint_bg_color, visuals.widgets.noninteractive.bg_stroke)
    };
    Frame::group(ui.style()).fill(fill).stroke(stroke).inner_margin(6).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            tick(ui, cx, out, entry);
            if let Some(place) = place {
                let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
                symbol(ui.painter(), *place, rect.center());
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                accuracy(ui, run, *kind);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let name = Label::new(RichText::new(&run.name).strong()).truncate().selectable(false);
                    let response = ui.add(name.sense(Sense::click()));
                    response
                        .widget_info(|| WidgetInfo::selected(egui::Role::Button, true, chosen, &run.name));
                    let help = format!("{}\nClick for its confusion matrix and facts.", run.name);
                    if response.on_hover_text(help).clicked() {
                        // A second click goes back to the last ticked run.
                        out.push(Command::ShowRun((!chosen).then(|| run.name.clone())));
                    }
                });
            });
        });
        if run.report.is_none() || run.state != RunState::Done {
            let colour = match run.state {
                RunState::Failed => theme::failure(ui.visuals()),
                _ => theme::warning(ui.visuals()),
            };
            let words =
                if run.report.is_some() { "being evaluated again".into() } else { why_no_report(run) };
            let label = Label::new(RichText::new(&words).small().color(colour)).truncate();
            ui.add(label).on_hover_text(&words);
        }
        let words = settings(run);
        ui.label(RichText::new(&words).small()).on_hover_text(format!("begun {}", run.record.created));
    });
}

fn tick(ui: &mut Ui, cx: &Context, out: &mut Commands, entry: &Entry) {
    let run = entry.run;
    let mut on = entry.place.is_some();
    let response = ui.checkbox(&mut on, "").on_hover_text(
        "Draws the run in the chart. Differences are the last ticked run minus the first ticked one.",
    );
    if response.accessible_name(format!("Show {}", run.name)).changed() {
        let choice = &cx.document.project().results;
        // Names of runs that were thrown away meanwhile go, too.
        let mut names: Vec<String> =
            choice.ticked.iter().filter(|name| cx.runs.named(name).is_some()).cloned().collect();
        names.retain(|name| *name != run.name);
        if on {
            names.push(run.name.clone());
        }
        out.push(Command::SetResults(ResultsChoice { ticked: names, ..choice.clone() }));
    }
}

/// Balanced accuracy with its interval, in few letters.
fn accuracy(ui: &mut Ui, run: &RunInfo, kind: ReadoutKind) {
    let readout = run.report.as_ref().and_then(|report| report.readouts.get(kind));
    let Some((readout, value)) = readout.and_then(|r| Some((r, r.balanced_accuracy?))) else {
        ui.label(RichText::new(state_word(run.state)).small());
        return;
    };
    let (words, how) = match readout.balanced_accuracy_ci95 {
        Some([low, high]) => (
            format!(" {:.0}–{:.0}", 100.0 * low, 100.0 * high),
            format!("95 % interval by {}", readout.balanced_accuracy_ci_method),
        ),
        None => (String::new(), format!("interval: {}", readout.balanced_accuracy_ci_method)),
    };
    let help = format!("Balanced accuracy: the mean of the classes' recall.\n{}\n{how}", kind.title());
    if !words.is_empty() {
        ui.label(RichText::new(words.trim()).small().weak()).on_hover_text(&help);
    }
    ui.label(RichText::new(percent(value)).strong()).on_hover_text(help);
}

/// A state in one word.
fn state_word(state: RunState) -> &'static str {
    match state {
        RunState::Running => "running",
        RunState::Paused => "paused",
        RunState::Stale => "interrupted",
        RunState::Done => "done",
        RunState::Failed => "failed",
    }
}

/// Recipe, learning method, network, seed, images.
fn settings(run: &RunInfo) -> String {
    let (record, config) = (&run.record, &run.record.config);
    let recipe = run.recipe.as_ref().map_or("recipe unknown", |recipe| recipe.name.as_str());
    format!(
        "{recipe} · {} · {} · seed {} · {} images · {}",
        config.objective,
        config.encoder,
        config.seed,
        record.data.images,
        state_word(run.state)
    )
}

/// The differences of every further ticked run from the first one.
fn compared(ui: &mut Ui, ticked: &[&RunInfo]) {
    let Some((first, others)) = ticked.split_first() else { return };
    ui.label(RichText::new("Differences").strong());
    for other in others {
        let title = format!("{} compared with {}", other.name, first.name);
        ui.add(Label::new(RichText::new(&title).weak()).truncate()).on_hover_text(title);
        let lines =
            differences((&first.record, first.recipe.as_deref()), (&other.record, other.recipe.as_deref()));
        for line in lines.iter().take(MOST_DIFFERENCES) {
            ui.small(format!("• {line}"));
        }
        if let Some(more) = lines.len().checked_sub(MOST_DIFFERENCES).filter(|more| *more > 0) {
            ui.small(format!("and {more} more"));
        }
        ui.add_space(4.0);
    }
}
