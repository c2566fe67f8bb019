use super::*;
use crate::evaluate::difference::RunOutcome;
use crate::evaluate::random::Random;

/// Three classes in `groups` groups of 10 images each, and recipes that recognise what `chance(recipe, class)` says,
/// with luck of groups and seeds.
struct World {
    classes: Vec<String>,
    labels: Vec<usize>,
    groups: Vec<usize>,
    runs: Vec<RunOutcome>,
}

impl World {
    fn new(
        [recipes, groups, seeds]: [usize; 3],
        random: &mut Random,
        chance: impl Fn(usize, usize) -> f64,
    ) -> Self {
        let (mut labels, mut of_group) = (Vec::new(), Vec::new());
        for group in 0..3 * groups {
            for _ in 0..10 {
                labels.push(group / groups);
                of_group.push(group);
            }
        }
        let luck: Vec<f64> = (0..3 * groups).map(|_| 0.1 * (random.unit() - 0.5)).collect();
        let mut runs = Vec::new();
        for recipe in 0..recipes {
            for seed in 0..seeds {
                let of_seed: Vec<f64> = (0..3).map(|_| 0.06 * (random.unit() - 0.5)).collect();
                let mut answer = |(&label, &group): (&usize, &usize)| {
                    let right = random.unit() < chance(recipe, label) + luck[group] + of_seed[label];
                    Some(if right { label } else { (label + 1) % 3 })
                };
                let predicted = labels.iter().zip(&of_group).map(&mut answer).collect();
                runs.push(RunOutcome::new(recipe, seed as u64, predicted));
            }
        }
        let classes = (0..3).map(|class| format!("class {class}")).collect();
        Self { classes, labels, groups: of_group, runs }
    }

    fn outcomes(&self) -> Outcomes<'_> {
        let Self { classes, labels, groups, runs } = self;
        Outcomes { classes, labels, groups, runs }
    }
}

#[test]
fn a_clear_order_is_found_and_equals_are_not_told_apart() {
    // Recipes 2 and 3 are the same, 1 is clearly worse, 0 worse still; all but 1 lose class 2.
    let chance = |recipe: usize, class: usize| {
        let base = [0.35, 0.6, 0.85, 0.85][recipe];
        if class == 2 && recipe != 1 { base - 0.3 } else { base }
    };
    let world = World::new([4, 10, 3], &mut Random::new(1, 0), chance);
    let ranking = rank(&world.outcomes(), Criterion::Balanced, 0).unwrap();
    let order: Vec<usize> = ranking.recipes.iter().map(|ranked| ranked.recipe).collect();
    assert!(order == [2, 3, 1, 0] || order == [3, 2, 1, 0], "{order:?}");
    let standing: Vec<&Standing> = ranking.recipes.iter().map(|ranked| &ranked.standing).collect();
    assert_eq!(standing, [&Standing::First, &Standing::NotToldApart, &Standing::Behind, &Standing::Behind]);
    let last = &ranking.recipes[3];
    assert!((last.difference.unwrap() + 0.5).abs() < 0.06, "{last:?}");
    let [low, high] = last.difference_ci95.unwrap();
    assert!(low < -0.5 && high > -0.5 && high < 0.0, "{last:?}");
    assert_eq!(last.seeds.len(), 3);
    let mean = last.seeds.iter().map(|(_, value)| value).sum::<f64>() / 3.0;
    assert!((mean - last.value.value.unwrap()).abs() < 1e-12);
    // Both equals are chosen, the others hardly ever.
    let chosen: Vec<f64> = ranking.recipes.iter().map(|ranked| ranked.chosen).collect();
    assert!((chosen.iter().sum::<f64>() - 1.0).abs() < 1e-9 && chosen[0] > 0.1 && chosen[3] < 0.01);
    // By its worst class the second recipe is the best.
    let worst = rank(&world.outcomes(), Criterion::Worst, 0).unwrap();
    assert_eq!(worst.recipes[0].recipe, 1);
    assert_eq!(ranking, rank(&world.outcomes(), Criterion::Balanced, 0).unwrap());
}

