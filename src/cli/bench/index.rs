//! `augscope bench index`: opening many small files, beside a plain loop that lists them and reads each header.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use anyhow::Context;
use augscope::dataset::{Dataset, OpenOptions};
use augscope::job::Progress;
use serde_json::json;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Bytes of a header: enough for the size of a picture in any of the formats.
const HEADER: usize = 512;

/// What is measured and how.
#[derive(Debug, clap::Args)]
pub struct IndexOptions {
    /// A folder of classes
    pub data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(IndexOptions { data, json }: &IndexOptions) -> anyhow::Result<()> {
    // Once beforehand: otherwise the first of the two would wait for the disk and the second not.
    plain_loop(data, bytes)?;
    let began = Instant::now();
    plain_loop(data, bytes)?;
    let unread = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let files = plain_loop(data, header)?;
    let plain = began.elapsed().as_secs_f64();
    let open = || -> anyhow::Result<(usize, usize, f64)> {
        let began = Instant::now();
        let dataset = Dataset::open_watched(data, &OpenOptions::default(), &Progress::default())?;
        Ok((dataset.items.len(), dataset.left_out.len(), began.elapsed().as_secs_f64()))
    };
    let (images, left_out, first) = open()?;
    let (_, _, second) = open()?;
    if *json {
        let answer = json!({
            "files": files, "images": images, "left_out": left_out,
            "plain_loop_s": plain, "bytes_only_s": unread, "first_s": first, "second_s": second, "ratio": first / plain,
        });
        println!("{answer}");
    } else {
        println!("{files} files, {images} images, {left_out} left out");
        println!("a plain loop, headers not looked at  {unread:8.2} s");
        println!("a plain loop that reads each header  {plain:8.2} s");
        println!("opened for the first time            {first:8.2} s ({:.2} x)", first / plain);
        println!("opened again                         {second:8.2} s");
    }
    Ok(())
}

/// Lists all files and calls `look` with each; how many there were.
fn plain_loop(folder: &Path, look: fn(&Path) -> anyhow::Result<()>) -> anyhow::Result<usize> {
    let mut files = 0;
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries =
            std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else {
                files += 1;
                look(&entry.path())?;
            }
        }
    }
    Ok(files)
}

/// Reads the first bytes of a file, without looking at them.
fn bytes(path: &Path) -> anyhow::Result<()> {
    let mut header = [0; HEADER];
    let _ = std::fs::File::open(path)?.read(&mut header)?;
    Ok(())
}

/// Reads the size of a picture out of its header; a damaged one has none.
fn header(path: &Path) -> anyhow::Result<()> {
    let file = BufReader::new(std::fs::File::open(path)?);
    if path.extension().is_some_and(|extension| extension == "tif" || extension == "tiff") {
        let size = tiff::decoder::Decoder::new(file).and_then(|mut decoder| decoder.dimensions());
        std::hint::black_box(size.ok());
    } else if let Ok(reader) = image::ImageReader::new(file).with_guessed_format() {
        std::hint::black_box(reader.into_dimensions().ok());
    }
    Ok(())
}
