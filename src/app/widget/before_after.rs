//! [`before_after`]: two histograms over each other, the first as a line and the second as bars.

use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height in points.
const HEIGHT: f32 = 44.0;

/// Counts of the same bins before and after, which grow with the logarithm of the count. `words` say what they show.
pub fn before_after(ui: &mut Ui, counts: &[Vec<u64>; 2], colour: Color32, words: &str) -> Response {
    let width = ui.available_width().clamp(80.0, 600.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::same(3), ui.visuals().extreme_bg_color);
    let inner = rect.shrink2(vec2(3.0, 2.0));
    let most = counts.iter().flatten().copied().max().unwrap_or(0);
    let full = (1.0 + most as f32).ln().max(1e-6);
    let top = |count: u64| inner.bottom() - inner.height() * (1.0 + count as f32).ln() / full;
    let [before, after] = counts;
    let wide = |bins: &[u64]| inner.width() / bins.len().max(1) as f32;
    for (place, &count) in after.iter().enumerate().filter(|(_, count)| **count > 0) {
        let left = inner.left() + place as f32 * wide(after);
        let bar = Rect::from_min_max(pos2(left, top(count)), pos2(left + wide(after), inner.bottom()));
        painter.rect_filled(bar, CornerRadius::ZERO, colour);
    }
    let line = before.iter().enumerate().flat_map(|(place, &count)| {
        let left = inner.left() + place as f32 * wide(before);
        [pos2(left, top(count)), pos2(left + wide(before), top(count))]
    });
    let stroke = Stroke::new(1.5, ui.visuals().strong_text_color());
    painter.add(Shape::line(line.collect(), stroke));
    response
}
