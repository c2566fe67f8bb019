//! Groups of which every version gets only some steps: the bracket about their cards, and joining or leaving one.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use augscope::pipeline::{Edit, Group, Pipeline, Step};
use egui::{ComboBox, DragValue, Frame, Margin, RichText, Stroke, Ui, pos2};

/// Room for the bracket, in points.
const BRACKET: i8 = 12;
/// Length of the bracket's ends, in points.
const END: f32 = 5.0;

const HELP: &str = "Of the steps of a group, every random version gets only some, chosen at random for each version: \
                    \"one of 3\" is one step out of three. Those that are chosen are then applied as often as they say.";

/// The card of a step, with the bracket of its group.
pub fn around(
    ui: &mut Ui,
    cx: &Context,
    out: &mut Commands,
    (place, step): (usize, &Step),
    card: impl FnOnce(&mut Ui, &mut Commands),
) {
    let recipe = cx.document.recipe();
    let Some(group) = recipe.group_of(step) else { return card(ui, out) };
    let same = |other: Option<&Step>| other.is_some_and(|other| other.group == step.group);
    let above = place > 0 && same(recipe.steps.get(place - 1));
    let below = same(recipe.steps.get(place + 1));
    if !above {
        let earlier = recipe.steps.iter().take(place).any(|other| other.group == step.group);
        head(ui, out, recipe, group, earlier);
    }
    let margin = Margin { left: BRACKET, ..Margin::ZERO };
    let drawn = Frame::NONE.inner_margin(margin).show(ui, |ui| card(ui, out)).response.rect;
    let (x, colour) = (drawn.left() + 3.0, theme::accent(ui.visuals()));
    let stroke = Stroke::new(2.0, colour);
    let top = drawn.top() - if above { ui.spacing().item_spacing.y } else { 0.0 };
    ui.painter().line_segment([pos2(x, top), pos2(x, drawn.bottom())], stroke);
    for (there, y) in [(!above, drawn.top() + 1.0), (!below, drawn.bottom() - 1.0)] {
        if there {
            ui.painter().line_segment([pos2(x, y), pos2(x + END, y)], stroke);
        }
    }
}

/// "One of 3", above the first card.
fn head(ui: &mut Ui, out: &mut Commands, recipe: &Pipeline, group: &Group, goes_on: bool) {
    ui.horizontal(|ui| {
        if goes_on {
            let words = format!("{}, continued", words(recipe, group));
            return drop(ui.label(RichText::new(words).small().weak()).on_hover_text(names(recipe, group)));
        }
        pick(ui, out, recipe, group, &format!("Group of {}", names(recipe, group)));
    });
}

/// How many of the group's steps a version gets.
fn pick(ui: &mut Ui, out: &mut Commands, recipe: &Pipeline, group: &Group, name: &str) {
    let count = recipe.members(&group.id).count().max(1);
    let mut pick = group.pick.min(count);
    let field = DragValue::new(&mut pick)
        .range(1..=count)
        .speed(0.05)
        .custom_formatter(|value, _| if value < 1.5 { "one".into() } else { format!("{value:.0}") })
        .custom_parser(|typed| if typed.trim() == "one" { Some(1.0) } else { typed.trim().parse().ok() })
        .suffix(format!(" of {count}"));
    let hover = format!("{}\n{HELP}", names(recipe, group));
    if ui.add(field).on_hover_text(hover).accessible_name(name).changed() {
        let merge = format!("{} pick", group.id);
        out.push(Command::Edit(recipe.edit_to_pick(&group.id, pick), Some(merge)));
    }
}

/// "one of 3".
fn words(recipe: &Pipeline, group: &Group) -> String {
    let count = recipe.members(&group.id).count();
    match group.pick.min(count) {
        1 => format!("one of {count}"),
        pick => format!("{pick} of {count}"),
    }
}

/// "Rotate, Scale, Gain".
fn names(recipe: &Pipeline, group: &Group) -> String {
    let names: Vec<&str> = recipe.members(&group.id).map(|step| step.entry.name).collect();
    names.join(", ")
}

/// "With Rotate, Gain": the others of the group.
fn with(recipe: &Pipeline, group: &Group, step: &Step) -> String {
    let others = recipe.members(&group.id).filter(|other| other.id != step.id);
    let names: Vec<&str> = others.map(|other| other.entry.name).collect();
    if names.is_empty() { "a group of its own".into() } else { format!("with {}", names.join(", ")) }
}

/// Which group the chosen step is in.
pub fn choose(ui: &mut Ui, out: &mut Commands, recipe: &Pipeline, step: &Step) {
    let Some((place, _)) = recipe.step(&step.id) else { return };
    let group = recipe.group_of(step);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Group").strong()).on_hover_text(HELP);
        let shown =
            group.map_or_else(|| "none: it stands alone".to_owned(), |group| with(recipe, group, step));
        let width = (ui.available_width() - 90.0).clamp(110.0, 220.0);
        let list = ComboBox::from_id_salt("group").width(width).truncate().selected_text(shown);
        let list = list.show_ui(ui, |ui| {
            let mut choice = |ui: &mut Ui, chosen: bool, words: String, edit: &dyn Fn() -> Edit| {
                if ui.selectable_label(chosen, words).clicked() && !chosen {
                    out.push(Command::Edit(edit(), None));
                }
            };
            let alone = || recipe.edit_to_join(&step.id, None);
            choice(ui, group.is_none(), "none: it stands alone".into(), &alone);
            for known in &recipe.groups {
                let words = format!("{}: {}", words(recipe, known), names(recipe, known));
                let join = || recipe.edit_to_join(&step.id, Some(&known.id));
                choice(ui, group == Some(known), words, &join);
            }
            let beside = [(place.checked_sub(1), "above"), (Some(place + 1), "below")];
            for (other, word) in beside {
                let other = other.and_then(|place| recipe.steps.get(place));
                if let Some(other) = other.filter(|other| other.group.is_none()) {
                    let words = format!("new, with the step {word}: {}", other.entry.name);
                    let both = || recipe.edit_to_group(&[&step.id, &other.id], 1);
                    choice(ui, false, words, &both);
                }
            }
        });
        list.response.on_hover_text(HELP).accessible_name("Group of the step");
        if let Some(group) = group {
            pick(ui, out, recipe, group, "Steps of the group for a version");
        }
    });
}
