//! [`Compared`]: the ticked runs compared recipe by recipe, on a thread.

use super::App;
use super::view::Room;
use super::wished::Wished;
use augscope::evaluate::ReadoutKind;
use augscope::run::{Comparison, ComparisonRequest, EvaluationPart, RunFolder, compare_runs};
use egui::Context;
use std::path::PathBuf;

/// What is compared: change it, and it is compared anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedKey {
    /// Folders of the runs, each with when its report was written, the reference first.
    pub runs: Vec<(PathBuf, usize)>,
    /// The read-out.
    pub readout: ReadoutKind,
    /// The part.
    pub part: EvaluationPart,
}

/// Compares the ticked runs; the newest wish wins.
pub struct Compared(Wished<ComparedKey, (), Result<Box<Comparison>, String>>);

impl Compared {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        Self(Wished::new("compare runs", context, |key: &ComparedKey, ()| {
            let folders: Vec<RunFolder> = key.runs.iter().map(|(run, _)| RunFolder::new(run)).collect();
            let readout = Some(key.readout);
            let request = ComparisonRequest {
                readout,
                part: key.part,
                one_recipe: true,
                ..ComparisonRequest::default()
            };
            compare_runs(&folders, &request).map(Box::new).map_err(|error| error.to_string())
        }))
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: Option<ComparedKey>) {
        self.0.want(key, || ());
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        self.0.poll();
    }

    /// What was asked last.
    pub fn wanted(&self) -> Option<&ComparedKey> {
        self.0.wanted()
    }

    /// True where something was asked.
    pub fn is_wanted(&self) -> bool {
        self.0.wanted().is_some()
    }

    /// What was found for what was asked last; `None` while it is being compared.
    pub fn found(&self) -> Option<Result<&Comparison, &str>> {
        Some(self.0.found()?.as_deref().map_err(String::as_str))
    }
}

impl App {
    /// Asks for the comparison of the ticked runs that are done, where there are two or more.
    pub(super) fn want_comparison(&mut self) {
        if self.view.room != Room::Results {
            return;
        }
        let results = &self.document.project().results;
        let done = self.context().evaluated();
        let part = self.context().part();
        let report = done.first().and_then(|run| run.report_on(part)).map(std::sync::Arc::as_ref);
        let key = report.filter(|_| done.len() > 1).map(|report| ComparedKey {
            // A report that was read again lies elsewhere in memory.
            runs: done
                .iter()
                .map(|run| {
                    let read =
                        run.report_on(part).map_or(0, |report| std::sync::Arc::as_ptr(report) as usize);
                    (run.folder.clone(), read)
                })
                .collect(),
            readout: results.kind(report),
            part,
        });
        self.runs.compared.want(key);
    }
}
