//! Histograms of every channel before and after the chosen step or the whole recipe, and what is clipped.

use super::lower::examples;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{ChannelCounts, Tile, Version};
use crate::app::seeing::{See, Span};
use crate::app::theme;
use crate::app::widget::before_after;
use egui::{CollapsingHeader, Color32, RichText, Ui};

/// Rounds of the image on the screen that are counted, of two versions each, and of one image of every class.
const ROUNDS: (u32, u32) = (8, 2);
/// Images of other classes, at most.
const MOST: usize = 12;
/// A share of newly clipped pixels that is worth a warning.
const MUCH: f64 = 0.01;

/// The versions that are counted.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let versions = |item: usize, rounds: u32| {
        (0..2 * rounds).map(move |n| {
            let epoch = cx.view.epoch.wrapping_add(n / 2);
            Tile { item, version: Version::Random { epoch, view: n % 2 } }
        })
    };
    let items = examples(cx, opened).into_iter().take(MOST + 1).enumerate();
    items.flat_map(|(place, item)| versions(item, if place == 0 { ROUNDS.0 } else { ROUNDS.1 })).collect()
}

/// Before how many of the steps that are on, and after how many. The chosen step may be off: then it changes nothing.
pub fn steps(cx: &Context) -> (u16, u16) {
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let recipe = cx.document.recipe();
    let on = |steps: &[augscope::pipeline::Step]| small(steps.iter().filter(|step| step.on).count());
    let chosen = cx.view.step.as_deref().and_then(|id| recipe.step(id)).map(|(place, _)| place);
    match (cx.view.seeing.span, chosen) {
        (Span::Step, Some(place)) => {
            let before = recipe.steps.get(..place).map_or(0, on);
            (before, recipe.steps.get(..=place).map_or(before, on))
        }
        _ => (0, on(&recipe.steps)),
    }
}

/// The histograms, to be unfolded.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let Some(opened) = cx.opened() else { return };
    let header = CollapsingHeader::new("Histogram before and after").id_salt("before and after");
    let shown = header.show(ui, |ui| body(ui, cx, out, opened));
    let help = "How often each brightness occurs before and after, and how much is clipped at the ends.";
    shown.header_response.on_hover_text(help);
    let open = shown.openness > 0.0;
    if open != cx.view.seeing.histograms {
        out.push(Command::See(See::Histograms(open)));
    }
}

fn body(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let found = cx.preview.before_after.found(opened.id);
    ui.horizontal(|ui| {
        let has_step = cx.selected_step().is_some();
        let span = if has_step { cx.view.seeing.span } else { Span::Recipe };
        let choices = [
            (Span::Step, "this step", "Before and after the chosen step, as in the strip."),
            (Span::Recipe, "the recipe", "The fitted images, and the finished versions."),
        ];
        for (choice, word, help) in choices {
            let label = egui::Button::selectable(span == choice, word);
            let enabled = choice == Span::Recipe || has_step;
            let response = ui.add_enabled(enabled, label).on_hover_text(help);
            if response.on_disabled_hover_text("Choose a step on the left first.").clicked() {
                out.push(Command::See(See::Span(choice)));
            }
        }
        if !found.is_some_and(|(_, newest)| newest) {
            ui.spinner();
        }
    });
    match found {
        None => {}
        Some((Err(why), _)) => {
            ui.colored_label(theme::failure(ui.visuals()), why);
        }
        Some((Ok(channels), _)) => {
            let names = opened.dataset.channels.iter();
            for (place, (counts, name)) in channels.iter().zip(names).enumerate() {
                let colour = cx.display().and_then(|display| display.channels.get(place).map(|c| c.colour));
                channel(ui, name, counts, colour.unwrap_or([128; 3]));
            }
            let words = "Line: before. Bars: after. From 0 to 1, the ends of the intensity window.";
            ui.label(RichText::new(words).small().weak());
        }
    }
}

fn channel(ui: &mut Ui, name: &str, counts: &ChannelCounts, [r, g, b]: [u8; 3]) {
    ui.add(egui::Label::new(RichText::new(name).strong()).truncate()).on_hover_text(name);
    let clipped = clipped_words(counts);
    let words = format!("{name}, before and after: {clipped}");
    // White bars would vanish on white paper.
    let grey = r.abs_diff(g).max(g.abs_diff(b)) < 20;
    let colour = if grey { ui.visuals().weak_text_color() } else { Color32::from_rgb(r, g, b) };
    let help = "Pixels of 16 random versions of this image and 4 of one image of every other class. The bars grow with the \
                logarithm of the count.";
    before_after(ui, &counts.counts, colour, &words).on_hover_text(help);
    let mut text = RichText::new(&clipped).small();
    if counts.clipped > MUCH {
        text = text.color(theme::warning(ui.visuals()));
    }
    ui.label(text).on_hover_text(
        "Clipped pixels have lost their value: they all became 0 or 1, and no encoder can tell them apart any more.",
    );
}

/// "clips 12 % of the pixels: at 0 2.0 % before, 2.1 % after; at 1 0.0 % before, 12 % after".
fn clipped_words(counts: &ChannelCounts) -> String {
    let percent = |share: f64| match 100.0 * share {
        p if p >= 9.95 => format!("{p:.0} %"),
        p => format!("{p:.1} %"),
    };
    let ends = |[before, after]: [f64; 2]| format!("{} before, {} after", percent(before), percent(after));
    let newly = match counts.clipped {
        c if c < 0.0005 => "clips nothing".to_owned(),
        c => format!("clips {} of the pixels", percent(c)),
    };
    format!("{newly}: at 0 {}; at 1 {}", ends(counts.dark), ends(counts.bright))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clipping_is_said_in_words() {
        let counts = ChannelCounts {
            counts: [Vec::new(), Vec::new()],
            dark: [0.02, 0.021],
            bright: [0.0, 0.124],
            clipped: 0.125,
        };
        let wanted =
            "clips 12 % of the pixels: at 0 2.0 % before, 2.1 % after; at 1 0.0 % before, 12 % after";
        assert_eq!(clipped_words(&counts), wanted);
        let none = ChannelCounts { clipped: 0.0, ..counts };
        assert!(clipped_words(&none).starts_with("clips nothing: "));
    }
}
