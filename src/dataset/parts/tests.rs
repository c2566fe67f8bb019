//! Tests of the split into parts.

use std::collections::{HashMap, HashSet};

use super::super::without_files::{dataset, with_contents};
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
        let mut data = dataset(classes, &items, true);
        // A few pictures are there twice or more.
        let contents: Vec<u64> =
            (0..items.len()).map(|i| if dice.below(10) == 0 { 7 } else { 1000 + i as u64 }).collect();
        with_contents(&mut data, &contents);
        let parts = Parts::split(&data);
        check_equal(&data, &parts, &contents, case);
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

/// Every picture that is in another part too is told of.
fn check_equal(data: &Dataset, parts: &Parts, contents: &[u64], case: u64) {
    let of_part = |part: Part| parts.items(part).into_iter().filter(|&i| contents[i] == 7).count();
    let in_parts = [Part::Train, Part::Choose, Part::Report].into_iter().filter(|p| of_part(*p) > 0).count();
    let torn = parts.equal_in_two(data);
    assert_eq!(torn.len(), usize::from(in_parts > 1), "case {case}");
    let said = parts.notes.iter().any(|note| note.contains("equal pixels"));
    assert_eq!(said, in_parts > 1, "case {case}: {:?}", parts.notes);
    for [(a, in_a), (b, in_b)] in torn {
        assert!(contents[a] == contents[b] && in_a != in_b, "case {case}");
        assert_eq!((parts.of[a], parts.of[b]), (Some(in_a), Some(in_b)), "case {case}");
    }
}

/// A data set whose parts are given, in these words.
fn given(words: &[&str], groups: &[Option<&str>]) -> Dataset {
    let items: Vec<_> = groups.iter().enumerate().map(|(i, g)| (Some(i % 2), g.map(str::to_owned))).collect();
    let mut data = dataset(2, &items, true);
    data.split_column = Some("split".into());
    for (item, word) in data.items.iter_mut().zip(words) {
        item.given = crate::dataset::given_split::part_of(word);
    }
    data
}

#[test]
fn parts_that_the_data_set_came_with_are_followed_unless_they_tear_groups_apart() {
    let words: Vec<&str> = (0..120)
        .map(|i| {
            if i < 80 {
                "Training"
            } else if i < 100 {
                "valid"
            } else {
                "test"
            }
        })
        .collect();
    let none = vec![None; 120];
    let parts = Parts::split(&given(&words, &none));
    let size = |parts: &Parts| [Part::Train, Part::Choose, Part::Report].map(|part| parts.items(part).len());
    assert_eq!((size(&parts), parts.exploratory), ([80, 20, 20], false));
    assert!(parts.notes[0].starts_with("the parts follow split"), "{:?}", parts.notes);
    // Without images to choose by, they come out of those to train on.
    let two: Vec<&str> = words.iter().map(|word| if *word == "valid" { "train" } else { word }).collect();
    // 100 images to train on, 50 of each class.
    assert_eq!(size(&Parts::split(&given(&two, &none))), [76, 24, 20]);
    // Without a test there is no report.
    let no_test: Vec<&str> = words.iter().map(|word| if *word == "test" { "train" } else { word }).collect();
    let parts = Parts::split(&given(&no_test, &none));
    assert_eq!((size(&parts), parts.exploratory), ([100, 20, 0], true));
    // A well on both sides: the split by wells counts.
    let wells: Vec<Option<&str>> =
        (0..120).map(|i| Some(["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"][i % 9])).collect();
    let parts = Parts::split(&given(&words, &wells));
    assert!(parts.notes[0].contains("several parts (9 such)"), "{:?}", parts.notes);
    assert_ne!(size(&parts), [80, 20, 20]);
    // Only images to train on.
    let parts = Parts::split(&given(&["train"; 120], &none));
    assert!(parts.notes[0].contains("dealt anew") && size(&parts) == [72, 24, 24], "{:?}", parts.notes);
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
