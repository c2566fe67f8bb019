//! [`histogram`]: how often values occur, with two handles for the ends of what is shown.

use crate::app::theme;
use egui::{
    Color32, CornerRadius, CursorIcon, DragValue, Mesh, Rect, Response, Role, Sense, Shape, Stroke, Ui,
    WidgetInfo, pos2, vec2,
};

/// Height of the bars in points.
const HEIGHT: f32 = 56.0;
/// Height of the strip of colours below them.
const STRIP: f32 = 6.0;

/// Counts of values and the ends of what is shown.
#[derive(Clone, Copy, Debug)]
pub struct Histogram<'a> {
    /// Name of what is counted.
    pub label: &'a str,
    /// Counts of equally wide bins.
    pub counts: &'a [u64],
    /// Where the first bin begins and the last ends.
    pub range: (f64, f64),
    /// The values that are shown black and in full colour.
    pub ends: (f64, f64),
    /// The full colour.
    pub colour: Color32,
    /// Values are whole numbers.
    pub whole: bool,
}

impl Histogram<'_> {
    /// Where a value lies on the picture, 0 to 1.
    fn share(&self, value: f64) -> f64 {
        let share = (value - self.range.0) / self.width();
        if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
    }

    /// The value at a place of the picture, with no more decimals than the hand can set.
    fn value_at(&self, share: f64) -> f64 {
        let exact = self.range.0 + self.width() * share.clamp(0.0, 1.0);
        let digits =
            if self.whole { 0 } else { (2.5 - self.width().log10()).floor().clamp(0.0, 12.0) as i32 };
        let scale = 10f64.powi(digits);
        let value = (exact * scale).round() / scale;
        if value.is_finite() { value } else { exact }
    }

    fn width(&self) -> f64 {
        let width = self.range.1 - self.range.0;
        if width > 0.0 { width } else { 1.0 }
    }

    /// The heights of the bars by the logarithm of their counts, 0 to 1.
    fn heights(&self) -> impl Iterator<Item = f64> {
        let most = self.counts.iter().copied().max().unwrap_or(0).max(1);
        let full = (1.0 + most as f64).ln();
        self.counts.iter().map(move |&count| (1.0 + count as f64).ln() / full)
    }
}

/// The picture with its handles, and a field for each end; the new ends when the user changed them.
pub fn histogram(ui: &mut Ui, histogram: &Histogram) -> Option<(f64, f64)> {
    let dragged = picture(ui, histogram);
    let (mut low, mut high) = histogram.ends;
    let mut changed = false;
    ui.horizontal(|ui| {
        ui.label("black");
        let help = "The stored value that is shown black.";
        changed |= end(ui, histogram, &mut low, help, "black at");
        ui.label("full");
        let help = "The stored value that is shown in full colour.";
        changed |= end(ui, histogram, &mut high, help, "full colour at");
    });
    if changed && low.is_finite() && high.is_finite() {
        // A field that passes the other end takes it along.
        if low > high {
            if low == histogram.ends.0 { low = high } else { high = low }
        }
        return Some((low, high));
    }
    dragged
}

fn end(ui: &mut Ui, histogram: &Histogram, value: &mut f64, help: &str, which: &str) -> bool {
    let speed = histogram.width() / 300.0;
    let field = DragValue::new(value).speed(if histogram.whole { speed.max(0.1) } else { speed });
    let field = if histogram.whole { field.max_decimals(0) } else { field.max_decimals(4) };
    let response = ui.add(field).on_hover_text(help);
    response.accessible_name(format!("{}, {which}", histogram.label)).changed()
}

fn picture(ui: &mut Ui, histogram: &Histogram) -> Option<(f64, f64)> {
    let width = ui.available_width().clamp(80.0, 600.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT + STRIP), Sense::click_and_drag());
    let words = format!(
        "{}: values from {} to {}, shown from {} to {}",
        histogram.label, histogram.range.0, histogram.range.1, histogram.ends.0, histogram.ends.1
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &words));
    let inner = rect.shrink2(vec2(5.0, 0.0));
    let x = |value: f64| inner.left() + inner.width() * histogram.share(value) as f32;
    let ends = (x(histogram.ends.0), x(histogram.ends.1));
    draw(ui, &response, histogram, inner, ends);
    let response = response.on_hover_cursor(CursorIcon::ResizeHorizontal).on_hover_text(
        "How often each stored value occurs in the training images; the bars grow with the logarithm of the \
         count. Drag a handle: what lies left of the first is black, right of the second in full colour.",
    );
    let pointer = response.interact_pointer_pos()?;
    if !response.dragged() && !response.clicked() && !response.drag_started() {
        return None;
    }
    let upper = grabbed(ui, &response, pointer.x, ends);
    let value = histogram.value_at(f64::from((pointer.x - inner.left()) / inner.width()));
    let (low, high) = histogram.ends;
    let new = if upper { (low.min(value), value) } else { (value, high.max(value)) };
    (new != histogram.ends).then_some(new)
}

