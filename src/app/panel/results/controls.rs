//! Above the charts: the read-out and the report; and the order of the classes, for the charts that have rows of them.

use super::comparison::{Comparison, ticked};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::{ResultsChoice, Sort};
use crate::app::view::Overlay;
use augscope::evaluate::ReadoutKind;
use egui::{ComboBox, Ui};

/// The orders, their names, and what they are good for.
const ORDERS: [(Sort, &str, &str); 3] = [
    (Sort::Name, "name", "By the names of the classes."),
    (Sort::Value, "recall", "By the first ticked run: the class it recognises worst comes first."),
    (
        Sort::Difference,
        "difference",
        "Last ticked minus first ticked run: the class that lost most comes first.",
    ),
];

/// The controls.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let choice = &cx.document.project().results;
    ui.horizontal_wrapped(|ui| {
        readout(ui, out, choice, comparison);
        part(ui, cx, out, comparison);
        report(ui, cx, out, comparison);
    });
}

/// Which part accuracy is shown of, once the sealed one was opened.
fn part(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let choice = &cx.document.project().results;
    let opened = ticked(cx).iter().any(|run| run.sealed.is_some());
    if !cx.runs.opening().is_empty() {
        ui.spinner();
        ui.label("opening the sealed part...");
    }
    if !opened && !choice.sealed {
        return;
    }
    let name = |sealed: bool| if sealed { "sealed part" } else { "part for choosing" };
    let list = ComboBox::from_id_salt("part").width(120.0).selected_text(name(choice.sealed));
    let shown = list.show_ui(ui, |ui| {
        for sealed in [false, true] {
            if ui.selectable_label(choice.sealed == sealed, name(sealed)).clicked() {
                out.push(Command::SetResults(ResultsChoice { sealed, ..choice.clone() }));
            }
        }
    });
    let times = comparison.seeds().map(|seed| seed.run.openings).max().unwrap_or_default();
    shown
        .response
        .on_hover_text(format!(
            "The images whose accuracy is shown. The sealed part was opened {times} time(s)."
        ))
        .accessible_name("Part");
}

/// The page to send to somebody, and words for a paper.
fn report(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let about = if comparison.seeds().nth(1).is_some() {
        "the comparison of the ticked runs"
    } else {
        "the ticked run"
    };
    let folder = cx.document.folder().join("reports");
    let menu = ui.menu_button("Report...", |ui| {
        let page = ui.button("write a page").on_hover_text(format!(
            "One HTML page about {about}, with data, recipe, charts, tables and how to repeat it, to send to \
             somebody; and the same as Markdown."
        ));
        if page.clicked() {
            out.push(Command::WriteReport);
            ui.close();
        }
        let words = ui.button("copy the methods as text").on_hover_text(
            "A paragraph for a paper's methods section: data, parts, recipe, training, read-out, tests, version.",
        );
        if words.clicked() {
            out.push(Command::CopyMethods);
            ui.close();
        }
    });
    let sealed = ui.button("Open the sealed part...");
    let help = "The images that were put aside for the end. What opening it costs is said before it is done.";
    if sealed.on_hover_text(help).clicked() {
        out.push(Command::Overlay(Overlay::Sealed));
    }
    menu.response.on_hover_text(format!("Writes {about} as a page into {}.", folder.display()));
}

fn readout(ui: &mut Ui, out: &mut Commands, choice: &ResultsChoice, comparison: &Comparison) {
    let primary = comparison.shown.first().map(|first| first.first.report.primary_readout);
    let list = ComboBox::from_id_salt("read-out").width(150.0).truncate();
    let shown = list.selected_text(comparison.kind.title()).show_ui(ui, |ui| {
        for kind in ReadoutKind::ALL {
            let there = comparison.seeds().any(|one| one.report.readouts.get(kind).is_some());
            let declared = if Some(kind) == primary {
                "\nThis one was declared before the run; the others are exploratory."
            } else {
                ""
            };
            let entry = egui::Button::selectable(kind == comparison.kind, kind.title());
            let response = ui
                .add_enabled(there, entry)
                .on_hover_text(format!("{}{declared}", help(kind)))
                .on_disabled_hover_text("The ticked runs were not evaluated in this way.");
            if response.clicked() {
                let readout = kind.name().to_owned();
                out.push(Command::SetResults(ResultsChoice { readout, ..choice.clone() }));
            }
        }
    });
    shown
        .response
        .on_hover_text(format!(
            "Read-out: how the classes are read out of the encoder.\n{}",
            help(comparison.kind)
        ))
        .accessible_name("Read-out");
}

fn help(kind: ReadoutKind) -> &'static str {
    match kind {
        ReadoutKind::KnnEncoder => {
            "An image gets the class of the most similar training images, by the encoder."
        }
        ReadoutKind::KnnProjector => {
            "An image gets the class of the most similar training images, by the part that is thrown away after training."
        }
        ReadoutKind::LinearFull => {
            "A weighted sum of the encoder's features, fitted with all labels of training."
        }
        ReadoutKind::Linear100 | ReadoutKind::Linear25 | ReadoutKind::Linear10 | ReadoutKind::Linear5 => {
            "A weighted sum of the encoder's features, fitted with a few labels a class, several times."
        }
    }
}

/// The order of the classes in a chart.
pub fn order(ui: &mut Ui, cx: &Context, out: &mut Commands, comparison: &Comparison) {
    let choice = &cx.document.project().results;
    let two = comparison.shown.len() > 1;
    // By the difference of one run alone there is no order but the names'.
    let present = if choice.sort == Sort::Difference && !two { Sort::Name } else { choice.sort };
    let name = ORDERS.iter().find(|(sort, ..)| *sort == present).map_or("", |(_, name, _)| name);
    let list = ComboBox::from_id_salt("order").width(90.0).selected_text(format!("sort by {name}"));
    let shown = list.show_ui(ui, |ui| {
        for (sort, name, help) in ORDERS {
            let possible = two || sort != Sort::Difference;
            let entry = egui::Button::selectable(sort == present, name);
            let response = ui
                .add_enabled(possible, entry)
                .on_hover_text(help)
                .on_disabled_hover_text("Tick two runs or more to see differences.");
            if response.clicked() {
                out.push(Command::SetResults(ResultsChoice { sort, ..choice.clone() }));
            }
        }
    });
    shown.response.on_hover_text("The order of the classes.").accessible_name("Order of the classes");
}
