//! What is wrong with a step, in words on its card.

use crate::app::context::Context;
use crate::app::theme;
use augscope::evaluate::check::{Degree, Verdict, Warning, WarningKind};
use augscope::pipeline::Step;
use egui::{Label, RichText, Ui};

/// Sentences that stand on a card; the rest is counted.
const MOST: usize = 2;

/// The warnings of `step`.
pub fn show(ui: &mut Ui, cx: &Context, step: &Step) {
    if let Some(words) = unchecked(cx, step) {
        sentence(ui, &words, &words);
        return;
    }
    let Some(Ok(verdict)) = cx.checked.found() else { return };
    if !step.on {
        return;
    }
    let grave = grave(verdict, step);
    for warning in grave.iter().take(MOST) {
        sentence(ui, &warning.text, &warning.text);
    }
    if grave.len() > MOST {
        let all: Vec<&str> = grave.iter().map(|warning| warning.text.as_str()).collect();
        sentence(ui, &format!("... and {} more", grave.len() - MOST), &all.join("\n\n"));
    }
    signs(ui, verdict, step);
}

fn sentence(ui: &mut Ui, words: &str, hover: &str) {
    let text = RichText::new(words).small().color(theme::warning(ui.visuals()));
    ui.add(Label::new(text).wrap()).on_hover_text(hover);
}

/// What makes the step worth changing.
fn grave<'a>(verdict: &'a Verdict, step: &Step) -> Vec<&'a Warning> {
    let of_step = |warning: &&Warning| warning.step.as_deref() == Some(step.id.as_str());
    verdict.warnings.iter().filter(of_step).filter(|w| w.degree != Some(Degree::OneSign)).collect()
}

/// Signs that the step takes while others are left: one line, the sentences behind it.
fn signs(ui: &mut Ui, verdict: &Verdict, step: &Step) {
    let of_step = verdict
        .warnings
        .iter()
        .filter(|w| w.step.as_deref() == Some(step.id.as_str()) && w.degree == Some(Degree::OneSign));
    let signs: Vec<&Warning> = of_step.collect();
    if signs.is_empty() {
        return;
    }
    let pairs = if signs.len() == 1 {
        "1 pair of classes".to_owned()
    } else {
        format!("{} pairs of classes", signs.len())
    };
    let words = format!("takes a sign from {pairs}; others still tell them apart");
    let all: Vec<&str> = signs.iter().take(12).map(|warning| warning.text.as_str()).collect();
    let more =
        if signs.len() > 12 { format!("\n\n... and {} more", signs.len() - 12) } else { String::new() };
    ui.add(Label::new(RichText::new(words).small().weak()).wrap()).on_hover_text(all.join("\n\n") + &more);
}

/// What can be said without looking at the images.
fn unchecked(cx: &Context, step: &Step) -> Option<String> {
    let opened = cx.opened()?;
    let channels = opened.dataset.channels.len();
    if !step.entry.fits_channels(channels) {
        let only = step.entry.only_channels.unwrap_or_default();
        return Some(format!(
            "changes nothing: it has a meaning for {only} channels, these images have {channels}"
        ));
    }
    if step.strength == 0.0 || cx.document.recipe().strength == 0.0 {
        return Some("changes nothing at a strength of 0".into());
    }
    (step.first.probability == 0.0 && step.second.is_none()).then(|| "is never applied".into())
}

/// Warnings that are about the whole recipe.
pub fn of_recipe(verdict: &Verdict) -> impl Iterator<Item = &Warning> {
    verdict.warnings.iter().filter(|warning| warning.kind == WarningKind::KeepsGroup)
}
