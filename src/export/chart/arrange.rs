//! The classes of a chart in another order.

use super::ClassChart;

impl ClassChart {
    /// The same chart with its classes in the order of `names`; those that are not named keep theirs, at the end.
    #[must_use]
    pub fn in_order(mut self, names: &[&str]) -> Self {
        let mut order: Vec<usize> = (0..self.classes.len()).collect();
        let rank = |class: usize| {
            names.iter().position(|name| Some(*name) == self.classes.get(class).map(String::as_str))
        };
        order.sort_by_key(|&class| rank(class).unwrap_or(names.len()));
        self.classes = arranged(&self.classes, &order);
        self.n = arranged(&self.n, &order);
        for series in &mut self.series {
            series.values = arranged(&series.values, &order);
            series.ci = arranged(&series.ci, &order);
        }
        for mark in &mut self.marks {
            mark.values = arranged(&mark.values, &order);
        }
        self
    }
}

fn arranged<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().filter_map(|&place| values.get(place).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Series;
    use super::*;

    #[test]
    fn values_go_with_their_classes() {
        let values = vec![Some(0.1), Some(0.2), Some(0.3)];
        let chart = ClassChart {
            classes: ["a", "b", "c"].map(String::from).into(),
            n: vec![1, 2, 3],
            series: vec![Series { name: "run".into(), values, ci: vec![None; 3] }],
            ..ClassChart::default()
        };
        let chart = chart.in_order(&["c", "a"]);
        assert_eq!((chart.classes.concat(), chart.n), ("cab".to_owned(), vec![3, 1, 2]));
        assert_eq!(chart.series[0].values, [Some(0.3), Some(0.1), Some(0.2)]);
    }
}
