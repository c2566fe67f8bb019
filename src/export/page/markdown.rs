//! [`markdown`]: a page as Markdown with tables (GitHub's), its pictures as files beside it.

use super::{Align, Badge, Block, Figure, Page, Picture, PictureRow, Table, Thumbnail};
use std::fmt::Write;

/// A page in Markdown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Markdown {
    /// The text.
    pub text: String,
    /// Name and content of every picture, in the folder that the text refers to.
    pub files: Vec<(String, Vec<u8>)>,
}

/// `page` as Markdown, with its pictures in the folder `folder` beside it.
pub fn markdown(page: &Page, folder: &str) -> Markdown {
    let mut writer = Writer { folder: address(folder), rows: 0, made: Markdown::default() };
    writer.line(&format!("# {}", escape(&page.title)));
    if !page.subtitle.is_empty() {
        writer.line(&paragraph(&page.subtitle));
    }
    for block in &page.blocks {
        writer.block(block);
    }
    writer.made
}

struct Writer {
    folder: String,
    /// Rows of small pictures so far, for the names of their files.
    rows: usize,
    made: Markdown,
}

impl Writer {
    /// A block of text and the empty line behind it.
    fn line(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.made.text.push_str(text.trim_end());
        self.made.text.push_str("\n\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(words) => self.line(&format!("## {}", escape(words))),
            Block::Subheading(words) => self.line(&format!("### {}", escape(words))),
            Block::Lead(words) | Block::Paragraph(words) => self.line(&paragraph(words)),
            Block::Badges(badges) => {
                let of = |badge: &Badge| format!("- **{}** {}", escape(&badge.word), escape(&badge.meaning));
                let lines: Vec<String> = badges.iter().map(of).collect();
                self.line(&lines.join("\n"));
            }
            Block::List(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| format!("- {}", paragraph(line))).collect();
                self.line(&lines.join("\n"));
            }
            Block::Table(table) => self.table(table),
            Block::Figures(figures) => figures.iter().for_each(|figure| self.figure(figure)),
            Block::Gallery(rows) => rows.iter().for_each(|row| self.row(row)),
            Block::Code(text) => self.code(text),
            Block::Folded { summary, blocks } => {
                self.line(&format!("**{}**", escape(summary)));
                for block in blocks {
                    self.block(block);
                }
            }
        }
    }

    fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.line(&paragraph(&table.caption));
        }
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = row(table.columns.iter().map(|column| escape(&column.title)).collect());
        let rule = |align| if align == Align::Number { "---:" } else { ":---" };
        text.push_str(&row(table.columns.iter().map(|column| rule(column.align).into()).collect()));
        for cells in &table.rows {
            text.push_str(&row(cells.iter().map(|cell| escape(cell)).collect()));
        }
        self.line(&text);
    }

    fn figure(&mut self, figure: &Figure) {
        let (ending, bytes) = match &figure.picture {
            Picture::Svg(svg) => ("svg", svg.as_bytes()),
            Picture::Png(png) => ("png", png.as_slice()),
        };
        let link = self.picture(format!("{}.{ending}", figure.name), bytes, &figure.alt);
        self.line(&link);
        self.line(&paragraph(&figure.caption));
    }

    fn row(&mut self, row: &PictureRow) {
        self.rows += 1;
        self.line(&format!("**{}**", escape(&row.label)));
        if row.pictures.is_empty() {
            return;
        }
        let of_all = |what: &mut dyn FnMut(usize, &Thumbnail) -> String| {
            let cells: Vec<String> = row.pictures.iter().enumerate().map(|(i, t)| what(i, t)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = of_all(&mut |_, thumbnail| escape(&thumbnail.caption));
        text.push_str(&of_all(&mut |_, _| ":---".into()));
        let number = self.rows;
        text.push_str(&of_all(&mut |place, thumbnail| {
            self.picture(format!("row-{number}-{}.png", place + 1), &thumbnail.png, &thumbnail.alt)
        }));
        self.line(&text);
    }

    /// Keeps a file and gives the words that show it.
    fn picture(&mut self, file: String, bytes: &[u8], alt: &str) -> String {
        let words = format!("![{}]({}/{})", escape(alt), self.folder, address(&file));
        self.made.files.push((file, bytes.to_vec()));
        words
    }

    fn code(&mut self, text: &str) {
        // A fence longer than any in the text.
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        let _ = write!(self.made.text, "{fence}text\n{}\n{fence}\n\n", text.trim_end());
    }
}

/// `text` in one line, with everything that means something in Markdown or HTML made plain.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// [`escape`], where the text begins a line: it must not begin a list.
fn paragraph(text: &str) -> String {
    let text = escape(text);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text.chars().nth(digits) {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{text}"),
        _ => text,
    }
}

/// `path` as part of an address: what is no plain letter is written by its bytes.
fn address(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
