//! An image, large, with the stored values under the pointer.

use super::values::{image_words, neighbour, pixel_words};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::data_view::{Look, Zoom};
use crate::app::opened::Opened;
use crate::app::theme;
use crate::app::view::Overlay;
use augscope::image::Image;
use egui::{
    Align, Button, Color32, CornerRadius, CursorIcon, Event, Key, Label, Layout, Modifiers, Pos2, Rect,
    Response, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// Screen pixels of the picture on a side, at most.
const MOST: u32 = 1600;

/// An image, large, with the values under the pointer.
pub fn image(ui: &mut Ui, cx: &Context, out: &mut Commands, item: usize) {
    let Some((opened, facts)) = cx.opened().and_then(|o| Some((o, o.dataset.items.get(item)?))) else {
        ui.label("This image is not open any more.");
        return;
    };
    let screen = ui.ctx().content_rect().size();
    ui.set_width((screen.x - 90.0).clamp(200.0, 1300.0));
    let read = cx.data.image.as_ref().filter(|(known, _)| *known == item).map(|(_, image)| image);
    // A window laid over the room offers less height at first than there is.
    let height = screen.y - 40.0;
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
        let size = (facts.width, facts.height);
        let mut look = cx.view.look;
        bar(ui, out, opened, item, &mut look);
        let room = vec2(ui.available_width(), (screen.y - 190.0).max(110.0));
        let words = match read {
            Some(Ok(image)) => picture(ui, cx, opened, (item, image), room, &mut look, &|_, _| {}),
            Some(Err(why)) => {
                empty(ui, room, |ui| {
                    ui.colored_label(theme::failure(ui.visuals()), why);
                });
                None
            }
            None => {
                empty(ui, room, |ui| {
                    ui.spinner();
                });
                None
            }
        };
        let image = read.and_then(|read| read.as_ref().ok()).map(Arc::as_ref);
        ui.add(Label::new(RichText::new(&facts.key).strong()).truncate()).on_hover_text(&facts.key);
        let about = image_words(opened, item, image);
        ui.add(Label::new(&about).truncate()).on_hover_text(&about);
        let (shown, hover) = match &words {
            Some(words) => (RichText::new(words).monospace(), words.as_str()),
            None => (RichText::new("Move the pointer over the image to read its stored values.").weak(), ""),
        };
        let line = ui.add(Label::new(shown).truncate());
        if !hover.is_empty() {
            line.on_hover_text(hover);
        }
        if look.area != (0, 0) {
            clamp(&mut look, size);
        }
        if look != cx.view.look {
            out.push(Command::LookAt(look));
        }
    });
}

/// Keeps the middle where the image is, so that dragging back works at once.
fn clamp(look: &mut Look, size: (usize, usize)) {
    if let Some(centre) = &mut look.centre {
        centre.0 = centre.0.clamp(0.0, size.0 as f64);
        centre.1 = centre.1.clamp(0.0, size.1 as f64);
    }
}

/// Something in the place of the picture.
pub(super) fn empty(ui: &mut Ui, room: egui::Vec2, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(room, Layout::top_down(Align::Center), |ui| {
        ui.set_min_size(room);
        ui.add_space(room.y / 2.0 - 20.0);
        add(ui);
    });
}

/// Zoom, the images before and after, and the way out.
fn bar(ui: &mut Ui, out: &mut Commands, opened: &Opened, item: usize, look: &mut Look) {
    ui.horizontal_wrapped(|ui| {
        for zoom in Zoom::ALL {
            let (text, help) = match zoom {
                Zoom::Fit => ("Fit".to_owned(), "All of the image.".to_owned()),
                Zoom::Times(1) => ("1x".to_owned(), "One pixel of the screen for each pixel.".to_owned()),
                Zoom::Times(n) => (format!("{n}x"), format!("{n} pixels of the screen for each pixel.")),
            };
            let help = format!("{help} The mouse wheel does it, too; drag to move.");
            let button = ui.selectable_label(look.zoom == zoom, text).on_hover_text(help);
            if button.clicked() {
                look.zoom = zoom;
            }
        }
        ui.separator();
        let ways =
            [(false, "< Previous", Key::ArrowLeft, "Left"), (true, "Next >", Key::ArrowRight, "Right")];
        for (forward, text, key, arrow) in ways {
            let to = neighbour(&opened.by_class, item, forward);
            let button = ui.add_enabled(to.is_some(), Button::new(text));
            let help = format!(
                "The {} image of this class, then of the next class.\n{arrow} arrow",
                if forward { "next" } else { "previous" }
            );
            let help = if forward { help } else { help.replace("next class", "class before") };
            let button = button.on_hover_text(help).on_disabled_hover_text("There is no further image.");
            let pressed = ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            if let Some(item) = to.filter(|_| button.clicked() || pressed) {
                out.push(Command::Overlay(Overlay::Image { item }));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").on_hover_text("Back to the room.\nEsc").clicked() {
                out.push(Command::Overlay(Overlay::None));
            }
        });
    });
}

