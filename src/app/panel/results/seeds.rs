//! The seeds of a recipe, to look at another one.

use crate::app::context::Context;
use crate::app::runs::RunInfo;
use egui::{RichText, Ui};

/// A row of the seeds of `run`'s recipe; the run that was clicked. Nothing where there is one seed alone.
pub fn seeds<'a>(ui: &mut Ui, cx: &Context<'a>, run: &RunInfo) -> Option<&'a RunInfo> {
    let family = cx.runs.family(run);
    if family.len() < 2 {
        return None;
    }
    let mut clicked = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        ui.label(RichText::new("seed").small());
        for one in family {
            let text = RichText::new(one.record.seed.to_string()).small();
            let button = ui.selectable_label(one.folder == run.folder, text);
            let help = format!("{}: the same recipe and settings with seed {}.", one.name, one.record.seed);
            if button.on_hover_text(help).clicked() {
                clicked = Some(one);
            }
        }
    });
    clicked
}
