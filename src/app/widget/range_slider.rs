//! [`range_slider`]: two ends of a range on one track, each with a field for the exact number.

use crate::app::theme;
use egui::{Color32, DragValue, Id, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

/// A range and what it may be.
#[derive(Clone, Copy, Debug)]
pub struct RangeSlider<'a> {
    /// Name of what is set, for those who cannot see it.
    pub label: &'a str,
    /// The two ends.
    pub value: (f64, f64),
    /// What the track spans.
    pub soft: (f64, f64),
    /// What the fields take.
    pub hard: (f64, f64),
    /// The track is logarithmic.
    pub logarithmic: bool,
    /// Written after the numbers.
    pub unit: &'a str,
}

impl RangeSlider<'_> {
    /// Where a value lies on the track, 0 to 1.
    fn share(&self, value: f64) -> f64 {
        let (low, high) = self.soft;
        let share = if self.logarithmic && low > 0.0 {
            (value.max(low * 1e-6).ln() - low.ln()) / (high.ln() - low.ln())
        } else {
            (value - low) / (high - low)
        };
        share.clamp(0.0, 1.0)
    }

    /// The value at a place of the track, rounded so that numbers stay short.
    fn value_at(&self, share: f64) -> f64 {
        let (low, high) = self.soft;
        let share = share.clamp(0.0, 1.0);
        let exact = if self.logarithmic && low > 0.0 {
            (low.ln() + (high.ln() - low.ln()) * share).exp()
        } else {
            low + (high - low) * share
        };
        round_to(exact, (high - low) / 200.0).clamp(self.hard.0, self.hard.1)
    }
}

/// `value` to a power of ten that is at most `step`.
fn round_to(value: f64, step: f64) -> f64 {
    let digits = (-step.abs().max(1e-9).log10().floor()).max(0.0) as i32;
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

/// The two fields and the track; the new range when the user changed it.
pub fn range_slider(ui: &mut Ui, slider: RangeSlider) -> Option<(f64, f64)> {
    let (mut low, mut high) = slider.value;
    let speed = (slider.soft.1 - slider.soft.0) / 300.0;
    let mut changed = false;
    ui.horizontal(|ui| {
        changed |= end(ui, &slider, "from", &mut low, speed);
        ui.label("to");
        changed |= end(ui, &slider, "to", &mut high, speed);
        if !slider.unit.is_empty() {
            ui.label(slider.unit);
        }
    });
    if changed {
        // A field that passes the other end takes it along.
        if low > high {
            if low == slider.value.0 { low = high } else { high = low }
        }
        return Some((low, high));
    }
    track(ui, &slider)
}

fn end(ui: &mut Ui, slider: &RangeSlider, which: &str, value: &mut f64, speed: f64) -> bool {
    let field = DragValue::new(value).speed(speed).range(slider.hard.0..=slider.hard.1).max_decimals(3);
    ui.add(field).accessible_name(format!("{} {which}", slider.label)).changed()
}

fn track(ui: &mut Ui, slider: &RangeSlider) -> Option<(f64, f64)> {
    let width = ui.available_width().clamp(80.0, 260.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 18.0), Sense::click_and_drag());
    response.widget_info(|| {
        let words = format!("{}: {} to {}", slider.label, slider.value.0, slider.value.1);
        WidgetInfo::labeled(Role::Slider, true, words)
    });
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let x = |value: f64| inner.left() + inner.width() * slider.share(value) as f32;
    let ends = (x(slider.value.0), x(slider.value.1));
    draw(ui, &response, inner, ends);
    let pointer = response.interact_pointer_pos()?;
    if !response.dragged() && !response.clicked() && !response.drag_started() {
        return None;
    }
    let grabbed = grabbed(ui, response.id, &response, pointer.x, ends);
    let value = slider.value_at(f64::from((pointer.x - inner.left()) / inner.width()));
    let (low, high) = slider.value;
    let new = if grabbed { (low.min(value), value) } else { (value, high.max(value)) };
    (new != slider.value).then_some(new)
}

/// Which end the pointer took hold of, remembered while it stays down: false is the lower one.
fn grabbed(ui: &Ui, id: Id, response: &Response, x: f32, ends: (f32, f32)) -> bool {
    let key = id.with("grabbed");
    if response.drag_started() || response.clicked() {
        let upper = if ends.0 == ends.1 { x > ends.0 } else { (x - ends.1).abs() < (x - ends.0).abs() };
        ui.data_mut(|data| data.insert_temp(key, upper));
        return upper;
    }
    ui.data(|data| data.get_temp(key)).unwrap_or(true)
}

fn draw(ui: &Ui, response: &Response, inner: Rect, ends: (f32, f32)) {
    let visuals = ui.visuals();
    let y = inner.center().y;
    let line = |from: f32, to: f32, width: f32, colour: Color32| {
        ui.painter().line_segment([pos2(from, y), pos2(to, y)], Stroke::new(width, colour));
    };
    line(inner.left(), inner.right(), 3.0, visuals.widgets.inactive.bg_fill);
    line(ends.0, ends.1, 4.0, theme::accent(visuals));
    for x in [ends.0, ends.1] {
        let handle = Rect::from_center_size(pos2(x, y), Vec2::new(8.0, 16.0));
        let style = ui.style().interact(response);
        ui.painter().rect(
            handle,
            egui::CornerRadius::same(3),
            visuals.widgets.inactive.bg_fill,
            Stroke::new(1.5, style.fg_stroke.color),
            egui::StrokeKind::Inside,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_on_the_track_are_values_and_back() {
        let slider = RangeSlider {
            label: "x",
            value: (0.5, 2.0),
            soft: (0.25, 4.0),
            hard: (0.0, 10.0),
            logarithmic: true,
            unit: "",
        };
        assert_eq!(slider.value_at(0.0), 0.25);
        assert_eq!(slider.value_at(0.5), 1.0);
        assert!((slider.share(2.0) - 0.75).abs() < 1e-9);
        assert_eq!(round_to(83.123_456, 1.8), 83.0);
        assert_eq!(round_to(0.123_456, 0.005), 0.123);
    }
}
