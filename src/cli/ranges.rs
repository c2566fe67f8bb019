//! `augscope ranges`: how much images that should look alike differ.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::data_arguments::{DataArguments, pipeline};
use super::exit::{Interrupted, WrongUse};
use super::interrupt::stop_on_signals;
use augscope::dataset::{IntensityWindow, Part, Parts};
use augscope::evaluate::spread::{ControlSpread, OFFERS, Offer, SpreadRange, control_spread, likely_control};
use augscope::pipeline::Pipeline;
use augscope::transform::{Setting, catalogue};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Measures how much wells, slides or images that should look alike differ in gain, background, contrast, focus, size
/// and light, and says which settings of which transforms imitate that. Only the training part is looked at.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope ranges plate.csv --group well --controls DMSO
  augscope ranges slides/ --group source --controls all --json")]
pub struct RangesArgs {
    #[command(flatten)]
    pub data: DataArguments,
    /// The class whose images should look alike, or "all": each class against itself
    /// (default: the class that is called like a control, else all)
    #[arg(long, value_name = "CLASS")]
    pub controls: Option<String>,
    /// The pipeline whose intensity window and lengths count: a file or a preset (default: an empty one)
    #[arg(long, value_name = "FILE")]
    pub pipeline: Option<String>,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
///
/// # Errors
/// Where there is no such class or pipeline, or an image cannot be read.
pub fn run(args: &RangesArgs) -> anyhow::Result<()> {
    let stop = stop_on_signals()?;
    let recipe = args.pipeline.as_deref().map_or_else(|| Ok(Pipeline::default()), pipeline)?;
    let dataset = args.data.open()?;
    let class = match args.controls.as_deref() {
        None => likely_control(&dataset.classes),
        Some("all") => None,
        Some(name) => Some(dataset.classes.iter().position(|class| class == name).ok_or_else(|| {
            WrongUse(format!("there is no class called {name:?}; there are {}", dataset.classes.join(", ")))
        })?),
    };
    let recipe = recipe.for_pixels_of(&dataset)?;
    dataset.require_one_pixel_size()?;
    let parts = Parts::split(&dataset);
    let window = IntensityWindow::fit(&dataset, &parts.items(Part::Train), &recipe.input.window)?;
    let spread = control_spread(&dataset, &parts, &window, class, &mut BTreeMap::new(), &stop)?
        .ok_or_else(|| Interrupted("stopped; nothing was measured".into()))?;
    if args.json {
        println!("{}", answer(&spread, &recipe));
    } else {
        print!("{}", words(&spread, &recipe));
    }
    Ok(())
}

/// The ranges, and the settings that imitate them.
fn answer(spread: &ControlSpread, recipe: &Pipeline) -> Value {
    let settings = OFFERS.iter().flat_map(|offer| {
        offer.ranges(spread).into_iter().filter_map(|range| {
            let channel = range.channel.and_then(|channel| spread.channels.get(channel));
            let numbers = setting(offer, recipe, range)?.numbers();
            Some(json!({ "kind": offer.kind, "param": offer.param, "channel": channel, "range": numbers }))
        })
    });
    json!({ "spread": spread, "settings": settings.collect::<Vec<_>>() })
}

fn words(spread: &ControlSpread, recipe: &Pipeline) -> String {
    let mut lines: Vec<String> = spread.obstacle().into_iter().collect();
    for range in &spread.ranges {
        lines.push(spread.sentence(range));
        let fitting = OFFERS.iter().filter(|offer| offer.ranges(spread).contains(&range));
        let settings: Vec<String> = fitting
            .filter(|_| !ControlSpread::is_alike(range))
            .filter_map(|offer| {
                let setting = setting(offer, recipe, range)?;
                Some(format!("{} {} {}", offer.kind, offer.param, setting.words()))
            })
            .collect();
        if !settings.is_empty() {
            lines.push(format!("  {}", settings.join("; ")));
        }
    }
    if !spread.ranges.is_empty() {
        lines.push(spread.caution().to_owned());
    }
    lines.join("\n") + "\n"
}

fn setting(offer: &Offer, recipe: &Pipeline, range: &SpreadRange) -> Option<Setting> {
    let (_, param) = catalogue::find(offer.kind)?.param(offer.param)?;
    Some(offer.setting(range, recipe, param))
}
