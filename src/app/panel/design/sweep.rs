//! The sweep: one setting of one step from its lowest to its highest value, everything else as it was drawn.

use super::grid::{AHEAD, NAMES, row_name};
use super::lower::examples;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{DrawnStep, LEVELS, Tile, Version, number};
use crate::app::seeing::See;
use crate::app::widget::{Caption, tile};
use augscope::pipeline::{Chain, Step};
use augscope::transform::Param;
use egui::{ComboBox, Label, RichText, ScrollArea, Ui, vec2};

/// Smallest and largest side of a picture in points.
const SIDES: (f32, f32) = (40.0, 112.0);

/// What is swept.
struct Target<'a> {
    /// The step's number in the stack.
    number: usize,
    step: &'a Step,
    /// Its place among the steps that are on.
    place: usize,
    param: &'static Param,
    slot: usize,
}

/// Every parameter of every step that is on.
fn targets<'a>(cx: &Context<'a>) -> Vec<Target<'a>> {
    let steps = (1..).zip(&cx.document.recipe().steps).filter(|(_, step)| step.on).enumerate();
    steps
        .flat_map(|(place, (number, step))| {
            let params = step.entry.params.iter().enumerate();
            params.map(move |(slot, param)| Target { number, step, place, param, slot })
        })
        .collect()
}

/// The one that is swept: of the chosen step the parameter that was chosen last, or the first.
fn target<'a>(cx: &Context<'a>) -> Option<Target<'a>> {
    let all = targets(cx);
    let swept = cx.view.seeing.swept.as_ref();
    let has = |id: &str| all.iter().any(|target| target.step.id == id);
    let step = cx.view.step.as_deref().filter(|id| has(id)).or(swept.map(|(step, _)| step.as_str()));
    let of_step = |target: &&Target| step.is_none_or(|id| target.step.id == id);
    let chosen = |target: &&Target| {
        of_step(target)
            && swept.is_some_and(|(step, param)| *step == target.step.id && param == target.param.name)
    };
    let place = all
        .iter()
        .position(|target| chosen(&target))
        .or_else(|| all.iter().position(|target| of_step(&target)))
        .unwrap_or(0);
    all.into_iter().nth(place)
}

/// How many values are shown, and whether versions draw from them.
fn levels(cx: &Context, target: &Target) -> (usize, bool) {
    let recipe = cx.document.recipe();
    let sweep =
        Chain::new(recipe, recipe.input.size.unwrap_or(64)).sweep(target.place, target.slot, 0, LEVELS);
    (sweep.values.len(), sweep.drawn)
}

fn row_tiles(cx: &Context, target: &Target, levels: usize, item: usize) -> Vec<Tile> {
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let (step, slot, epoch) = (small(target.place), small(target.slot), cx.view.epoch);
    let version = |level| Version::Swept { epoch, view: 0, step, slot, level: small(level) };
    (0..levels).map(|level| Tile { item, version: version(level) }).collect()
}

/// The pictures that the sweep shows now.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let Some(target) = target(cx) else { return Vec::new() };
    let (levels, _) = levels(cx, &target);
    let (first, end) = cx.view.grid_rows;
    let rows = first.saturating_sub(AHEAD)..(end.max(first + 2) + AHEAD);
    let items = examples(cx, opened);
    // The captions are those of the first row.
    let shown = items.iter().enumerate().filter(|(row, _)| *row == 0 || rows.contains(row));
    shown.flat_map(|(_, &item)| row_tiles(cx, &target, levels, item)).collect()
}

/// All that is swept, on the screen or not.
#[derive(Debug, Default)]
pub struct Swept {
    /// What, in words: "factor of Gain".
    pub what: String,
    /// The values.
    pub values: Vec<String>,
    /// Images and their pictures.
    pub rows: Vec<(usize, Vec<Tile>)>,
}

/// All that is swept.
pub fn swept(cx: &Context, opened: &Opened) -> Swept {
    let Some(target) = target(cx) else { return Swept::default() };
    let (levels, _) = levels(cx, &target);
    let row = |item| (item, row_tiles(cx, &target, levels, item));
    let values = row(cx.view.sample).1.into_iter().map(|at| value(cx, at, &target)).collect();
    let what = format!("{} of {}", target.param.label.to_lowercase(), target.step.entry.name);
    Swept { what, values, rows: examples(cx, opened).into_iter().map(row).collect() }
}

