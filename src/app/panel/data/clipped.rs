//! The share of pixels that the training window clips, class by class.

use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::theme;
use egui::{CollapsingHeader, Grid, Label, RichText, Ui};

/// A share that is worth a warning.
const MUCH: f64 = 0.02;

/// The section.
pub fn show(ui: &mut Ui, cx: &Context, opened: &Opened) {
    if opened.dataset.classes.is_empty() {
        return;
    }
    let Some(found) = cx.data.clipped.found() else {
        ui.label(RichText::new("Counting clipped pixels...").small().weak());
        return;
    };
    // Why there are none stands beside the rule.
    let Ok(shares) = found else { return };
    let most = |class: &[(f64, f64)]| {
        class.iter().fold((0.0_f64, 0.0_f64), |most, share| (most.0.max(share.0), most.1.max(share.1)))
    };
    let worst = shares
        .iter()
        .map(|class| most(class))
        .fold(0.0_f64, |worst, (below, above)| worst.max(below).max(above));
    let words = if worst == 0.0 {
        "Clipped pixels: none".to_owned()
    } else {
        format!("Clipped pixels: {}", percent(worst))
    };
    let colour = if worst > MUCH { theme::warning(ui.visuals()) } else { ui.visuals().text_color() };
    let header = CollapsingHeader::new(RichText::new(words).small().color(colour))
        .id_salt("clipped")
        .default_open(worst > MUCH);
    let header = header.show(ui, |ui| {
        // At 200 % the panel is narrow: the names give way.
        let width = (ui.available_width() - 112.0).clamp(36.0, 130.0);
        Grid::new("clipped pixels").num_columns(3).spacing([8.0, 2.0]).striped(true).show(ui, |ui| {
            for title in ["class", "below", "above"] {
                ui.label(RichText::new(title).small().weak());
            }
            ui.end_row();
            for (name, class) in opened.dataset.classes.iter().zip(shares) {
                ui.add_sized([width, 14.0], Label::new(RichText::new(name).small()).truncate())
                    .on_hover_text(name);
                let (below, above) = most(class);
                for (share, which) in [(below, "below"), (above, "above")] {
                    let colour =
                        if share > MUCH { theme::warning(ui.visuals()) } else { ui.visuals().text_color() };
                    let each: Vec<String> = opened
                        .dataset
                        .channels
                        .iter()
                        .zip(class)
                        .map(|(channel, (low, high))| {
                            format!(
                                "{channel}: {} {which}",
                                percent(if which == "below" { *low } else { *high })
                            )
                        })
                        .collect();
                    ui.label(RichText::new(percent(share)).small().color(colour))
                        .on_hover_text(each.join("\n"));
                }
                ui.end_row();
            }
        });
    });
    header.header_response.on_hover_text(
        "The most of any class. Of the training images of each class, the share of pixels that lie outside the window, in the \
         channel where it is largest. Their differences are lost to the encoder; a class that is clipped far more than others may lose what \
         tells it apart.",
    );
}

/// A share in percent, with as many digits as tell something.
fn percent(share: f64) -> String {
    if share == 0.0 {
        return "none".to_owned();
    }
    if share < 0.0005 { "< 0.1 %".to_owned() } else { format!("{:.1} %", 100.0 * share) }
}
