//! What was in each well: a plate map to be pasted, drawn as a plate while it is.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::plate_draft::PlateDraft;
use crate::app::project::DataSource;
use crate::app::theme;
use crate::app::view::Overlay;
use crate::app::widget::shade;
use augscope::dataset::{Control, MappedWell, PlateMap, WellPlace};
use egui::{
    Align2, Color32, ComboBox, CornerRadius, FontId, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind,
    TextEdit, TextStyle, Ui, pos2, vec2,
};
use std::collections::BTreeMap;

/// Rows and columns of plates, smallest first.
const PLATES: [(usize, usize); 5] = [(4, 6), (6, 8), (8, 12), (16, 24), (32, 48)];

/// The window.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, draft: &PlateDraft) {
    let (Some(source), Some(opened)) = (cx.document.project().data.as_ref(), cx.opened()) else {
        ui.label("Open images first.");
        return;
    };
    ui.set_width((0.8 * ui.ctx().content_rect().width()).clamp(420.0, 980.0));
    ui.heading("Plate map");
    ui.label(
        "Copy the plate out of a spreadsheet and paste it here: 8 x 12 or 16 x 24 cells such as \"wortmannin 15.6 nM\", or a \
         list with the columns well, compound, dose, unit, control. The class of an image is then what was in its well.",
    );
    let mut map = draft.map.clone();
    well_column(ui, &opened.dataset.column_names, &mut map);
    let label = ui.label("The map");
    let height = (0.22 * ui.ctx().content_rect().height()).clamp(70.0, 220.0);
    ScrollArea::both().id_salt("plate map").max_height(height).show(ui, |ui| {
        let field = TextEdit::multiline(&mut map.text)
            .font(TextStyle::Monospace)
            .hint_text("well\tcompound\tdose\tunit\nB02\twortmannin\t15.6\tnM")
            .desired_rows(5)
            .lock_focus(false)
            .desired_width(f32::INFINITY);
        ui.add(field)
            .labelled_by(label.id)
            .on_hover_text("Paste with Ctrl+V. B2, B02 and r02c02 are the same well.");
    });
    if map != draft.map {
        out.push(Command::Overlay(Overlay::PlateMap(Box::new(PlateDraft::new(map)))));
    }
    ui.add_space(4.0);
    let good = match &draft.wells {
        Err(_) if draft.map.text.trim().is_empty() => false,
        Err(words) => {
            ui.label(RichText::new(words).color(theme::warning(ui.visuals())));
            false
        }
        Ok(wells) => {
            told(ui, draft, wells);
            true
        }
    };
    ui.separator();
    buttons(ui, out, source, draft, good);
}

/// The column that names the wells.
fn well_column(ui: &mut Ui, names: &[String], map: &mut PlateMap) {
    ui.horizontal(|ui| {
        let label = ui.label("Wells are named by");
        let shown = map.column.clone().unwrap_or_else(|| "the column that looks like it".to_owned());
        let list = ComboBox::from_id_salt("column of wells").width(220.0).selected_text(shown).show_ui(ui, |ui| {
            if ui.selectable_label(map.column.is_none(), "the column that looks like it").clicked() {
                map.column = None;
            }
            for name in names {
                if ui.selectable_label(map.column.as_ref() == Some(name), name).clicked() {
                    map.column = Some(name.clone());
                }
            }
        });
        let help = "The column of the table, or of the names of the files, that says in which well an image was taken.";
        list.response.labelled_by(label.id).on_hover_text(help);
    });
    if names.is_empty() {
        let words = "There are no columns: open a table, or say what the names of the files mean, so that it is known in which \
                     well each image was taken.";
        ui.label(RichText::new(words).color(theme::warning(ui.visuals())));
    }
}

/// The plate, and its classes beside it.
fn told(ui: &mut Ui, draft: &PlateDraft, wells: &BTreeMap<WellPlace, MappedWell>) {
    let classes = if draft.classes.len() == 1 { "class" } else { "classes" };
    let words = format!("{} wells in {} {classes}", wells.len(), draft.classes.len());
    ui.label(RichText::new(words).strong().color(theme::good(ui.visuals())));
    let room = (0.34 * ui.ctx().content_rect().height()).max(110.0);
    ScrollArea::vertical()
        .id_salt("the plate")
        .max_height(room)
        .min_scrolled_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                plate(ui, draft, wells);
                ui.add_space(8.0);
                ui.vertical(|ui| {
                    for (place, (well, count)) in draft.classes.iter().enumerate() {
                        ui.horizontal(|ui| {
                            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
                            ui.painter().rect_filled(rect, CornerRadius::same(2), colour(ui, draft, place));
                            let control = match well.control {
                                Some(Control::Negative) => ", negative control",
                                Some(Control::Positive) => ", positive control",
                                None => "",
                            };
                            let each = if *count == 1 { "well" } else { "wells" };
                            ui.label(format!("{}: {count} {each}{control}", well.class()));
                        });
                    }
                });
            });
        });
}

