//! "From your controls": how much images that should look alike differ, and the button that sets the step by it.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::ranges::Controls;
use crate::app::theme;
use augscope::evaluate::spread::{ControlSpread, Offer, SpreadRange};
use augscope::pipeline::{Pipeline, Step};
use egui::{CollapsingHeader, ComboBox, RichText, Ui};

/// Most ranges of one parameter that are shown: those of the channels that differ most.
const MOST: usize = 5;

/// The block; nothing for a step that imitates nothing that is measured.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, step: &Step) {
    let mut offers = Offer::of(step).peekable();
    let Some(opened) = cx.opened().filter(|_| offers.peek().is_some()) else { return };
    let header = CollapsingHeader::new("From your controls").id_salt("controls").default_open(true);
    header.show(ui, |ui| {
        class(ui, cx, out, &opened.dataset.classes);
        match cx.data.ranges.found() {
            None => {
                ui.horizontal(|ui| {
                    ui.spinner();
                    ui.label("measuring the training part...");
                });
            }
            Some(Err(words)) => {
                ui.colored_label(theme::failure(ui.visuals()), words);
            }
            Some(Ok(spread)) => {
                if let Some(words) = spread.obstacle() {
                    ui.colored_label(theme::warning(ui.visuals()), words);
                }
                for offer in offers {
                    ranges(ui, out, cx.document.recipe(), step, offer, spread);
                }
            }
        }
    });
}

/// Whose images should look alike.
fn class(ui: &mut Ui, cx: &Context, out: &mut Commands, classes: &[String]) {
    const HELP: &str = "The class whose images should look alike but for how they were stained and taken, such as \
                        untreated cells. What its wells or slides differ in is what the encoder should ignore.";
    const ALL: &str = "all classes";
    let chosen = cx.view.controls.class(classes);
    let shown = chosen.and_then(|class| classes.get(class)).map_or(ALL, String::as_str);
    ui.horizontal(|ui| {
        ui.label("controls").on_hover_text(HELP);
        let width = (ui.available_width() - 24.0).clamp(80.0, 200.0);
        let list = ComboBox::from_id_salt("controls").width(width).truncate().selected_text(shown);
        let list = list.show_ui(ui, |ui| {
            let each = "Every class against itself.";
            if ui.selectable_label(chosen.is_none(), ALL).on_hover_text(each).clicked() {
                out.push(Command::ChooseControls(Controls::All));
            }
            for (place, class) in classes.iter().enumerate() {
                if ui.selectable_label(chosen == Some(place), class).clicked() {
                    out.push(Command::ChooseControls(Controls::Class(class.clone())));
                }
            }
        });
        list.response.on_hover_text(HELP).accessible_name("Class of the controls");
    });
}

/// What was found for one parameter, each with a button.
fn ranges(
    ui: &mut Ui,
    out: &mut Commands,
    recipe: &Pipeline,
    step: &Step,
    offer: &Offer,
    spread: &ControlSpread,
) {
    let found = offer.ranges(spread);
    if found.is_empty() && spread.obstacle().is_none() {
        ui.label(RichText::new("This cannot be measured in these images.").weak());
    }
    for range in found.into_iter().take(MOST) {
        let sentence = spread.sentence(range);
        ui.label(&sentence).on_hover_text(spread.caution());
        if !ControlSpread::is_alike(range) {
            use_it(ui, out, recipe, step, offer, range, &sentence);
        }
    }
}

fn use_it(
    ui: &mut Ui,
    out: &mut Commands,
    recipe: &Pipeline,
    step: &Step,
    offer: &Offer,
    range: &SpreadRange,
    sentence: &str,
) {
    let Some((place, param)) = step.entry.param(offer.param) else { return };
    let setting = offer.setting(range, recipe, param);
    let mut columns = std::iter::once(&step.first).chain(&step.second);
    let in_use = step.strength == 1.0 && columns.all(|column| column.settings.get(place) == Some(&setting));
    let param = recipe.param_in_lengths(param);
    let help = format!("Sets {} to {} {}", param.label.to_lowercase(), setting.words(), param.unit.symbol());
    let button = ui.add_enabled(!in_use, egui::Button::new("Use this range"));
    let button = button.on_hover_text(help.trim()).on_disabled_hover_text("The step has this range.");
    if button.accessible_name(format!("Use this range: {sentence}")).clicked()
        && let Some(edit) = offer.edit(range, recipe, step)
    {
        out.push(Command::Edit(edit, None));
    }
}
