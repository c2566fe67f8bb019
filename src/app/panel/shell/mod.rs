//! What surrounds every room: bar on top, line at the bottom, keys, and the windows laid over a room.

mod examples;
mod guide;
mod help;
mod messages;
mod palette;
mod save_as;
mod shortcuts;
mod status_bar;
mod top_bar;
mod tour;

pub use shortcuts::take_shortcuts;
pub use status_bar::status_bar;
pub use top_bar::top_bar;

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::panel::{data, design, results, train};
use crate::app::view::Overlay;
use egui::{Id, Modal};

/// The window laid over the room, if there is one. Escape and a click beside it take it away.
pub fn overlay(ctx: &egui::Context, cx: &Context, out: &mut Commands) {
    if cx.view.overlay == Overlay::None {
        return;
    }
    let mut modal = Modal::new(Id::unique("overlay"));
    if cx.view.overlay == Overlay::Sorting {
        // Nothing of the room may be seen: it shows originals with their classes.
        modal = modal.backdrop_color(ctx.global_style().visuals.panel_fill);
    }
    if let Overlay::Tour { card } = cx.view.overlay {
        modal.area = tour::area(ctx, modal.area, card);
    }
    let modal = modal.show(ctx, |ui| match &cx.view.overlay {
        Overlay::None => {}
        Overlay::Palette { typed, chosen } => palette::show(ui, cx, out, typed, *chosen),
        Overlay::Catalogue { typed } => design::catalogue(ui, cx, out, typed),
        Overlay::Image { item } => data::image(ui, cx, out, *item),
        Overlay::Cells { item } => data::cells(ui, cx, out, *item),
        Overlay::Behind(behind) => results::behind(ui, cx, out, behind),
        Overlay::Evidence(evidence) => results::evidence(ui, cx, out, evidence),
        Overlay::Sealed => results::sealed(ui, cx, out),
        Overlay::Bin => results::bin(ui, cx, out),
        Overlay::Discard { run } => train::discard_question(ui, cx, out, run),
        Overlay::SaveAs { typed } => save_as::show(ui, out, typed),
        Overlay::Help => help::show(ui, out),
        Overlay::Guide(place) => guide::show(ui, cx, out, place),
        Overlay::Tour { card } => tour::show(ui, out, *card),
        Overlay::Sorting => design::sorting(ui, cx, out),
        Overlay::FileNames { pattern } => data::naming(ui, cx, out, pattern),
        Overlay::PlateMap(draft) => data::plate_map(ui, cx, out, draft),
        Overlay::Unlabelled { typed } => data::unlabelled(ui, cx, out, typed),
        Overlay::Messages => messages::show(ui, cx, out),
        Overlay::ExportRecipe(wish) => design::export_recipe(ui, out, wish),
        Overlay::ExportRun(wish) => results::export_run(ui, cx, out, wish),
        Overlay::ImportRecipe { typed } => design::import_recipe(ui, out, typed),
    });
    if modal.should_close() {
        out.push(Command::Overlay(Overlay::None));
    }
}
