//! What the next training will be, how long it will take, and the button that starts it.

use super::{computes_on, expectation, more_settings};
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::{Effort, Training};
use crate::app::runs::can_keep_awake;
use crate::app::theme;
use crate::app::widget::{action_button, clock_in, duration};
use augscope::encoder::Architecture;
use augscope::objective::OBJECTIVES;
use egui::{ComboBox, DragValue, Response, RichText, Ui};

/// The choices, the time and the button.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.add_space(4.0);
    ui.heading("Next training");
    let training = &cx.document.project().training;
    recipe(ui, cx, out);
    method(ui, out, training);
    encoder(ui, out, training);
    effort(ui, out, training);
    seed(ui, out, training);
    more_settings::show(ui, cx, out);
    computes_on::show(ui, cx, out);
    expectation::show(ui, cx, out);
    ui.add_space(4.0);
    estimate(ui, cx);
    train(ui, cx, out);
    small_print(ui);
}

/// A choice under its name, as wide as the panel; what was chosen is pushed by `list`.
pub(super) fn choice(
    ui: &mut Ui,
    name: &str,
    help: &str,
    shown: &str,
    list: impl FnOnce(&mut Ui),
) -> Response {
    ui.label(name).on_hover_text(help);
    let width = ui.available_width();
    let combo = ComboBox::from_id_salt(name).width(width).truncate().selected_text(shown);
    combo.show_ui(ui, list).response.on_hover_text(help).accessible_name(name)
}

/// Something that is worth knowing, in small letters.
pub(super) fn sentence(ui: &mut Ui, words: &str) -> Response {
    ui.label(RichText::new(words).small())
}

fn recipe(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let project = cx.document.project();
    let help = "The random versions that the encoder will see. Recipes are made in the Design room.";
    choice(ui, "Recipe", help, &cx.document.recipe().name, |ui| {
        for (place, recipe) in project.recipes.iter().enumerate() {
            let name = format!("{}. {}", place + 1, recipe.file.pipeline.name);
            if ui.selectable_label(place == project.active, name).clicked() {
                out.push(Command::ShowRecipe(place));
            }
        }
    });
    let on = cx.document.recipe().steps.iter().filter(|step| step.on);
    let ignored: Vec<&str> = on.map(|step| step.entry.encoder_ignores).collect();
    match ignored.as_slice() {
        [] => sentence(ui, "It has no step that is on: add one in the Design room."),
        ignored => sentence(ui, &format!("The encoder will ignore {}.", ignored.join("; "))),
    };
}

fn method(ui: &mut Ui, out: &mut Commands, training: &Training) {
    let chosen = OBJECTIVES.iter().find(|entry| entry.name == training.method);
    let title = chosen.map_or(training.method.as_str(), |entry| entry.title);
    let help = "What the encoder practises. Only the supervised method looks at labels.";
    choice(ui, "Learning method", help, title, |ui| {
        for entry in OBJECTIVES {
            let row = ui.selectable_label(entry.name == training.method, entry.title);
            if row.on_hover_text(entry.summary).clicked() {
                out.push(Command::SetTraining(training.by(entry)));
            }
        }
    });
    if let Some(entry) = chosen {
        sentence(ui, entry.summary);
    }
}

/// Name and description of a network for someone who has never trained one.
fn described(architecture: Architecture) -> (&'static str, &'static str) {
    match architecture {
        Architecture::ConvNet => {
            ("ConvNet", "Small and quick: minutes on an ordinary computer. Good for a first look.")
        }
        Architecture::ResNet18 => {
            ("ResNet-18, small images", "Larger; sees finer differences, and takes many times as long.")
        }
        Architecture::ResNet18Standard => {
            ("ResNet-18, standard", "For images of 100 pixels and more; coarser, and quicker for its size.")
        }
        Architecture::Vgg13 => ("VGG-13", "An older, plain network, as many published comparisons use it."),
    }
}

