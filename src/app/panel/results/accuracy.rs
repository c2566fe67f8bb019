//! Accuracy per class: the first row is all classes, below it one row a class, each with a bar for every run.

use super::comparison::Comparison;
use super::controls::order;
use super::hover::{ALL_CLASSES, details, sentence};
use super::order::ordered;
use super::save::save_menu;
use super::tabs::Tab;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::view::{Behind, Overlay, What};
use crate::app::widget::class_chart::{
    AXIS, Bar, Baseline, Columns, LANE, axis, bar, grid, seeds, shortened,
};
use crate::app::widget::{percent, points};
use augscope::evaluate::{ReadoutKind, Report};
use augscope::export::{Chart, ClassChart};
use egui::{
    Align2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};
use std::sync::Arc;

/// Free space between the bars of a row and its edges.
const PADDING: f32 = 5.0;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "accuracy",
    name: "Accuracy",
    help: "How well is every class recognised?",
    without_ticks: false,
    show,
};

/// Room for the rows of the chart, at least.
const SHORTEST: f32 = 180.0;

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    ui.horizontal_wrapped(|ui| {
        ui.heading("Accuracy per class");
        order(ui, cx, out, comparison);
        save_menu(ui, cx, out, || saved(cx, comparison));
    });
    legend(ui, comparison);
    let rows: Vec<Option<&str>> = std::iter::once(None)
        .chain(ordered(comparison, cx.document.project().results.sort).into_iter().map(Some))
        .collect();
    let height = (comparison.shown.len() as f32 * LANE + 2.0 * PADDING).max(26.0);
    ScrollArea::horizontal().id_salt("chart across").auto_shrink(false).show(ui, |ui| {
        // The bar for scrolling lies beside the chart, not upon it.
        let width = (ui.available_width() - 14.0).max(Columns::NARROWEST);
        ui.set_min_width(width);
        let columns = Columns::new(
            ui.min_rect().left(),
            width,
            longest_name(ui, comparison),
            comparison.shown.len() > 1,
        );
        let (rect, response) = ui.allocate_exact_size(vec2(width, AXIS), Sense::hover());
        axis(ui, rect, &columns, "recall, % of the class's images recognised");
        response.on_hover_text(
            "Recall of a class: how many in a hundred of its images were recognised as such. \
             Whiskers are 95 % intervals; where there is none, the reason stands at the bar.",
        );
        ui.spacing_mut().item_spacing.y = 0.0;
        let left = ui.available_height();
        let tall = if left.is_finite() { left.max(SHORTEST) } else { SHORTEST };
        ScrollArea::vertical()
            .id_salt("chart")
            .auto_shrink(false)
            .max_height(tall)
            .min_scrolled_height(tall)
            .show_rows(ui, height, rows.len(), |ui, range| {
                for place in range {
                    let Some(&class) = rows.get(place) else { continue };
                    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
                    // Names of widgets follow the class, so that they stay when the order changes.
                    let ui = &mut ui.new_child(UiBuilder::new().max_rect(rect).id_salt(class));
                    row(ui, out, comparison, class, &Place { rect, columns, shaded: place % 2 == 0 });
                }
            });
    });
}

/// The chart as it is written into a file.
fn saved(cx: &Context, comparison: &Comparison) -> Option<Arc<dyn Chart>> {
    let runs: Vec<(&str, &Report)> =
        comparison.shown.iter().map(|one| (one.name.as_str(), one.first.report)).collect();
    let mut chart = ClassChart::from_reports(&runs, comparison.kind).ok()?;
    for (series, shown) in chart.series.iter_mut().zip(&comparison.shown).filter(|(_, s)| s.seeds.len() > 1) {
        let mean =
            shown.value(None).map_or(String::new(), |v| format!(", mean of classes {:.1} %", 100.0 * v));
        series.name = format!("{} ({} seeds{mean})", shown.name, shown.seeds.len());
        series.values = chart.classes.iter().map(|class| shown.value(Some(class))).collect();
        series.ci = chart.classes.iter().map(|class| shown.interval(Some(class))).collect();
    }
    Some(Arc::new(chart.in_order(&ordered(comparison, cx.document.project().results.sort))))
}

