//! `augscope check`: what a recipe hides, before any training.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::data_arguments::{DataArguments, pipeline};
use super::threads::use_threads;
use augscope::dataset::Parts;
use augscope::evaluate::check::{CheckOptions, Degree, Left, PairMatrix, Verdict, Warning, check};
use augscope::job::Progress;

/// Says which classes a recipe makes alike, and by which step, before any training.
///
/// Features of known meaning (size, brightness, ratio of stains, shape, texture, ...) are measured of images of the
/// training part as they are and of their random versions. Numbers are areas under the ROC curve: 0.5 is chance, 1
/// tells two classes apart without a mistake.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope check cells --pipeline simclr
  augscope check plate/labels.csv --group well --pipeline mine.toml --json")]
pub struct CheckArgs {
    #[command(flatten)]
    data: DataArguments,
    /// A pipeline file, or the name of a preset
    #[arg(long, value_name = "P", help = format!("A pipeline file or a preset: {}", super::data_arguments::preset_names()))]
    pipeline: String,
    /// Images of each class, at most
    #[arg(long, value_name = "N", default_value_t = CheckOptions::default().images_per_class)]
    images: usize,
    /// Random versions of each image
    #[arg(long, value_name = "N", default_value_t = CheckOptions::default().versions, value_parser = clap::value_parser!(u32).range(1..=64))]
    versions: u32,
    /// The seed of versions and choice of images
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Threads (default: all cores); the answer is the same on any number
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Print one JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Wrong use, images that cannot be read, or too few of them.
pub fn run(args: &CheckArgs) -> anyhow::Result<()> {
    use_threads(args.threads)?;
    let pipeline = pipeline(&args.pipeline)?;
    let dataset = args.data.open()?;
    dataset.require_one_pixel_size()?;
    let parts = Parts::split(&dataset);
    let options = CheckOptions { images_per_class: args.images, versions: args.versions, seed: args.seed };
    let verdict = check(&dataset, &parts, &pipeline, options, &Progress::default())?;
    if args.json {
        println!("{}", serde_json::to_string(&verdict)?);
    } else {
        print!("{}", text(&verdict, &pipeline.name));
    }
    Ok(())
}

fn text(verdict: &Verdict, name: &str) -> String {
    let mut lines = Vec::new();
    let is_sign = |warning: &&Warning| warning.degree == Some(Degree::OneSign);
    let grave: Vec<&Warning> = verdict.warnings.iter().filter(|warning| !is_sign(warning)).collect();
    if grave.is_empty() {
        lines.push(format!("\"{name}\" hides no class from another."));
    }
    lines.extend(grave.iter().map(|warning| format!("! {}", warning.text)));
    let signs: Vec<&Warning> = verdict.warnings.iter().filter(is_sign).collect();
    if !signs.is_empty() {
        lines.push(String::new());
        lines.push("Signs that are taken while others still tell the classes apart:".into());
        lines.extend(signs.iter().map(|warning| format!("- {}", warning.text)));
    }
    if let Some(groups) = &verdict.groups {
        lines.push(String::new());
        lines.push(format!(
            "{} can be told by {} ({:.2}; after the recipe {:.2}; best after it: {} {:.2}; 0.5 is chance).",
            groups.column,
            groups.before.feature,
            groups.before.auc,
            groups.after.auc,
            groups.left.feature,
            groups.left.auc
        ));
    }
    lines.push(String::new());
    lines.extend(table(&verdict.matrix));
    lines.join("\n") + "\n"
}

/// The classes that are told apart worst after the recipe.
fn table<'a>(matrix: &'a PairMatrix) -> Vec<String> {
    const MOST: usize = 12;
    let mut pairs: Vec<(&str, &str, &Left, &Left)> = Vec::new();
    for (row, a) in matrix.classes.iter().enumerate() {
        for (column, b) in matrix.classes.iter().enumerate().take(row) {
            let cell = |table: &'a [Vec<Option<Left>>]| table.get(row)?.get(column)?.as_ref();
            if let (Some(before), Some(after)) = (cell(&matrix.before), cell(&matrix.after)) {
                pairs.push((b, a, before, after));
            }
        }
    }
    pairs.sort_by(|x, y| x.3.auc.total_cmp(&y.3.auc));
    let all = pairs.len();
    let mut lines =
        vec!["The pairs that are told apart worst after the recipe, by the best feature:".to_owned()];
    lines.extend(pairs.iter().take(MOST).map(|(a, b, before, after)| {
        format!(
            "  {a} / {b}: before {:.2} ({}), after {:.2} ({})",
            before.auc, before.feature, after.auc, after.feature
        )
    }));
    if all > MOST {
        lines.push(format!("  ... and {} more pairs; --json has all", all - MOST));
    }
    lines
}
