//! How often the 95 % intervals of recalls cover the truth.

use crate::selfs::word;
use crate::world::normal;
use augscope::evaluate::Random;
use augscope::evaluate::interval::intervals;

/// Classes that are looked at together, each with a truth of its own.
const CLASSES: usize = 6;
/// How alike images of a group are: the share of the variance that lies between groups.
const ALIKE: f64 = 0.1;

/// Images of a class and the groups they are dealt to; equal numbers are independent images.
const DESIGNS: [(usize, usize); 19] = [
    (4, 4),
    (8, 8),
    (12, 8),
    (16, 8),
    (24, 8),
    (40, 8),
    (100, 8),
    (12, 12),
    (24, 12),
    (40, 12),
    (100, 12),
    (20, 20),
    (40, 20),
    (100, 20),
    (30, 30),
    (60, 30),
    (50, 50),
    (70, 50),
    (100, 50),
];

/// 93 to 97 % for every number of images and groups, over recalls from 40 to 98 %.
pub fn of_recalls(rounds: usize) -> bool {
    let mut all_met = true;
    for (place, (images, groups)) in DESIGNS.into_iter().enumerate() {
        let mut random = Random::new(4, place as u64);
        let (mut covered, mut given, mut without, mut width) = (0_u32, 0_u32, 0_u32, 0.0);
        // By the truth: below 70 %, below 90 %, above.
        let mut by_truth = [(0_u32, 0_u32); 3];
        for round in 0..(rounds / 2) as u64 {
            let truths: Vec<f64> = (0..CLASSES).map(|_| 0.4 + 0.58 * random.unit()).collect();
            let (mut labels, mut of_group, mut correct) = (Vec::new(), Vec::new(), Vec::new());
            for (class, &truth) in truths.iter().enumerate() {
                let shares: Vec<f64> = (0..groups).map(|_| beta(truth, &mut random)).collect();
                for image in 0..images {
                    let group = image % groups;
                    labels.push(class);
                    of_group.push(class * groups + group);
                    correct.push(f64::from(u8::from(random.unit() < shares[group])));
                }
            }
            let found = intervals(&correct, &labels, &of_group, CLASSES, round);
            for (interval, &truth) in found.recall.iter().zip(&truths) {
                let Some([low, high]) = interval.limits() else {
                    without += 1;
                    continue;
                };
                let holds = u32::from(low <= truth && truth <= high);
                given += 1;
                covered += holds;
                width += high - low;
                let class = usize::from(truth >= 0.7) + usize::from(truth >= 0.9);
                by_truth[class].0 += holds;
                by_truth[class].1 += 1;
            }
        }
        let share = |(covered, given): (u32, u32)| 100.0 * f64::from(covered) / f64::from(given.max(1));
        let coverage = share((covered, given));
        let met = given == 0 || (93.0..=97.0).contains(&coverage);
        println!(
            "{}  recall, {images:>3} images in {groups:>2} groups: {coverage:.1} % of {given} intervals cover the truth ({:.1}, {:.1}, {:.1} % for recalls below 70, below 90, above), mean width {:.0} points; none given {without} times",
            word(met),
            share(by_truth[0]),
            share(by_truth[1]),
            share(by_truth[2]),
            100.0 * width / f64::from(given.max(1))
        );
        all_met &= met;
    }
    all_met
}

/// A group's own recall: Beta with mean `truth`, so spread that groups explain [`ALIKE`] of the variance.
fn beta(truth: f64, random: &mut Random) -> f64 {
    let size = (1.0 - ALIKE) / ALIKE;
    let (a, b) = (gamma(truth * size, random), gamma((1.0 - truth) * size, random));
    a / (a + b)
}

/// A Gamma number of shape `shape` (Marsaglia and Tsang, ACM Trans. Math. Softw. 2000).
fn gamma(shape: f64, random: &mut Random) -> f64 {
    if shape < 1.0 {
        let power = random.unit().max(1e-300).powf(1.0 / shape);
        return gamma(shape + 1.0, random) * power;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(&mut || random.unit());
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && (1.0 - random.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}
