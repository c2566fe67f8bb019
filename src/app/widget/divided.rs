//! [`divided`]: two pictures of the same place, one over the other, with a line to drag between them.

use crate::app::theme;
use egui::accesskit::{Action, ActionData};
use egui::{
    Align2, Color32, CornerRadius, CursorIcon, EventFilter, FontId, Key, Painter, Rect, Response, Sense,
    Stroke, StrokeKind, TextureId, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// How far one press of an arrow key moves the line, of the picture's width.
const STEP: f32 = 0.02;

/// Room that a letter needs, in points.
const LETTER: f32 = 22.0;

/// A texture and the place in it.
pub type Piece = (TextureId, Rect);

/// `left` and `right`, `side` points wide, divided at `at` (0 to 1 of the width). Where the line was put by pointer,
/// arrow keys or a screen reader, its new place.
pub fn divided(
    ui: &mut Ui,
    left: Option<Piece>,
    right: Option<Piece>,
    side: f32,
    at: f32,
    words: &str,
) -> (Response, Option<f32>) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click_and_drag());
    if ui.is_rect_visible(rect) {
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let line = rect.left() + rect.width() * at;
        painter.rect_filled(rect, CornerRadius::same(2), ui.visuals().extreme_bg_color);
        part(&painter, left, rect, (0.0, at));
        part(&painter, right, rect, (at, 1.0));
        letters(&painter, rect, line);
        let colour = theme::accent(ui.visuals());
        painter.line_segment(
            [pos2(line, rect.top()), pos2(line, rect.bottom())],
            Stroke::new(3.0, Color32::BLACK),
        );
        painter.line_segment(
            [pos2(line, rect.top()), pos2(line, rect.bottom())],
            Stroke::new(1.5, Color32::WHITE),
        );
        let grip = Rect::from_center_size(pos2(line, rect.center().y), vec2(8.0, 18.0));
        let border =
            Stroke::new(1.5, if response.hovered() || response.dragged() { colour } else { Color32::BLACK });
        painter.rect(grip, CornerRadius::same(4), Color32::WHITE, border, StrokeKind::Inside);
        if response.has_focus() {
            painter.rect_stroke(rect, CornerRadius::ZERO, Stroke::new(1.5, colour), StrokeKind::Inside);
        }
    }
    let moved = moved(ui, &response, rect, at);
    response.widget_info(|| WidgetInfo::slider(true, f64::from(100.0 * at), words));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(100.0);
        node.set_numeric_value_step(f64::from(100.0 * STEP));
        for action in [Action::SetValue, Action::Increment, Action::Decrement] {
            node.add_action(action);
        }
    });
    (response.on_hover_cursor(CursorIcon::ResizeHorizontal), moved)
}

/// The part of a picture from one share of its width to another.
fn part(painter: &Painter, piece: Option<Piece>, rect: Rect, (from, to): (f32, f32)) {
    let Some((texture, uv)) = piece.filter(|_| to > from) else { return };
    let cut = |of: Rect| {
        let x = |share: f32| of.left() + of.width() * share;
        Rect::from_min_max(pos2(x(from), of.top()), pos2(x(to), of.bottom()))
    };
    painter.image(texture, cut(rect), cut(uv), Color32::WHITE);
}

/// Which recipe lies on which side, where there is room for a letter.
fn letters(painter: &Painter, rect: Rect, line: f32) {
    let letter = |words: &str, x: f32, align: Align2| {
        let at = pos2(x, rect.top() + 3.0);
        let galley = painter.layout_no_wrap(words.to_owned(), FontId::proportional(12.0), Color32::WHITE);
        let place = align.anchor_size(at, galley.size());
        painter.rect_filled(
            place.expand2(vec2(3.0, 0.0)),
            CornerRadius::same(2),
            Color32::from_black_alpha(170),
        );
        painter.galley(place.min, galley, Color32::WHITE);
    };
    if line - rect.left() > LETTER {
        letter("A", rect.left() + 5.0, Align2::LEFT_TOP);
    }
    if rect.right() - line > LETTER {
        letter("B", rect.right() - 5.0, Align2::RIGHT_TOP);
    }
}

/// Where pointer, keys or a screen reader put the line.
fn moved(ui: &Ui, response: &Response, rect: Rect, at: f32) -> Option<f32> {
    let mut new = at;
    if response.clicked() || response.drag_started() {
        // From now on the arrow keys move it.
        response.request_focus();
    }
    if (response.dragged() || response.clicked())
        && let Some(pointer) = response.interact_pointer_pos()
    {
        new = (pointer.x - rect.left()) / rect.width();
    }
    let mut steps = 0.0;
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input(|input| {
            steps += input.num_presses(Key::ArrowRight) as f32 - input.num_presses(Key::ArrowLeft) as f32;
        });
    }
    ui.input(|input| {
        let asked = |action| input.num_accesskit_action_requests(response.id, action) as f32;
        steps += asked(Action::Increment) - asked(Action::Decrement);
        for request in input.accesskit_action_requests(response.id, Action::SetValue) {
            if let Some(ActionData::NumericValue(value)) = request.data {
                new = value as f32 / 100.0;
            }
        }
    });
    let new = (new + STEP * steps).clamp(0.0, 1.0);
    (new != at && new.is_finite()).then_some(new)
}
