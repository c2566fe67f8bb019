//! A recipe against itself and against one that lost 20 points, in worlds with a known truth: see examples/calibration.

use super::*;
use crate::evaluate::random::Random;

#[path = "../../../examples/calibration/world.rs"]
mod world;

use world::{Made, World};

const SEEDS: usize = 3;

fn worlds() -> [World; 2] {
    let slides =
        World { classes: 5, groups: 12, images: 5, shared: true, apart: 2.5, of_group: 0.6, of_seed: 0.2 };
    [slides, World { groups: 9, images: 8, shared: false, ..slides }]
}

/// The contrast of the last runs of `made` with the first.
fn contrast(made: &Made) -> Contrast {
    let classes: Vec<String> = (0..5).map(|class| class.to_string()).collect();
    let runs: Vec<RunOutcome> = made
        .answers
        .iter()
        .enumerate()
        .map(|(run, answers)| {
            RunOutcome::new(run / SEEDS, (run % SEEDS) as u64, answers.iter().copied().map(Some).collect())
        })
        .collect();
    let outcomes = Outcomes { classes: &classes, labels: &made.labels, groups: &made.groups, runs: &runs };
    contrasts(&outcomes, Weighting::Balanced, 0).unwrap().remove(0)
}

fn verdicts(contrast: &Contrast) -> Vec<Verdict> {
    contrast.per_class.0.iter().filter_map(|(_, class)| class.verdict).collect()
}

#[test]
fn a_recipe_against_itself_is_rarely_a_finding() {
    let mut random = Random::new(11, 0);
    let mut unit = || random.unit();
    let mut found = 0;
    for comparison in 0..200 {
        let made = worlds()[comparison % 2].make(2 * SEEDS, &mut unit);
        let verdicts = verdicts(&contrast(&made));
        assert_eq!(verdicts.len(), 5);
        found += usize::from(verdicts.iter().any(|v| matches!(v, Verdict::Helped | Verdict::Hurt)));
    }
    // 5 % of 200 is 10; more than 18 come about once in a hundred times.
    println!("findings in 200 comparisons of a recipe with itself: {found}");
    assert!(found <= 18, "{found}");
}

#[test]
fn a_planted_loss_is_found_and_lost_images_are_followed() {
    let mut random = Random::new(12, 0);
    let mut unit = || random.unit();
    let world = World { groups: 20, images: 8, ..worlds()[1] };
    let mut found = 0;
    for _ in 0..20 {
        let mut made = world.make(2 * SEEDS, &mut unit);
        for run in SEEDS..2 * SEEDS {
            let recall = made.recall(run, 2);
            made.plant(run, 2, 0.3, recall, &mut unit);
        }
        let contrast = contrast(&made);
        let class = &contrast.per_class.0[2].1;
        found += usize::from(class.verdict == Some(Verdict::Hurt));
        assert_eq!(class.lost_to.as_ref().map(|moved| moved.class.as_str()), Some("3"));
    }
    assert!(found >= 16, "{found} of 20");
}
