//! [`blocks`]: the pages of the guide, taken apart: as much of Markdown as they use.

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 is the page's title.
        level: usize,
        /// Its words.
        words: Vec<Span>,
        /// What links call it.
        anchor: String,
    },
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// An entry of a list.
    Item {
        /// How many lists it lies in, beyond the first.
        depth: usize,
        /// What stands before it.
        mark: String,
        /// Its words.
        words: Vec<Span>,
    },
    /// Lines of code, or of a command.
    Code(String),
    /// A table; rows may be shorter than its head.
    Table {
        /// Words above the columns.
        head: Vec<Vec<Span>>,
        /// The rows.
        rows: Vec<Vec<Vec<Span>>>,
    },
    /// A picture.
    Picture {
        /// What it shows.
        words: String,
        /// Where it lies, from the page.
        target: String,
    },
}

/// How words are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// As they are.
    #[default]
    Plain,
    /// In bold letters.
    Strong,
    /// Slanted.
    Emphasis,
    /// As typed.
    Code,
}

/// Words of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// How they are written.
    pub style: Style,
    /// Where they lead.
    pub link: Option<String>,
}

/// The words of spans without their kinds.
pub fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// What links call a heading: small letters and digits, with dashes for spaces, as GitHub and mdBook do.
pub fn anchor(words: &str) -> String {
    words
        .chars()
        .filter_map(|letter| match letter {
            ' ' => Some('-'),
            letter if letter.is_alphanumeric() || "-_".contains(letter) => Some(letter),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Takes a page apart.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("```") {
            let code: Vec<&str> =
                lines.by_ref().take_while(|line| !line.trim_start().starts_with("```")).collect();
            blocks.push(Block::Code(code.join("\n")));
        } else if let Some(first) = line.strip_prefix("    ") {
            let mut code = vec![first];
            while let Some(next) = lines.next_if(|line| line.starts_with("    ") || line.trim().is_empty()) {
                code.push(next.strip_prefix("    ").unwrap_or_default());
            }
            blocks.push(Block::Code(code.join("\n").trim_end().to_owned()));
        } else if let Some(words) = line.strip_prefix('#') {
            let level = 1 + words.chars().take_while(|letter| *letter == '#').count();
            let words = spans(words.trim_start_matches('#').trim());
            blocks.push(Block::Heading { level, anchor: anchor(&plain(&words)), words });
        } else if line.starts_with('|') {
            let mut rows = vec![cells(line)];
            while let Some(next) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(cells(next));
            }
            let head = rows.remove(0);
            // The line of dashes under the head.
            rows.retain(|row| {
                !row.iter().all(|cell| !cell.is_empty() && plain(cell).chars().all(|c| "-: ".contains(c)))
            });
            blocks.push(Block::Table { head, rows });
        } else if !line.trim().is_empty() {
            let mut text = line.trim().to_owned();
            while let Some(next) = lines.next_if(|line| goes_on(line)) {
                text.push(' ');
                text.push_str(next.trim());
            }
            blocks.push(words_of(line, &text));
        }
    }
    blocks
}

/// A paragraph, an entry of a list, or a picture, by how its first line begins.
fn words_of(line: &str, text: &str) -> Block {
    if let Some((mark, rest)) = list_mark(text) {
        let indent = line.len() - line.trim_start().len();
        return Block::Item { depth: indent.div_ceil(3), mark, words: spans(rest) };
    }
    if let Some((words, target, "")) = text.strip_prefix("![").and_then(link) {
        return Block::Picture { words: words.to_owned(), target: target.to_owned() };
    }
    Block::Paragraph(spans(text))
}

/// Whether a line belongs to the paragraph or the entry above it.
fn goes_on(line: &str) -> bool {
    let text = line.trim();
    !text.is_empty()
        && !text.starts_with('|')
        && !text.starts_with('#')
        && !text.starts_with("```")
        && list_mark(text).is_none()
}

/// The mark of an entry of a list, and what stands behind it.
fn list_mark(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
        return Some(("\u{2022}".to_owned(), rest));
    }
    let (number, rest) = text.split_once(". ")?;
    let digits = !number.is_empty() && number.len() <= 2 && number.chars().all(|c| c.is_ascii_digit());
    digits.then(|| (format!("{number}."), rest))
}

