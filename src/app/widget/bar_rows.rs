//! [`bar_rows`]: figures in rows with their intervals, as in the saved chart; only those in sight are laid out.

use super::class_chart::{hatch, shortened, symbol, truncated};
use crate::app::theme;
use augscope::export::chart::{BarChart, BarRow};
use egui::{
    Align2, Color32, Rangef, Rect, Role, ScrollArea, Sense, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

/// Height of a row, and of the axis above them.
const ROW: f32 = 22.0;
const AXIS: f32 = 40.0;
/// The narrowest chart that can be read.
const NARROWEST: f32 = 420.0;

/// Where things lie across.
struct Columns {
    name: Rangef,
    plot: Rangef,
    note: Rangef,
    ends: [f64; 2],
}

impl Columns {
    fn x(&self, chart: &BarChart, value: f64) -> Option<f32> {
        let share = chart.axis.place(value, self.ends)?;
        Some(self.plot.min + self.plot.span() * share as f32)
    }
}

/// Draws the chart in what is left of the height, at least `least`; `id` tells it apart from others in the room.
pub fn bar_rows(ui: &mut Ui, chart: &BarChart, id: &str, least: f32) {
    ui.push_id(id, |ui| {
        ScrollArea::horizontal().id_salt("across").auto_shrink(false).show(ui, |ui| {
            let width = (ui.available_width() - 14.0).max(NARROWEST);
            ui.set_min_width(width);
            let columns = columns(ui, chart, width);
            axis(ui, chart, &columns, width);
            ui.spacing_mut().item_spacing.y = 0.0;
            let tall = ui.available_height().max(least);
            let area = ScrollArea::vertical().id_salt("rows").auto_shrink(false).max_height(tall);
            area.min_scrolled_height(tall).show_rows(ui, ROW, chart.rows.len(), |ui, range| {
                for place in range {
                    let Some(row) = chart.rows.get(place) else { continue };
                    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
                    if place % 2 == 0 && !row.section {
                        ui.painter().rect_filled(rect, 0, ui.visuals().faint_bg_color);
                    }
                    draw(ui, chart, &columns, row, rect);
                    let words = if row.section { row.name.as_str() } else { row.words.as_str() };
                    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
                    response.on_hover_text(words);
                }
            });
        });
    });
}

fn columns(ui: &Ui, chart: &BarChart, width: f32) -> Columns {
    let font = TextStyle::Body.resolve(ui.style());
    let wide = |text: &str| {
        ui.painter().layout_no_wrap(text.to_owned(), font.clone(), Color32::WHITE).size().x + 12.0
    };
    // Only the longest is measured: there may be hundreds.
    let longest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.max_by_key(|text| text.chars().count()).map_or(60.0, |text| wide(text))
    };
    let rows = || chart.rows.iter().filter(|row| !row.section);
    let names = longest(&mut rows().map(|row| &row.name)).min(0.28 * width);
    let notes = longest(&mut rows().map(|row| &row.note).chain([&chart.note_title])).min(0.4 * width);
    let left = ui.min_rect().left();
    let right = left + width;
    Columns {
        name: Rangef::new(left + 4.0, left + names),
        plot: Rangef::new(left + names + 14.0, right - notes - 14.0),
        note: Rangef::new(right - notes, right),
        ends: chart.ends(),
    }
}

