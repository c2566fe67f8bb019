//! The menu that saves a chart as a file.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use augscope::export::{Chart, ChartFormat};
use egui::Ui;
use std::sync::Arc;

/// The menu; `chart` makes what is saved, once somebody asked for it.
pub fn save_menu(ui: &mut Ui, cx: &Context, out: &mut Commands, chart: impl Fn() -> Option<Arc<dyn Chart>>) {
    let menu = ui.menu_button("Save chart...", |ui| {
        for format in ChartFormat::ALL {
            if ui.button(format.title()).on_hover_text(format.help()).clicked() {
                if let Some(chart) = chart() {
                    out.push(Command::SaveChart(chart, format));
                }
                ui.close();
            }
        }
    });
    let folder = cx.document.folder().join("charts");
    menu.response.on_hover_text(format!("Writes this chart into {}.", folder.display()));
}
