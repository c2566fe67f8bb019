//! Blind sorting: choosing the classes, one version after the other, and what it came to.

mod card;
mod outcome;

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::sorting::{CARDS, CHOSEN, SortingMove, sortable};
use crate::app::view::Overlay;
use crate::app::widget::action_button;
use egui::{Label, ScrollArea, Ui};

/// The button under the steps.
pub fn beside(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.add_space(4.0);
    action_button(ui, cx, out, Action::SortBlindly, Action::SortBlindly.text());
}

/// What came of the last sorting by this recipe, beside what the warnings say.
pub fn said(ui: &mut Ui, cx: &Context) {
    if let Some(sorting) = cx.sorted() {
        let words = format!("Sorted blindly: {}", sorting.sorted.sentence());
        ui.add(Label::new(words).wrap())
            .on_hover_text("By an expert, from random versions by this very recipe. With a 95 % interval.");
    }
}

/// The sorting.
pub fn overlay(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    // It fits a small or much enlarged window.
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 60.0).clamp(240.0, 760.0));
    ui.set_max_height((room.y - 60.0).max(160.0));
    ScrollArea::vertical().auto_shrink([false, true]).show(ui, |ui| match &cx.view.sorting.deck {
        None => begin(ui, cx, out),
        Some(deck) => match deck.next() {
            Some(tile) => card::show(ui, cx, out, deck, tile),
            None => outcome::show(ui, out, deck),
        },
    });
}

/// Which classes.
fn begin(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.heading("Sort blindly");
    ui.label(format!(
        "You see {CARDS} random versions by this recipe, one at a time, without their class and never the original, and \
         sort them. Classes that you cannot tell apart any more, the encoder will not learn to tell apart either.",
    ));
    ui.add_space(6.0);
    let ticked = &cx.view.sorting.ticked;
    let mut all = ticked.is_empty();
    if ui.radio(all, "all classes").on_hover_text("Versions of every class.").clicked() {
        out.push(Command::Sort(SortingMove::Tick(Vec::new())));
        all = true;
    }
    let classes = sortable(cx);
    let names = cx.opened().map_or(&[][..], |opened| &opened.dataset.classes);
    let some = format!("only some, {} to {}:", CHOSEN.start(), CHOSEN.end());
    if ui.radio(!all, some).on_hover_text("Tick those that are hard to tell apart.").clicked() && all {
        let first = classes.iter().take(*CHOSEN.start()).map(|(class, _)| *class);
        out.push(Command::Sort(SortingMove::Tick(first.collect())));
    }
    ui.indent("classes", |ui| {
        ui.horizontal_wrapped(|ui| {
            for (class, _) in &classes {
                let mut on = ticked.contains(class);
                let free = on || ticked.len() < *CHOSEN.end();
                let name = names.get(*class).map_or("", String::as_str);
                let short: String = name.chars().take(28).collect();
                let tick = ui.add_enabled(free, egui::Checkbox::new(&mut on, short));
                let tick = tick.on_hover_text(name).on_disabled_hover_text("Untick another one first.");
                if tick.changed() {
                    let mut ticked = ticked.clone();
                    ticked.retain(|known| known != class);
                    ticked.extend(on.then_some(*class));
                    out.push(Command::Sort(SortingMove::Tick(ticked)));
                }
            }
        });
    });
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let enough = all || ticked.len() >= *CHOSEN.start();
        let begin = ui.add_enabled(enough, egui::Button::new("Begin"));
        let begin = begin.on_hover_text("Shows the first version.");
        if begin.on_disabled_hover_text("Tick at least two classes.").clicked() {
            out.push(Command::Sort(SortingMove::Begin));
        }
        close(ui, out, "Close", "Back to the room (Escape).");
    });
}

fn close(ui: &mut Ui, out: &mut Commands, word: &str, help: &str) {
    if ui.button(word).on_hover_text(help).clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}
