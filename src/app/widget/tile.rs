//! [`tile`]: a picture of a board in a frame, or a quiet place where it will be.

use crate::app::preview::{Board, Tile};
use egui::{
    Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
};

/// What a picture is, for those who cannot see it, and how it is marked.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// In words.
    pub words: &'a str,
    /// Drawn with a frame.
    pub chosen: bool,
}

/// A picture of `board`, `side` points wide.
pub fn tile(ui: &mut Ui, board: &Board, tile: Tile, side: f32, caption: Caption) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click());
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        if let Some((texture, uv)) = board.picture(tile) {
            painter.image(texture, rect, uv, Color32::WHITE);
        } else {
            painter.rect_filled(rect, CornerRadius::same(2), ui.visuals().extreme_bg_color);
            let unreadable = board.shown().is_some_and(|s| s.painted.unreadable.contains_key(&tile.item));
            if unreadable {
                cross(painter, rect, ui.visuals().weak_text_color());
            }
        }
        let focus = response.hovered() || response.has_focus();
        let colour = crate::app::theme::accent(ui.visuals());
        if caption.chosen || focus {
            let width = if caption.chosen { 2.0 } else { 1.0 };
            painter.rect_stroke(rect, CornerRadius::ZERO, Stroke::new(width, colour), StrokeKind::Inside);
        }
    }
    if response.hovered() {
        let pass = ui.ctx().cumulative_pass_nr();
        ui.data_mut(|data| data.insert_temp(hovered_id(), (pass, tile)));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, caption.words));
    response
}

/// The picture that the pointer is on.
pub fn hovered_tile(ctx: &egui::Context) -> Option<Tile> {
    let (pass, tile): (u64, Tile) = ctx.data(|data| data.get_temp(hovered_id()))?;
    // Commands are carried out after the frame that drew the pictures.
    (pass + 1 >= ctx.cumulative_pass_nr()).then_some(tile)
}

fn hovered_id() -> egui::Id {
    egui::Id::unique("the picture under the pointer")
}

/// An image that cannot be read.
fn cross(painter: &egui::Painter, rect: Rect, colour: Color32) {
    let stroke = Stroke::new(1.0, colour);
    painter.line_segment([rect.left_top(), rect.right_bottom()], stroke);
    painter.line_segment([pos2(rect.right(), rect.top()), pos2(rect.left(), rect.bottom())], stroke);
}
