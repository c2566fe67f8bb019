//! The Design room: what will the encoder see, and what will it stop seeing?

mod card_words;
mod catalogue_list;
mod channels;
mod controls;
mod copy_to;
mod grid;
mod group;
mod hidden;
mod histograms;
mod lower;
mod pair;
mod presets;
mod recipe_files;
mod recipes;
mod sheet;
mod sorting;
mod stack;
mod step;
mod strip;
mod sweep;
mod values;
mod versions;
mod warnings;

pub use catalogue_list::catalogue;
pub use grid::visible_tiles;
pub use histograms::{steps as histogram_steps, tiles as histogram_tiles};
pub use lower::tiles;
pub use pair::tiles as pair_tiles;
pub use recipe_files::{export as export_recipe, import as import_recipe};
pub use sheet::plan as sheet_plan;
pub use sorting::overlay as sorting;
pub use strip::tiles as strip_tiles;

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::view::Room;
use crate::app::widget::action_button;
use augscope::job::Loaded;
use egui::{CentralPanel, Panel, ScrollArea, Ui};

/// Below this width, in points, there is no room for three columns.
const NARROW: f32 = 860.0;
/// Below this height, in points, pictures and grid are scrolled together.
const LOW: f32 = 430.0;
/// From this height on what the recipe hides has a place of its own.
const TALL: f32 = 520.0;
/// Height of the grid then.
const LOW_GRID: f32 = 260.0;

/// The room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    // On a narrow or much enlarged window the settings stand under the stack, not beside the pictures.
    let narrow = ui.available_width() < NARROW;
    let sizes = if narrow { (258.0, 208.0..=328.0) } else { (308.0, 248.0..=468.0) };
    let id = if narrow { "recipe, narrow" } else { "recipe" };
    Panel::left(id).default_size(sizes.0).size_range(sizes.1).show(ui, |ui| {
        // Its bar lies beside what is scrolled, not upon it.
        ui.spacing_mut().scroll = egui::style::ScrollStyle::solid();
        ScrollArea::vertical().id_salt("recipe").auto_shrink(false).show(ui, |ui| {
            recipes::show(ui, cx, out);
            ui.separator();
            stack::show(ui, cx, out);
            if narrow {
                ui.separator();
                step::show(ui, cx, out);
                histograms::show(ui, cx, out);
                ui.separator();
                hidden::show(ui, cx, out);
            }
        });
    });
    if !narrow {
        Panel::right("step").default_size(310.0).size_range(250.0..=720.0).show(ui, |ui| {
            // What the recipe hides stays in sight while settings are scrolled.
            let height = ui.available_height();
            let apart = height >= TALL && cx.opened().is_some();
            if apart {
                // Without settings above it there is more room, and a hand may move the border of either.
                let (id, share) =
                    if cx.selected_step().is_some() { ("hidden", 0.42) } else { ("hidden, alone", 0.78) };
                let panel = Panel::bottom(id).resizable(true).default_size(share * height);
                panel.size_range(0.2 * height..=0.82 * height).show(ui, |ui| {
                    let area = ScrollArea::vertical().id_salt("hidden").auto_shrink(false);
                    area.show(ui, |ui| hidden::show(ui, cx, out));
                });
            }
            ScrollArea::vertical().id_salt("step").auto_shrink(false).show(ui, |ui| {
                step::show(ui, cx, out);
                histograms::show(ui, cx, out);
                if !apart {
                    ui.separator();
                    hidden::show(ui, cx, out);
                }
            });
        });
    }
    CentralPanel::default().show(ui, |ui| match cx.opened() {
        Some(opened) if ui.available_height() >= LOW => {
            let place = versions::show(ui, cx, out, opened);
            strip::show(ui, cx, out, place);
            ui.separator();
            lower::show(ui, cx, out, opened);
        }
        Some(opened) => {
            ScrollArea::vertical().id_salt("room").auto_shrink(false).show(ui, |ui| {
                let place = versions::show(ui, cx, out, opened);
                strip::show(ui, cx, out, place);
                ui.separator();
                let size = egui::vec2(ui.available_width(), LOW_GRID);
                ui.allocate_ui(size, |ui| {
                    ui.set_min_size(size);
                    lower::show(ui, cx, out, opened);
                });
            });
        }
        None => nothing_open(ui, cx, out),
    });
}

/// What stands where the pictures will be.
fn nothing_open(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.vertical_centered(|ui| {
        ui.add_space(80.0);
        match &cx.data.opened {
            Loaded::Loading(_) => {
                ui.spinner();
                ui.label("The images are being opened.");
            }
            Loaded::Failed(words) => {
                ui.colored_label(crate::app::theme::failure(ui.visuals()), words);
                let back = ui.button("To the Data room").on_hover_text("Open other images there.");
                if back.clicked() {
                    out.push(Command::Go(Room::Data));
                }
            }
            _ => {
                ui.heading("Random versions of your own cells appear here");
                ui.label("Open images first. The recipe can be built before, too.");
                ui.add_space(8.0);
                action_button(ui, cx, out, Action::SimulatedCells, Action::SimulatedCells.text());
                action_button(ui, cx, out, Action::OpenFolder, Action::OpenFolder.text());
            }
        }
    });
}
