//! The tour of the first start: a few cards, each under the room that it tells of.

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::guide::Place;
use crate::app::theme;
use crate::app::view::{Overlay, Room};
use egui::{Area, Button, Color32, Context, Id, Rect, RichText, Stroke, StrokeKind, Ui, pos2, vec2};

/// A card: the room that it points at, its title, its words.
type Card = (Option<Room>, &'static str, &'static str);

/// The cards in order.
const CARDS: [Card; 6] = [
    (
        None,
        "Which changes of a picture do not matter?",
        "An encoder learns to ignore whatever you change at random in its pictures. So you teach it by choosing the \
         changes. You do so by eye, on your own cells, and then read for every class what the choice did. Five rooms lead \
         through it, from left to right.",
    ),
    (
        Some(Room::Data),
        "1. Data: what did I open?",
        "Open a folder, a table or a plate. Say which column is the class, and what must stay together: a well, a slide, a \
         donor. Look whether everything was read right.",
    ),
    (
        Some(Room::Design),
        "2. Design: what will the encoder see?",
        "Stack random transforms into a recipe and move their sliders. Your cells change at once. Where a step would hide \
         one class from another, its card says so before you train.",
    ),
    (
        Some(Room::Train),
        "3. Train: one click",
        "The encoder learns from random versions of your cells. It tells how long that takes, and goes on when you close \
         the window.",
    ),
    (
        Some(Room::Results),
        "4. Results: which class did it help?",
        "The accuracy of every class with its interval, beside what chance and an untrained encoder reach. Click a bar for \
         the images behind it.",
    ),
    (
        Some(Room::Studies),
        "5. Studies: may I believe it?",
        "One run is an anecdote. Let one thing change, repeat it with several seeds, and see what is certain. F1 opens the \
         page of the guide for whatever is on the screen.",
    ),
];

/// Width of a card in points.
const WIDTH: f32 = 400.0;

/// Where the tab of `room` was drawn last.
fn tab(ctx: &Context, room: Room) -> Option<Rect> {
    ctx.data(|data| data.get_temp(id(room)))
}

fn id(room: Room) -> Id {
    Id::unique("tab of a room").with(room)
}

/// Remembers where the tab of `room` stands, so that its card can point at it.
pub fn mark(ctx: &Context, room: Room, place: Rect) {
    ctx.data_mut(|data| data.insert_temp(id(room), place));
}

/// Where card number `card` stands.
pub fn area(ctx: &Context, area: Area, card: usize) -> Area {
    let place = CARDS.get(card).and_then(|(room, ..)| tab(ctx, (*room)?));
    match place {
        // The area of a window over the room stands in the middle by an anchor, which a fixed place overrides.
        Some(place) => area.anchor(
            egui::Align2::LEFT_TOP,
            vec2(place.left().min(ctx.content_rect().right() - WIDTH - 40.0).max(8.0), place.bottom() + 16.0),
        ),
        None => area,
    }
}

/// The card.
pub fn show(ui: &mut Ui, out: &mut Commands, card: usize) {
    let card = card.min(CARDS.len() - 1);
    let Some(&(room, title, words)) = CARDS.get(card) else { return };
    ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 40.0));
    if let Some(place) = room.and_then(|room| tab(ui.ctx(), room)) {
        point(ui, place);
    }
    ui.label(RichText::new(title).heading().strong());
    ui.label(words);
    ui.add_space(6.0);
    let go = |out: &mut Commands, card: usize| out.push(Command::Overlay(Overlay::Tour { card }));
    ui.horizontal_wrapped(|ui| {
        if card > 0 && ui.button("Back").on_hover_text("The card before.").clicked() {
            go(out, card - 1);
        }
        let last = card + 1 == CARDS.len();
        if !last && ui.button(RichText::new("Next").strong()).on_hover_text("The next card.").clicked() {
            go(out, card + 1);
        }
        let text = RichText::new("Play with a few simulated cells");
        let play = ui.add(Button::new(if last { text.strong() } else { text }));
        if play.on_hover_text(Action::FewCells.help()).clicked() {
            out.push(Command::Act(Action::FewCells));
        }
        let words = if last { "Done" } else { "Skip (Esc)" };
        if ui.button(words).on_hover_text("The tour can be had again from the menu Help.").clicked() {
            out.push(Command::Overlay(Overlay::None));
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("{} of {}", card + 1, CARDS.len())).weak().small());
        if ui
            .link(RichText::new("The same with pictures, in ten minutes").small())
            .on_hover_text("A page of the guide.")
            .clicked()
        {
            out.push(Command::Overlay(Overlay::Guide(Place::page("tour.md"))));
        }
    });
}

/// A ring around the tab, and a tip that leads to it.
fn point(ui: &Ui, place: Rect) {
    let colour = theme::accent(ui.visuals());
    let painter = ui.ctx().layer_painter(ui.layer_id());
    painter.rect_stroke(place.expand(3.0), 5.0, Stroke::new(2.0, colour), StrokeKind::Outside);
    let tip = pos2(place.center().x, place.bottom() + 6.0);
    let low = tip.y + 10.0;
    let points = vec![tip, pos2(tip.x + 9.0, low), pos2(tip.x - 9.0, low)];
    painter.add(egui::Shape::convex_polygon(points, colour, Stroke::new(0.0, Color32::TRANSPARENT)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_room_has_its_card() {
        for room in Room::ALL {
            assert_eq!(CARDS.iter().filter(|(of, ..)| *of == Some(room)).count(), 1, "{room:?}");
        }
    }
}
