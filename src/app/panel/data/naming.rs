//! What the names of the files mean: a pattern, and what it makes of them while it is typed.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::naming::NamesFound;
use crate::app::project::DataSource;
use crate::app::theme;
use crate::app::view::Overlay;
use augscope::dataset::{FilePattern, PATTERN_PRESETS, PatternPreview};
use egui::{ComboBox, Grid, Label, RichText, ScrollArea, TextEdit, TextStyle, Ui};

/// The window.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, pattern: &str) {
    let Some(source) = cx.document.project().data.as_ref() else {
        ui.label("Open a folder of images first.");
        return;
    };
    ui.set_width((0.7 * ui.ctx().content_rect().width()).clamp(420.0, 760.0));
    ui.heading("What the names of the files mean");
    ui.label(
        "Instruments write the well, the field and the channel into the names. A pattern reads them out: files that differ \
         in their channel only become one image, wells become groups.",
    );
    ui.add_space(4.0);
    let found = cx.data.names.found();
    let mut text = pattern.to_owned();
    presets(ui, &mut text);
    let label = ui.label("Pattern");
    let field = TextEdit::multiline(&mut text)
        .font(TextStyle::Monospace)
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    let help = "A regular expression with named groups. channel joins files; z and t are depth and time; well, or row and \
                column, name the well; class names the class; any other name becomes a column.";
    ui.add(field).labelled_by(label.id).on_hover_text(help);
    // A pattern is one line, whatever was pasted.
    text.retain(|c| c != '\n' && c != '\r');
    if text != pattern {
        out.push(Command::Overlay(Overlay::FileNames { pattern: text.clone() }));
    }
    ui.add_space(4.0);
    let room = (0.5 * ui.ctx().content_rect().height()).max(120.0);
    let mut good = false;
    ScrollArea::vertical()
        .id_salt("what the pattern says")
        .max_height(room)
        .min_scrolled_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            good = match found {
                None => {
                    ui.horizontal(|ui| {
                        ui.spinner();
                        ui.label("Reading the names...");
                    });
                    false
                }
                Some((Err(words), _)) => {
                    ui.label(RichText::new(words).color(theme::warning(ui.visuals())));
                    false
                }
                Some((Ok(found), now)) => answer(ui, out, found, &text) && now,
            };
        });
    ui.separator();
    buttons(ui, out, source, &text, good);
}

/// The instruments whose patterns are known.
fn presets(ui: &mut Ui, text: &mut String) {
    ui.horizontal(|ui| {
        let label = ui.label("Named like those of");
        let here = PATTERN_PRESETS.iter().find(|preset| preset.pattern == text.as_str());
        let shown = ComboBox::from_id_salt("patterns")
            .width(300.0)
            .selected_text(here.map_or("a pattern of your own", |preset| preset.name))
            .show_ui(ui, |ui| {
                for preset in PATTERN_PRESETS {
                    let entry = ui.selectable_label(here == Some(&preset), preset.name);
                    if entry.on_hover_text(preset.example).clicked() {
                        preset.pattern.clone_into(text);
                    }
                }
            });
        let response = shown.response.labelled_by(label.id);
        response.on_hover_text("How usual microscopes and data sets name their files.");
    });
}

/// What the pattern makes of the names; true where it can be used.
fn answer(ui: &mut Ui, out: &mut Commands, found: &NamesFound, typed: &str) -> bool {
    let preview = match &found.preview {
        Ok(preview) => preview,
        Err(words) if typed.is_empty() => {
            let _ = words;
            ui.label("Choose an instrument, or write a pattern. Names of this folder:");
            names(ui, &found.examples);
            offer(ui, out, found, typed);
            return false;
        }
        Err(words) => {
            ui.label(RichText::new(words).color(theme::warning(ui.visuals())));
            names(ui, &found.examples);
            offer(ui, out, found, typed);
            return false;
        }
    };
    counts(ui, preview);
    if preview.images > 0 {
        columns(ui, preview);
    }
    if !preview.unmatched.is_empty() {
        ui.label(RichText::new("Names that do not fit are left out:").small());
        names(ui, &preview.unmatched);
    }
    if 2 * preview.matched < preview.files {
        offer(ui, out, found, typed);
    }
    preview.images > 0
}

