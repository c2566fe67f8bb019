//! [`param_editor`]: sliders for any parameter, drawn from its [`Param`] alone.

use super::range_slider::{RangeSlider, range_slider};
use augscope::transform::{Param, Setting, Unit};
use egui::{ComboBox, RichText, Slider, SliderClamping, Ui};

/// The kinds of settings, as the list of distributions names them.
const KINDS: [(&str, &str); 4] = [
    ("always the same", "Every version gets this value."),
    ("evenly in a range", "Every value of the range is equally likely."),
    ("by ratio in a range", "Half and double are equally likely: right for factors."),
    ("around a middle", "A bell curve: values near the middle are likelier."),
];

/// Draws `param` with its present `setting`; the new setting when the user changed it.
pub fn param_editor(ui: &mut Ui, param: &Param, setting: Setting) -> Option<Setting> {
    let mut changed = None;
    ui.horizontal(|ui| {
        ui.label(RichText::new(param.label).strong()).on_hover_text(param.help);
        let kind = kind_of(&setting);
        let list =
            ComboBox::from_id_salt((param.name, "distribution")).selected_text(KINDS[kind].0).width(130.0);
        let response = list.show_ui(ui, |ui| {
            for (place, (name, help)) in KINDS.iter().enumerate() {
                // A range by ratio begins above zero.
                if place == 2 && param.hard.1 <= 0.0 {
                    continue;
                }
                if ui.selectable_label(place == kind, *name).on_hover_text(*help).clicked() && place != kind {
                    changed = Some(converted(param, &setting, place));
                }
            }
        });
        let response = response.response.on_hover_text("How the value of every version is drawn.");
        response.accessible_name(format!("{} distribution", param.label));
        let is_default = setting == param.default;
        let reset = ui.add_enabled(!is_default, egui::Button::new("Reset"));
        let help = format!("Back to {} {}", param.default, param.unit.symbol());
        if reset.on_hover_text(help.trim()).accessible_name(format!("Reset {}", param.label)).clicked() {
            changed = Some(param.default);
        }
    });
    let moved = match setting {
        Setting::Fixed(value) => {
            single(ui, param, param.label, value, param.soft, param.logarithmic).map(Setting::Fixed)
        }
        Setting::Uniform { low, high } => {
            range(ui, param, (low, high)).map(|(low, high)| Setting::Uniform { low, high })
        }
        Setting::LogUniform { low, high } => {
            range(ui, param, (low, high)).map(|(low, high)| Setting::LogUniform { low, high })
        }
        Setting::Normal { mean, sd } => normal(ui, param, mean, sd),
    };
    changed.or(moved)
}

fn kind_of(setting: &Setting) -> usize {
    match setting {
        Setting::Fixed(_) => 0,
        Setting::Uniform { .. } => 1,
        Setting::LogUniform { .. } => 2,
        Setting::Normal { .. } => 3,
    }
}

/// The smallest number above zero that a range by ratio may begin with.
fn above_zero(param: &Param) -> f64 {
    let low = param.hard.0.max(param.soft.0);
    if low > 0.0 { low } else { param.soft.1.abs().max(1e-3) / 100.0 }
}

/// The setting of another kind that is nearest to `setting`.
fn converted(param: &Param, setting: &Setting, kind: usize) -> Setting {
    let (low, high) = match *setting {
        Setting::Fixed(value) => {
            // A range of some width about the value, so that something is seen to happen.
            let reach = (param.soft.1 - param.soft.0) / 10.0;
            ((value - reach).max(param.hard.0), (value + reach).min(param.hard.1))
        }
        Setting::Uniform { low, high } | Setting::LogUniform { low, high } => (low, high),
        Setting::Normal { mean, sd } => {
            ((mean - 2.0 * sd).max(param.hard.0), (mean + 2.0 * sd).min(param.hard.1))
        }
    };
    match kind {
        0 => Setting::Fixed(match *setting {
            Setting::LogUniform { low, high } => (low * high).sqrt(),
            _ => f64::midpoint(low, high),
        }),
        1 => Setting::Uniform { low, high },
        2 => {
            let low = low.max(above_zero(param));
            Setting::LogUniform { low, high: high.max(low) }
        }
        _ => Setting::Normal { mean: f64::midpoint(low, high), sd: (high - low) / 4.0 },
    }
}

fn range(ui: &mut Ui, param: &Param, value: (f64, f64)) -> Option<(f64, f64)> {
    let hard = if param.logarithmic {
        (param.hard.0.max(above_zero(param) / 100.0), param.hard.1)
    } else {
        param.hard
    };
    let slider = RangeSlider {
        label: param.label,
        value,
        soft: param.soft,
        hard,
        logarithmic: param.logarithmic,
        unit: param.unit.symbol(),
    };
    let whole = param.unit == Unit::Whole;
    range_slider(ui, slider).map(|(low, high)| if whole { (low.round(), high.round()) } else { (low, high) })
}

fn single(
    ui: &mut Ui,
    param: &Param,
    name: &str,
    mut value: f64,
    soft: (f64, f64),
    logarithmic: bool,
) -> Option<f64> {
    let before = value;
    ui.horizontal(|ui| {
        let slider = Slider::new(&mut value, soft.0..=soft.1)
            .logarithmic(logarithmic)
            .clamping(SliderClamping::Never)
            .max_decimals(if param.unit == Unit::Whole { 0 } else { 3 });
        ui.add(slider).on_hover_text(param.help).accessible_name(name);
        if !param.unit.symbol().is_empty() {
            ui.label(param.unit.symbol());
        }
    });
    let value = value.clamp(param.hard.0, param.hard.1);
    (value != before && value.is_finite()).then_some(value)
}

fn normal(ui: &mut Ui, param: &Param, mean: f64, sd: f64) -> Option<Setting> {
    let mut changed = None;
    ui.horizontal(|ui| {
        ui.label("middle");
        changed = single(ui, param, &format!("{} middle", param.label), mean, param.soft, false)
            .map(|mean| Setting::Normal { mean, sd });
    });
    ui.horizontal(|ui| {
        ui.label("spread");
        let most = (param.soft.1 - param.soft.0) / 2.0;
        let mut wide = sd;
        let slider = Slider::new(&mut wide, 0.0..=most).clamping(SliderClamping::Always).max_decimals(3);
        ui.add(slider)
            .on_hover_text("Two thirds of the versions lie no further than this from the middle.")
            .accessible_name(format!("{} spread", param.label));
        if wide != sd {
            changed = Some(Setting::Normal { mean, sd: wide });
        }
    });
    changed
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a test fails by panicking")]
    use super::*;
    use augscope::transform::catalogue;

    #[test]
    fn every_parameter_takes_every_kind_of_setting_there_is_for_it() {
        for entry in catalogue::ALL {
            for param in entry.params {
                for from in 0..KINDS.len() {
                    let first = converted(param, &param.default, from);
                    for to in 0..KINDS.len() {
                        let setting = converted(param, &first, to);
                        let place = format!("{}.{} {first} to {setting}", entry.kind, param.name);
                        if (from == 2 || to == 2) && param.hard.1 <= 0.0 {
                            continue;
                        }
                        assert_eq!(param.problem(&setting), None, "{place}");
                    }
                }
            }
        }
    }
}
