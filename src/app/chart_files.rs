//! Saving a chart of the Results room in the project's folder, on a thread.

use super::App;
use super::chores::News;
use super::view::Gravity;
use augscope::export::{Chart, ChartFormat};
use augscope::job::write_atomic;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pixels to a unit of the drawing: sharp on a slide.
const SCALE: f32 = 2.0;

impl App {
    /// Saves a chart beside the project.
    pub(super) fn save_chart(&mut self, chart: Arc<dyn Chart>, format: ChartFormat) {
        let folder = self.document.folder().join("charts");
        self.system.chores.run("save chart", move || match save(chart.as_ref(), format, &folder) {
            Ok(path) => News::Said(Gravity::Note, format!("the chart was saved as {}", path.display())),
            Err(why) => News::Said(Gravity::Failure, format!("the chart could not be saved: {why}")),
        });
    }
}

fn save(chart: &dyn Chart, format: ChartFormat, folder: &Path) -> Result<PathBuf, String> {
    let bytes = chart.bytes(format, SCALE).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let path = free_name(folder, chart.subject(), format.ending());
    write_atomic(&path, &bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

/// `SUBJECT 1.png`, or the next number that is free.
pub(super) fn free_name(folder: &Path, subject: &str, ending: &str) -> PathBuf {
    let path = |number: u32| folder.join(format!("{subject} {number}.{ending}"));
    (1..u32::MAX).map(path).find(|path| !path.exists()).unwrap_or_else(|| path(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use augscope::export::{ClassChart, Series};

    #[test]
    fn a_chart_is_saved_in_every_form_and_overwrites_nothing() {
        let chart = ClassChart {
            classes: vec!["round".into()],
            n: vec![3],
            series: vec![Series { name: "run".into(), values: vec![Some(0.25)], ci: vec![None] }],
            ..ClassChart::default()
        };
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("charts");
        for format in ChartFormat::ALL {
            let first = save(&chart, format, &place).unwrap();
            let second = save(&chart, format, &place).unwrap();
            assert_ne!(first, second);
            assert_eq!(std::fs::read(first).unwrap(), std::fs::read(second).unwrap());
        }
        let csv = std::fs::read_to_string(place.join("accuracy per class 1.csv")).unwrap();
        assert!(csv.contains("round,3,run,0.25,,"), "{csv}");
    }
}