/// "matches 384 of 384 files".
fn counts(ui: &mut Ui, preview: &PatternPreview) {
    let words = format!("matches {} of {} files", preview.matched, preview.files);
    let colour = if preview.matched == preview.files {
        theme::good(ui.visuals())
    } else {
        theme::warning(ui.visuals())
    };
    ui.label(RichText::new(words).strong().color(colour));
    let images = if preview.images == 1 { "image" } else { "images" };
    let words = match preview.channels.as_slice() {
        [] => format!("{} {images}, a file each", preview.images),
        channels => {
            let each = if channels.len() == 1 { "channel" } else { "channels" };
            format!("{} {images} of {} {each}: {}", preview.images, channels.len(), channels.join(", "))
        }
    };
    ui.label(words);
    if let Some((name, why)) = &preview.first_broken {
        let images =
            if preview.broken == 1 { "1 image is" } else { &format!("{} images are", preview.broken) };
        let words = format!("{images} left out; the first: {name}: {why}");
        ui.label(RichText::new(words).color(theme::warning(ui.visuals())));
    }
}

/// What else the names say.
fn columns(ui: &mut Ui, preview: &PatternPreview) {
    if preview.columns.is_empty() {
        return;
    }
    Grid::new("columns of the names").striped(true).num_columns(3).spacing([18.0, 3.0]).show(ui, |ui| {
        for title in ["column", "different values", "such as"] {
            ui.label(RichText::new(title).small().weak());
        }
        ui.end_row();
        for (name, values, first) in &preview.columns {
            ui.label(name);
            ui.label(values.to_string());
            ui.label(if first.is_empty() { "(empty)" } else { first });
            ui.end_row();
        }
    });
}

/// Names of files, each on a line.
fn names(ui: &mut Ui, names: &[String]) {
    for name in names {
        ui.add(Label::new(RichText::new(name).monospace().small()).truncate()).on_hover_text(name);
    }
}

/// The pattern that fits better.
fn offer(ui: &mut Ui, out: &mut Commands, found: &NamesFound, typed: &str) {
    let Some(FilePattern(guess)) = found.guess.as_ref().filter(|guess| guess.0 != typed) else { return };
    let Some(preset) = PATTERN_PRESETS.iter().find(|preset| preset.pattern == guess) else { return };
    let words = format!("These look like {}", preset.name);
    if ui.button(words).on_hover_text("Takes the pattern of these names.").clicked() {
        out.push(Command::Overlay(Overlay::FileNames { pattern: guess.clone() }));
    }
}

fn buttons(ui: &mut Ui, out: &mut Commands, source: &DataSource, pattern: &str, good: bool) {
    ui.horizontal_wrapped(|ui| {
        let read = ui.add_enabled(good, egui::Button::new("Read the files so"));
        let read =
            read.on_hover_text("Opens the folder again, with images joined and columns as told above.");
        if read.on_disabled_hover_text("The pattern makes no image of these names yet.").clicked() {
            let mut source = DataSource { label: None, group: None, ..source.clone() };
            source.reading.pattern = Some(FilePattern(pattern.to_owned()));
            out.push(Command::OpenData(source));
            out.push(Command::Overlay(Overlay::None));
        }
        if source.reading.pattern.is_some() {
            let plain = ui.button("Read without a pattern");
            if plain.on_hover_text("Every file is an image, its folder the class.").clicked() {
                let mut source = DataSource { label: None, group: None, ..source.clone() };
                source.reading.pattern = None;
                out.push(Command::OpenData(source));
                out.push(Command::Overlay(Overlay::None));
            }
        }
        if ui.button("Cancel").on_hover_text("Everything stays as it is (Escape).").clicked() {
            out.push(Command::Overlay(Overlay::None));
        }
    });
}
