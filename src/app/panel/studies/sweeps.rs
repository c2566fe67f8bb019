//! Parameters and strengths at several levels, one row each.

use crate::app::context::Context;
use crate::app::studies::{StudyDraft, SweepDraft, What};
use crate::app::theme;
use augscope::pipeline::{Pipeline, Step};
use egui::{ComboBox, RichText, TextEdit, Ui};

/// The rows, and the button for one more.
pub fn show(ui: &mut Ui, cx: &Context, draft: &mut StudyDraft) {
    let added =
        draft.adds_to.as_ref().and_then(|name| cx.runs.studies.named(name)).and_then(|study| study.base());
    let base = added.unwrap_or_else(|| cx.document.recipe());
    let mut gone = None;
    for (place, sweep) in draft.sweeps.iter_mut().enumerate() {
        ui.push_id(place, |ui| {
            if row(ui, base, sweep, place) {
                gone = Some(place);
            }
        });
    }
    if let Some(place) = gone {
        draft.sweeps.remove(place);
    }
    let button = ui.button("+ Change a parameter");
    let button = button.on_hover_text(
        "Trains the recipe with one parameter, or the strength of its steps, at several levels.",
    );
    if button.clicked() {
        let levels = SweepDraft::suggested(None, &What::Strength, base);
        draft.sweeps.push(SweepDraft { levels, ..SweepDraft::default() });
    }
}

/// One parameter; true where it is to go.
fn row(ui: &mut Ui, base: &Pipeline, sweep: &mut SweepDraft, place: usize) -> bool {
    let mut gone = false;
    let before = (sweep.step.clone(), sweep.what.clone());
    egui::Frame::group(ui.style()).show(ui, |ui| {
        let number = place + 1;
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 76.0).max(80.0);
            step_list(ui, base, sweep, number, width);
            let button = ui.button("Remove").on_hover_text("Takes this parameter out of the study.");
            gone = button.accessible_name(format!("Remove parameter {number}")).clicked();
        });
        what_list(ui, base, sweep, number);
        if before != (sweep.step.clone(), sweep.what.clone()) {
            sweep.levels = SweepDraft::suggested(sweep.step.as_deref(), &sweep.what, base);
        }
        ui.label("Levels");
        let field = TextEdit::singleline(&mut sweep.levels).desired_width(f32::INFINITY);
        let field = ui.add(field).accessible_name(format!("Levels {number}"));
        field.on_hover_text(meaning(sweep));
        ui.label(RichText::new(meaning(sweep)).small());
        if let Err(why) = sweep.to_sweep() {
            ui.label(RichText::new(why).color(theme::failure(ui.visuals())));
        }
    });
    gone
}

fn step_list(ui: &mut Ui, base: &Pipeline, sweep: &mut SweepDraft, number: usize, width: f32) {
    const ALL: &str = "all steps together";
    let title = |step: &Step| format!("{} ({})", step.entry.name, step.id);
    let shown = sweep.step.as_deref().and_then(|id| base.step(id)).map(|(_, step)| title(step));
    let shown = shown.or_else(|| sweep.step.clone()).unwrap_or_else(|| ALL.into());
    let list = ComboBox::from_id_salt("step").width(width).truncate().selected_text(shown);
    let list = list.show_ui(ui, |ui| {
        if ui.selectable_label(sweep.step.is_none(), ALL).clicked() {
            (sweep.step, sweep.what) = (None, What::Strength);
        }
        for step in base.steps.iter().filter(|step| step.on) {
            if ui.selectable_label(sweep.step.as_ref() == Some(&step.id), title(step)).clicked() {
                // What one asks of a step first is its first parameter.
                let first = step.entry.params.first().map(|param| What::Parameter(param.name.into()));
                (sweep.step, sweep.what) = (Some(step.id.clone()), first.unwrap_or(What::Probability));
            }
        }
    });
    list.response
        .on_hover_text("The step of which something is changed.")
        .accessible_name(format!("Step {number}"));
}

fn what_list(ui: &mut Ui, base: &Pipeline, sweep: &mut SweepDraft, number: usize) {
    let step = sweep.step.as_deref().and_then(|id| base.step(id)).map(|(_, step)| step);
    let Some(step) = step else { return };
    let params = step.entry.params.iter().map(|param| (What::Parameter(param.name.into()), param.label));
    let list: Vec<(What, &str)> = params
        .chain([(What::Probability, "how often it is applied"), (What::Strength, "its strength")])
        .collect();
    let shown = list.iter().find(|(what, _)| *what == sweep.what).map_or("choose", |(_, words)| *words);
    let chosen = ComboBox::from_id_salt("what").width(ui.available_width()).truncate().selected_text(shown);
    let chosen = chosen.show_ui(ui, |ui| {
        for (what, words) in list {
            if ui.selectable_label(what == sweep.what, words).clicked() {
                sweep.what = what;
            }
        }
    });
    chosen
        .response
        .on_hover_text("What of the step is changed.")
        .accessible_name(format!("Parameter {number}"));
}

/// What a level means.
fn meaning(sweep: &SweepDraft) -> &'static str {
    match sweep.what {
        What::Strength => "0 changes nothing, 1 is as the recipe has it. Numbers, parted by commas.",
        What::Probability => {
            "The share of random versions that get the step, 0 to 1. Numbers, parted by commas."
        }
        What::Parameter(_) => {
            "How far its range reaches from where it changes nothing: 20 is -20 to 20 degrees, 2 is half to double. Numbers, \
             parted by commas."
        }
    }
}
