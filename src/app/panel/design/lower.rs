//! The lower half of the room: the grid, two recipes against each other, their difference, or a sweep.

use super::{grid, pair, sheet, sweep};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::Tile;
use crate::app::seeing::{LowerHalf, See};
use egui::Ui;

/// The pictures that the lower half shows now by the recipe on the screen.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    match cx.view.seeing.lower {
        LowerHalf::Grid => grid::tiles(cx, opened),
        LowerHalf::Sweep => sweep::tiles(cx, opened),
        LowerHalf::Pair => pair::tiles(cx, opened),
        LowerHalf::Difference => Vec::new(),
    }
}

/// The lower half.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let lower = cx.view.seeing.lower;
    ui.horizontal_wrapped(|ui| {
        for mode in LowerHalf::ALL {
            if ui.selectable_label(lower == mode, mode.word()).on_hover_text(mode.help()).clicked() {
                out.push(Command::See(See::Lower(mode)));
            }
        }
        ui.separator();
        match lower {
            LowerHalf::Grid => grid::head(ui, cx, out),
            LowerHalf::Sweep => sweep::head(ui, cx, out),
            LowerHalf::Pair | LowerHalf::Difference => pair::head(ui, cx, out),
        }
        sheet::button(ui, out);
        if is_waiting(cx) {
            ui.spinner();
        }
    });
    match lower {
        LowerHalf::Grid => grid::show(ui, cx, out, opened),
        LowerHalf::Sweep => sweep::show(ui, cx, out, opened),
        LowerHalf::Pair => pair::show(ui, cx, out, opened),
        LowerHalf::Difference => pair::show_difference(ui, cx, out, opened),
    }
}

fn is_waiting(cx: &Context) -> bool {
    let preview = cx.preview;
    match cx.view.seeing.lower {
        LowerHalf::Grid | LowerHalf::Sweep => preview.grid.is_waiting(),
        LowerHalf::Pair => preview.grid.is_waiting() || preview.other.is_waiting(),
        LowerHalf::Difference => preview.difference.is_waiting(),
    }
}

/// The images that stand for all: the one whose versions are shown large, then the first of every other class.
pub fn examples(cx: &Context, opened: &Opened) -> Vec<usize> {
    let sample = cx.view.sample;
    let class = |item: usize| opened.dataset.items.get(item).and_then(|item| item.class);
    let firsts = opened.by_class.iter().filter_map(|items| items.first().copied());
    let others = firsts.filter(|&first| class(first) != class(sample));
    std::iter::once(sample).chain(others).collect()
}
