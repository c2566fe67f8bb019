//! Pixels of different sizes: said, and brought to one size by a click.

use crate::app::command::{Command, Commands};
use crate::app::opened::Opened;
use crate::app::theme;
use augscope::dataset::PixelSize;
use egui::{RichText, Ui};

/// The section; nothing where all pixels have one size as it is.
pub fn show(ui: &mut Ui, out: &mut Commands, opened: &Opened) {
    let chosen = opened.source.reading.pixel_size_um;
    let mut set = |size: Option<f64>| {
        let mut source = opened.source.clone();
        source.reading.pixel_size_um = size;
        out.push(Command::OpenData(source));
    };
    if let Some(size) = chosen {
        ui.label(format!("All images are resampled to pixels of {size} \u{b5}m."));
        let help = "Reads the images with the pixels that they have.";
        if ui.button("Pixels as they are").on_hover_text(help).clicked() {
            set(None);
        }
    } else if let PixelSize::Mixed(low, high) = opened.pixel_size {
        let words = format!(
            "Pixels measure from {low} to {high} \u{b5}m: the same cell is larger in some images than in others. Bring them \
             to one size, or nothing can be trained."
        );
        ui.label(RichText::new(words).small().color(theme::warning(ui.visuals())));
        ui.horizontal_wrapped(|ui| {
            for (size, help) in [
                (high, "Images with smaller pixels are averaged; nothing is made up."),
                (low, "Images with larger pixels are interpolated: they become smoother than the others."),
            ] {
                if ui.button(format!("Resample to {size} \u{b5}m")).on_hover_text(help).clicked() {
                    set(Some(size));
                }
            }
        });
    } else {
        return;
    }
    ui.separator();
}
