use super::*;
use crate::evaluate::difference::RunOutcome;
use crate::evaluate::random::Random;

/// Classes in `groups` groups each of 12 images, recognised by chance with what `chance(class, value)` says, with luck
/// of groups and seeds; a recipe a value, with `seeds` runs.
struct Made {
    classes: Vec<String>,
    labels: Vec<usize>,
    groups: Vec<usize>,
    runs: Vec<RunOutcome>,
}

impl Made {
    fn new(
        values: &[f64],
        [classes, groups, seeds]: [usize; 3],
        random: &mut Random,
        chance: impl Fn(usize, f64) -> f64,
    ) -> Self {
        let (mut labels, mut of_group) = (Vec::new(), Vec::new());
        for group in 0..classes * groups {
            for _ in 0..12 {
                labels.push(group / groups);
                of_group.push(group);
            }
        }
        let luck: Vec<f64> = (0..classes * groups).map(|_| 0.2 * (random.unit() - 0.5)).collect();
        let mut runs = Vec::new();
        for (recipe, &value) in values.iter().enumerate() {
            for seed in 0..seeds {
                let of_seed: Vec<f64> = (0..classes).map(|_| 0.06 * (random.unit() - 0.5)).collect();
                let mut answer = |(&label, &group): (&usize, &usize)| {
                    let right = random.unit() < chance(label, value) + luck[group] + of_seed[label];
                    Some(if right { label } else { (label + 1) % classes })
                };
                let predicted = labels.iter().zip(&of_group).map(&mut answer).collect();
                runs.push(RunOutcome::new(recipe, seed as u64, predicted));
            }
        }
        let names = (0..classes).map(|class| format!("class {class}")).collect();
        Self { classes: names, labels, groups: of_group, runs }
    }

    fn sweep(&self, values: &[f64]) -> Sweep {
        let Self { classes, labels, groups, runs } = self;
        sweep(&Outcomes { classes, labels, groups, runs }, values, 0).unwrap()
    }
}

/// One class rises with the value, one falls, one stays where it is, one is always recognised.
fn planted(class: usize, value: f64) -> f64 {
    match class {
        0 => 0.2 + 0.6 * value,
        1 => 0.8 - 0.6 * value,
        2 => 0.5,
        _ => 2.0,
    }
}

#[test]
fn classes_that_move_against_each_other_are_found() {
    // Not in their order: the values are.
    let values = [0.5, 0.0, 1.0, 0.25, 0.75];
    let made = Made::new(&values, [4, 10, 3], &mut Random::new(3, 0), planted);
    let found = made.sweep(&values);
    assert_eq!(found.values, [0.0, 0.25, 0.5, 0.75, 1.0]);
    assert_eq!(found.recipes, [1, 3, 0, 4, 2]);
    let recall = |place: usize, class: usize| found.levels[place].recall[class].value.unwrap();
    assert!((recall(0, 0) - 0.2).abs() < 0.1 && (recall(4, 0) - 0.8).abs() < 0.1, "{found:#?}");
    assert!(found.levels.iter().all(|level| level.recall[0].ci95.is_some()));
    let against = &found.correlation[0][1];
    assert!(against.value.unwrap() < -0.95, "{against:?}");
    assert!(against.ci95.unwrap()[1] < -0.5, "{against:?}");
    assert_eq!(found.correlation[0][1], found.correlation[1][0]);
    // What has nothing to do with the value has an interval that holds 0.
    let [low, high] = found.correlation[2][0].ci95.unwrap();
    assert!(low < 0.0 && high > 0.0, "{:?}", found.correlation[2][0]);
    let constant = &found.correlation[3][0];
    assert!(constant.not_defined.as_ref().unwrap().contains("class 3 does not change"), "{constant:?}");
    assert_eq!(found.correlation[2][2].value, Some(1.0));
    assert_eq!(found, made.sweep(&values));
}

#[test]
fn classes_that_have_nothing_to_do_with_each_other_are_rarely_a_finding() {
    let values = [0.0, 0.25, 0.5, 0.75, 1.0];
    let mut random = Random::new(8, 0);
    let mut found = 0;
    for _ in 0..60 {
        let made =
            Made::new(&values, [2, 9, 2], &mut random, |class, value| if class == 0 { value } else { 0.5 });
        let figure = &made.sweep(&values).correlation[0][1];
        let [low, high] = figure.ci95.unwrap();
        assert!(low <= figure.value.unwrap() && figure.value.unwrap() <= high);
        found += usize::from(low > 0.0 || high < 0.0);
    }
    // 5 % of 60 is 3; more than 7 come about twice in a hundred times.
    println!("findings among 60 pairs of classes without anything in common: {found}");
    assert!(found <= 7, "{found}");
}

#[test]
fn few_values_or_groups_and_wrong_lists_have_words() {
    let three = [0.0, 0.5, 1.0];
    let found = Made::new(&three, [2, 10, 2], &mut Random::new(3, 0), planted).sweep(&three);
    assert!(found.correlation[0][1].not_defined.as_ref().unwrap().contains("only 3 values"));
    let four = [0.0, 0.3, 0.6, 1.0];
    let made = Made::new(&four, [2, 3, 1], &mut Random::new(3, 0), planted);
    let figure = &made.sweep(&four).correlation[0][1];
    assert!(figure.value.is_some() && figure.ci95.is_none(), "{figure:?}");
    assert!(figure.ci_reason.as_ref().unwrap().contains("only 3 groups"), "{figure:?}");
    let Made { classes, labels, groups, runs } = &made;
    let outcomes = Outcomes { classes, labels, groups, runs };
    assert!(sweep(&outcomes, &three, 0).is_err());
    assert_eq!(sweep(&outcomes, &[0.0, f64::NAN, 0.6, 1.0], 0).unwrap().values, [0.0, 0.6, 1.0]);
}

#[test]
fn pearson_is_that_of_the_books() {
    // scipy.stats.pearsonr([1, 2, 3, 5], [2, 1, 4, 9]).statistic
    let r = pearson(&[1.0, 2.0, 3.0, 5.0], &[2.0, 1.0, 4.0, 9.0]).unwrap();
    assert!((r - 0.932_294_445_082_039).abs() < 1e-12, "{r}");
    assert_eq!(pearson(&[1.0, 2.0], &[1.0, 1.0]), None);
    assert_eq!(pearson(&[1.0, f64::NAN], &[1.0, 2.0]), None);
    assert_eq!(pearson(&[1.0], &[1.0]), None);
}
