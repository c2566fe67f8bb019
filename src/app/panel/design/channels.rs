//! Which channels are shown: each by a check box, one alone by a click on its colour; training sees all of them.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use augscope::image::Display;
use egui::{Color32, CornerRadius, CursorIcon, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

/// The channels.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let Some(display) = cx.display() else { return };
    let several = display.channels.len() > 1;
    for (place, name) in opened.dataset.channels.iter().enumerate() {
        let Some(channel) = display.channels.get(place) else { continue };
        let alone = is_alone(&display, place);
        if several && swatch(ui, name, channel.colour, alone) {
            out.push(Command::SetDisplay(Some(if alone { all(&display) } else { only(&display, place) })));
        }
        let mut visible = channel.visible;
        let short: String = name.chars().take(14).collect();
        let help = format!(
            "Shows channel {name}. A double-click shows it alone. Training always sees all channels."
        );
        let shown = ui.checkbox(&mut visible, short).on_hover_text(help);
        if shown.double_clicked() && several {
            out.push(Command::SetDisplay(Some(only(&display, place))));
        } else if shown.changed() {
            let mut display = display.clone();
            if let Some(channel) = display.channels.get_mut(place) {
                channel.visible = visible;
            }
            out.push(Command::SetDisplay(Some(display)));
        }
    }
    if display.channels.iter().any(|channel| !channel.visible)
        && ui.button("all").on_hover_text("Shows all channels.").accessible_name("All channels").clicked()
    {
        out.push(Command::SetDisplay(Some(all(&display))));
    }
}

/// The colour of a channel; true when it was clicked.
fn swatch(ui: &mut Ui, name: &str, [r, g, b]: [u8; 3], alone: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(12.0, 18.0), Sense::click());
    let colour = Color32::from_rgb(r, g, b);
    let inner = rect.shrink2(vec2(2.0, 2.0));
    ui.painter().rect_filled(inner, CornerRadius::same(2), colour);
    if alone || response.hovered() || response.has_focus() {
        let stroke = Stroke::new(1.5, ui.visuals().strong_text_color());
        ui.painter().rect_stroke(inner, CornerRadius::same(2), stroke, StrokeKind::Outside);
    }
    let words = format!("only {name}");
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, alone, &words));
    let help =
        if alone { "Shows all channels again.".to_owned() } else { format!("Shows channel {name} alone.") };
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(help).clicked()
}

fn is_alone(display: &Display, place: usize) -> bool {
    display.channels.iter().enumerate().all(|(other, channel)| channel.visible == (other == place))
}

fn only(display: &Display, place: usize) -> Display {
    let mut display = display.clone();
    display.channels.iter_mut().enumerate().for_each(|(other, channel)| channel.visible = other == place);
    display
}

fn all(display: &Display) -> Display {
    let mut display = display.clone();
    display.channels.iter_mut().for_each(|channel| channel.visible = true);
    display
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_channel_alone_and_all_again() {
        let names = ["DNA", "actin", "granules"].map(String::from);
        let display = Display::new(&names, &[]);
        let one = only(&display, 1);
        assert_eq!(one.channels.iter().map(|c| c.visible).collect::<Vec<_>>(), [false, true, false]);
        assert!(is_alone(&one, 1) && !is_alone(&one, 0) && !is_alone(&display, 1));
        assert_eq!(all(&one), display);
    }
}