/// The cells of a line of a table. A bar behind a backslash is a letter.
fn cells(line: &str) -> Vec<Vec<Span>> {
    let kept = line.replace("\\|", "\u{1}");
    let inner = kept.trim().trim_start_matches('|');
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(|cell| spans(cell.replace('\u{1}', "|").trim())).collect()
}

/// `words](target)rest` after an opening bracket.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (words, rest) = text.split_once("](")?;
    let (target, rest) = rest.split_once(')')?;
    (!words.contains(['[', ']'])).then_some((words, target, rest))
}

/// The words of a paragraph by their kinds.
pub fn spans(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut rest = text;
    let mut open = Style::Plain;
    while let Some(letter) = rest.chars().next() {
        let behind = &rest[letter.len_utf8()..];
        if letter == '`'
            && let Some((code, after)) = behind.split_once('`')
        {
            found.push(Span { text: code.to_owned(), style: Style::Code, link: None });
            rest = after;
        } else if letter == '['
            && let Some((words, target, after)) = link(behind)
        {
            let style = if words.starts_with('`') { Style::Code } else { open };
            let text = words.trim_matches('`').to_owned();
            found.push(Span { text, style, link: Some(target.to_owned()) });
            rest = after;
        } else if let Some(after) = rest.strip_prefix("**") {
            open = if open == Style::Strong { Style::Plain } else { Style::Strong };
            rest = after;
        } else if letter == '*' && (open == Style::Emphasis || closes(behind)) {
            open = if open == Style::Emphasis { Style::Plain } else { Style::Emphasis };
            rest = behind;
        } else {
            let (letter, behind) = match (letter, behind.chars().next()) {
                ('\\', Some(next)) if next.is_ascii_punctuation() => (next, &behind[next.len_utf8()..]),
                _ => (letter, behind),
            };
            match found.last_mut() {
                Some(last) if last.style == open && last.link.is_none() => last.text.push(letter),
                _ => found.push(Span { text: letter.to_string(), style: open, link: None }),
            }
            rest = behind;
        }
    }
    found
}

/// Whether a star opens slanted words: they follow at once, and another star ends them.
fn closes(behind: &str) -> bool {
    !behind.starts_with(' ') && behind.contains('*')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_page_is_taken_apart() {
        let page = "# A title: `code`\n\nWords that\ngo on, **bold** and *slanted*, see [there](a.md#b).\n\n\
                    - one\n  more\n   - inside\n1. first\n\n```toml\na = 1\n\nb = 2\n```\n\n    indented\n\n\
                    | a | b |\n|---|---|\n| `x\\|y` | 2 * 3 |\n\n![A picture](p.png)\n";
        let found = blocks(page);
        let Block::Heading { level: 1, words, anchor } = &found[0] else { panic!("{found:?}") };
        assert_eq!((plain(words).as_str(), anchor.as_str()), ("A title: code", "a-title-code"));
        let Block::Paragraph(words) = &found[1] else { panic!("{found:?}") };
        assert_eq!(plain(words), "Words that go on, bold and slanted, see there.");
        assert_eq!(words[1].style, Style::Strong);
        assert_eq!(words[3].style, Style::Emphasis);
        assert_eq!(words[5].link.as_deref(), Some("a.md#b"));
        let item = |depth, mark: &str, words| Block::Item { depth, mark: mark.into(), words: spans(words) };
        assert_eq!(found[2], item(0, "\u{2022}", "one more"));
        assert_eq!(found[3], item(1, "\u{2022}", "inside"));
        assert_eq!(found[4], item(0, "1.", "first"));
        assert_eq!(found[5], Block::Code("a = 1\n\nb = 2".into()));
        assert_eq!(found[6], Block::Code("indented".into()));
        let Block::Table { head, rows } = &found[7] else { panic!("{found:?}") };
        assert_eq!((plain(&head[1]), rows.len()), ("b".into(), 1));
        assert_eq!((plain(&rows[0][0]), plain(&rows[0][1])), ("x|y".into(), "2 * 3".into()));
        assert_eq!(found[8], Block::Picture { words: "A picture".into(), target: "p.png".into() });
        assert_eq!(found.len(), 9);
    }

    #[test]
    fn odd_marks_stay_letters() {
        assert_eq!(plain(&spans("a [b] c `d * e")), "a [b] c `d * e");
        assert_eq!(plain(&spans("\u{e9}\\*")), "\u{e9}*");
        assert_eq!(blocks(""), []);
    }
}
