//! The small print of a step's card: how often, its most important setting, the note.

use augscope::pipeline::{Column, Pipeline, Step};
use egui::{RichText, Sense, Ui};

/// The lines; true when one was clicked. On the card of a `chosen` step nothing is weak, since its ground is bright.
pub fn show(ui: &mut Ui, recipe: &Pipeline, step: &Step, chosen: bool) -> bool {
    let mut clicked = false;
    let mut line = |text: RichText, hover: &str| {
        let label = egui::Label::new(text.small()).truncate().sense(Sense::click());
        clicked |= ui.add(label).on_hover_text(hover).clicked();
    };
    for words in lines(recipe, step) {
        line(RichText::new(&words), &words);
    }
    if let Some(first) = step.note.lines().find(|line| !line.trim().is_empty()) {
        let text = RichText::new(first.trim());
        line(if chosen { text } else { text.weak() }, step.note.trim());
    }
    clicked
}

/// A line for the settings of both versions, or one for each where they differ.
fn lines(recipe: &Pipeline, step: &Step) -> Vec<String> {
    let strength = match step.strength {
        1.0 => String::new(),
        strength => format!(" · strength {:.0} %", 100.0 * strength),
    };
    match &step.second {
        None => vec![summary(recipe, step, &step.first) + &strength],
        Some(second) => vec![
            format!("version 1: {}{strength}", summary(recipe, step, &step.first)),
            format!("version 2: {}{strength}", summary(recipe, step, second)),
        ],
    }
}

/// How often, and the most important setting.
fn summary(recipe: &Pipeline, step: &Step, column: &Column) -> String {
    let often = match column.probability {
        p if p >= 1.0 => "always".to_owned(),
        p if p <= 0.0 => return "never".to_owned(),
        p => format!("{:.0} % of versions", 100.0 * p),
    };
    let Some((param, setting)) = step.entry.params.first().zip(column.settings.first()) else { return often };
    let (label, unit) = (param.label.to_lowercase(), recipe.param_in_lengths(param).unit.symbol());
    format!("{often} · {label} {} {unit}", setting.words()).trim().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use augscope::transform::catalogue;

    #[test]
    fn a_card_says_what_both_versions_get() {
        let recipe = Pipeline::default();
        let mut step = recipe.new_step(catalogue::find("solarise").unwrap());
        assert!(lines(&recipe, &step)[0].starts_with("always · "));
        let mut second = step.first.clone();
        (step.first.probability, second.probability, step.strength) = (0.0, 0.2, 0.5);
        step.second = Some(second);
        let said = lines(&recipe, &step);
        assert_eq!(said[0], "version 1: never · strength 50 %");
        assert!(said[1].starts_with("version 2: 20 % of versions · "), "{}", said[1]);
    }
}
