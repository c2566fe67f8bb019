//! The strip: the first random version after each step of the recipe; a click chooses the step.

use super::values::{self, Place};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::preview::{DrawnStep, Tile, Version};
use crate::app::theme;
use crate::app::widget::{Caption, tile};
use augscope::pipeline::{Pipeline, Step};
use egui::{Label, RichText, ScrollArea, Ui};

/// Smallest and largest side of a picture in points.
const SIDES: (f32, f32) = (44.0, 68.0);

/// The steps that are on, each with its number in the stack.
fn steps(recipe: &Pipeline) -> impl Iterator<Item = (usize, &Step)> {
    (1..).zip(&recipe.steps).filter(|(_, step)| step.on)
}

/// The picture after so many steps.
fn after(cx: &Context, steps: usize) -> Tile {
    let steps = u16::try_from(steps).unwrap_or(u16::MAX);
    Tile { item: cx.view.sample, version: Version::After { epoch: cx.view.epoch, view: 0, steps } }
}

/// The pictures of the strip: after no step, after the first, and so on.
pub fn tiles(cx: &Context) -> Vec<Tile> {
    (0..=steps(cx.document.recipe()).count()).map(|steps| after(cx, steps)).collect()
}

/// The strip; above it the values of the large picture at `place`.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, place: Option<Place>) {
    head(ui, cx, place);
    let count = steps(cx.document.recipe()).count() + 1;
    let gap = ui.spacing().item_spacing.x;
    let side = (ui.available_width() / count as f32 - gap).floor().clamp(SIDES.0, SIDES.1);
    ScrollArea::horizontal().id_salt("strip").auto_shrink([false, true]).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            let fitted = Shown {
                caption: "fitted".into(),
                help: "The image as it is fitted to the size of a version, before any step.".into(),
                chosen: false,
                passed_by: false,
            };
            picture(ui, cx, side, after(cx, 0), &fitted);
            for (place, (number, step)) in steps(cx.document.recipe()).enumerate() {
                let at = after(cx, place + 1);
                let painted = cx.preview.strip.shown().map(|shown| shown.painted.drawn(at));
                let drawn = painted.and_then(|drawn| drawn.iter().find(|drawn| drawn.step == step.id));
                let shown = Shown {
                    caption: format!("{number} {}", step.entry.name),
                    help: help(number, step, drawn),
                    chosen: cx.view.step.as_ref() == Some(&step.id),
                    passed_by: drawn.is_some_and(|drawn| !drawn.applied),
                };
                if picture(ui, cx, side, at, &shown) {
                    out.push(Command::SelectStep(Some(step.id.clone())));
                }
            }
        });
    });
}

/// What the strip shows, and what is under the pointer.
fn head(ui: &mut Ui, cx: &Context, place: Option<Place>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("After each step").strong())
            .on_hover_text("Version 1 as each step leaves it. A click chooses the step.");
        let values = place.map(|place| values::words(cx, place).unwrap_or_else(|| "reading...".into()));
        let text = match &values {
            Some(values) => RichText::new(values),
            None => RichText::new("version 1; point at a large picture to read its values").weak(),
        };
        ui.add(Label::new(text.small()).wrap());
    });
}

/// What a picture of the strip is.
struct Shown {
    caption: String,
    help: String,
    chosen: bool,
    passed_by: bool,
}

/// "After 2. Rotate: -176 deg", and what a click does.
fn help(number: usize, step: &Step, drawn: Option<&DrawnStep>) -> String {
    let name = step.entry.name;
    let what = match drawn {
        Some(drawn) if !drawn.applied => format!("After {number}. {name}, which passed this version by."),
        Some(drawn) if !drawn.words.is_empty() => format!("After {number}. {name}: {}.", drawn.words),
        _ => format!("After {number}. {name}."),
    };
    format!("{what}\nClick to see and change this step.")
}

/// A picture with its caption; true when it was clicked.
fn picture(ui: &mut Ui, cx: &Context, side: f32, at: Tile, shown: &Shown) -> bool {
    ui.vertical(|ui| {
        ui.set_width(side);
        ui.spacing_mut().item_spacing.y = 1.0;
        let words = format!("after {}", shown.caption);
        let words =
            if matches!(at.version, Version::After { steps: 0, .. }) { &shown.caption } else { &words };
        let picture = tile(ui, &cx.preview.strip, at, side, Caption { words, chosen: shown.chosen });
        let mut text = RichText::new(&shown.caption).small();
        if shown.chosen {
            text = text.color(theme::accent(ui.visuals()));
        } else if shown.passed_by {
            text = text.weak();
        }
        ui.add(Label::new(text).truncate().selectable(false));
        picture.on_hover_text(&shown.help).clicked()
    })
    .inner
}
