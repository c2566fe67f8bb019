//! [`correlations`]: which classes rise and fall together from recipe to recipe.
//!
//! Pearson's correlation of two classes' recalls (each the mean over seeds) over the recipes. Its interval is that of
//! draws of groups and of seeds: whole groups with replacement within strata, the same ones for all recipes and classes,
//! since all recipes see the same images, and the seeds of every recipe by themselves; then expanded percentiles as for
//! every other figure (Hesterberg, Am. Stat. 2015). The recipes are those that were tried, and are not drawn. Over a
//! handful of them two classes that have nothing to do with each other may well look as if they had, and drawing the
//! same images again does not show that: the limits are therefore never closer than those of Fisher's z for so many
//! recipes (Metron 1921).

use crate::evaluate::difference::{Design, Outcomes, RunOutcome, Weighting};
use crate::evaluate::figure::Figure;
use crate::evaluate::interval::{ENOUGH_GROUPS, expanded_percentiles};
use crate::evaluate::random::Random;

/// Recipes without which a correlation says nothing: of three, any two curves look alike or opposite.
pub const FEWEST_VALUES: usize = 4;
/// Draws.
const SAMPLES: usize = 1000;
/// The standard normal's two-sided 95 % point.
const Z: f64 = 1.959_963_984_540_054;
/// A correlation that is defined in fewer of the draws has no interval.
const FEWEST: f64 = 0.9;

/// How often every group and every seed counts.
type Counts = (Vec<f64>, Vec<f64>);

/// Pearson's correlation. `None` with fewer than two pairs, where one side is always the same, and where something is
/// no number.
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() || a.len() < 2 {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (centre_a, centre_b) = (mean(a), mean(b));
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (x - centre_a, y - centre_b);
        both += x * y;
        of_a += x * x;
        of_b += y * y;
    }
    // Sums of the same numbers differ in their last digits.
    let moves = |squares: f64| squares > 1e-18 * a.len() as f64;
    let r = both / (of_a * of_b).sqrt();
    (moves(of_a) && moves(of_b) && r.is_finite()).then(|| r.clamp(-1.0, 1.0))
}

/// The correlation of every two classes over `recipes`, by their numbers in `outcomes`, which has been checked.
pub fn correlations(outcomes: &Outcomes, recipes: &[usize], seed: u64) -> Vec<Vec<Figure>> {
    let classes = outcomes.classes.len();
    if recipes.len() < FEWEST_VALUES {
        let why =
            format!("only {} values of the parameter; a correlation needs {FEWEST_VALUES}", recipes.len());
        return vec![vec![Figure::not_defined(why); classes]; classes];
    }
    let designs: Vec<Design> = recipes.iter().map(|&recipe| design(outcomes, recipe)).collect();
    let once = |design: &Design| (vec![1.0; design.groups], vec![1.0; design.seeds]);
    let curves = |weights: &dyn Fn(&Design, usize) -> Counts| -> Vec<Vec<Option<f64>>> {
        let mut curves = vec![Vec::with_capacity(designs.len()); classes];
        for (place, design) in designs.iter().enumerate() {
            let (groups, seeds) = weights(design, place);
            for (class, curve) in curves.iter_mut().enumerate() {
                curve.push(design.recalls(class, &groups, &seeds).map(|[recall, _]| recall));
            }
        }
        curves
    };
    let of = |curves: &[Vec<Option<f64>>], a: usize, b: usize| {
        let whole = |class: usize| curves.get(class)?.iter().copied().collect::<Option<Vec<f64>>>();
        pearson(&whole(a)?, &whole(b)?)
    };
    let seen = curves(&|design, _| once(design));
    let pairs: Vec<(usize, usize)> = (0..classes).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(SAMPLES); pairs.len()];
    let strata = designs.first().map(Design::strata).unwrap_or_default();
    let groups = designs.first().map_or(0, |design| design.groups);
    let freedom = groups.saturating_sub(strata.len());
    let mut random = Random::new(seed, 0x5EEE_C0DE);
    if freedom > 0 {
        for _ in 0..SAMPLES {
            let of_groups = drawn_groups(&strata, groups, &mut random);
            let of_seeds: Vec<Vec<f64>> =
                designs.iter().map(|design| drawn_seeds(design.seeds, &mut random)).collect();
            let sample =
                curves(&|_, place| (of_groups.clone(), of_seeds.get(place).cloned().unwrap_or_default()));
            for (values, &(a, b)) in drawn.iter_mut().zip(&pairs) {
                values.extend(of(&sample, a, b));
            }
        }
    }
    let held: Vec<usize> =
        (0..classes).map(|class| designs.first().map_or(0, |d| d.classes[class].len())).collect();
    let name = |class: usize| outcomes.classes.get(class).map_or("", String::as_str);
    let mut all = vec![vec![Figure::default(); classes]; classes];
    for (class, row) in all.iter_mut().enumerate() {
        row[class] =
            Figure { value: Some(1.0), ci_reason: Some("a class with itself".into()), ..Figure::default() };
    }
    for (&(a, b), values) in pairs.iter().zip(drawn) {
        let figure = match of(&seen, a, b) {
            Some(r) => Figure::new(
                r,
                interval(values, [held[a], held[b]], groups, freedom)
                    .map(|limits| outer(limits, r, designs.len())),
            ),
            None => Figure::not_defined(why_none(&seen, [a, b], name)),
        };
        all[a][b] = figure.clone();
        all[b][a] = figure;
    }
    all
}

