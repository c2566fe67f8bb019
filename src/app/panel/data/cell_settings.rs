//! What finds the cells of a field, and how large a window is cut out: lists and sliders.

use crate::app::cells::CellsDraft;
use crate::app::opened::Opened;
use augscope::dataset::cells::{CellSource, Cells, Finder, LengthUnit, Mask, Points, Threshold};
use egui::{ComboBox, RichText, Slider, TextEdit, Ui};

/// The settings.
pub fn show(ui: &mut Ui, opened: &Opened, size_known: bool, cells: &mut Cells) {
    source(ui, opened, cells);
    ui.separator();
    match &mut cells.from {
        CellSource::Points(points) => of_points(ui, opened, size_known, points),
        CellSource::Mask(mask) => of_mask(ui, opened, mask),
        CellSource::Finder(finder) => of_finder(ui, opened, size_known, finder),
    }
    ui.separator();
    window(ui, size_known, cells);
}

/// What tells where the cells are.
fn source(ui: &mut Ui, opened: &Opened, cells: &mut Cells) {
    ui.label(RichText::new("Where are the cells?").strong());
    let kinds = [
        ("find them in a channel", "Bright (or dark) spots of one channel, such as nuclei."),
        (
            "by label images",
            "An image beside each field in which every cell has a number, as Cellpose or Fiji save it.",
        ),
        ("by columns x and y", "A table with a row for each cell, as CellProfiler or Fiji export it."),
    ];
    let present = match &cells.from {
        CellSource::Finder(_) => 0,
        CellSource::Mask(_) => 1,
        CellSource::Points(_) => 2,
    };
    for (place, (words, help)) in kinds.into_iter().enumerate() {
        if ui.radio(present == place, words).on_hover_text(help).clicked() && place != present {
            cells.from = match place {
                0 => CellsDraft::finder(opened),
                1 => CellSource::Mask(Mask::default()),
                _ => CellSource::Points(Points::default()),
            };
        }
    }
}

/// A slider with its words.
fn slide(
    ui: &mut Ui,
    value: &mut f64,
    range: std::ops::RangeInclusive<f64>,
    words: &str,
    unit: &str,
    help: &str,
) {
    ui.label(words).on_hover_text(help);
    let wide = *range.end() / range.start().max(0.1) > 200.0;
    let slider = Slider::new(value, range).logarithmic(wide).suffix(unit).max_decimals(2).smart_aim(true);
    ui.add(slider)
        .on_hover_text(help)
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, words));
}

fn of_finder(ui: &mut Ui, opened: &Opened, size_known: bool, finder: &mut Finder) {
    let names = &opened.dataset.channels;
    choose(ui, "Channel", "The channel in which the cells stand out.", &mut finder.channel, names.iter());
    slide(
        ui,
        &mut finder.smoothing,
        0.0..=20.0,
        "Smoothing",
        " px",
        "Blurs the channel before the threshold, so that noise and texture do not break cells up.",
    );
    threshold(ui, opened, finder);
    ui.checkbox(&mut finder.dark, "cells are darker than the ground")
        .on_hover_text("For brightfield and phase contrast.");
    ui.checkbox(&mut finder.fill_holes, "fill holes")
        .on_hover_text("Dark places inside a cell, such as nucleoli, belong to it.");
    ui.label(RichText::new("Splitting cells that touch").strong());
    slide(
        ui,
        &mut finder.seed_distance,
        1.0..=100.0,
        "Least distance of middles",
        " px",
        "Larger: fewer cells are split. About half a cell's width suits most.",
    );
    slide(
        ui,
        &mut finder.seed_smoothing,
        0.0..=10.0,
        "Smoothing of shapes",
        " px",
        "Larger: cells with an odd outline are split less.",
    );
    ui.label(RichText::new("Size").strong());
    unit(ui, "area", size_known, &mut finder.area_unit, true);
    let symbol = if finder.area_unit == LengthUnit::Pixels { " px" } else { " \u{b5}m\u{b2}" };
    slide(
        ui,
        &mut finder.smallest,
        1.0..=20_000.0,
        "Smallest area",
        symbol,
        "Smaller ones are dirt or fragments.",
    );
    slide(ui, &mut finder.largest, 10.0..=200_000.0, "Largest area", symbol, "Larger ones are clumps.");
}

fn threshold(ui: &mut Ui, opened: &Opened, finder: &mut Finder) {
    let kind = match finder.threshold {
        Threshold::Otsu => "of each field (Otsu)",
        Threshold::Percentile(_) => "a share of each field",
        Threshold::Value(_) => "the same in all fields",
    };
    let channel = opened.dataset.channels.iter().position(|name| *name == finder.channel).unwrap_or(0);
    let ends =
        opened.histograms.get(channel).map_or((0.0, 255.0), |histogram| (histogram.low, histogram.high));
    let all =
        [Threshold::Otsu, Threshold::Percentile(90.0), Threshold::Value(ends.0 + 0.3 * (ends.1 - ends.0))];
    ui.label("Threshold").on_hover_text("From which brightness on a pixel belongs to a cell.");
    let shown = ComboBox::from_id_salt("threshold").width(200.0).selected_text(kind).show_ui(ui, |ui| {
        let words = [
            ("of each field (Otsu)", "Between the dark and the bright pixels of each field by itself."),
            ("a share of each field", "The brightest pixels of each field, a share of them."),
            ("the same in all fields", "One stored value: fields without bright cells have none."),
        ];
        for ((words, help), threshold) in words.into_iter().zip(all) {
            if ui.selectable_label(words == kind, words).on_hover_text(help).clicked() && words != kind {
                finder.threshold = threshold;
            }
        }
    });
    shown.response.accessible_name("Threshold").on_hover_text("How the threshold is found.");
    match &mut finder.threshold {
        Threshold::Otsu => {
            let help = "Below 1 fainter cells are found too; above 1 only the brighter ones.";
            slide(ui, &mut finder.correction, 0.1..=3.0, "Times", "", help);
        }
        Threshold::Percentile(q) => {
            finder.correction = 1.0;
            slide(
                ui,
                q,
                0.0..=100.0,
                "Percentile",
                " %",
                "This share of the pixels lies below the threshold.",
            );
        }
        Threshold::Value(value) => {
            finder.correction = 1.0;
            slide(
                ui,
                value,
                ends.0..=ends.1.max(ends.0 + 1.0),
                "Stored value",
                "",
                "The threshold in all fields.",
            );
        }
    }
}

