//! Text for the charts: measured, shortened, drawn.

pub(super) use crate::export::escape::escape;

/// The font's name in the SVG; other programs fall back to a sans-serif of their own.
pub(super) const FAMILY: &str = "Ubuntu, 'Ubuntu Light', 'DejaVu Sans', sans-serif";

/// About how wide `text` is at `size`, erring on the wide side: the reader's font may differ.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// A character's advance in units of the font size.
fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.29,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' => 0.40,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '\u{2026}' => 0.92,
        'A'..='Z' => 0.70,
        c if (c as u32) >= 0x2e80 => 1.0,
        _ => 0.57,
    }
}

/// `text`, cut and ended with an ellipsis where it is wider than `room`.
pub(super) fn shorten(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room / size - advance('\u{2026}');
    let mut out = String::new();
    for c in text.chars() {
        left -= advance(c);
        if left < 0.0 {
            break;
        }
        out.push(c);
    }
    // No space before the ellipsis.
    out.truncate(out.trim_end().len());
    out.push('\u{2026}');
    out
}

/// `name`, cut in its middle where it is wider than `room`: names that begin alike often differ at their ends.
pub(super) fn shorten_name(name: &str, size: f64, room: f64) -> String {
    if width(name, size) <= room {
        return name.to_owned();
    }
    let left = room - width("\u{2026}", size);
    let mut end = 0.0;
    let tail: usize = name
        .chars()
        .rev()
        .take_while(|c| {
            end += advance(*c) * size;
            end <= 0.45 * left
        })
        .count();
    let letters: Vec<char> = name.chars().collect();
    let (front, tail) = letters.split_at(letters.len().saturating_sub(tail));
    let tail: String = tail.iter().collect();
    let front: String = front.iter().collect();
    format!("{}{}", shorten(&front, size, room - width(&tail, size)), tail.trim_start())
}

/// A text element. `anchor` is start, middle or end; `whole` is shown on hovering when it differs.
pub(super) struct Label<'a> {
    pub x: f64,
    pub y: f64,
    pub size: f64,
    pub anchor: &'static str,
    pub colour: &'static str,
    pub text: &'a str,
    pub whole: &'a str,
}

impl Label<'_> {
    /// The element.
    pub fn draw(&self) -> String {
        let Self { x, y, size, anchor, colour, .. } = self;
        let hover = if self.whole == self.text || self.whole.is_empty() {
            String::new()
        } else {
            format!("<title>{}</title>", escape(self.whole))
        };
        let text = escape(self.text);
        format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" \
             fill=\"{colour}\">{hover}{text}</text>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_both_ends_and_fits() {
        let name = format!("Cytochalasin B {} batch 17", "x".repeat(80));
        let short = shorten_name(&name, 13.0, 200.0);
        assert!(short.starts_with("Cyto") && short.ends_with("17") && short.contains('\u{2026}'), "{short}");
        assert!(width(&short, 13.0) <= 200.0, "{short}");
        assert_eq!(shorten_name("short", 13.0, 200.0), "short");
        assert_eq!(shorten_name("\u{7ec6}\u{80de}", 13.0, 200.0), "\u{7ec6}\u{80de}");
        assert!(shorten_name(&name, 13.0, 5.0).chars().count() < 3);
    }
}