/// Which handle the pointer took hold of, remembered while it stays down: false is the lower one.
fn grabbed(ui: &Ui, response: &Response, x: f32, ends: (f32, f32)) -> bool {
    let key = response.id.with("grabbed");
    if response.drag_started() || response.clicked() {
        let from = ui.input(|input| input.pointer.press_origin()).map_or(x, |origin| origin.x);
        let upper =
            if ends.0 == ends.1 { from > ends.0 } else { (from - ends.1).abs() < (from - ends.0).abs() };
        ui.data_mut(|data| data.insert_temp(key, upper));
        return upper;
    }
    ui.data(|data| data.get_temp(key)).unwrap_or(true)
}

fn draw(ui: &Ui, response: &Response, histogram: &Histogram, inner: Rect, ends: (f32, f32)) {
    let visuals = ui.visuals();
    let painter = ui.painter();
    let bars = Rect::from_min_size(inner.min, vec2(inner.width(), HEIGHT));
    painter.rect_filled(response.rect, CornerRadius::same(3), visuals.extreme_bg_color);
    let wide = bars.width() / histogram.counts.len().max(1) as f32;
    for (place, height) in histogram.heights().enumerate().filter(|(_, height)| *height > 0.0) {
        let left = bars.left() + place as f32 * wide;
        let top = bars.bottom() - (bars.height() - 3.0) * height as f32;
        let bar = Rect::from_min_max(pos2(left, top), pos2(left + wide, bars.bottom()));
        let outside = bar.right() < ends.0 || bar.left() > ends.1;
        let colour = visuals.text_color();
        painter.rect_filled(
            bar,
            CornerRadius::ZERO,
            colour.gamma_multiply(if outside { 0.35 } else { 0.75 }),
        );
    }
    let strip = Rect::from_min_max(pos2(inner.left(), bars.bottom()), inner.max);
    painter.add(Shape::mesh(ramp(strip, ends, histogram.colour)));
    let style = ui.style().interact(response);
    for x in [ends.0, ends.1] {
        let line = [pos2(x, bars.top()), pos2(x, strip.bottom())];
        painter.line_segment(line, Stroke::new(1.5, theme::accent(visuals)));
        let grip = Rect::from_center_size(pos2(x, bars.center().y), vec2(8.0, 18.0));
        painter.rect(
            grip,
            CornerRadius::same(3),
            visuals.widgets.inactive.bg_fill,
            Stroke::new(1.5, style.fg_stroke.color),
            egui::StrokeKind::Inside,
        );
    }
}

/// Black, rising to `colour` between the ends.
fn ramp(strip: Rect, ends: (f32, f32), colour: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    let stops = [
        (strip.left(), Color32::BLACK),
        (ends.0, Color32::BLACK),
        (ends.1.max(ends.0), colour),
        (strip.right(), colour),
    ];
    for (x, colour) in stops {
        mesh.colored_vertex(pos2(x, strip.top()), colour);
        mesh.colored_vertex(pos2(x, strip.bottom()), colour);
    }
    for first in [0, 2, 4] {
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 1, first + 2, first + 3);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_values_of_as_many_digits_as_make_sense() {
        let counts = [0, 9, 99];
        let mut of = Histogram {
            label: "DNA",
            counts: &counts,
            range: (100.0, 4195.0),
            ends: (0.0, 1.0),
            colour: Color32::WHITE,
            whole: true,
        };
        assert_eq!((of.value_at(0.5), of.value_at(-3.0), of.value_at(2.0)), (2148.0, 100.0, 4195.0));
        assert_eq!(
            (of.share(100.0), of.share(4195.0), of.share(1e9), of.share(f64::NAN)),
            (0.0, 1.0, 1.0, 0.0)
        );
        assert_eq!(of.heights().collect::<Vec<_>>(), [0.0, 0.5, 1.0]);
        (of.range, of.whole) = ((0.0, 1.0), false);
        assert_eq!(of.value_at(1.0 / 3.0), 0.33);
        of.range = (5.0, 5.0);
        assert_eq!((of.share(5.0), of.value_at(0.0)), (0.0, 5.0));
    }
}
