//! [`Opened`]: what was read of a data set, out of which any choice of columns makes a [`Dataset`].

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::assign::{Assigned, Candidate, assign};
use super::cache::ImageCache;
use super::dataset::{Dataset, Item, LeftOut};
use super::error::DatasetError;
use super::listing::Listing;
use super::look::Seen;
use super::options::{OpenOptions, Reading};
use super::plate_map;

/// The files of a data set and what was seen in each, whatever the columns mean.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// What the user opened.
    pub path: PathBuf,
    /// How its files were read.
    pub reading: Reading,
    /// The files as folder or table name them.
    pub listing: Listing,
    /// Each file's key and what was seen, or why it cannot be read; by the byte order of the keys.
    pub seen: Vec<(String, Result<Seen, String>)>,
    /// The channel count of most files. The others do not fit.
    pub usual: usize,
    /// The decoded images, in the order of `seen`.
    pub cache: ImageCache,
}

/// A file that can be used: its place in [`Opened::seen`] and what is known of it.
struct Good<'a> {
    slot: usize,
    candidate: Candidate<'a>,
    seen: &'a Seen,
}

impl Opened {
    /// The data set by the columns of `options`. Reads no file.
    pub fn arrange(self: &Arc<Self>, options: &OpenOptions) -> Result<Dataset, DatasetError> {
        let mut order = Vec::new();
        let listing = match &options.reading.plate_map {
            None => Cow::Borrowed(&self.listing),
            Some(map) => {
                let mut listing = self.listing.clone();
                order = plate_map::apply(map, &mut listing).map_err(DatasetError::PlateMap)?;
                Cow::Owned(listing)
            }
        };
        let mut assigned = assign(&self.path, &listing, options)?;
        let (good, reasons) = self.sort_out(&mut assigned);
        if good.is_empty() {
            let left_out = &assigned.left_out;
            let why = left_out.first().map_or_else(
                || ": there is no TIFF, PNG or JPEG in it or its sub-folders".to_owned(),
                |l| format!("; the first of {}: {}: {}", left_out.len(), l.path, l.why),
            );
            return Err(DatasetError::NothingReadable { path: self.path.clone(), why });
        }
        let labels: BTreeSet<&str> = good.iter().filter_map(|g| g.candidate.label).collect();
        // Doses in their order, whatever else by name.
        let place = |label: &str| order.iter().position(|class| class == label).unwrap_or(usize::MAX);
        let mut classes: Vec<String> = labels.iter().map(|&l| l.to_owned()).collect();
        if !order.is_empty() {
            classes.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
        }
        let emptied: Vec<(String, String)> =
            reasons.into_iter().filter(|(label, _)| !labels.contains(label.as_str())).collect();
        for (class, _) in &emptied {
            assigned.warnings.push(format!("no picture of {class:?} could be used: it is not a class"));
        }
        let channels = common_names(&good, &mut assigned.warnings);
        warn_of_oddities(&good, &mut assigned.warnings);
        let numbers = classes.iter().enumerate().map(|(i, class)| (class.as_str(), i)).collect();
        let items = good.iter().map(|g| g.item(&numbers)).collect();
        let mut dataset = Dataset {
            root: self.listing.root.clone(),
            items,
            classes,
            channels,
            group_column: assigned.group_column,
            split_column: assigned.split_column,
            column_names: listing.column_names.clone(),
            left_out: assigned.left_out,
            emptied_classes: emptied,
            default_label: listing.default_label.clone(),
            warnings: assigned.warnings,
            slots: good.iter().map(|g| g.slot).collect(),
            opened: Arc::clone(self),
        };
        dataset.warnings.extend(dataset.mixed_pixel_sizes());
        Ok(dataset)
    }

    /// The files that fit together, and for each label the first reason why a file of it does not.
    fn sort_out<'a>(&'a self, assigned: &mut Assigned<'a>) -> (Vec<Good<'a>>, BTreeMap<String, String>) {
        let mut good = Vec::new();
        let mut reasons: BTreeMap<String, String> = BTreeMap::new();
        for candidate in std::mem::take(&mut assigned.candidates) {
            let found = self.seen.binary_search_by(|(key, _)| key.cmp(&candidate.row.key));
            // Every candidate was read, so that it is found.
            let Some((slot, (_, seen))) = found.ok().and_then(|s| Some((s, self.seen.get(s)?))) else {
                continue;
            };
            let why = match seen {
                Ok(seen) if seen.names.len() == self.usual => {
                    good.push(Good { slot, candidate, seen });
                    continue;
                }
                Ok(seen) => {
                    format!("it has {} channel(s), most others have {}", seen.names.len(), self.usual)
                }
                Err(why) => why.clone(),
            };
            if let Some(label) = candidate.label {
                reasons.entry(label.to_owned()).or_insert_with(|| why.clone());
            }
            assigned.left_out.push(LeftOut::new(&candidate.row.key, why));
        }
        (good, reasons)
    }
}

impl Good<'_> {
    fn item(&self, numbers: &HashMap<&str, usize>) -> Item {
        let Self { candidate: Candidate { row, label, group, given }, seen, .. } = self;
        Item {
            key: row.key.clone(),
            path: row.source.first().to_path_buf(),
            class: label.and_then(|label| numbers.get(label).copied()),
            group: group.map(str::to_owned),
            given: *given,
            width: seen.width,
            height: seen.height,
            pixel_size_um: seen.pixel_size_um,
            file_bytes: seen.file_bytes,
            columns: row.columns.clone(),
        }
    }
}

/// The most frequent names of the channels.
fn common_names(good: &[Good], warnings: &mut Vec<String>) -> Vec<String> {
    let mut counts: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    for file in good {
        *counts.entry(&file.seen.names).or_default() += 1;
    }
    if counts.len() > 1 {
        warnings.push(format!(
            "the files name their channels in {} ways: check that they come in the same order",
            counts.len()
        ));
    }
    counts.into_iter().max_by_key(|(_, n)| *n).map(|(names, _)| names.clone()).unwrap_or_default()
}

/// Warns of mixed types and of pictures that are there twice.
fn warn_of_oddities(good: &[Good], warnings: &mut Vec<String>) {
    let types: BTreeSet<_> = good.iter().map(|g| g.seen.dtype.as_str()).collect();
    if types.len() > 1 {
        let types = types.into_iter().collect::<Vec<_>>().join(", ");
        warnings.push(format!("the files store different types ({types}): check the intensity window"));
    }
    let mut first: BTreeMap<u64, &str> = BTreeMap::new();
    let mut repeated = Vec::new();
    for file in good {
        let key = &file.candidate.row.key;
        match first.get(&file.seen.content) {
            Some(earlier) => repeated.push((*earlier, key)),
            None => {
                first.insert(file.seen.content, key);
            }
        }
    }
    if let Some((a, b)) = repeated.first() {
        warnings.push(format!(
            "{} picture(s) have the same pixels as another ({a} and {b}): in two parts they make results too good",
            repeated.len()
        ));
    }
}
