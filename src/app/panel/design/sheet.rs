//! The contact sheet: what the lower half shows, with all its rows, as a file.

use super::lower::examples;
use super::{grid, pair, sweep};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{Tile, Version};
use crate::app::seeing::{LowerHalf, See};
use crate::app::sheet_files::{Cell, SheetForm, SheetPlan};
use egui::Ui;

/// Rows, at most: a picture of more would be too large.
const MOST: usize = 200;

/// The button with its two forms.
pub fn button(ui: &mut Ui, out: &mut Commands) {
    let forms = [
        (
            SheetForm::Png,
            "as a picture (PNG)",
            "In the colours of the screen, with the names of the classes.",
        ),
        (
            SheetForm::Tiff,
            "as channels (TIFF for ImageJ)",
            "Every channel for itself in 16 bits, as the encoder gets them: nothing is coloured or stretched.",
        ),
    ];
    let menu = ui.menu_button("Save sheet", |ui| {
        ui.set_min_width(200.0);
        for (form, text, help) in forms {
            if ui.button(text).on_hover_text(help).clicked() {
                out.push(Command::See(See::SaveSheet(form)));
                ui.close();
            }
        }
    });
    menu.response.on_hover_text(
        "Saves a contact sheet of what is shown below, with all its rows, in the project's folder \"sheets\".",
    );
}

/// Which pictures stand on the sheet.
pub fn plan(cx: &Context, opened: &Opened) -> SheetPlan {
    let name = &cx.document.recipe().name;
    let round = cx.view.epoch + 1;
    let words = |item: usize| {
        let key = opened.dataset.items.get(item).map_or("", |item| item.key.as_str());
        format!("{}\n{key}", opened.class_name(item))
    };
    let own = |tile| Cell { tile, other: false };
    let row = |(item, tiles): (usize, Vec<Tile>)| (words(item), tiles.into_iter().map(own).collect());
    match cx.view.seeing.lower {
        LowerHalf::Grid => {
            let rows = grid::all_rows(cx, opened).take(MOST).map(row).collect();
            let versions = (1..=grid::REROLLS).map(|n| format!("version {n}"));
            let columns = std::iter::once("original".to_owned()).chain(versions).collect();
            SheetPlan { what: format!("Random versions by \"{name}\", round {round}"), columns, rows }
        }
        LowerHalf::Sweep => {
            let swept = sweep::swept(cx, opened);
            let what = format!("\"{name}\", {} from low to high, round {round}", swept.what);
            let rows = swept.rows.into_iter().take(MOST).map(row).collect();
            SheetPlan { what, columns: swept.values, rows }
        }
        LowerHalf::Pair | LowerHalf::Difference => {
            let other = pair::name(cx, cx.view.seeing.against(cx.document.project()));
            let is_recipe =
                cx.view.seeing.against(cx.document.project()) != crate::app::seeing::Against::Nothing;
            let row = |item| {
                let original = Tile { item, version: Version::Original };
                let random = Tile { item, version: Version::Random { epoch: cx.view.epoch, view: 0 } };
                let second = if is_recipe { Cell { tile: random, other: true } } else { own(original) };
                (words(item), vec![own(original), own(random), second])
            };
            SheetPlan {
                what: format!("A \"{name}\" and B \"{other}\" on the same random numbers, round {round}"),
                columns: vec!["original".into(), "A".into(), "B".into()],
                rows: examples(cx, opened).into_iter().take(MOST).map(row).collect(),
            }
        }
    }
}
