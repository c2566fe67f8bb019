//! CellProfiler's LoadData tables: a row an image, a file a channel (`FileName_X`, `PathName_X`, `URL_X`).
//!
//! Columns as in the module LoadData of CellProfiler 4, with or without the `Image_` that its exports put before them.
//! Paths of the machine on which the table was written, and web addresses, mean the file of that name beside the table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::assign::LABEL;
use super::dataset::LeftOut;
use super::error::DatasetError;
use super::listing::{Listing, Row};
use super::places::Places;
use super::source::Source;
use super::table::Text;
use crate::image::{ReadOptions, Selection};

/// What stands between the key of a file and the number of its plane.
const FRAME: &str = "#frame";
/// How deep below the table files are looked for by their names alone.
const DEEPEST: usize = 3;
/// The most files that are looked at for that.
const MOST_FILES: usize = 500_000;

/// The columns of one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ChannelColumns {
    name: String,
    file: usize,
    path: Option<usize>,
    /// The column that says which plane of a stack, counted from 0.
    frame: Option<usize>,
    /// The column that says which image of a file with several, counted from 0.
    series: Option<usize>,
}

/// The channels that the columns name, in the order of their files' columns.
fn channels(names: &[String]) -> Vec<ChannelColumns> {
    let place = |kind: &str, channel: &str| {
        names.iter().position(|name| plain(name).strip_prefix(kind) == Some(channel))
    };
    let mut found: Vec<ChannelColumns> = Vec::new();
    for kind in ["FileName_", "URL_"] {
        for (file, name) in names.iter().enumerate() {
            let Some(channel) = plain(name).strip_prefix(kind).filter(|channel| !channel.is_empty()) else {
                continue;
            };
            if found.iter().any(|known| known.name == channel) {
                continue;
            }
            let path = place("PathName_", channel);
            let (frame, series) = (place("Frame_", channel), place("Series_", channel));
            found.push(ChannelColumns { name: channel.to_owned(), file, path, frame, series });
        }
    }
    found
}

/// The name without what exports put before it.
fn plain(name: &str) -> &str {
    name.strip_prefix("Image_").unwrap_or(name)
}

/// True where the columns are those of such a table.
pub(super) fn is_load_data(names: &[String]) -> bool {
    !channels(names).is_empty()
}

/// Lists the images of the rows of `text`, a table at `path`.
pub(super) fn list(path: &Path, text: &Text) -> Result<Listing, DatasetError> {
    let channels = channels(&text.names);
    let mut listing = Listing {
        root: text.folder.clone(),
        column_names: text.names.clone(),
        table: Some(path.to_path_buf()),
        default_label: Some(LABEL.to_owned()),
        ..Listing::default()
    };
    let finder =
        Finder { places: Places::new(&text.folder)?, folder: &text.folder, by_name: OnceLock::new() };
    let mut elsewhere = 0;
    for (number, columns) in text.rows.iter().enumerate() {
        match image(&channels, columns, &finder) {
            Ok((key, files, moved)) => {
                elsewhere += usize::from(moved);
                let source = Source::Channels(files);
                listing.rows.push(Row {
                    key,
                    source,
                    class_folder: None,
                    own_group: None,
                    columns: columns.clone(),
                });
            }
            Err(why) => listing.left_out.push(LeftOut::new(format!("row {} of the table", number + 1), why)),
        }
    }
    if listing.rows.iter().any(|row| row.key.contains(FRAME)) {
        // Planes of one file resemble each other.
        "file".clone_into(&mut listing.own_group_name);
        for row in &mut listing.rows {
            row.own_group = row.key.split(FRAME).next().map(str::to_owned);
        }
    }
    if elsewhere > 0 {
        listing.warnings.push(format!(
            "{elsewhere} row(s) name files by a web address or by a folder of another computer: the files of those names \
             beside the table were taken"
        ));
    }
    Ok(listing)
}

/// Key and files of a row, and whether one was looked for by its name alone.
type Found = (String, Vec<(String, Source)>, bool);

