//! [`scatter_plot`]: things by two figures, with thin crosses for their intervals and names at the points, as in the
//! saved chart.

use super::class_chart::{shortened, symbol, truncated};
use crate::app::theme;
use augscope::export::chart::{ScatterChart, name_places};
use egui::epaint::TextShape;
use egui::{
    Align2, Pos2, Rect, Role, ScrollArea, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2,
};
use std::f32::consts::FRAC_PI_2;

const LEFT: f32 = 62.0;
const BELOW: f32 = 40.0;
/// The narrowest plot that can be read.
const NARROWEST: f32 = 320.0;
/// Room for a name.
const NAME: f32 = 150.0;

struct Frame<'a> {
    chart: &'a ScatterChart,
    rect: Rect,
    ends: [[f64; 2]; 2],
}

impl Frame<'_> {
    fn at(&self, [x, y]: [f64; 2]) -> Option<Pos2> {
        let across = self.chart.x.place(x, self.ends[0])? as f32;
        let up = self.chart.y.place(y, self.ends[1])? as f32;
        let rect = self.rect;
        Some(pos2(rect.left() + rect.width() * across, rect.bottom() - rect.height() * up))
    }
}

/// Draws it; `id` tells it apart from others in the room, `height` is that of the whole.
pub fn scatter_plot(ui: &mut Ui, chart: &ScatterChart, id: &str, height: f32) {
    ui.push_id(id, |ui| {
        let wide = ui.available_width().max(LEFT + NARROWEST);
        ScrollArea::horizontal().id_salt("across").auto_shrink([false, true]).show(ui, |ui| {
            let (whole, _) = ui.allocate_exact_size(vec2(wide, height), Sense::hover());
            let rect = Rect::from_min_max(whole.min + vec2(LEFT, 8.0), whole.max - vec2(14.0, BELOW));
            let frame = Frame { chart, rect, ends: chart.ends() };
            axes(ui, &frame, whole);
            lines(ui, &frame);
            points(ui, &frame);
        });
    });
}

fn axes(ui: &Ui, frame: &Frame, whole: Rect) {
    let (painter, colour) = (ui.painter(), ui.visuals().text_color());
    let small = TextStyle::Small.resolve(ui.style());
    let (rect, chart, [x_ends, y_ends]) = (frame.rect, frame.chart, frame.ends);
    let line = |tick: f64| {
        let zero = chart.cross && tick.abs() < 1e-9;
        if zero { Stroke::new(1.4, colour) } else { ui.visuals().widgets.noninteractive.bg_stroke }
    };
    for (tick, words) in chart.y.ticks(y_ends) {
        let Some(at) = frame.at([x_ends[0], tick]) else { continue };
        painter.hline(rect.x_range(), at.y, line(tick));
        painter.text(pos2(rect.left() - 6.0, at.y), Align2::RIGHT_CENTER, words, small.clone(), colour);
    }
    for (tick, words) in chart.x.ticks(x_ends) {
        let Some(at) = frame.at([tick, y_ends[0]]) else { continue };
        painter.vline(at.x, rect.y_range(), line(tick));
        painter.text(pos2(at.x, rect.bottom() + 5.0), Align2::CENTER_TOP, words, small.clone(), colour);
    }
    let words = truncated(painter, &chart.x.label, small.clone(), colour, rect.width() + 40.0);
    let at = pos2(rect.center().x - 0.5 * words.size().x, whole.bottom() - words.size().y - 2.0);
    painter.galley(at, words, colour);
    let words = truncated(painter, &chart.y.label, small, colour, whole.height() - 8.0);
    let low = (rect.center().y + 0.5 * words.size().x).max(whole.top() + words.size().x);
    let low = low.min(whole.bottom() - 2.0);
    painter.add(TextShape::new(pos2(whole.left() + 2.0, low), words, colour).with_angle(-FRAC_PI_2));
}

