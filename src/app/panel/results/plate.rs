//! A plate well by well, and the response to doses.

use super::comparison::Comparison;
use super::confusion::shown_run;
use super::plate_question;
use super::save::save_menu;
use super::tabs::Tab;
use crate::app::chart_view::ChartView;
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::reasons::RunReasons;
use crate::app::runs::RunInfo;
use crate::app::theme;
use crate::app::view::{Behind, Overlay, What};
use crate::app::widget::{HeatLook, LineLook, heat_map, line_plot};
use augscope::export::Chart;
use augscope::export::chart::{DoseChart, PlateChart, WellFigureKind};
use egui::{ComboBox, Label, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// The chart's entry in the row of charts.
pub const TAB: Tab = Tab {
    word: "plate",
    name: "Plate",
    help: "Are wells at the edge different, and how does the response follow the dose?",
    without_ticks: false,
    show,
};

const KINDS: [(WellFigureKind, &str, &str); 3] = [
    (WellFigureKind::Recall, "recall", "The share of the well's images that the read-out recognised."),
    (WellFigureKind::Images, "images", "How many images of the well were evaluated."),
    (
        WellFigureKind::Score,
        "score",
        "The well's place between the negative (0) and the positive controls (1).",
    ),
];
const NO_SCORE: &str = "It is not known yet which wells are controls: say so below.";

fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, _: &Comparison) {
    let Some(run) = shown_run(cx) else {
        ui.label("Tick or click a run with results to see its plate.");
        return;
    };
    let kind = super::comparison::kind(cx);
    let Some(reasons) = cx.runs.reasons.found(&run.folder, kind) else {
        ui.heading("Plate");
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(format!("reading {}...", run.name));
        });
        return;
    };
    let plates = match &reasons.plates {
        Ok(plates) => plates,
        Err(why) => {
            ui.heading("Plate");
            ui.add(Label::new(RichText::new(why).color(theme::warning(ui.visuals()))).wrap());
            return;
        }
    };
    let view = &cx.view.charts;
    let chosen = plates.iter().find(|plate| Some(&plate.plate) == view.plate.as_ref());
    let Some(plate) = chosen.or(plates.first()) else {
        ui.label("This run's evaluated part holds no image of a well.");
        return;
    };
    let wells = if view.wells == WellFigureKind::Score && !reasons.has_plate {
        WellFigureKind::Recall
    } else {
        view.wells
    };
    let plate = PlateChart { kind: wells, ..plate.clone() };
    ui.horizontal_wrapped(|ui| {
        ui.heading("Plate");
        controls(ui, cx, out, plates, &plate, reasons);
        save_menu(ui, cx, out, || Some(Arc::new(plate.clone()) as Arc<dyn Chart>));
    });
    ui.add(
        Label::new(
            RichText::new(format!("{} · {}. Hatched: no image; ?: not known", run.name, plate.remark))
                .small()
                .weak(),
        )
        .truncate(),
    );
    ScrollArea::vertical().id_salt("plate").auto_shrink(false).show(ui, |ui| {
        let heat = plate.heat();
        let look = HeatLook {
            id: "wells",
            row: None,
            click: Some("Click to see its images."),
            height: 520.0,
            numbers: heat.columns.len() <= 24,
        };
        if let Some((row, column)) = heat_map(ui, &heat, &look) {
            let well = plate.wells.iter().find(|well| (well.row, well.column) == (row, column));
            if let Some(well) = well {
                out.push(images_of(run, reasons, &well.name));
            }
        }
        if reasons.has_plate {
            doses(ui, cx, out, reasons);
        } else {
            plate_question::show(ui, cx, out, run);
        }
    });
}

/// The images of a well, in the window over the room.
fn images_of(run: &RunInfo, reasons: &RunReasons, well: &str) -> Command {
    let of_well = reasons.predictions.iter().filter(|image| image.group.as_deref() == Some(well));
    let keys = of_well.map(|image| image.file.clone()).collect();
    let what = What::Chosen { title: format!("well {well}"), keys };
    Command::Overlay(Overlay::Behind(Behind { run: run.folder.clone(), what }))
}

fn controls(
    ui: &mut Ui,
    cx: &Context,
    out: &mut Commands,
    plates: &[PlateChart],
    plate: &PlateChart,
    reasons: &RunReasons,
) {
    let view = &cx.view.charts;
    let mut set = |charts: ChartView| out.push(Command::LookAtCharts(Box::new(charts)));
    if plates.len() > 1 {
        let list = ComboBox::from_id_salt("plate").width(90.0).truncate().selected_text(&plate.plate);
        let shown = list.show_ui(ui, |ui| {
            for one in plates {
                if ui.selectable_label(one.plate == plate.plate, &one.plate).clicked() {
                    set(ChartView { plate: Some(one.plate.clone()), ..view.clone() });
                }
            }
        });
        shown
            .response
            .on_hover_text(format!("{}\nWhich plate is shown.", plate.plate))
            .accessible_name("Plate");
    }
    for (wells, name, help) in KINDS {
        let possible = wells != WellFigureKind::Score || reasons.has_plate;
        let response = ui
            .add_enabled(possible, egui::Button::selectable(wells == plate.kind, name))
            .on_hover_text(help)
            .on_disabled_hover_text(NO_SCORE);
        if response.clicked() {
            set(ChartView { wells, ..view.clone() });
        }
    }
}

fn doses(ui: &mut Ui, cx: &Context, out: &mut Commands, reasons: &RunReasons) {
    ui.add_space(8.0);
    let view = &cx.view.charts;
    let chosen = reasons.doses.iter().find(|chart| Some(&chart.treatment) == view.treatment.as_ref());
    let Some(chart) = chosen.or(reasons.doses.first()) else {
        ui.heading("Dose and response");
        ui.label("No well has a dose: find out again with the column of doses (augscope why RUN --negative CLASS --positive CLASS --dose COLUMN).");
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.heading("Dose and response");
        if reasons.doses.len() > 1 {
            treatment(ui, cx, out, &reasons.doses, chart);
        }
        save_menu(ui, cx, out, || Some(Arc::new(chart.clone()) as Arc<dyn Chart>));
    });
    ui.add(Label::new(RichText::new(&chart.remark).small()).wrap());
    line_plot(ui, &chart.lines(), &LineLook { id: "doses", height: 280.0, places: &[], click: None });
    ui.small("A point a well. Grey: 95 % interval of EC50, the dose of half the effect, by drawing wells again within doses.");
}

fn treatment(ui: &mut Ui, cx: &Context, out: &mut Commands, all: &[DoseChart], shown: &DoseChart) {
    let list = ComboBox::from_id_salt("treatment").width(140.0).truncate().selected_text(&shown.treatment);
    let response = list.show_ui(ui, |ui| {
        for one in all {
            if ui.selectable_label(one.treatment == shown.treatment, &one.treatment).clicked() {
                let treatment = Some(one.treatment.clone());
                out.push(Command::LookAtCharts(Box::new(ChartView { treatment, ..cx.view.charts.clone() })));
            }
        }
    });
    response
        .response
        .on_hover_text(format!("{}\nWhich treatment is shown.", shown.treatment))
        .accessible_name("Treatment");
}
