//! Labels in doubt, one by one: keep, change, or leave for later, with keys; the outcome is a new table.

use super::comparison::{Comparison, kind};
use super::confusion::shown_run;
use super::explain;
use super::tabs::Tab;
use crate::app::behind::place;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::preview::{Tile, Version};
use crate::app::relabel::Relabel;
use crate::app::runs::RunInfo;
use crate::app::theme;
use crate::app::view::{Evidence, Overlay};
use crate::app::widget::{Caption, percent, tile};
use augscope::run::Doubt;
use egui::{ComboBox, Key, Label, Modifiers, ProgressBar, RichText, Ui};

/// The entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "suspects",
    name: "Labels in doubt",
    help: "Which images may have a wrong label? Look at them one by one.",
    without_ticks: false,
    show,
};

/// Side of the image in points.
const SIDE: f32 = 240.0;

/// The suspect that is looked at, in the opened data set: its picture is wanted.
pub fn tiles(cx: &Context) -> Vec<Tile> {
    let Some((run, suspects)) = suspects(cx) else { return Vec::new() };
    let queue = queue(cx, run);
    let around = suspects.iter().skip(queue.at).take(4);
    around.filter_map(|doubt| item(cx, run, &doubt.image)).map(original).collect()
}

fn original(item: usize) -> Tile {
    Tile { item, version: Version::Original }
}

/// The run and the labels that it doubts, where somebody has asked.
fn suspects<'a>(cx: &Context<'a>) -> Option<(&'a RunInfo, &'a [Doubt])> {
    if cx.document.project().results.chart != TAB.word {
        return None;
    }
    let run = shown_run(cx)?;
    let reasons = cx.runs.reasons.found(&run.folder, kind(cx))?;
    Some((run, reasons.suspects.as_deref()?))
}

/// The queue of `run`: that of another run is begun anew.
fn queue(cx: &Context, run: &RunInfo) -> Relabel {
    let known = Some(&cx.view.relabel).filter(|queue| queue.run == run.folder);
    known.cloned().unwrap_or_else(|| Relabel { run: run.folder.clone(), ..Relabel::default() })
}

fn item(cx: &Context, run: &RunInfo, key: &str) -> Option<usize> {
    let opened = cx.opened()?;
    if opened.source.path != run.record.data.path {
        return None;
    }
    // By the byte order of the keys.
    opened.dataset.items.binary_search_by(|item| item.key.as_str().cmp(key)).ok()
}

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    ui.heading("Labels in doubt");
    let Some(run) = shown_run(cx) else {
        ui.label("Tick or click a run with results.");
        return;
    };
    let Some((_, suspects)) = suspects(cx) else {
        if cx.runs.reasons.found(&run.folder, kind(cx)).is_none() {
            ui.spinner();
        } else {
            ui.label(format!("For {} nobody has asked yet which labels its encoder doubts.", run.name));
            explain::button(ui, cx, out, run, &explain::WHY);
        }
        return;
    };
    if suspects.is_empty() {
        ui.label("The encoder doubts no label.");
        return;
    }
    let queue = queue(cx, run);
    head(ui, out, &queue, suspects);
    let Some(doubt) = suspects.get(queue.at) else {
        ui.label("That was the last one.");
        if ui.button("From the beginning").on_hover_text("Looks at them once more.").clicked() {
            out.push(Command::Relabel(Relabel { at: 0, ..queue }));
        }
        return;
    };
    one(ui, cx, out, run, &queue, doubt);
}

