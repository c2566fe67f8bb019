//! The recipes of what is ticked as stacks side by side, with what differs from the first marked.

use super::comparison::{Comparison, Shown};
use super::tabs::Tab;
use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::theme;
use augscope::pipeline::{Pipeline, Step};
use augscope::run::{step_settings, step_share};
use egui::{Frame, Label, RichText, ScrollArea, Stroke, Ui, vec2};

/// The entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "recipes",
    name: "Recipes",
    help: "The recipes of the ticked runs side by side, with what differs marked.",
    without_ticks: false,
    show,
};

/// Width of a stack in points.
const STACK: f32 = 240.0;

fn show(ui: &mut Ui, _cx: &Context, _out: &mut Commands, comparison: &Comparison) {
    ui.label(RichText::new("What differs from the first recipe is framed.").small());
    ScrollArea::both().id_salt("recipes").auto_shrink(false).show(ui, |ui| {
        let first = comparison.shown.first().and_then(recipe);
        ui.horizontal_top(|ui| {
            let room = ui.available_width() / comparison.shown.len().max(1) as f32 - 12.0;
            let width = room.clamp(STACK, 360.0);
            for shown in &comparison.shown {
                ui.allocate_ui(vec2(width, 10.0), |ui| {
                    ui.vertical(|ui| {
                        ui.set_width(width);
                        stack(ui, shown, first.filter(|_| shown.place > 0));
                    });
                });
            }
        });
    });
}

fn recipe<'a>(shown: &Shown<'a>) -> Option<&'a Pipeline> {
    shown.first.run.recipe.as_deref()
}

fn stack(ui: &mut Ui, shown: &Shown, first: Option<&Pipeline>) {
    ui.add(Label::new(RichText::new(shown.title()).strong()).truncate()).on_hover_text(shown.title());
    let Some(recipe) = recipe(shown) else {
        ui.label("This version of the program does not understand its recipe.");
        return;
    };
    let config = &shown.first.run.record.config;
    let line =
        format!("{} · {} · {} px · {} rounds", config.objective, config.encoder, config.size, config.epochs);
    ui.add(Label::new(RichText::new(line).small()).wrap());
    if recipe.strength != 1.0 {
        ui.small(format!("strength of all {:.0} %", 100.0 * recipe.strength));
    }
    for (place, step) in recipe.steps.iter().enumerate() {
        let before = first.map(|first| (first, partner(first, step)));
        card(ui, recipe, step, place, before);
    }
    let gone =
        first.map_or(&[][..], |first| &first.steps).iter().filter(|step| partner(recipe, step).is_none());
    for step in gone {
        let text = RichText::new(format!("without {}", step.entry.name)).color(theme::warning(ui.visuals()));
        ui.label(text);
    }
}

/// The step of `recipe` that corresponds to `step`: of its kind, by its id where there are several.
fn partner<'a>(recipe: &'a Pipeline, step: &Step) -> Option<&'a Step> {
    let of_kind = || recipe.steps.iter().filter(|other| other.entry.kind == step.entry.kind);
    of_kind().find(|other| other.id == step.id).or_else(|| of_kind().next())
}

fn card(
    ui: &mut Ui,
    recipe: &Pipeline,
    step: &Step,
    place: usize,
    before: Option<(&Pipeline, Option<&Step>)>,
) {
    let (settings, share) = (step_settings(step), step_share(step, recipe));
    let (differs, was) = match before {
        None => (false, String::new()),
        Some((_, None)) => (true, "not in the first recipe".into()),
        Some((first, Some(old))) => {
            let (old_settings, old_share) = (step_settings(old), step_share(old, first));
            let mut was = Vec::new();
            if old_settings != settings {
                was.push(format!("first recipe: {old_settings}"));
            }
            if old_share != share {
                was.push(format!("first recipe: {old_share}"));
            }
            (!was.is_empty(), was.join("; "))
        }
    };
    let colour = theme::warning(ui.visuals());
    let stroke =
        if differs { Stroke::new(1.5, colour) } else { ui.visuals().widgets.noninteractive.bg_stroke };
    Frame::group(ui.style()).stroke(stroke).inner_margin(6).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        let name = format!("{}. {}", place + 1, step.entry.name);
        let text = if step.on { RichText::new(&name).strong() } else { RichText::new(&name).weak() };
        ui.add(Label::new(text).truncate()).on_hover_text(step.entry.summary);
        ui.add(Label::new(RichText::new(settings).small()).wrap());
        ui.add(Label::new(RichText::new(format!("in {share}")).small().weak()).wrap());
        if differs {
            ui.add(Label::new(RichText::new(was).small().color(colour)).wrap());
        }
    });
}
