//! One image of a run: what was said of it, what the training saw of it, and what the encoder finds like it.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::evidence::{ImageFacts, NearImage};
use crate::app::preview::{Drawing, Tile, Version};
use crate::app::runs::RunInfo;
use crate::app::theme;
use crate::app::view::{Evidence, Overlay};
use crate::app::widget::{Caption, tile};
use augscope::evaluate::ReadoutKind;
use augscope::pipeline::Pipeline;
use egui::{Grid, Label, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// Side of the image in points.
const LARGE: f32 = 150.0;
/// Side of a random version and of a neighbour in points.
const SMALL: f32 = 88.0;
/// Rounds of training whose versions are shown, two of each.
const ROUNDS: u32 = 4;

/// The pictures of random versions that are on the screen, with the recipe that they are made by.
pub struct Wish {
    /// The run's recipe.
    pub pipeline: Arc<Pipeline>,
    /// How the pictures are told apart from others.
    pub drawing: Drawing,
    /// The pictures.
    pub tiles: Vec<Tile>,
    /// Side of a version in pixels, as in the training.
    pub size: usize,
}

/// What is wanted of the run that is looked at; `None` where no image of a run is.
pub fn wish(cx: &Context) -> Option<Wish> {
    let Overlay::Evidence(Evidence { run, .. }) = &cx.view.overlay else { return None };
    let run = cx.runs.list().iter().find(|info| info.folder == *run)?;
    let item = cx.data.evidence.found()?.item?;
    Some(Wish {
        pipeline: run.recipe.clone()?,
        drawing: Drawing::OfRun { folder: run.folder.clone(), seed: run.record.config.seed },
        tiles: versions(item).collect(),
        size: run.record.config.size,
    })
}

/// Thumbnails that are on the screen: the image and its neighbours.
pub fn tiles(cx: &Context) -> Vec<Tile> {
    let Some(facts) = cx.data.evidence.found() else { return Vec::new() };
    let near = facts.neighbours.iter().filter_map(|near| near.item);
    facts.item.into_iter().chain(near).map(original).collect()
}

fn original(item: usize) -> Tile {
    Tile { item, version: Version::Original }
}

fn versions(item: usize) -> impl Iterator<Item = Tile> {
    let both = move |epoch| [0, 1].map(|view| Tile { item, version: Version::Random { epoch, view } });
    (0..ROUNDS).flat_map(both)
}

/// The window over the room.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, evidence: &Evidence) {
    let screen = ui.ctx().content_rect().size();
    ui.set_width((8.0 * (SMALL + 6.0) + LARGE).min(0.9 * screen.x));
    let Some(run) = cx.runs.list().iter().find(|info| info.folder == evidence.run) else {
        ui.label("This run is not in the list any more.");
        return ways_out(ui, out, evidence);
    };
    let title = Label::new(RichText::new(&evidence.key).heading()).truncate();
    ui.add(title).on_hover_text(&evidence.key);
    ui.add(Label::new(RichText::new(format!("in {}", run.name)).weak()).truncate()).on_hover_text(&run.name);
    let height = (screen.y - 170.0).max(120.0);
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]).show(
        ui,
        |ui| match cx.data.evidence.found() {
            None => {
                ui.spinner();
            }
            Some(facts) => {
                about(ui, cx, out, facts);
                random_versions(ui, cx, run, facts);
                neighbours(ui, cx, out, evidence, facts);
            }
        },
    );
    ways_out(ui, out, evidence);
}

fn ways_out(ui: &mut Ui, out: &mut Commands, evidence: &Evidence) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        if let Some(back) = &evidence.back
            && ui.button("< Back to the list").on_hover_text("The images that this one was among.").clicked()
        {
            out.push(Command::Overlay(Overlay::Behind(back.clone())));
        }
        if ui.button("Close").on_hover_text("Back to the results (Escape).").clicked() {
            out.push(Command::Overlay(Overlay::None));
        }
    });
}

