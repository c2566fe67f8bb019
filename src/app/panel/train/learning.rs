//! Is it learning? Accuracy by round, recall of every class, and the lamp that warns of a collapse.

use crate::app::runs::{Course, LiveProbe, RunInfo};
use crate::app::theme;
use crate::app::widget::round_plot::{Axes, Curve, plot};
use crate::app::widget::{percent, points};
use egui::{Color32, Id, Label, Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};
use std::fmt::Write;

/// Below this spread images are not told apart well.
const NARROW: f64 = 0.3;
/// Below this spread all images have become one.
const COLLAPSED: f64 = 0.05;
/// Where the class under the pointer is remembered between two frames.
const POINTED: &str = "class under the pointer";

/// The panel.
pub fn show(ui: &mut Ui, run: &RunInfo) {
    ui.add_space(4.0);
    ui.heading("Is it learning?");
    lamp(ui, &run.course);
    let pointed = class_pointed_at(ui);
    accuracy(ui, run, pointed.as_deref());
    classes(ui, run);
}

/// The class that the pointer or the focus was on in the last frame.
fn class_pointed_at(ui: &Ui) -> Option<String> {
    ui.data(|data| data.get_temp(Id::unique(POINTED))).filter(|class: &String| !class.is_empty())
}

/// How the spread of the projections is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Judgement {
    Fine,
    Narrow,
    Collapsed,
}

fn judge(spread: f64) -> Judgement {
    // A spread that is no number is no good sign.
    if spread >= NARROW {
        Judgement::Fine
    } else if spread >= COLLAPSED {
        Judgement::Narrow
    } else {
        Judgement::Collapsed
    }
}

fn lamp(ui: &mut Ui, course: &Course) {
    let help = "The spread of what the encoder makes of the images: near 1 they are told apart in all directions, near \
                0 all have become one. Above 0.3 is fine. Below 0.05 the training has collapsed: the encoder gives the \
                same answer to every image. Then stop it, and take steps out of the recipe or make them weaker, or use \
                another learning method. A fine spread alone does not yet mean that classes are told apart.";
    let newest = course.spread.last().map(|point| point[1]);
    let (colour, words) = match newest.map(judge) {
        None => (ui.visuals().weak_text_color(), "to be seen after the first round"),
        Some(Judgement::Fine) => (theme::good(ui.visuals()), "fine"),
        Some(Judgement::Narrow) => {
            (theme::warning(ui.visuals()), "narrow: images look much alike to the encoder")
        }
        Some(Judgement::Collapsed) => {
            (theme::failure(ui.visuals()), "collapsed: all images look alike to the encoder")
        }
    };
    ui.horizontal_wrapped(|ui| {
        let (rect, response) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
        ui.painter().circle_filled(rect.center(), 6.0, colour);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Spread: {words}")));
        response.on_hover_text(help);
        ui.label(RichText::new(words).color(colour).strong()).on_hover_text(help);
        if let Some(spread) = newest {
            ui.label(RichText::new(format!("spread {spread:.2}")).weak()).on_hover_text(help);
        }
    });
}

fn accuracy(ui: &mut Ui, run: &RunInfo, pointed: Option<&str>) {
    let course = &run.course;
    ui.add_space(4.0);
    ui.label(RichText::new("Accuracy by round").strong()).on_hover_text(
        "Between rounds, images that the training does not see are named after their nearest neighbours in the training \
         part. Drawn is the mean over the classes of the share that was named rightly. It should rise above guessing.",
    );
    let Some(last) = course.probes.last() else {
        let every = run.record.config.probe_every;
        let words = match every {
            0 => "This run was asked not to look at the accuracy while it learns.".into(),
            1 => "The first look comes after the first round.".into(),
            every => format!("The first look comes after {every} rounds."),
        };
        ui.label(RichText::new(words).weak());
        return;
    };
    let of_class = |class: &str| -> Vec<[f64; 2]> {
        let value = |probe: &LiveProbe| Some([f64::from(probe.epoch), *probe.per_class.get(class)?]);
        course.probes.iter().filter_map(value).collect()
    };
    let mut curves = vec![Curve {
        name: "mean of the classes",
        points: course.probes.iter().map(|p| [f64::from(p.epoch), p.balanced_accuracy]).collect(),
        colour: theme::accent(ui.visuals()),
        width: 2.0,
        marked: true,
    }];
    if let Some(class) = pointed.filter(|class| last.per_class.contains_key(*class)) {
        let colour = theme::warning(ui.visuals());
        curves.push(Curve { name: class, points: of_class(class), colour, width: 1.5, marked: true });
    }
    let chance = 1.0 / last.per_class.len().max(1) as f64;
    let axes = Axes {
        id: "accuracy",
        upwards: "recognised",
        rounds: course.epochs,
        shares: true,
        level: Some(("guessing", chance)),
        height: 190.0,
        legend: None,
        words: format!(
            "Accuracy by round: {} after round {}, guessing gives {}",
            percent(last.balanced_accuracy),
            last.epoch,
            percent(chance)
        ),
    };
    plot(ui, &axes, curves);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("mean of the classes").color(theme::accent(ui.visuals())).small());
        ui.label(RichText::new(format!("dashed: guessing, {}", percent(chance))).small());
        if let Some(class) = pointed {
            ui.label(RichText::new(class).color(theme::warning(ui.visuals())).small());
        }
    });
}

