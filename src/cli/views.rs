//! `augscope views`: random versions of images as files or as a contact sheet.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]
#![allow(clippy::print_stderr, reason = "warnings go to standard error")]

use super::data_arguments::{DataArguments, pipeline};
use super::exit::WrongUse;
use super::threads::use_threads;
use anyhow::Context;
use augscope::dataset::{Dataset, IntensityWindow, Part, Parts};
use augscope::export::{ContactSheet, write_view};
use augscope::gpu::{GpuViews, open_device};
use augscope::image::{Display, Planes};
use augscope::pipeline::{PipelineInput, View, Views, source_window};
use augscope::transform::{Scope, ViewKey};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Makes random versions of images, exactly as training would see them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope views cells --pipeline any-orientation --out sheet.png
  augscope views cells --pipeline any-orientation --out sheet.tif
  augscope views cells --pipeline mine.toml --out views --count 4 --epoch 3 --seed 1")]
pub struct ViewsArgs {
    #[command(flatten)]
    pub data: DataArguments,
    /// A pipeline file, or the name of a preset
    #[arg(long, value_name = "P", help = format!("A pipeline file or a preset: {}", super::data_arguments::preset_names()))]
    pub pipeline: String,
    /// A folder for 32-bit float TIFFs and views.json; or a contact sheet: a .png file, or a .tif file for ImageJ and Fiji
    /// with every channel for itself
    #[arg(long, value_name = "OUT")]
    pub out: PathBuf,
    /// Only this image, by its key: the path relative to the data set
    #[arg(long, value_name = "KEY")]
    pub image: Option<String>,
    /// The first N images by the byte order of their keys
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub count: usize,
    /// Side of a view in pixels (default: as the pipeline says, else 64)
    #[arg(long, value_name = "PX")]
    pub size: Option<usize>,
    /// The epoch of the training
    #[arg(long, value_name = "E", default_value_t = 0)]
    pub epoch: u32,
    /// The seed of the training
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Threads (default: all cores); the views are the same on any number
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// What makes the views
    #[arg(long, value_enum, default_value_t = Backend::Cpu)]
    pub backend: Backend,
    /// Print what was drawn as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// What makes views.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Backend {
    /// The reference
    Cpu,
    /// The graphics card
    Gpu,
}

/// What a contact sheet is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SheetForm {
    /// Colours, with words.
    Png,
    /// Every channel for itself, for ImageJ.
    Tiff,
}

impl SheetForm {
    /// The form that the ending means; none for a folder, also for one that is there and is called so.
    fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
        match ending.as_str() {
            "png" => Some(Self::Png),
            "tif" | "tiff" if !path.is_dir() => Some(Self::Tiff),
            _ => None,
        }
    }
}

/// Views of one image.
struct Made {
    item: usize,
    plain: Planes,
    views: [View; 2],
}

/// Runs the sub-command.
///
/// # Errors
/// Wrong use, images that cannot be read, or a folder that cannot be written.
pub fn run(args: &ViewsArgs) -> anyhow::Result<()> {
    use_threads(args.threads)?;
    let pipeline = pipeline(&args.pipeline)?;
    let size = PipelineInput::checked_size(args.size.or(pipeline.input.size).unwrap_or(64))?;
    let dataset = args.data.open()?;
    dataset.require_one_pixel_size()?;
    let parts = Parts::split(&dataset);
    // The training part, as in training; without labels everything is for pretraining.
    let mut fitted = parts.items(Part::Train);
    if fitted.is_empty() {
        fitted = parts.pretraining_items().to_vec();
    }
    let window = IntensityWindow::fit(&dataset, &fitted, &pipeline.input.window)?;
    let pipeline = pipeline.for_pixels_of(&dataset).map_err(|error| WrongUse(error.to_string()))?;
    let views = Views::new(&pipeline, size, window, args.seed);
    for warning in pipeline.channel_warnings(dataset.channels.len()) {
        eprintln!("warning: {warning}");
    }
    let items: Vec<usize> = match &args.image {
        None => (0..dataset.items.len().min(args.count)).collect(),
        Some(key) => {
            let known = dataset.items.iter().position(|item| &item.key == key);
            vec![known.ok_or_else(|| {
                WrongUse(format!("there is no image {key:?} in {}", args.data.data.display()))
            })?]
        }
    };
    let mut made: Vec<Made> = items
        .par_iter()
        .map(|&item| {
            let image = dataset.image(item)?;
            let views_of = [0, 1].map(|view| views.view(&dataset, item, &image, args.epoch, view));
            Ok(Made { item, plain: views.plain(&dataset, item, &image), views: views_of })
        })
        .collect::<Result<_, augscope::image::ImageError>>()?;
    if args.backend == Backend::Gpu {
        redraw_on_gpu(&mut made, &dataset, &views, args.epoch)?;
    }
    let record = record(args, &dataset, &views, &made);
    match SheetForm::of_path(&args.out) {
        Some(form) => write_sheet(&args.out, form, &pipeline.name, &dataset, &made, args.epoch)?,
        None => write_files(&args.out, &dataset, &made, args.epoch, &record)?,
    }
    if args.json {
        println!("{record}");
    } else {
        println!("{}: 2 random versions of {} images", args.out.display(), made.len());
    }
    Ok(())
}

