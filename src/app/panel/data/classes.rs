//! The table of classes: how many images each has in each part, and what some of them look like.

use crate::app::app::{THUMBNAIL, THUMBNAILS};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::data_view::ClassColumn;
use crate::app::opened::Opened;
use crate::app::preview::{Tile, Version};
use crate::app::theme;
use crate::app::view::Overlay;
use crate::app::widget::{Caption, tile};
use egui::{Align, CursorIcon, Label, Layout, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// Side of a thumbnail in points.
const SIDE: f32 = THUMBNAIL as f32 * 0.875;
/// Width of a column of numbers in points.
const NUMBER: f32 = 52.0;
/// Least and greatest width of the names.
const NAME: (f32, f32) = (90.0, 260.0);
/// Space between columns.
const GAP: f32 = 6.0;
/// Rows that are made ahead of the hand that scrolls; requests change only every so many rows.
const AHEAD: usize = 4;

/// Places of `by_class` in the order of the table; images without a class come last.
fn places(cx: &Context, opened: &Opened) -> Vec<usize> {
    let mut places = cx.view.class_order.places(&opened.rows);
    places.extend(opened.rows.len()..opened.by_class.len());
    places
}

/// The pictures that the table shows now, and some ahead.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let (first, end) = cx.view.class_rows;
    let first = (first / AHEAD * AHEAD).saturating_sub(AHEAD);
    let count = (end.next_multiple_of(AHEAD) + AHEAD).saturating_sub(first).max(3 * AHEAD);
    let rows = places(cx, opened).into_iter().skip(first).take(count);
    rows.filter_map(|place| opened.by_class.get(place)).flat_map(|items| row_tiles(items)).collect()
}

fn row_tiles(items: &[usize]) -> impl Iterator<Item = Tile> {
    items.iter().take(THUMBNAILS).map(|&item| Tile { item, version: Version::Original })
}

/// How wide the columns are, so that they fit into the room.
struct Widths {
    name: f32,
    numbers: usize,
    pictures: usize,
}

impl Widths {
    fn new(available: f32, numbers: usize) -> Self {
        let fixed = numbers as f32 * (NUMBER + GAP) + 2.0 * GAP;
        let picture = SIDE + GAP;
        let pictures = ((available - fixed - NAME.0) / picture).floor().clamp(2.0, THUMBNAILS as f32);
        let name = (available - fixed - pictures * picture).clamp(NAME.0, NAME.1);
        Self { name, numbers, pictures: pictures as usize }
    }

    fn total(&self) -> f32 {
        self.name + self.numbers as f32 * (NUMBER + GAP) + self.pictures as f32 * (SIDE + GAP) + GAP
    }
}

/// The table.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let columns: Vec<ClassColumn> = ClassColumn::NUMBERS
        .into_iter()
        .filter(|column| match column {
            ClassColumn::Report => !opened.parts.exploratory,
            ClassColumn::Groups => opened.dataset.group_column.is_some(),
            _ => true,
        })
        .collect();
    let bar = ui.spacing().scroll.bar_width + 8.0;
    let widths = Widths::new(ui.available_width() - bar, columns.len());
    let places = places(cx, opened);
    let shown = ScrollArea::horizontal().id_salt("classes across").auto_shrink(false).show(ui, |ui| {
        ui.set_min_width(widths.total());
        ui.spacing_mut().item_spacing = vec2(GAP, GAP);
        head(ui, cx, out, &columns, &widths);
        let area = ScrollArea::vertical().id_salt("classes").auto_shrink(false);
        let shown = area.show_rows(ui, SIDE, places.len(), |ui, range| {
            for &place in places.get(range.clone()).unwrap_or_default() {
                ui.horizontal(|ui| row(ui, cx, out, opened, place, (&columns, &widths)));
            }
            (range.start, range.end)
        });
        shown.inner
    });
    let (first, end) = shown.inner;
    if cx.view.class_rows != (first, end) {
        out.push(Command::ClassRows(first, end));
    }
}

