//! A page of the guide, beside the list of all.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::guide::markdown::{Block, Span, Style, plain};
use crate::app::guide::{Page, Place, find, pages, size};
use crate::app::view::Overlay;
use egui::{Align, ComboBox, Frame, Grid, Image, Label, RichText, ScrollArea, Sense, TextWrapMode, Ui};

/// Below this width of the window, in points, the list of pages is one to open.
const NARROW: f32 = 800.0;
/// Width of the list.
const LIST: f32 = 210.0;
/// Lines longer than this are hard to read.
const WIDEST: f32 = 720.0;
/// Tables of more columns, or in less room, are told row by row.
const COLUMNS: usize = 3;
const TABLE: f32 = 420.0;

/// The page.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, place: &Place) {
    let screen = ui.ctx().content_rect().size();
    let narrow = screen.x < NARROW;
    let list = if narrow { 0.0 } else { LIST };
    let width = (screen.x - 80.0).min(WIDEST + list).max(200.0);
    let height = (screen.y - 150.0).max(120.0);
    ui.set_width(width);
    let Some(page) = find(&place.file).or_else(|| pages().first()) else { return };
    ui.horizontal(|ui| {
        ui.heading("Guide");
        if narrow {
            let chosen = ComboBox::from_id_salt("pages").selected_text(&page.title).truncate();
            let shown = chosen.show_ui(ui, |ui| names(ui, out, page));
            shown.response.on_hover_text("The pages of the guide.").accessible_name("Page");
        }
    });
    ui.horizontal_top(|ui| {
        if !narrow {
            ui.vertical(|ui| {
                ui.set_width(LIST);
                let area = ScrollArea::vertical().id_salt("pages").max_height(height);
                area.show(ui, |ui| names(ui, out, page));
            });
        }
        ui.vertical(|ui| {
            let area =
                ScrollArea::vertical().id_salt(("page", page.file)).max_height(height).auto_shrink(false);
            area.show(ui, |ui| {
                let width = (ui.available_width() - 12.0).min(WIDEST);
                ui.set_max_width(width);
                text(ui, cx, out, page, place);
            });
        });
    });
    if ui.button("Close").on_hover_text("Back to the room (Escape).").clicked() {
        out.push(Command::Overlay(Overlay::None));
    }
}

/// All pages, to choose one.
fn names(ui: &mut Ui, out: &mut Commands, shown: &Page) {
    ui.style_mut().wrap_mode = Some(TextWrapMode::Wrap);
    for page in pages() {
        let row = ui.selectable_label(page.file == shown.file, &page.title);
        if row.on_hover_text("Shows this page.").clicked() {
            out.push(Command::Overlay(Overlay::Guide(Place::page(page.file))));
        }
    }
}

fn text(ui: &mut Ui, cx: &Context, out: &mut Commands, page: &Page, place: &Place) {
    for (number, block) in page.blocks.iter().enumerate() {
        match block {
            Block::Heading { level, words, anchor } => {
                let size = [19.0, 16.0, 14.5].get(level - 1).copied().unwrap_or(13.5);
                ui.add_space(if *level == 1 { 0.0 } else { 8.0 });
                let heading = ui.label(RichText::new(plain(words)).size(size).strong());
                if place.anchor.as_ref() == Some(anchor) {
                    heading.scroll_to_me(Some(Align::TOP));
                    // Once: afterwards the hand scrolls.
                    out.push(Command::Overlay(Overlay::Guide(Place::page(page.file))));
                }
            }
            Block::Paragraph(words) => line(ui, out, page, words),
            Block::Item { depth, mark, words } => {
                ui.horizontal_top(|ui| {
                    ui.add_space(8.0 + 16.0 * *depth as f32);
                    ui.label(mark);
                    ui.vertical(|ui| line(ui, out, page, words));
                });
            }
            Block::Code(code) => {
                Frame::new().fill(ui.visuals().extreme_bg_color).inner_margin(6.0).show(ui, |ui| {
                    let area = ScrollArea::horizontal().id_salt(("code", number));
                    area.show(ui, |ui| ui.add(Label::new(RichText::new(code).monospace()).extend()));
                });
            }
            Block::Table { head, rows } => {
                if head.len() <= COLUMNS && ui.available_width() >= TABLE {
                    table(ui, out, page, number, head, rows);
                } else {
                    records(ui, out, page, head, rows);
                }
            }
            Block::Picture { words, target } => picture(ui, cx, words, target),
        }
    }
}

