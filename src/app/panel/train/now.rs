//! The run that is shown: what it is doing, how far it is, what can be done with it, its loss.

use super::{runs, state};
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::{Course, RunInfo};
use crate::app::theme;
use crate::app::view::{Overlay, Room};
use crate::app::widget::percent;
use crate::app::widget::round_plot::{Axes, Curve, plot};
use crate::app::widget::{action_button, clock_in, duration};
use augscope::run::{Order, RunState};
use egui::{Label, ProgressBar, RichText, Ui};
use egui_plot::Corner;
use std::fmt::Write;

/// A larger share of the time spent waiting for random versions is worth telling.
const WAITING: f64 = 0.1;

/// The run.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(&run.name).heading().strong()).truncate()).on_hover_text(&run.name);
    });
    ui.horizontal_wrapped(|ui| {
        let word = RichText::new(state::word(cx, run)).color(state::colour(run, ui.visuals())).strong();
        ui.label(word).on_hover_text(state::explanation(run));
        ui.label(about(run));
    });
    progress(ui, cx, run);
    buttons(ui, cx, out, run);
    remarks(ui, run);
    loss(ui, run);
}

/// Settings of the run in a line.
fn about(run: &RunInfo) -> String {
    let config = &run.record.config;
    let images = match run.course.images {
        (0, _) => String::new(),
        (images, batch) => format!(", {images} images to learn from, {batch} a step"),
    };
    let on = match run.course.device.as_str() {
        "" => String::new(),
        device => format!(", on {device}"),
    };
    format!(
        "begun {}; {}, {}, {} px, seed {}{images}{on}",
        runs::begun(&run.record.created),
        config.objective,
        config.encoder,
        config.size,
        config.seed
    )
}

fn progress(ui: &mut Ui, cx: &Context, run: &RunInfo) {
    let course = &run.course;
    let share = course.steps.0 as f32 / course.steps.1.max(1) as f32;
    let rounds = if course.epochs > 0 { course.epochs } else { run.record.config.epochs };
    let text = match course.epoch {
        0.0 => format!("{rounds} rounds"),
        epoch => format!("round {:.0} of {rounds}", epoch.ceil()),
    };
    ui.add(ProgressBar::new(share).text(text).desired_width(ui.available_width().min(720.0)))
        .on_hover_text("In a round the encoder sees two random versions of every image.");
    match run.state {
        RunState::Running => running(ui, cx, run),
        RunState::Done => done(ui, run),
        RunState::Failed => {
            let words = course.failure.as_deref().unwrap_or("its folder does not say why");
            ui.colored_label(theme::failure(ui.visuals()), format!("It failed: {words}"));
        }
        RunState::Stale => {
            let words = match course.saved {
                Some(step) => {
                    // Tenths of a round only where there are any.
                    let rounds = (10.0 * course.epoch_after(step)).round() / 10.0;
                    format!(
                        "It can go on from where its state was saved last: after {rounds} of {all} rounds.",
                        all = course.epochs
                    )
                }
                None => "No state was saved yet, so going on begins anew.".into(),
            };
            ui.label(words);
        }
        RunState::Paused => {
            ui.label("It can go on from the same place at any time, also after the program was closed.");
        }
    }
}

fn running(ui: &mut Ui, cx: &Context, run: &RunInfo) {
    let course = &run.course;
    let phase = state::phase(cx, run);
    ui.horizontal_wrapped(|ui| {
        if phase != "training" {
            ui.spinner();
        }
        ui.label(phase);
        if let Some(left) = run.seconds_left().filter(|_| phase == "training") {
            ui.label(RichText::new(format!("{} left, ready at {}", duration(left), clock_in(left))).strong())
                .on_hover_text("Until the last round. Measuring the accuracy comes after it and is short.");
        }
    });
    if phase == "training" && course.images_per_s > 0.0 {
        let mut words = format!("{:.0} images a second", course.images_per_s);
        if course.waiting > WAITING {
            let _ = write!(words, "; waits for random versions: {} of the time", percent(course.waiting));
        }
        ui.label(words).on_hover_text(
            "Random versions are made while the encoder learns. Much waiting means that making them takes longer than \
             learning from them: a simpler recipe would be quicker.",
        );
    }
}

fn done(ui: &mut Ui, run: &RunInfo) {
    let course = &run.course;
    ui.horizontal_wrapped(|ui| {
        if let (Some(accuracy), Some(report)) = (runs::accuracy(run), &run.report) {
            let words = format!("{} balanced accuracy", percent(accuracy));
            let help = format!(
                "Mean over the classes of the share of their images that were recognised, by {}. Guessing gives {}.",
                report.primary_readout.title(),
                percent(report.baselines.chance)
            );
            ui.label(RichText::new(words).strong().size(15.0)).on_hover_text(help);
        }
        if let Some(step) = course.ended_early {
            ui.label(format!("ended by hand in round {:.0}", course.epoch_after(step).ceil()));
        }
        if let Some(seconds) = course.seconds {
            ui.label(RichText::new(format!("took {}", duration(seconds))).weak())
                .on_hover_text("Since it was started or went on last, measuring included.");
        }
    });
}

