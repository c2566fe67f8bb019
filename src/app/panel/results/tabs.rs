//! The charts to choose from: [`TABS`], the list of them, and the row of their names.

use super::comparison::Comparison;
use super::{
    accuracy, confusions, differences, labels, learning, map, parameter, plate, recipes, suspects, table,
    transforms,
};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::ResultsChoice;
use egui::Ui;

/// A chart of the room.
pub struct Tab {
    /// Its word in a project's file.
    pub word: &'static str,
    /// Its name in the row.
    pub name: &'static str,
    /// The question that it answers.
    pub help: &'static str,
    /// True where it shows something though no run with results is ticked.
    pub without_ticks: bool,
    /// Draws it with its own controls, below the row.
    pub show: fn(&mut Ui, &Context, &mut Commands, &Comparison),
}

/// All charts, in the order of the row.
const TABS: [&Tab; 12] = [
    &accuracy::TAB,
    &differences::TAB,
    &confusions::TAB,
    &map::TAB,
    &labels::TAB,
    &learning::TAB,
    &transforms::TAB,
    &parameter::TAB,
    &plate::TAB,
    &suspects::TAB,
    &recipes::TAB,
    &table::TAB,
];

/// The chart that is shown: the chosen one, else the first.
pub fn shown(cx: &Context) -> &'static Tab {
    let chosen = cx.document.project().results.chart.as_str();
    TABS.into_iter().find(|tab| tab.word == chosen).unwrap_or(&accuracy::TAB)
}

/// The row.
pub fn row(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let (choice, shown) = (&cx.document.project().results, shown(cx));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
        for tab in TABS {
            let response = ui.selectable_label(tab.word == shown.word, tab.name).on_hover_text(tab.help);
            if response.clicked() {
                let chart = tab.word.to_owned();
                out.push(Command::SetResults(ResultsChoice { chart, ..choice.clone() }));
            }
        }
    });
}
