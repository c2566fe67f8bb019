//! [`confusion_difference`]: which class took the images that another one lost.

use super::outcomes::RunOutcome;
use serde::{Deserialize, Serialize};

/// Images that went over to another class, or came back from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The other class.
    pub class: String,
    /// Images, the mean over runs.
    pub images: f64,
    /// The same as a share of the images that were lost or won.
    pub share: f64,
}

/// Images by (actual, predicted) class, the mean over `pairs`: the other recipe's minus the reference's. Labels and
/// answers are below `classes`.
pub fn confusion_difference(labels: &[usize], pairs: &[[&RunOutcome; 2]], classes: usize) -> Vec<Vec<f64>> {
    // Whole images are added and divided once, so that nothing is left of images that went there and back. All runs of
    // a comparison have as many draws.
    let mut counts = vec![vec![0_i64; classes]; classes];
    let mut draws = 0;
    for (sign, run) in pairs.iter().flat_map(|[reference, other]| [(-1, reference), (1, other)]) {
        draws = draws.max(run.draws.len());
        for (&actual, predicted) in run.draws.iter().flat_map(|draw| labels.iter().zip(draw)) {
            if let Some(count) = predicted.and_then(|predicted| counts[actual].get_mut(predicted)) {
                *count += sign;
            }
        }
    }
    let runs = (pairs.len() * draws).max(1) as f64;
    counts.iter().map(|row| row.iter().map(|&count| count as f64 / runs).collect()).collect()
}

/// Of a class that lost images, the one that took the most of them. `row` is the class's line of the difference.
pub(super) fn lost_to(row: &[f64], class: usize, names: &[String]) -> Option<Moved> {
    moved(row, class, names, 1.0)
}

/// Of a class that won images, the one from which the most came back.
pub(super) fn won_from(row: &[f64], class: usize, names: &[String]) -> Option<Moved> {
    moved(row, class, names, -1.0)
}

fn moved(row: &[f64], class: usize, names: &[String], sign: f64) -> Option<Moved> {
    let changed = -sign * row.get(class)?;
    let others = row.iter().enumerate().filter(|&(other, _)| other != class).map(|(c, v)| (c, sign * v));
    // The first of equals, in the order of the classes.
    let (other, images) = others.rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    if changed <= 0.0 || images <= 0.0 {
        return None;
    }
    // More may have gone there than were lost, where others came back.
    Some(Moved { class: names.get(other)?.clone(), images, share: (images / changed).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_images_are_found_where_they_went() {
        let names = ["a", "b", "c"].map(String::from);
        let run = |predicted: &[usize]| RunOutcome::new(0, 0, predicted.iter().map(|&c| Some(c)).collect());
        let labels = [0, 0, 0, 0, 1, 1];
        let (before, after) = (run(&[0, 0, 0, 1, 0, 1]), run(&[0, 2, 2, 1, 1, 1]));
        let found = confusion_difference(&labels, &[[&before, &after]], 3);
        assert_eq!(found, [vec![-2.0, 0.0, 2.0], vec![-1.0, 1.0, 0.0], vec![0.0; 3]]);
        let moved = |class: &str, images| Some(Moved { class: class.into(), images, share: 1.0 });
        assert_eq!(lost_to(&found[0], 0, &names), moved("c", 2.0));
        assert_eq!(won_from(&found[0], 0, &names), None);
        assert_eq!((lost_to(&found[1], 1, &names), won_from(&found[1], 1, &names)), (None, moved("a", 1.0)));
        assert_eq!(lost_to(&found[2], 2, &names), None);
        // An image without an answer is lost, but to nobody.
        let silent = RunOutcome::new(0, 0, vec![None; 6]);
        assert_eq!(lost_to(&confusion_difference(&labels, &[[&before, &silent]], 3)[0], 0, &names), None);
    }
}
