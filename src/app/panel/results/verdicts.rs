//! What the recipes did to every class: difference, interval, verdict, and where lost images went.

use crate::app::context::Context;
use crate::app::theme;
use crate::app::widget::points;
use augscope::evaluate::difference::{ClassDifference, Verdict};
use augscope::run::study::Expected;
use augscope::run::{CameOut, Comparison, RecipeContrast, SealedExpectation};
use egui::{Color32, Grid, Label, RichText, Role, Ui, Visuals, WidgetInfo};
use std::fmt::Write;

/// The section; nothing while fewer than two evaluated runs are ticked.
pub fn show(ui: &mut Ui, cx: &Context) {
    let compared = &cx.runs.compared;
    if !compared.is_wanted() {
        return;
    }
    if matches!(compared.found(), Some(Ok(comparison)) if comparison.contrasts.is_empty()) {
        return;
    }
    ui.heading("What the recipe did");
    match compared.found() {
        None => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("comparing the ticked runs...");
            });
        }
        Some(Err(why)) => {
            ui.add(Label::new(RichText::new(why).color(theme::warning(ui.visuals()))).wrap());
        }
        Some(Ok(comparison)) => {
            for contrast in &comparison.contrasts {
                contrast_table(ui, contrast, expectation(cx, comparison, contrast));
            }
            caveats(ui, comparison);
        }
    }
    ui.separator();
}

/// What was expected of the other recipe before it was trained, by the first of its runs that has an expectation.
fn expectation<'a>(
    cx: &Context<'a>,
    comparison: &Comparison,
    contrast: &RecipeContrast,
) -> Option<&'a SealedExpectation> {
    let runs = comparison.runs.iter().filter(|run| run.recipe == contrast.figures.recipe);
    runs.filter_map(|run| cx.runs.list().iter().find(|info| info.folder == run.path))
        .find_map(|info| info.expectation.as_deref())
}

fn contrast_table(ui: &mut Ui, contrast: &RecipeContrast, expected: Option<&SealedExpectation>) {
    let seeds = contrast.figures.seeds.len();
    let title = format!("{} against {}", contrast.other, contrast.reference);
    ui.add(Label::new(RichText::new(&title).strong()).wrap());
    let of = if seeds == 1 { "1 seed: single run".to_owned() } else { format!("{seeds} seeds") };
    ui.small(format!("{of}; points of recall, with 95 % interval"));
    Grid::new(&title).num_columns(4).spacing([8.0, 2.0]).striped(true).min_col_width(0.0).show(ui, |ui| {
        for (name, class) in &contrast.figures.per_class.0 {
            row(ui, name, class);
        }
        let average = &contrast.figures.average;
        ui.label(RichText::new("mean of classes").small().strong());
        ui.label(RichText::new(average.difference.map_or("–".into(), points)).small().strong());
        ui.label(RichText::new(limits(average.difference_ci95)).small());
        let why = average
            .ci_reason
            .clone()
            .unwrap_or_else(|| "Described, not judged: verdicts are about classes.".into());
        ui.label(RichText::new(average.p.map_or(String::new(), p)).small()).on_hover_text(why);
        ui.end_row();
    });
    if let Some(expected) = expected {
        outcome(ui, contrast, expected);
    }
    ui.add_space(4.0);
}

/// What was expected beside what came out.
fn outcome(ui: &mut Ui, contrast: &RecipeContrast, expected: &SealedExpectation) {
    let when = expected.written.get(..10).unwrap_or(&expected.written);
    let against =
        if expected.against.is_empty() { String::new() } else { format!(" against {}", expected.against) };
    ui.label(RichText::new(format!("Expected{against}, sealed {when}")).small().strong());
    for (name, class) in &contrast.figures.per_class.0 {
        let Some((expectation, out)) = expected.came_out(name, class) else { continue };
        let word = match expectation {
            Expected::Rises => "rises",
            Expected::Falls => "falls",
            Expected::Stays => "stays",
        };
        let colour = match out {
            CameOut::AsExpected => theme::good(ui.visuals()),
            CameOut::Contrary => theme::failure(ui.visuals()),
            CameOut::NotShown => theme::warning(ui.visuals()),
        };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.label(RichText::new(format!("{name} {word}:")).small());
            ui.label(RichText::new(out.name()).small().strong().color(colour))
                .on_hover_text(reason(name, class));
        });
    }
}

fn row(ui: &mut Ui, name: &str, class: &ClassDifference) {
    let why = reason(name, class);
    let colour =
        class.verdict.map_or(ui.visuals().weak_text_color(), |verdict| colour(verdict, ui.visuals()));
    let word = class.verdict.map_or("no verdict", |verdict| verdict.name());
    let difference = class.difference.map_or("–".into(), points);
    let first = Label::new(RichText::new(name).small()).truncate();
    ui.scope(|ui| {
        ui.set_max_width(110.0);
        ui.add(first).on_hover_text(&why);
    });
    ui.label(RichText::new(&difference).small().strong()).on_hover_text(&why);
    ui.label(RichText::new(limits(class.difference_ci95)).small()).on_hover_text(&why);
    let response = ui.label(RichText::new(word).small().strong().color(colour));
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{name}: {word}, {difference} points"))
    });
    response.on_hover_text(why);
    ui.end_row();
}

/// Everything that is known of a class, in words.
fn reason(name: &str, class: &ClassDifference) -> String {
    let mut text = format!("{name}\n{}", class.why);
    let percent = |share: Option<f64>| share.map_or("none".into(), |s| format!("{:.1} %", 100.0 * s));
    let (before, after) = (percent(class.recall_reference), percent(class.recall_other));
    // Writing to a String does not fail.
    let _ = write!(text, "\nrecall {before}, then {after}; {} images in {} groups", class.n, class.groups);
    if let Some(why) = &class.ci_reason {
        let _ = write!(text, "\nno interval: {why}");
    }
    if let Some(holm) = class.p_holm {
        let _ = write!(text, "\n{} after Holm over classes and recipes", p(holm));
    }
    if let Some(moved) = &class.lost_to {
        let _ = write!(text, "\nmost went to {} ({:.1} images)", moved.class, moved.images);
    }
    if let Some(moved) = &class.won_from {
        let _ = write!(text, "\nmost came from {} ({:.1} images)", moved.class, moved.images);
    }
    text
}

fn colour(verdict: Verdict, visuals: &Visuals) -> Color32 {
    match verdict {
        Verdict::Helped => theme::good(visuals),
        Verdict::Hurt => theme::failure(visuals),
        Verdict::Unchanged => visuals.text_color(),
        Verdict::NotSure => theme::warning(visuals),
    }
}

fn limits(limits: Option<[f64; 2]>) -> String {
    limits.map_or(String::new(), |[low, high]| format!("{} to {}", points(low), points(high)))
}

fn p(p: f64) -> String {
    if p < 0.001 { "p below 0.001".into() } else { format!("p {p:.3}") }
}

fn caveats(ui: &mut Ui, comparison: &Comparison) {
    for caveat in &comparison.caveats {
        ui.add(Label::new(RichText::new(format!("• {caveat}")).small().weak()).wrap());
    }
}
