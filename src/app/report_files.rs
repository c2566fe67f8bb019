//! Pages to send to somebody, and words for a paper: about the ticked runs, made on a thread.

use super::App;
use super::chores::News;
use super::view::Gravity;
use augscope::export::page::{Page, write_page};
use augscope::job::Stop;
use augscope::run::write_up::compared::{Sides, comparison_methods_text};
use augscope::run::write_up::{RunFacts, comparison_page, methods_text, run_page};
use augscope::run::{ComparisonRequest, RunFolder, compare_runs};
use std::path::{Path, PathBuf};

/// What is written about: one run, or several compared.
#[derive(Clone, Debug)]
struct About {
    runs: Vec<RunFolder>,
    request: ComparisonRequest,
}

impl App {
    /// Writes the page about the ticked runs into the project's folder.
    pub(super) fn write_report(&mut self) {
        let Some(about) = self.about() else { return };
        let folder = self.document.folder().join("reports");
        self.view.say(Gravity::Note, "the report is being written...");
        self.system.chores.run("write report", move || match write(&about, &folder) {
            Ok(path) => News::Said(Gravity::Note, format!("the report was saved as {}", path.display())),
            Err(why) => News::Said(Gravity::Failure, format!("the report could not be written: {why}")),
        });
    }

    /// Puts a paragraph for a paper's methods section on the clipboard.
    pub(super) fn copy_methods(&mut self) {
        let Some(about) = self.about() else { return };
        self.system.chores.run("methods in words", move || match in_words(&about) {
            Ok(words) => News::Copied(words),
            Err(why) => News::Said(Gravity::Failure, format!("the words could not be made: {why}")),
        });
    }

    /// The ticked runs that are done.
    fn about(&self) -> Option<About> {
        let done = self.context().evaluated();
        let readout = self.document.project().results.kind(done.first()?.report.as_deref()?);
        let part = self.context().part();
        Some(About {
            runs: done.iter().map(|run| RunFolder::new(&run.folder)).collect(),
            request: ComparisonRequest { readout: Some(readout), part, ..ComparisonRequest::default() },
        })
    }
}

fn write(about: &About, folder: &Path) -> Result<PathBuf, String> {
    let stop = Stop::new();
    let (page, name): (Page, String) = match about.runs.as_slice() {
        [only] => {
            let name =
                only.path().file_name().map_or_else(|| "run".into(), |n| n.to_string_lossy().into_owned());
            (run_page(only, &stop).map_err(|error| error.to_string())?, name)
        }
        several => {
            let page = comparison_page(several, &about.request, &stop);
            (page.map_err(|error| error.to_string())?, "comparison".into())
        }
    };
    // A folder of its own, since the Markdown has its pictures beside it.
    let path = |number: u32| {
        let place = if number == 1 { name.clone() } else { format!("{name} {number}") };
        folder.join(place)
    };
    let place = (1..u32::MAX).map(path).find(|place| !place.exists()).unwrap_or_else(|| path(0));
    let written = write_page(&page, &place.join("report.html")).map_err(|error| error.to_string())?;
    Ok(written.html)
}

fn in_words(about: &About) -> Result<String, String> {
    match about.runs.as_slice() {
        [only] => RunFacts::read(only).map(|facts| methods_text(&facts)).map_err(|error| error.to_string()),
        several => {
            let comparison = compare_runs(several, &about.request).map_err(|error| error.to_string())?;
            let sides = Sides::read(&comparison).map_err(|error| error.to_string())?;
            Ok(comparison_methods_text(&comparison, &sides))
        }
    }
}
