//! One version to be sorted: large, with a button and a key for every class.

use super::close;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::preview::Tile;
use crate::app::sorting::{Deck, SortingMove};
use crate::app::widget::{Caption, tile};
use egui::{Key, Modifiers, RichText, Ui};

/// The keys of the first nine classes.
const KEYS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The version and the answers.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, deck: &Deck, at: Tile) {
    let (number, count) = (deck.answers.len() + 1, deck.cards.len());
    ui.horizontal(|ui| {
        ui.heading("Which class is this?");
        ui.label(RichText::new(format!("version {number} of {count}")).weak());
    });
    let room = ui.ctx().content_rect().height() - 250.0;
    let side = room.min(ui.available_width()).clamp(96.0, 380.0);
    ui.vertical_centered(|ui| {
        let words = format!("Version {number} to be sorted");
        tile(ui, &cx.preview.sorting, at, side, Caption { words: &words, chosen: false });
    });
    let there = cx.preview.sorting.picture(at).is_some();
    answers(ui, out, deck, there);
    ui.separator();
    ui.horizontal_wrapped(|ui| {
        let back = ui.add_enabled(number > 1, egui::Button::new("Take back the last answer"));
        let key = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Backspace));
        if back.on_hover_text("Shows the version before again (Backspace).").clicked() || key {
            out.push(Command::Sort(SortingMove::TakeBack));
        }
        close(ui, out, "Later", "Leaves the sorting as it is; \"Sort blindly...\" goes on with it (Escape).");
        if ui.button("Begin anew").on_hover_text("Forgets the answers and chooses classes again.").clicked() {
            out.push(Command::Sort(SortingMove::Anew));
        }
    });
}

/// A button for each class; pressed before the picture is there they do nothing.
fn answers(ui: &mut Ui, out: &mut Commands, deck: &Deck, there: bool) {
    ui.horizontal_wrapped(|ui| {
        for (class, name) in deck.classes.iter().enumerate() {
            let key = KEYS.get(class);
            let short: String = name.chars().take(28).collect();
            let text = key.map_or_else(|| short.clone(), |_| format!("{}  {short}", class + 1));
            let help = match key {
                Some(_) => format!("It is {name} (key {}).", class + 1),
                None => format!("It is {name}."),
            };
            answer(ui, out, text, &help, key.copied(), Some(class), there);
        }
        let help = "I cannot tell which class it is (key 0).";
        answer(ui, out, "0  can't tell".into(), help, Some(Key::Num0), None, there);
    });
}

fn answer(
    ui: &mut Ui,
    out: &mut Commands,
    text: String,
    help: &str,
    key: Option<Key>,
    class: Option<usize>,
    there: bool,
) {
    let pressed = key.is_some_and(|key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)));
    let clicked = ui.add_enabled(there, egui::Button::new(text)).on_hover_text(help).clicked();
    if (clicked || pressed) && there {
        out.push(Command::Sort(SortingMove::Answer(class)));
    }
}
