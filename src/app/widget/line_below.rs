//! A line below a row of a list.

use egui::{Mesh, Rect, Shape, Ui};

/// Draws a line, one pixel high, along the bottom of `row`. Lines rather than stripes or frames, and without soft edges: a
/// software renderer pays for every pixel that is painted once more, and for every triangle.
pub fn line_below(ui: &Ui, row: Rect) {
    let pixel = 1.0 / ui.pixels_per_point();
    let bottom = (row.bottom() / pixel).round() * pixel;
    let mut line = Mesh::default();
    line.add_colored_rect(
        Rect::from_x_y_ranges(row.x_range(), bottom - pixel..=bottom),
        ui.visuals().widgets.noninteractive.bg_stroke.color,
    );
    ui.painter().add(Shape::mesh(line));
}
