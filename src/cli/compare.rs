//! `augscope compare`: what recipes did to every class.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::comparison_arguments::ComparisonArguments;
use augscope::evaluate::difference::{ClassDifference, Weighting};
use augscope::run::{Comparison, RecipeContrast, RunFolder, WellDifferences, compare_runs};
use std::fmt::Write;
use std::path::PathBuf;

/// Compares runs class by class: which class a recipe helped, which it hurt, and whether that may be believed.
///
/// Runs that differ only in their seed belong together; the recipe of the first run is the reference. A verdict needs
/// at least 8 groups a class and two seeds of each recipe.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope compare runs/nuisance-only runs/any-orientation
  augscope compare runs/plain-s0 runs/plain-s1 runs/gain-s0 runs/gain-s1 --readout knn_projector --json
  augscope compare runs/plain-s0 runs/plain-s1 runs/gain-s0 runs/gain-s1 --pair G1 S_phase
  augscope compare plate/plain plate/gain --on folds")]
pub struct CompareArgs {
    /// Folders of runs on the same data set, the reference first
    #[arg(required = true, num_args = 2.., value_name = "RUN")]
    pub runs: Vec<PathBuf>,
    #[command(flatten)]
    pub comparison: ComparisonArguments,
    /// Print the comparison as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Where a folder holds no evaluated run, or the runs cannot be compared.
pub fn run(args: &CompareArgs) -> anyhow::Result<()> {
    let folders: Vec<RunFolder> = args.runs.iter().map(RunFolder::new).collect();
    let comparison = compare_runs(&folders, &args.comparison.request()?)?;
    if args.json {
        println!("{}", serde_json::to_string(&comparison)?);
    } else {
        print!("{}", text(&comparison));
    }
    Ok(())
}

fn text(comparison: &Comparison) -> String {
    let mut text = format!(
        "part \"{}\": {} images in {} groups, read-out {}{}\n",
        comparison.part,
        comparison.images,
        comparison.groups,
        comparison.readout.name(),
        if comparison.exploratory { " (exploratory)" } else { "" }
    );
    for recipe in &comparison.recipes {
        let seeds: Vec<String> = recipe.seeds.iter().map(ToString::to_string).collect();
        let _ = writeln!(
            text,
            "  {}{}: {} of {} run(s), seeds {}",
            recipe.name,
            if recipe.reference { " (reference)" } else { "" },
            percent(recipe.balanced_accuracy).trim_start(),
            recipe.seeds.len(),
            seeds.join(", ")
        );
    }
    for contrast in &comparison.contrasts {
        text.push_str(&of_contrast(contrast, comparison.weighting));
    }
    for caveat in &comparison.caveats {
        let _ = writeln!(text, "note: {caveat}");
    }
    text
}

fn of_contrast(contrast: &RecipeContrast, weighting: Weighting) -> String {
    let figures = &contrast.figures;
    let mut text = format!("\n{} against {}\n", contrast.other, contrast.reference);
    for line in contrast.recipe_differences.iter().chain(&contrast.setting_differences) {
        let _ = writeln!(text, "  - {line}");
    }
    let names = figures.per_class.0.iter().map(|(name, _)| name.chars().count());
    let wide = names.max().unwrap_or_default().clamp(16, 40);
    let _ = writeln!(
        text,
        "  {:<wide$}{:>6}{:>8}{:>11}{:>8}{:>9}{:>14}{:>9}{:>9}  verdict",
        "class", "n", "groups", "reference", "other", "points", "95 %", "p", "p Holm"
    );
    for (name, class) in &figures.per_class.0 {
        let _ = writeln!(
            text,
            "  {name:<wide$}{:>6}{:>8}{:>11}{:>8}{:>9}{:>14}{:>9}{:>9}  {}",
            class.n,
            class.groups,
            percent(class.recall_reference),
            percent(class.recall_other),
            points(class.difference),
            interval(class.difference_ci95),
            p(class.p),
            p(class.p_holm),
            verdict(class)
        );
    }
    let average = &figures.average;
    let name = match weighting {
        Weighting::Balanced => "mean of classes",
        Weighting::Natural => "mean of images",
    };
    let worst = &figures.worst_class;
    let class = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".into());
    let worst_classes = format!("{}, then {}", class(&worst.class_reference), class(&worst.class_other));
    let reason = |reason: &Option<String>| reason.as_ref().map_or(String::new(), |why| format!("  {why}"));
    for (name, before, after, difference, limits, p, words) in [
        (
            name,
            average.reference,
            average.other,
            average.difference,
            average.difference_ci95,
            p(average.p),
            reason(&average.ci_reason),
        ),
        (
            "worst class",
            worst.recall_reference,
            worst.recall_other,
            worst.difference,
            worst.difference_ci95,
            String::new(),
            format!("  {worst_classes}"),
        ),
    ] {
        let _ = writeln!(
            text,
            "  {name:<wide$}{:>6}{:>8}{:>11}{:>8}{:>9}{:>14}{p:>9}{:>9}{words}",
            "",
            "",
            percent(before),
            percent(after),
            points(difference),
            interval(limits),
            ""
        );
    }
    if let Some(wells) = &contrast.wells {
        text.push_str(&of_wells(wells));
    }
    text
}

/// The tests by the means of wells.
fn of_wells(wells: &WellDifferences) -> String {
    let mut text = format!(
        "  by the means of wells, each row read by what was learnt from the other rows ({})\n",
        wells.rows.join(", ")
    );
    let classes = wells.per_class.0.iter().map(|(name, figure)| (name.as_str(), figure));
    for (name, figure) in classes.chain([("all wells", &wells.average)]) {
        let Some(test) = &figure.test else {
            let _ = writeln!(text, "    {name}: {}", figure.why.as_deref().unwrap_or("no test"));
            continue;
        };
        let without = test.without_rows.iter().map(|row| row.p);
        let (low, high) = without.fold((1.0_f64, 0.0_f64), |(low, high), p| (low.min(p), high.max(p)));
        let holm = figure.p_holm.map_or(String::new(), |holm| format!(", after Holm {}", p(Some(holm))));
        let _ = writeln!(
            text,
            "    {name}: {} points {} over {} wells, p {}{holm}; without one of the rows p {} to {}",
            points(Some(test.difference)),
            interval(Some(test.difference_ci95)),
            test.wells,
            p(Some(test.p)),
            p(Some(low)),
            p(Some(high))
        );
    }
    text
}

/// The verdict with its reason and where the images went.
fn verdict(class: &ClassDifference) -> String {
    let word = class.verdict.map_or("no verdict", |verdict| verdict.name());
    let moved = match (&class.lost_to, &class.won_from) {
        (Some(to), _) => format!("; most went to {} ({:.0} images)", to.class, to.images),
        (_, Some(from)) => format!("; most came from {} ({:.0} images)", from.class, from.images),
        _ => String::new(),
    };
    format!("{word}: {}{moved}", class.why)
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".into(), |share| format!("{:.1}%", 100.0 * share))
}

fn points(difference: Option<f64>) -> String {
    difference.map_or_else(|| "-".into(), |difference| format!("{:+.1}", 100.0 * difference))
}

fn interval(limits: Option<[f64; 2]>) -> String {
    limits.map_or_else(|| "-".into(), |[low, high]| format!("[{:+.0}, {:+.0}]", 100.0 * low, 100.0 * high))
}

fn p(p: Option<f64>) -> String {
    p.map_or_else(|| "-".into(), |p| if p < 0.0001 { "<0.0001".into() } else { format!("{p:.4}") })
}
