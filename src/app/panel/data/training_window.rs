//! How stored values become what the encoder sees: the intensity window of the recipe on the screen.

use super::window_column;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::theme;
use augscope::dataset::WindowRule;
use augscope::pipeline::{Edit, PipelineInput};
use egui::{ComboBox, DragValue, RichText, Ui};

/// What the percentiles are at first.
const ENDS: (f64, f64) = (0.1, 99.9);
/// The least distance of the two percentiles.
const APART: f64 = 0.1;

/// The kinds of rules with what each does.
const KINDS: [(&str, &str); 5] = [
    (
        "one for the data set",
        "Percentiles over the training images, each channel by itself. Brighter cells stay brighter than others.",
    ),
    ("bit depth of the files", "From 0 to the largest value that the type of the files can hold."),
    ("each image by itself", "Percentiles of every single image. All images become equally bright."),
    (
        "one for each plate",
        "Percentiles over the images that have the same value in a column of the table, such as the plate or the day. What \
         differs from plate to plate by staining or by the lamp is taken away.",
    ),
    (
        "from control wells",
        "Percentiles over those training images that are controls by a column of the table. A treatment that makes all \
         cells bright stays visible.",
    ),
];

/// The place in [`KINDS`] from which on rules go by a column.
const PER_GROUP: usize = 3;

/// The section.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let recipe = cx.document.recipe();
    let rule = &recipe.input.window;
    ui.label(RichText::new("Training window").heading()).on_hover_text(
        "Which stored values become 0 (black) and 1 (full) before the first step of a recipe.",
    );
    ui.label(
        RichText::new(format!("What the encoder sees. Part of the recipe \"{}\".", recipe.name)).small(),
    );
    let present = kind_of(rule);
    let ends = ends_of(rule).unwrap_or(ENDS);
    let mut new = None;
    let columns = &opened.dataset.column_names;
    let words = present.and_then(|kind| KINDS.get(kind)).map_or("fixed numbers", |kind| kind.0);
    let list = ComboBox::from_id_salt("training window").width(ui.available_width() - 8.0).truncate();
    let shown = list.selected_text(words).show_ui(ui, |ui| {
        for (place, (name, help)) in KINDS.iter().enumerate() {
            let here = present == Some(place);
            let needs_column = place >= PER_GROUP;
            ui.add_enabled_ui(here || !needs_column || !columns.is_empty(), |ui| {
                let choice = ui.selectable_label(here, *name).on_hover_text(*help);
                let choice =
                    choice.on_disabled_hover_text("There is no table here that names plates or controls.");
                if choice.clicked() && !here {
                    new = Some(rule_of(place, ends, &window_column::first(opened)));
                }
            });
        }
    });
    shown
        .response
        .on_hover_text("How stored values become 0 to 1 for the encoder. Changing it can be undone.")
        .accessible_name("Training window");
    if let Some(ends) = ends_of(rule).and_then(|ends| percentiles(ui, ends)) {
        new = present.map(|kind| rule_of(kind, ends, &window_column::of_rule(rule)));
    }
    if let Some(rule) = window_column::show(ui, rule, opened) {
        new = Some(rule);
    }
    remarks(ui, rule, opened);
    if let Some(window) = new {
        let input = PipelineInput { window, ..recipe.input.clone() };
        out.push(Command::Edit(Edit::SetInput(input), Some("window".into())));
    }
}