fn encoder(ui: &mut Ui, out: &mut Commands, training: &Training) {
    let chosen = Architecture::ALL.into_iter().find(|known| known.name() == training.encoder);
    let (title, words) = match chosen {
        Some(architecture) => described(architecture),
        None => (training.encoder.as_str(), "This program does not know it; choose another."),
    };
    let help = "The network that turns an image into numbers. Larger ones can learn more and take longer.";
    choice(ui, "Encoder", help, title, |ui| {
        for architecture in Architecture::ALL {
            let (title, words) = described(architecture);
            let row = ui.selectable_label(chosen == Some(architecture), title).on_hover_text(words);
            if row.clicked() {
                let encoder = architecture.name().into();
                out.push(Command::SetTraining(Training { encoder, ..training.clone() }));
            }
        }
    });
    sentence(ui, words);
}

fn effort(ui: &mut Ui, out: &mut Commands, training: &Training) {
    ui.horizontal_wrapped(|ui| {
        ui.label("Effort").on_hover_text("How often every image is seen.");
        let paper = "As long as the papers train: for a graphics card or a night.";
        for (effort, title, help) in [
            (Effort::Quick, "quick look", "Few rounds: enough to see whether a recipe is on the right way."),
            (
                Effort::Standard,
                "standard",
                "Four times as many rounds and more: for results that are compared.",
            ),
            (Effort::Paper, "paper", paper),
        ] {
            let chosen = training.effort == effort;
            let row = ui.radio(chosen, title).on_hover_text(help);
            if row.clicked() && !chosen {
                out.push(Command::SetTraining(Training { effort, ..training.clone() }));
            }
        }
    });
}

fn seed(ui: &mut Ui, out: &mut Commands, training: &Training) {
    let help = "Where the random numbers begin. The same seed gives the same training; a few different ones show how \
                much of a difference is luck.";
    ui.horizontal(|ui| {
        ui.label("Seed").on_hover_text(help);
        let mut seed = training.seed;
        let field = ui.add(DragValue::new(&mut seed).speed(0.1).range(0..=9999).update_while_editing(false));
        if field.on_hover_text(help).accessible_name("Seed").changed() {
            out.push(Command::SetTraining(Training { seed, ..training.clone() }));
        }
    });
}

fn estimate(ui: &mut Ui, cx: &Context) {
    if cx.opened().is_none() {
        return;
    }
    let help = "From a few steps that were measured on this computer. Other work makes it slower.";
    if let Some(estimate) = cx.runs.estimate() {
        match &estimate.seconds {
            Ok(seconds) => {
                let words = format!("about {} here, ready at {}", duration(*seconds), clock_in(*seconds));
                ui.label(RichText::new(words).strong()).on_hover_text(help);
                // The time of day goes on while nothing else happens.
                ui.ctx().request_repaint_after(std::time::Duration::from_secs(20));
            }
            Err(words) => {
                ui.colored_label(theme::warning(ui.visuals()), words).on_hover_text("No time can be told.");
            }
        }
    } else if cx.running().is_some() || cx.runs.is_starting() {
        sentence(ui, "Its time will be measured when the present training is over.");
    } else {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("measuring how long it takes...").on_hover_text(help);
        });
    }
}

fn train(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(28.0, 8.0);
        action_button(ui, cx, out, Action::Train, RichText::new("Train").size(17.0).strong())
            .accessible_name("Train the encoder");
    });
    if let Some(obstacle) = Action::Train.obstacle(cx) {
        let words = format!("Not now: {obstacle}.");
        ui.label(RichText::new(words).color(theme::warning(ui.visuals())));
    }
}

fn small_print(ui: &mut Ui) {
    let awake = if can_keep_awake() {
        "the computer is kept awake meanwhile"
    } else {
        "keep the computer from falling asleep meanwhile (in its power settings)"
    };
    sentence(ui, &format!("The training goes on when this window is closed; {awake}."));
}
