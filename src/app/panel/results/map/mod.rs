//! The map of the embedding: every image of the shown run as a mark, coloured by what it is.

mod clusters;
mod legend;
mod plot;
mod points;
mod raster;
mod saved;

use super::comparison::Comparison;
use super::confusion::shown_run;
use super::save::save_menu;
use super::tabs::{self, Tab};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::map::{ColourBy, Coloured, DrawnMap, MapLook};
use crate::app::opened::Opened;
use crate::app::preview::{Tile, Version};
use crate::app::runs::RunInfo;
use crate::app::theme;
use augscope::evaluate::map::Projection;
use egui::{Button, ComboBox, Label, ProgressBar, RichText, Ui};
use std::time::Duration;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "map",
    name: "Map",
    help: "Which images does the encoder find alike, and which apart?",
    without_ticks: false,
    show,
};

/// Height of the map where the whole room scrolls, and the least elsewhere.
const SCROLLED: f32 = 420.0;
const LOWEST: f32 = 170.0;

/// What is drawn.
#[derive(Clone, Copy)]
struct Map<'a> {
    run: &'a RunInfo,
    drawn: &'a DrawnMap,
    coloured: &'a Coloured,
    look: &'a MapLook,
}

impl Map<'_> {
    /// Whether the images of a colour are shown.
    fn shows(&self, colour: usize) -> bool {
        self.coloured.names.get(colour).is_none_or(|(name, _)| !self.look.hidden.contains(name))
    }

    /// Whether an image is shown.
    fn shows_image(&self, image: usize) -> bool {
        self.coloured.colour.get(image).is_none_or(|colour| self.shows(*colour))
    }
}

/// The run whose map is on the screen; `None` where there is no map on it.
pub fn map_run<'a>(cx: &Context<'a>) -> Option<&'a RunInfo> {
    (tabs::shown(cx).word == TAB.word).then(|| shown_run(cx)).flatten()
}

/// The pictures that the map shows now.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let (Some(map), Some(coloured)) = (cx.data.map.map(), cx.data.map.coloured()) else { return Vec::new() };
    let closest = map.clusters.iter().flat_map(|cluster| &cluster.closest).copied();
    let items = closest.chain(cx.view.map.hovered).filter_map(|image| *coloured.items.get(image)?);
    items.filter(|item| *item < opened.dataset.items.len()).map(picture).collect()
}

fn picture(item: usize) -> Tile {
    Tile { item, version: Version::Original }
}

/// Changes what of the map is on the screen.
fn change(out: &mut Commands, look: MapLook) {
    out.push(Command::Map(Box::new(look)));
}

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    let look = &cx.view.map;
    let run = shown_run(cx);
    let drawn = run.zip(cx.data.map.map()).zip(cx.data.map.coloured());
    let map = drawn.map(|((run, map), coloured)| Map {
        run,
        drawn: map.as_ref(),
        coloured: coloured.as_ref(),
        look,
    });
    ui.horizontal_wrapped(|ui| {
        ui.heading("Map of the embedding");
        projections(ui, out, look);
        colours(ui, cx, out, look);
        save_menu(ui, cx, out, || map.as_ref().map(saved::chart));
    });
    let name = run.map_or("Tick or click a run with results to see its map.", |run| run.name.as_str());
    ui.add(Label::new(RichText::new(name).strong()).truncate()).on_hover_text(name);
    if run.is_none() {
        return;
    }
    match map {
        Some(map) => whole(ui, cx, out, &map),
        None => under_way(ui, cx, out),
    }
}

fn projections(ui: &mut Ui, out: &mut Commands, look: &MapLook) {
    for projection in Projection::ALL {
        let response = ui.selectable_label(look.projection == projection, projection.name());
        if response.on_hover_text(projection.help()).clicked() && look.projection != projection {
            change(out, look.with_projection(projection));
        }
    }
}

fn colours(ui: &mut Ui, cx: &Context, out: &mut Commands, look: &MapLook) {
    let columns = cx.opened().map_or(&[][..], |opened| opened.dataset.column_names.as_slice());
    let columns = columns.iter().cloned().map(ColourBy::Column);
    let list = ComboBox::from_id_salt("map colours").width(150.0).truncate();
    let shown = list.selected_text(format!("colour: {}", look.colour.name())).show_ui(ui, |ui| {
        for by in ColourBy::FIXED.into_iter().chain(columns) {
            let entry = Button::selectable(by == look.colour, by.name());
            if ui.add(entry).on_hover_text(by.help()).clicked() {
                change(out, look.with_colour(by));
            }
        }
    });
    shown
        .response
        .on_hover_text(format!("What the colours stand for.\n{}", look.colour.help()))
        .accessible_name("Colours of the map");
}

