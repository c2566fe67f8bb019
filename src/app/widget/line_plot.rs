//! [`line_plot`]: figures over an axis with their intervals, as in the saved chart.

use super::class_chart::{shortened, symbol, truncated};
use crate::app::theme;
use augscope::export::chart::{Line, LineChart, Point, Upright, dashes};
use egui::epaint::TextShape;
use egui::{
    Align2, Color32, Mesh, Pos2, Rect, Role, ScrollArea, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo,
    pos2, vec2,
};
use std::f32::consts::FRAC_PI_2;

/// Room left of the vertical axis, and below the horizontal one.
const LEFT: f32 = 62.0;
const BELOW: f32 = 40.0;
/// The narrowest plot that can be read.
const NARROWEST: f32 = 260.0;
/// Room for a name in the legend.
const NAME: f32 = 190.0;
/// Height of the legend before it scrolls.
const LEGEND: f32 = 64.0;

/// How it is shown.
pub struct LineLook<'a> {
    /// Tells it apart from others in the room.
    pub id: &'a str,
    /// Height without the legend.
    pub height: f32,
    /// The places of the lines among colours and symbols; their order where it is empty.
    pub places: &'a [usize],
    /// What a click on a name does, in words; without them nothing.
    pub click: Option<&'a str>,
}

impl LineLook<'_> {
    fn place(&self, line: usize) -> usize {
        self.places.get(line).copied().unwrap_or(line)
    }
}

/// Where things lie on the screen.
struct Frame<'a> {
    chart: &'a LineChart,
    rect: Rect,
    x: [f64; 2],
    y: [f64; 2],
}

impl Frame<'_> {
    fn x(&self, value: f64) -> Option<f32> {
        let share = self.chart.x.place(value, self.x)?;
        Some(self.rect.left() + self.rect.width() * share as f32)
    }

    fn y(&self, value: f64) -> Option<f32> {
        let share = self.chart.y.place(value, self.y)?;
        Some(self.rect.bottom() - self.rect.height() * share as f32)
    }

    fn at(&self, x: f64, y: f64) -> Option<Pos2> {
        Some(pos2(self.x(x)?, self.y(y)?))
    }
}

/// Draws it with its legend above; the line whose name was clicked.
pub fn line_plot(ui: &mut Ui, chart: &LineChart, look: &LineLook) -> Option<usize> {
    let clicked = legend(ui, chart, look);
    ui.push_id(look.id, |ui| {
        let wide = ui.available_width().max(LEFT + NARROWEST);
        ScrollArea::horizontal().id_salt("across").auto_shrink([false, true]).show(ui, |ui| {
            let (whole, _) = ui.allocate_exact_size(vec2(wide, look.height), Sense::hover());
            let rect = Rect::from_min_max(whole.min + vec2(LEFT, 8.0), whole.max - vec2(14.0, BELOW));
            let [x, y] = chart.ends();
            let frame = Frame { chart, rect, x, y };
            axes(ui, &frame, whole);
            for upright in &chart.uprights {
                draw_upright(ui, &frame, upright);
            }
            if chart.bands {
                // Below all lines: a band would make those of other lines pale.
                for (place, line) in chart.lines.iter().enumerate() {
                    draw_bands(ui, &frame, look.place(place), line);
                }
            }
            for (place, line) in chart.lines.iter().enumerate() {
                draw_line(ui, &frame, look.place(place), line);
            }
            for (place, line) in chart.lines.iter().enumerate() {
                points(ui, &frame, [place, look.place(place)], line);
            }
        });
    });
    clicked
}

