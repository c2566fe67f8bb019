//! The list of transforms, grouped by what the encoder will ignore.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::view::Overlay;
use augscope::transform::{Entry, Ignores, catalogue};
use egui::{Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};

/// The entries whose words contain all that was typed.
fn matches(typed: &str) -> Vec<&'static Entry> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let fits = |entry: &&&Entry| {
        let text = format!("{} {} {} {}", entry.name, entry.kind, entry.ignores.words(), entry.summary);
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    catalogue::ALL.iter().filter(fits).copied().collect()
}

/// The list.
pub fn catalogue(ui: &mut Ui, cx: &Context, out: &mut Commands, typed: &str) {
    ui.set_width(560.0);
    ui.heading("Add a transform");
    let mut text = typed.to_owned();
    let label = ui.label("Search, or choose what the encoder shall ignore");
    let field = ui.add(TextEdit::singleline(&mut text).desired_width(f32::INFINITY)).labelled_by(label.id);
    field.request_focus();
    if text != typed {
        out.push(Command::Overlay(Overlay::Catalogue { typed: text }));
    }
    let found = matches(typed);
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
        && let Some(entry) = found.first()
    {
        out.push(Command::AddStep(entry));
    }
    let channels = cx.opened().map(|opened| opened.dataset.channels.len());
    ScrollArea::vertical().max_height(430.0).min_scrolled_height(430.0).auto_shrink([false, false]).show(
        ui,
        |ui| {
            let mut groups: Vec<Ignores> = found.iter().map(|entry| entry.ignores).collect();
            groups.sort_unstable();
            groups.dedup();
            for group in groups {
                ui.add_space(4.0);
                ui.label(RichText::new(format!("to ignore {}", group.words())).strong());
                for entry in found.iter().filter(|entry| entry.ignores == group) {
                    row(ui, out, entry, channels);
                }
            }
            if found.is_empty() {
                ui.label("No transform has these words.");
            }
        },
    );
}

fn row(ui: &mut Ui, out: &mut Commands, entry: &'static Entry, channels: Option<usize>) {
    ui.horizontal(|ui| {
        let hover = format!(
            "{}\nThe encoder will ignore {}.\n{}\nSource: {}",
            entry.summary, entry.encoder_ignores, entry.formula, entry.source
        );
        let button = ui.add_sized([170.0, 22.0], egui::Button::new(entry.name)).on_hover_text(hover);
        if button.clicked() {
            out.push(Command::AddStep(entry));
        }
        let words = match channels {
            Some(channels) if !entry.fits_channels(channels) => {
                format!("no meaning for images of {channels} channels")
            }
            _ => entry.encoder_ignores.to_owned(),
        };
        ui.add(egui::Label::new(RichText::new(words).weak()).truncate());
    });
}