/// How far one has come, and the button that writes.
fn head(ui: &mut Ui, out: &mut Commands, queue: &Relabel, suspects: &[Doubt]) {
    let changed = queue.changes().len();
    ui.add(
        ProgressBar::new(queue.at as f32 / suspects.len() as f32)
            .desired_height(6.0)
            .desired_width(ui.available_width() - 20.0),
    );
    ui.horizontal_wrapped(|ui| {
        let at = (queue.at + 1).min(suspects.len());
        ui.label(format!(
            "{at} of {}, {} looked at, {changed} changed; the least likely label first",
            suspects.len(),
            queue.decided.len()
        ));
        let button = ui.add_enabled(changed > 0, egui::Button::new("Write a new table of labels"));
        let help =
            "Writes all labels with your changes as a new table beside the old one. Nothing is written over.";
        if button.on_hover_text(help).on_disabled_hover_text("No label was changed yet.").clicked() {
            out.push(Command::WriteLabels);
        }
    });
    ui.separator();
}

fn one(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo, queue: &Relabel, doubt: &Doubt) {
    let decide = |class: Option<String>| {
        let mut new = queue.clone();
        new.decided.insert(doubt.image.clone(), class);
        new.at += 1;
        Command::Relabel(new)
    };
    ui.horizontal_top(|ui| {
        if let Some(item) = item(cx, run, &doubt.image) {
            let caption = Caption { words: &doubt.image, chosen: false };
            let response = tile(ui, &cx.data.thumbnails, original(item), SIDE, caption);
            if response.on_hover_text("Click for its neighbours and random versions.").clicked() {
                let evidence = Evidence { run: run.folder.clone(), key: doubt.image.clone(), back: None };
                out.push(Command::Overlay(Overlay::Evidence(evidence)));
            }
        } else {
            let note = place(cx.opened().map(AsRef::as_ref), &run.record).note;
            let words = note.unwrap_or_else(|| "This image is not among those that are open.".into());
            ui.allocate_ui(egui::vec2(SIDE, 40.0), |ui| {
                ui.set_width(SIDE);
                ui.add(Label::new(RichText::new(words).color(theme::warning(ui.visuals()))).wrap());
            });
        }
        ui.vertical(|ui| {
            ui.add(Label::new(RichText::new(&doubt.image).strong()).truncate()).on_hover_text(&doubt.image);
            ui.label(format!("labelled {} ({} likely)", doubt.label, percent(doubt.own_probability)));
            ui.label(format!("the encoder says {} ({} likely)", doubt.says, percent(doubt.says_probability)));
            if let Some(decided) = queue.decided.get(&doubt.image) {
                let words = decided.as_ref().map_or("decided: it stays".into(), |c| format!("decided: {c}"));
                ui.label(RichText::new(words).strong());
            }
            ui.add_space(6.0);
            let keep = ui.button(format!("Keep {}   K", doubt.label));
            if keep.on_hover_text("The label is right.").clicked() || pressed(ui, Key::K) {
                out.push(decide(None));
            }
            let change = ui.button(format!("Change to {}   C", doubt.says));
            if change.on_hover_text("The encoder is right.").clicked() || pressed(ui, Key::C) {
                out.push(decide(Some(doubt.says.clone())));
            }
            let list = ComboBox::from_id_salt("another class").selected_text("another class...").width(150.0);
            let shown = list.show_ui(ui, |ui| {
                for class in &run.record.data.classes {
                    if ui.selectable_label(false, class).clicked() {
                        out.push(decide(Some(class.clone())));
                    }
                }
            });
            shown.response.on_hover_text("Neither is right.").accessible_name("Another class");
            ui.horizontal(|ui| {
                let back = ui.add_enabled(queue.at > 0, egui::Button::new("< Back   B"));
                if back.on_hover_text("The one before.").clicked() || (queue.at > 0 && pressed(ui, Key::B)) {
                    out.push(Command::Relabel(Relabel { at: queue.at - 1, ..queue.clone() }));
                }
                let skip = ui.button("Not sure   N");
                if skip.on_hover_text("Leaves it as it is and goes on.").clicked() || pressed(ui, Key::N) {
                    out.push(Command::Relabel(Relabel { at: queue.at + 1, ..queue.clone() }));
                }
            });
        });
    });
}

/// True where a letter was pressed that nobody types into a field.
fn pressed(ui: &Ui, key: Key) -> bool {
    !ui.ctx().egui_wants_keyboard_input() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
}
