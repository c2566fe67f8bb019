//! Shares in words.

/// A share of 1 as "83 %".
pub fn percent(share: f64) -> String {
    // A half is rounded up, as people do: 1 of 8 is 13 %.
    format!("{:.0} %", (100.0 * share).round())
}

/// The difference of two shares as "+4", "-12" or "0", in percentage points.
pub fn points(difference: f64) -> String {
    let points = (100.0 * difference).round();
    if points == 0.0 { "0".into() } else { format!("{points:+.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_differences_have_no_sign() {
        assert_eq!([0.041, -0.12, 0.004, -0.004].map(points), ["+4", "-12", "0", "0"]);
        assert_eq!(percent(0.826), "83 %");
    }
}