/// Which parameter.
pub fn head(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let Some(now) = target(cx) else { return };
    let words = |target: &Target| {
        format!("{} {}: {}", target.number, target.step.entry.name, target.param.label.to_lowercase())
    };
    let list = ComboBox::from_id_salt("swept").width(190.0).truncate().selected_text(words(&now));
    let shown = list.show_ui(ui, |ui| {
        for other in targets(cx) {
            let same = other.step.id == now.step.id && other.slot == now.slot;
            if ui.selectable_label(same, words(&other)).on_hover_text(other.param.help).clicked() {
                out.push(Command::SelectStep(Some(other.step.id.clone())));
                out.push(Command::See(See::Swept(other.step.id.clone(), other.param.name.into())));
            }
        }
    });
    let help = "Which setting goes from low to high. The step is applied in all of these pictures.";
    shown.response.on_hover_text(help).accessible_name("Swept setting");
    if !levels(cx, &now).1 {
        ui.label(RichText::new("never varies: these are the values that its slider offers").weak());
    }
}

/// A row of pictures for every class.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let Some(target) = target(cx) else {
        ui.label("No step that is on has a setting. Add one on the left, or switch one on.");
        return;
    };
    let (levels, _) = levels(cx, &target);
    let items = examples(cx, opened);
    let gap = ui.spacing().item_spacing.x;
    let room = (ui.available_width() - NAMES - 12.0) / levels.max(1) as f32 - gap;
    let side = room.floor().clamp(SIDES.0, SIDES.1);
    captions(ui, cx, &target, levels, side);
    let rows = items.len();
    let shown =
        ScrollArea::both().id_salt("sweep").auto_shrink(false).show_rows(ui, side, rows, |ui, range| {
            for &item in items.get(range.clone()).unwrap_or(&[]) {
                ui.horizontal(|ui| {
                    row_name(ui, out, opened, item, side);
                    for at in row_tiles(cx, &target, levels, item) {
                        let value = value(cx, at, &target);
                        let words = format!("{}, {value}", opened.class_name(item));
                        let picture =
                            tile(ui, &cx.preview.grid, at, side, Caption { words: &words, chosen: false });
                        let help = format!("{}: {value}", target.param.label);
                        if picture.on_hover_text(help).clicked() {
                            out.push(Command::ShowSample(item));
                        }
                    }
                });
            }
            range
        });
    let (first, end) = (shown.inner.start, shown.inner.end);
    if cx.view.grid_rows != (first, end) {
        out.push(Command::GridRows(first, end));
    }
}

/// A unit of so many letters or fewer stands behind every value, a longer one once beside the parameter.
const SHORT: usize = 3;

/// The values above the columns.
fn captions(ui: &mut Ui, cx: &Context, target: &Target, levels: usize, side: f32) {
    ui.horizontal(|ui| {
        ui.allocate_ui(vec2(NAMES, 14.0), |ui| {
            ui.set_width(NAMES);
            let unit = unit(cx, target);
            let words = match unit {
                unit if unit.len() > SHORT => format!("{} {unit}", target.param.label),
                _ => target.param.label.to_owned(),
            };
            let text = RichText::new(&words).small();
            let help = format!("{words}: {}", target.param.help);
            ui.add(Label::new(text).truncate()).on_hover_text(help);
        });
        for at in row_tiles(cx, target, levels, cx.view.sample) {
            let words = value(cx, at, target);
            let unit = unit(cx, target);
            let words = if unit.len() > SHORT { words.trim_end_matches(unit).trim_end() } else { &words };
            ui.allocate_ui(vec2(side, 14.0), |ui| {
                ui.set_width(side);
                ui.add(Label::new(RichText::new(words).small()).truncate());
            });
        }
    });
}

/// The unit of the values as they were set.
fn unit(cx: &Context, target: &Target) -> &'static str {
    cx.document.recipe().param_in_lengths(target.param).unit.symbol()
}

/// The value of a picture: "0.5 x"; nothing before it is there.
fn value(cx: &Context, at: Tile, target: &Target) -> String {
    let drawn: &[DrawnStep] = cx.preview.grid.shown().map_or(&[], |shown| shown.painted.drawn(at));
    let value = drawn.get(target.place).and_then(|step| step.values.get(target.slot));
    value.map_or_else(String::new, |value| match value.numbers.as_slice() {
        [_] => value.words.clone(),
        // Alike in all channels.
        numbers => {
            let first = numbers.first().copied().unwrap_or_default();
            format!("{} {}", number(first), value.unit).trim().to_owned()
        }
    })
}
