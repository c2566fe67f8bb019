//! `augscope inspect`: what is in a picture or a data set.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::data_arguments::DataArguments;
use std::path::Path;

use augscope::dataset::{DataFile, Dataset, Part, Parts, fingerprint};
use augscope::image::{self, Image, plane_figures, sha256_planes};
use serde_json::{Map, Value, json};

/// More lines of one kind than this are counted instead of shown, but not with --json.
const MOST_LINES: usize = 20;

/// Shows what is in a picture or a data set, and what was left out and why.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  augscope inspect cell_001.ome.tif
  augscope inspect cells/ --group well --json")]
pub struct InspectArgs {
    /// A picture (TIFF, OME-TIFF, OME-Zarr, PNG, JPEG) or a data set
    #[command(flatten)]
    pub data: DataArguments,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

/// Runs the sub-command.
pub fn run(args: &InspectArgs) -> anyhow::Result<()> {
    let path = &args.data.data;
    if is_dataset(path) {
        let dataset = args.data.open()?;
        let answer = about_dataset(&dataset);
        if args.json {
            println!("{answer}");
        } else {
            print!("{}", dataset_text(&dataset));
        }
        return Ok(());
    }
    anyhow::ensure!(
        args.data.label.is_none() && args.data.group.is_none(),
        "--label and --group are for data sets; {} is a single picture",
        path.display()
    );
    let image = image::read(path)?;
    if args.json {
        println!("{}", about_image(&image));
    } else {
        print!("{}", image_text(path, &image));
    }
    Ok(())
}

/// Folders and tables are data sets, everything else is a picture.
fn is_dataset(path: &Path) -> bool {
    let is_folder = path.is_dir() && (!image::is_picture_folder(path) || image::is_plate(path));
    is_folder || DataFile::is_name(path) || augscope::dataset::is_table_name(path)
}

fn about_image(image: &Image) -> Value {
    json!({
        "width": image.width,
        "height": image.height,
        "dtype": image.samples.dtype(),
        "axes": image.axes,
        "planes": plane_figures(image),
        "channels": image.channels,
        "channel_colours": image.channel_colours,
        "palette": image.palette,
        "pixel_size_um": image.pixel_size_um,
        "sha256_planes": sha256_planes(&image.samples),
        "warnings": image.warnings,
    })
}

fn about_dataset(dataset: &Dataset) -> Value {
    let classes: Map<String, Value> =
        dataset.classes.iter().cloned().zip(dataset.class_counts().into_iter().map(Value::from)).collect();
    let parts = Parts::split(dataset);
    let of = |part| parts.items(part).len();
    let warnings: Vec<&String> = dataset.warnings.iter().chain(&parts.notes).collect();
    json!({
        "images": dataset.items.len(),
        "classes": classes,
        "channels": dataset.channels,
        "groups": dataset.group_count(),
        "group_column": dataset.group_column,
        "parts": {"train": of(Part::Train), "choose": of(Part::Choose), "report": of(Part::Report)},
        "exploratory": parts.exploratory,
        "fingerprint": fingerprint(dataset),
        "left_out": dataset.left_out,
        "warnings": warnings,
    })
}

fn image_text(path: &Path, image: &Image) -> String {
    let mut lines = vec![
        path.display().to_string(),
        format!(
            "{} x {} pixels, {} plane(s), {}, axes {}",
            image.width,
            image.height,
            image.planes,
            image.samples.dtype(),
            image.axes
        ),
        match image.pixel_size_um {
            Some(size) => format!("pixel size {size} um"),
            None => "pixel size not stated".to_owned(),
        },
    ];
    let figures = plane_figures(image);
    let show = |v: Option<f64>| v.map_or_else(|| "-".to_owned(), |v| format!("{v:.6}"));
    for (name, f) in image.plane_names().iter().zip(&figures).take(MOST_LINES) {
        let odd = if f.non_finite > 0 { format!(", {} not finite", f.non_finite) } else { String::new() };
        lines.push(format!("  {name}: min {}, max {}, mean {}{odd}", show(f.min), show(f.max), show(f.mean)));
    }
    if figures.len() > MOST_LINES {
        lines.push(format!("  ... and {} more planes", figures.len() - MOST_LINES));
    }
    lines.extend(image.warnings.iter().map(|w| format!("warning: {w}")));
    lines.join("\n") + "\n"
}

fn dataset_text(dataset: &Dataset) -> String {
    let mut lines = vec![
        dataset.root.display().to_string(),
        format!("{} images, channels: {}", dataset.items.len(), dataset.channels.join(", ")),
    ];
    match (&dataset.group_column, dataset.group_count()) {
        (Some(column), Some(count)) => lines.push(format!("{count} groups by {column}")),
        _ => lines.push("no groups: images are split one by one".to_owned()),
    }
    let counts = dataset.class_counts();
    lines.extend(dataset.classes.iter().zip(&counts).map(|(class, n)| format!("  {class}: {n}")));
    let unlabelled = dataset.items.len() - counts.iter().sum::<usize>();
    if unlabelled > 0 {
        lines.push(format!("  without a class: {unlabelled}"));
    }
    let parts = Parts::split(dataset);
    let of = |part| parts.items(part).len();
    lines.push(format!(
        "parts: train {}, choose {}, report {}",
        of(Part::Train),
        of(Part::Choose),
        of(Part::Report)
    ));
    if !dataset.left_out.is_empty() {
        lines.push(format!("left out: {}", dataset.left_out.len()));
        lines.extend(dataset.left_out.iter().take(MOST_LINES).map(|l| format!("  {}: {}", l.path, l.why)));
        if dataset.left_out.len() > MOST_LINES {
            lines.push(format!("  ... and {} more (all with --json)", dataset.left_out.len() - MOST_LINES));
        }
    }
    lines.extend(dataset.warnings.iter().chain(&parts.notes).map(|w| format!("warning: {w}")));
    lines.join("\n") + "\n"
}
