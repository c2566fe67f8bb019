//! [`PlateDraft`]: a plate map while it is being pasted or typed, with what it says.

use augscope::dataset::{MappedWell, PlateMap, WellPlace};
use std::collections::BTreeMap;

/// A plate map while it is being made.
#[derive(Clone, Debug, PartialEq)]
pub struct PlateDraft {
    /// The map as it stands.
    pub map: PlateMap,
    /// Its wells, or why it is no map.
    pub wells: Result<BTreeMap<WellPlace, MappedWell>, String>,
    /// It is a list of wells, which does not tell the size of the plate.
    pub list: bool,
    /// Its classes in their order, each with its number of wells.
    pub classes: Vec<(MappedWell, usize)>,
}

impl PlateDraft {
    /// Reads the map once; panels only look at what came out.
    pub fn new(map: PlateMap) -> Self {
        let wells = map.wells();
        let mut classes: Vec<(MappedWell, usize)> = Vec::new();
        for well in wells.iter().flat_map(BTreeMap::values) {
            match classes.iter_mut().find(|(known, _)| known.class() == well.class()) {
                Some((_, count)) => *count += 1,
                None => classes.push((well.clone(), 1)),
            }
        }
        classes.sort_by(|(a, _), (b, _)| a.order(b));
        let list = map.is_list();
        Self { map, wells, list, classes }
    }

    /// The place of a well's class in [`PlateDraft::classes`].
    pub fn class_of(&self, well: &MappedWell) -> Option<usize> {
        let class = well.class();
        self.classes.iter().position(|(known, _)| known.class() == class)
    }
}
