//! A fold with what else can be set of the next training: rounds, images a step, and the learning method's own.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::Training;
use crate::app::runs::preset;
use crate::app::theme;
use augscope::objective::{OBJECTIVES, Setting};
use augscope::train::TrainConfig;
use egui::{Align, Button, CollapsingHeader, DragValue, Label, Layout, RichText, TextEdit, Ui};
use std::collections::BTreeMap;

/// The word for a batch that is as large as memory allows.
const AUTO: &str = "auto";

/// A number that can be set.
struct Row<'a> {
    /// The name in files and on the command line.
    name: &'a str,
    /// The name on the screen.
    title: String,
    help: String,
    /// What it is without being set.
    preset: f64,
    range: (f64, f64),
    whole: bool,
}

/// The fold.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let training = &cx.document.project().training;
    let title = match training.settings.len() {
        0 => "More settings".to_owned(),
        changed => format!("More settings ({changed} changed)"),
    };
    let fold = CollapsingHeader::new(title).id_salt("more settings").show(ui, |ui| {
        settings(ui, cx, out, training);
        ui.separator();
        weights(ui, training, out);
        program(ui, cx, out);
    });
    fold.header_response.on_hover_text(
        "Rounds, images a step and what the learning method can be told. The preset's values do well; nothing here \
         has to be touched.",
    );
}

fn settings(ui: &mut Ui, cx: &Context, out: &mut Commands, training: &Training) {
    let preset = preset(training, cx.document.recipe());
    let mut set = |name: &str, value: Option<String>| {
        out.push(Command::SetTraining(training.with(name, value)));
    };
    let epochs = Row {
        name: "epochs",
        title: "Rounds".into(),
        help: "How often every image is seen.".into(),
        preset: f64::from(preset.epochs),
        range: (1.0, 100_000.0),
        whole: true,
    };
    number(ui, training, &epochs, &mut set);
    batch(ui, training, &preset, &mut set);
    let entry = OBJECTIVES.iter().find(|entry| entry.name == training.method);
    let defaults = preset.all_objective_settings().unwrap_or_default();
    for setting in entry.map_or(&[][..], |entry| entry.settings) {
        let row = Row {
            name: setting.name,
            title: title(setting.name),
            help: setting.words.into(),
            preset: defaults.get(setting.name).copied().unwrap_or(setting.default),
            range: (setting.low, setting.high),
            whole: setting.whole,
        };
        if is_switch(setting) {
            switch(ui, training, &row, &mut set);
        } else {
            number(ui, training, &row, &mut set);
        }
    }
    let back = ui.add_enabled(!training.settings.is_empty(), Button::new("Back to the preset"));
    let back = back.on_hover_text("Gives all of these settings the values of the preset again.");
    if back.on_disabled_hover_text("All of these settings are as in the preset.").clicked() {
        out.push(Command::SetTraining(Training { settings: BTreeMap::new(), ..training.clone() }));
    }
}

/// The name of a setting as words: `stop_gradient` is "Stop gradient".
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn is_switch(setting: &Setting) -> bool {
    setting.whole && setting.low == 0.0 && setting.high == 1.0
}

/// Where its name stands, marked when it was changed.
fn name(ui: &mut Ui, row: &Row, changed: bool) {
    let text = if changed {
        RichText::new(&row.title).strong().color(theme::accent(ui.visuals()))
    } else {
        RichText::new(&row.title)
    };
    ui.add(Label::new(text).truncate()).on_hover_text(help(row));
}

fn help(row: &Row) -> String {
    let Row { help, preset, range: (low, high), .. } = row;
    format!("{help}\nFrom {low} to {high}; in the preset {preset}.")
}

/// A button that goes back to the preset's value; true when it was clicked.
fn reset(ui: &mut Ui, row: &Row, changed: bool) -> bool {
    let button = ui.add_enabled(changed, Button::new("Reset"));
    let button = button.on_hover_text(format!("Back to {}.", row.preset));
    button
        .on_disabled_hover_text("It is as in the preset.")
        .accessible_name(format!("Reset {}", row.title))
        .clicked()
}

/// Name, number and the way back, in a line.
fn number(ui: &mut Ui, training: &Training, row: &Row, set: &mut impl FnMut(&str, Option<String>)) {
    let given = training.settings.get(row.name);
    line(ui, |ui| {
        if reset(ui, row, given.is_some()) {
            set(row.name, None);
        }
        let mut value = given.and_then(|text| text.parse().ok()).unwrap_or(row.preset);
        let automatic = given.is_some_and(|text| text == AUTO);
        if automatic {
            ui.label("automatic");
        } else if field(ui, row, &mut value) {
            set(row.name, (value != row.preset).then(|| value.to_string()));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| name(ui, row, given.is_some()));
    });
}

