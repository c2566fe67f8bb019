//! What the other recipes did to every class: a point with its interval for each, around a line at zero, and the
//! verdict in words.

use super::comparison::Comparison;
use super::controls::order;
use super::order::ordered;
use super::save::save_menu;
use super::tabs::Tab;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::view::{Behind, Overlay, What};
use crate::app::widget::class_chart::{LANE, shortened, symbol, truncated};
use augscope::evaluate::difference::ClassDifference;
use augscope::export::Difference;
use augscope::run::Comparison as Compared;
use augscope::run::write_up::compared::difference_chart;
use egui::{
    Align2, Label, Rangef, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "differences",
    name: "Differences",
    help: "What did the other recipes do to every class, and is it certain?",
    without_ticks: false,
    show,
};

/// Height of the axis.
const AXIS: f32 = 40.0;
/// Room for a verdict.
const VERDICT: f32 = 84.0;
/// Room for a difference in numbers.
const NUMBER: f32 = 44.0;

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let compared = &cx.runs.compared;
    let found = match compared.found() {
        Some(Ok(found)) if !found.contrasts.is_empty() => found,
        Some(Err(why)) => {
            ui.add(Label::new(RichText::new(why).color(theme::warning(ui.visuals()))).wrap());
            return;
        }
        None if compared.is_wanted() => {
            ui.spinner();
            return;
        }
        _ => {
            ui.label(
                "Tick runs of two recipes or more: the first ticked recipe is the one that the others are compared with.",
            );
            return;
        }
    };
    ui.horizontal_wrapped(|ui| {
        ui.heading("Differences per class");
        order(ui, cx, out, comparison);
        save_menu(ui, cx, out, || Some(Arc::new(difference_chart(found))));
    });
    legend(ui, comparison, found);
    let chart = difference_chart(found);
    let classes = found.classes.len();
    // Classes in the order of the room; the average and the worst class stay below.
    let mut rows: Vec<usize> = ordered(comparison, cx.document.project().results.sort)
        .into_iter()
        .filter_map(|name| chart.rows.iter().take(classes).position(|row| row == name))
        .collect();
    rows.extend(classes..chart.rows.len());
    let values = chart.series.iter().flat_map(|series| &series.rows).flat_map(|row| {
        let ci = row.ci.into_iter().flatten();
        row.points.into_iter().chain(ci)
    });
    let far = values.filter(|v| v.is_finite()).fold(5.0_f64, |far, v| far.max(v.abs()));
    let drawn = Drawn { comparison, found, far: (far / 10.0).ceil() * 10.0 };
    let height = (found.contrasts.len() as f32 * LANE + 10.0).max(26.0);
    ScrollArea::horizontal().id_salt("differences across").auto_shrink(false).show(ui, |ui| {
        let width = (ui.available_width() - 14.0).max(420.0);
        ui.set_min_width(width);
        let longest = chart.rows.iter().map(|name| name_width(ui, name)).fold(80.0, f32::max);
        let left = ui.min_rect().left();
        let name = Rangef::new(left, left + longest.min(0.3 * width));
        let plot = Rangef::new(name.max + 16.0, left + width - VERDICT - NUMBER - 8.0);
        let columns = Columns { name, plot, end: left + width };
        axis(ui, &drawn, &columns);
        ui.spacing_mut().item_spacing.y = 0.0;
        let tall = ui.available_height().max(160.0);
        let area = ScrollArea::vertical().id_salt("differences rows").auto_shrink(false).max_height(tall);
        area.min_scrolled_height(tall).show_rows(ui, height, rows.len(), |ui, range| {
            for place in range {
                let Some(&row) = rows.get(place) else { continue };
                let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
                if place % 2 == 0 {
                    ui.painter().rect_filled(rect, 0, ui.visuals().faint_bg_color);
                }
                if row == classes {
                    let stroke = ui.visuals().widgets.inactive.fg_stroke;
                    ui.painter().hline(rect.x_range(), rect.top(), stroke);
                }
                zero(ui, &drawn, &columns, rect);
                let title = chart.rows.get(row).map_or("", String::as_str);
                class_name(ui, &columns, rect, title);
                for (lane, series) in chart.series.iter().enumerate() {
                    let Some(difference) = series.rows.get(row) else { continue };
                    let lanes = chart.series.len() as f32;
                    let y = rect.center().y + (lane as f32 + 0.5 - 0.5 * lanes) * LANE;
                    point(ui, out, &drawn, &columns, &Point { title, lane, y, difference });
                }
            }
        });
    });
}