fn image(channels: &[ChannelColumns], columns: &[String], finder: &Finder) -> Result<Found, String> {
    let cell = |place: usize| columns.get(place).map_or("", |value| value.trim());
    let (mut key, mut moved) = (None, false);
    let mut files = Vec::with_capacity(channels.len());
    for channel in channels {
        let series = channel.series.map_or("", cell);
        if !series.is_empty() && whole_number(series) != Some(0) {
            return Err(format!(
                "it asks for series {series} of a file for {}, of which only the first is read: save the others as files",
                channel.name
            ));
        }
        let frame = channel.frame.map_or("", cell);
        let plane = whole_number(frame);
        if plane.is_none() && !frame.is_empty() {
            return Err(format!("the frame of {} is {frame:?}, which is no number from 0 on", channel.name));
        }
        let file = cell(channel.file);
        if file.is_empty() {
            return Err(format!("it names no file for {}", channel.name));
        }
        let folder = channel.path.map_or("", cell);
        let (name, path, by_name) =
            finder.find(folder, file).map_err(|why| format!("{}: {why}", channel.name))?;
        moved |= by_name;
        // Rows of one file are told apart by the first channel's plane.
        let behind = plane.filter(|plane| *plane > 0).map(|plane| format!("{FRAME}{plane}"));
        key.get_or_insert(name + &behind.unwrap_or_default());
        files.push((channel.name.clone(), plane_of(path, plane)));
    }
    Ok((key.unwrap_or_default(), files, moved))
}

/// A whole number from 0 on; tables of other programs write it as `3.0`, too.
fn whole_number(text: &str) -> Option<usize> {
    let number = text.parse::<f64>().ok().filter(|n| n.fract() == 0.0 && (0.0..1e9).contains(n))?;
    Some(number as usize)
}

/// One plane of a file, or all of it where none is asked for.
fn plane_of(path: PathBuf, plane: Option<usize>) -> Source {
    if plane.is_none() {
        return Source::File(path);
    }
    let selection = Selection { page: plane, ..Selection::default() };
    Source::Part(path, ReadOptions { selection, ..ReadOptions::default() })
}

/// Finds the files that a table means.
struct Finder<'a> {
    places: Places,
    folder: &'a Path,
    by_name: OnceLock<BTreeMap<String, Vec<String>>>,
}

impl Finder<'_> {
    /// Key and path of a file, and whether it was found by its name alone.
    fn find(&self, folder: &str, file: &str) -> Result<(String, PathBuf, bool), String> {
        let is_address = file.contains("://") || folder.contains("://") || file.starts_with("file:");
        if is_address || is_absolute(file) || is_absolute(folder) {
            let last = last_part(file);
            let names = self.by_name.get_or_init(|| names_below(self.folder));
            return match names.get(&last).map(Vec::as_slice) {
                Some([only]) => self.places.find(only).map(|(key, path)| (key, path, true)),
                Some(several) => Err(format!(
                    "{} files beside the table are called {last:?}: write their folders into PathName, relative to the table",
                    several.len()
                )),
                None => {
                    Err(format!("there is no file called {last:?} beside the table or in the folders below"))
                }
            };
        }
        let name = if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
        self.places.find(&name).map(|(key, path)| (key, path, false))
    }
}

/// True for a path from the root of some computer's files.
fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':')
}

/// The last part of a path or web address, without what asks a server for more.
fn last_part(file: &str) -> String {
    let is_address = file.contains("://");
    let file = if is_address { file.split(['?', '#']).next().unwrap_or(file) } else { file };
    let last = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if is_address { last.replace("%20", " ") } else { last.to_owned() }
}