/// What stands in place of the map while there is none.
fn under_way(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    if let Some(words) = cx.data.map.failed() {
        ui.add_space(20.0);
        ui.colored_label(theme::warning(ui.visuals()), words);
        if ui.button("Draw the map again").on_hover_text("Begins from the start.").clicked() {
            out.push(Command::DrawMapAgain);
        }
        return;
    }
    let Some(progress) = cx.data.map.progress() else {
        ui.spinner();
        return;
    };
    ui.add_space(20.0);
    let (done, total) = (progress.done(), progress.total());
    let share = if total == 0 { 0.0 } else { done as f32 / total as f32 };
    let words = match (done, total) {
        (0, _) => "looking for neighbours".to_owned(),
        (done, total) if done >= total => "looking for clusters".to_owned(),
        _ => format!("moving the images: {:.0} %", 100.0 * share),
    };
    ui.horizontal(|ui| {
        let bar = ProgressBar::new(share).text(words).desired_width((0.6 * ui.available_width()).max(80.0));
        ui.add(bar);
        let stop = ui.button("Cancel").on_hover_text("Stops computing this map. Nothing else is lost.");
        if stop.clicked() {
            out.push(Command::StopMap);
        }
    });
    // The thread says only when it has ended.
    ui.ctx().request_repaint_after(Duration::from_millis(100));
}

fn whole(ui: &mut Ui, cx: &Context, out: &mut Commands, map: &Map) {
    caption(ui, map);
    if let Some(note) = &map.coloured.note {
        ui.colored_label(theme::warning(ui.visuals()), note);
    }
    selection(ui, out, map);
    let strip = clusters::HEIGHT + 8.0;
    let left = ui.available_height();
    let height = if left.is_finite() { (left - strip).max(LOWEST) } else { SCROLLED };
    ui.horizontal_top(|ui| {
        let names = (0.3 * ui.available_width()).min(180.0);
        let width = ui.available_width() - names - ui.spacing().item_spacing.x;
        plot::show(ui, cx, out, map, egui::vec2(width, height));
        ui.vertical(|ui| legend::show(ui, out, map, egui::vec2(names, height)));
    });
    clusters::show(ui, cx, out, map);
}

/// What holds of the map.
fn caption(ui: &mut Ui, map: &Map) {
    ui.add(Label::new(RichText::new(map.look.projection.help()).small()).wrap());
    let Some(trust) = map.drawn.trust else { return };
    ui.small(format!("Trustworthiness of its neighbours: {trust:.2}")).on_hover_text(
        "1 where the 12 nearest images of every image on the map are the nearest to the encoder, too; less, the \
         farther from it they are there. Of a map by chance it is about 0.5.",
    );
}

/// The mode of choosing images, and what was chosen.
fn selection(ui: &mut Ui, out: &mut Commands, map: &Map) {
    let look = map.look;
    ui.horizontal_wrapped(|ui| {
        let help = "While this is on, dragging draws a line around images; off, it moves the map. The wheel zooms, a \
                    double click shows all.";
        if ui.selectable_label(look.selecting, "Select").on_hover_text(help).clicked() {
            change(out, MapLook { selecting: !look.selecting, ..look.clone() });
        }
        if look.chosen.is_empty() {
            let hint = if look.selecting {
                "Draw a line around images."
            } else {
                "Drag moves, the wheel zooms, a click opens an image."
            };
            ui.label(RichText::new(hint).weak());
            return;
        }
        let count = look.chosen.len();
        let words = if count == 1 { "1 image selected".into() } else { format!("{count} images selected") };
        let show = ui.button(format!("{words}: show")).on_hover_text("Opens the list of them, missed images first.");
        if show.clicked() {
            out.push(saved::open_chosen(map, &words));
        }
        if ui.button("Clear").on_hover_text("Takes the line away.").clicked() {
            change(out, MapLook { line: Vec::new(), chosen: Vec::new(), ..look.clone() });
        }
    });
}
