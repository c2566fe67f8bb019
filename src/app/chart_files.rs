//! Saving the chart of the Results room in the project's folder, on a thread.

use super::App;
use super::chores::News;
use super::view::Gravity;
use augscope::evaluate::{ReadoutKind, Report};
use augscope::export::ClassChart;
use augscope::job::write_atomic;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pixels to a unit of the drawing: sharp on a slide.
const SCALE: f32 = 2.0;

/// The formats of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartFormat {
    /// Pixels.
    Png,
    /// Lines that can be edited.
    Svg,
}

/// What is saved.
struct Chart {
    folder: PathBuf,
    format: ChartFormat,
    readout: ReadoutKind,
    runs: Vec<(String, Arc<Report>)>,
    /// Class names from top to bottom.
    classes: Vec<String>,
}

impl App {
    /// Saves the chart of the ticked runs beside the project.
    pub(super) fn save_chart(&mut self, format: ChartFormat, classes: Vec<String>) {
        let results = &self.document.project().results;
        let runs: Vec<(String, Arc<Report>)> = results
            .ticked
            .iter()
            .filter_map(|name| Some((name.clone(), self.runs.named(name)?.report.clone()?)))
            .collect();
        let Some((_, first)) = runs.first() else { return };
        let readout = results.kind(first);
        let runs = runs.into_iter().filter(|(_, report)| report.readouts.get(readout).is_some()).collect();
        let folder = self.document.folder().join("charts");
        let chart = Chart { folder, format, readout, runs, classes };
        self.system.chores.run("save chart", move || match save(&chart) {
            Ok(path) => News::Said(Gravity::Note, format!("the chart was saved as {}", path.display())),
            Err(why) => News::Said(Gravity::Failure, format!("the chart could not be saved: {why}")),
        });
    }
}

fn save(chart: &Chart) -> Result<PathBuf, String> {
    let runs: Vec<(&str, &Report)> =
        chart.runs.iter().map(|(name, report)| (name.as_str(), report.as_ref())).collect();
    let mut drawing = ClassChart::from_reports(&runs, chart.readout).map_err(|error| error.to_string())?;
    arrange(&mut drawing, &chart.classes);
    let (ending, bytes) = match chart.format {
        ChartFormat::Png => ("png", drawing.to_png(SCALE).map_err(|error| error.to_string())?),
        ChartFormat::Svg => ("svg", drawing.to_svg().into_bytes()),
    };
    std::fs::create_dir_all(&chart.folder).map_err(|e| format!("{}: {e}", chart.folder.display()))?;
    let path = free_name(&chart.folder, chart.readout.name(), ending);
    write_atomic(&path, &bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

/// Puts the classes of `chart` in the order of `classes`; those that are not named keep theirs, at the end.
fn arrange(chart: &mut ClassChart, classes: &[String]) {
    let mut order: Vec<usize> = (0..chart.classes.len()).collect();
    let rank = |class: usize| classes.iter().position(|name| Some(name) == chart.classes.get(class));
    order.sort_by_key(|&class| rank(class).unwrap_or(classes.len()));
    let old = chart.clone();
    chart.classes = arranged(&old.classes, &order);
    chart.n = arranged(&old.n, &order);
    for (series, old) in chart.series.iter_mut().zip(&old.series) {
        series.values = arranged(&old.values, &order);
        series.ci = arranged(&old.ci, &order);
    }
    for (mark, old) in chart.marks.iter_mut().zip(&old.marks) {
        mark.values = arranged(&old.values, &order);
    }
}

fn arranged<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().filter_map(|&place| values.get(place).cloned()).collect()
}

/// `accuracy READOUT 1.png`, or the next number that is free.
fn free_name(folder: &Path, readout: &str, ending: &str) -> PathBuf {
    let path = |number: u32| folder.join(format!("accuracy {readout} {number}.{ending}"));
    (1..u32::MAX).map(path).find(|path| !path.exists()).unwrap_or_else(|| path(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use augscope::export::Series;

    #[test]
    fn a_saved_chart_has_the_order_of_the_screen_and_overwrites_nothing() {
        let values = vec![Some(0.1), Some(0.2), Some(0.3)];
        let mut chart = ClassChart {
            classes: ["a", "b", "c"].map(String::from).into(),
            n: vec![1, 2, 3],
            series: vec![Series { name: "run".into(), values, ci: vec![None; 3] }],
            ..ClassChart::default()
        };
        arrange(&mut chart, &["c".to_owned(), "a".to_owned()]);
        assert_eq!((chart.classes.concat(), chart.n), ("cab".to_owned(), vec![3, 1, 2]));
        assert_eq!(chart.series[0].values, [Some(0.3), Some(0.1), Some(0.2)]);

        let folder = tempfile::tempdir().unwrap();
        let first = free_name(folder.path(), "knn", "svg");
        std::fs::write(&first, "").unwrap();
        assert_ne!(free_name(folder.path(), "knn", "svg"), first);
    }
}
