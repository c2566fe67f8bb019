//! The images of a folder by a pattern, as a listing.

use super::FilePattern;
use super::compiled::Compiled;
use super::images::{Images, Joined, join};
use crate::dataset::dataset::LeftOut;
use crate::dataset::error::DatasetError;
use crate::dataset::folder;
use crate::dataset::listing::{Listing, Row};
use crate::dataset::source::Source;
use crate::image::ZChoice;
use std::path::Path;

/// Groups that hold the class.
const CLASSES: [&str; 2] = ["class", "label"];

/// Lists the images of the folder `root` by `pattern`; of several depths `z` chooses.
pub(in crate::dataset) fn list(
    root: &Path,
    pattern: &FilePattern,
    z: ZChoice,
) -> Result<Listing, DatasetError> {
    let wrong = |what: String| DatasetError::Pattern { pattern: pattern.0.clone(), what };
    let compiled = Compiled::new(pattern).map_err(wrong)?;
    let files = folder::files(root)?;
    let names: Vec<&str> = files.rows.iter().map(|row| row.key.as_str()).collect();
    let images = join(&compiled, &names, z);
    let mut listing =
        Listing { root: files.root.clone(), left_out: files.left_out.clone(), ..Listing::default() };
    // Only one file of thousands may tell the well.
    let mut columns: Vec<String> = Vec::new();
    for (name, _) in images.whole.iter().flat_map(|image| &image.fields.named) {
        if !columns.contains(name) && name != "channel" && (name != "z" || z == ZChoice::Each) {
            columns.push(name.clone());
        }
    }
    listing.default_label = columns.iter().find(|name| CLASSES.contains(&name.as_str())).cloned();
    "well".clone_into(&mut listing.own_group_name);
    let rows = images.whole.iter().filter_map(|image| row(image, &files.rows, &columns));
    listing.rows = rows.collect();
    listing.column_names = columns;
    say_what_is_left(&images, &files, &mut listing);
    if listing.rows.is_empty() && !files.rows.is_empty() {
        let first = names.first().copied().unwrap_or("");
        return Err(wrong(format!("it fits none of the {} files, such as {first:?}", files.rows.len())));
    }
    Ok(listing)
}

/// The row of an image; `None` never, since its files come from `files`.
fn row(image: &Joined, files: &[Row], columns: &[String]) -> Option<Row> {
    let source = |numbers: &[usize]| -> Option<Source> {
        let mut sources = numbers.iter().map(|n| files.get(*n).map(|row| row.source.clone()));
        if numbers.len() == 1 {
            sources.next()?
        } else {
            Some(Source::Maximum(sources.collect::<Option<_>>()?))
        }
    };
    let key = files.get(*image.channels.first()?.1.first()?)?.key.clone();
    let source = match image.channels.as_slice() {
        [(name, numbers)] if name.is_empty() => source(numbers)?,
        several => {
            let each = several.iter().map(|(name, numbers)| Some((name.clone(), source(numbers)?)));
            Source::Channels(each.collect::<Option<_>>()?)
        }
    };
    let value = |column: &String| image.fields.get(column).unwrap_or("").to_owned();
    Some(Row {
        key,
        source,
        class_folder: None,
        own_group: image.fields.group(),
        columns: columns.iter().map(value).collect(),
    })
}

/// Names what does not fit or is not whole.
fn say_what_is_left(images: &Images, files: &Listing, listing: &mut Listing) {
    let key = |number: &usize| files.rows.get(*number).map_or("", |row| row.key.as_str());
    for number in &images.unmatched {
        listing.left_out.push(LeftOut::new(key(number), "its name does not fit the pattern"));
    }
    for (number, why) in &images.refused {
        listing.left_out.push(LeftOut::new(key(number), why.clone()));
    }
    if images.other_depths > 0 {
        listing.warnings.push(format!("{} files of other depths are not used", images.other_depths));
    }
    let deep =
        images.whole.iter().filter(|image| image.channels.iter().any(|(_, files)| files.len() > 1)).count();
    if deep > 0 {
        listing.warnings.push(format!(
            "{deep} images have several depths: the brightest value over all depths is taken (maximum projection)"
        ));
    }
}