/// Names begin at the left, numbers end at the right.
fn aligned(column: ClassColumn) -> Layout {
    match column {
        ClassColumn::Name => Layout::left_to_right(Align::Center),
        _ => Layout::right_to_left(Align::Center),
    }
}

/// The heads of the columns; a click orders by one.
fn head(ui: &mut Ui, cx: &Context, out: &mut Commands, columns: &[ClassColumn], widths: &Widths) {
    let order = cx.view.class_order;
    ui.horizontal(|ui| {
        let all = std::iter::once(&ClassColumn::Name).chain(columns);
        for &column in all {
            let width = if column == ClassColumn::Name { widths.name } else { NUMBER };
            let here = order.column == column;
            // An arrow up stands for rising: names from A, or the smallest number first.
            let mark = match (here, order.reversed == (column == ClassColumn::Name)) {
                (false, _) => "",
                (true, true) => " v",
                (true, false) => " ^",
            };
            let text = RichText::new(format!("{}{mark}", column.title())).small().strong();
            let text = if here { text.color(theme::accent(ui.visuals())) } else { text };
            let label = Label::new(text).truncate().selectable(false).sense(Sense::click());
            let response = ui
                .allocate_ui_with_layout(vec2(width, 20.0), aligned(column), |ui| {
                    ui.set_width(width);
                    ui.add(label)
                })
                .inner;
            let name = format!("Order by {}", column.title());
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, here, &name));
            let help = format!("{}\nClick to order by it.", column.help());
            let response = response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(help);
            if response.clicked() {
                out.push(Command::OrderClasses(order.clicked(column)));
            }
        }
        ui.add_space(GAP);
        ui.label(RichText::new("the first images").small().weak());
        if cx.data.thumbnails.is_waiting() {
            ui.add(egui::Spinner::new().size(12.0));
        }
    });
}

fn row(
    ui: &mut Ui,
    cx: &Context,
    out: &mut Commands,
    opened: &Opened,
    place: usize,
    (columns, widths): (&[ClassColumn], &Widths),
) {
    let name = opened.row_name(place);
    let items = opened.by_class.get(place).map_or(&[][..], Vec::as_slice);
    let numbers = opened.rows.get(place);
    let cell = |ui: &mut Ui, column: ClassColumn, width: f32, text: RichText, hover: &str| {
        ui.allocate_ui_with_layout(vec2(width, SIDE), aligned(column), |ui| {
            ui.set_width(width);
            ui.add(Label::new(text).truncate()).on_hover_text(hover);
        });
    };
    cell(ui, ClassColumn::Name, widths.name, RichText::new(name), name);
    for &column in columns {
        let number = match numbers {
            Some(row) => column.number(row).to_string(),
            // Images without a class are in no part.
            None if column == ClassColumn::Images => items.len().to_string(),
            None => String::new(),
        };
        cell(ui, column, NUMBER, RichText::new(&number), &format!("{name}, {}: {number}", column.title()));
    }
    ui.add_space(GAP);
    for at in row_tiles(items).take(widths.pictures) {
        let file = opened.dataset.items.get(at.item).map_or("", |item| item.key.as_str());
        let words = format!("{name}: {file}");
        let caption = Caption { words: &words, chosen: false };
        let why = cx.data.thumbnails.shown().and_then(|shown| shown.painted.unreadable.get(&at.item));
        let help = match why {
            Some(why) => format!("{file}\n{why}"),
            None => format!("{file}\nClick to see it large, with its values."),
        };
        if tile(ui, &cx.data.thumbnails, at, SIDE, caption).on_hover_text(help).clicked() {
            out.push(Command::Overlay(Overlay::Image { item: at.item }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fit_into_the_room_where_they_can() {
        let wide = Widths::new(780.0, 5);
        assert!(wide.total() <= 780.0 && wide.pictures >= 4, "{} {}", wide.total(), wide.pictures);
        let narrow = Widths::new(300.0, 5);
        assert_eq!((narrow.pictures, narrow.name), (2, NAME.0));
        assert_eq!(Widths::new(3000.0, 3).pictures, THUMBNAILS);
    }
}
