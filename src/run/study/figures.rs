//! [`study_charts`]: the figures of a whole study, for its page and its export.

use super::outcome::StudyOutcome;
use crate::evaluate::ranking::Criterion;
use crate::export::Chart;
use crate::export::page::{Block, Figure, Picture};
use crate::run::figures::{
    BarFigure, ScatterFigure, StepsAsked, best_figure, control_figures, gather, parameter_figures_of,
    pareto_figure, ranking_figure, step_figure, step_questions,
};
use crate::run::{EvaluationPart, RunFolder};

/// Sentences on the page for each figure; what follows stands in the figure.
const MOST_SENTENCES: usize = 6;

/// The figures of a study.
#[derive(Debug, Default)]
pub struct StudyCharts {
    /// Names of files without their ending, with the charts.
    pub charts: Vec<(String, Box<dyn Chart>)>,
    /// The same as a part of a page.
    pub blocks: Vec<Block>,
}

impl StudyCharts {
    fn add(&mut self, name: &str, heading: &str, words: (&[String], &[String]), chart: Box<dyn Chart>) {
        let (sentences, notes) = words;
        self.blocks.push(Block::Subheading(heading.to_owned()));
        let some = sentences.iter().take(MOST_SENTENCES);
        self.blocks.extend(some.map(|line| Block::Paragraph(line.clone())));
        if !notes.is_empty() {
            self.blocks.push(Block::List(notes.to_vec()));
        }
        self.blocks.push(Block::Figures(vec![Figure {
            name: name.to_owned(),
            picture: Picture::Svg(chart.to_svg()),
            caption: heading.to_owned(),
            alt: sentences.first().cloned().unwrap_or_else(|| heading.to_owned()),
            scroll: true,
        }]));
        self.charts.push((name.to_owned(), chart));
    }

    fn bars(&mut self, name: &str, heading: &str, figure: BarFigure) {
        let BarFigure { sentences, notes, chart, .. } = figure;
        self.add(name, heading, (&sentences, &notes), Box::new(chart));
    }

    fn scatter(&mut self, name: &str, heading: &str, figure: ScatterFigure) {
        let ScatterFigure { sentences, notes, chart } = figure;
        self.add(name, heading, (&sentences, &notes), Box::new(chart));
    }
}

/// The figures of `outcome` that its runs allow; none where they cannot be read.
pub fn study_charts(outcome: &StudyOutcome) -> Option<StudyCharts> {
    let comparison = &outcome.comparison;
    let folders: Vec<RunFolder> = comparison.runs.iter().map(|run| RunFolder::new(&run.path)).collect();
    let parts = [EvaluationPart::Choose, EvaluationPart::Report, EvaluationPart::Folds];
    let part = parts.into_iter().find(|part| part.name() == outcome.part)?;
    let runs = gather(&folders, outcome.readout, part).ok()?;
    let mut charts = StudyCharts::default();
    for (name, heading, criterion) in [
        ("ranking", "Which recipe is the best", Criterion::Balanced),
        ("ranking-worst", "Which recipe is the best for the worst class", Criterion::Worst),
    ] {
        if let Ok(figure) = ranking_figure(&runs, criterion) {
            charts.bars(name, heading, figure);
        }
    }
    if let Ok(figure) = best_figure(&runs) {
        charts.bars("best", "The best recipe for every class", figure);
    }
    if let Ok(figure) = pareto_figure(&runs) {
        charts.scatter("trade-off", "The average and the worst class", figure);
    }
    for question in step_questions(&runs) {
        let asked = StepsAsked { question, by_step: true };
        if let Ok(Some(figure)) = step_figure(&runs, asked) {
            let heading = format!("What single steps do, {}", question.name());
            let name = format!("steps-{}", question.name().replace(' ', "-"));
            charts.bars(&name, &heading, figure);
        }
    }
    if let Ok(found) = control_figures(&runs)
        && let Some(control) = found.into_iter().next()
    {
        charts.scatter("control", "The transform, or only regularisation?", control.figure);
    }
    let swept = parameter_figures_of(&runs).unwrap_or_default();
    let several = swept.len() > 1;
    for found in swept {
        let parameter = found.curves.parameter.clone();
        let (name, of) = if several {
            (format!("-{}", slug(&parameter)), format!(": {parameter}"))
        } else {
            <_>::default()
        };
        let remark = found.curves.remark.clone();
        charts.add(
            &format!("parameter{name}"),
            &format!("Every class against the parameter{of}"),
            (&[remark], &found.notes),
            Box::new(found.curves),
        );
        charts.add(
            &format!("correlation{name}"),
            &format!("Which classes move together{of}"),
            (&[], &[]),
            Box::new(found.correlation),
        );
    }
    Some(charts)
}

/// A name of a parameter as part of a file's name.
fn slug(name: &str) -> String {
    let letters = name.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-");
    letters.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
