//! CellProfiler's tables of objects (`Nuclei.csv`), joined to the table of their images (`Image.csv`) beside them.

use super::points::{IMAGE_NUMBER, OBJECT_NUMBER, place_columns};
use super::settings::Points;
use crate::dataset::error::DatasetError;
use crate::dataset::listing::Listing;
use crate::dataset::load_data;
use crate::dataset::table::Text;
use std::path::{Path, PathBuf};

/// The name of the table of images, behind a prefix that all tables of an export share.
const IMAGES: &str = "Image.csv";
/// Of several tables of objects in a folder, the first of these is taken: a nucleus a cell.
const OBJECTS: [&str; 4] = ["Nuclei.csv", "Cells.csv", "Cell.csv", "FilteredNuclei.csv"];

/// True where the columns are those of a table of objects.
pub(in crate::dataset) fn is_object_table(names: &[String]) -> bool {
    let has = |name: &str| names.iter().any(|known| known == name);
    has(IMAGE_NUMBER) && has(OBJECT_NUMBER) && place_columns(names, &Points::default()).is_some()
}

/// The table of objects in `folder`, where a table of images lies beside it and no picture folder speaks against it.
pub(in crate::dataset) fn find_in(folder: &Path) -> Option<PathBuf> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    let tables = OBJECTS
        .iter()
        .flat_map(|object| names.iter().filter_map(move |name| Some((name, name.strip_suffix(object)?))));
    let found = tables.into_iter().find(|(_, prefix)| names.contains(&format!("{prefix}{IMAGES}")))?;
    let path = folder.join(found.0);
    let text = Text::read(&path).ok()?;
    is_object_table(&text.names).then_some(path)
}

/// Lists the images that the table of objects at `path` has cells in.
pub(in crate::dataset) fn list(path: &Path) -> Result<Listing, DatasetError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // MyExpt_Nuclei.csv -> MyExpt_Image.csv, Nuclei.csv -> Image.csv.
    let own = name.rfind('_').map(|end| format!("{}{IMAGES}", &name[..=end]));
    let images = own.into_iter().chain([IMAGES.to_owned()]).map(|name| path.with_file_name(name));
    let Some(images) = images.into_iter().find(|images| images.is_file()) else {
        let what = format!(
            "its rows are cells, but the table of their images is not beside it: copy {IMAGES} of the same export into the \
             folder"
        );
        return Err(DatasetError::Table { path: path.into(), what });
    };
    let text = Text::read(&images)?;
    if !load_data::is_load_data(&text.names) || !text.names.iter().any(|name| name == IMAGE_NUMBER) {
        let what =
            format!("it has no columns {IMAGE_NUMBER} and FileName_..., which name the images of the cells");
        return Err(DatasetError::Table { path: images, what });
    }
    let mut listing = load_data::list(&images, &text)?;
    listing.objects = Some(path.to_path_buf());
    Ok(listing)
}
