//! What is open, which columns hold class and group, and how the images are split.

use super::{path_field, reading, start_page};
use crate::app::action::Action;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::opened::Opened;
use crate::app::project::DataSource;
use crate::app::theme;
use crate::app::widget::action_button;
use augscope::dataset::{ClassRow, Reading};
use egui::{CollapsingHeader, ComboBox, Label, RichText, Ui};

/// Warnings that are listed: thousands of tiny classes give as many.
const MOST_WARNINGS: usize = 100;

/// The panel.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, opened: &Opened) {
    ui.add_space(4.0);
    let path = &opened.source.path;
    let name =
        path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    ui.add(Label::new(RichText::new(&name).heading()).truncate()).on_hover_text(&name);
    let whole = path.display().to_string();
    ui.add(Label::new(RichText::new(&whole).weak()).truncate()).on_hover_text(&whole);
    let data = &opened.dataset;
    let classes = if data.classes.len() == 1 { "class" } else { "classes" };
    ui.label(format!("{} images in {} {classes}", data.items.len(), data.classes.len()));
    CollapsingHeader::new("Change...").id_salt("change source").show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            action_button(ui, cx, out, Action::OpenFolder, "Folder...");
            action_button(ui, cx, out, Action::OpenTable, "Table...");
            action_button(ui, cx, out, Action::SimulatedCells, "Simulated cells");
        });
        path_field::show(ui, cx, out);
        start_page::recent(ui, cx, out);
    });
    ui.separator();
    reading::show(ui, out, opened);
    super::cells::section(ui, cx, out, opened);
    ui.separator();
    super::pixel_sizes::show(ui, out, opened);
    columns(ui, out, opened);
    ui.separator();
    split(ui, opened);
    warnings(ui, opened);
}

/// Which columns hold files, class, group and part.
fn columns(ui: &mut Ui, out: &mut Commands, opened: &Opened) {
    let names = &opened.dataset.column_names;
    let source = &opened.source;
    let reading = |change: fn(&mut Reading, Option<String>), column: Option<String>| {
        let mut source = source.clone();
        change(&mut source.reading, column);
        Command::OpenData(source)
    };
    if opened.from_table && !opened.joined {
        let file = choose(ui, &FILE, source.reading.file.as_deref(), names);
        if file != source.reading.file {
            out.push(reading(|reading, column| reading.file = column, file));
        }
    }
    let default = opened.dataset.default_label();
    let class_column = source.label.as_deref().or(default);
    let none = if default.is_none() && !opened.from_table { "name of the folder" } else { "no column" };
    let label = choose(ui, &Choice { none, ..CLASS }, class_column, names);
    if label.as_deref() != class_column {
        out.push(Command::OpenData(DataSource { label, ..source.clone() }));
    }
    // Groups that are the classes would put a whole class into one part.
    let others: Vec<String> =
        names.iter().filter(|name| Some(name.as_str()) != class_column).cloned().collect();
    let own = opened.dataset.group_column.as_deref().filter(|_| source.group.is_none());
    let none = own.map(|own| format!("{own} (found by itself)"));
    let group = Choice { none: none.as_deref().unwrap_or(GROUP.none), ..GROUP };
    let group = choose(ui, &group, source.group.as_deref(), &others);
    if group != source.group {
        out.push(Command::OpenData(DataSource { group, ..source.clone() }));
    }
    if !names.is_empty() {
        let present = opened.dataset.split_column.as_deref();
        let none = if source.reading.split.is_none() { present.unwrap_or(PART.none) } else { PART.none };
        let split = choose(ui, &Choice { none, ..PART }, source.reading.split.as_deref(), &others);
        if split != source.reading.split {
            out.push(reading(|reading, column| reading.split = column, split));
        }
    }
}

const FILE: Choice = Choice {
    title: "file",
    help: "The column of the table that names the file of each image.",
    none: "found by itself",
    may_be_none: true,
    no_table: "",
};

const CLASS: Choice = Choice {
    title: "class",
    help: "The column of the table that names the class of each image.",
    none: "name of the folder",
    may_be_none: false,
    no_table: "There is no table here: the class of an image is the name of the folder that it lies in. To choose a column, \
               put a labels.csv into the folder or open a table.",
};