/// Classes of the newest look, worst first, with the change since the first look.
fn worst_first(course: &Course) -> Vec<(&str, f64, Option<f64>)> {
    let Some(last) = course.probes.last() else { return Vec::new() };
    let first = course.probes.first().filter(|first| first.epoch < last.epoch);
    let change = |class: &str, now: f64| Some(now - first?.per_class.get(class)?);
    let mut rows: Vec<_> =
        last.per_class.iter().map(|(class, now)| (class.as_str(), *now, change(class, *now))).collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(b.0)));
    rows
}

fn classes(ui: &mut Ui, run: &RunInfo) {
    let rows = worst_first(&run.course);
    if rows.is_empty() {
        return;
    }
    let look = run.course.probes.last().map_or(0, |probe| probe.epoch);
    let first = run.course.probes.first().map_or(0, |probe| probe.epoch);
    ui.add_space(4.0);
    ui.label(RichText::new(format!("Classes after round {look}, worst first")).strong()).on_hover_text(
        "The share of each class's images that was recognised, and by how many percentage points that changed since the \
         first look. Point at a class to see its curve above. These are first looks; the Results room has the measured \
         accuracy with its uncertainty.",
    );
    let mut pointed = None;
    for (class, now, change) in rows {
        if class_row(ui, class, now, change, first) {
            pointed = Some(class.to_owned());
        }
    }
    if pointed != class_pointed_at(ui) {
        ui.data_mut(|data| {
            data.insert_temp(Id::unique(POINTED), pointed.unwrap_or_default());
        });
        ui.ctx().request_repaint();
    }
}

/// Name, number with a bar behind it, change; true while the pointer or the focus is on it.
fn class_row(ui: &mut Ui, class: &str, now: f64, change: Option<f64>, first: u32) -> bool {
    const HEIGHT: f32 = 20.0;
    const NUMBERS: f32 = 46.0;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::focusable_noninteractive());
    let on = response.hovered() || response.has_focus();
    let visuals = ui.visuals().clone();
    let colour = theme::accent(&visuals);
    let bar = Rect::from_min_max(rect.min, rect.max - vec2(NUMBERS, 0.0));
    ui.painter().rect_filled(bar, 2, visuals.faint_bg_color);
    let filled = Rect::from_min_size(bar.min, vec2(bar.width() * now.clamp(0.0, 1.0) as f32, HEIGHT));
    ui.painter().rect_filled(filled, 2, colour.gamma_multiply(if on { 0.5 } else { 0.3 }));
    let strong = visuals.strong_text_color();
    let place = |ui: &mut Ui, rect: Rect, text: RichText, right: bool| {
        let layout = if right {
            egui::Layout::right_to_left(egui::Align::Center)
        } else {
            egui::Layout::left_to_right(egui::Align::Center)
        };
        let builder = egui::UiBuilder::new().max_rect(rect).layout(layout);
        ui.scope_builder(builder, |ui| ui.add(Label::new(text).truncate().selectable(false)));
    };
    let inner = bar.shrink2(vec2(6.0, 0.0));
    let (name, number) = inner.split_left_right_at_x(inner.right() - 44.0);
    place(ui, name, RichText::new(class).color(strong), false);
    place(ui, number, RichText::new(percent(now)).color(strong).strong(), true);
    let mut words = format!("{class}: {} recognised", percent(now));
    if let Some(change) = change {
        let colour = change_colour(&visuals, change);
        let place_of = Rect::from_min_max(egui::pos2(bar.right(), rect.top()), rect.max);
        place(ui, place_of, RichText::new(points(change)).color(colour), true);
        let _ = write!(words, ", {} percentage points since round {first}", points(change));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text(&words);
    on
}

fn change_colour(visuals: &egui::Visuals, change: f64) -> Color32 {
    match (100.0 * change).round() {
        points if points < 0.0 => theme::failure(visuals),
        points if points > 0.0 => theme::good(visuals),
        _ => visuals.weak_text_color(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn spreads_are_judged_by_their_limits() {
        use Judgement::{Collapsed, Fine, Narrow};
        let found = [1.0, 0.3, 0.299, 0.05, 0.049, 0.0, f64::NAN].map(judge);
        assert_eq!(found, [Fine, Fine, Narrow, Narrow, Collapsed, Collapsed, Collapsed]);
    }

    #[test]
    fn the_worst_class_stands_first_with_its_change() {
        let look = |epoch, values: &[(&str, f64)]| LiveProbe {
            epoch,
            balanced_accuracy: 0.5,
            per_class: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value))
                .collect::<BTreeMap<_, _>>(),
        };
        let mut course = Course::default();
        assert!(worst_first(&course).is_empty());
        course.probes.push(look(2, &[("a", 0.5), ("b", 0.75)]));
        assert_eq!(worst_first(&course), [("a", 0.5, None), ("b", 0.75, None)]);
        course.probes.push(look(4, &[("a", 0.75), ("b", 0.25), ("new", 0.5)]));
        let expected = [("b", 0.25, Some(-0.5)), ("new", 0.5, None), ("a", 0.75, Some(0.25))];
        assert_eq!(worst_first(&course), expected);
    }
}
