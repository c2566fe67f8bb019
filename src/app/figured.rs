//! [`Figured`]: figures of all ticked runs (ranking, best recipe for each class, steps, trade-off, control), on a thread.

use super::App;
use super::chart_view::RankedBy;
use super::compared::ComparedKey;
use super::view::Room;
use super::wished::Wished;
use augscope::evaluate::ranking::Criterion;
use augscope::run::RunFolder;
use augscope::run::figures::{
    BarFigure, ControlFigure, Gathered, ScatterFigure, StepQuestion, StepsAsked, best_figure,
    control_figures, gather, pareto_figure, ranking_figure, step_figure, step_questions,
};
use egui::Context;
use std::sync::Arc;

/// What is asked about the runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Recipes in order.
    Ranking(RankedBy),
    /// The best recipe for every class.
    Best,
    /// The average against the worst class.
    TradeOff,
    /// What single steps do.
    Steps(StepsAsked),
    /// Whether it is the transform, or only regularisation.
    Control,
}

/// What is asked of which runs: change it, and it is made anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiguredKey {
    runs: ComparedKey,
    asked: Asked,
}

/// A figure with what belongs to it.
pub enum Figure {
    /// Rows.
    Bars(BarFigure),
    /// Rows about single steps, none where no recipes differ in one in that way, and the questions that have an answer.
    Steps(Option<BarFigure>, Vec<StepQuestion>),
    /// Points.
    Scatter(ScatterFigure),
    /// Points for each recipe, with its name.
    Controls(Vec<(String, ControlFigure)>),
}

/// Makes the figures; the newest wish wins.
pub struct Figured(Wished<FiguredKey, (), Result<Box<Figure>, String>>);

impl Figured {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        // Another question about the same runs reads no file.
        let mut last: Option<(ComparedKey, Arc<Gathered>)> = None;
        Self(Wished::new("figures of runs", context, move |key: &FiguredKey, ()| {
            let known = last.take().filter(|(runs, _)| *runs == key.runs);
            let known = if let Some(known) = known {
                known
            } else {
                let folders: Vec<RunFolder> =
                    key.runs.runs.iter().map(|(run, _)| RunFolder::new(run)).collect();
                let runs =
                    gather(&folders, key.runs.readout, key.runs.part).map_err(|error| error.to_string())?;
                (key.runs.clone(), Arc::new(runs))
            };
            let (_, runs) = last.insert(known);
            make(runs, &key.asked).map(Box::new)
        }))
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: Option<FiguredKey>) {
        self.0.want(key, || ());
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        self.0.poll();
    }

    /// True where something was asked.
    pub fn is_wanted(&self) -> bool {
        self.0.wanted().is_some()
    }

    /// What was found for what was asked last; `None` while it is being made.
    pub fn found(&self) -> Option<Result<&Figure, &str>> {
        Some(self.0.found()?.as_deref().map_err(String::as_str))
    }
}

fn make(runs: &Gathered, asked: &Asked) -> Result<Figure, String> {
    let words = |error: augscope::evaluate::EvaluateError| error.to_string();
    match asked {
        Asked::Ranking(by) => ranking_figure(runs, criterion(runs, by)).map(Figure::Bars).map_err(words),
        Asked::Best => best_figure(runs).map(Figure::Bars).map_err(words),
        Asked::TradeOff => pareto_figure(runs).map(Figure::Scatter).map_err(words),
        Asked::Steps(asked) => {
            let found = step_figure(runs, *asked).map_err(words)?;
            Ok(Figure::Steps(found, step_questions(runs)))
        }
        Asked::Control => {
            let found = control_figures(runs).map_err(|error| error.to_string())?;
            let named = found.into_iter().map(|control| (runs.name(control.recipe).to_owned(), control));
            Ok(Figure::Controls(named.collect()))
        }
    }
}

fn criterion(runs: &Gathered, by: &RankedBy) -> Criterion {
    match by {
        RankedBy::Average => Criterion::Balanced,
        RankedBy::Worst => Criterion::Worst,
        RankedBy::Class(name) => {
            let class = runs.classes.iter().position(|class| class == name);
            class.map_or(Criterion::Balanced, Criterion::Class)
        }
    }
}

impl App {
    /// Asks for the figure of the ticked runs whose chart is on the screen.
    pub(super) fn want_figures(&mut self) {
        if self.view.room != Room::Results {
            return;
        }
        let view = &self.view.charts;
        let asked = match self.document.project().results.chart.as_str() {
            "ranking" => Asked::Ranking(view.ranked_by.clone()),
            "best" => Asked::Best,
            "trade-off" => Asked::TradeOff,
            "steps" => Asked::Steps(view.steps),
            "control" => Asked::Control,
            _ => return,
        };
        let runs = self.runs.compared.wanted().cloned();
        self.runs.figured.want(runs.map(|runs| FiguredKey { runs, asked }));
    }
}
