//! What the encoder ignores: transforms against classes, and below it one transform against its strength.

use super::comparison::Comparison;
use super::confusion::shown_run;
use super::explain;
use super::save::save_menu;
use super::tabs::Tab;
use crate::app::chart_view::ChartView;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::theme;
use crate::app::widget::{HeatLook, LineLook, heat_map, line_plot};
use augscope::export::Chart;
use augscope::export::chart::{InvarianceChart, Layer, Side};
use egui::{ComboBox, Label, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "transforms",
    name: "Transforms",
    help: "What does the encoder ignore, in which class, and did training do that?",
    without_ticks: false,
    show,
};

const SIDES: [(Side, &str, &str); 3] = [
    (Side::Trained, "trained", "After training."),
    (Side::Untrained, "untrained", "The same network before any training."),
    (Side::Difference, "difference", "Trained minus untrained: what training has done."),
];
const LAYERS: [(Layer, &str, &str); 2] = [
    (Layer::Encoder, "encoder", "The features that are used after training."),
    (Layer::Projector, "projector", "What the learning method sees; it is thrown away after training."),
];

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    let Some(run) = shown_run(cx) else {
        ui.label("Tick or click a run with results to see what its encoder ignores.");
        return;
    };
    let kind = super::comparison::kind(cx);
    let Some(reasons) = cx.runs.reasons.found(&run.folder, kind) else {
        ui.heading("What the encoder ignores");
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(format!("reading {}...", run.name));
        });
        return;
    };
    let chart = match &reasons.invariance {
        Some(Ok(chart)) => chart,
        missing => {
            ui.heading("What the encoder ignores");
            if let Some(Err(why)) = missing {
                ui.add(Label::new(RichText::new(why).color(theme::warning(ui.visuals()))).wrap());
            } else {
                ui.label(format!(
                    "For {} nobody has found out yet what its encoder ignores: which transforms change its features, in \
                     which class, and whether training did that.",
                    run.name
                ));
            }
            explain::button(ui, cx, out, run, &explain::WHY);
            return;
        }
    };
    let view = &cx.view.charts;
    let strength =
        view.strength.filter(|chosen| chart.strengths().contains(chosen)).unwrap_or(chart.strength);
    let chart = InvarianceChart { layer: view.layer, side: view.side, strength, ..chart.clone() };
    ui.horizontal_wrapped(|ui| {
        ui.heading("What the encoder ignores");
        controls(ui, cx, out, &chart);
        save_menu(ui, cx, out, || Some(Arc::new(chart.clone()) as Arc<dyn Chart>));
        if cx.runs.explanations.since(&run.folder).is_some() {
            explain::button(ui, cx, out, run, &explain::WHY);
        }
    });
    ui.add(Label::new(RichText::new(format!("{} · {}", run.name, chart.remark)).small().weak()).truncate());
    let marked = view.transform.as_ref().and_then(|name| chart.rows.iter().position(|row| row.name == *name));
    let heat = chart.heat();
    ScrollArea::vertical().id_salt("transforms").auto_shrink(false).show(ui, |ui| {
        let whole = ui.available_height();
        let height = if marked.is_some() { 0.52 * whole - 30.0 } else { whole - 70.0 };
        let look = HeatLook {
            id: "invariance",
            row: marked,
            click: Some("Click for its curve against strength."),
            height: height.max(160.0),
            numbers: true,
        };
        if let Some((row, _)) = heat_map(ui, &heat, &look) {
            let name = chart.rows.get(row).map(|row| row.name.clone());
            // A second click takes the curve away.
            let transform = name.filter(|_| marked != Some(row));
            out.push(Command::LookAtCharts(Box::new(ChartView { transform, ..view.clone() })));
        }
        match marked {
            Some(row) => curve(ui, cx, out, &chart, row),
            None => {
                ui.small("A click on a transform shows below how its figures change with its strength.");
            }
        }
    });
}

fn curve(ui: &mut Ui, cx: &Context, out: &mut Commands, chart: &InvarianceChart, row: usize) {
    let lines = chart.curve(row);
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(&lines.title).strong()).truncate());
        save_menu(ui, cx, out, || Some(Arc::new(chart.curve(row)) as Arc<dyn Chart>));
    });
    let ignores = chart.rows.get(row).map_or("", |row| row.ignores.as_str());
    ui.small(format!("An encoder that ignores it does not see {ignores}."));
    line_plot(ui, &lines, &LineLook { id: "curve of a transform", height: 230.0, places: &[], click: None });
}

fn controls(ui: &mut Ui, cx: &Context, out: &mut Commands, chart: &InvarianceChart) {
    let view = &cx.view.charts;
    let mut set = |charts: ChartView| out.push(Command::LookAtCharts(Box::new(charts)));
    for (side, name, help) in SIDES {
        if ui.selectable_label(side == view.side, name).on_hover_text(help).clicked() {
            set(ChartView { side, ..view.clone() });
        }
    }
    ui.separator();
    for (layer, name, help) in LAYERS {
        let possible = view.side != Side::Untrained || layer == Layer::Encoder;
        let response = ui
            .add_enabled(possible, egui::Button::selectable(layer == view.layer, name))
            .on_hover_text(help)
            .on_disabled_hover_text("Before training there is no projector to look at.");
        if response.clicked() {
            set(ChartView { layer, ..view.clone() });
        }
    }
    ui.separator();
    let words = |strength: f64| format!("strength {strength}");
    let list = ComboBox::from_id_salt("strength").width(90.0).selected_text(words(chart.strength));
    let shown = list.show_ui(ui, |ui| {
        for strength in chart.strengths() {
            if ui.selectable_label(strength == chart.strength, words(strength)).clicked() {
                set(ChartView { strength: Some(strength), ..view.clone() });
            }
        }
    });
    let help = "How strong each transform was. 1: as a new step is set; 0.5: half way to changing nothing.";
    shown.response.on_hover_text(help).accessible_name("Strength");
}
