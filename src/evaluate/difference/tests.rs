use super::*;
use crate::evaluate::random::Random;

/// Standard error and degrees of freedom that benches/peers/comparisons.py finds for its table.
const GOLDEN_ERROR: f64 = 0.133_971_012_996_216_17;
const GOLDEN_FREEDOM: f64 = 3.466_287_696_243_744;

fn names(classes: usize) -> Vec<String> {
    (0..classes).map(|class| format!("class {class}")).collect()
}

/// Every class has `groups` groups of its own with `images` images; `right(recipe, seed, class, group, image)` says
/// what is recognised, and what is not goes to the next class.
struct Made {
    classes: Vec<String>,
    labels: Vec<usize>,
    groups: Vec<usize>,
    runs: Vec<RunOutcome>,
}

impl Made {
    fn new(
        [recipes, seeds, classes, groups, images]: [usize; 5],
        right: impl Fn(usize, usize, usize, usize, usize) -> bool,
    ) -> Self {
        let (mut labels, mut of_group, mut place) = (Vec::new(), Vec::new(), Vec::new());
        for class in 0..classes {
            for group in 0..groups {
                for image in 0..images {
                    labels.push(class);
                    of_group.push(class * groups + group);
                    place.push((class, group, image));
                }
            }
        }
        let mut runs = Vec::new();
        for recipe in 0..recipes {
            for seed in 0..seeds {
                let answer = |&(class, group, image): &(usize, usize, usize)| {
                    let right = right(recipe, seed, class, group, image);
                    Some(if right { class } else { (class + 1) % classes })
                };
                let predicted = place.iter().map(answer).collect();
                runs.push(RunOutcome::new(recipe, seed as u64, predicted));
            }
        }
        Self { classes: names(classes), labels, groups: of_group, runs }
    }

    fn contrasts(&self, weighting: Weighting) -> Vec<Contrast> {
        let Self { classes, labels, groups, runs } = self;
        contrasts(&Outcomes { classes, labels, groups, runs }, weighting, 0).unwrap()
    }
}

#[test]
fn the_crossed_error_is_that_of_a_two_way_analysis_of_variance() {
    let table: Vec<Vec<f64>> = (0..12)
        .map(|g| (0..4).map(|s| f64::from((3 * g + 5 * s + g * s) % 7 - 2 + 2 * s) / 10.0).collect())
        .collect();
    let mean = |groups: &[f64], seeds: &[f64]| {
        let rows = table.iter().zip(groups);
        let sum: f64 = rows.map(|(row, g)| g * row.iter().zip(seeds).map(|(v, s)| v * s).sum::<f64>()).sum();
        Some(sum / (groups.iter().sum::<f64>() * seeds.iter().sum::<f64>()))
    };
    let parts = crossed(&[(0..12).collect()], 12, 4, mean, &mut Random::new(0, 0)).unwrap();
    let found = parts.spread(Prior::default(), 0.0);
    // The variance of 2000 draws is known to three per cent.
    assert!((found.error / GOLDEN_ERROR - 1.0).abs() < 0.05, "{found:?}");
    assert!((found.freedom / GOLDEN_FREEDOM - 1.0).abs() < 0.15, "{found:?}");
    let more = parts.spread(Prior::default(), 0.01);
    assert!((more.error.powi(2) - found.error.powi(2) - 0.01).abs() < 1e-12);
    // What is expected of the seeds counts by its degrees of freedom.
    let prior = Prior { variance: 3.0 * parts.seeds, freedom: 3.0 };
    let moderated = parts.spread(prior, 0.0);
    assert!((moderated.error.powi(2) - found.error.powi(2) - parts.seeds).abs() < 1e-12);
    assert!(moderated.freedom > found.freedom);
    // A single seed: groups alone, by their own spread.
    let one = |groups: &[f64], _: &[f64]| mean(groups, &[1.0, 0.0, 0.0, 0.0]);
    let alone = crossed(&[(0..12).collect()], 12, 1, one, &mut Random::new(0, 0)).unwrap();
    let alone = alone.spread(Prior::default(), 0.0);
    let column: Vec<f64> = table.iter().map(|row| row[0]).collect();
    let centre = column.iter().sum::<f64>() / 12.0;
    let error = (column.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / 11.0 / 12.0).sqrt();
    assert!((alone.error / error - 1.0).abs() < 0.05 && alone.freedom == 11.0, "{alone:?} {error}");
}