fn redraw_on_gpu(made: &mut [Made], dataset: &Dataset, views: &Views, epoch: u32) -> anyhow::Result<()> {
    let gpu = GpuViews::new(open_device()?);
    let mut sources = Vec::new();
    for made in made.iter() {
        sources.push(source_window(&views.window, dataset, made.item, &*dataset.image(made.item)?));
    }
    for view in [0, 1] {
        let pictures: Vec<&Planes> = sources.iter().collect();
        let draws: Vec<_> = made
            .iter()
            .zip(&sources)
            .map(|(made, source)| {
                let key = ViewKey::new(views.seed, &dataset.items[made.item].key, epoch, view as u32);
                views.chain.draw(key, source)
            })
            .collect();
        for (made, planes) in made.iter_mut().zip(gpu.views(&views.chain, &pictures, &draws)?) {
            made.views[view].planes = planes;
        }
    }
    Ok(())
}

fn file_name(item: usize, epoch: u32, view: usize) -> String {
    format!("{item}_e{epoch}_v{view}.tif")
}

/// What every view drew, for every step that is switched on.
fn record(args: &ViewsArgs, dataset: &Dataset, views: &Views, made: &[Made]) -> Value {
    let mut list = Vec::new();
    for made in made {
        for (number, view) in made.views.iter().enumerate() {
            let steps: Vec<Value> = views
                .chain
                .steps
                .iter()
                .zip(&view.draws)
                .map(|(step, draw)| {
                    let values: serde_json::Map<String, Value> = step
                        .entry
                        .params
                        .iter()
                        .enumerate()
                        .map(|(slot, param)| {
                            let values = draw.values.slot(slot);
                            let value = match param.scope {
                                Scope::View => json!(values[0]),
                                Scope::Channel => json!(values),
                            };
                            (param.name.to_string(), value)
                        })
                        .collect();
                    json!({"id": step.id, "kind": step.entry.kind, "applied": draw.applied, "values": values})
                })
                .collect();
            list.push(json!({
                "file": file_name(made.item, args.epoch, number),
                "image": dataset.items[made.item].key,
                "index": made.item,
                "epoch": args.epoch,
                "view": number,
                "steps": steps,
            }));
        }
    }
    let backend = if args.backend == Backend::Gpu { "gpu" } else { "cpu" };
    json!({
        "seed": args.seed,
        "size": views.chain.size,
        "channels": dataset.channels,
        "window": views.window,
        "backend": backend,
        "views": list,
    })
}

fn write_files(
    folder: &Path,
    dataset: &Dataset,
    made: &[Made],
    epoch: u32,
    record: &Value,
) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    made.par_iter().try_for_each(|made| {
        made.views.iter().enumerate().try_for_each(|(number, view)| {
            write_view(&folder.join(file_name(made.item, epoch, number)), &view.planes, &dataset.channels)
        })
    })?;
    let path = folder.join("views.json");
    augscope::job::write_atomic(&path, &serde_json::to_vec_pretty(record)?)
        .with_context(|| format!("{} cannot be written", path.display()))
}

fn write_sheet(
    path: &Path,
    form: SheetForm,
    pipeline: &str,
    dataset: &Dataset,
    made: &[Made],
    epoch: u32,
) -> anyhow::Result<()> {
    let rows = made
        .iter()
        .map(|made| {
            let item = &dataset.items[made.item];
            let class = item.class.map_or("unlabelled", |c| dataset.classes[c].as_str());
            let [first, second] = &made.views;
            let tiles = vec![made.plain.clone(), first.planes.clone(), second.planes.clone()];
            (format!("{class}\n{}", item.key), tiles)
        })
        .collect();
    let sheet = ContactSheet {
        title: format!(
            "Random versions by \"{pipeline}\", epoch {epoch}; channels: {}",
            dataset.channels.join(", ")
        ),
        columns: ["original", "version 1", "version 2"].map(String::from).to_vec(),
        rows,
        // In the picture, colours follow the number of channels; ImageJ is told those of their names.
        look: (form == SheetForm::Tiff).then(|| (Display::new(&dataset.channels, &[]), Vec::new())),
    };
    let bytes = match form {
        SheetForm::Png => sheet.to_png()?,
        SheetForm::Tiff => sheet.to_imagej_tiff(&dataset.channels)?,
    };
    augscope::job::write_atomic(path, &bytes).with_context(|| format!("{} cannot be written", path.display()))
}
