//! [`write_cells`]: the images of a data set as one of their own: OME-TIFF files in folders of classes with a table.

use super::mask::stem;
use crate::dataset::{Dataset, DatasetError};
use crate::image::ome_tiff;
use crate::job::{Progress, write_atomic};
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The table of the new data set.
const TABLE: &str = "labels.csv";

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Written {
    /// The new folder.
    pub folder: PathBuf,
    /// Images in it.
    pub images: usize,
}

/// Writes every image of `dataset` into the new folder `out`, values untouched: `CLASS/NAME.ome.tif`, those without a
/// class beside the folders, and a labels.csv with the file, its label, and all columns. The folder is there whole or not at
/// all.
///
/// # Errors
/// A folder that is there and not empty, what the file system answers, an image that cannot be read any more, and
/// [`DatasetError::Cancelled`].
pub fn write_cells(dataset: &Dataset, out: &Path, progress: &Progress) -> Result<Written, DatasetError> {
    let wrong = |source| DatasetError::Write { path: out.to_path_buf(), source };
    if std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        let words = "the folder is not empty: name a new one";
        return Err(wrong(std::io::Error::new(std::io::ErrorKind::AlreadyExists, words)));
    }
    let name = out.file_name().ok_or_else(|| wrong(std::io::ErrorKind::InvalidInput.into()))?;
    let beside = out.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = write_into(dataset, &beside, progress).and_then(|()| {
        // An empty folder of that name makes room.
        let _ = std::fs::remove_dir(out);
        std::fs::rename(&beside, out).map_err(wrong)
    });
    if written.is_err() {
        let _ = std::fs::remove_dir_all(&beside);
    }
    written.map(|()| Written { folder: out.to_path_buf(), images: dataset.items.len() })
}

fn write_into(dataset: &Dataset, folder: &Path, progress: &Progress) -> Result<(), DatasetError> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |source| DatasetError::Write { path, source }
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    let files = names(dataset);
    let folders: HashSet<&Path> = files.iter().filter_map(|file| Path::new(file).parent()).collect();
    for class in folders {
        let class = folder.join(class);
        std::fs::create_dir_all(&class).map_err(failed(&class))?;
    }
    progress.set_total(files.len() as u64);
    let items: Vec<(usize, &String)> = files.iter().enumerate().collect();
    // A field at a time, as in reading.
    items.par_chunk_by(|(a, _), (b, _)| dataset.same_field(*a, *b)).try_for_each(|of_field| {
        of_field.iter().try_for_each(|(item, file)| {
            if progress.stop().requested() {
                return Err(DatasetError::Cancelled { path: dataset.root.clone() });
            }
            let path = folder.join(file);
            let bytes = ome_tiff(&*dataset.image(*item)?).ok_or(std::io::ErrorKind::FileTooLarge.into());
            bytes.and_then(|bytes| std::fs::write(&path, bytes)).map_err(failed(&path))?;
            progress.add(1);
            Ok(())
        })
    })?;
    let path = folder.join(TABLE);
    let table = table(dataset, &files).map_err(|error| failed(&path)(std::io::Error::other(error)))?;
    write_atomic(&path, &table).map_err(failed(&path))
}

/// The table: file, label, and the columns that the data set has.
fn table(dataset: &Dataset, files: &[String]) -> Result<Vec<u8>, csv::Error> {
    let own = |name: &str| match name {
        "file" => "source_file".to_owned(),
        "label" => "source_label".to_owned(),
        other => other.to_owned(),
    };
    let mut table = csv::Writer::from_writer(Vec::new());
    let head = ["file".to_owned(), "label".to_owned()];
    table.write_record(head.into_iter().chain(dataset.column_names.iter().map(|name| own(name))))?;
    for (item, file) in dataset.items.iter().zip(files) {
        let label = item.class.and_then(|class| dataset.classes.get(class)).cloned().unwrap_or_default();
        let mut record = vec![file.clone(), label];
        record.extend(item.columns.iter().cloned());
        record.resize(dataset.column_names.len() + 2, String::new());
        table.write_record(record)?;
    }
    Ok(table.into_inner().map_err(csv::IntoInnerError::into_error)?)
}

/// The file of each image, relative to the new folder; no two are equal, on file systems that know no capitals either.
fn names(dataset: &Dataset) -> Vec<String> {
    let mut taken = HashSet::new();
    let name = |item: &crate::dataset::Item| {
        let (field, place) = item.key.rsplit_once('@').unwrap_or((item.key.as_str(), ""));
        let folders = Path::new(field).parent().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        let field = if folders.is_empty() {
            stem(Path::new(field))
        } else {
            format!("{folders}_{}", stem(Path::new(field)))
        };
        let place = place.split_once(',').map_or_else(String::new, |(x, y)| format!("_x{x}_y{y}"));
        let class =
            item.class.and_then(|class| dataset.classes.get(class)).map(|class| format!("{}/", plain(class)));
        let base = format!("{}{}{place}", class.unwrap_or_default(), plain(&field));
        let mut count = 1;
        let mut file = format!("{base}.ome.tif");
        while !taken.insert(file.to_lowercase()) {
            count += 1;
            file = format!("{base}_{count}.ome.tif");
        }
        file
    };
    dataset.items.iter().map(name).collect()
}

/// A text as part of a file's name on any system.
fn plain(text: &str) -> String {
    let kept =
        |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '+') { c } else { '_' };
    let plain: String = text.chars().map(kept).take(120).collect();
    let plain = plain.trim_matches(['.', ' ']);
    if plain.is_empty() { "_".to_owned() } else { plain.to_owned() }
}

impl Dataset {
    /// True where its images are cells cut out of fields.
    pub fn is_of_cells(&self) -> bool {
        self.opened.listing.rows.iter().any(|row| row.source.is_piece())
    }

    /// In how many fields cells were found; 0 where its images are none.
    pub fn field_count(&self) -> usize {
        let fields = self.items.iter().filter_map(|item| field_of(&item.key));
        fields.collect::<HashSet<_>>().len()
    }

    /// True where both items are cells of the same field.
    fn same_field(&self, a: usize, b: usize) -> bool {
        let field = |item: usize| self.items.get(item).and_then(|item| field_of(&item.key));
        field(a).is_some() && field(a) == field(b)
    }
}

/// The field of the cell with this key.
fn field_of(key: &str) -> Option<&str> {
    key.rsplit_once('@').map(|(field, _)| field)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_are_plain() {
        for (text, want) in
            [("a/b", "a_b"), ("..", "_"), ("1.5 \u{b5}M", "1.5 \u{b5}M"), ("x\\..\\y", "x_.._y"), ("", "_")]
        {
            assert_eq!(plain(text), want);
        }
    }
}
