//! Tests of the split into parts.

use std::collections::{HashMap, HashSet};

use super::super::without_files::dataset;
use super::*;

/// A small generator of test cases (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

#[test]
fn no_group_is_ever_split_and_class_shares_hold() {
    for case in 0..1000 {
        let mut dice = Dice(case);
        let classes = 2 + dice.below(5);
        let mixed = dice.below(2) == 0;
        let mut items = Vec::new();
        let mut biggest = vec![0_usize; classes];
        for class in 0..classes {
            for g in 0..3 + dice.below(30) {
                let size = 1 + dice.below(12);
                biggest[class] = biggest[class].max(size);
                for _ in 0..size {
                    let own = dice.below(20) == 0;
                    let name = if mixed { format!("g{}", g % 9) } else { format!("c{class} g{g}") };
                    let class = (dice.below(15) > 0).then_some(class);
                    items.push((class, (!own).then_some(name)));
                }
            }
        }
        let data = dataset(classes, &items, true);
        let parts = Parts::split(&data);
        assert_eq!(parts, Parts::split(&data), "deterministic");
        let mut of_group: HashMap<&str, HashSet<Part>> = HashMap::new();
        for (item, part) in data.items.iter().zip(&parts.of) {
            assert_eq!(part.is_some(), item.class.is_some());
            if let (Some(group), Some(part)) = (&item.group, part) {
                of_group.entry(group).or_default().insert(*part);
            }
        }
        assert!(of_group.values().all(|p| p.len() == 1), "case {case}: a group is split");
        for &i in parts.pretraining_items() {
            let group = data.items[i].group.as_deref();
            let clean = group.is_none_or(|g| of_group.get(g).is_none_or(|p| p.contains(&Part::Train)));
            assert!(
                clean && matches!(parts.of[i], None | Some(Part::Train)),
                "case {case}: pretraining leaks"
            );
        }
        if mixed {
            continue;
        }
        let shares: &[(Part, f64)] = if parts.exploratory {
            &[(Part::Train, 0.75), (Part::Choose, 0.25)]
        } else {
            &[(Part::Train, 0.6), (Part::Choose, 0.2), (Part::Report, 0.2)]
        };
        for class in 0..classes {
            let total = data.items.iter().filter(|i| i.class == Some(class)).count() as f64;
            for (part, share) in shares {
                let n = parts.items(*part).iter().filter(|&&i| data.items[i].class == Some(class)).count();
                assert!(n > 0, "case {case}: class {class} is missing in {part:?}");
                let off = (n as f64 - share * total).abs();
                assert!(off <= biggest[class] as f64, "case {case}: class {class} {part:?} is off by {off}");
            }
        }
    }
}

#[test]
fn small_sets_are_exploratory() {
    let grouped = |groups: usize| -> Vec<_> {
        (0..groups * 8).map(|i| (Some(i % 2), Some(format!("{} {}", i % 2, i / 2 % groups)))).collect()
    };
    assert!(Parts::split(&dataset(2, &grouped(7), true)).exploratory);
    assert!(!Parts::split(&dataset(2, &grouped(8), true)).exploratory);
    let loose = |n: usize| -> Vec<_> { (0..2 * n).map(|i| (Some(i % 2), None)).collect() };
    let small = Parts::split(&dataset(2, &loose(49), false));
    assert!(small.exploratory && small.items(Part::Report).is_empty() && small.notes.len() == 1);
    let large = Parts::split(&dataset(2, &loose(50), false));
    let sizes = [Part::Train, Part::Choose, Part::Report].map(|p| large.items(p).len());
    assert!(!large.exploratory);
    assert_eq!(sizes, [60, 20, 20]);
}