#[test]
fn every_kind_of_verdict_has_its_reason() {
    // Class 0 is hurt in every group, 1 is left alone, 2 changes here and there, 3 is helped.
    let made = Made::new([2, 4, 4, 16, 10], |recipe, seed, class, group, image| match class {
        0 => image < if recipe == 0 { 9 } else { 6 } - (group + seed) % 2,
        1 => image < 9,
        2 => (image + group * (1 + 3 * recipe) + seed * recipe) % 4 > 0,
        _ => image < 5 + 3 * recipe + (group + seed) % 2,
    });
    let all = made.contrasts(Weighting::Balanced);
    let [contrast] = all.as_slice() else { panic!("{} contrasts", all.len()) };
    let class = |i: usize| &contrast.per_class.0[i].1;
    let verdicts: Vec<_> = (0..4).map(|i| class(i).verdict.unwrap().name()).collect();
    assert_eq!(verdicts, ["hurt", "unchanged", "not sure", "helped"], "{contrast:#?}");
    let close = |a: Option<f64>, b: f64| assert!((a.unwrap() - b).abs() < 1e-12, "{a:?} {b}");
    close(class(0).recall_reference, 0.85);
    close(class(0).recall_other, 0.55);
    close(class(0).difference, -0.3);
    assert!(class(0).why.contains("-30 points") && class(0).why.contains("Holm over 4"), "{}", class(0).why);
    assert!(class(1).why.contains("smaller than 3 points"), "{}", class(1).why);
    assert!(class(2).why.contains("possible"), "{}", class(2).why);
    let lost = class(0).lost_to.as_ref().unwrap();
    assert_eq!((lost.class.as_str(), lost.images, lost.share), ("class 1", 48.0, 1.0));
    assert_eq!(class(3).won_from.as_ref().unwrap().class, "class 0");
    assert_eq!(contrast.worst_class.class_other.as_deref(), Some("class 0"));
    assert_eq!(contrast.seeds, [[0, 0], [1, 1], [2, 2], [3, 3]]);
    // The p after Holm are Holm's of the p that are shown.
    let p: Vec<f64> = (0..4).map(|i| class(i).p.unwrap()).collect();
    assert_eq!(holm(&p), (0..4).map(|i| class(i).p_holm.unwrap()).collect::<Vec<_>>());
    assert_eq!(all, made.contrasts(Weighting::Balanced));
}

#[test]
fn one_seed_or_few_groups_have_an_effect_but_no_verdict() {
    let right = |recipe: usize, _: usize, _: usize, _: usize, image: usize| image < 9 - 6 * recipe;
    let single = Made::new([2, 1, 2, 10, 10], right).contrasts(Weighting::Balanced);
    let class = &single[0].per_class.0[0].1;
    assert_eq!((class.verdict, class.p_holm, class.p_crossed), (None, None, None));
    assert!(class.why.contains("single run") && class.difference_ci95.is_some(), "{class:?}");
    assert!(class.p.unwrap() < 0.01);
    let few = Made::new([2, 3, 2, 5, 10], right).contrasts(Weighting::Balanced);
    let class = &few[0].per_class.0[0].1;
    assert_eq!((class.verdict, class.difference_ci95), (None, None));
    assert!(class.why.contains("too few groups: 5"), "{}", class.why);
    assert!((class.difference.unwrap() + 0.6).abs() < 1e-12 && class.p.unwrap() >= 1.0 / 16.0);
    // Ten groups in all allow an interval of the average.
    assert!(few[0].average.difference_ci95.is_some());
}

#[test]
fn where_few_images_never_differ_nothing_is_called_unchanged() {
    let right = |_: usize, _: usize, _: usize, _: usize, _: usize| true;
    let few = Made::new([2, 3, 2, 8, 1], right).contrasts(Weighting::Balanced);
    let class = &few[0].per_class.0[0].1;
    assert_eq!((class.difference, class.verdict), (Some(0.0), Some(Verdict::NotSure)));
    let [low, high] = class.difference_ci95.unwrap();
    assert!(low < -0.2 && high > 0.2, "{low} {high}");
    let many = Made::new([2, 3, 2, 150, 1], right).contrasts(Weighting::Balanced);
    assert_eq!(many[0].per_class.0[0].1.verdict, Some(Verdict::Unchanged));
}

#[test]
fn averages_count_classes_or_images_and_groups_of_several_classes_stay_whole() {
    // 30 images of class 0, 10 of class 1, in ten groups that hold both.
    let labels: Vec<usize> = (0..40).map(|i| usize::from(i % 4 == 3)).collect();
    let groups: Vec<usize> = (0..40).map(|i| i / 4).collect();
    let run = |recipe: usize, seed: u64, wrong: usize| {
        RunOutcome::new(recipe, seed, labels.iter().map(|&l| (l != wrong).then_some(l)).collect())
    };
    let runs = [run(0, 1, 9), run(0, 2, 9), run(1, 1, 1), run(1, 2, 1)];
    let classes = names(3);
    let outcomes = Outcomes { classes: &classes, labels: &labels, groups: &groups, runs: &runs };
    let of = |weighting| contrasts(&outcomes, weighting, 0).unwrap().remove(0);
    let balanced = of(Weighting::Balanced);
    assert_eq!((balanced.average.reference, balanced.average.other), (Some(1.0), Some(0.5)));
    assert_eq!(of(Weighting::Natural).average.difference, Some(-0.25));
    assert!(balanced.average.p.unwrap() < 0.01);
    // The third class has no image: words, not numbers.
    let absent = &balanced.per_class.0[2].1;
    assert_eq!((absent.n, absent.difference, absent.p), (0, None, None));
    assert!(absent.why.contains("no image") && absent.ci_reason.is_some());
    assert_eq!(balanced.worst_class.recall_other, Some(0.0));
    // Images without an answer are lost to no class.
    assert_eq!(balanced.per_class.0[1].1.lost_to, None);
}

