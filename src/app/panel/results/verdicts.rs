//! What the recipes did to every class: difference, interval, verdict, and where lost images went.

use crate::app::context::Context;
use crate::app::theme;
use crate::app::widget::points;
use augscope::evaluate::difference::{ClassDifference, Verdict};
use augscope::run::{Comparison, RecipeContrast};
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
                contrast_table(ui, contrast);
            }
            caveats(ui, comparison);
        }
    }
    ui.separator();
}

fn contrast_table(ui: &mut Ui, contrast: &RecipeContrast) {
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
    ui.add_space(4.0);
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
