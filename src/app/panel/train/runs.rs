//! All runs of the project, newest first.

use super::state;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::widget::percent;
use augscope::run::RunState;
use egui::{Align, Label, Layout, RichText, Sense, Ui};

/// Runs that are listed here; older ones are in the Results room.
const MOST: usize = 200;

/// The list.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let runs = cx.runs.list();
    ui.label(RichText::new("Runs of this project").strong());
    if runs.is_empty() {
        ui.label(RichText::new("None yet.").weak());
    }
    let shown = super::shown(cx).map(|run| &run.folder);
    for run in runs.iter().rev().take(MOST) {
        row(ui, cx, out, run, shown == Some(&run.folder));
    }
    if let Some(more) = runs.len().checked_sub(MOST).filter(|more| *more > 0) {
        ui.label(RichText::new(format!("and {more} older ones: see the Results room")).weak());
    }
}

fn row(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo, chosen: bool) {
    let fill = if chosen { ui.visuals().selection.bg_fill } else { egui::Color32::TRANSPARENT };
    let frame = egui::Frame::new().fill(fill).inner_margin(4).corner_radius(4);
    let inner = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let mut outcome = outcome(cx, ui, run);
                let mut name = RichText::new(&run.name).color(ui.visuals().text_color());
                if chosen {
                    let colour = ui.visuals().strong_text_color();
                    (outcome, name) = (outcome.color(colour), name.color(colour));
                }
                ui.add(Label::new(outcome).selectable(false));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(name).truncate().selectable(false));
                });
            });
        });
    });
    let id = ui.scope_id().with(("run", &run.name));
    let response = ui.interact(inner.response.rect, id, Sense::click());
    let words = match accuracy(run) {
        Some(accuracy) => {
            format!("{}: {}, {} of the classes recognised", run.name, state::word(cx, run), percent(accuracy))
        }
        None => format!("{}: {}", run.name, state::word(cx, run)),
    };
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, chosen, &words));
    if response.has_focus() || response.hovered() {
        let stroke = egui::Stroke::new(1.0, crate::app::theme::accent(ui.visuals()));
        ui.painter().rect_stroke(response.rect, 4, stroke, egui::StrokeKind::Inside);
    }
    let begun = begun(&run.record.created);
    let response = response.on_hover_text(format!(
        "{}\nbegun {begun}, {} for {} rounds, seed {}\n{}",
        run.name,
        run.record.config.encoder,
        run.record.config.epochs,
        run.record.seed,
        state::explanation(run)
    ));
    if response.clicked() {
        out.push(Command::ShowRun(Some(run.name.clone())));
    }
}

/// The accuracy where there is a report, else the state.
fn outcome(cx: &Context, ui: &Ui, run: &RunInfo) -> RichText {
    match accuracy(run) {
        Some(accuracy) if run.state == RunState::Done => RichText::new(percent(accuracy)).strong(),
        _ => RichText::new(state::word(cx, run)).color(state::colour(run, ui.visuals())),
    }
}

/// Balanced accuracy by the read-out that was declared before the run, 0 to 1.
pub fn accuracy(run: &RunInfo) -> Option<f64> {
    let summary = run.summary.as_ref()?;
    summary.balanced(summary.primary)
}

/// A time of RFC 3339 as "24 Nov, 16:40" in the time zone of this computer.
pub fn begun(created: &str) -> String {
    let Ok(time) = created.parse::<jiff::Timestamp>() else { return created.to_owned() };
    time.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %b, %H:%M").to_string()
}
