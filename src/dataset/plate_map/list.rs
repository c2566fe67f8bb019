//! A plate map as a list: a line for each well.

use super::mapped::{Control, MappedWell};
use crate::dataset::WellPlace;
use std::collections::BTreeMap;

/// The columns of a list, by the names they go by.
struct Columns {
    well: usize,
    compound: Option<usize>,
    dose: Option<usize>,
    unit: Option<usize>,
    control: Option<usize>,
}

/// The columns that a heading names; in this order where there is no heading.
fn columns(first: &[String]) -> Option<Columns> {
    let place = |names: &[&str]| {
        first.iter().position(|cell| {
            let name = cell.to_ascii_lowercase();
            let name = name.strip_prefix("metadata_").unwrap_or(&name);
            names.contains(&name)
        })
    };
    Some(Columns {
        well: place(&["well", "well_position", "well_id", "position"])?,
        compound: place(&[
            "compound",
            "treatment",
            "drug",
            "name",
            "gene",
            "perturbation",
            "condition",
            "content",
        ]),
        dose: place(&["dose", "concentration", "conc", "amount"]),
        unit: place(&["unit", "dose_unit", "doseunit", "units"]),
        control: place(&["control", "control_type", "type", "pert_type"]),
    })
}

/// True where the lines are a list: by its heading, or since each begins with a well.
pub(super) fn is_list(lines: &[Vec<String>]) -> bool {
    let well = |line: &Vec<String>| line.first().is_some_and(|cell| WellPlace::parse(cell).is_some());
    lines.first().is_some_and(|first| columns(first).is_some()) || lines.iter().all(well)
}

/// Reads the list in `lines`.
pub(super) fn read(lines: &[Vec<String>]) -> Result<BTreeMap<WellPlace, MappedWell>, String> {
    let (columns, rows) = match lines.first().and_then(|first| columns(first)) {
        Some(columns) => (columns, lines.get(1..).unwrap_or(&[])),
        None => {
            (Columns { well: 0, compound: Some(1), dose: Some(2), unit: Some(3), control: Some(4) }, lines)
        }
    };
    let mut wells: BTreeMap<WellPlace, MappedWell> = BTreeMap::new();
    for row in rows {
        let cell = |place: Option<usize>| place.and_then(|p| row.get(p)).cloned().unwrap_or_default();
        let name = cell(Some(columns.well));
        let Some(place) = WellPlace::parse(&name) else {
            return Err(format!("{name:?} is no well: wells are called B2, B02 or r02c02"));
        };
        let mut well = MappedWell {
            compound: cell(columns.compound),
            dose: cell(columns.dose),
            unit: cell(columns.unit),
            control: Control::of(&cell(columns.control)).map_err(|why| format!("well {name}: {why}"))?,
        };
        if columns.dose.is_none() || well.dose.is_empty() && columns.unit.is_none() {
            // The dose may stand behind the compound's name.
            well = MappedWell { control: well.control, ..MappedWell::parse(&well.compound) };
        }
        if well.class().is_empty() && well.control.is_none() {
            continue;
        }
        if well.compound.is_empty()
            && let Some(control) = well.control
        {
            well.compound = format!("{} control", control.word());
        }
        match wells.get(&place) {
            Some(before) if *before != well => {
                return Err(format!(
                    "the well {name} is there twice, as {:?} and {:?}",
                    before.class(),
                    well.class()
                ));
            }
            _ => {
                wells.insert(place, well);
            }
        }
    }
    Ok(wells)
}
