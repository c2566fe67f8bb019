//! [`invariance_chart`]: what an encoder ignores, from why.json.

use crate::evaluate::Figure;
use crate::export::chart::{InvarianceChart, InvarianceRow, InvarianceStrength};
use crate::run::why::{IndexFigures, StrengthEffect, Why};

/// The chart of the run called `run`, at its highest strength.
pub fn invariance_chart(run: &str, why: &Why) -> InvarianceChart {
    let figures = |of: &IndexFigures| -> Vec<Figure> {
        let classes = why.classes.iter().map(|class| match of.per_class.get(class) {
            Some(index) => index.index.clone(),
            None => Figure::not_defined("no image of the class was looked at"),
        });
        std::iter::once(of.all.index.clone()).chain(classes).collect()
    };
    let strength = |effect: &StrengthEffect| InvarianceStrength {
        strength: effect.strength,
        applied: effect.applied,
        encoder: figures(&effect.by.encoder),
        projector: figures(&effect.by.projector),
        untrained: figures(&effect.by.untrained),
    };
    let rows = why.invariance.0.iter().map(|(_, effect)| InvarianceRow {
        name: effect.name.clone(),
        ignores: effect.ignores.clone(),
        strengths: effect.strengths.iter().map(strength).collect(),
    });
    let exploratory = if why.exploratory { ". Exploratory" } else { "" };
    let mut chart = InvarianceChart {
        run: run.to_owned(),
        remark: format!(
            "{} images in {} groups of the part \"{}\", each transform alone{exploratory}",
            why.sample.images, why.sample.groups, why.part
        ),
        classes: why.classes.clone(),
        rows: rows.collect(),
        ..InvarianceChart::default()
    };
    chart.strength = chart.strengths().last().copied().unwrap_or(1.0);
    chart
}

#[cfg(test)]
mod tests {
    use super::super::made_up::made_up;
    use super::*;

    #[test]
    fn the_chart_shows_what_the_file_holds() {
        let chart = invariance_chart("run", &made_up());
        assert_eq!((chart.strength, chart.strengths()), (1.0, vec![0.5, 1.0]));
        let heat = chart.heat();
        assert_eq!(heat.columns, ["all classes", "a", "b"]);
        assert_eq!(heat.cell(0, 0).unwrap().value, Some(0.6));
        assert_eq!(heat.cell(0, 1).unwrap().ci, Some([0.6 - 0.05 - 0.1, 0.6 - 0.05 + 0.1]));
        let missing = heat.cell(0, 2).unwrap();
        assert!(missing.value.is_none() && missing.words.contains("no image of the class"), "{missing:?}");
        assert_eq!(chart.curve(0).lines[0].points.len(), 2);
        assert!(chart.remark.contains("320 images") && chart.remark.contains("Exploratory"));
    }
}
