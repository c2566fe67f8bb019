//! The original and two random versions of one image, large, with what was drawn.

use super::channels;
use super::values::Place;
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{DrawnStep, Tile, Version};
use crate::app::seeing::See;
use crate::app::theme;
use crate::app::view::Magnification;
use crate::app::widget::{Caption, action_button, tile};
use egui::{ComboBox, RichText, ScrollArea, Ui};

/// Smallest and largest side of a picture that fits, in points.
const SIDES: (f32, f32) = (96.0, 300.0);

/// The three pictures; the place in them under the pointer.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) -> Option<Place> {
    ui.horizontal_wrapped(|ui| {
        sample(ui, cx, out, opened);
        action_button(ui, cx, out, Action::Reroll, "Reroll");
        ui.label(RichText::new(format!("round {}", cx.view.epoch + 1)).weak())
            .on_hover_text("Training shows these versions in this round.");
        magnification(ui, cx, out);
        channels::show(ui, cx, out, opened);
    });
    if let Some(problem) = cx.preview.versions.shown().and_then(|shown| shown.painted.problem.as_ref()) {
        ui.colored_label(theme::failure(ui.visuals()), problem);
    }
    let size = cx.document.recipe().input.size.unwrap_or(64) as f32;
    let room = (ui.available_width() - 4.0 * ui.spacing().item_spacing.x) / 3.0;
    let half = ui.available_height() * 0.34;
    let side = match cx.view.magnification {
        Magnification::Fit => room.min(half).clamp(SIDES.0, SIDES.1),
        Magnification::Pixels(points) => size * points as f32 / ui.ctx().pixels_per_point(),
    };
    let shown = ScrollArea::both()
        .id_salt("versions")
        .max_height(half + 90.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                let (item, epoch) = (cx.view.sample, cx.view.epoch);
                let mut place = picture(ui, cx, side, Tile { item, version: Version::Original }, "original");
                for view in [0, 1] {
                    let title = format!("random version {}", view + 1);
                    let at = Tile { item, version: Version::Random { epoch, view } };
                    place = place.or(picture(ui, cx, side, at, &title));
                }
                place
            })
            .inner
        });
    let hovered = shown.inner.map(|place| place.tile);
    if hovered != cx.view.seeing.hovered {
        out.push(Command::See(See::Hovered(hovered)));
    }
    shown.inner
}

/// Which image.
fn sample(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let count = opened.dataset.items.len();
    let step = |by: isize| (cx.view.sample as isize + by).rem_euclid(count.max(1) as isize) as usize;
    if ui.button("<").on_hover_text("The image before.").accessible_name("Image before").clicked() {
        out.push(Command::ShowSample(step(-1)));
    }
    let class = opened.class_name(cx.view.sample).to_owned();
    let list = ComboBox::from_id_salt("class of the sample").width(130.0).truncate().selected_text(&class);
    let shown = list.show_ui(ui, |ui| {
        for (row, items) in opened.by_class.iter().enumerate() {
            let name = opened.row_name(row);
            if ui.selectable_label(name == class, name).clicked()
                && let Some(&first) = items.first()
            {
                out.push(Command::ShowSample(first));
            }
        }
    });
    shown
        .response
        .on_hover_text("The class of the image whose versions are shown.")
        .accessible_name("Class of the image");
    if ui.button(">").on_hover_text("The next image.").accessible_name("Next image").clicked() {
        out.push(Command::ShowSample(step(1)));
    }
}

fn magnification(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let words = |magnification: Magnification| match magnification {
        Magnification::Fit => "fit".to_owned(),
        Magnification::Pixels(n) => format!("{n} x"),
    };
    let list =
        ComboBox::from_id_salt("magnification").width(56.0).selected_text(words(cx.view.magnification));
    let shown = list.show_ui(ui, |ui| {
        let choices = [1, 2, 4, 8, 16].map(Magnification::Pixels);
        for choice in std::iter::once(Magnification::Fit).chain(choices) {
            if ui.selectable_label(cx.view.magnification == choice, words(choice)).clicked() {
                out.push(Command::Magnify(choice));
            }
        }
    });
    shown
        .response
        .on_hover_text("Screen pixels for each pixel of a version.")
        .accessible_name("Magnification");
}

/// A picture with what was drawn; the place in it under the pointer.
fn picture(ui: &mut Ui, cx: &Context, side: f32, at: Tile, title: &str) -> Option<Place> {
    ui.vertical(|ui| {
        ui.set_width(side.max(SIDES.0));
        ui.label(RichText::new(title).strong());
        let picture = tile(ui, &cx.preview.versions, at, side, Caption { words: title, chosen: false });
        let share = |at: egui::Pos2| (at - picture.rect.min) / picture.rect.size();
        let place = picture.hover_pos().map(share).map(|share| Place { tile: at, x: share.x, y: share.y });
        if at.version == Version::Original {
            return place;
        }
        // Many steps: their lines stand close together.
        ui.spacing_mut().item_spacing.y = 1.0;
        let drawn = cx.preview.versions.shown().map_or(&[][..], |shown| shown.painted.drawn(at));
        for step in drawn {
            let chosen = cx.view.step.as_deref() == Some(step.step.as_str());
            let mut text = RichText::new(words(step)).small();
            if !step.applied {
                text = text.weak();
            }
            if chosen {
                text = text.color(theme::accent(ui.visuals()));
            }
            // Its own words on hover would stand above the same ones.
            let label = egui::Label::new(text).truncate().show_tooltip_when_elided(false);
            ui.add(label).on_hover_text(words(step));
        }
        place
    })
    .inner
}

fn words(step: &DrawnStep) -> String {
    match (step.applied, step.words.is_empty()) {
        (false, _) => format!("{}: not this time", step.name),
        (true, true) => format!("{}: yes", step.name),
        (true, false) => format!("{}: {}", step.name, step.words),
    }
}
