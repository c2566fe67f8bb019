//! The chosen step: what the encoder will ignore, and its settings.

use super::{controls, copy_to, group};
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::widget::{action_button, param_editor, strength_slider};
use augscope::pipeline::{Edit, Pipeline, Step};
use egui::{CollapsingHeader, RichText, Slider, TextEdit, Ui};

/// Width, in points, from which the settings of both versions stand side by side.
const SIDE_BY_SIDE: f32 = 590.0;

/// The chosen step, or what to do when none is chosen.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.add_space(4.0);
    let Some(step) = cx.selected_step() else {
        ui.heading("Step");
        ui.label("Click a step on the left to see and change its settings, or add one.");
        return;
    };
    ui.heading(step.entry.name);
    let ignores = format!("The encoder will ignore {}.", step.entry.encoder_ignores);
    ui.label(RichText::new(ignores).color(theme::accent(ui.visuals())));
    ui.label(step.entry.summary);
    ui.horizontal_wrapped(|ui| {
        for (action, text) in [
            (Action::MoveUp, "Up"),
            (Action::MoveDown, "Down"),
            (Action::DuplicateStep, "Duplicate"),
            (Action::DeleteStep, "Delete"),
        ] {
            action_button(ui, cx, out, action, text);
        }
        copy_to::show(ui, cx, out);
    });
    ui.separator();
    let recipe = cx.document.recipe();
    // What is moved most often comes first, and is in sight on a low screen.
    columns(ui, out, recipe, step);
    controls::show(ui, cx, out, step);
    ui.separator();
    strength(ui, out, step);
    group::choose(ui, out, recipe, step);
    second_view(ui, out, step);
    ui.separator();
    note(ui, out, step);
    CollapsingHeader::new("Formula and source").id_salt("formula").show(ui, |ui| {
        ui.monospace(step.entry.formula);
        ui.label(format!("Source: {}", step.entry.source));
        ui.label(RichText::new(format!("{} · {}", step.entry.kind, step.id)).weak());
    });
}

fn strength(ui: &mut Ui, out: &mut Commands, step: &Step) {
    let help = "How far the settings lie from changing nothing: at 50 % every range is half as wide, at 0 % the step \
                does nothing. Steps without such settings are applied less often instead.";
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Strength").strong()).on_hover_text(help);
        if let Some(strength) = strength_slider(ui, step.strength, "Strength of the step", help) {
            let edit = Edit::SetStrength { id: Some(step.id.clone()), strength };
            out.push(Command::Edit(edit, Some(format!("{} strength", step.id))));
        }
    });
}

/// The settings; of both versions side by side where they differ and there is room.
fn columns(ui: &mut Ui, out: &mut Commands, recipe: &Pipeline, step: &Step) {
    let mut titled = |ui: &mut Ui, second: bool| {
        let title = if second { "Second version" } else { "First version" };
        ui.label(RichText::new(title).color(theme::accent(ui.visuals())));
        column(ui, out, recipe, step, second);
    };
    if step.second.is_none() {
        column(ui, out, recipe, step, false);
    } else if ui.available_width() >= SIDE_BY_SIDE {
        ui.columns(2, |sides| {
            for (side, second) in sides.iter_mut().zip([false, true]) {
                titled(side, second);
            }
        });
    } else {
        titled(ui, false);
        ui.separator();
        titled(ui, true);
    }
}

/// Probability and parameters of one column.
fn column(ui: &mut Ui, out: &mut Commands, recipe: &Pipeline, step: &Step, second: bool) {
    let column = step.column(u32::from(second));
    ui.push_id(second, |ui| {
        let mut share = 100.0 * column.probability;
        let help = "The share of versions that get this step.";
        let row = ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("How often").strong()).on_hover_text(help);
            let slider = Slider::new(&mut share, 0.0..=100.0).suffix(" %").max_decimals(0);
            ui.add(slider).on_hover_text(help)
        });
        let changed = row.inner;
        if changed.accessible_name(if second { "How often, second version" } else { "How often" }).changed() {
            let probability = (share / 100.0).clamp(0.0, 1.0);
            let edit = Edit::SetProbability { id: step.id.clone(), second, probability };
            out.push(Command::Edit(edit, Some(format!("{} {second} how often", step.id))));
        }
        for (param, setting) in step.entry.params.iter().zip(&column.settings) {
            ui.add_space(6.0);
            let changed = ui
                .push_id(param.name, |ui| param_editor(ui, &recipe.param_in_lengths(param), *setting))
                .inner;
            if let Some(setting) = changed {
                let edit = Edit::SetParam { id: step.id.clone(), second, param: param.name.into(), setting };
                out.push(Command::Edit(edit, Some(format!("{} {second} {}", step.id, param.name))));
            }
        }
        if step.entry.params.is_empty() {
            ui.label("It has no settings.");
        }
    });
}

/// Settings of the second version's own, as some learning methods have them.
fn second_view(ui: &mut Ui, out: &mut Commands, step: &Step) {
    let mut differs = step.second.is_some();
    let help = "Every image is shown twice a round. Usually both versions follow the same settings; some published \
                recipes give the second its own.";
    if ui.checkbox(&mut differs, "The second version has its own settings").on_hover_text(help).changed() {
        let second = differs.then(|| step.first.clone());
        out.push(Command::Edit(Edit::SetSecond { id: step.id.clone(), second }, None));
    }
}

fn note(ui: &mut Ui, out: &mut Commands, step: &Step) {
    let label =
        ui.label("Note").on_hover_text("Why it is here, for yourself and others. Saved with the recipe.");
    let mut note = step.note.clone();
    let field = TextEdit::multiline(&mut note).desired_rows(2).desired_width(f32::INFINITY);
    if ui.add(field).labelled_by(label.id).changed() {
        let edit = Edit::Annotate { id: step.id.clone(), note };
        out.push(Command::Edit(edit, Some(format!("{} note", step.id))));
    }
}
