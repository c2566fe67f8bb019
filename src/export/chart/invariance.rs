//! [`InvarianceChart`]: what an encoder ignores, transform by transform and class by class.

use super::axis::Axis;
use super::format::{Chart, Table};
use super::heat::{HeatCell, HeatMap, HeatScale};
use super::labels::{figure_cells, in_words};
use super::lines::{Line, LineChart, Point};
use crate::evaluate::Figure;

/// The first column.
const ALL: &str = "all classes";

/// Which features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layer {
    /// Those that are used after training.
    #[default]
    Encoder,
    /// What the learning method sees.
    Projector,
}

/// Which encoder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// After training.
    #[default]
    Trained,
    /// Before it.
    Untrained,
    /// The trained one minus the untrained one: what training has done.
    Difference,
}

/// The index of invariance at one strength: of all images, then of every class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvarianceStrength {
    /// 1: as a new step is set.
    pub strength: f64,
    /// The share of random versions to which it was applied.
    pub applied: f64,
    /// The trained encoder.
    pub encoder: Vec<Figure>,
    /// Its projector.
    pub projector: Vec<Figure>,
    /// The encoder before training.
    pub untrained: Vec<Figure>,
}

/// One transform.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvarianceRow {
    /// Its name.
    pub name: String,
    /// What an encoder that ignores it does not see.
    pub ignores: String,
    /// At each strength.
    pub strengths: Vec<InvarianceStrength>,
}

/// The index of invariance: rows are transforms, columns are classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvarianceChart {
    /// The run.
    pub run: String,
    /// What must be known of the images.
    pub remark: String,
    /// Class names.
    pub classes: Vec<String>,
    /// The transforms.
    pub rows: Vec<InvarianceRow>,
    /// Which features are drawn.
    pub layer: Layer,
    /// Which encoder is drawn.
    pub side: Side,
    /// The strength that is drawn.
    pub strength: f64,
}

impl InvarianceChart {
    /// All strengths that occur, ascending.
    pub fn strengths(&self) -> Vec<f64> {
        let mut all: Vec<f64> =
            self.rows.iter().flat_map(|row| &row.strengths).map(|at| at.strength).collect();
        all.retain(|strength| strength.is_finite());
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    }

    /// The figure of a column, with what the trained and the untrained encoder have.
    fn figure(&self, at: &InvarianceStrength, column: usize) -> Figure {
        let trained = match self.layer {
            Layer::Encoder => &at.encoder,
            Layer::Projector => &at.projector,
        };
        let of = |figures: &[Figure]| {
            figures.get(column).cloned().unwrap_or_else(|| Figure::not_defined("it was not measured"))
        };
        match self.side {
            Side::Trained => of(trained),
            Side::Untrained => of(&at.untrained),
            Side::Difference => match (of(trained).value, of(&at.untrained).value) {
                (Some(a), Some(b)) => Figure::new(a - b, Err("none is known of a difference".into())),
                _ => Figure::not_defined("it is not defined of both encoders"),
            },
        }
    }

    fn columns(&self) -> Vec<String> {
        std::iter::once(ALL.to_owned()).chain(self.classes.iter().cloned()).collect()
    }

    /// "trained encoder", "projector minus untrained encoder".
    pub fn what(&self) -> String {
        let layer = match self.layer {
            Layer::Encoder => "encoder",
            Layer::Projector => "projector",
        };
        match self.side {
            Side::Trained => format!("trained {layer}"),
            Side::Untrained => "untrained encoder".into(),
            Side::Difference => format!("trained {layer} minus untrained encoder"),
        }
    }

    /// What is drawn.
    pub fn heat(&self) -> HeatMap {
        let row = |row: &InvarianceRow| -> Vec<HeatCell> {
            let at = row.strengths.iter().find(|at| (at.strength - self.strength).abs() < 1e-9);
            let cell = |(column, name): (usize, &String)| {
                let Some(at) = at else {
                    return HeatCell { words: "not measured at this strength".into(), ..HeatCell::default() };
                };
                let figure = self.figure(at, column);
                let head = format!("{}, {name}, {}, index I", row.name, self.what());
                let mut words = in_words(&head, &figure, |value| format!("{value:.2}"));
                words = format!("{words}\nApplied to {:.0} % of the random versions.", 100.0 * at.applied);
                HeatCell { value: figure.value, ci: figure.ci95, words, empty: false }
            };
            self.columns().iter().enumerate().map(cell).collect()
        };
        let two_ways = self.side == Side::Difference;
        HeatMap {
            subject: "invariance",
            title: format!("What the {} ignores: {}", self.what(), self.run),
            remark: format!("At strength {}. {}", super::axis::short(self.strength), self.remark),
            row_title: "transforms".into(),
            column_title: "classes".into(),
            rows: self.rows.iter().map(|row| row.name.clone()).collect(),
            columns: self.columns(),
            cells: self.rows.iter().map(row).collect(),
            scale: HeatScale {
                label: if two_ways {
                    "index of invariance I, difference (above 0: training made it ignore the transform)"
                        .into()
                } else {
                    "index of invariance I (1: the transform changes nothing, 0: as far as from another image)".into()
                },
                low: if two_ways { -1.0 } else { 0.0 },
                high: 1.0,
                two_ways,
                digits: 2,
            },
        }
    }