fn of_mask(ui: &mut Ui, opened: &Opened, mask: &mut Mask) {
    let mut column = mask.column.clone().unwrap_or_default();
    let none = "by their names".to_owned();
    let help = "A column of the table that names the label image of each field; without one they are found by their names.";
    choose(
        ui,
        "Column of label images",
        help,
        &mut column,
        std::iter::once(&none).chain(&opened.dataset.column_names),
    );
    mask.column = Some(column).filter(|column| !column.is_empty() && *column != none);
    if mask.column.is_none() {
        let help = "How the label images are called, from the folder of the field, with {name} for the field's name without \
                    its ending. Empty: FIELD_mask, FIELD_labels, a folder masks or labels with the same names.";
        let mut pattern = mask.pattern.clone().unwrap_or_default();
        let label = ui.label("Pattern of names").on_hover_text(help);
        let hint = "{name}_mask.tif";
        ui.add(TextEdit::singleline(&mut pattern).hint_text(hint).desired_width(f32::INFINITY))
            .labelled_by(label.id)
            .on_hover_text(help);
        mask.pattern = Some(pattern).filter(|pattern| !pattern.is_empty());
    }
}

fn of_points(ui: &mut Ui, opened: &Opened, size_known: bool, points: &mut Points) {
    let help = "The table with a row for each cell, from the folder of the data set. Empty: each row of the opened table is a \
                cell.";
    let mut table = points.table.clone().unwrap_or_default();
    let label = ui.label("Table of cells").on_hover_text(help);
    ui.add(TextEdit::singleline(&mut table).hint_text("the opened table").desired_width(f32::INFINITY))
        .labelled_by(label.id)
        .on_hover_text(help);
    points.table = Some(table).filter(|table| !table.is_empty());
    for (title, column) in [("Column of x", &mut points.x), ("Column of y", &mut points.y)] {
        let help = "The place of the cell's middle: x from the left, y from the top. Empty: the usual names are tried.";
        let mut name = column.clone().unwrap_or_default();
        if points.table.is_none() {
            choose(ui, title, help, &mut name, opened.dataset.column_names.iter());
        } else {
            let label = ui.label(title).on_hover_text(help);
            ui.add(TextEdit::singleline(&mut name).desired_width(f32::INFINITY))
                .labelled_by(label.id)
                .on_hover_text(help);
        }
        *column = Some(name).filter(|name| !name.is_empty());
    }
    unit(ui, "x and y", size_known, &mut points.unit, false);
}

/// How large a window is cut out, and which cells are too near.
fn window(ui: &mut Ui, size_known: bool, cells: &mut Cells) {
    ui.label(RichText::new("Window around each cell").strong());
    unit(ui, "window", size_known, &mut cells.unit, false);
    let symbol = format!(" {}", cells.unit.symbol());
    slide(
        ui,
        &mut cells.window,
        8.0..=512.0,
        "Side",
        &symbol,
        "Side of the square that is cut out. Cells whose square leaves the field are left out.",
    );
    let mut apart = cells.min_distance.unwrap_or(0.0);
    slide(
        ui,
        &mut apart,
        0.0..=200.0,
        "Least distance",
        &symbol,
        "Of cells nearer to each other than this only the first is cut out, so that squares overlap less.",
    );
    cells.min_distance = (apart > 0.0).then_some(apart);
}

/// Pixels or micrometres; the latter only where the size of a pixel is known.
fn unit(ui: &mut Ui, of: &str, size_known: bool, unit: &mut LengthUnit, square: bool) {
    ui.horizontal_wrapped(|ui| {
        ui.label(format!("{of} in"));
        let all = [
            (LengthUnit::Pixels, "pixels"),
            (LengthUnit::Micrometres, if square { "\u{b5}m\u{b2}" } else { "\u{b5}m" }),
        ];
        for (choice, words) in all {
            let usable = choice == LengthUnit::Pixels || size_known;
            ui.add_enabled_ui(usable, |ui| {
                ui.radio_value(unit, choice, words)
                    .on_hover_text("Micrometres mean the same in all fields, whatever the objective.")
                    .on_disabled_hover_text(
                        "The files do not say how large a pixel is, so lengths can only be in pixels.",
                    );
            });
        }
    });
}

/// A list of names.
fn choose<'a>(
    ui: &mut Ui,
    title: &str,
    help: &str,
    value: &mut String,
    all: impl Iterator<Item = &'a String>,
) {
    ui.label(title).on_hover_text(help);
    let shown = ComboBox::from_id_salt(title).width(200.0).truncate().selected_text(value.as_str()).show_ui(
        ui,
        |ui| {
            for name in all {
                ui.selectable_value(value, name.clone(), name);
            }
        },
    );
    shown.response.accessible_name(title).on_hover_text(help);
}
