//! [`Sorted`]: how an expert sorted random versions into classes, and which classes she mixed up.

use crate::evaluate::interval::wilson;
use serde::{Deserialize, Serialize};

/// How versions were sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sorted {
    /// The classes.
    pub classes: Vec<String>,
    /// A row a class, with how often its versions were taken for each class, and last how often nobody could tell.
    pub counts: Vec<Vec<u32>>,
}

/// How the versions of a class were recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassSorted {
    /// Versions that were recognised.
    pub right: u32,
    /// Versions that were shown.
    pub of: u32,
    /// Wilson's 95 % interval of the share, 0 to 1.
    pub interval: [f64; 2],
}

/// Two classes that were taken for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MixedUp {
    /// One class, by its place.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// How often either was taken for the other.
    pub times: u32,
}

impl Sorted {
    /// From pairs of the class that was shown and the answer, `None` for "can't tell".
    pub fn new(classes: Vec<String>, answers: impl IntoIterator<Item = (usize, Option<usize>)>) -> Self {
        let count = classes.len();
        let mut counts = vec![vec![0; count + 1]; count];
        for (shown, answer) in answers {
            let row = counts.get_mut(shown);
            if let Some(cell) = row.and_then(|row| row.get_mut(answer.unwrap_or(count))) {
                *cell += 1;
            }
        }
        Self { classes, counts }
    }

    /// How the versions of all classes were recognised.
    pub fn all(&self) -> ClassSorted {
        let right = (0..self.classes.len()).map(|class| self.cell(class, class)).sum();
        recognised(right, self.counts.iter().flatten().sum())
    }

    /// How those of one class were.
    pub fn class(&self, class: usize) -> ClassSorted {
        recognised(self.cell(class, class), self.counts.get(class).map_or(0, |row| row.iter().sum()))
    }

    /// The classes that were mixed up, most often first.
    pub fn mixed_up(&self) -> Vec<MixedUp> {
        let classes = self.classes.len();
        let mut found = Vec::new();
        for first in 0..classes {
            for second in first + 1..classes {
                let times = self.cell(first, second) + self.cell(second, first);
                if times > 0 {
                    found.push(MixedUp { first, second, times });
                }
            }
        }
        found.sort_by_key(|pair| std::cmp::Reverse(pair.times));
        found
    }

    /// How often nobody could tell.
    pub fn cannot_tell(&self) -> u32 {
        self.counts.iter().filter_map(|row| row.last()).sum()
    }

    /// "14 of 20 right (48 to 85 %). Mixed up: G1 and S (4 times)."
    pub fn sentence(&self) -> String {
        let ClassSorted { right, of, interval: [low, high] } = self.all();
        let words = format!("{right} of {of} right ({:.0} to {:.0} %).", 100.0 * low, 100.0 * high);
        let pairs: Vec<String> = self.mixed_up().iter().take(3).map(|pair| self.pair_words(pair)).collect();
        if pairs.is_empty() { words } else { format!("{words} Mixed up: {}.", pairs.join(", ")) }
    }

    /// "G1 and S (4 times)".
    pub fn pair_words(&self, pair: &MixedUp) -> String {
        let name = |class: usize| self.classes.get(class).map_or("", String::as_str);
        let times = if pair.times == 1 { "once".into() } else { format!("{} times", pair.times) };
        format!("{} and {} ({times})", name(pair.first), name(pair.second))
    }

    fn cell(&self, shown: usize, answer: usize) -> u32 {
        self.counts.get(shown).and_then(|row| row.get(answer)).copied().unwrap_or(0)
    }
}

fn recognised(right: u32, of: u32) -> ClassSorted {
    let (share, n) = (f64::from(right) / f64::from(of.max(1)), f64::from(of));
    let interval = if of == 0 { [0.0, 1.0] } else { wilson(share, n) };
    ClassSorted { right, of, interval }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_and_pairs_found() {
        let classes = ["G1", "S", "M"].map(String::from).to_vec();
        let answers =
            [(0, Some(0)), (0, Some(1)), (1, Some(0)), (1, Some(1)), (2, None), (2, Some(2)), (1, Some(2))];
        let sorted = Sorted::new(classes, answers);
        assert_eq!(sorted.counts, [[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1]]);
        let all = sorted.all();
        assert_eq!((all.right, all.of, sorted.cannot_tell()), (3, 7, 1));
        // statsmodels: proportion_confint(3, 7, method="wilson")
        assert!((all.interval[0] - 0.158_219).abs() < 1e-4 && (all.interval[1] - 0.749_539).abs() < 1e-4);
        assert_eq!((sorted.class(1).right, sorted.class(1).of), (1, 3));
        assert_eq!(
            sorted.sentence(),
            "3 of 7 right (16 to 75 %). Mixed up: G1 and S (2 times), S and M (once)."
        );
        // What was kept by another program may be of any shape.
        let odd = Sorted { classes: vec!["A".into()], counts: Vec::new() };
        assert_eq!((odd.all().of, odd.mixed_up().len(), odd.class(4).interval), (0, 0, [0.0, 1.0]));
    }
}
