//! [`Fields`]: what one name says by a pattern.

use crate::dataset::WellPlace;

/// Groups that make an image out of several files, and thus are no column.
const CHANNEL: &str = "channel";
/// Depth.
const Z: &str = "z";

/// What one name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    /// Name and value of each group; the well is added where row and column tell it.
    pub named: Vec<(String, String)>,
}

impl Fields {
    /// What was found for each group of the pattern.
    pub fn new(mut named: Vec<(String, String)>) -> Self {
        let value = |name: &str| named.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        match (value("well"), value("row"), value("column")) {
            (Some(well), ..) => {
                if let (Some(plain), Some(place)) =
                    (plain_well(&well), named.iter_mut().find(|(name, _)| name == "well"))
                {
                    place.1 = plain;
                }
            }
            (None, Some(row), Some(column)) => {
                let name = if row.chars().all(|c| c.is_ascii_digit()) {
                    format!("r{row}c{column}")
                } else {
                    format!("{row}{column}")
                };
                if let Some(well) = plain_well(&name) {
                    named.push(("well".to_owned(), well));
                }
            }
            _ => {}
        }
        Self { named }
    }

    /// The value of a group; `None` where it is empty or not in the pattern.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.named.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The channel's words; a bare number is told to be one.
    pub fn channel(&self) -> Option<String> {
        let text = self.get(CHANNEL)?;
        match text.parse::<u32>() {
            Ok(number) => Some(format!("channel {number}")),
            Err(_) => Some(text.to_owned()),
        }
    }

    /// The depth's words.
    pub fn z(&self) -> &str {
        self.get(Z).unwrap_or("")
    }

    /// What is the same for all files of one image; where each depth is one, `with_z`.
    pub fn image(&self, with_z: bool) -> Vec<&str> {
        let own = |name: &str| name != CHANNEL && (with_z || name != Z);
        self.named.iter().filter(|(name, _)| own(name)).map(|(_, value)| value.as_str()).collect()
    }

    /// What must not be split between parts: the well of its plate, where known.
    pub fn group(&self) -> Option<String> {
        let well = self.get("well")?;
        Some(match self.get("plate") {
            Some(plate) => format!("{plate} {well}"),
            None => well.to_owned(),
        })
    }
}

/// The well as `B02`.
fn plain_well(name: &str) -> Option<String> {
    let place = WellPlace::parse(name)?;
    Some(format!("{}{:02}", WellPlace::row_name(place.row), place.column + 1))
}