/// What is drawn.
struct Drawn<'a> {
    comparison: &'a Comparison<'a>,
    found: &'a Compared,
    /// The ends of the axis, in points on either side of zero.
    far: f64,
}

/// Where things lie.
struct Columns {
    name: Rangef,
    plot: Rangef,
    end: f32,
}

impl Columns {
    fn x(&self, drawn: &Drawn, points: f64) -> f32 {
        let share = 0.5 + 0.5 * (points / drawn.far).clamp(-1.0, 1.0);
        self.plot.min + self.plot.span() * share as f32
    }
}

/// The difference of one recipe in one row.
struct Point<'a> {
    title: &'a str,
    lane: usize,
    y: f32,
    difference: &'a Difference,
}

impl Drawn<'_> {
    /// The place among the ticked recipes of contrast number `lane`: its colour.
    fn place(&self, lane: usize) -> usize {
        let recipe = self.found.contrasts.get(lane).map(|contrast| contrast.figures.recipe);
        let run = self.found.runs.iter().find(|run| Some(run.recipe) == recipe);
        let shown = run.and_then(|run| {
            self.comparison.shown.iter().find(|one| one.seeds.iter().any(|seed| seed.run.folder == run.path))
        });
        shown.map_or(lane + 1, |shown| shown.place)
    }

    fn class(&self, lane: usize, title: &str) -> Option<&ClassDifference> {
        self.found.contrasts.get(lane)?.figures.per_class.get(title)
    }
}

fn name_width(ui: &Ui, name: &str) -> f32 {
    let font = TextStyle::Body.resolve(ui.style());
    ui.painter().layout_no_wrap(name.to_owned(), font, ui.visuals().text_color()).size().x + 12.0
}

/// Names the recipes: the reference first.
fn legend(ui: &mut Ui, comparison: &Comparison, found: &Compared) {
    let drawn = Drawn { comparison, found, far: 1.0 };
    ui.horizontal_wrapped(|ui| {
        let reference = found.recipes.first().map_or("", |recipe| recipe.name.as_str());
        ui.label(RichText::new(format!("zero: {reference}")).small());
        for (lane, contrast) in found.contrasts.iter().enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            symbol(ui.painter(), drawn.place(lane), rect.center());
            ui.label(RichText::new(&contrast.other).small());
        }
        ui.small("|—| 95 % interval").on_hover_text(&found.method);
    });
}

fn axis(ui: &mut Ui, drawn: &Drawn, columns: &Columns) {
    let (rect, response) = ui.allocate_exact_size(vec2(columns.end - columns.name.min, AXIS), Sense::hover());
    let (painter, colour) = (ui.painter(), ui.visuals().text_color());
    let small = TextStyle::Small.resolve(ui.style());
    let words = "difference of recall, points (percent of the class's images)";
    let room = columns.plot.span() + 60.0;
    let galley = truncated(painter, words, small.clone(), colour, room);
    painter.galley(pos2(columns.plot.center() - 0.5 * galley.size().x, rect.top()), galley, colour);
    let bottom = rect.bottom() - 2.0;
    for tick in [-1.0, -0.5, 0.0, 0.5, 1.0] {
        let points = tick * drawn.far;
        let sign = if points > 0.0 { "+" } else { "" };
        let words = format!("{sign}{points}").replace('-', "\u{2212}");
        painter.text(
            pos2(columns.x(drawn, points), bottom),
            Align2::CENTER_BOTTOM,
            words,
            small.clone(),
            colour,
        );
    }
    let left = columns.name.min + 4.0;
    painter.text(pos2(left, bottom), Align2::LEFT_BOTTOM, "class", small.clone(), colour);
    let number = columns.end - VERDICT - 6.0;
    painter.text(pos2(number, bottom), Align2::RIGHT_BOTTOM, "points", small.clone(), colour);
    painter.text(pos2(number + 6.0, bottom), Align2::LEFT_BOTTOM, "verdict", small, colour);
    response.on_hover_text(
        "Right of zero: with this recipe more of the class's images are recognised. A verdict goes over groups and \
         seeds, and counts how many questions were asked.",
    );
}

