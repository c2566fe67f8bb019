//! How the files are read: what their names mean, what was in each well, depths, and further images without classes.

use crate::app::command::{Command, Commands};
use crate::app::opened::Opened;
use crate::app::plate_draft::PlateDraft;
use crate::app::project::DataSource;
use crate::app::theme;
use crate::app::view::Overlay;
use augscope::dataset::{FilePattern, PATTERN_PRESETS};
use augscope::image::{TChoice, ZChoice};
use egui::{CollapsingHeader, ComboBox, DragValue, RichText, Ui};

/// The section.
pub fn show(ui: &mut Ui, out: &mut Commands, opened: &Opened) {
    let source = &opened.source;
    ui.label(RichText::new("How the files are read").strong());
    ui.horizontal_wrapped(|ui| {
        names(ui, out, opened);
        let help = "What was in each well: classes out of compounds and doses.";
        let text = if source.reading.plate_map.is_some() { "Plate map (in use)..." } else { "Plate map..." };
        if ui.button(text).on_hover_text(help).clicked() {
            let map = source.reading.plate_map.clone().unwrap_or_default();
            out.push(Command::Overlay(Overlay::PlateMap(Box::new(PlateDraft::new(map)))));
        }
        let help = "A folder of further images without classes: they serve the training of the encoder only.";
        let text = if source.reading.unlabelled.is_some() {
            "Unlabelled images (in use)..."
        } else {
            "Unlabelled images..."
        };
        if ui.button(text).on_hover_text(help).clicked() {
            let typed =
                source.reading.unlabelled.as_ref().map_or(String::new(), |path| path.display().to_string());
            out.push(Command::Overlay(Overlay::Unlabelled { typed }));
        }
    });
    if let Some(FilePattern(text)) = &opened.likely_names
        && let Some(preset) = PATTERN_PRESETS.iter().find(|preset| preset.pattern == text)
    {
        let words = format!("The names look like those of {}: see File names.", preset.name);
        ui.label(RichText::new(words).small().color(theme::warning(ui.visuals())));
    }
    CollapsingHeader::new("Depth and time").id_salt("depth and time").show(ui, |ui| stack(ui, out, source));
}

/// The button for the names of files, and the pattern that they look like.
fn names(ui: &mut Ui, out: &mut Commands, opened: &Opened) {
    let source = &opened.source;
    let from_table = source.reading.pattern.is_none() && opened.from_table;
    let help = "Reads well, field and channel out of the names, and joins the channels of each image.";
    let why = "The table names the files of each image.";
    let text = if source.reading.pattern.is_some() { "File names (in use)..." } else { "File names..." };
    let button =
        ui.add_enabled(!from_table, egui::Button::new(text)).on_hover_text(help).on_disabled_hover_text(why);
    if button.clicked() {
        let pattern = source.reading.pattern.clone().or_else(|| opened.likely_names.clone());
        let pattern = pattern.map_or(String::new(), |FilePattern(text)| text);
        out.push(Command::Overlay(Overlay::FileNames { pattern }));
    }
}

/// What becomes of several depths and time points.
fn stack(ui: &mut Ui, out: &mut Commands, source: &DataSource) {
    let mut stack = source.reading.stack;
    let kinds = ["the brightest of all (projection)", "one", "each is an image", "each is a channel"];
    let place = match stack.z {
        ZChoice::Maximum => 0,
        ZChoice::Plane(_) => 1,
        ZChoice::Each => 2,
        ZChoice::Channels => 3,
    };
    let mut chosen = place;
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Depths");
        let list = ComboBox::from_id_salt("depths").selected_text(kinds[place]).show_ui(ui, |ui| {
            for (number, kind) in kinds.iter().enumerate() {
                ui.selectable_value(&mut chosen, number, *kind);
            }
        });
        list.response
            .labelled_by(label.id)
            .on_hover_text("What becomes of images that were taken at several depths (z).");
        if let ZChoice::Plane(number) = &mut stack.z {
            ui.add(DragValue::new(number).range(1..=10_000))
                .on_hover_text("Which depth, counted from 1.")
                .labelled_by(label.id);
        }
    });
    if chosen != place {
        stack.z = match chosen {
            1 => ZChoice::Plane(1),
            2 => ZChoice::Each,
            3 => ZChoice::Channels,
            _ => ZChoice::Maximum,
        };
    }
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Times");
        let one = matches!(stack.t, TChoice::One(_));
        let mut now = one;
        let words = if one { "one" } else { "each is an image" };
        let list = ComboBox::from_id_salt("times").selected_text(words).show_ui(ui, |ui| {
            ui.selectable_value(&mut now, false, "each is an image");
            ui.selectable_value(&mut now, true, "one");
        });
        list.response
            .labelled_by(label.id)
            .on_hover_text("What becomes of images that were taken at several times (t).");
        if now != one {
            stack.t = if now { TChoice::One(1) } else { TChoice::Each };
        }
        if let TChoice::One(number) = &mut stack.t {
            ui.add(DragValue::new(number).range(1..=100_000))
                .on_hover_text("Which time, counted from 1.")
                .labelled_by(label.id);
        }
    });
    if stack != source.reading.stack {
        let mut source = source.clone();
        source.reading.stack = stack;
        out.push(Command::OpenData(source));
    }
}
