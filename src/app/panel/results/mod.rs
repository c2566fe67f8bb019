//! The Results room: which class did my choice help, which did it hurt, and may I believe it?

mod accuracy;
mod behind;
mod best;
mod bin;
mod caveats;
mod comparison;
mod confusion;
mod confusions;
mod control;
mod controls;
mod differences;
mod empty;
mod evidence;
mod explain;
mod export_run;
mod facts;
mod figured;
mod fold;
mod hover;
mod labels;
mod learning;
mod map;
mod matrix;
mod notes;
mod order;
mod parameter;
mod plate;
mod plate_question;
mod ranking;
mod recipes;
mod roll;
mod runs;
mod save;
mod sealed;
mod seeds;
mod steps;
mod suspects;
mod table;
mod tabs;
mod ticks;
mod trade_off;
mod transforms;
mod verdicts;

pub use behind::show as behind;
pub use bin::show as bin;
pub use confusion::shown_run;
pub use evidence::{show as evidence, wish as evidence_wish};
pub use export_run::show as export_run;
pub use map::map_run;
pub use roll::Roll;
pub use sealed::show as sealed;
#[cfg(test)]
#[allow(unused_imports, reason = "the tests of the window walk the list of charts")]
pub use tabs::words as chart_words;

use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::Tile;
use crate::app::view::Overlay;
use comparison::Comparison;
use egui::{CentralPanel, Panel, ScrollArea, Ui};

/// Below this height there is no room for controls, caveats and chart at once.
const LOW: f32 = 400.0;

/// The pictures that the room shows now.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let covered = cx.view.overlay != Overlay::None;
    if covered || map_run(cx).is_none() { behind::tiles(cx, opened) } else { map::tiles(cx, opened) }
}

/// Below this width, in points, what stands at the right stands below the chart.
const NARROW: f32 = 900.0;

/// The room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let comparison = Comparison::new(cx);
    let narrow = ui.available_width() < NARROW;
    // In a narrow window the chart keeps a third of it.
    let widest = (0.34 * ui.available_width()).max(120.0);
    Panel::left("results runs")
        .default_size(280.0_f32.min(widest))
        .size_range(120.0..=widest.clamp(121.0, 420.0))
        .show(ui, |ui| runs::show(ui, cx, out, &comparison));
    if !narrow {
        Panel::right("results confusion")
            .default_size(330.0_f32.min(widest))
            .size_range(120.0..=widest.max(121.0))
            .show(ui, |ui| {
                let area = ScrollArea::both().id_salt("confusion panel").auto_shrink(false);
                area.show(ui, |ui| details(ui, cx, out));
            });
    }
    CentralPanel::default().show(ui, |ui| {
        let nothing = comparison.shown.is_empty();
        if cx.runs.list().is_empty() {
            return empty::show(ui, cx, out);
        }
        let mut chart = |ui: &mut Ui| {
            if !nothing {
                controls::show(ui, cx, out, &comparison);
                caveats::show(ui, &comparison);
            }
            tabs::row(ui, cx, out);
            let tab = tabs::shown(cx);
            if nothing && !tab.without_ticks {
                empty::show(ui, cx, out);
            } else {
                (tab.show)(ui, cx, out, &comparison);
            }
            if narrow {
                ui.separator();
                details(ui, cx, out);
            }
        };
        // In a low or narrow window the whole room scrolls, else the rows alone.
        if narrow || ui.available_height() < LOW {
            ScrollArea::vertical().id_salt("low window").auto_shrink(false).show(ui, chart);
        } else {
            chart(ui);
        }
    });
}

/// What the recipe did, which classes are mixed up, and the facts of the run that is looked at.
fn details(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    verdicts::show(ui, cx);
    if let Some(run) = shown_run(cx) {
        // Not twice beside each other.
        if tabs::shown(cx).word != confusions::TAB.word {
            confusion::show(ui, cx, out, run);
        }
        facts::show(ui, cx, out, run);
    } else {
        ui.heading("Confusion");
        ui.label("Tick or click a run with results to see which classes it mixes up.");
    }
}