fn zero(ui: &Ui, drawn: &Drawn, columns: &Columns, rect: Rect) {
    let faint = ui.visuals().widgets.noninteractive.bg_stroke;
    for tick in [-1.0, -0.5, 0.5, 1.0] {
        ui.painter().vline(columns.x(drawn, tick * drawn.far), rect.y_range(), faint);
    }
    let stroke = Stroke::new(1.5, ui.visuals().text_color());
    ui.painter().vline(columns.x(drawn, 0.0), rect.y_range(), stroke);
}

fn class_name(ui: &mut Ui, columns: &Columns, rect: Rect, title: &str) {
    let font = TextStyle::Body.resolve(ui.style());
    let (left, colour) = (columns.name.min + 4.0, ui.visuals().text_color());
    let galley = shortened(ui.painter(), title, &font, colour, columns.name.max - left);
    ui.painter().galley(pos2(left, rect.center().y - 0.5 * galley.size().y), galley, colour);
    let area = Rect::from_x_y_ranges(columns.name, rect.y_range());
    let response = ui.interact(area, ui.scope_id().with(("name", title)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, title));
    response.on_hover_text(title);
}

fn point(ui: &mut Ui, out: &mut Commands, drawn: &Drawn, columns: &Columns, point: &Point) {
    let Point { title, lane, y, difference } = point;
    let place = drawn.place(*lane);
    let colour = theme::series(place);
    let painter = ui.painter();
    if let Some([low, high]) = difference.ci.filter(|ci| ci.iter().all(|v| v.is_finite())) {
        let (low, high) = (columns.x(drawn, low), columns.x(drawn, high));
        for (width, colour) in [(3.0, ui.visuals().panel_fill), (1.6, colour)] {
            let stroke = Stroke::new(width, colour);
            painter.hline(low..=high, *y, stroke);
            painter.vline(low, y - 4.0..=y + 4.0, stroke);
            painter.vline(high, y - 4.0..=y + 4.0, stroke);
        }
    }
    let number = difference.points.filter(|points| points.is_finite());
    if let Some(points) = number {
        symbol(painter, place, pos2(columns.x(drawn, points), *y));
    }
    let words = number.map_or("–".into(), |points| format!("{points:+.1}").replace('-', "\u{2212}"));
    let body = TextStyle::Body.resolve(ui.style());
    let right = columns.end - VERDICT - 6.0;
    let text = ui.visuals().text_color();
    painter.text(pos2(right, *y), Align2::RIGHT_CENTER, &words, body.clone(), text);
    let galley = truncated(painter, &difference.verdict, body, text, VERDICT);
    painter.galley(pos2(right + 6.0, y - 0.5 * galley.size().y), galley, text);
    let top = y - 0.5 * LANE;
    let area = Rect::from_min_max(pos2(columns.plot.min, top), pos2(columns.end, top + LANE));
    let response = ui.interact(area, ui.scope_id().with((title, lane)), Sense::click());
    let other = drawn.found.contrasts.get(*lane).map_or("", |contrast| contrast.other.as_str());
    let interval = difference.ci.map_or("no interval".into(), |[low, high]| {
        format!("95 % interval {low:+.1} to {high:+.1}").replace('-', "\u{2212}")
    });
    let sentence = format!("{title}, {other}: {words} points, {interval}, {}", difference.verdict);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &sentence));
    if response.hovered() || response.has_focus() {
        let stroke = Stroke::new(1.0, theme::accent(ui.visuals()));
        ui.painter().rect_stroke(area, 2, stroke, StrokeKind::Inside);
    }
    let class = drawn.class(*lane, title);
    if response.clicked()
        && class.is_some()
        && let Some(run) = drawn.comparison.shown.iter().find(|one| one.place == place)
    {
        let what = What::Class(Some((*title).to_owned()));
        out.push(Command::Overlay(Overlay::Behind(Behind { run: run.first.run.folder.clone(), what })));
    }
    if response.hovered() {
        let why = class.map_or(String::new(), |class| format!("\n{}", class.why));
        let click = if class.is_some() { "\nClick to see its images, the missed ones first." } else { "" };
        response.on_hover_text(format!("{sentence}{why}{click}"));
    }
}
