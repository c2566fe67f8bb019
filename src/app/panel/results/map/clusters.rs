//! The clusters of the embedding, each with the images in its middle.

use super::saved::open_image;
use super::{Map, picture};
use crate::app::command::Commands;
use crate::app::context::Context;
use crate::app::widget::{Caption, tile};
use egui::{Label, RichText, ScrollArea, Ui};

/// Side of a picture in points.
const SIDE: f32 = 46.0;
/// Width of a cluster: three pictures.
const WIDTH: f32 = 3.0 * SIDE + 2.0 * 3.0;
/// Height of the whole strip, with its heading, two lines of words and the bar for scrolling.
pub const HEIGHT: f32 = SIDE + 76.0;

/// The strip.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, map: &Map) {
    if map.drawn.clusters.is_empty() {
        return;
    }
    let known = map.coloured.items.iter().any(Option::is_some);
    let hint = if known { "" } else { " Open this run's images in the Data room to see the pictures." };
    let help = "Clusters by K-means on the encoder's features, as many as there are classes, found without looking at \
                any label. Each is shown by the images closest to its centre.";
    let heading = format!("In the middle of each cluster.{hint}");
    ui.add(Label::new(RichText::new(heading).small().strong()).truncate()).on_hover_text(help);
    ScrollArea::horizontal().id_salt("map clusters").auto_shrink([false, true]).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            for number in 0..map.drawn.clusters.len() {
                cluster(ui, cx, out, map, number);
            }
        });
    });
}

fn cluster(ui: &mut Ui, cx: &Context, out: &mut Commands, map: &Map, number: usize) {
    let Some(cluster) = map.drawn.clusters.get(number) else { return };
    let words = cluster.words(number);
    let shares = cluster.classes.iter().map(|(class, share)| format!("{:.0} % {class}", 100.0 * share));
    let all: Vec<String> = shares.collect();
    ui.vertical(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing = egui::vec2(3.0, 2.0);
        ui.horizontal(|ui| {
            for &image in &cluster.closest {
                let key = map.drawn.images.get(image).map_or("", |image| image.key.as_str());
                let item = map.coloured.items.get(image).copied().flatten();
                let caption = format!("{key}, in the middle of cluster {}", number + 1);
                let response = if let Some(item) = item {
                    let caption = Caption { words: &caption, chosen: false };
                    tile(ui, &cx.data.thumbnails, picture(item), SIDE, caption)
                } else {
                    ui.add_sized([SIDE, SIDE], egui::Button::new(RichText::new(key).small()).truncate())
                };
                if response.on_hover_text(format!("{key}\nClick to look closer.")).clicked() {
                    out.extend(open_image(map, image));
                }
            }
        });
        let help = format!("{words}\n{}", all.join("\n"));
        let (count, classes) = words.split_once(", ").unwrap_or((&words, ""));
        for line in [count, classes] {
            ui.add(Label::new(RichText::new(line).small()).truncate()).on_hover_text(&help);
        }
    });
}
