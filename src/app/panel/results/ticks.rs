//! Ticking: which runs are drawn, a recipe with all its seeds at a time.

use super::comparison::ticked;
use super::fold::Fold;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::ResultsChoice;
use egui::{Checkbox, CornerRadius, Ui, Visuals};

/// A box that ticks all runs of `fold`; half full where only some are.
pub fn tick(ui: &mut Ui, cx: &Context, out: &mut Commands, fold: &Fold) {
    let choice = &cx.document.project().results;
    let there = ticked(cx);
    let on = fold.runs.iter().filter(|run| there.iter().any(|one| one.name == run.name)).count();
    let (mut all, some) = (on == fold.runs.len(), on > 0 && on < fold.runs.len());
    square(ui.visuals_mut());
    let response = ui.add(Checkbox::without_text(&mut all).indeterminate(some)).on_hover_text(
        "Draws it in the charts. The first ticked recipe is the one that the others are compared with.",
    );
    if response.accessible_name(format!("Show {}", fold.name)).changed() {
        // Names of runs that were thrown away meanwhile go, too.
        let mut names: Vec<String> = there.iter().map(|run| run.name.clone()).collect();
        names.retain(|name| !fold.holds(name));
        if all || some {
            names.extend(fold.runs.iter().map(|run| run.name.clone()));
        }
        out.push(Command::SetResults(ResultsChoice { ticked: names, ..choice.clone() }));
    }
}

/// Boxes without round corners. A corner is a dozen triangles, which in some forty rows take a software renderer a
/// twentieth of a frame.
fn square(visuals: &mut Visuals) {
    let widgets = &mut visuals.widgets;
    for widget in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
        widget.corner_radius = CornerRadius::ZERO;
    }
}
