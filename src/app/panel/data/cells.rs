//! Cells out of fields: a field with the outlines of its cells, what finds them, and what becomes of them.

use super::cell_settings;
use super::image::{empty, picture};
use super::values::neighbour;
use crate::app::cells::{CellsDraft, CellsMove};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::theme;
use crate::app::view::Overlay;
use augscope::dataset::cells::FieldCells;
use egui::{
    Align, Button, DragValue, Label, Layout, Painter, Pos2, Rect, RichText, ScrollArea, Shape, Stroke,
    StrokeKind, TextEdit, Ui, vec2,
};
use std::fmt::Write;

/// Width of the settings beside the field.
const SETTINGS: f32 = 290.0;
/// Corners of an outline are drawn this many points apart at the least.
const NEAREST: f32 = 1.5;

/// The section of the Data room.
pub fn section(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let data = &opened.dataset;
    if let Some(fields) = opened.cell_fields {
        ui.label(format!("{} cells out of {fields} fields", data.items.len()));
        window(ui, cx, out, opened);
        ui.horizontal_wrapped(|ui| {
            let help = "Opens the whole fields again, so that other settings can be tried.";
            if opened.source.reading.cells.is_some()
                && ui.button("Back to the fields").on_hover_text(help).clicked()
            {
                out.push(Command::Cells(CellsMove::Fields));
            }
            let help = "Writes every cell as a file of its own, values untouched, with a table of where each came from.";
            if ui.button("Write as a data set").on_hover_text(help).clicked() {
                out.push(Command::Cells(CellsMove::Write));
            }
        });
        return;
    }
    let help = "These images are whole fields of view with many cells: cut the cells out, by the columns x and y of a \
                table, by label images, or by finding them in a channel.";
    let button =
        ui.add_enabled(!data.items.is_empty(), Button::new("Cells out of fields...")).on_hover_text(help);
    if button.clicked() {
        out.push(Command::Cells(CellsMove::Look(0)));
    }
}

/// The window around each cell, and a button where it was changed.
fn window(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let mut draft = CellsDraft::for_data(cx.view, opened);
    let used = opened.source.reading.cells.as_deref().map_or(64.0, |cells| cells.window);
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("window");
        let suffix = format!(" {}", draft.cells.unit.symbol());
        let field =
            DragValue::new(&mut draft.cells.window).range(2.0..=4096.0).suffix(suffix).max_decimals(1);
        let help = "Side of the square that is cut out around each cell.";
        if ui.add(field).labelled_by(label.id).on_hover_text(help).changed() {
            out.push(Command::Cells(CellsMove::Draft(Box::new(draft.clone()))));
        }
        if draft.cells.window != used
            && ui.button("Cut again").on_hover_text("Cuts the cells out anew.").clicked()
        {
            out.push(Command::Cells(CellsMove::Cut));
        }
    });
}

/// The window laid over the room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, item: usize) {
    let (Some(opened), Some(draft)) = (cx.opened(), &cx.view.cells) else {
        ui.label("These images are not open any more.");
        return;
    };
    let Some(facts) = opened.dataset.items.get(item) else { return };
    let screen = ui.ctx().content_rect().size();
    ui.set_width((screen.x - 70.0).clamp(200.0, 1400.0));
    let height = (screen.y - 60.0).max(120.0);
    bar(ui, out, opened, item);
    let mut new = draft.clone();
    let below = 96.0;
    let beside = ui.available_width() > 2.0 * SETTINGS;
    let room = (height - below - 40.0).max(110.0);
    let mut parts = |ui: &mut Ui, new: &mut CellsDraft| {
        let width = if beside { SETTINGS } else { ui.available_width() };
        let most = if beside { room } else { room / 2.0 };
        ui.allocate_ui_with_layout(vec2(width, most), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            ScrollArea::vertical().id_salt("cell settings").max_height(most).min_scrolled_height(most).show(
                ui,
                |ui| {
                    cell_settings::show(ui, opened, facts.pixel_size_um.is_some(), &mut new.cells);
                },
            );
        });
        let size = vec2(ui.available_width(), if beside { room } else { room / 2.0 });
        ui.vertical(|ui| field(ui, cx, out, opened, item, size));
    };
    if beside {
        ui.horizontal_top(|ui| parts(ui, &mut new));
    } else {
        parts(ui, &mut new);
    }
    tell(ui, cx, opened, item, draft);
    end(ui, out, &mut new);
    if new != *draft {
        out.push(Command::Cells(CellsMove::Draft(Box::new(new))));
    }
}

/// Title, the fields before and after, and the way out.
fn bar(ui: &mut Ui, out: &mut Commands, opened: &Opened, item: usize) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Cells out of fields").heading());
        for (forward, text) in [(false, "< Previous field"), (true, "Next field >")] {
            let to = neighbour(&opened.by_class, item, forward);
            let button = ui.add_enabled(to.is_some(), Button::new(text));
            let button = button
                .on_hover_text("Look whether the settings suit other fields too: dim ones, crowded ones, other treatments.")
                .on_disabled_hover_text("There is no further field.");
            if let Some(item) = to.filter(|_| button.clicked()) {
                out.push(Command::Cells(CellsMove::Look(item)));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").on_hover_text("Back to the room; the settings are kept.\nEsc").clicked() {
                out.push(Command::Overlay(Overlay::None));
            }
        });
    });
}