/// The image beside what is known of it.
fn about(ui: &mut Ui, cx: &Context, out: &mut Commands, facts: &ImageFacts) {
    if let Some(note) = &facts.note {
        ui.colored_label(theme::warning(ui.visuals()), note);
    }
    ui.horizontal_top(|ui| {
        if let Some(item) = facts.item {
            let caption = Caption { words: "the image", chosen: false };
            let help = "Click to see it large, with its stored values.";
            if tile(ui, &cx.data.thumbnails, original(item), LARGE, caption).on_hover_text(help).clicked() {
                out.push(Command::Overlay(Overlay::Image { item }));
            }
        }
        ui.vertical(|ui| {
            let class = facts.class.as_deref().unwrap_or("without a class");
            let group = facts.group.as_ref().map_or(String::new(), |group| format!(" · group {group}"));
            let part = facts.part.as_ref().map_or(String::new(), |part| format!(" · part {part}"));
            ui.add(Label::new(RichText::new(class).strong()).truncate()).on_hover_text(class);
            ui.add(Label::new(format!("{group}{part}").trim_start_matches(" · ")).truncate());
            said(ui, facts);
        });
    });
}

/// What every read-out said.
fn said(ui: &mut Ui, facts: &ImageFacts) {
    if facts.answers.is_empty() {
        ui.label(RichText::new("Not evaluated: no read-out was asked about this image.").weak());
        return;
    }
    Grid::new("said of the image").num_columns(2).spacing([10.0, 1.0]).show(ui, |ui| {
        for (kind, answers) in &facts.answers {
            let words = answers_in_words(*kind, answers, facts.class.as_deref());
            ui.label(RichText::new(kind.title()).small());
            ui.label(RichText::new(words).small().strong());
            ui.end_row();
        }
    });
}

fn answers_in_words(kind: ReadoutKind, answers: &[String], class: Option<&str>) -> String {
    if kind.label_budget().is_none() {
        let said = answers.first().map_or("", String::as_str);
        return if Some(said) == class { format!("{said}, right") } else { format!("{said}, wrong") };
    }
    let right = answers.iter().filter(|answer| Some(answer.as_str()) == class).count();
    format!("right in {right} of {} draws", answers.len())
}

/// What the training of this run saw of the image.
fn random_versions(ui: &mut Ui, cx: &Context, run: &RunInfo, facts: &ImageFacts) {
    ui.add_space(6.0);
    let recipe = run.recipe.as_ref().map_or("its recipe", |recipe| recipe.name.as_str());
    ui.label(RichText::new(format!("Random versions by {recipe}")).strong());
    let Some(item) = facts.item else {
        ui.small("Open this run's images to see them.");
        return;
    };
    ui.small("The pairs of the first rounds of this run's training: it was taught that both are the same.");
    ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
    ui.horizontal_wrapped(|ui| {
        for one in versions(item) {
            let Version::Random { epoch, view } = one.version else { continue };
            let words = format!("random version {} of round {}", view + 1, epoch + 1);
            let caption = Caption { words: &words, chosen: false };
            tile(ui, &cx.preview.versions, one, SMALL, caption).on_hover_text(&words);
        }
    });
}

/// What the encoder finds like it.
fn neighbours(ui: &mut Ui, cx: &Context, out: &mut Commands, evidence: &Evidence, facts: &ImageFacts) {
    ui.add_space(6.0);
    ui.label(RichText::new("Most similar to the encoder").strong());
    if let Some(why) = &facts.no_neighbours {
        ui.colored_label(theme::warning(ui.visuals()), why);
        return;
    }
    ui.small("By the cosine of their features. A cross marks images of another class.");
    ui.horizontal_wrapped(|ui| {
        for one in &facts.neighbours {
            neighbour(ui, cx, out, evidence, (one, facts.class.as_deref()));
        }
    });
}

fn neighbour(
    ui: &mut Ui,
    cx: &Context,
    out: &mut Commands,
    evidence: &Evidence,
    (near, class): (&NearImage, Option<&str>),
) {
    ui.vertical(|ui| {
        ui.set_width(SMALL);
        let of = near.class.as_deref().unwrap_or("no class");
        let words = format!("{}, {of}, part {}, similarity {:.2}", near.key, near.part, near.similarity);
        let clicked = if let Some(item) = near.item {
            let caption = Caption { words: &words, chosen: false };
            tile(ui, &cx.data.thumbnails, original(item), SMALL, caption).on_hover_text(&words).clicked()
        } else {
            ui.add(egui::Button::new(&near.key).truncate()).on_hover_text(&words).clicked()
        };
        let mark = if near.class.as_deref() == class { "" } else { "× " };
        let line = RichText::new(format!("{mark}{:.2} {of}", near.similarity)).small();
        ui.add(Label::new(line).truncate()).on_hover_text(&words);
        if clicked {
            let next = Evidence { key: near.key.clone(), ..evidence.clone() };
            out.push(Command::Overlay(Overlay::Evidence(next)));
        }
    });
}
