//! A recipe against itself, and against itself with a planted loss.

use crate::world::{Made, World};
use augscope::evaluate::Random;
use augscope::evaluate::difference::{Contrast, Outcomes, RunOutcome, Verdict, Weighting, contrasts};

/// Most worlds are like this one.
const USUAL: World =
    World { classes: 6, groups: 20, images: 10, shared: false, apart: 2.5, of_group: 0.6, of_seed: 0.2 };

/// The worlds, each with its name and the number of seeds of a recipe.
const WORLDS: [(&str, World, usize); 4] = [
    ("slides", World { groups: 12, images: 5, shared: true, ..USUAL }, 3),
    ("wells", World { groups: 8, ..USUAL }, 5),
    (
        "two lucky seeds",
        World { groups: 30, images: 3, shared: true, apart: 2.0, of_group: 0.8, of_seed: 0.6, ..USUAL },
        2,
    ),
    ("no groups", World { groups: 40, images: 1, of_group: 0.0, of_seed: 0.3, ..USUAL }, 9),
];

fn contrast(made: &Made, classes: usize, seeds: usize) -> anyhow::Result<Contrast> {
    let classes: Vec<String> = (0..classes).map(|class| class.to_string()).collect();
    let runs: Vec<RunOutcome> = made
        .answers
        .iter()
        .enumerate()
        .map(|(run, answers)| {
            RunOutcome::new(run / seeds, (run % seeds) as u64, answers.iter().copied().map(Some).collect())
        })
        .collect();
    let outcomes = Outcomes { classes: &classes, labels: &made.labels, groups: &made.groups, runs: &runs };
    contrasts(&outcomes, Weighting::Balanced, 0)?.pop().ok_or_else(|| anyhow::anyhow!("there is no contrast"))
}

fn is_finding(verdict: Option<Verdict>) -> bool {
    matches!(verdict, Some(Verdict::Helped | Verdict::Hurt))
}

/// At most 67 of 1,000 comparisons of a recipe with itself with any finding: more come about once in a hundred times
/// where 5 % are meant.
pub fn itself(rounds: usize) -> anyhow::Result<bool> {
    let mut random = Random::new(1, 1);
    let mut unit = || random.unit();
    let (mut findings, mut made_in_all) = (0, 0);
    for (name, world, seeds) in WORLDS {
        let (mut found, mut unchanged, mut judged) = (0, 0, 0);
        let times = rounds / WORLDS.len();
        for _ in 0..times {
            let contrast = contrast(&world.make(2 * seeds, &mut unit), world.classes, seeds)?;
            let verdicts: Vec<_> = contrast.per_class.0.iter().map(|(_, class)| class.verdict).collect();
            found += usize::from(verdicts.iter().any(|verdict| is_finding(*verdict)));
            unchanged += verdicts.iter().filter(|verdict| **verdict == Some(Verdict::Unchanged)).count();
            judged += verdicts.len();
        }
        println!(
            "        itself, {:<16} {} groups a class of {} images, {seeds} seeds: {found} of {times} with a finding; {unchanged} of {judged} classes unchanged",
            name, world.groups, world.images
        );
        findings += found;
        made_in_all += times;
    }
    let most = 67 * made_in_all / 1000;
    let met = findings <= most;
    println!(
        "{}  {findings} of {made_in_all} comparisons of a recipe with itself have a finding (at most {most})",
        word(met)
    );
    Ok(met)
}

/// A loss of 20 points in one class is found in at least nine of ten comparisons.
pub fn planted(rounds: usize) -> anyhow::Result<bool> {
    let mut all_met = true;
    let bar = (USUAL, 5);
    let smaller = [
        (World { groups: 20, images: 5, ..USUAL }, 5),
        (World { groups: 12, images: 10, ..USUAL }, 3),
        (World { groups: 8, images: 10, ..USUAL }, 5),
    ];
    for (place, (world, seeds)) in std::iter::once(bar).chain(smaller).enumerate() {
        let mut random = Random::new(2, place as u64);
        let mut unit = || random.unit();
        // What the class is recognised at without the loss.
        let times = rounds / 5;
        let before: f64 = (0..100).map(|_| world.make(1, &mut unit).recall(0, 2)).sum::<f64>() / 100.0;
        let (mut found, mut falsely, mut covered) = (0, 0, 0);
        for _ in 0..times {
            let mut made = world.make(2 * seeds, &mut unit);
            for run in seeds..2 * seeds {
                made.plant(run, 2, 0.2, before, &mut unit);
            }
            let contrast = contrast(&made, world.classes, seeds)?;
            for (class, (_, figures)) in contrast.per_class.0.iter().enumerate() {
                if class == 2 {
                    found += usize::from(figures.verdict == Some(Verdict::Hurt));
                    covered += usize::from(
                        figures.difference_ci95.is_some_and(|[low, high]| low <= -0.2 && -0.2 <= high),
                    );
                } else {
                    falsely += usize::from(is_finding(figures.verdict));
                }
            }
        }
        let met = 10 * found >= 9 * times;
        let mark = if place > 0 { "      " } else { word(met) };
        println!(
            "{mark}  20 points of {:.0} % lost, {} groups of {} images, {seeds} seeds: found in {found} of {times}, covered in {covered}; {falsely} findings in the other classes",
            100.0 * before,
            world.groups,
            world.images
        );
        all_met &= place > 0 || met;
    }
    Ok(all_met)
}

/// How often the interval of the difference between a recipe and itself covers 0.
pub fn coverage(rounds: usize) -> anyhow::Result<()> {
    for (place, (name, world, seeds)) in WORLDS.into_iter().enumerate() {
        let mut random = Random::new(3, place as u64);
        let mut unit = || random.unit();
        let (mut covered, mut given, mut average) = (0, 0, 0);
        let times = rounds / WORLDS.len();
        for _ in 0..times {
            let contrast = contrast(&world.make(2 * seeds, &mut unit), world.classes, seeds)?;
            let limits = contrast.per_class.0.iter().filter_map(|(_, class)| class.difference_ci95);
            let holds = |[low, high]: [f64; 2]| low <= 0.0 && 0.0 <= high;
            for limits in limits {
                given += 1;
                covered += usize::from(holds(limits));
            }
            average += usize::from(contrast.average.difference_ci95.is_some_and(holds));
        }
        println!(
            "        intervals of differences, {:<16} {seeds} seeds: {:.1} % of {given} cover 0; of the average {:.1} % of {times}",
            name,
            100.0 * covered as f64 / given.max(1) as f64,
            100.0 * average as f64 / times.max(1) as f64
        );
    }
    Ok(())
}

/// The first word of a bar's line.
pub fn word(met: bool) -> &'static str {
    if met { "met   " } else { "MISSED" }
}
