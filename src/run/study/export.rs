//! [`export`]: all figures of a study as one long table, a row for every run, read-out and class.

use super::error::StudyError;
use super::figures::study_charts;
use super::long_table::{Entries, LongTable};
use super::outcome::{seconds, study_outcome};
use super::page::study_page;
use super::plan::{Plan, PlannedRun};
use crate::evaluate::{ClassAccuracy, Readout, ReadoutKind, Report};
use crate::export::ChartFormat;
use crate::export::page::write_page;
use crate::job::{Stop, write_atomic};
use crate::run::{RunState, state};
use std::path::{Path, PathBuf};

/// The row of all classes together.
const ALL: &str = "all classes";

/// Writes the study to `path`: a table where it ends with .csv or .parquet; else a folder with both tables, the study's
/// file, the page and every figure. Answers what was written.
///
/// # Errors
/// Where a report cannot be read, a file cannot be written, or `stop` was raised; for a folder also where runs of fewer
/// than two recipes are done.
pub fn export(plan: &Plan, path: &Path, stop: &Stop) -> Result<Vec<PathBuf>, StudyError> {
    let table = study_table(plan)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("csv") => write(path, &csv(&table, path)?),
        Some("parquet") => write(path, &parquet(&table, path)?),
        _ => folder(plan, &table, path, stop),
    }
}

fn csv(table: &LongTable, path: &Path) -> Result<Vec<u8>, StudyError> {
    table.to_csv().map_err(|error| cannot(path, std::io::Error::other(error)))
}

fn parquet(table: &LongTable, path: &Path) -> Result<Vec<u8>, StudyError> {
    table.to_parquet().map_err(|error| cannot(path, std::io::Error::other(error)))
}

fn cannot(path: &Path, source: std::io::Error) -> StudyError {
    StudyError::File { path: path.to_path_buf(), what: "written", source }
}

fn write(path: &Path, bytes: &[u8]) -> Result<Vec<PathBuf>, StudyError> {
    write_atomic(path, bytes).map_err(|source| cannot(path, source))?;
    Ok(vec![path.to_path_buf()])
}

fn folder(plan: &Plan, table: &LongTable, path: &Path, stop: &Stop) -> Result<Vec<PathBuf>, StudyError> {
    let figures = path.join("figures");
    std::fs::create_dir_all(&figures).map_err(|source| cannot(&figures, source))?;
    let outcome = study_outcome(plan)?;
    let json = serde_json::to_vec_pretty(&outcome)
        .map_err(|error| cannot(&path.join("study.json"), std::io::Error::other(error)))?;
    let mut written = Vec::new();
    for (name, bytes) in
        [("results.csv", csv(table, path)?), ("results.parquet", parquet(table, path)?), ("study.json", json)]
    {
        written.extend(write(&path.join(name), &bytes)?);
    }
    let kept = plan.kept();
    if let Ok(text) = std::fs::read(&kept) {
        written.extend(write(&path.join("study.toml"), &text)?);
    }
    let charts = study_charts(&outcome);
    for (name, chart) in charts.iter().flat_map(|charts| &charts.charts) {
        for format in [ChartFormat::Svg, ChartFormat::Csv] {
            let file = figures.join(format!("{name}.{}", format.ending()));
            let bytes =
                chart.bytes(format, 1.0).map_err(|error| cannot(&file, std::io::Error::other(error)))?;
            written.extend(write(&file, &bytes)?);
        }
    }
    let file = path.join("report.html");
    let page = write_page(&study_page(&outcome, stop)?, &file)
        .map_err(|error| cannot(&file, std::io::Error::other(error)))?;
    written.push(page.html);
    Ok(written)
}

