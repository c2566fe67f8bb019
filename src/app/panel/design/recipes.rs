//! Which recipe: choosing, naming, adding from the presets, and the size of a version.

use super::presets;
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::widget::strength_slider;
use augscope::dataset::PixelSize;
use augscope::pipeline::{Edit, Lengths, PipelineInput};
use augscope::transform::{Border, Fit};
use egui::{ComboBox, DragValue, TextEdit, Ui};

/// The recipe's head.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        choose(ui, cx, out);
        ui.menu_button("Add", |ui| {
            ui.set_min_width(220.0);
            for action in [Action::NewRecipe, Action::DuplicateRecipe] {
                if ui.button(action.text()).on_hover_text(action.help()).clicked() {
                    out.push(Command::Act(action));
                    ui.close();
                }
            }
            ui.separator();
            presets::show(ui, out);
        })
        .response
        .on_hover_text(
            "Another recipe beside this one: empty, a copy, or a preset. Or a preset's steps below these.",
        );
    });
    name(ui, cx, out);
    input(ui, cx, out);
    ui.horizontal(|ui| {
        let help = "Weakens or strengthens all steps together: at 50 % every range is half as wide, at 0 % the recipe \
                    changes nothing.";
        ui.label("strength of all").on_hover_text(help);
        if let Some(strength) = strength_slider(ui, cx.document.recipe().strength, "Strength of all", help) {
            let edit = Edit::SetStrength { id: None, strength };
            out.push(Command::Edit(edit, Some("strength of all".into())));
        }
    });
}

/// Whether lengths are in pixels or in micrometres.
fn lengths(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let recipe = cx.document.recipe();
    let known = cx.opened().map(|opened| opened.pixel_size);
    let um_per_pixel = match known {
        Some(PixelSize::Alike(size)) => Some(size),
        Some(PixelSize::Mixed(..)) => None,
        Some(PixelSize::Unknown) | None => recipe.input.um_per_pixel,
    };
    let help = match (known, um_per_pixel) {
        (_, Some(size)) => {
            format!("What lengths count, such as a blur or a shift. A pixel of these images is {size} µm.")
        }
        (Some(PixelSize::Mixed(low, high)), _) => {
            format!("These images have pixels from {low} to {high} µm, so lengths can only be in pixels.")
        }
        (Some(_), _) => {
            "The image files do not say how large a pixel is, so lengths can only be in pixels.".into()
        }
        (None, _) => "Open images first: their files say how large a pixel is.".into(),
    };
    let word = |lengths| if lengths == Lengths::Pixels { "lengths in px" } else { "lengths in µm" };
    let list = ComboBox::from_id_salt("lengths").width(90.0).selected_text(word(recipe.input.lengths));
    let shown = list.show_ui(ui, |ui| {
        for (lengths, _) in Lengths::ALL {
            let possible = lengths == Lengths::Pixels || um_per_pixel.is_some();
            let choice = egui::Button::selectable(recipe.input.lengths == lengths, word(lengths));
            if ui.add_enabled(possible, choice).on_hover_text(&help).on_disabled_hover_text(&help).clicked() {
                let other = recipe.with_lengths(lengths, um_per_pixel.unwrap_or(1.0));
                out.push(Command::Edit(Edit::Replace(Box::new(other)), None));
            }
        }
    });
    shown.response.on_hover_text(&help).accessible_name("Lengths");
}

fn choose(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let project = cx.document.project();
    let width = (ui.available_width() - 70.0).max(80.0);
    let list = ComboBox::from_id_salt("recipes").width(width).truncate();
    let shown = list.selected_text(cx.document.recipe().name.as_str()).show_ui(ui, |ui| {
        for (place, recipe) in project.recipes.iter().enumerate() {
            let name = format!("{}. {}", place + 1, recipe.file.pipeline.name);
            if ui.selectable_label(place == project.active, name).clicked() {
                out.push(Command::ShowRecipe(place));
            }
        }
    });
    shown
        .response
        .on_hover_text("The recipe on the screen; a training uses this one.")
        .accessible_name("Recipe");
}

fn name(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    ui.horizontal(|ui| {
        let label = ui.label("name");
        let mut name = cx.document.recipe().name.clone();
        let field = TextEdit::singleline(&mut name).desired_width(f32::INFINITY);
        let field = ui.add(field).labelled_by(label.id).on_hover_text("Runs are named after their recipe.");
        if field.changed() {
            out.push(Command::Edit(Edit::Rename(name), Some("rename".into())));
        }
    });
}

fn input(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let input = &cx.document.recipe().input;
    let set = |out: &mut Commands, input: PipelineInput| {
        out.push(Command::Edit(Edit::SetInput(input), Some("input".into())));
    };
    ui.horizontal_wrapped(|ui| {
        let help =
            "Side of a version in pixels: what the encoder gets. Larger shows more detail and takes longer.";
        ui.label("size").on_hover_text(help);
        let mut size = input.size.unwrap_or(64);
        let field = DragValue::new(&mut size).range(16..=512).suffix(" px");
        if ui.add(field).on_hover_text(help).accessible_name("Size of a version").changed() {
            set(out, PipelineInput { size: Some(size), ..input.clone() });
        }
        lengths(ui, cx, out);
        let fit = ComboBox::from_id_salt("fit").width(70.0).selected_text(input.fit.to_string());
        let shown = fit.show_ui(ui, |ui| {
            for (fit, word) in Fit::ALL {
                let help = match fit {
                    Fit::Crop => "The short side fills the version; the ends of the long side are cut.",
                    Fit::Pad => "The long side fills the version; the rest is filled by the border.",
                    Fit::Stretch => "Both sides fill the version; proportions change.",
                    Fit::Native => "One pixel of the image is one pixel of the version, from the middle.",
                };
                if ui.selectable_label(input.fit == fit, word).on_hover_text(help).clicked() {
                    set(out, PipelineInput { fit, ..input.clone() });
                }
            }
        });
        shown.response.on_hover_text("How an image fills the square version.").accessible_name("Fit");
        let border = ComboBox::from_id_salt("border").width(70.0).selected_text(input.border.to_string());
        let shown = border.show_ui(ui, |ui| {
            for (border, word) in Border::ALL {
                let help = match border {
                    Border::Reflect => "Mirrored at the edge.",
                    Border::Edge => "The edge pixel goes on.",
                    Border::Constant => {
                        "One brightness, set beside: 0 is black, the low end of the intensity window."
                    }
                    Border::Background => {
                        "The background of each image: in every channel the median along its edge."
                    }
                };
                if ui.selectable_label(input.border == border, word).on_hover_text(help).clicked() {
                    set(out, PipelineInput { border, ..input.clone() });
                }
            }
        });
        shown.response.on_hover_text("What lies beyond the edge of an image.").accessible_name("Border");
        if input.border == Border::Constant {
            let mut border_value = input.border_value;
            let help =
                "The brightness beyond the edge: 0 is the low end of the intensity window, 1 its high end.";
            let field = DragValue::new(&mut border_value).range(0.0..=1.0).speed(0.01).max_decimals(2);
            if ui.add(field).on_hover_text(help).accessible_name("Brightness of the border").changed() {
                set(out, PipelineInput { border_value, ..input.clone() });
            }
        }
    });
}
