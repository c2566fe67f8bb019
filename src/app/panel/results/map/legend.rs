//! The names of the map's colours; a click hides a colour's images or shows them again.

use super::points::mark;
use super::{Map, change};
use crate::app::command::Commands;
use crate::app::widget::class_chart::shortened;
use egui::{Align2, Mesh, Role, ScrollArea, Sense, Shape, TextStyle, Ui, Vec2, WidgetInfo, pos2, vec2};

/// Height of a line.
const LINE: f32 = 19.0;

/// The list, `size` large.
pub fn show(ui: &mut Ui, out: &mut Commands, map: &Map, size: Vec2) {
    ui.set_width(size.x);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.small(map.look.colour.name()).on_hover_text(map.look.colour.help());
    let left = (size.y - 16.0).max(40.0);
    let area = ScrollArea::vertical().id_salt("map legend").max_height(left).auto_shrink([false, true]);
    area.show_rows(ui, LINE, map.coloured.names.len(), |ui, range| {
        for colour in range {
            line(ui, out, map, colour);
        }
    });
}

fn line(ui: &mut Ui, out: &mut Commands, map: &Map, colour: usize) {
    let Some((name, count)) = map.coloured.names.get(colour) else { return };
    let shown = map.shows(colour);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 3, ui.visuals().widgets.hovered.weak_bg_fill);
    }
    let ink = if shown { ui.visuals().text_color() } else { ui.visuals().weak_text_color() };
    let middle = rect.center().y;
    if shown {
        let mut mesh = Mesh::default();
        mark(&mut mesh, colour, pos2(rect.left() + 8.0, middle), 4.2, 1.0);
        ui.painter().add(Shape::mesh(mesh));
    }
    let font = TextStyle::Small.resolve(ui.style());
    let right = rect.right() - 12.0;
    let number = ui.painter().text(
        pos2(right, middle),
        Align2::RIGHT_CENTER,
        count.to_string(),
        font.clone(),
        ui.visuals().weak_text_color(),
    );
    let left = rect.left() + 18.0;
    let galley = shortened(ui.painter(), name, &font, ink, (number.left() - 6.0 - left).max(10.0));
    let at = pos2(left, middle - 0.5 * galley.size().y);
    if !shown {
        let line = [pos2(at.x, middle), pos2(at.x + galley.size().x, middle)];
        ui.painter().line_segment(line, (1.0, ink));
    }
    ui.painter().galley(at, galley, ink);
    let (state, act) = if shown { ("shown", "hide") } else { ("hidden", "show") };
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name}, {count} images, {state}")));
    if response.on_hover_text(format!("{name}: {count} images\nClick to {act} them.")).clicked() {
        change(out, map.look.with_toggled(name));
    }
}