/// Where a row lies.
struct Place {
    rect: Rect,
    columns: Columns,
    shaded: bool,
}

fn row(ui: &mut Ui, out: &mut Commands, comparison: &Comparison, class: Option<&str>, place: &Place) {
    let Place { rect, columns, shaded } = place;
    if *shaded {
        ui.painter().rect_filled(*rect, 0, ui.visuals().faint_bg_color);
    }
    if class.is_none() {
        ui.painter().hline(rect.x_range(), rect.bottom(), ui.visuals().widgets.inactive.fg_stroke);
    }
    grid(ui, *rect, columns);
    names(ui, comparison, class, place);
    if let Some(first) = comparison.shown.first() {
        for baseline in Baseline::ALL {
            if let Some(value) = baseline_value(first.first.report, comparison.kind, baseline, class) {
                baseline.paint(
                    ui.painter(),
                    ui.visuals(),
                    columns.x(value),
                    rect.shrink2(vec2(0.0, 2.0)).y_range(),
                );
            }
        }
    }
    let lanes = comparison.shown.len() as f32 * LANE;
    for (lane, shown) in comparison.shown.iter().enumerate() {
        let top = rect.center().y - 0.5 * lanes + lane as f32 * LANE;
        let figures = Bar {
            place: shown.place,
            value: shown.value(class),
            interval: shown.interval(class),
            single: shown.seeds.len() == 1,
        };
        bar(ui, columns, figures, top + 0.5 * LANE);
        if shown.seeds.len() > 1 {
            let each: Vec<f64> = shown.of_seeds(class).map(|(_, value)| value).collect();
            seeds(ui, columns, &each, top + 0.5 * LANE);
        }
        let area = Rect::from_min_max(pos2(columns.n_end + 4.0, top), pos2(columns.value_end, top + LANE));
        let response = ui.interact(area, ui.scope_id().with((&shown.name, lane)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, sentence(shown, class)));
        if response.hovered() || response.has_focus() {
            let stroke = Stroke::new(1.0, theme::accent(ui.visuals()));
            ui.painter().rect_stroke(area, 2, stroke, StrokeKind::Inside);
        }
        if response.clicked() {
            let what = What::Class(class.map(str::to_owned));
            out.push(Command::Overlay(Overlay::Behind(Behind { run: shown.first.run.folder.clone(), what })));
        }
        if response.hovered() {
            let baselines = baselines_in_words(comparison, class);
            let click = "\nClick to see its images, the missed ones first.";
            response.on_hover_text(format!("{}{baselines}{click}", details(shown, class)));
        }
    }
    difference(ui, comparison, class, place);
}

fn names(ui: &mut Ui, comparison: &Comparison, class: Option<&str>, place: &Place) {
    let Place { rect, columns, .. } = place;
    let name = class.unwrap_or(ALL_CLASSES);
    let (body, y) = (TextStyle::Body.resolve(ui.style()), rect.center().y);
    let colour = if class.is_none() { ui.visuals().strong_text_color() } else { ui.visuals().text_color() };
    let left = columns.name.min + 4.0;
    let galley = shortened(ui.painter(), name, &body, colour, columns.name.max - left);
    ui.painter().galley(pos2(left, y - 0.5 * galley.size().y), galley, colour);
    let n = comparison.shown.iter().map(|shown| shown.n(class)).max().unwrap_or_default();
    let weak = ui.visuals().weak_text_color();
    ui.painter().text(pos2(columns.n_end, y), Align2::RIGHT_CENTER, n.to_string(), body, weak);
    let area = Rect::from_x_y_ranges(columns.name.min..=columns.n_end, rect.y_range());
    let response = ui.interact(area, ui.scope_id().with("name"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}, {n} images")));
    let what = if class.is_none() { "Balanced accuracy: the mean of the classes' recall.\n" } else { "" };
    response.on_hover_text(format!("{name}\n{what}{n} images in this part"));
}

fn difference(ui: &mut Ui, comparison: &Comparison, class: Option<&str>, place: &Place) {
    let (Some(end), [first, .., last]) = (place.columns.difference_end, comparison.shown.as_slice()) else {
        return;
    };
    let words = comparison.difference(class).map_or("–".to_owned(), points);
    let font = TextStyle::Body.resolve(ui.style());
    let colour = ui.visuals().strong_text_color();
    ui.painter().text(pos2(end, place.rect.center().y), Align2::RIGHT_CENTER, &words, font, colour);
    let area = Rect::from_x_y_ranges(place.columns.value_end + 4.0..=end, place.rect.y_range());
    let response = ui.interact(area, ui.scope_id().with("difference"), Sense::hover());
    let name = class.unwrap_or(ALL_CLASSES);
    response
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}, difference {words} points")));
    response.on_hover_text(format!(
        "{name}: {words} percentage points\n{} minus {}, means over their seeds.\nWhether it is certain stands at \
         Differences and on the right.",
        last.name, first.name
    ));
}

