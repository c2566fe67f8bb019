//! [`deal`]: which random versions are sorted, as many of each class, in random order.

use crate::evaluate::Random;

/// Versions are of rounds that nobody has looked at while making the recipe.
const ROUNDS: std::ops::Range<u32> = 1_000_000..2_000_000;

/// One random version to be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// The image, by its place in the data set.
    pub item: usize,
    /// Its class, by its place among the classes that are sorted into.
    pub class: usize,
    /// The round of training whose version is shown.
    pub epoch: u32,
    /// Which of the two versions.
    pub view: u32,
}

/// Deals `count` cards from the images of each class. Classes get the same number, or one more; no image comes twice
/// while its class has others. Empty where a class has no image.
pub fn deal(classes: &[Vec<usize>], count: usize, seed: u64) -> Vec<Card> {
    if classes.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut random = Random::new(seed, 0x0050_4f52_5449_4e47);
    // Turns are places among the classes.
    let mut turns: Vec<usize> = (0..classes.len()).collect();
    random.shuffle(&mut turns);
    let mut left: Vec<Vec<usize>> = vec![Vec::new(); classes.len()];
    let mut cards = Vec::with_capacity(count);
    for class in turns.into_iter().cycle().take(count) {
        if left[class].is_empty() {
            left[class].clone_from(&classes[class]);
            random.shuffle(&mut left[class]);
        }
        let Some(item) = left[class].pop() else { continue };
        let epoch = ROUNDS.start + random.below(ROUNDS.len()) as u32;
        cards.push(Card { item, class, epoch, view: random.below(2) as u32 });
    }
    random.shuffle(&mut cards);
    cards
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn classes_come_equally_often_and_images_but_once() {
        let classes: Vec<Vec<usize>> = (0..6).map(|c| (c * 100..c * 100 + 40).collect()).collect();
        for seed in 0..50 {
            let cards = deal(&classes, 20, seed);
            let mut counts = [0; 6];
            for card in &cards {
                assert_eq!(card.item / 100, card.class);
                counts[card.class] += 1;
            }
            assert!(cards.len() == 20 && counts.iter().all(|n| (3..=4).contains(n)), "{counts:?}");
            let items: HashSet<usize> = cards.iter().map(|card| card.item).collect();
            assert_eq!(items.len(), 20);
            assert_eq!(deal(&classes, 20, seed), cards);
            assert_ne!(deal(&classes, 20, seed + 1), cards);
        }
    }

    #[test]
    fn a_small_class_repeats_and_an_empty_one_deals_nothing() {
        let cards = deal(&[vec![3], vec![7, 8]], 20, 0);
        assert_eq!(cards.iter().filter(|card| card.item == 3).count(), 10);
        let rounds: HashSet<u32> = cards.iter().map(|card| card.epoch).collect();
        assert!(rounds.len() > 18, "the same image comes in other versions");
        assert_eq!(cards.iter().filter(|card| card.item == 7).count(), 5);
        assert!(deal(&[vec![1], Vec::new()], 20, 0).is_empty() && deal(&[], 20, 0).is_empty());
    }
}
