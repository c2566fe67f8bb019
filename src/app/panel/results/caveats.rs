//! Caveats: what must be known before a number is believed, always in sight.

use super::comparison::{Comparison, Seed, Shown};
use crate::app::theme;
use egui::{Button, RichText, Sense, Stroke, Ui};

/// A caveat and why it applies.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Caveat {
    words: &'static str,
    why: String,
}

/// The badges.
pub fn show(ui: &mut Ui, comparison: &Comparison) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(5.0, 3.0);
        for caveat in caveats(comparison) {
            badge(ui, &caveat);
        }
        for (run, why) in &comparison.without {
            let words = format!("not shown: {}", run.name);
            let text = RichText::new(words).small();
            ui.add(Button::new(text).small().sense(Sense::hover()).truncate()).on_hover_text(why);
        }
    });
}

fn badge(ui: &mut Ui, caveat: &Caveat) {
    let colour = theme::warning(ui.visuals());
    let text = RichText::new(caveat.words).small().color(colour);
    let button = Button::new(text)
        .small()
        .sense(Sense::hover())
        .truncate()
        .fill(colour.gamma_multiply(0.10))
        .stroke(Stroke::new(1.0, colour));
    ui.add(button).on_hover_text(format!("{}\n\n{}", caveat.words, caveat.why));
}

fn caveats(comparison: &Comparison) -> Vec<Caveat> {
    let shown = &comparison.shown;
    let named = |which: &dyn Fn(&Shown) -> bool| -> Vec<&str> {
        shown.iter().filter(|one| which(one)).map(|one| one.name.as_str()).collect()
    };
    let mut all = Vec::new();
    let mut add = |words, runs: Vec<&str>, why: &str| {
        if !runs.is_empty() {
            all.push(Caveat { words, why: format!("{why}\nRuns: {}.", runs.join(", ")) });
        }
    };
    add(
        "single run: one seed can invent or hide an effect",
        named(&|one| one.seeds.len() == 1),
        "No other ticked run has the same recipe and settings with another seed. Train it again with two or more \
         other seeds and tick them all; a difference that stays is worth believing.",
    );
    add(
        "exploratory",
        named(&|one| one.seeds.iter().any(|seed| seed.report.exploratory)),
        "Too few groups or images for a part of the data that nobody has looked at. Take the numbers as a hint, not \
         as a verdict.",
    );
    if shown.iter().any(|one| one.first.report.primary_readout != comparison.kind) {
        add(
            "not the declared read-out",
            named(&|one| one.first.report.primary_readout != comparison.kind),
            "Another read-out was declared before the run. Choosing the best-looking one afterwards flatters.",
        );
    }
    add(
        "transductive",
        named(&|one| one.seeds.iter().any(|seed| seed.report.transductive)),
        "The training saw the evaluated images too, without their labels. On new images the numbers may be lower.",
    );
    let reasons = missing_intervals(shown);
    if !reasons.is_empty() {
        let why = format!(
            "Without an interval nobody can tell how much chance is in a number.\n{}",
            reasons.join("\n")
        );
        all.push(Caveat { words: "too few groups for intervals", why });
    }
    let collapsed: Vec<&str> = shown
        .iter()
        .flat_map(|one| &one.seeds)
        .flat_map(|one| [one.report.collapse.encoder.warning.as_deref(), projector_warning(one)])
        .flatten()
        .collect();
    if !collapsed.is_empty() {
        all.push(Caveat { words: "collapsed", why: collapsed.join("\n") });
    }
    all
}

fn projector_warning<'a>(one: &Seed<'a>) -> Option<&'a str> {
    one.report.collapse.projector.as_ref()?.warning.as_deref()
}

/// The classes that have images but no interval, each once, with the reason; at most eight.
fn missing_intervals(shown: &[Shown]) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for (class, figures) in shown.iter().flat_map(|one| &one.first.readout.per_class.0) {
        if let Some(reason) = figures.ci_reason.as_ref().filter(|_| figures.n > 0) {
            let line = format!("{class}: {reason}");
            if !reasons.contains(&line) {
                reasons.push(line);
            }
        }
    }
    if reasons.len() > 8 {
        let more = reasons.len() - 8;
        reasons.truncate(8);
        reasons.push(format!("and {more} more"));
    }
    reasons
}
