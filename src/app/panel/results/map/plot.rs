//! The field of marks: moving, zooming, the image under the pointer, and the line around images.

use super::points::{MapPoints, ToScreen, radius};
use super::saved::open_image;
use super::{Map, change, picture};
use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::map::MapLook;
use crate::app::theme;
use egui::{Image, RichText, Role, Ui, Vec2, WidgetInfo};
use egui_plot::{Line, Plot, PlotPoints};

/// How near the pointer must be to an image, in points.
const REACH: f32 = 12.0;
/// Side of the picture beside the pointer.
const PICTURE: f32 = 64.0;
/// How much the wheel zooms.
const WHEEL: f32 = 1.0 / 300.0;
/// The least distance between two corners of a line around images, in points.
const CORNER: f32 = 3.0;

/// The field, `size` large.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, map: &Map, size: Vec2) {
    let look = map.look;
    let axis = |number: usize| format!("{} {number}", look.projection.name());
    // Each map has bounds of its own.
    let id = (&map.run.folder, look.projection.word());
    let accent = theme::accent(ui.visuals());
    let (one, wheel) = (*map, ui.input(|input| input.smooth_scroll_delta().y));
    let plot = Plot::new(("embedding map", id))
        .width(size.x)
        .height(size.y)
        .data_aspect(1.0)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_drag(!look.selecting)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .show_grid(false)
        .x_axis_label(axis(1))
        .y_axis_label(axis(2))
        .x_axis_formatter(|_, _| String::new())
        .y_axis_formatter(|_, _| String::new())
        .set_margin_fraction(Vec2::splat(0.03));
    let shown = plot.show(ui, move |plot| {
        plot.add(MapPoints::new(one));
        if one.look.line.len() > 1 {
            let closed = one.look.line.iter().chain(one.look.line.first()).copied();
            plot.line(
                Line::new("line around images", closed.collect::<PlotPoints>()).color(accent).width(2.0),
            );
        }
        if wheel != 0.0 && plot.response().hovered() {
            plot.zoom_bounds_around_hovered(Vec2::splat((wheel * WHEEL).exp()));
        }
    });
    let (response, transform) = (shown.response, shown.transform);
    let to_screen = ToScreen::new(&transform);
    let (name, count) = (look.projection.name(), map.drawn.images.len());
    response.widget_info(|| {
        let words = format!("{name} map of {count} images, coloured by {}", look.colour.name());
        WidgetInfo::labeled(Role::Image, true, words)
    });
    let pointer = response.hover_pos();
    let dragging = response.dragged() || response.drag_stopped();
    if look.selecting && dragging {
        line(out, map, &response, |at| {
            let place = transform.value_from_position(at);
            [place.x, place.y]
        });
        return;
    }
    let hovered = pointer.filter(|_| !dragging).and_then(|pointer| {
        to_screen.nearest(&map.drawn.places, pointer, REACH, |image| map.shows_image(image))
    });
    if hovered != look.hovered {
        change(out, MapLook { hovered, ..look.clone() });
    }
    let Some(image) = hovered else { return };
    if response.clicked() {
        out.extend(open_image(map, image));
    }
    response.on_hover_ui_at_pointer(|ui| about(ui, cx, map, image));
}

/// The line around images grows while the pointer is down, and chooses when it is let go.
fn line(out: &mut Commands, map: &Map, response: &egui::Response, to_map: impl Fn(egui::Pos2) -> [f64; 2]) {
    let look = map.look;
    if response.drag_stopped() {
        let chosen = map.drawn.inside(&look.line, |image| map.shows_image(image));
        let line = if chosen.is_empty() { Vec::new() } else { look.line.clone() };
        return change(out, MapLook { chosen, line, hovered: None, ..look.clone() });
    }
    let Some(at) = response.interact_pointer_pos() else { return };
    let began = response.drag_started();
    if !began && response.drag_delta().length() < 0.5 {
        return;
    }
    let mut line = if began { Vec::new() } else { look.line.clone() };
    let (new, beside) = (to_map(at), to_map(at + Vec2::splat(CORNER)));
    let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    if line.last().is_none_or(|last| apart(*last, new) >= apart(new, beside)) {
        line.push(new);
        let chosen = Vec::new();
        change(out, MapLook { line, chosen, hovered: None, ..look.clone() });
    }
}

/// What is known of the image under the pointer.
fn about(ui: &mut Ui, cx: &Context, map: &Map, image: usize) {
    let Some(one) = map.drawn.images.get(image) else { return };
    ui.set_max_width(300.0);
    ui.horizontal_top(|ui| {
        let item = map.coloured.items.get(image).copied().flatten();
        if let Some((texture, uv)) = item.and_then(|item| cx.data.thumbnails.picture(picture(item))) {
            ui.add(Image::new((texture, Vec2::splat(PICTURE))).uv(uv));
        }
        ui.vertical(|ui| {
            ui.label(RichText::new(&one.key).small());
            ui.label(RichText::new(one.class.as_deref().unwrap_or("without a class")).strong());
            let group = one.group.as_ref().map_or(String::new(), |group| format!("group {group}, "));
            ui.small(format!("{group}part {}, cluster {}", one.part, one.cluster + 1));
            if let Some(words) = said(cx, map, image) {
                ui.small(words);
            }
            let colour = map.coloured.colour.get(image).and_then(|colour| map.coloured.names.get(*colour));
            if let (crate::app::map::ColourBy::Column(column), Some((value, _))) = (&map.look.colour, colour)
            {
                ui.small(format!("{column}: {value}"));
            }
            ui.small("Click to look closer.");
        });
    });
    debug_assert!(radius(map.drawn.images.len()) < REACH, "a mark is seen where it is reached");
}

/// What the read-out said of an image.
fn said(cx: &Context, map: &Map, image: usize) -> Option<String> {
    let kind = super::super::comparison::kind(cx);
    let said = map.drawn.images.get(image)?.said.as_ref()?;
    let answers = said.answers(kind);
    let right = answers.iter().filter(|answer| **answer == said.label).count();
    Some(match answers.as_slice() {
        [] => return None,
        [answer] if right == 1 => format!("recognised as {answer}"),
        [answer] => format!("taken for {answer}"),
        all => format!("right in {right} of {} draws", all.len()),
    })
}