/// The long table of a study: a row for every run that is done, each of its read-outs and each class, and one of all classes
/// together; of any other run one row with its state.
///
/// # Errors
/// Where the report of a run that is done cannot be read.
pub fn study_table(plan: &Plan) -> Result<LongTable, StudyError> {
    let mut axes: Vec<String> = Vec::new();
    for point in plan.recipes.iter().flat_map(|recipe| &recipe.points) {
        if !axes.contains(&point.axis) {
            axes.push(point.axis.clone());
        }
    }
    let mut rows = Rows::default();
    for run in &plan.runs {
        rows.add(plan, &axes, run)?;
    }
    let texts = |name: &str, of: fn(&Row) -> Option<&str>| {
        let texts = rows.0.iter().map(|row| of(row).map(str::to_owned)).collect();
        (name.to_owned(), Entries::Texts(texts))
    };
    let numbers = |name: &str, of: fn(&Row) -> Option<f64>| {
        (name.to_owned(), Entries::Numbers(rows.0.iter().map(of).collect()))
    };
    let mut columns = vec![
        texts("study", |row| Some(&row.study)),
        texts("run", |row| Some(&row.run)),
        texts("recipe", |row| Some(&row.recipe)),
        numbers("seed", |row| Some(row.seed as f64)),
    ];
    for (place, axis) in axes.iter().enumerate() {
        let levels = rows.0.iter().map(|row| row.levels.get(place).cloned().flatten());
        columns.push((format!("axis {axis}"), Entries::Texts(levels.collect())));
    }
    columns.extend([
        texts("objective", |row| Some(&row.objective)),
        texts("encoder", |row| Some(&row.encoder)),
        texts("state", |row| Some(&row.state)),
        texts("readout", |row| row.readout.map(ReadoutKind::name)),
        texts("part", |row| row.part.as_deref()),
        texts("class", |row| row.class.as_deref()),
        numbers("n", |row| row.n.map(|n| n as f64)),
        numbers("recall", |row| row.recall),
        numbers("recall_low", |row| row.ci95.map(|ci| ci[0])),
        numbers("recall_high", |row| row.ci95.map(|ci| ci[1])),
        numbers("precision", |row| row.precision),
        numbers("f1", |row| row.f1),
        numbers("balanced_accuracy", |row| row.balanced),
        numbers("seconds", |row| row.seconds),
    ]);
    Ok(LongTable { columns })
}

#[derive(Clone, Default)]
struct Row {
    study: String,
    run: String,
    recipe: String,
    seed: u64,
    levels: Vec<Option<String>>,
    objective: String,
    encoder: String,
    state: String,
    readout: Option<ReadoutKind>,
    part: Option<String>,
    class: Option<String>,
    n: Option<usize>,
    /// Of a class its recall; of all classes together their mean.
    recall: Option<f64>,
    ci95: Option<[f64; 2]>,
    precision: Option<f64>,
    f1: Option<f64>,
    balanced: Option<f64>,
    seconds: Option<f64>,
}

#[derive(Default)]
struct Rows(Vec<Row>);

impl Rows {
    fn add(&mut self, plan: &Plan, axes: &[String], run: &PlannedRun) -> Result<(), StudyError> {
        let part = plan.part();
        let (config, folder) = (&run.request.config, &run.request.folder);
        let recipe = plan.recipes.get(run.recipe);
        let level = |axis: &String| {
            let point = recipe?.points.iter().find(|point| point.axis == *axis);
            point.map(|point| point.level.clone())
        };
        let state = match state(folder) {
            Err(_) => "not begun",
            Ok(RunState::Running) => "running",
            Ok(RunState::Paused) => "paused",
            Ok(RunState::Stale) => "interrupted",
            Ok(RunState::Done) => "done",
            Ok(RunState::Failed) => "failed",
        };
        let head = Row {
            study: plan.study.name.clone(),
            run: run.name.clone(),
            recipe: recipe.map(|recipe| recipe.name.clone()).unwrap_or_default(),
            seed: config.seed,
            levels: axes.iter().map(level).collect(),
            objective: config.objective.clone(),
            encoder: config.encoder.clone(),
            state: state.into(),
            ..Row::default()
        };
        if !run.is_done(part) {
            self.0.push(head);
            return Ok(());
        }
        let path = folder.file(part.report_file());
        let bytes = std::fs::read(&path).map_err(|source| StudyError::File {
            path: path.clone(),
            what: "read",
            source,
        })?;
        let report: Report = serde_json::from_slice(&bytes)
            .map_err(|error| StudyError::BadFile { path, why: error.to_string() })?;
        let head = Row { part: Some(report.part.clone()), seconds: seconds(folder), ..head };
        for kind in ReadoutKind::ALL {
            if let Some(readout) = report.readouts.get(kind) {
                self.of_readout(&Row { readout: Some(kind), ..head.clone() }, readout);
            }
        }
        Ok(())
    }

    fn of_readout(&mut self, head: &Row, readout: &Readout) {
        let head = Row { balanced: readout.balanced_accuracy, ..head.clone() };
        let all: usize = readout.per_class.0.iter().map(|(_, class)| class.n).sum();
        self.0.push(Row {
            class: Some(ALL.into()),
            n: Some(all),
            recall: readout.balanced_accuracy,
            ci95: readout.balanced_accuracy_ci95,
            ..head.clone()
        });
        for (name, class) in &readout.per_class.0 {
            let ClassAccuracy { n, recall, recall_ci95, precision, f1, .. } = class;
            self.0.push(Row {
                class: Some(name.clone()),
                n: Some(*n),
                recall: *recall,
                ci95: *recall_ci95,
                precision: *precision,
                f1: *f1,
                ..head.clone()
            });
        }
    }
}
