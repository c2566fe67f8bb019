//! The order of the classes in the chart.

use super::comparison::Comparison;
use crate::app::project::Sort;
use std::cmp::Ordering;

/// What classes are ordered by.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Figures<'a> {
    name: &'a str,
    /// Of the first ticked run.
    value: Option<f64>,
    /// Of the last ticked run minus the first.
    difference: Option<f64>,
}

/// Names of the classes from top to bottom.
pub fn ordered<'a>(comparison: &Comparison<'a>, sort: Sort) -> Vec<&'a str> {
    let figures = comparison.classes.iter().map(|&name| Figures {
        name,
        value: comparison.shown.first().and_then(|first| first.value(Some(name))),
        difference: comparison.difference(Some(name)),
    });
    order(figures.collect(), sort)
}

fn order(mut classes: Vec<Figures<'_>>, sort: Sort) -> Vec<&str> {
    classes.sort_by(|a, b| {
        let by_figure = match sort {
            Sort::Name => Ordering::Equal,
            Sort::Value => smallest_first(a.value, b.value),
            Sort::Difference => smallest_first(a.difference, b.difference),
        };
        by_figure.then_with(|| natural(a.name, b.name))
    });
    classes.into_iter().map(|class| class.name).collect()
}

/// Smallest first; what has no figure comes last.
fn smallest_first(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Names as people order them: without regard to capitals, and "class 2" before "class 10".
fn natural(a: &str, b: &str) -> Ordering {
    parts(a).cmp(&parts(b)).then_with(|| a.cmp(b))
}

/// Words and numbers in turn; a number as its digits without zeros in front, the shorter the smaller.
fn parts(name: &str) -> Vec<(String, usize, String)> {
    let mut parts: Vec<(String, usize, String)> = Vec::new();
    for c in name.chars() {
        match parts.last_mut() {
            Some((_, length, digits)) if c.is_ascii_digit() => {
                if !(c == '0' && digits.is_empty()) {
                    digits.push(c);
                    *length += 1;
                }
            }
            Some((word, 0, digits)) if digits.is_empty() => word.extend(c.to_lowercase()),
            _ if c.is_ascii_digit() => {
                let digits = if c == '0' { String::new() } else { c.into() };
                parts.push((String::new(), digits.len(), digits));
            }
            _ => parts.push((c.to_lowercase().collect(), 0, String::new())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_come_by_name_value_or_difference_and_those_without_figures_last() {
        let class = |name, value, difference| Figures { name, value, difference };
        let classes = || {
            vec![
                class("class 10", Some(0.9), Some(0.2)),
                class("Bright", None, None),
                class("class 2", Some(0.1), Some(-0.3)),
                class("large", Some(0.5), None),
                class("bright", Some(0.5), Some(0.0)),
            ]
        };
        let all = |sort| order(classes(), sort);
        assert_eq!(all(Sort::Name), ["Bright", "bright", "class 2", "class 10", "large"]);
        assert_eq!(all(Sort::Value), ["class 2", "bright", "large", "class 10", "Bright"]);
        assert_eq!(all(Sort::Difference), ["class 2", "bright", "class 10", "Bright", "large"]);
    }

    #[test]
    fn numbers_of_any_length_are_numbers() {
        let mut names = vec!["x12345678901234567890123", "x007", "x9", "x10b", "x10a", "x"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["x", "x007", "x9", "x10a", "x10b", "x12345678901234567890123"]);
    }
}
