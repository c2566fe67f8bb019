//! Opening a data set: listing its files, reading every one of them once, and leaving out what does not fit.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::cache::ImageCache;
use super::dataset::{Dataset, Item, LeftOut};
use super::error::DatasetError;
use super::listing::{Candidate, Listing};
use super::{folder, table};
use crate::image::{self, Image};

/// Bytes of decoded images that are kept in memory.
const CACHE_BYTES: usize = 2 << 30;

/// Which columns of the table mean what.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The column that holds the class; `label` if not given.
    pub label: Option<String>,
    /// The column that holds the group; no groups if not given.
    pub group: Option<String>,
}

/// What is remembered of a picture that was read.
struct Seen {
    width: usize,
    height: usize,
    file_bytes: u64,
    names: Vec<String>,
    dtype: &'static str,
    content: u64,
    /// The picture itself, while the budget lasts.
    image: Option<Arc<Image>>,
}

impl Dataset {
    /// Opens a folder of classes, a folder with a `labels.csv`, or a table.
    ///
    /// Every file is decoded once, so that a damaged one is found now and not in the middle of a training.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self, DatasetError> {
        Self::open_with_budget(path, options, CACHE_BYTES)
    }

    /// [`Dataset::open`] with another number of bytes of decoded images to keep in memory.
    pub fn open_with_budget(path: &Path, options: &OpenOptions, budget: usize) -> Result<Self, DatasetError> {
        let mut listing = list(path, options)?;
        listing.candidates.sort_by(|a, b| a.key.cmp(&b.key));
        let kept = AtomicUsize::new(0);
        let read: Vec<_> = listing.candidates.par_iter().map(|c| look_at(c, &kept, budget)).collect();
        let found = Found::sort_out(path, &mut listing, read)?;
        Ok(found.into_dataset(listing, budget))
    }
}

fn list(path: &Path, options: &OpenOptions) -> Result<Listing, DatasetError> {
    let about = std::fs::metadata(path).map_err(|source| DatasetError::Open { path: path.into(), source })?;
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    if about.is_file() {
        return match extension.as_str() {
            "csv" | "tsv" | "txt" => table::list(path, options),
            _ => Err(DatasetError::NotADataset { path: path.into() }),
        };
    }
    let labels = path.join("labels.csv");
    if labels.is_file() {
        if table::has_file_column(&labels) {
            return table::list(&labels, options);
        }
        let mut listing = folder::list(path)?;
        listing.warnings.push("labels.csv has no column \"file\": the folders are the classes".to_owned());
        return no_columns(path, options).map_or(Ok(listing), Err);
    }
    no_columns(path, options).map_or_else(|| folder::list(path), Err)
}

/// The error of asking for a column where there is no table.
fn no_columns(path: &Path, options: &OpenOptions) -> Option<DatasetError> {
    let asked = [(&options.group, "--group"), (&options.label, "--label")];
    asked.into_iter().find_map(|(column, setting)| {
        let column = column.clone()?;
        Some(DatasetError::NoTable { path: path.into(), column, setting })
    })
}

/// Reads one file; the picture stays in memory while the budget lasts.
fn look_at(candidate: &Candidate, kept: &AtomicUsize, budget: usize) -> Result<Seen, String> {
    let image = image::read(&candidate.path).map_err(|e| e.to_string())?;
    let file_bytes = std::fs::metadata(&candidate.path).map_or(0, |m| m.len());
    let bytes = image.samples.bytes();
    let keep = kept.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= budget;
    let mut content = DefaultHasher::new();
    (image.width, image.height, image::sha256_planes(&image.samples)).hash(&mut content);
    Ok(Seen {
        width: image.width,
        height: image.height,
        file_bytes,
        names: image.plane_names(),
        dtype: image.samples.dtype(),
        content: content.finish(),
        image: keep.then(|| Arc::new(image)),
    })
}

/// The pictures that fit together.
struct Found {
    good: Vec<(Candidate, Seen)>,
    channels: Vec<String>,
    emptied: Vec<(String, String)>,
}

