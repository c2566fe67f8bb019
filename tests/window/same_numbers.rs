//! Whether trainings give the numbers here that they gave where their pictures were drawn.

use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// What pictures of the same trainings with other numbers may differ by: tips of curves and some digits.
pub const ELSEWHERE: usize = 25_000;

/// Compares the reports of trainings with those whose pictures lie in the repository, by the number in
/// `tests/snapshots/NAME.numbers`; pictures that are drawn anew bring a new number. The order in which products are summed
/// follows the processor's instructions and caches, so another machine may learn other last digits and, some epochs on,
/// take other images for each other: what is promised is the same run on the same machine.
pub fn same_numbers(name: &str, reports: impl Iterator<Item = PathBuf>) -> bool {
    let mut hash = Sha256::new();
    for report in reports {
        hash.update(std::fs::read(report).unwrap());
    }
    let number = hash.finalize().iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let here = format!("{number:032x}");
    let path = Path::new("tests/snapshots").join(name).with_extension("numbers");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, format!("{here}\n")).unwrap();
        return true;
    }
    let same = std::fs::read_to_string(&path).unwrap().trim() == here;
    if !same {
        println!(
            "SKIPPED in part {name}: trainings give other numbers on this processor; their pictures may differ"
        );
    }
    same
}