/// Draws over the picture; the function tells where a place in pixels of the image lies on the screen.
pub(super) type DrawOver<'a> = dyn Fn(&egui::Painter, &dyn Fn(f64, f64) -> Pos2) + 'a;

/// The picture; the values under the pointer, in words.
pub(super) fn picture(
    ui: &mut Ui,
    cx: &Context,
    opened: &Opened,
    (item, image): (usize, &Arc<Image>),
    room: egui::Vec2,
    look: &mut Look,
    over: &DrawOver<'_>,
) -> Option<String> {
    let (rect, response) = ui.allocate_exact_size(room, Sense::click_and_drag());
    let key = opened.dataset.items.get(item).map_or("", |item| item.key.as_str());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, key));
    let points = f64::from(1.0 / ui.ctx().pixels_per_point().max(0.1));
    let pixels = |side: f32| ((f64::from(side) / points).floor() as u32).clamp(1, MOST);
    look.area = (pixels(rect.width()), pixels(rect.height()));
    let size = (image.width, image.height);
    let frame = Rect::from_center_size(
        rect.center(),
        vec2((f64::from(look.area.0) * points) as f32, (f64::from(look.area.1) * points) as f32),
    );
    hand(ui, &response, look, size, frame, points);
    let seen = look.visible(size);
    let screen = |x: f64, y: f64| -> Pos2 {
        let place = |at: f64, from: f64| ((at - from) * seen.scale * points) as f32;
        frame.min + vec2(place(x, seen.x), place(y, seen.y))
    };
    let painter = ui.painter().with_clip_rect(frame.intersect(ui.clip_rect()));
    painter.rect_filled(frame, CornerRadius::ZERO, ui.visuals().extreme_bg_color);
    match cx.data.large.shown(opened.id, item) {
        Some((key, texture)) => {
            let r = key.region;
            let (right, bottom) = ((r.x + r.width) as f64, (r.y + r.height) as f64);
            let place = Rect::from_min_max(screen(r.x as f64, r.y as f64), screen(right, bottom));
            let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id(), place, uv, Color32::WHITE);
        }
        None => egui::Spinner::new().paint_at(ui, Rect::from_center_size(rect.center(), vec2(24.0, 24.0))),
    }
    over(&painter, &screen);
    let pointer = response.hover_pos().filter(|at| frame.contains(*at))?;
    let x = seen.x + f64::from(pointer.x - frame.left()) / points / seen.scale;
    let y = seen.y + f64::from(pointer.y - frame.top()) / points / seen.scale;
    if x < 0.0 || y < 0.0 {
        return None;
    }
    pixel_words(image, &opened.dataset.channels, x as usize, y as usize)
}

/// Dragging moves, the wheel zooms about the pointer.
fn hand(ui: &Ui, response: &Response, look: &mut Look, size: (usize, usize), frame: Rect, points: f64) {
    let seen = look.visible(size);
    let larger = seen.width < size.0 as f64 || seen.height < size.1 as f64;
    let middle = (seen.x + seen.width / 2.0, seen.y + seen.height / 2.0);
    if larger && response.dragged() {
        let delta = response.drag_delta();
        let moved = |delta: f32| f64::from(delta) / points / seen.scale;
        look.centre = Some((middle.0 - moved(delta.x), middle.1 - moved(delta.y)));
        ui.set_cursor_icon(CursorIcon::Grabbing);
    } else if larger && response.hovered() {
        ui.set_cursor_icon(CursorIcon::Grab);
    }
    let Some(pointer) = response.hover_pos() else { return };
    let turned = ui.input(|input| {
        let turns = input.events.iter().filter_map(|event| match event {
            Event::MouseWheel { delta, modifiers, .. } if !modifiers.any() => Some(delta.y),
            _ => None,
        });
        turns.sum::<f32>()
    });
    if turned == 0.0 {
        return;
    }
    let zoom = look.next_zoom(size, turned > 0.0);
    if zoom == look.zoom {
        return;
    }
    let offset = pointer - frame.center();
    let (dx, dy) = (f64::from(offset.x) / points, f64::from(offset.y) / points);
    let at = (middle.0 + dx / seen.scale, middle.1 + dy / seen.scale);
    look.zoom = zoom;
    let scale = look.scale(size);
    look.centre = Some((at.0 - dx / scale, at.1 - dy / scale));
}