impl Found {
    fn sort_out(
        path: &Path,
        listing: &mut Listing,
        read: Vec<Result<Seen, String>>,
    ) -> Result<Self, DatasetError> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for seen in read.iter().flatten() {
            *counts.entry(seen.names.len()).or_default() += 1;
        }
        let usual = counts.iter().max_by_key(|(_, n)| **n).map_or(0, |(channels, _)| *channels);
        let mut good = Vec::new();
        let mut reasons: BTreeMap<String, String> = BTreeMap::new();
        for (candidate, seen) in std::mem::take(&mut listing.candidates).into_iter().zip(read) {
            let why = match seen {
                Ok(seen) if seen.names.len() == usual => {
                    good.push((candidate, seen));
                    continue;
                }
                Ok(seen) => format!("it has {} channel(s), most others have {usual}", seen.names.len()),
                Err(why) => why,
            };
            if let Some(label) = candidate.label {
                reasons.entry(label).or_insert_with(|| why.clone());
            }
            listing.left_out.push(LeftOut::new(candidate.key, why));
        }
        if good.is_empty() {
            let why = listing.left_out.first().map_or_else(
                || ": there is no TIFF, PNG or JPEG in it or its sub-folders".to_owned(),
                |l| format!("; the first of {}: {}: {}", listing.left_out.len(), l.path, l.why),
            );
            return Err(DatasetError::NothingReadable { path: path.into(), why });
        }
        let labels: BTreeSet<&String> = good.iter().filter_map(|(c, _)| c.label.as_ref()).collect();
        let emptied: Vec<_> = reasons.into_iter().filter(|(label, _)| !labels.contains(label)).collect();
        for (class, _) in &emptied {
            listing.warnings.push(format!("no picture of {class:?} could be used: it is not a class"));
        }
        let channels = common_names(&good, listing);
        warn_of_oddities(&good, listing);
        Ok(Self { good, channels, emptied })
    }

    fn into_dataset(self, listing: Listing, budget: usize) -> Dataset {
        let labels: BTreeSet<&String> = self.good.iter().filter_map(|(c, _)| c.label.as_ref()).collect();
        let classes: Vec<String> = labels.into_iter().cloned().collect();
        let cache = ImageCache::new(self.good.iter().map(|(c, _)| c.path.clone()).collect(), budget);
        let mut items = Vec::with_capacity(self.good.len());
        for (index, (candidate, seen)) in self.good.into_iter().enumerate() {
            if let Some(image) = &seen.image {
                cache.keep(index, image);
            }
            items.push(Item {
                class: candidate.label.and_then(|label| classes.binary_search(&label).ok()),
                key: candidate.key,
                path: candidate.path,
                group: candidate.group,
                width: seen.width,
                height: seen.height,
                file_bytes: seen.file_bytes,
                columns: candidate.columns,
            });
        }
        Dataset {
            root: listing.root,
            items,
            classes,
            channels: self.channels,
            group_column: listing.group_column,
            column_names: listing.column_names,
            left_out: listing.left_out,
            emptied_classes: self.emptied,
            warnings: listing.warnings,
            cache,
        }
    }
}

/// The most frequent names of the channels.
fn common_names(good: &[(Candidate, Seen)], listing: &mut Listing) -> Vec<String> {
    let mut counts: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    for (_, seen) in good {
        *counts.entry(&seen.names).or_default() += 1;
    }
    if counts.len() > 1 {
        listing.warnings.push(format!(
            "the files name their channels in {} ways: check that they come in the same order",
            counts.len()
        ));
    }
    counts.into_iter().max_by_key(|(_, n)| *n).map(|(names, _)| names.clone()).unwrap_or_default()
}

/// Warns of mixed types and of pictures that are there twice.
fn warn_of_oddities(good: &[(Candidate, Seen)], listing: &mut Listing) {
    let types: BTreeSet<_> = good.iter().map(|(_, s)| s.dtype).collect();
    if types.len() > 1 {
        let types = types.into_iter().collect::<Vec<_>>().join(", ");
        listing
            .warnings
            .push(format!("the files store different types ({types}): check the intensity window"));
    }
    let mut first: BTreeMap<u64, &str> = BTreeMap::new();
    let mut repeated = Vec::new();
    for (candidate, seen) in good {
        match first.get(&seen.content) {
            Some(earlier) => repeated.push((*earlier, &candidate.key)),
            None => {
                first.insert(seen.content, &candidate.key);
            }
        }
    }
    if let Some((a, b)) = repeated.first() {
        listing.warnings.push(format!(
            "{} picture(s) have the same pixels as another ({a} and {b}): in two parts they make results too good",
            repeated.len()
        ));
    }
}