/// Files below `folder` by their names, each with its paths relative to it.
fn names_below(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut open = vec![(folder.to_path_buf(), String::new(), 0)];
    let mut count = 0;
    while let Some((place, before, depth)) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&place) else { continue };
        for entry in entries.flatten() {
            // Links are left alone: they may lead anywhere.
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            let path = format!("{before}{name}");
            if kind.is_dir() && depth < DEEPEST {
                open.push((entry.path(), format!("{path}/"), depth + 1));
            } else if kind.is_file() && count < MOST_FILES {
                count += 1;
                found.entry(name).or_default().push(path);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn channels_are_found_with_and_without_the_word_image() {
        let found = channels(&names(&[
            "Image_FileName_DNA",
            "Image_PathName_DNA",
            "Metadata_Well",
            "URL_Actin",
            "Frame_Actin",
        ]));
        let expected = [
            ChannelColumns { name: "DNA".into(), file: 0, path: Some(1), frame: None, series: None },
            ChannelColumns { name: "Actin".into(), file: 3, path: None, frame: Some(4), series: None },
        ];
        assert_eq!(found, expected);
        assert!(!is_load_data(&names(&["file", "label", "FileName_"])));
    }

    #[test]
    fn last_parts_of_addresses_and_of_foreign_paths() {
        for (text, last) in [
            ("http://host/a/b_D.TIF", "b_D.TIF"),
            ("https://host/a/my%20cell.tif?size=1", "my cell.tif"),
            ("C:\\data\\x.tif", "x.tif"),
            ("/home/her/x.tif", "x.tif"),
        ] {
            assert_eq!(last_part(text), last);
        }
    }

    /// Two channels of two images in `plates/1`, and a table with these columns and rows.
    fn opened(head: &str, rows: &[&str]) -> Result<crate::dataset::Dataset, DatasetError> {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("screen");
        std::fs::create_dir_all(folder.join("plates/1")).unwrap();
        for (name, value) in [("a_d.png", 10), ("a_g.png", 20), ("b_d.png", 30), ("b_g.png", 40)] {
            let picture = image::ImageBuffer::from_pixel(4, 3, image::Luma([value + 256_u16]));
            picture.save(folder.join("plates/1").join(name)).unwrap();
        }
        std::fs::write(place.path().join("secret.png"), b"x").unwrap();
        let table = folder.join("load_data.csv");
        std::fs::write(&table, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
        let options = crate::dataset::OpenOptions::columns(Some("Metadata_Dose"), Some("Metadata_Well"));
        let dataset = crate::dataset::Dataset::open(&table, &options)?;
        // Read while the folder is there.
        for item in 0..dataset.items.len() {
            dataset.image(item).unwrap();
        }
        Ok(dataset)
    }

    const HEAD: &str = "FileName_DNA,PathName_DNA,FileName_GFP,PathName_GFP,Metadata_Well,Metadata_Dose";

    #[test]
    fn a_row_is_an_image_with_its_channels_class_and_well() {
        let dataset = opened(
            HEAD,
            &["a_d.png,plates/1,a_g.png,plates/1,A01,0", "b_d.png,plates/1,b_g.png,plates/1,A02,15.6"],
        )
        .unwrap();
        assert_eq!(dataset.channels, ["DNA", "GFP"]);
        assert_eq!(dataset.classes, ["0", "15.6"]);
        assert_eq!((dataset.items.len(), dataset.items[1].group.as_deref()), (2, Some("A02")));
        let image = dataset.image(1).unwrap();
        assert_eq!(
            (image.planes, image.samples.get(0), image.samples.get(12)),
            (2, Some(286.0), Some(296.0))
        );
        assert!(dataset.left_out.is_empty() && dataset.items[0].key == "plates/1/a_d.png");
    }

    #[test]
    fn addresses_and_folders_of_other_computers_mean_files_of_that_name() {
        let rows = [
            "http://host/x/a_d.png,,a_g.png,C:\\data\\run,A01,0",
            "b_d.png,/home/her,/home/her/b_g.png,,A02,1",
        ];
        let dataset = opened(HEAD, &rows).unwrap();
        assert_eq!(dataset.items.len(), 2, "{:?}", dataset.left_out);
        assert!(
            dataset.warnings.iter().any(|warning| warning.contains("2 row(s)")),
            "{:?}",
            dataset.warnings
        );
    }

    #[test]
    fn rows_that_lead_out_or_lack_a_channel_are_left_out_with_the_reason() {
        let good = "a_d.png,plates/1,a_g.png,plates/1,A01,0";
        for (row, why) in [
            ("../secret.png,,a_g.png,plates/1,A02,1", ".."),
            ("secret.png,..,a_g.png,plates/1,A02,1", ".."),
            ("/etc/passwd,,a_g.png,plates/1,A02,1", "passwd"),
            ("b_d.png,plates/1,,plates/1,A02,1", "no file for GFP"),
            ("b_d.png,plates/1,c_g.png,plates/1,A02,1", "GFP"),
        ] {
            let dataset = opened(HEAD, &[good, row]).unwrap();
            assert_eq!(dataset.items.len(), 1, "{row}");
            assert!(dataset.left_out[0].why.contains(why), "{row}: {:?}", dataset.left_out);
        }
        let framed = opened(
            "FileName_DNA,Frame_DNA,Metadata_Well,Metadata_Dose",
            &["plates/1/a_d.png,0,A01,0", "plates/1/b_d.png,3,A02,0"],
        );
        assert!(framed.unwrap().left_out[0].why.contains("only one"));
        for (column, value, why) in
            [("Series", "1", "series 1"), ("Series", "x", "series x"), ("Frame", "-1", "-1")]
        {
            let odd = opened(
                &format!("FileName_DNA,{column}_DNA,Metadata_Well,Metadata_Dose"),
                &["plates/1/a_d.png,0,A01,0", &format!("plates/1/b_d.png,{value},A02,0")],
            );
            let odd = odd.unwrap();
            assert!(odd.left_out[0].why.contains(why), "{:?}", odd.left_out);
        }
    }
}