/// The colour of a class: a hue a compound, darker for higher doses; controls are grey.
fn colour(ui: &Ui, draft: &PlateDraft, place: usize) -> Color32 {
    let Some((well, _)) = draft.classes.get(place) else { return Color32::TRANSPARENT };
    if well.control.is_some() {
        return ui.visuals().weak_text_color();
    }
    let mut compounds: Vec<&str> = Vec::new();
    for (other, _) in draft.classes.iter().filter(|(other, _)| other.control.is_none()) {
        if !compounds.contains(&other.compound.as_str()) {
            compounds.push(&other.compound);
        }
    }
    let doses: Vec<usize> = (0..draft.classes.len())
        .filter(|at| draft.classes.get(*at).is_some_and(|(other, _)| other.compound == well.compound))
        .collect();
    if let [_] = compounds.as_slice() {
        // A single compound is a scale of doses.
        let rank = doses.iter().position(|at| *at == place).unwrap_or(0);
        return shade(ui.visuals(), 0.25 + 0.75 * (rank + 1) as f64 / doses.len().max(1) as f64).0;
    }
    let hue = compounds.iter().position(|name| *name == well.compound).unwrap_or(0);
    let rank = doses.iter().position(|at| *at == place).unwrap_or(0);
    theme::series(hue).gamma_multiply(0.4 + 0.6 * (rank + 1) as f32 / doses.len().max(1) as f32)
}

/// The plate with its wells.
fn plate(ui: &mut Ui, draft: &PlateDraft, wells: &BTreeMap<WellPlace, MappedWell>) {
    let most = |of: fn(&WellPlace) -> usize| wells.keys().map(of).max().unwrap_or(0);
    let (last_row, last_column) = (most(|p| p.row), most(|p| p.column));
    let fits = PLATES
        .iter()
        .find(|(rows, columns)| *rows > last_row && *columns > last_column && (!draft.list || *rows >= 8));
    let (rows, columns) = fits.copied().unwrap_or((last_row + 1, last_column + 1));
    let width = (0.5 * ui.ctx().content_rect().width()).clamp(240.0, 460.0);
    let side = ((width - 22.0) / columns as f32).min(26.0);
    let (area, _) =
        ui.allocate_exact_size(vec2(22.0 + side * columns as f32, 16.0 + side * rows as f32), Sense::hover());
    let font = FontId::proportional((0.6 * side).clamp(7.0, 11.0));
    let ink = ui.visuals().weak_text_color();
    let corner = area.min + vec2(22.0, 16.0);
    for column in (0..columns).filter(|c| side > 14.0 || c % 3 == 0) {
        let at = pos2(corner.x + side * (column as f32 + 0.5), area.min.y + 8.0);
        ui.painter().text(at, Align2::CENTER_CENTER, column + 1, font.clone(), ink);
    }
    for row in (0..rows).filter(|r| side > 9.0 || r % 2 == 0) {
        let at = pos2(area.min.x + 10.0, corner.y + side * (row as f32 + 0.5));
        ui.painter().text(at, Align2::CENTER_CENTER, WellPlace::row_name(row), font.clone(), ink);
    }
    for row in 0..rows {
        for column in 0..columns {
            let at = corner + vec2(side * column as f32, side * row as f32);
            let rect = Rect::from_min_size(at, vec2(side, side)).shrink((0.06 * side).max(0.5));
            let name = format!("{}{:02}", WellPlace::row_name(row), column + 1);
            let well = wells.get(&WellPlace { row, column });
            let edge = Stroke::new(1.0, ui.visuals().weak_text_color().gamma_multiply(0.5));
            if let Some(place) = well.and_then(|well| draft.class_of(well)) {
                ui.painter().rect_filled(rect, CornerRadius::same(3), colour(ui, draft, place));
            } else {
                ui.painter().rect_stroke(rect, CornerRadius::same(3), edge, StrokeKind::Inside);
            }
            let words =
                well.map_or_else(|| format!("{name}: empty"), |well| format!("{name}: {}", well.class()));
            ui.interact(rect, ui.scope_id().with((row, column)), Sense::hover()).on_hover_text(words);
        }
    }
}

fn buttons(ui: &mut Ui, out: &mut Commands, source: &DataSource, draft: &PlateDraft, good: bool) {
    ui.horizontal_wrapped(|ui| {
        let use_it = ui.add_enabled(good, egui::Button::new("Use this map"));
        let use_it =
            use_it.on_hover_text("The class of each image becomes compound, dose and unit of its well.");
        if use_it.on_disabled_hover_text("Paste a map first.").clicked() {
            let mut source = DataSource { label: None, ..source.clone() };
            source.reading.plate_map = Some(draft.map.clone());
            out.push(Command::OpenData(source));
            out.push(Command::Overlay(Overlay::None));
        }
        if source.reading.plate_map.is_some()
            && ui
                .button("Take the map away")
                .on_hover_text("Classes come from folders or a column again.")
                .clicked()
        {
            let mut source = DataSource { label: None, ..source.clone() };
            source.reading.plate_map = None;
            out.push(Command::OpenData(source));
            out.push(Command::Overlay(Overlay::None));
        }
        if ui.button("Cancel").on_hover_text("Everything stays as it is (Escape).").clicked() {
            out.push(Command::Overlay(Overlay::None));
        }
    });
}
