//! A/B: versions by two recipes on the same random numbers, one over the other, or their difference.

use super::lower::examples;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::preview::{Differences, Drawing, Tile, Version};
use crate::app::seeing::{Against, See};
use crate::app::theme;
use crate::app::widget::{Caption, divided, tile};
use egui::{ComboBox, Label, RichText, ScrollArea, Ui};

/// Images, at most.
const MOST: usize = 12;
/// Smallest and largest side of a picture in points.
const SIDES: (f32, f32) = (96.0, 200.0);
/// Height of a line below a picture in points.
const CAPTION: f32 = 16.0;

/// The pictures by the recipe on the screen: of one image of every class the first version.
pub fn tiles(cx: &Context, opened: &Opened) -> Vec<Tile> {
    let version = Version::Random { epoch: cx.view.epoch, view: 0 };
    examples(cx, opened).into_iter().take(MOST).map(|item| Tile { item, version }).collect()
}

/// The recipe that is held against the one on the screen, by its name.
pub fn name(cx: &Context, against: Against) -> String {
    let recipes = &cx.document.project().recipes;
    match against {
        Against::Nothing => "no transform".into(),
        Against::Recipe(id) => recipes
            .iter()
            .find(|recipe| recipe.id == id)
            .map_or_else(String::new, |recipe| recipe.file.pipeline.name.clone()),
    }
}

/// Which two recipes.
pub fn head(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let project = cx.document.project();
    let a = &cx.document.recipe().name;
    let short: String = a.chars().take(20).collect();
    ui.add(Label::new(format!("A {short}")).extend())
        .on_hover_text(format!("A is the recipe on the screen: {a}."));
    let against = cx.view.seeing.against(project);
    let label = ui.label("B");
    let list = ComboBox::from_id_salt("recipe b").width(140.0).truncate().selected_text(name(cx, against));
    let shown = list.show_ui(ui, |ui| {
        let others = (0..).zip(&project.recipes).filter(|(place, _)| *place != project.active);
        let others = others.map(|(_, recipe)| Against::Recipe(recipe.id));
        for choice in std::iter::once(Against::Nothing).chain(others) {
            if ui.selectable_label(choice == against, name(cx, choice)).clicked() {
                out.push(Command::See(See::Against(choice)));
            }
        }
    });
    let help = "The recipe that A is held against. Both get the same random numbers: a step that both have draws the same.";
    shown.response.on_hover_text(help).labelled_by(label.id);
}

/// Pictures beside each other in as many rows as they need, each with so many lines below it.
fn pictures(
    ui: &mut Ui,
    cx: &Context,
    opened: &Opened,
    lines: f32,
    mut show: impl FnMut(&mut Ui, Tile, f32),
) {
    let tiles = tiles(cx, opened);
    let gap = ui.spacing().item_spacing;
    let width = ui.available_width() - 12.0;
    let high = (ui.available_height() - lines * CAPTION - 2.0 * gap.y).clamp(SIDES.0, SIDES.1);
    // As many beside each other as fit at the height that is there, then as large as those can be.
    let columns = (width / (high + gap.x)).ceil().max(1.0);
    let side = (width / columns - gap.x).floor().clamp(SIDES.0.min(width), SIDES.1);
    let beside = ((width + gap.x) / (side + gap.x)).floor().max(1.0) as usize;
    ScrollArea::vertical().id_salt("pair").auto_shrink(false).show(ui, |ui| {
        for row in tiles.chunks(beside) {
            ui.horizontal_top(|ui| {
                for &at in row {
                    ui.vertical(|ui| {
                        ui.set_width(side);
                        ui.spacing_mut().item_spacing.y = 2.0;
                        show(ui, at, side);
                    });
                }
            });
        }
    });
}

