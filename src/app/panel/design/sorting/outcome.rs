//! What a blind sorting came to: which classes were recognised, and which were mixed up.

use super::close;
use crate::app::command::{Command, Commands};
use crate::app::sorting::{Deck, SortingMove};
use crate::app::theme;
use augscope::evaluate::sorting::{ClassSorted, Sorted};
use egui::{Grid, RichText, ScrollArea, Ui};

/// Letters of a class that are shown.
const SHORT: usize = 12;

/// The outcome.
pub fn show(ui: &mut Ui, out: &mut Commands, deck: &Deck) {
    let sorted = deck.sorted();
    ui.heading("How well you could tell them apart");
    let ClassSorted { right, of, interval } = sorted.all();
    let words = format!("{right} of {of} right ({})", percent(interval));
    ui.label(RichText::new(words).strong()).on_hover_text("With Wilson's 95 % interval.");
    ui.label(RichText::new("Rows: what was shown. Columns: what you said.").weak());
    // What is said below it stays in sight in a small or much enlarged window.
    let room = (ui.ctx().content_rect().height() - 300.0).max(90.0);
    ScrollArea::both().max_height(room).auto_shrink([false, true]).show(ui, |ui| matrix(ui, &sorted));
    ui.add_space(4.0);
    let pairs = sorted.mixed_up();
    if pairs.is_empty() {
        ui.colored_label(theme::good(ui.visuals()), "No two classes were mixed up.");
    }
    for pair in pairs.iter().take(5) {
        let words = format!("Mixed up: {}", sorted.pair_words(pair));
        ui.colored_label(theme::warning(ui.visuals()), words);
    }
    ui.label(RichText::new("Kept with the project, beside the recipe.").small().weak());
    ui.horizontal(|ui| {
        if ui.button("Sort again").on_hover_text("Other versions; choose classes first.").clicked() {
            out.push(Command::Sort(SortingMove::Anew));
        }
        close(ui, out, "Close", "Back to the room (Escape).");
    });
}

fn matrix(ui: &mut Ui, sorted: &Sorted) {
    let short = |name: &String| name.chars().take(SHORT).collect::<String>();
    Grid::new("sorted").striped(true).spacing([10.0, 4.0]).show(ui, |ui| {
        ui.label("");
        ui.label(RichText::new("right").small().strong()).on_hover_text("With Wilson's 95 % interval.");
        for class in &sorted.classes {
            ui.label(RichText::new(short(class)).small()).on_hover_text(class);
        }
        ui.label(RichText::new("can't tell").small());
        ui.end_row();
        for (row, class) in sorted.classes.iter().enumerate() {
            ui.label(short(class)).on_hover_text(class);
            let ClassSorted { right, of, interval } = sorted.class(row);
            ui.label(RichText::new(format!("{right} of {of} ({})", percent(interval))).small());
            for (column, count) in sorted.counts.get(row).into_iter().flatten().enumerate() {
                let mut text = RichText::new(if *count == 0 { "·".into() } else { count.to_string() });
                let said = sorted.classes.get(column).map_or("can't tell", String::as_str);
                if column == row {
                    text = text.strong();
                } else if *count > 0 && column < sorted.classes.len() {
                    text = text.color(theme::warning(ui.visuals()));
                }
                let hover = format!("{class}: {count} times you said {said}");
                ui.label(text).on_hover_text(hover);
            }
            ui.end_row();
        }
    });
}

fn percent([low, high]: [f64; 2]) -> String {
    format!("{:.0} to {:.0} %", 100.0 * low, 100.0 * high)
}