fn design(outcomes: &Outcomes, recipe: usize) -> Design {
    let of_recipe = outcomes.runs.iter().filter(|run| run.recipe == recipe);
    // A design is of two recipes; here both are the same one.
    let runs: Vec<[&RunOutcome; 2]> = of_recipe.map(|run| [run, run]).collect();
    Design::new(outcomes, &runs, Weighting::Balanced)
}

fn drawn_groups(strata: &[Vec<usize>], groups: usize, random: &mut Random) -> Vec<f64> {
    let mut drawn = vec![0.0; groups];
    for stratum in strata {
        for _ in stratum {
            drawn[stratum[random.below(stratum.len())]] += 1.0;
        }
    }
    drawn
}

fn drawn_seeds(seeds: usize, random: &mut Random) -> Vec<f64> {
    let mut drawn = vec![0.0; seeds];
    for _ in 0..seeds {
        drawn[random.below(seeds)] += 1.0;
    }
    drawn
}

fn interval(
    mut values: Vec<f64>,
    held: [usize; 2],
    groups: usize,
    freedom: usize,
) -> Result<[f64; 2], String> {
    let fewest = held.into_iter().min().unwrap_or_default();
    if fewest < ENOUGH_GROUPS {
        return Err(format!(
            "only {fewest} groups of one of them; a bootstrap over groups needs {ENOUGH_GROUPS}"
        ));
    }
    if freedom == 0 {
        return Err("every class is in a single group, so nothing can be resampled".into());
    }
    if (values.len() as f64) < FEWEST * SAMPLES as f64 {
        return Err("in too many of the draws one of the classes does not change".into());
    }
    Ok(expanded_percentiles(&mut values, groups as f64, freedom as f64))
}

/// The limits that hold both `drawn` and those of Fisher's z for a correlation of `n` pairs.
fn outer(drawn: [f64; 2], r: f64, n: usize) -> [f64; 2] {
    let reach = Z / (n as f64 - 3.0).max(1.0).sqrt();
    // At -1 and 1 z has no end; a correlation of measured figures is never that sure.
    let z = libm::atanh(r.clamp(-0.999_999, 0.999_999));
    [drawn[0].min(libm::tanh(z - reach)), drawn[1].max(libm::tanh(z + reach))]
}

fn why_none<'a>(curves: &[Vec<Option<f64>>], pair: [usize; 2], name: impl Fn(usize) -> &'a str) -> String {
    for class in pair {
        let curve = curves.get(class).map_or(&[][..], Vec::as_slice);
        if curve.iter().any(Option::is_none) {
            return format!("there is no image of {}", name(class));
        }
        if curve.windows(2).all(|two| two.first() == two.last()) {
            return format!("{} does not change with the parameter", name(class));
        }
    }
    "one of them does not change with the parameter".into()
}
