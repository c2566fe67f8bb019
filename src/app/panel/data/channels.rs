//! Colours and contrast of the channels, with the histogram of the stored values.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::widget::{Histogram, histogram};
use augscope::dataset::ChannelHistogram;
use augscope::image::{ChannelDisplay, Display};
use egui::{Align, Color32, Label, Layout, RichText, Ui};

/// The channels one below the other.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let Some(display) = cx.display() else { return };
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new("Channels").heading());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let chosen = cx.document.project().display.is_some();
            let reset = ui.add_enabled(chosen, egui::Button::new("Reset all"));
            let reset = reset.on_hover_text("Back to the colours and contrast that the program proposes.");
            if reset.on_disabled_hover_text("Nothing was changed by hand.").clicked() {
                out.push(Command::SetDisplay(None));
            }
        });
    });
    ui.label(RichText::new("Only for your eyes: contrast and colours never touch training.").small());
    ui.label(RichText::new(stored_words(opened)).small().weak())
        .on_hover_text("As the first image states it. The pixel size is never used in training.");
    let names = opened.dataset.channels.iter();
    for (place, ((channel, name), counts)) in
        display.channels.iter().zip(names).zip(&opened.histograms).enumerate()
    {
        ui.add_space(4.0);
        let changed = ui.push_id(place, |ui| one(ui, opened, channel, name, counts)).inner;
        if let Some(changed) = changed {
            let mut channels = display.channels.clone();
            if let Some(channel) = channels.get_mut(place) {
                *channel = changed;
            }
            out.push(Command::SetDisplay(Some(Display { channels })));
        }
    }
}

/// Type and pixel size, in words.
fn stored_words(opened: &Opened) -> String {
    let Some(stored) = opened.stored else { return "stored values: not known".to_owned() };
    match stored.pixel_size_um {
        Some(size) => format!("stored as {}, a pixel is {} µm wide", stored.dtype, short(size)),
        None => format!("stored as {}, pixel size not stated", stored.dtype),
    }
}

/// A length with three significant digits.
fn short(size: f64) -> String {
    let digits = (2.0 - size.abs().max(1e-9).log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{size:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// One channel; its new display when the user changed it.
fn one(
    ui: &mut Ui,
    opened: &Opened,
    channel: &ChannelDisplay,
    name: &str,
    counts: &ChannelHistogram,
) -> Option<ChannelDisplay> {
    let mut new = channel.clone();
    ui.horizontal(|ui| {
        let visible = ui.checkbox(&mut new.visible, "").on_hover_text("Shows or hides the channel.");
        visible.accessible_name(format!("Show {name}"));
        let colour = ui.color_edit_button_srgb(&mut new.colour);
        colour.on_hover_text("The colour of the channel.").accessible_name(format!("Colour of {name}"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let auto =
                ui.add_enabled((new.low, new.high) != counts.window, egui::Button::new("Auto").small());
            let help = "Black at the percentile 0.1 of the training images, full colour at 99.9.";
            let auto = auto.on_hover_text(help).on_disabled_hover_text(help);
            if auto.accessible_name(format!("Automatic contrast of {name}")).clicked() {
                (new.low, new.high) = counts.window;
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(RichText::new(name).strong()).truncate()).on_hover_text(name);
            });
        });
    });
    let [red, green, blue] = new.colour;
    let shown = Histogram {
        label: name,
        counts: &counts.counts,
        range: (counts.low, counts.high),
        ends: (new.low, new.high),
        colour: Color32::from_rgb(red, green, blue),
        whole: opened.stored.is_some_and(|stored| stored.whole),
    };
    if let Some(ends) = histogram(ui, &shown) {
        (new.low, new.high) = ends;
    }
    (new != *channel).then_some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_three_digits() {
        let words = [0.645_161_29, 1.0, 0.05, 12.345, 1234.5].map(short);
        assert_eq!(words, ["0.645", "1", "0.05", "12.3", "1234"]);
    }
}
