//! Colours that colour-blind readers can tell apart (Okabe and Ito 2008), and the shapes that go with them.

/// Background.
pub(super) const PAPER: &str = "#ffffff";
/// Every second row.
pub(super) const BAND: &str = "#f5f6f7";
/// Text.
pub(super) const INK: &str = "#1f2328";
/// Text of less weight.
pub(super) const FAINT_INK: &str = "#5a6068";
/// Grid lines.
pub(super) const GRID: &str = "#d5d8dc";

/// Runs: blue, vermilion, green, orange, sky blue, purple. Yellow is left out: it vanishes on white.
const SERIES: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#cc79a7"];
/// Baselines: black, purple, grey, by dash pattern too.
const MARKS: [(&str, &str); 3] = [("#000000", "none"), ("#aa4c86", "3 2"), ("#6b7178", "1.5 2")];

/// The colour of run `i`.
pub(super) fn series_colour(i: usize) -> &'static str {
    SERIES.get(i % SERIES.len()).copied().unwrap_or(INK)
}

/// The colour and dash pattern of baseline `i`.
pub(super) fn mark_style(i: usize) -> (&'static str, &'static str) {
    MARKS.get(i % MARKS.len()).copied().unwrap_or((INK, ""))
}

/// The symbol of run `i` around (x, y): a circle, square, diamond or triangle.
pub(super) fn symbol(i: usize, x: f64, y: f64) -> String {
    let fill = series_colour(i);
    match i % 4 {
        0 => format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="{fill}"/>"#),
        1 => format!(r#"<rect x="{:.1}" y="{:.1}" width="7" height="7" fill="{fill}"/>"#, x - 3.5, y - 3.5),
        2 => format!(r#"<path d="M{x:.1} {:.1}l4.8 4.8l-4.8 4.8l-4.8 -4.8z" fill="{fill}"/>"#, y - 4.8),
        _ => format!(r#"<path d="M{x:.1} {:.1}l4.6 8h-9.2z" fill="{fill}"/>"#, y - 5.0),
    }
}
