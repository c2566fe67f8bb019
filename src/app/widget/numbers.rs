//! Shares and differences in words, the same in every room.

/// A share of 1 as "83 %".
pub fn percent(share: f64) -> String {
    // A half is rounded up, as people do: 1 of 8 is 13 %.
    format!("{:.0} %", (100.0 * share).round())
}

/// "+12" or "−4": a difference of shares in percentage points.
pub fn points(difference: f64) -> String {
    let whole = (100.0 * difference).round();
    match whole {
        w if w > 0.0 => format!("+{w:.0}"),
        w if w < 0.0 => format!("\u{2212}{:.0}", -w),
        _ => "0".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_differences_have_no_sign_and_halves_go_up() {
        assert_eq!([0.124, -0.041, -0.001, 0.004].map(points), ["+12", "\u{2212}4", "0", "0"]);
        assert_eq!([0.826, 0.125].map(percent), ["83 %", "13 %"]);
    }
}