#[test]
fn the_best_of_many_equals_looks_better_than_it_is_and_halves_say_so() {
    let (mut looked, mut expected, mut apart, worlds) = (0.0, 0.0, 0, 12);
    let mut random = Random::new(4, 0);
    for _ in 0..worlds {
        let world = World::new([8, 8, 2], &mut random, |_, _| 0.5);
        let ranking = rank(&world.outcomes(), Criterion::Class(0), 0).unwrap();
        looked += ranking.recipes[0].value.value.unwrap() / f64::from(worlds);
        expected += ranking.fresh.expected.value.unwrap() / f64::from(worlds);
        apart += u32::from(ranking.recipes.iter().any(|ranked| ranked.standing == Standing::Behind));
    }
    println!("looked {looked:.3}, expected {expected:.3}, told apart in {apart} of {worlds} worlds");
    assert!(looked > 0.54, "the best of eight equals looks better than 0.5: {looked}");
    assert!((expected - 0.5).abs() < 0.03, "{expected}");
    assert!(apart <= 3, "{apart}");
}

#[test]
fn single_runs_and_few_groups_are_not_judged() {
    let mut random = Random::new(9, 0);
    let world = World::new([2, 10, 1], &mut random, |recipe, _| 0.2 + 0.6 * recipe as f64);
    let ranking = rank(&world.outcomes(), Criterion::Balanced, 0).unwrap();
    assert_eq!(ranking.recipes[0].recipe, 1);
    assert!(
        matches!(&ranking.recipes[1].standing, Standing::NotJudged(why) if why.contains("single run")),
        "{ranking:?}"
    );
    assert!(ranking.fresh.single && ranking.recipes[1].p.is_none());
    let world = World::new([2, 3, 3], &mut random, |recipe, _| 0.2 + 0.6 * recipe as f64);
    let ranking = rank(&world.outcomes(), Criterion::Class(1), 0).unwrap();
    assert!(
        matches!(&ranking.recipes[1].standing, Standing::NotJudged(why) if why.contains("too few groups")),
        "{ranking:?}"
    );
    let world = World::new([2, 1, 3], &mut random, |recipe, _| 0.2 + 0.6 * recipe as f64);
    let found = fresh(&world.outcomes(), Criterion::Balanced, 0).unwrap();
    assert!(found.expected.not_defined.unwrap().contains("too few groups"));
    assert!(found.chosen.iter().all(|chosen| *chosen == 0.0));
}

#[test]
fn every_class_has_its_best_recipe() {
    // Recipe 1 is the best for class 0, recipe 2 for class 1; for class 2 all are the same.
    let chance = |recipe: usize, class: usize| if recipe == class + 1 { 0.9 } else { 0.4 };
    let world = World::new([3, 10, 3], &mut Random::new(2, 0), chance);
    let best = best_of_classes(&world.outcomes(), 0).unwrap();
    assert_eq!([best[0].recipe, best[1].recipe], [Some(1), Some(2)]);
    for found in &best[..2] {
        assert_eq!(found.certain, Some(true), "{found:?}");
        assert!((found.gain.unwrap() - 0.5).abs() < 0.1 && found.gain_ci95.unwrap()[0] > 0.2, "{found:?}");
    }
    assert_eq!(best[2].certain, Some(false), "{:?}", best[2]);
    assert!(best[2].lead.unwrap() < 0.1);
    // Of the reference itself there is no gain.
    let world = World::new([2, 10, 2], &mut Random::new(2, 0), |recipe, _| 0.8 - 0.5 * recipe as f64);
    let best = best_of_classes(&world.outcomes(), 0).unwrap();
    assert!(best.iter().all(|found| found.recipe == Some(0) && found.gain.is_none()));
}
