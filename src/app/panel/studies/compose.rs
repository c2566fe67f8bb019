//! Putting a study together: what is changed about the recipe, what it is held against, how many seeds.

use super::sweeps;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::studies::{StudyDraft, StudyInfo, StudyMove};
use augscope::encoder::Architecture;
use augscope::evaluate::ReadoutKind;
use augscope::objective::OBJECTIVES;
use augscope::run::study::StudyFile;
use egui::{Checkbox, CollapsingHeader, ComboBox, DragValue, RichText, TextEdit, Ui};

/// The form.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let before = &cx.document.project().study;
    let mut draft = before.clone();
    ui.add_space(4.0);
    if let Some(name) = &before.adds_to {
        ui.heading("Add runs to a study");
        ui.label(format!("To {name}. Runs that are there stay; what is added here adds to them."));
        let button = ui.button("Back to a new study");
        if button.on_hover_text("Leaves that study as it is.").clicked() {
            draft = StudyDraft::default();
        }
    } else {
        ui.heading("New study");
        ui.label(RichText::new("One thing changes at a time, seeds repeat, every class is watched.").small());
        name(ui, cx, &mut draft);
        base(ui, cx, out);
    }
    ui.separator();
    ui.label(RichText::new("What changes").strong());
    sweeps::show(ui, cx, &mut draft);
    steps(ui, there(cx, before), &mut draft);
    weight_decay(ui, &mut draft);
    ui.separator();
    ui.label(RichText::new("Held against").strong());
    against(ui, cx, &mut draft);
    if before.adds_to.is_none() {
        across(ui, cx, &mut draft);
    }
    seeds(ui, cx, &mut draft);
    label_budgets(ui, &mut draft);
    if draft != *before {
        out.push(Command::Study(StudyMove::Draft(Box::new(draft))));
    }
}

fn name(ui: &mut Ui, cx: &Context, draft: &mut StudyDraft) {
    let label = ui.label("Name");
    let field = TextEdit::singleline(&mut draft.name)
        .desired_width(f32::INFINITY)
        .hint_text(&cx.document.recipe().name);
    ui.add(field).labelled_by(label.id).on_hover_text("What the study is called; its folder gets this name.");
}

fn base(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let project = cx.document.project();
    let help =
        "The recipe of which one thing is changed at a time. It is the one that the Design room shows.";
    ui.label("Starts from the recipe").on_hover_text(help);
    let list = ComboBox::from_id_salt("base").width(ui.available_width()).truncate();
    let list = list.selected_text(&cx.document.recipe().name).show_ui(ui, |ui| {
        for (place, recipe) in project.recipes.iter().enumerate() {
            let name = format!("{}. {}", place + 1, recipe.file.pipeline.name);
            if ui.selectable_label(place == project.active, name).clicked() {
                out.push(Command::ShowRecipe(place));
            }
        }
    });
    list.response.on_hover_text(help).accessible_name("Starts from the recipe");
    let training = &project.training;
    let method = OBJECTIVES.iter().find(|entry| entry.name == training.method);
    let method = method.map_or(training.method.as_str(), |entry| entry.title);
    let words = format!("Trained by {method} on {}, effort {}.", training.encoder, training.effort.word());
    ui.label(RichText::new(words).small()).on_hover_text("As the next training in the Train room.");
}

/// The study that is added to, as it stands.
fn there<'a>(cx: &Context<'a>, draft: &StudyDraft) -> Option<&'a StudyFile> {
    draft.adds_to.as_ref().and_then(|name| cx.runs.studies.named(name)).map(StudyInfo::study)
}

/// A box that cannot be taken away where the study has its runs already.
fn kept_box(ui: &mut Ui, on: &mut bool, kept: bool, words: &str, help: &str) {
    let shown = ui.add_enabled(!kept, Checkbox::new(on, words)).on_hover_text(help);
    shown.on_disabled_hover_text(format!("{help}\nThe study has these runs; they stay."));
}

fn steps(ui: &mut Ui, there: Option<&StudyFile>, draft: &mut StudyDraft) {
    for (on, kept, words, help) in [
        (
            &mut draft.leave_one_out,
            there.is_some_and(|study| study.leave_one_out),
            "Each step left out",
            "A recipe for each step, without it: what does the step bring to each class, or cost it?",
        ),
        (
            &mut draft.one_step_only,
            there.is_some_and(|study| study.one_step_only),
            "Each step alone",
            "A recipe for each step, with nothing else: a first look at what each one does.",
        ),
        (
            &mut draft.swap_neighbours,
            there.is_some_and(|study| study.swap_neighbours),
            "Neighbouring steps swapped",
            "A recipe for each two neighbours in the other order: does the order matter?",
        ),
    ] {
        kept_box(ui, on, kept, words, help);
    }
}