fn buttons(ui: &mut Ui, cx: &Context, out: &mut Commands, run: &RunInfo) {
    let order = state::order(cx, run);
    let evaluating = run.phase() == "evaluating";
    let resuming = cx.runs.is_resuming(&run.folder);
    ui.horizontal_wrapped(|ui| {
        match run.state {
            RunState::Running => {
                let obstacle = match order {
                    Some(_) => Some("The order was heard and is being carried out."),
                    None if evaluating => Some("It is trained already; only the measuring is left."),
                    None => None,
                };
                let finishing = order == Some(Order::Finish);
                let text = if finishing { "stopping..." } else { "Stop and keep" };
                let help =
                    "Ends the training now and measures what was learned so far. It cannot go on afterwards.";
                if button(ui, text, help, obstacle) {
                    out.push(Command::Order(run.folder.clone(), Order::Finish));
                }
                let text = if order == Some(Order::Pause) { "pausing..." } else { "Pause" };
                let help = "Saves the state and ends the process; \"Go on\" takes it up at the same place.";
                if button(ui, text, help, obstacle.filter(|_| order.is_some())) {
                    out.push(Command::Order(run.folder.clone(), Order::Pause));
                }
            }
            RunState::Paused | RunState::Stale | RunState::Failed => {
                let text = if resuming { "going on..." } else { "Go on" };
                let help = "Takes the training up where its state was saved last.";
                if button(ui, text, help, go_on_obstacle(cx)) {
                    out.push(Command::Resume(run.folder.clone()));
                }
            }
            RunState::Done => {
                let help = "The accuracy of every class, and what was taken for what.";
                if button(ui, "Show results", help, None) {
                    out.push(Command::ShowRun(Some(run.name.clone())));
                    out.push(Command::Go(Room::Results));
                }
            }
        }
        let help = "Asks first, then moves the run to a bin folder.";
        if button(ui, "Discard...", help, resuming.then_some("It is just going on.")) {
            out.push(Command::Overlay(Overlay::Discard { run: run.folder.clone() }));
        }
    });
}

/// Why no run can go on now.
fn go_on_obstacle(cx: &Context) -> Option<&'static str> {
    let busy = cx.running().is_some() || cx.runs.is_starting();
    busy.then_some("Another training is running; stop or pause that first.")
}

fn button(ui: &mut Ui, text: &str, help: &str, obstacle: Option<&str>) -> bool {
    let response = ui.add_enabled(obstacle.is_none(), egui::Button::new(text)).on_hover_text(help);
    response.on_disabled_hover_text(obstacle.unwrap_or_default()).clicked()
}

/// The newest things that the run warned of.
fn remarks(ui: &mut Ui, run: &RunInfo) {
    const SHOWN: usize = 3;
    let warnings = &run.course.warnings;
    let earlier = warnings.len().saturating_sub(SHOWN);
    for words in warnings.iter().skip(earlier) {
        ui.label(RichText::new(words).color(theme::warning(ui.visuals())));
    }
    if earlier > 0 {
        let all: Vec<&str> = warnings.iter().take(earlier).map(String::as_str).collect();
        ui.label(RichText::new(format!("and {earlier} earlier warnings")).weak())
            .on_hover_text(all.join("\n"));
    }
}

fn loss(ui: &mut Ui, run: &RunInfo) {
    let course = &run.course;
    ui.add_space(4.0);
    ui.label(RichText::new("Loss by round").strong()).on_hover_text(
        "How badly the encoder still does at what the learning method practises. It should fall and then flatten. Its \
         height says nothing about accuracy, and recipes cannot be compared by it.",
    );
    if course.loss.is_empty() {
        ui.label(RichText::new("The curve begins with the first step.").weak());
        return;
    }
    let newest = course.loss.last().map_or(0.0, |point| point[1]);
    let axes = Axes {
        id: "loss",
        upwards: "loss",
        rounds: course.epochs,
        shares: false,
        level: None,
        height: ui.available_height().clamp(200.0, 460.0),
        legend: Some(Corner::RightTop),
        words: format!("Loss by round: {newest:.3} after round {:.1} of {}", course.epoch, course.epochs),
    };
    plot(ui, &axes, loss_curves(ui, course));
}

fn loss_curves<'a>(ui: &Ui, course: &'a Course) -> Vec<Curve<'a>> {
    let accent = theme::accent(ui.visuals());
    let mut curves = vec![Curve {
        name: "every step",
        points: course.loss.clone(),
        colour: accent.gamma_multiply(0.45),
        width: 1.0,
        marked: false,
    }];
    curves.push(Curve {
        name: "mean of the round",
        points: course.mean_loss.clone(),
        colour: accent,
        width: 2.0,
        marked: true,
    });
    // The accent is a blue; terms take the colours after it.
    for (place, (name, points)) in course.terms.iter().enumerate() {
        let colour = theme::series(place + 1);
        curves.push(Curve { name, points: points.clone(), colour, width: 1.5, marked: false });
    }
    curves
}

/// What stands here before there is a run.
pub fn nothing(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.vertical_centered(|ui| {
        ui.add_space(80.0);
        if cx.runs.is_starting_new() {
            ui.spinner();
            ui.label("The training is being started: the images are opened and checked first.");
            return;
        }
        ui.heading("No training yet");
        if cx.opened().is_none() {
            ui.label("First open images, in the Data room.");
            ui.add_space(8.0);
            action_button(ui, cx, out, Action::GoData, "To the Data room");
            action_button(ui, cx, out, Action::SimulatedCells, Action::SimulatedCells.text());
        } else if cx.document.recipe().steps.iter().all(|step| !step.on) {
            ui.label("First build a recipe, in the Design room: what should the encoder learn to ignore?");
            ui.add_space(8.0);
            action_button(ui, cx, out, Action::GoDesign, "To the Design room");
            action_button(ui, cx, out, Action::AddTransform, Action::AddTransform.text());
        } else {
            ui.label("Everything is ready: press Train. Curves appear here while the encoder learns.");
            ui.add_space(8.0);
            action_button(ui, cx, out, Action::Train, Action::Train.text());
        }
    });
}