const GROUP: Choice = Choice {
    title: "group",
    help: "The column that names what must not be split between parts: plate, well, slide or donor. Images of one group \
           resemble each other for reasons that are not biology; in two parts they make results too good.",
    none: "none",
    may_be_none: true,
    no_table: "There is no table here, so nothing tells which images belong together. Put a labels.csv with a column of \
               plates, wells, slides or donors into the folder.",
};

const PART: Choice = Choice {
    title: "part",
    help: "A column that says train, val or test, where the images came with such a split. Without one the program splits them.",
    none: "split by the program",
    may_be_none: true,
    no_table: "",
};

/// A choice of a column, in words.
struct Choice<'a> {
    title: &'static str,
    help: &'static str,
    none: &'a str,
    may_be_none: bool,
    no_table: &'static str,
}

/// The list of columns; the column that is chosen now.
fn choose(ui: &mut Ui, choice: &Choice, present: Option<&str>, names: &[String]) -> Option<String> {
    let mut chosen = present.map(str::to_owned);
    ui.horizontal(|ui| {
        ui.add_sized([40.0, 18.0], Label::new(choice.title)).on_hover_text(choice.help);
        ui.add_enabled_ui(!names.is_empty(), |ui| {
            let width = (ui.available_width() - 8.0).max(60.0);
            let list = ComboBox::from_id_salt(choice.title).width(width).truncate();
            let shown = list.selected_text(present.unwrap_or(choice.none)).show_ui(ui, |ui| {
                if choice.may_be_none && ui.selectable_label(present.is_none(), choice.none).clicked() {
                    chosen = None;
                }
                for name in names {
                    let here = present == Some(name.as_str());
                    if ui.selectable_label(here, name).clicked() {
                        chosen = Some(name.clone());
                    }
                }
            });
            let response = shown.response.on_hover_text(choice.help).on_disabled_hover_text(choice.no_table);
            response.accessible_name(format!("Column of the {}", choice.title));
        });
    });
    chosen
}

/// How the images are split, in words.
fn split(ui: &mut Ui, opened: &Opened) {
    ui.label(RichText::new("What will be tested").strong());
    let sum = |number: fn(&ClassRow) -> usize| opened.rows.iter().map(number).sum::<usize>();
    let parts = [
        (sum(|row| row.train), "train", "The encoder and the read-outs learn from these."),
        (sum(|row| row.choose), "choose", "Live curves and all comparisons between recipes."),
        (sum(|row| row.report), "report", "Sealed until the final report of a study."),
    ];
    for (images, name, help) in parts {
        if name == "report" && opened.parts.exploratory {
            ui.label(RichText::new("There is no part for a report: the set is too small.").small());
            continue;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.label(RichText::new(images.to_string()).strong());
            ui.label(name);
            ui.label(RichText::new(help).small().weak());
        });
    }
    let labelled: usize = opened.rows.iter().map(|row| row.images).sum();
    let unlabelled = opened.dataset.items.len().saturating_sub(labelled);
    if unlabelled > 0 {
        let words =
            format!("{unlabelled} images have no class: they serve the training of the encoder only.");
        ui.label(RichText::new(words).small());
    }
    let words = match &opened.dataset.group_column {
        Some(column) => format!("Split by {column}: images of one {column} are never in two parts."),
        None => "Split by image, as no group was chosen. Choose one if images share a slide, well or donor."
            .to_owned(),
    };
    ui.label(RichText::new(words).small());
}

/// What the user should know.
fn warnings(ui: &mut Ui, opened: &Opened) {
    if opened.warnings.is_empty() {
        return;
    }
    ui.separator();
    let title = match opened.warnings.len() {
        1 => "1 warning".to_owned(),
        count => format!("{count} warnings"),
    };
    CollapsingHeader::new(RichText::new(title).strong().color(theme::warning(ui.visuals())))
        .id_salt("warnings")
        .default_open(true)
        .show_unindented(ui, |ui| {
            let colour = theme::warning(ui.visuals());
            for warning in opened.warnings.iter().take(MOST_WARNINGS) {
                ui.label(RichText::new(format!("- {warning}")).small().color(colour));
            }
            let more = opened.warnings.len().saturating_sub(MOST_WARNINGS);
            if more > 0 {
                let words = format!(
                    "and {more} more; the number of images and groups of every class is in the table"
                );
                ui.label(RichText::new(words).small().color(colour));
            }
        });
}