fn weight_decay(ui: &mut Ui, draft: &mut StudyDraft) {
    let label = ui.label("Weight decays, as a control");
    let field = TextEdit::singleline(&mut draft.weight_decay)
        .desired_width(f32::INFINITY)
        .hint_text("none; for example 0.001, 0.01, 0.1");
    ui.add(field).labelled_by(label.id).on_hover_text(
        "The recipe with other weight decays. Where these move the classes as a transform does, the transform may only \
         have worked as any regularisation would.",
    );
}

fn against(ui: &mut Ui, cx: &Context, draft: &mut StudyDraft) {
    let kept = there(cx, draft).is_some_and(|study| study.baselines.unwrap_or(true));
    kept_box(
        ui,
        &mut draft.baselines,
        kept,
        "No augmentation and a recipe for photographs",
        "The two that every recipe should be held against: nothing at all, and what is in use for photographs.",
    );
    let project = cx.document.project();
    let shown = |place: usize| draft.adds_to.is_some() || place != project.active;
    let mut names = draft.recipes.clone();
    for (place, recipe) in project.recipes.iter().enumerate() {
        let name = &recipe.file.pipeline.name;
        if shown(place) {
            member(ui, &mut names, name, name, "Trains this recipe of the project as well.");
        }
    }
    draft.recipes = names;
}

/// A box that puts `name` on a list, or takes it off.
fn member(ui: &mut Ui, list: &mut Vec<String>, name: &str, title: &str, help: &str) {
    let mut on = list.iter().any(|known| known == name);
    if ui.checkbox(&mut on, title).on_hover_text(help).changed() {
        list.retain(|known| known != name);
        if on {
            list.push(name.to_owned());
        }
    }
}

/// Learning methods and networks besides that of the next training.
fn across(ui: &mut Ui, cx: &Context, draft: &mut StudyDraft) {
    let training = &cx.document.project().training;
    let title = match draft.methods.len() + draft.networks.len() {
        0 => "Other learning methods and networks".to_owned(),
        more => format!("Other learning methods and networks ({more})"),
    };
    let fold = CollapsingHeader::new(title).id_salt("across").show(ui, |ui| {
        for entry in OBJECTIVES.iter().filter(|entry| entry.name != training.method) {
            member(ui, &mut draft.methods, entry.name, entry.title, entry.summary);
        }
        for network in Architecture::ALL.into_iter().filter(|known| known.name() != training.encoder) {
            let help = "Trains every recipe with this network, too.";
            member(ui, &mut draft.networks, network.name(), network.name(), help);
        }
    });
    fold.header_response.on_hover_text(
        "Every recipe of the study is trained with each of these, too: the number of runs is multiplied.",
    );
}

/// How few labels are asked about. Every run is measured with all numbers, so this chooses what its page tells.
fn label_budgets(ui: &mut Ui, draft: &mut StudyDraft) {
    let mut known: Vec<usize> = ReadoutKind::ALL.iter().filter_map(|kind| kind.label_budget()).collect();
    known.sort_unstable();
    known.dedup();
    ui.horizontal_wrapped(|ui| {
        ui.label("Few labels:").on_hover_text(
            "How well are classes recognised when only so many images of each have a label? The page of the study tells it \
             for these numbers.",
        );
        for &budget in &known {
            let asked = |budget: &usize| draft.label_budgets.is_empty() || draft.label_budgets.contains(budget);
            let mut on = asked(&budget);
            let shown = ui.checkbox(&mut on, budget.to_string());
            let shown = shown.on_hover_text(format!("With {budget} labelled images of each class."));
            if shown.accessible_name(format!("{budget} labels a class")).changed() {
                let wanted = |known: &usize| if *known == budget { on } else { asked(known) };
                let chosen: Vec<usize> = known.iter().copied().filter(wanted).collect();
                draft.label_budgets = if chosen.len() == known.len() { Vec::new() } else { chosen };
            }
        }
    });
}

fn seeds(ui: &mut Ui, cx: &Context, draft: &mut StudyDraft) {
    let least = draft.adds_to.as_ref().and_then(|name| cx.runs.studies.named(name));
    let least = least.map_or(1, |study| study.study().seeds.len() as u64);
    ui.horizontal(|ui| {
        let label = ui.label("Seeds");
        let drag = DragValue::new(&mut draft.seeds).range(least..=20).speed(0.05);
        ui.add(drag).labelled_by(label.id).on_hover_text(
            "How often every recipe is trained, each time from another random start. One run is an anecdote; with three or \
             more, intervals and verdicts can be given.",
        );
    });
}