    /// The figures of one transform against its strength: a line for all, and one a class.
    pub fn curve(&self, row: usize) -> LineChart {
        let empty = InvarianceRow::default();
        let row = self.rows.get(row).unwrap_or(&empty);
        let line = |(column, name): (usize, &String)| {
            let points = row.strengths.iter().filter_map(|at| {
                let figure = self.figure(at, column);
                let head =
                    format!("{}, {name}, strength {}, index I", row.name, super::axis::short(at.strength));
                let words = in_words(&head, &figure, |value| format!("{value:.2}"));
                Some(Point { x: at.strength, y: figure.value?, ci: figure.ci95, words })
            });
            Line {
                name: name.clone(),
                points: points.collect(),
                joined: true,
                curve: Vec::new(),
                ink: column == 0,
            }
        };
        LineChart {
            subject: "invariance by strength",
            title: format!("{}: invariance by strength, {}", row.name, self.what()),
            remark: format!("{}. An encoder that ignores it does not see {}.", self.run, row.ignores),
            x: Axis {
                label: "strength of the transform (1: as a new step is set)".into(),
                range: Some([0.0, 1.0]),
                ..Axis::default()
            },
            y: Axis { label: "index of invariance I".into(), range: Some([0.0, 1.0]), ..Axis::default() },
            lines: self.columns().iter().enumerate().map(line).collect(),
            footer: "Whiskers: 95 % interval over groups of images.".into(),
            ..LineChart::default()
        }
    }
}

impl Chart for InvarianceChart {
    fn subject(&self) -> &'static str {
        "invariance"
    }

    fn to_svg(&self) -> String {
        self.heat().to_svg()
    }

    /// Every transform, strength and class, by all three embeddings.
    fn table(&self) -> Table {
        let mut table = Table::new(&[
            "transform",
            "strength",
            "class",
            "features",
            "index I",
            "interval low",
            "interval high",
        ]);
        for row in &self.rows {
            for at in &row.strengths {
                let all =
                    [("encoder", &at.encoder), ("projector", &at.projector), ("untrained", &at.untrained)];
                for (features, figures) in all {
                    for (name, figure) in self.columns().into_iter().zip(figures) {
                        let strength = super::format::cell(Some(at.strength));
                        let mut cells = vec![row.name.clone(), strength, name, features.to_owned()];
                        cells.extend(figure_cells(figure));
                        table.push(cells);
                    }
                }
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_drawn_whatever_the_figures_are() {
        let classes: Vec<String> = (0..40).map(|i| format!("class {i} {}", "x".repeat(80))).collect();
        let figure = |value: f64| Figure {
            value: Some(value),
            ci95: Some([value - 0.1, f64::NAN]),
            ..Figure::default()
        };
        let at = |strength: f64| InvarianceStrength {
            strength,
            applied: 1.0,
            encoder: (0..41)
                .map(|i| if i == 3 { figure(f64::NAN) } else { figure(0.9 - 0.05 * f64::from(i)) })
                .collect(),
            projector: vec![figure(0.5)],
            untrained: (0..41).map(|_| figure(0.25)).collect(),
        };
        let row = InvarianceRow {
            name: "Rotate".into(),
            ignores: "which way up".into(),
            strengths: vec![at(0.5), at(1.0), at(f64::NAN)],
        };
        for (layer, side, strength) in [
            (Layer::Encoder, Side::Trained, 1.0),
            (Layer::Projector, Side::Difference, 0.5),
            (Layer::Encoder, Side::Untrained, 0.3),
            (Layer::Encoder, Side::Difference, f64::NAN),
        ] {
            let chart = InvarianceChart {
                run: "run".into(),
                classes: classes.clone(),
                rows: vec![row.clone(), InvarianceRow::default()],
                layer,
                side,
                strength,
                ..InvarianceChart::default()
            };
            for svg in [chart.to_svg(), chart.curve(0).to_svg(), chart.curve(7).to_svg()] {
                assert!(!svg.contains(">NaN<") && !svg.contains("=\"NaN"), "{svg}");
                crate::export::png::render(&svg, 0.5).unwrap();
            }
            let csv = String::from_utf8(chart.table().to_csv().unwrap()).unwrap();
            assert!(!csv.contains("NaN"), "{csv}");
            assert_eq!(chart.strengths(), [0.5, 1.0]);
        }
        let chart = InvarianceChart {
            classes: vec!["a".into()],
            rows: vec![row],
            side: Side::Difference,
            strength: 0.5,
            ..InvarianceChart::default()
        };
        let cell = chart.heat().cell(0, 1).cloned().unwrap();
        assert!((cell.value.unwrap() - 0.6).abs() < 1e-12 && cell.ci.is_none());
        InvarianceChart::default().to_svg();
    }
}