fn lines(ui: &Ui, frame: &Frame) {
    let chart = frame.chart;
    let dashed = |places: &[Pos2], wide: f32| {
        let stroke = Stroke::new(wide, ui.visuals().strong_text_color());
        ui.painter().extend(Shape::dashed_line(places, stroke, 5.0, 3.0));
    };
    if chart.cross {
        let [x, y] = frame.ends;
        let (low, high) = (x[0].max(y[0]), x[1].min(y[1]));
        if let (Some(a), Some(b), true) = (frame.at([low; 2]), frame.at([high; 2]), low < high) {
            dashed(&[a, b], 1.0);
        }
    }
    let places: Vec<Pos2> = chart.line.iter().filter_map(|at| frame.at(*at)).collect();
    if places.len() > 1 {
        dashed(&places, 1.4);
    }
}

fn points(ui: &mut Ui, frame: &Frame) {
    let chart = frame.chart;
    let places: Vec<(usize, Pos2)> = chart
        .points
        .iter()
        .enumerate()
        .filter_map(|(number, point)| Some((number, frame.at(point.at)?)))
        .collect();
    let point = |number: usize| chart.points.get(number);
    for &(number, at) in &places {
        let Some(point) = point(number) else { continue };
        let stroke = Stroke::new(0.9, theme::series(point.place).gamma_multiply(0.75));
        let ends = |axis: usize| {
            let [low, high] = point.interval(axis)?;
            let of = |end: f64| if axis == 0 { [end, point.at[1]] } else { [point.at[0], end] };
            Some([frame.at(of(low))?, frame.at(of(high))?])
        };
        if let Some([low, high]) = ends(0) {
            ui.painter().hline(low.x..=high.x, at.y, stroke);
        }
        if let Some([low, high]) = ends(1) {
            ui.painter().vline(at.x, high.y..=low.y, stroke);
        }
    }
    names(ui, frame, &places);
    for &(number, at) in &places {
        let Some(point) = point(number) else { continue };
        symbol(ui.painter(), point.place, at);
        if point.marked {
            ui.painter().circle_stroke(at, 7.5, Stroke::new(1.5, ui.visuals().strong_text_color()));
        }
        let area = Rect::from_center_size(at, vec2(16.0, 16.0));
        let response = ui.interact(area, ui.scope_id().with(number), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &point.words));
        if response.hovered() {
            ui.painter().circle_stroke(at, 9.5, Stroke::new(1.5, theme::warning(ui.visuals())));
            response.on_hover_text(&point.words);
        }
    }
}

/// The names that fit beside their points; the others are read by pointing at them.
fn names(ui: &Ui, frame: &Frame, places: &[(usize, Pos2)]) {
    let (chart, rect) = (frame.chart, frame.rect);
    let font = TextStyle::Small.resolve(ui.style());
    let colour = ui.visuals().text_color();
    let galleys: Vec<_> = places
        .iter()
        .map(|(number, _)| {
            let name = chart.points.get(*number).map_or("", |point| point.name.as_str());
            shortened(ui.painter(), name, &font, colour, NAME)
        })
        .collect();
    let sizes: Vec<f64> = galleys.iter().map(|galley| f64::from(galley.size().x)).collect();
    let tall = galleys.iter().map(|galley| galley.size().y).fold(10.0, f32::max);
    let at: Vec<[f64; 2]> = places.iter().map(|(_, at)| [f64::from(at.x), f64::from(at.y)]).collect();
    let mut order: Vec<usize> = (0..places.len()).collect();
    let marked = |place: usize| {
        let number = places.get(place).map(|(number, _)| *number);
        number.and_then(|number| chart.points.get(number)).is_some_and(|point| point.marked)
    };
    order.sort_by_key(|place| !marked(*place));
    let inside = [rect.left(), rect.top() - 6.0, rect.right() + 12.0, rect.bottom()].map(f64::from);
    let found = name_places(&at, &sizes, &order, f64::from(tall), inside);
    for (galley, at) in galleys.into_iter().zip(found) {
        if let Some([x, y]) = at {
            let at = pos2(x as f32, y as f32 - 0.5 * galley.size().y);
            ui.painter().galley(at, galley, colour);
        }
    }
}