/// What follows from the rule, in words.
fn remarks(ui: &mut Ui, rule: &WindowRule, opened: &Opened) {
    let warn = |ui: &mut Ui, words: &str| {
        ui.label(RichText::new(words).small().color(theme::warning(ui.visuals())));
    };
    match rule {
        WindowRule::Percentile { .. } => {
            ui.label(RichText::new("Fitted on the training part only.").small().weak());
        }
        WindowRule::EachImage { .. } => warn(
            ui,
            "This erases absolute intensity: the encoder cannot tell bright cells from dim ones, which hides \
             DNA content or expression.",
        ),
        WindowRule::PerGroup { .. } => {
            ui.label(RichText::new("Fitted on the training images of each.").small().weak())
                .on_hover_text("Plates without a training image are fitted on all of their images.");
        }
        WindowRule::Controls { .. } => {
            ui.label(RichText::new("Fitted on the controls of the training part.").small().weak());
        }
        WindowRule::BitDepth if opened.stored.is_some_and(|stored| !stored.whole) => warn(
            ui,
            "These images hold floating-point numbers, which have no bit depth. Choose another rule.",
        ),
        WindowRule::BitDepth => {
            let words = "Cameras seldom use the whole range: images may become very dark.";
            ui.label(RichText::new(words).small().weak());
        }
        WindowRule::Fixed(windows) => {
            for (name, (low, high)) in opened.dataset.channels.iter().zip(windows) {
                ui.label(RichText::new(format!("{name}: {low} to {high}")).small());
            }
            if windows.len() != opened.dataset.channels.len() {
                let (have, need) = (windows.len(), opened.dataset.channels.len());
                warn(ui, &format!("The recipe has numbers for {have} channels, these images have {need}."));
            }
        }
    }
}

/// The place in [`KINDS`]; fixed numbers come from files only.
fn kind_of(rule: &WindowRule) -> Option<usize> {
    match rule {
        WindowRule::Percentile { .. } => Some(0),
        WindowRule::BitDepth => Some(1),
        WindowRule::EachImage { .. } => Some(2),
        WindowRule::PerGroup { .. } => Some(PER_GROUP),
        WindowRule::Controls { .. } => Some(PER_GROUP + 1),
        WindowRule::Fixed(_) => None,
    }
}

fn ends_of(rule: &WindowRule) -> Option<(f64, f64)> {
    match rule {
        WindowRule::Percentile { low, high }
        | WindowRule::EachImage { low, high }
        | WindowRule::PerGroup { low, high, .. }
        | WindowRule::Controls { low, high, .. } => Some((*low, *high)),
        WindowRule::BitDepth | WindowRule::Fixed(_) => None,
    }
}

/// The rule of that kind; `by` is a column and a value in it.
fn rule_of(kind: usize, (low, high): (f64, f64), by: &(String, String)) -> WindowRule {
    let (column, value) = by.clone();
    match kind {
        0 => WindowRule::Percentile { low, high },
        1 => WindowRule::BitDepth,
        2 => WindowRule::EachImage { low, high },
        PER_GROUP => WindowRule::PerGroup { column, low, high },
        _ => WindowRule::Controls { column, value, low, high },
    }
}

/// The two percentiles; new ones when the user changed them.
fn percentiles(ui: &mut Ui, (low, high): (f64, f64)) -> Option<(f64, f64)> {
    let mut new = (low, high);
    ui.horizontal_wrapped(|ui| {
        ui.label("percentile");
        let field = |value, range| DragValue::new(value).range(range).speed(0.05).max_decimals(2);
        let from = ui.add(field(&mut new.0, 0.0..=(high - APART).max(0.0)));
        let help = "This share of the pixels, in percent, is darker than 0 of the encoder.";
        from.on_hover_text(help).accessible_name("Lower percentile of the training window");
        ui.label("to");
        let to = ui.add(field(&mut new.1, (low + APART).min(100.0)..=100.0));
        let help = "Pixels above this percentile are brighter than 1 of the encoder.";
        to.on_hover_text(help).accessible_name("Upper percentile of the training window");
    });
    (new != (low, high)).then_some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_made_of_their_kind_and_percentiles() {
        for kind in 0..KINDS.len() {
            let rule = rule_of(kind, (2.0, 97.0), &("plate".into(), "7".into()));
            assert_eq!(kind_of(&rule), Some(kind));
            assert!(ends_of(&rule).is_none_or(|ends| ends == (2.0, 97.0)));
        }
        assert_eq!(rule_of(0, ENDS, &Default::default()), WindowRule::default());
    }
}