/// What stands beside the first ticked run.
pub fn baseline_value(
    report: &Report,
    kind: ReadoutKind,
    baseline: Baseline,
    class: Option<&str>,
) -> Option<f64> {
    let readouts = match baseline {
        Baseline::Chance => return Some(report.baselines.chance),
        Baseline::Untrained => &report.baselines.untrained.as_ref()?.readouts,
        Baseline::Pixels => &report.baselines.pixels.as_ref()?.readouts,
    };
    // Pixels have no projector: their neighbours stand beside both.
    let kind = match (baseline, kind) {
        (Baseline::Pixels, ReadoutKind::KnnProjector) => ReadoutKind::KnnEncoder,
        (_, kind) => kind,
    };
    let readout = readouts.get(kind)?;
    match class {
        Some(class) => readout.per_class.get(class)?.recall,
        None => readout.balanced_accuracy,
    }
}

fn baselines_in_words(comparison: &Comparison, class: Option<&str>) -> String {
    let Some(first) = comparison.shown.first() else { return String::new() };
    let known = Baseline::ALL.into_iter().filter_map(|baseline| {
        let value = baseline_value(first.first.report, comparison.kind, baseline, class)?;
        Some(format!("{} {}", baseline.name(), percent(value)))
    });
    let known: Vec<String> = known.collect();
    if known.is_empty() { String::new() } else { format!("\nto compare: {}", known.join(", ")) }
}

/// Names the marks.
fn legend(ui: &mut Ui, comparison: &Comparison) {
    let Some(first) = comparison.shown.first() else { return };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        for baseline in Baseline::ALL {
            if baseline_value(first.first.report, comparison.kind, baseline, None).is_none() {
                continue;
            }
            let (font, colour) = (TextStyle::Small.resolve(ui.style()), ui.visuals().text_color());
            let galley = ui.painter().layout_no_wrap(baseline.name().to_owned(), font, colour);
            // Mark and name in one piece, so that no line ends between them.
            let size = vec2(galley.size().x + 12.0, 16.0);
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            baseline.paint(ui.painter(), ui.visuals(), rect.left() + 4.0, rect.y_range());
            let at = pos2(rect.left() + 12.0, rect.center().y - 0.5 * galley.size().y);
            ui.painter().galley(at, galley, colour);
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, baseline.name()));
            response.on_hover_text(format!("{}\nFrom the evaluation of {}.", baseline.help(), first.name));
        }
        ui.small("|—| 95 % interval").on_hover_text(&first.first.report.ci_method);
    });
}

/// How wide the longest name is, in points.
fn longest_name(ui: &Ui, comparison: &Comparison) -> f32 {
    let (font, colour) = (TextStyle::Body.resolve(ui.style()), ui.visuals().text_color());
    let width = |name: &str| ui.painter().layout_no_wrap(name.to_owned(), font.clone(), colour).size().x;
    let names = comparison.classes.iter().copied().chain([ALL_CLASSES]);
    names.map(width).fold(0.0, f32::max) + 10.0
}