fn axis(ui: &mut Ui, chart: &BarChart, columns: &Columns, width: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(width, AXIS), Sense::hover());
    let (painter, colour) = (ui.painter(), ui.visuals().text_color());
    let small = TextStyle::Small.resolve(ui.style());
    let middle = columns.plot.center();
    let room = 2.0 * (middle - columns.name.min).min(columns.note.min - middle);
    let label = truncated(painter, &chart.axis.label, small.clone(), colour, room);
    painter.galley(pos2(middle - 0.5 * label.size().x, rect.top()), label, colour);
    let bottom = rect.bottom() - 2.0;
    let mut last = f32::NEG_INFINITY;
    for (tick, words) in chart.axis.ticks(columns.ends) {
        let Some(x) = columns.x(chart, tick) else { continue };
        let galley = painter.layout_no_wrap(words, small.clone(), colour);
        let left = x - 0.5 * galley.size().x;
        // Numbers that would lie upon each other are left out.
        if left > last + 3.0 {
            last = left + galley.size().x;
            painter.galley(pos2(left, bottom - galley.size().y), galley, colour);
        }
    }
    painter.text(pos2(columns.name.min, bottom), Align2::LEFT_BOTTOM, &chart.of, small.clone(), colour);
    let title = truncated(painter, &chart.note_title, small, colour, columns.note.span());
    painter.galley(pos2(columns.note.min, bottom - title.size().y), title, colour);
    response.on_hover_text(format!("{}\n{}: {}", chart.axis.label, chart.note_title, chart.footer));
}

fn draw(ui: &Ui, chart: &BarChart, columns: &Columns, row: &BarRow, rect: Rect) {
    let (painter, text) = (ui.painter(), ui.visuals().text_color());
    let font = TextStyle::Body.resolve(ui.style());
    let y = rect.center().y;
    if row.section {
        let strong = ui.visuals().strong_text_color();
        let galley = shortened(painter, &row.name, &font, strong, rect.width() - 8.0);
        painter.galley(pos2(columns.name.min, y - 0.5 * galley.size().y), galley, strong);
        painter.hline(rect.x_range(), rect.bottom() - 1.0, ui.visuals().widgets.noninteractive.bg_stroke);
        return;
    }
    for (tick, _) in chart.axis.ticks(columns.ends) {
        let Some(x) = columns.x(chart, tick) else { continue };
        let zero = chart.from_zero && tick.abs() < 1e-9;
        let stroke =
            if zero { Stroke::new(1.5, text) } else { ui.visuals().widgets.noninteractive.bg_stroke };
        painter.vline(x, rect.y_range(), stroke);
    }
    if let Some(x) = chart.mark.as_ref().and_then(|(place, _)| columns.x(chart, *place)) {
        let line = [pos2(x, rect.top()), pos2(x, rect.bottom())];
        let stroke = Stroke::new(1.4, ui.visuals().strong_text_color());
        painter.extend(egui::Shape::dashed_line(&line, stroke, 4.0, 3.0));
    }
    let galley = shortened(painter, &row.name, &font, text, columns.name.span());
    painter.galley(pos2(columns.name.min, y - 0.5 * galley.size().y), galley, text);
    let galley = shortened(painter, &row.note, &font, text, columns.note.span());
    painter.galley(pos2(columns.note.min, y - 0.5 * galley.size().y), galley, text);
    let colour = theme::series(row.place);
    let value = row.figure().and_then(|value| columns.x(chart, value));
    let ci = row.interval().and_then(|[a, b]| Some([columns.x(chart, a)?, columns.x(chart, b)?]));
    // A bar from zero, or where there is no zero the interval itself.
    let bar = if chart.from_zero { columns.x(chart, 0.0).zip(value).map(|(a, b)| [a, b]) } else { ci };
    if let Some([a, b]) = bar {
        let filled = Rect::from_x_y_ranges(a.min(b)..=a.max(b), y - 5.0..=y + 5.0);
        painter.rect_filled(filled, 0, colour.gamma_multiply(0.30));
        if row.single {
            hatch(painter, filled, ui.visuals().panel_fill);
        }
    }
    if let Some([low, high]) = ci {
        for (wide, colour) in [(3.0, ui.visuals().panel_fill), (1.6, colour)] {
            let stroke = Stroke::new(wide, colour);
            painter.hline(low..=high, y, stroke);
            painter.vline(low, y - 4.0..=y + 4.0, stroke);
            painter.vline(high, y - 4.0..=y + 4.0, stroke);
        }
    }
    let stroke = Stroke::new(1.0, text);
    for ring in row.rings.iter().filter_map(|ring| columns.x(chart, *ring)) {
        painter.circle_stroke(pos2(ring, y), 2.2, stroke);
    }
    if let Some(x) = value {
        symbol(painter, row.place, pos2(x, y));
    }
}