fn legend(ui: &mut Ui, chart: &LineChart, look: &LineLook) -> Option<usize> {
    let mut clicked = None;
    let font = TextStyle::Small.resolve(ui.style());
    ScrollArea::vertical().id_salt((look.id, "legend")).max_height(LEGEND).auto_shrink([false, true]).show(
        ui,
        |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(12.0, 2.0);
                for (place, line) in chart.lines.iter().enumerate() {
                    let drawn = !line.points.is_empty() || !line.curve.is_empty();
                    let colour =
                        if drawn { ui.visuals().text_color() } else { ui.visuals().weak_text_color() };
                    let galley = shortened(ui.painter(), &line.name, &font, colour, NAME);
                    let sense = if look.click.is_some() { Sense::click() } else { Sense::hover() };
                    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 30.0, 17.0), sense);
                    let number = look.place(place);
                    if drawn {
                        let y = rect.center().y;
                        let ends = [pos2(rect.left(), y), pos2(rect.left() + 24.0, y)];
                        stroke(ui, &ends, line, number);
                        mark(ui, line, number, pos2(rect.left() + 12.0, y));
                    }
                    let at = pos2(rect.left() + 28.0, rect.center().y - 0.5 * galley.size().y);
                    ui.painter().galley(at, galley, colour);
                    let role = if look.click.is_some() { Role::Button } else { Role::Label };
                    response.widget_info(|| WidgetInfo::selected(role, true, drawn, &line.name));
                    if response.clicked() {
                        clicked = Some(place);
                    }
                    let click = look.click.map_or(String::new(), |click| format!("\n{click}"));
                    response.on_hover_text(format!("{}{click}", line.name));
                }
            });
        },
    );
    clicked
}

fn axes(ui: &Ui, frame: &Frame, whole: Rect) {
    let (painter, colour) = (ui.painter(), ui.visuals().text_color());
    let small = TextStyle::Small.resolve(ui.style());
    let (rect, grid) = (frame.rect, ui.visuals().widgets.noninteractive.bg_stroke);
    for (tick, words) in frame.chart.y.ticks(frame.y) {
        let Some(y) = frame.y(tick) else { continue };
        painter.hline(rect.x_range(), y, grid);
        painter.text(pos2(rect.left() - 6.0, y), Align2::RIGHT_CENTER, words, small.clone(), colour);
    }
    let mut last = f32::NEG_INFINITY;
    for (tick, words) in frame.chart.x.ticks(frame.x) {
        let Some(x) = frame.x(tick) else { continue };
        painter.vline(x, rect.bottom()..=rect.bottom() + 4.0, Stroke::new(1.0, colour));
        let galley = painter.layout_no_wrap(words, small.clone(), colour);
        let left = x - 0.5 * galley.size().x;
        // Numbers that would lie upon each other are left out.
        if left > last + 3.0 {
            last = left + galley.size().x;
            painter.galley(pos2(left, rect.bottom() + 5.0), galley, colour);
        }
    }
    painter.hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, colour));
    let words = truncated(painter, &frame.chart.x.label, small.clone(), colour, rect.width() + 40.0);
    let at = pos2(rect.center().x - 0.5 * words.size().x, whole.bottom() - words.size().y - 2.0);
    painter.galley(at, words, colour);
    let words = truncated(painter, &frame.chart.y.label, small, colour, whole.height() - 8.0);
    let at = pos2(whole.left() + 2.0, rect.center().y + 0.5 * words.size().x);
    let at = pos2(at.x, at.y.min(whole.bottom() - 2.0));
    painter.add(TextShape::new(at, words, colour).with_angle(-FRAC_PI_2));
}

fn draw_upright(ui: &mut Ui, frame: &Frame, upright: &Upright) {
    let Some(x) = frame.x(upright.x) else { return };
    let rect = frame.rect;
    let colour = ui.visuals().strong_text_color();
    let ends = upright.ci.and_then(|[low, high]| Some((frame.x(low)?, frame.x(high)?)));
    if let Some((low, high)) = ends {
        let (low, high) = (low.clamp(rect.left(), rect.right()), high.clamp(rect.left(), rect.right()));
        ui.painter().rect_filled(
            Rect::from_x_y_ranges(low..=high, rect.y_range()),
            0,
            colour.gamma_multiply(0.10),
        );
    }
    let x = x.clamp(rect.left(), rect.right());
    let line = [pos2(x, rect.top()), pos2(x, rect.bottom())];
    ui.painter().extend(Shape::dashed_line(&line, Stroke::new(1.2, colour), 4.0, 3.0));
    let small = TextStyle::Small.resolve(ui.style());
    let align = if x > rect.center().x { Align2::RIGHT_TOP } else { Align2::LEFT_TOP };
    let beside = if x > rect.center().x { -5.0 } else { 5.0 };
    ui.painter().text(pos2(x + beside, rect.top() + 2.0), align, &upright.name, small, colour);
    let area = Rect::from_x_y_ranges(x - 4.0..=x + 4.0, rect.y_range());
    let response = ui.interact(area, ui.scope_id().with(&upright.name), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &upright.name));
    response.on_hover_text(&upright.name);
}

