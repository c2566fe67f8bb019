//! How stored values become what the encoder sees: the intensity window of the recipe on the screen.

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
const KINDS: [(&str, &str); 3] = [
    (
        "one for the data set",
        "Percentiles over the training images, each channel by itself. Brighter cells stay brighter than others.",
    ),
    ("bit depth of the files", "From 0 to the largest value that the type of the files can hold."),
    ("each image by itself", "Percentiles of every single image. All images become equally bright."),
];

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
    let words = present.and_then(|kind| KINDS.get(kind)).map_or("fixed numbers", |kind| kind.0);
    let list = ComboBox::from_id_salt("training window").width(ui.available_width() - 8.0).truncate();
    let shown = list.selected_text(words).show_ui(ui, |ui| {
        for (place, (name, help)) in KINDS.iter().enumerate() {
            let here = present == Some(place);
            if ui.selectable_label(here, *name).on_hover_text(*help).clicked() && !here {
                new = Some(rule_of(place, ends));
            }
        }
    });
    shown
        .response
        .on_hover_text("How stored values become 0 to 1 for the encoder. Changing it can be undone.")
        .accessible_name("Training window");
    if let Some(ends) = ends_of(rule).and_then(|ends| percentiles(ui, ends)) {
        new = present.map(|kind| rule_of(kind, ends));
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
        WindowRule::Fixed(_) => None,
    }
}

fn ends_of(rule: &WindowRule) -> Option<(f64, f64)> {
    match rule {
        WindowRule::Percentile { low, high } | WindowRule::EachImage { low, high } => Some((*low, *high)),
        WindowRule::BitDepth | WindowRule::Fixed(_) => None,
    }
}

fn rule_of(kind: usize, (low, high): (f64, f64)) -> WindowRule {
    match kind {
        0 => WindowRule::Percentile { low, high },
        1 => WindowRule::BitDepth,
        _ => WindowRule::EachImage { low, high },
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
            let rule = rule_of(kind, (2.0, 97.0));
            assert_eq!(kind_of(&rule), Some(kind));
            assert!(ends_of(&rule).is_none_or(|ends| ends == (2.0, 97.0)));
        }
        assert_eq!(rule_of(0, ENDS), WindowRule::default());
    }
}
