//! Learning curves of what is ticked: loss with its terms, accuracy by round, spread.

use super::comparison::{Comparison, Seed};
use super::save::save_menu;
use super::tabs::Tab;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::widget::class_chart::symbol;
use crate::app::widget::round_plot::{Axes, Curve, plot};
use augscope::export::{self, CurveChart};
use egui::{Color32, ComboBox, RichText, ScrollArea, Sense, Ui, vec2};
use std::sync::Arc;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "learning",
    name: "Learning",
    help: "How did loss, accuracy and spread go from round to round?",
    without_ticks: false,
    show,
};

/// The name of the loss as a whole.
const LOSS: &str = "loss";
/// Height of a plot in points.
const HEIGHT: f32 = 190.0;

/// A curve of one run.
struct Line {
    name: String,
    place: usize,
    points: Vec<[f64; 2]>,
}

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    legend(ui, comparison);
    ScrollArea::vertical().id_salt("learning curves").auto_shrink(false).show(ui, |ui| {
        let class = cx.view.learning_class.as_deref();
        let of = class.unwrap_or("mean of the classes");
        let accuracy = lines(comparison, |seed| {
            let value = |probe: &crate::app::runs::LiveProbe| match class {
                Some(class) => probe.per_class.get(class).copied(),
                None => Some(probe.balanced_accuracy),
            };
            let probes = seed.run.course.probes.iter();
            probes.filter_map(|probe| Some([f64::from(probe.epoch), value(probe)?])).collect()
        });
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("Accuracy by round").strong()).on_hover_text(
                "Between rounds, images that the training does not see are named after their nearest neighbours.",
            );
            choose_class(ui, cx, out, comparison);
        });
        drawn(ui, cx, out, comparison, &Figure { title: "Accuracy by round", upwards: of, shares: true }, &accuracy);
        for term in terms(comparison) {
            let loss = lines(comparison, |seed| {
                let course = &seed.run.course;
                let whole = if course.mean_loss.len() > 1 { &course.mean_loss } else { &course.loss };
                if term == LOSS { whole.clone() } else { course.terms.get(&term).cloned().unwrap_or_default() }
            });
            let title = if term == LOSS { "Loss by round".to_owned() } else { format!("Loss: {term}") };
            ui.label(RichText::new(&title).strong());
            drawn(ui, cx, out, comparison, &Figure { title: &title, upwards: &term, shares: false }, &loss);
        }
        ui.label(RichText::new("Spread by round").strong()).on_hover_text(
            "Near 1 images are told apart in all directions, near 0 all have become one: a collapse.",
        );
        let spread = lines(comparison, |seed| seed.run.course.spread.clone());
        drawn(ui, cx, out, comparison, &Figure { title: "Spread by round", upwards: "spread", shares: true }, &spread);
    });
}

/// What a plot shows.
struct Figure<'a> {
    title: &'a str,
    upwards: &'a str,
    shares: bool,
}

fn lines(comparison: &Comparison, points: impl Fn(&Seed) -> Vec<[f64; 2]>) -> Vec<Line> {
    let of_shown = |shown: &super::comparison::Shown| {
        shown
            .seeds
            .iter()
            .map(|seed| Line { name: seed.run.name.clone(), place: shown.place, points: points(seed) })
            .collect::<Vec<_>>()
    };
    comparison.shown.iter().flat_map(of_shown).filter(|line| !line.points.is_empty()).collect()
}

/// The loss, and its terms where it has several.
fn terms(comparison: &Comparison) -> Vec<String> {
    let mut terms = vec![LOSS.to_owned()];
    for term in comparison.seeds().flat_map(|seed| seed.run.course.terms.keys()) {
        if !terms.contains(term) {
            terms.push(term.clone());
        }
    }
    terms
}

fn drawn(
    ui: &mut Ui,
    cx: &Context,
    out: &mut Commands,
    comparison: &Comparison,
    figure: &Figure,
    lines: &[Line],
) {
    if lines.is_empty() {
        ui.label(RichText::new("The ticked runs have no such curve.").weak());
        return;
    }
    let rounds = comparison.seeds().map(|seed| seed.run.course.epochs).max().unwrap_or(1);
    let last = |line: &Line| line.points.last().map_or(0.0, |point| point[1]);
    let words: Vec<String> =
        lines.iter().map(|line| format!("{} ends at {:.3}", line.name, last(line))).collect();
    let axes = Axes {
        id: figure.title,
        upwards: figure.upwards,
        rounds,
        shares: figure.shares,
        level: None,
        height: HEIGHT,
        legend: None,
        words: format!("{}: {}", figure.title, words.join(", ")),
    };
    let colour = |place: usize| -> Color32 { theme::series(place) };
    let curves = lines.iter().map(|line| Curve {
        name: &line.name,
        points: line.points.clone(),
        colour: colour(line.place),
        width: 1.5,
        marked: line.points.len() < 40 && figure.shares,
    });
    plot(ui, &axes, curves.collect());
    save_menu(ui, cx, out, || {
        let curves = lines.iter().map(|l| export::Curve { name: l.name.clone(), points: l.points.clone() });
        Some(Arc::new(CurveChart {
            title: figure.title.into(),
            x_label: "round".into(),
            y_label: figure.upwards.into(),
            y_range: figure.shares.then_some([0.0, 1.0]),
            curves: curves.collect(),
            guides: Vec::new(),
        }))
    });
    ui.add_space(8.0);
}

fn legend(ui: &mut Ui, comparison: &Comparison) {
    ui.horizontal_wrapped(|ui| {
        for shown in &comparison.shown {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            symbol(ui.painter(), shown.place, rect.center());
            ui.label(RichText::new(shown.title()).small());
        }
    });
}

/// Which class the curve of accuracy is of.
fn choose_class(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let chosen = cx.view.learning_class.as_deref();
    let shown = ComboBox::from_id_salt("class of the curve").width(160.0).truncate();
    let shown = shown.selected_text(chosen.unwrap_or("mean of the classes")).show_ui(ui, |ui| {
        let all = std::iter::once(None).chain(comparison.classes.iter().map(|class| Some(*class)));
        for class in all {
            let name = class.unwrap_or("mean of the classes");
            if ui.selectable_label(class == chosen, name).clicked() {
                out.push(Command::LearningOf(class.map(str::to_owned)));
            }
        }
    });
    shown.response.on_hover_text("The class whose accuracy is drawn.").accessible_name("Class of the curve");
}
