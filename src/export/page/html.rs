//! [`html`]: a page as one HTML file that needs nothing else: no script, no other file, no network.

use super::base64::base64;
use super::{Align, Badge, Block, Figure, Page, Picture, PictureRow, Table};
use crate::export::escape::escape;
use std::fmt::Write;

const STYLE: &str = include_str!("style.css");

/// What the page may fetch: nothing. Browsers hold to it whatever the page contains.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/// The text of the HTML file.
pub fn html(page: &Page) -> String {
    let title = escape(&page.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<header>\n<h1>{title}</h1>\n"
    );
    if !page.subtitle.is_empty() {
        element(&mut out, "p class=\"subtitle\"", "p", &page.subtitle);
    }
    out.push_str("</header>\n");
    let mut sections = 0;
    let first = page.blocks.iter().position(|block| matches!(block, Block::Heading(_)));
    for (place, block) in page.blocks.iter().enumerate() {
        if Some(place) == first {
            contents(&mut out, page);
        }
        if let Block::Heading(words) = block {
            sections += 1;
            let _ = writeln!(out, "<h2 id=\"s{sections}\">{}</h2>", escape(words));
        } else {
            of_block(&mut out, block);
        }
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn contents(out: &mut String, page: &Page) {
    out.push_str("<nav aria-label=\"Contents\"><ul>\n");
    let headings = page.blocks.iter().filter_map(|block| match block {
        Block::Heading(words) => Some(words),
        _ => None,
    });
    for (place, words) in headings.enumerate() {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "<li><a href=\"#s{}\">{}</a></li>", place + 1, escape(words));
    }
    out.push_str("</ul></nav>\n");
}

fn of_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading(words) | Block::Subheading(words) => element(out, "h3", "h3", words),
        Block::Lead(words) => element(out, "p class=\"lead\"", "p", words),
        Block::Paragraph(words) => element(out, "p", "p", words),
        Block::Badges(badges) => of_badges(out, badges),
        Block::List(lines) if lines.is_empty() => {}
        Block::List(lines) => {
            out.push_str("<ul>\n");
            for line in lines {
                element(out, "li", "li", line);
            }
            out.push_str("</ul>\n");
        }
        Block::Table(table) => of_table(out, table),
        Block::Figures(figures) => {
            out.push_str("<div class=\"figures\">\n");
            for figure in figures {
                of_figure(out, figure);
            }
            out.push_str("</div>\n");
        }
        Block::Gallery(rows) => {
            for row in rows {
                of_row(out, row);
            }
        }
        Block::Code(text) => {
            // Line breaks stay in what is copied.
            let lines: Vec<String> = text.lines().map(escape).collect();
            let _ = writeln!(out, "<pre>{}</pre>", lines.join("\n"));
        }
        Block::Folded { summary, blocks } => {
            let _ = writeln!(out, "<details><summary>{}</summary>", escape(summary));
            for block in blocks {
                of_block(out, block);
            }
            out.push_str("</details>\n");
        }
    }
}

/// `words` between tags.
fn element(out: &mut String, open: &str, close: &str, words: &str) {
    let _ = writeln!(out, "<{open}>{}</{close}>", escape(words));
}

fn of_badges(out: &mut String, badges: &[Badge]) {
    if badges.is_empty() {
        return;
    }
    out.push_str("<ul class=\"badges\">\n");
    for Badge { word, meaning } in badges {
        let _ = writeln!(out, "<li><strong>{}</strong> {}</li>", escape(word), escape(meaning));
    }
    out.push_str("</ul>\n");
}

fn of_table(out: &mut String, table: &Table) {
    let class = |place: usize| {
        let align = table.columns.get(place).map_or(Align::Text, |column| column.align);
        if align == Align::Number { " class=\"n\"" } else { "" }
    };
    out.push_str("<div class=\"scroll\" tabindex=\"0\"><table>\n");
    if !table.caption.is_empty() {
        element(out, "caption", "caption", &table.caption);
    }
    out.push_str("<thead><tr>");
    for (place, column) in table.columns.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(place), escape(&column.title));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let (open, close) = if place == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
            let _ = write!(out, "<{open}{}>{}</{close}>", class(place), escape(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn of_figure(out: &mut String, figure: &Figure) {
    let frame = if figure.scroll { "scroll" } else { "fit" };
    let _ =
        writeln!(out, "<figure><div class=\"{frame}\" role=\"img\" aria-label=\"{}\">", escape(&figure.alt));
    match &figure.picture {
        Picture::Svg(svg) => out.push_str(svg),
        Picture::Png(png) => picture(out, png, &figure.alt),
    }
    let _ = writeln!(out, "</div>\n<figcaption>{}</figcaption></figure>", escape(&figure.caption));
}

fn of_row(out: &mut String, row: &PictureRow) {
    if row.pictures.is_empty() {
        return element(out, "p", "p", &row.label);
    }
    let _ = writeln!(out, "<div class=\"row\"><p>{}</p><div class=\"pictures\">", escape(&row.label));
    for thumbnail in &row.pictures {
        out.push_str("<figure>");
        picture(out, &thumbnail.png, &thumbnail.alt);
        let _ = writeln!(out, "<figcaption>{}</figcaption></figure>", escape(&thumbnail.caption));
    }
    out.push_str("</div></div>\n");
}

fn picture(out: &mut String, png: &[u8], alt: &str) {
    let _ = write!(out, "<img alt=\"{}\" src=\"data:image/png;base64,{}\">", escape(alt), base64(png));
}
