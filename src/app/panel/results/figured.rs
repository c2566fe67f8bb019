//! What the charts of all ticked runs have in common: their head, what they say, and what stands there without them.

use super::save::save_menu;
use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::figured::Figure;
use crate::app::theme;
use augscope::export::Chart;
use egui::{Label, RichText, Ui};
use std::sync::Arc;

/// The figure that was asked for, where it is there; else says why it is not.
pub fn found<'a>(ui: &mut Ui, cx: &Context<'a>, title: &str, how: &str) -> Option<&'a Figure> {
    let figured = &cx.runs.figured;
    match figured.found() {
        _ if !figured.is_wanted() => {
            ui.heading(title);
            ui.label(how);
            None
        }
        None => {
            ui.heading(title);
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("reading the ticked runs, and drawing groups and seeds...");
            });
            None
        }
        Some(Err(why)) => {
            ui.heading(title);
            ui.add(Label::new(RichText::new(why).color(theme::warning(ui.visuals()))).wrap());
            ui.label(how);
            None
        }
        Some(Ok(figure)) => Some(figure),
    }
}

/// The title with the menu that saves the chart, and what `more` puts beside them.
pub fn head<C: Chart + Clone + 'static>(
    ui: &mut Ui,
    cx: &Context,
    out: &mut Commands,
    (title, chart): (&str, &C),
    more: impl FnOnce(&mut Ui, &mut Commands),
) {
    ui.horizontal_wrapped(|ui| {
        ui.heading(title);
        more(ui, out);
        save_menu(ui, cx, out, || Some(Arc::new(chart.clone()) as Arc<dyn Chart>));
    });
}

/// What the figure says, and what must be known of it.
pub fn words(ui: &mut Ui, sentences: &[String], notes: &[String]) {
    for line in sentences {
        ui.add(Label::new(line).wrap());
    }
    for note in notes {
        let words = RichText::new(format!("• {note}")).small().color(theme::warning(ui.visuals()));
        ui.add(Label::new(words).wrap());
    }
}

/// What stands below the chart.
pub fn foot(ui: &mut Ui, footer: &str, remark: &str) {
    ui.add(Label::new(RichText::new(format!("{footer} {remark}.")).small()).wrap());
}
