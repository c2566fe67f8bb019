//! The stack of steps: from top to bottom is the order of execution.

use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::widget::action_button;
use augscope::pipeline::{Edit, Pipeline, Step};
use egui::{Frame, RichText, Sense, Stroke, Ui};
use egui_dnd::{Handle, dnd};

/// The steps of the recipe on the screen.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let recipe = cx.document.recipe();
    if recipe.steps.is_empty() {
        ui.label("This recipe changes nothing yet. Each transform that you add teaches the encoder to ignore something.");
    }
    let ids: Vec<&str> = recipe.steps.iter().map(|step| step.id.as_str()).collect();
    let dragged = dnd(ui, ui.make_persistent_id("steps")).with_animation_time(0.0).show(
        ids.iter().copied(),
        |ui, id, handle, _state| {
            if let Some((place, step)) = recipe.step(id) {
                card(ui, cx, out, step, place, handle);
            }
        },
    );
    if let Some(update) = dragged.final_update()
        && let Some(id) = ids.get(update.from)
    {
        // Counted without the step itself.
        let to = if update.to > update.from { update.to - 1 } else { update.to };
        if to != update.from {
            out.push(Command::Edit(Edit::Move { id: (*id).to_owned(), to }, None));
        }
    }
    ui.add_space(4.0);
    action_button(ui, cx, out, Action::AddTransform, "+ Add a transform...");
}

fn card(ui: &mut Ui, cx: &Context, out: &mut Commands, step: &Step, place: usize, handle: Handle) {
    let recipe = cx.document.recipe();
    let chosen = cx.view.step.as_deref() == Some(step.id.as_str());
    let visuals = ui.visuals();
    let (fill, stroke) = if chosen {
        (visuals.selection.bg_fill, Stroke::new(1.0, theme::accent(visuals)))
    } else {
        (visuals.faint_bg_color, visuals.widgets.noninteractive.bg_stroke)
    };
    let name = format!("{}. {}", place + 1, step.entry.name);
    Frame::group(ui.style()).fill(fill).stroke(stroke).inner_margin(6).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let grip = handle.ui(ui, |ui| {
                let (rect, _) = ui.allocate_exact_size(egui::vec2(12.0, 18.0), Sense::hover());
                for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)] {
                    let at = rect.left_top() + egui::vec2(3.0 + 5.0 * x as f32, 4.0 + 5.0 * y as f32);
                    ui.painter().circle_filled(at, 1.3, ui.visuals().weak_text_color());
                }
            });
            grip.on_hover_text("Drag to change the order, or Alt with the arrow keys.")
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Drag {name}")));
            let mut on = step.on;
            let switch =
                ui.checkbox(&mut on, "").on_hover_text("A step that is off is left out; its settings stay.");
            if switch.accessible_name(format!("{name} on")).changed() {
                out.push(Command::Edit(Edit::Switch { id: step.id.clone(), on }, None));
            }
            let text = if step.on { RichText::new(&name).strong() } else { RichText::new(&name).weak() };
            let title = ui.add(egui::Label::new(text).truncate().selectable(false).sense(Sense::click()));
            let title = title.on_hover_text(step.entry.summary);
            title.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, chosen, &name));
            if title.clicked() {
                out.push(Command::SelectStep(Some(step.id.clone())));
            }
        });
        let line = summary(recipe, step);
        let details = ui.add(egui::Label::new(RichText::new(line).small()).truncate().sense(Sense::click()));
        if details.clicked() {
            out.push(Command::SelectStep(Some(step.id.clone())));
        }
        super::warnings::show(ui, cx, step);
    });
}

/// How often, and the most important setting.
fn summary(recipe: &Pipeline, step: &Step) -> String {
    let often = match step.first.probability {
        p if p >= 1.0 => "always".to_owned(),
        p => format!("{:.0} % of versions", 100.0 * p),
    };
    let strength = match step.strength {
        1.0 => String::new(),
        strength => format!(" · strength {:.0} %", 100.0 * strength),
    };
    let first = step.entry.params.first().zip(step.first.settings.first());
    match first {
        Some((param, setting)) => {
            let words = format!(
                "{often} · {} {} {}",
                param.label.to_lowercase(),
                setting.words(),
                recipe.param_in_lengths(param).unit.symbol()
            );
            words.trim().to_owned() + &strength
        }
        None => often + &strength,
    }
}