/// The colour of a line: that of its place, or that of text.
fn colour(ui: &Ui, line: &Line, number: usize) -> Color32 {
    if line.ink { ui.visuals().strong_text_color() } else { theme::series(number) }
}

/// The symbol of a line's points: that of its place, or a cross.
fn mark(ui: &Ui, line: &Line, number: usize, at: Pos2) {
    if line.ink {
        let stroke = Stroke::new(2.2, colour(ui, line, number));
        ui.painter().hline(at.x - 4.0..=at.x + 4.0, at.y, stroke);
        ui.painter().vline(at.x, at.y - 4.0..=at.y + 4.0, stroke);
    } else {
        symbol(ui.painter(), number, at);
    }
}

/// A line in the dashes of its place, as in the saved chart.
fn stroke(ui: &Ui, places: &[Pos2], line: &Line, number: usize) {
    let stroke = Stroke::new(if line.ink { 2.2 } else { 1.8 }, colour(ui, line, number));
    if line.ink {
        ui.painter().add(Shape::line(places.to_vec(), stroke));
        return;
    }
    let lengths: Vec<f32> = dashes(number).split(' ').filter_map(|length| length.parse().ok()).collect();
    match lengths.as_slice() {
        [dash, gap, ..] => ui.painter().extend(Shape::dashed_line(places, stroke, *dash, *gap)),
        _ => drop(ui.painter().add(Shape::line(places.to_vec(), stroke))),
    }
}

fn draw_line(ui: &Ui, frame: &Frame, number: usize, line: &Line) {
    let drawn: Vec<&Point> = line.points.iter().filter(|point| point.is_drawn(frame.chart)).collect();
    if line.joined && drawn.len() > 1 {
        let places: Vec<Pos2> = drawn.iter().filter_map(|point| frame.at(point.x, point.y)).collect();
        stroke(ui, &places, line, number);
    }
    let curve: Vec<Pos2> = line.curve.iter().filter_map(|[x, y]| frame.at(*x, *y)).collect();
    if curve.len() > 1 {
        stroke(ui, &curve, line, number);
    }
}

fn draw_bands(ui: &Ui, frame: &Frame, number: usize, line: &Line) {
    let drawn: Vec<&Point> = line.points.iter().filter(|point| point.is_drawn(frame.chart)).collect();
    for piece in drawn.windows(2) {
        let [a, b] = piece else { continue };
        band(ui, frame, [a, b], colour(ui, line, number).gamma_multiply(0.16));
    }
}

/// The band between two points that have intervals.
fn band(ui: &Ui, frame: &Frame, [a, b]: [&Point; 2], colour: Color32) {
    let ends = |point: &Point| {
        let [low, high] = point.interval()?;
        Some([frame.at(point.x, low)?, frame.at(point.x, high)?])
    };
    let (Some(a), Some(b)) = (ends(a), ends(b)) else { return };
    let mut mesh = Mesh::default();
    for place in [a[0], a[1], b[0], b[1]] {
        mesh.colored_vertex(place, colour);
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(1, 2, 3);
    ui.painter().add(Shape::mesh(mesh));
}

fn points(ui: &mut Ui, frame: &Frame, [place, number]: [usize; 2], line: &Line) {
    for (point, of) in line.points.iter().enumerate().filter(|(_, point)| point.is_drawn(frame.chart)) {
        let Some(at) = frame.at(of.x, of.y) else { continue };
        let ends = of.interval().filter(|_| !frame.chart.bands);
        if let Some((low, high)) = ends.and_then(|[low, high]| Some((frame.y(low)?, frame.y(high)?))) {
            for (width, colour) in [(3.0, ui.visuals().panel_fill), (1.4, colour(ui, line, number))] {
                let stroke = Stroke::new(width, colour);
                ui.painter().vline(at.x, high..=low, stroke);
                ui.painter().hline(at.x - 3.5..=at.x + 3.5, low, stroke);
                ui.painter().hline(at.x - 3.5..=at.x + 3.5, high, stroke);
            }
        }
        mark(ui, line, number, at);
        let area = Rect::from_center_size(at, vec2(14.0, 14.0));
        let response = ui.interact(area, ui.scope_id().with((place, point)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &of.words));
        if response.hovered() {
            ui.painter().circle_stroke(at, 7.0, Stroke::new(1.5, theme::warning(ui.visuals())));
            response.on_hover_text(&of.words);
        }
    }
}