/// The two recipes, one over the other.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let against = cx.view.seeing.against(cx.document.project());
    let of_other = |at: Tile| {
        let known = cx.preview.other.shown().map(|shown| &shown.painted.key.drawing);
        match (against, known) {
            (Against::Nothing, Some(Drawing::Recipe { .. })) => {
                cx.preview.other.picture(Tile { version: Version::Original, ..at })
            }
            (Against::Recipe(id), Some(Drawing::Other { recipe, .. })) if *recipe == id => {
                cx.preview.other.picture(at)
            }
            _ => None,
        }
    };
    let at = 0.5 + cx.view.seeing.divider;
    let mut moved = None;
    pictures(ui, cx, opened, 1.0, |ui, tile, side| {
        let class = opened.class_name(tile.item);
        let words = format!("divider between A and B, {class}");
        let (picture, to) = divided(ui, cx.preview.grid.picture(tile), of_other(tile), side, at, &words);
        moved = moved.or(to);
        let help = "Left of the line is A, right of it B. Drag the line, or move it with the arrow keys.";
        picture.on_hover_text(help);
        ui.add(Label::new(RichText::new(class).small()).truncate());
    });
    if let Some(at) = moved {
        out.push(Command::See(See::Divider(at - 0.5)));
    }
}

/// What A has more or less than B.
pub fn show_difference(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    let board = &cx.preview.difference;
    let painted = board.shown().map(|shown| &shown.painted);
    if let Some(problem) = painted.and_then(|painted| painted.problem.as_ref()) {
        ui.colored_label(theme::failure(ui.visuals()), problem);
    }
    let figures = painted.and_then(|painted| painted.differences.as_ref());
    if let Some(figures) = figures {
        let words = words(figures, &opened.dataset.channels, shown_channels(cx));
        ui.add(Label::new(RichText::new(words).small()).wrap());
    }
    pictures(ui, cx, opened, 2.0, |ui, at, side| {
        let class = opened.class_name(at.item);
        let of = painted.and_then(|painted| painted.places.get(&at)).copied();
        let (largest, mean) = of.and_then(|place| figures?.pictures.get(place)).copied().unwrap_or_default();
        let words = format!("{class}, difference of A and B: largest {largest:.2}, mean {mean:.3}");
        let picture = tile(ui, board, at, side, Caption { words: &words, chosen: false });
        if picture.on_hover_text(format!("{words}\nClick to show this image large above.")).clicked() {
            out.push(Command::ShowSample(at.item));
        }
        for line in [class.to_owned(), format!("mean {mean:.3}")] {
            ui.add(Label::new(RichText::new(line).small()).truncate()).on_hover_text(&words);
        }
    });
}

fn shown_channels(cx: &Context) -> usize {
    cx.display().map_or(0, |display| display.channels.iter().filter(|channel| channel.visible).count())
}

/// "A minus B, shown 5 times stronger, grey where alike. DNA: largest 0.31, mean 0.040; ..."
fn words(figures: &Differences, names: &[String], shown: usize) -> String {
    let colours = match shown {
        1 => "blue where A is brighter, orange where B is",
        _ => "lighter where A is brighter, darker where B is",
    };
    let times = match figures.times {
        1.0 => String::new(),
        times => format!(", shown {times:.0} times stronger"),
    };
    let channel = |(place, (largest, mean)): (usize, &(f32, f32))| {
        let name = names.get(place).map_or("", String::as_str);
        format!("{name} largest {largest:.2}, mean {mean:.3}")
    };
    let channels: Vec<String> = figures.channels.iter().enumerate().map(channel).collect();
    format!("A minus B{times}: grey where alike, {colours}.  {}", channels.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_said_in_words() {
        let figures =
            Differences { channels: vec![(0.31, 0.04), (0.0, 0.0)], pictures: Vec::new(), times: 2.0 };
        let names = ["DNA".to_owned(), "actin".to_owned()];
        let said = words(&figures, &names, 1);
        let wanted = "A minus B, shown 2 times stronger: grey where alike, blue where A is brighter, orange where B \
                      is.  DNA largest 0.31, mean 0.040; actin largest 0.00, mean 0.000";
        assert_eq!(said, wanted);
    }
}
