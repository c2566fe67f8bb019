//! [`WellPlace`]: row and column of a well, read from its name.

/// A place on a plate, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WellPlace {
    /// Row, from the top.
    pub row: usize,
    /// Column, from the left.
    pub column: usize,
}

/// Rows and columns of the largest plate (1536 wells).
const LARGEST: (usize, usize) = (32, 48);

impl WellPlace {
    /// Reads `B2`, `b02`, `AA07` and `r02c02`, alone or behind other words as in `plate_1-B02`. `None` where the name
    /// is not that of a well.
    pub fn parse(name: &str) -> Option<Self> {
        let last = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?.to_ascii_uppercase();
        let place = by_numbers(&last).or_else(|| by_letters(&last))?;
        (place.row < LARGEST.0 && place.column < LARGEST.1).then_some(place)
    }

    /// The row's letters: A to Z, then AA to AF.
    pub fn row_name(row: usize) -> String {
        let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
        if row < 26 { letter(row).into() } else { ['A', letter(row - 26)].iter().collect() }
    }
}

/// `R02C03`, as instruments of Revvity write it.
fn by_numbers(name: &str) -> Option<WellPlace> {
    let (row, column) = name.strip_prefix('R')?.split_once('C')?;
    Some(WellPlace { row: number(row)?, column: number(column)? })
}

/// `B02`.
fn by_letters(name: &str) -> Option<WellPlace> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, column) = name.split_at_checked(digits)?;
    let index = |letter: u8| letter.is_ascii_uppercase().then(|| usize::from(letter - b'A'));
    let row = match letters.as_bytes() {
        [one] => index(*one)?,
        [b'A', second] => 26 + index(*second)?,
        _ => return None,
    };
    Some(WellPlace { row, column: number(column)? })
}

/// A number from 1 with at most two digits, counted from 0.
fn number(digits: &str) -> Option<usize> {
    if digits.len() > 2 { None } else { digits.parse::<usize>().ok()?.checked_sub(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_wells_are_read_and_others_are_not() {
        let place = |name: &str| WellPlace::parse(name).map(|p| (p.row, p.column));
        for name in ["B2", "B02", "b02", "r02c02", "R2C2", "plate_1-B02", "2025-01-07/B2"] {
            assert_eq!(place(name), Some((1, 1)), "{name}");
        }
        assert_eq!(place("AF48"), Some((31, 47)));
        for name in ["", "B", "2", "B0", "AG1", "A49", "A100", "slide7", "donor", "B2 left", "Bé", "é2"] {
            assert_eq!(place(name), None, "{name}");
        }
    }

    #[test]
    fn rows_have_their_letters() {
        for row in 0..32 {
            let name = format!("{}7", WellPlace::row_name(row));
            assert_eq!(WellPlace::parse(&name), Some(WellPlace { row, column: 6 }), "{name}");
        }
    }
}