/// A picture as wide as it is, or as the page where that is less, with its words below.
fn picture(ui: &mut Ui, cx: &Context, words: &str, file: &str) {
    if let Some(whole) = size(file) {
        let shown = whole * (ui.available_width() / whole.x).min(1.0);
        match cx.pictures.texture(file) {
            Some(texture) => {
                let image = Image::new((texture.id(), whole)).fit_to_exact_size(shown).alt_text(words);
                ui.add(image);
            }
            // Its room is kept, so that nothing moves when it comes.
            None if cx.pictures.is_waiting() => drop(ui.allocate_exact_size(shown, Sense::hover())),
            None => {}
        }
    }
    ui.add(Label::new(RichText::new(words).small().weak().italics()).wrap());
}

/// Words of several kinds in lines that break where they must.
fn line(ui: &mut Ui, out: &mut Commands, page: &Page, words: &[Span]) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for span in words {
            let text = match span.style {
                Style::Plain => RichText::new(&span.text),
                Style::Strong => RichText::new(&span.text).strong(),
                Style::Emphasis => RichText::new(&span.text).italics(),
                Style::Code => RichText::new(&span.text).monospace(),
            };
            match &span.link {
                Some(target) => follow(ui, out, page, text, target),
                None => drop(ui.label(text)),
            }
        }
    });
}

fn follow(ui: &mut Ui, out: &mut Commands, page: &Page, text: RichText, target: &str) {
    let place = Place::linked(page.file, target);
    let help = if place.is_some() { "Shows that page." } else { target };
    if !ui.link(text).on_hover_text(help).clicked() {
        return;
    }
    match place {
        Some(place) => out.push(Command::Overlay(Overlay::Guide(place))),
        None => ui.ctx().open_url(egui::OpenUrl::new_tab(target)),
    }
}

fn table(
    ui: &mut Ui,
    out: &mut Commands,
    page: &Page,
    number: usize,
    head: &[Vec<Span>],
    rows: &[Vec<Vec<Span>>],
) {
    // The last column says the most, as a rule.
    let first = 0.3 * ui.available_width();
    let last = (ui.available_width() - first * (head.len() - 1) as f32 - 16.0).max(80.0);
    Grid::new(("table", page.file, number)).num_columns(head.len()).striped(true).show(ui, |ui| {
        let empty = head.iter().all(Vec::is_empty);
        for row in std::iter::once(head).filter(|_| !empty).chain(rows.iter().map(Vec::as_slice)) {
            for (column, cell) in row.iter().enumerate() {
                let width = if column + 1 == head.len() { last } else { first - 8.0 };
                ui.vertical(|ui| {
                    ui.set_width(width);
                    line(ui, out, page, cell);
                });
            }
            ui.end_row();
        }
    });
}

/// A table row by row, each cell under the words of its column.
fn records(ui: &mut Ui, out: &mut Commands, page: &Page, head: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) {
    for row in rows {
        if let Some(first) = row.first() {
            let first: Vec<Span> =
                first.iter().map(|span| Span { style: bold(span.style), ..span.clone() }).collect();
            line(ui, out, page, &first);
        }
        ui.indent("cells", |ui| {
            for (cell, title) in row.iter().zip(head).skip(1).filter(|(cell, _)| !cell.is_empty()) {
                let title = plain(title);
                let mut words = Vec::new();
                if !title.is_empty() {
                    words.push(Span { text: format!("{title}: "), ..Span::default() });
                }
                words.extend(cell.iter().cloned());
                line(ui, out, page, &words);
            }
        });
    }
}

fn bold(style: Style) -> Style {
    if style == Style::Plain { Style::Strong } else { style }
}