#[test]
fn a_shift_of_one_seed_is_no_finding_however_many_groups_show_it() {
    // One of two seeds lost a third of the class, in all 40 groups alike: swapping groups alone would be sure.
    let made = Made::new([2, 2, 2, 40, 6], |recipe, seed, class, group, image| {
        class == 1 || image < if recipe == 1 && seed == 1 { 3 } else { 5 } + group % 2
    });
    let all = made.contrasts(Weighting::Balanced);
    let class = &all[0].per_class.0[0].1;
    assert!(class.swap.unwrap().p < 0.001 && class.p_crossed.unwrap() > 0.05, "{class:?}");
    assert_eq!(class.verdict, Some(Verdict::NotSure));
}

#[test]
fn of_several_draws_the_mean_counts() {
    let classes = names(2);
    let labels = [0, 0, 1, 1];
    let draws = |draws: [[usize; 4]; 2]| draws.map(|draw| draw.map(Some).to_vec()).to_vec();
    let run = |recipe, seed, answers| RunOutcome { recipe, seed, draws: draws(answers) };
    let right = [[0, 0, 1, 1]; 2];
    let runs = [run(0, 1, right), run(1, 1, [[0, 0, 1, 1], [0, 1, 1, 1]])];
    let outcomes = Outcomes { classes: &classes, labels: &labels, groups: &[0, 1, 2, 3], runs: &runs };
    let found = contrasts(&outcomes, Weighting::Balanced, 0).unwrap().remove(0);
    assert_eq!(found.per_class.0[0].1.recall_other, Some(0.75));
    assert_eq!(found.confusion_difference, [vec![-0.5, 0.5], vec![0.0, 0.0]]);
}

#[test]
fn runs_are_paired_by_seed_and_the_rest_in_order() {
    let run = |recipe, seed| RunOutcome::new(recipe, seed, vec![Some(0)]);
    let runs = [run(0, 7), run(0, 3), run(0, 1), run(1, 3), run(1, 9), run(2, 5)];
    let classes = names(1);
    let outcomes = Outcomes { classes: &classes, labels: &[0], groups: &[0], runs: &runs };
    let seeds = |recipe| -> Vec<[u64; 2]> {
        outcomes.pairs(recipe).iter().map(|pair| pair.map(|run| run.seed)).collect()
    };
    assert_eq!(seeds(1), [[3, 3], [1, 9]]);
    assert_eq!(seeds(2), [[1, 5]]);
    assert_eq!(seeds(3), Vec::<[u64; 2]>::new());
}

#[test]
fn answers_that_do_not_fit_are_met_with_words() {
    let run = |recipe, predicted| RunOutcome::new(recipe, 0, predicted);
    let classes = names(2);
    let words = |labels: &[usize], groups: &[usize], runs: &[RunOutcome]| {
        let outcomes = Outcomes { classes: &classes, labels, groups, runs };
        contrasts(&outcomes, Weighting::Balanced, 0).unwrap_err().to_string()
    };
    let fits = [run(0, vec![Some(0)]), run(1, vec![Some(1)])];
    assert!(words(&[], &[], &fits).contains("nothing to evaluate"));
    assert!(words(&[0], &[0, 1], &fits).contains("groups: 2 entries for 1"));
    assert!(words(&[2], &[0], &fits).contains("class number 2"));
    assert!(words(&[0], &[0], &[run(0, vec![Some(5)])]).contains("class number 5"));
    assert!(words(&[0, 1], &[0, 1], &fits).contains("seed 0: 1 entries for 2"));
    // One image of one class, one group: figures where there are any, no panic.
    let outcomes = Outcomes { classes: &classes, labels: &[0], groups: &[0], runs: &fits };
    let found = contrasts(&outcomes, Weighting::Natural, 0).unwrap();
    let class = &found[0].per_class.0[0].1;
    assert_eq!((class.difference, class.p, class.verdict), (Some(-1.0), Some(1.0), None));
    assert!(found[0].average.difference_ci95.is_none() && found[0].average.ci_reason.is_some());
}