/// The field with the outlines and windows of its cells.
fn field(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened, item: usize, room: egui::Vec2) {
    let mut look = cx.view.look;
    let read = cx.data.image.as_ref().filter(|(known, _)| *known == item).map(|(_, image)| image);
    match read {
        Some(Ok(image)) => {
            let found = cx.data.cells.found(opened.id, item).and_then(|(found, _)| found.ok());
            // Cells are often blue or green, seldom yellow; pictures are dark in both themes.
            let dark = egui::Visuals::dark();
            let colours = (theme::warning(&dark), theme::accent(&dark));
            picture(ui, cx, opened, (item, image), room, &mut look, &|painter, screen| {
                if let Some(found) = found {
                    outlines(painter, screen, found, colours);
                }
            });
        }
        Some(Err(why)) => empty(ui, room, |ui| {
            ui.colored_label(theme::failure(ui.visuals()), why);
        }),
        None => empty(ui, room, |ui| {
            ui.spinner();
        }),
    }
    if look != cx.view.look {
        out.push(Command::LookAt(look));
    }
}

/// Draws outlines, and the square of each cell that is cut out.
fn outlines(
    painter: &Painter,
    screen: &dyn Fn(f64, f64) -> Pos2,
    found: &FieldCells,
    (outline, square): (egui::Color32, egui::Color32),
) {
    let seen = painter.clip_rect();
    for line in &found.outlines {
        // Corners nearer to each other than can be seen are one.
        let mut points: Vec<Pos2> = Vec::with_capacity(line.len());
        for &[x, y] in line {
            let at = screen(f64::from(x), f64::from(y));
            if points.last().is_none_or(|last| last.distance_sq(at) >= NEAREST * NEAREST) {
                points.push(at);
            }
        }
        if Rect::from_points(&points).intersects(seen) {
            painter.add(Shape::closed_line(points, Stroke::new(1.5, outline)));
        }
    }
    let side = found.window as f64;
    let stroke = Stroke::new(1.0, square.gamma_multiply(0.6));
    for &(x, y) in &found.corners {
        let rect = Rect::from_two_pos(screen(x as f64, y as f64), screen(x as f64 + side, y as f64 + side));
        if rect.intersects(seen) {
            painter.rect_stroke(rect, 0.0, stroke, StrokeKind::Middle);
        }
    }
}

/// How many cells there are, here and in all fields.
fn tell(ui: &mut Ui, cx: &Context, opened: &Opened, item: usize, draft: &CellsDraft) {
    let found = cx.data.cells.found(opened.id, item);
    match found {
        None => {
            ui.label(RichText::new("Looking for cells...").weak());
        }
        Some((Err(why), _)) => {
            ui.add(Label::new(RichText::new(why).color(theme::warning(ui.visuals()))).truncate())
                .on_hover_text(why);
        }
        Some((Ok(found), newest)) => {
            let mut words = here(found);
            match cx.data.cells.count(opened.id, &draft.cells) {
                Some(count) => {
                    let _ = write!(
                        words,
                        "; {} cells in {} of {} fields",
                        count.cells, count.fields, count.looked
                    );
                    if count.failed > 0 {
                        let _ = write!(words, " ({} fields cannot be used)", count.failed);
                    }
                }
                None if newest => words += "; counting in all fields...",
                None => {}
            }
            ui.add(Label::new(&words).truncate()).on_hover_text(&words);
        }
    }
}

/// "93 cells here, 12 more at the edge left out".
fn here(found: &FieldCells) -> String {
    let count = found.corners.len();
    let mut words = format!("{count} {} here", if count == 1 { "cell" } else { "cells" });
    if found.at_edge > 0 {
        let _ = write!(words, ", {} more at the edge left out", found.at_edge);
    }
    if found.too_near > 0 {
        let _ = write!(words, ", {} too near to another", found.too_near);
    }
    words
}

/// What becomes of the cells.
fn end(ui: &mut Ui, out: &mut Commands, new: &mut CellsDraft) {
    ui.horizontal_wrapped(|ui| {
        let help = "The images of this project become the cells; they are cut out of the fields whenever they are used. \
                    Nothing is written.";
        if ui.button("Cut on the fly").on_hover_text(help).clicked() {
            out.push(Command::Cells(CellsMove::Draft(Box::new(new.clone()))));
            out.push(Command::Cells(CellsMove::Cut));
        }
        ui.separator();
        let help = "Writes every cell as an OME-TIFF, values untouched, in folders of classes with a labels.csv, into this \
                    new folder.";
        if ui.button("Write as a data set").on_hover_text(help).clicked() {
            out.push(Command::Cells(CellsMove::Draft(Box::new(new.clone()))));
            out.push(Command::Cells(CellsMove::Write));
        }
        let width = ui.available_width().clamp(80.0, 520.0);
        ui.add(TextEdit::singleline(&mut new.out).desired_width(width))
            .on_hover_text("The new folder.")
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "New folder of cells"));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_told_in_words() {
        let found = FieldCells { corners: vec![(1, 2)], at_edge: 3, ..FieldCells::default() };
        assert_eq!(here(&found), "1 cell here, 3 more at the edge left out");
        assert_eq!(
            here(&FieldCells { too_near: 2, ..FieldCells::default() }),
            "0 cells here, 2 too near to another"
        );
    }
}
