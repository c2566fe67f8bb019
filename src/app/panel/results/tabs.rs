//! The charts to choose from: [`TABS`], the list of them, and the row of their names.

use super::comparison::Comparison;
use super::{
    accuracy, best, confusions, control, differences, labels, learning, map, parameter, plate, ranking,
    recipes, steps, suspects, table, trade_off, transforms,
};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::ResultsChoice;
use egui::{ComboBox, Ui};

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
const TABS: [&Tab; 17] = [
    &accuracy::TAB,
    &differences::TAB,
    &ranking::TAB,
    &best::TAB,
    &trade_off::TAB,
    &steps::TAB,
    &confusions::TAB,
    &map::TAB,
    &labels::TAB,
    &learning::TAB,
    &transforms::TAB,
    &parameter::TAB,
    &control::TAB,
    &plate::TAB,
    &suspects::TAB,
    &recipes::TAB,
    &table::TAB,
];

/// Words of all charts.
#[cfg(test)]
pub fn words() -> Vec<&'static str> {
    TABS.iter().map(|tab| tab.word).collect()
}

/// The chart that is shown: the chosen one, else the first.
pub fn shown(cx: &Context) -> &'static Tab {
    let chosen = cx.document.project().results.chart.as_str();
    TABS.into_iter().find(|tab| tab.word == chosen).unwrap_or(&accuracy::TAB)
}

/// Below this width, in points, the charts are a list to choose from.
const NARROW: f32 = 520.0;

/// The row of names; a list where there is no room for it.
pub fn row(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let (choice, shown) = (&cx.document.project().results, shown(cx));
    let mut entry = |ui: &mut Ui, tab: &'static Tab| {
        let response = ui.selectable_label(tab.word == shown.word, tab.name).on_hover_text(tab.help);
        if response.clicked() {
            let chart = tab.word.to_owned();
            out.push(Command::SetResults(ResultsChoice { chart, ..choice.clone() }));
        }
    };
    if ui.available_width() < NARROW {
        let list = ComboBox::from_id_salt("chart").selected_text(shown.name).width(150.0);
        let response = list.show_ui(ui, |ui| TABS.into_iter().for_each(|tab| entry(ui, tab))).response;
        response.on_hover_text(shown.help).accessible_name("Chart");
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
        for tab in TABS {
            entry(ui, tab);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_chart_has_a_word_a_name_and_a_question() {
        let words = words();
        assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len());
        for tab in TABS {
            assert!(!tab.name.is_empty() && tab.help.ends_with(['?', '.']), "{}", tab.word);
        }
    }
}