/// A line that is filled from its right end.
fn line(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        // The bar that scrolls the panel lies over its edge.
        ui.add_space(6.0);
        content(ui);
    });
}

/// The number, to be dragged or typed; true when it was changed.
fn field(ui: &mut Ui, row: &Row, value: &mut f64) -> bool {
    let (low, high) = row.range;
    let speed = if row.whole { (*value / 100.0).max(0.05) } else { (value.abs() / 200.0).max(1e-4) };
    let drag = DragValue::new(value).range(low..=high).speed(speed).update_while_editing(false);
    let drag = if row.whole { drag.max_decimals(0) } else { drag.max_decimals(5) };
    let changed = ui.add(drag).on_hover_text(help(row)).accessible_name(&row.title).changed();
    if row.whole {
        *value = value.round();
    }
    changed
}

/// A yes or no.
fn switch(ui: &mut Ui, training: &Training, row: &Row, set: &mut impl FnMut(&str, Option<String>)) {
    let given = training.settings.get(row.name);
    line(ui, |ui| {
        if reset(ui, row, given.is_some()) {
            set(row.name, None);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let mut on = given.and_then(|text| text.parse().ok()).unwrap_or(row.preset) != 0.0;
            let text = RichText::new(&row.title);
            let text = if given.is_some() { text.strong().color(theme::accent(ui.visuals())) } else { text };
            let words = format!(
                "{}\nIn the preset it is {}.",
                row.help,
                if row.preset == 0.0 { "off" } else { "on" }
            );
            if ui.checkbox(&mut on, text).on_hover_text(words).changed() {
                let value = f64::from(u8::from(on));
                set(row.name, (value != row.preset).then(|| value.to_string()));
            }
        });
    });
}

/// Images a step, or as many as memory allows.
fn batch(ui: &mut Ui, training: &Training, preset: &TrainConfig, set: &mut impl FnMut(&str, Option<String>)) {
    let row = Row {
        name: "batch",
        title: "Images a step".into(),
        help: "How many images are learnt from at once. Larger steps take more memory; contrastive methods learn more \
               from them."
            .into(),
        preset: preset.batch as f64,
        range: (2.0, 65536.0),
        whole: true,
    };
    number(ui, training, &row, set);
    let mut automatic = training.settings.get(row.name).is_some_and(|text| text == AUTO);
    let help = format!("As many as memory holds, up to {}.", preset.largest_batch);
    ui.indent("automatic", |ui| {
        if ui.checkbox(&mut automatic, "as many as memory holds").on_hover_text(help).changed() {
            set(row.name, automatic.then(|| AUTO.to_owned()));
        }
    });
}

/// Files with weights of other encoders.
fn weights(ui: &mut Ui, training: &Training, out: &mut Commands) {
    let mut new = training.clone();
    let rows = [
        (
            "Begin with weights",
            "The path of a file with weights that torchvision or timm know (.safetensors), for the same network: ImageNet's, or \
             those of another run. What does not fit is told. Empty: first weights at random.",
            &mut new.start,
        ),
        (
            "Compare with weights",
            "The path of such a file: an encoder with these weights is measured beside the trained one, as it is. Empty: none.",
            &mut new.baseline,
        ),
    ];
    for (words, help, typed) in rows {
        let label = ui.label(words).on_hover_text(help);
        let field = TextEdit::singleline(typed).desired_width(f32::INFINITY).hint_text("none");
        ui.add(field).labelled_by(label.id).on_hover_text(help);
    }
    ui.checkbox(&mut new.tensorboard, "Curves for TensorBoard as well").on_hover_text(
        "Writes the curves into the run's folder in TensorBoard's form while it trains, for those who watch their trainings \
         there. Finished runs can be exported in that form, too.",
    );
    if new != *training {
        out.push(Command::SetTraining(new));
    }
}

/// Where a program for graphics cards is, if it is none of the usual places.
fn program(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let help = "The path of an augscope that was built for NVIDIA cards; scripts/cuda-build makes one. Beside this \
                program, as augscope-cuda/augscope, and in the PATH it is found by itself.";
    let label = ui.label("Program for graphics cards").on_hover_text(help);
    let mut text = cx.settings.card_program.clone();
    let field = TextEdit::singleline(&mut text).desired_width(f32::INFINITY).hint_text("/opt/augscope-cuda");
    if ui.add(field).labelled_by(label.id).on_hover_text(help).changed() {
        out.push(Command::NameCardProgram(text));
    }
}
