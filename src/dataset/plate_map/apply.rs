//! Giving every image what was in its well.

use super::PlateMap;
use crate::dataset::WellPlace;
use crate::dataset::listing::Listing;

/// The column of compound, dose and unit together.
const CLASS: &str = "plate map";
/// The column of the compound.
const COMPOUND: &str = "compound";
/// The column of the dose.
const DOSE: &str = "dose";
/// The column of the dose's unit.
const UNIT: &str = "unit";
/// The column of the kind of control.
const CONTROL: &str = "control";

/// Adds the columns of `map` to the rows of `listing`; the class is then that of the map. Answers the classes in their
/// order.
///
/// # Errors
/// In words, where the map cannot be read or no column names a well of it.
pub(in crate::dataset) fn apply(map: &PlateMap, listing: &mut Listing) -> Result<Vec<String>, String> {
    let wells = map.wells()?;
    let column = match &map.column {
        Some(name) => listing.column_names.iter().position(|known| known == name).ok_or_else(|| {
            format!("there is no column {name:?} of wells; there are: {}", listing.column_names.join(", "))
        })?,
        None => well_column(listing)
            .ok_or("no column names the well of each image: name it, or give a pattern of file names")?,
    };
    let mut without = 0_usize;
    for row in &mut listing.rows {
        let place = row.columns.get(column).and_then(|name| WellPlace::parse(name));
        let well = place.and_then(|place| wells.get(&place));
        without += usize::from(well.is_none());
        let control = |w: &super::MappedWell| w.control.map_or(String::new(), |c| c.word().to_owned());
        row.columns.extend(match well {
            Some(well) => {
                [well.class(), well.compound.clone(), well.dose.clone(), well.unit.clone(), control(well)]
            }
            None => Default::default(),
        });
    }
    if without == listing.rows.len() && without > 0 {
        return Err(format!(
            "none of the wells of the map is a well in the column {:?}",
            listing.column_names.get(column).map_or("", String::as_str)
        ));
    }
    if without > 0 {
        listing.warnings.push(format!(
            "{without} image(s) lie in wells that the plate map leaves empty: they have no class"
        ));
    }
    // A column of that name that the table already has keeps it.
    for name in [CLASS, COMPOUND, DOSE, UNIT, CONTROL] {
        let free = !listing.column_names.iter().any(|known| known == name);
        listing.column_names.push(if free { name.to_owned() } else { format!("{name} (plate map)") });
    }
    listing.default_label = listing.column_names.get(listing.column_names.len().saturating_sub(5)).cloned();
    let mut order: Vec<&super::MappedWell> = wells.values().collect();
    order.sort_by(|a, b| a.order(b));
    let mut classes: Vec<String> = order.into_iter().map(super::MappedWell::class).collect();
    classes.dedup();
    Ok(classes)
}

/// The column that names wells: by its name, else by what it holds.
fn well_column(listing: &Listing) -> Option<usize> {
    let plain = |name: &str| name.to_ascii_lowercase().trim_start_matches("image_").replace("metadata_", "");
    let share = |column: usize| {
        let cells = listing.rows.iter().filter_map(|row| row.columns.get(column)).take(500);
        let (mut all, mut wells) = (0_usize, 0_usize);
        for cell in cells {
            all += 1;
            wells += usize::from(WellPlace::parse(cell).is_some());
        }
        if all == 0 { 0.0 } else { wells as f64 / all as f64 }
    };
    let named = listing.column_names.iter().position(|name| plain(name) == "well");
    named.or_else(|| (0..listing.column_names.len()).find(|column| share(*column) > 0.9))
}
