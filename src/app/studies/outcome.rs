//! Writing the page of a study, or all of its tables and figures, with what came out so far.

use crate::app::App;
use crate::app::chores::News;
use crate::app::view::Gravity;
use augscope::export::page::write_page;
use augscope::job::{Stop, write_atomic};
use augscope::run::study::{Plan, export, study_outcome, study_page};
use std::path::PathBuf;
use std::sync::Arc;

impl App {
    /// Writes report.html and study.json into the study's folder, as `augscope study` does.
    pub(super) fn write_study_report(&mut self, name: &str) {
        let Some(study) = self.runs.studies.named(name) else { return };
        let plan = Arc::clone(&study.plan);
        self.view.say(Gravity::Note, "the report of the study is being written...");
        self.system.chores.run("write study report", move || match write(&plan) {
            Ok(path) => News::Said(Gravity::Note, format!("the report was saved as {}", path.display())),
            Err(why) => News::Said(Gravity::Failure, format!("the report could not be written: {why}")),
        });
    }

    /// Writes a table of all runs, every figure and the page into the folder "export" of the study.
    pub(super) fn export_study(&mut self, name: &str) {
        let Some(study) = self.runs.studies.named(name) else { return };
        let plan = Arc::clone(&study.plan);
        self.view.say(Gravity::Note, "the study is being exported...");
        self.system.chores.run("export study", move || {
            let folder = plan.out.join("export");
            match export(&plan, &folder, &Stop::new()) {
                Ok(files) => {
                    let words = format!("{} files were written into {}", files.len(), folder.display());
                    News::Said(Gravity::Note, words)
                }
                Err(error) => {
                    News::Said(Gravity::Failure, format!("the study could not be exported: {error}"))
                }
            }
        });
    }
}

fn write(plan: &Plan) -> Result<PathBuf, String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let outcome = study_outcome(plan).map_err(|error| words(&error))?;
    let json = serde_json::to_vec_pretty(&outcome).map_err(|error| words(&error))?;
    write_atomic(&plan.out.join("study.json"), &json).map_err(|error| words(&error))?;
    let page = study_page(&outcome, &Stop::new()).map_err(|error| words(&error))?;
    let written = write_page(&page, &plan.out.join("report.html")).map_err(|error| words(&error))?;
    Ok(written.html)
}
