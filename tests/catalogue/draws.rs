//! Drawn values against the distributions that settings promise, and against each other.

use augscope::image::Planes;
use augscope::pipeline::{Chain, Pipeline, Step};
use augscope::transform::{Draw, Param, Scope, Setting, Unit, ViewKey, catalogue};

/// Draws of every parameter.
const DRAWS: usize = 10_000;
/// The largest distance between the distribution of the draws and the promised one. Whatever the distribution,
/// it is passed with a probability of at most 2 exp(-2 n d^2) = 3e-7 (P. Massart, Annals of Probability 18, 1990),
/// so one of the 600 comparisons here would fail by chance in one of 5,000 seeds. The seed is fixed.
const FARTHEST: f64 = 0.028;
/// The largest correlation of two independent rows of draws: 6.5 times its standard deviation.
const CORRELATION: f64 = 0.065;
const CHANNELS: usize = 3;

/// What the view of number `i` draws: images, epochs and both views of a pair take turns.
fn drawn(chain: &Chain, i: usize) -> Vec<Draw> {
    let key = ViewKey::new(11, &format!("cell {}.tif", i / 6), (i / 2 % 3) as u32, (i % 2) as u32);
    chain.draw(key, &Planes::zeros(CHANNELS, 48, 48))
}

/// Every transform once; `setting` gives what each parameter is set to.
fn everything(probability: f64, setting: impl Fn(&Param) -> Setting) -> Pipeline {
    let mut pipeline = Pipeline::default();
    for entry in catalogue::ALL {
        let mut step = Step::new(pipeline.fresh_id(entry.kind), entry);
        step.first.probability = probability;
        step.first.settings = entry.params.iter().map(&setting).collect();
        pipeline.steps.push(step);
    }
    pipeline
}

/// The share of draws of `setting` that lie at or below a value, as the setting promises it: worked out anew,
/// apart from the program's quantiles.
struct Law {
    setting: Setting,
    hard: (f64, f64),
    whole: bool,
}

impl Law {
    fn new(param: &Param, setting: Setting) -> Self {
        // Views get 32-bit numbers, and so the ends of the range are such.
        let hard = (f64::from(param.hard.0 as f32), f64::from(param.hard.1 as f32));
        Self { setting, hard, whole: param.unit == Unit::Whole }
    }

    /// The share below `x`, or at or below it, before the hard range cuts.
    fn uncut(&self, x: f64, with_x: bool) -> f64 {
        match self.setting {
            Setting::Fixed(value) => {
                let value = f64::from(value as f32);
                f64::from(value < x || (with_x && value == x))
            }
            Setting::Uniform { low, high } => {
                // A whole number of a range is as likely as any other of it.
                let (low, high) = if self.whole { (low - 0.5, high + 0.5) } else { (low, high) };
                ((x - low) / (high - low)).clamp(0.0, 1.0)
            }
            Setting::LogUniform { low, high } => {
                if x <= low {
                    0.0
                } else {
                    ((x / low).ln() / (high / low).ln()).min(1.0)
                }
            }
            Setting::Normal { mean, sd } => 0.5 * libm::erfc((mean - x) / (sd * std::f64::consts::SQRT_2)),
        }
    }

    fn at_or_below(&self, x: f64) -> f64 {
        if x >= self.hard.1 {
            1.0
        } else if x < self.hard.0 {
            0.0
        } else {
            self.uncut(if self.whole { x + 0.5 } else { x }, true)
        }
    }

    fn below(&self, x: f64) -> f64 {
        if x > self.hard.1 {
            1.0
        } else if x <= self.hard.0 {
            0.0
        } else {
            self.uncut(if self.whole { x - 0.5 } else { x }, false)
        }
    }

    /// The largest distance between the two distributions (A. Kolmogorov, N. Smirnov), on both sides of every
    /// jump, so that it holds for values that are cut or whole too.
    fn distance(&self, mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let mut farthest = 0.0f64;
        let mut before = 0;
        for alike in values.chunk_by(|a, b| a == b) {
            let x = alike[0];
            farthest = farthest.max((before as f64 / n - self.below(x)).abs());
            before += alike.len();
            farthest = farthest.max((before as f64 / n - self.at_or_below(x)).abs());
        }
        farthest
    }
}

/// What each kind of distribution is set to inside the slider's range.
fn settings(kind: &str, param: &Param) -> Setting {
    let (low, high) = param.soft;
    let middle = f64::midpoint(low, high);
    match kind {
        "fixed" => Setting::Fixed(if param.unit == Unit::Whole { middle.round() } else { middle }),
        "log-uniform" if high > 0.0 => Setting::LogUniform { low: low.max(high / 100.0), high },
        "normal" => Setting::Normal { mean: middle, sd: (high - low) / 4.0 },
        // Half of it lies beyond the slider, and beyond the hard range where that ends there too.
        "normal at the low end" => Setting::Normal { mean: low, sd: (high - low) / 4.0 },
        _ => Setting::Uniform { low, high },
    }
}

#[test]
fn drawn_values_follow_their_distributions() {
    for kind in ["fixed", "uniform", "log-uniform", "normal", "normal at the low end"] {
        let chain = Chain::new(&everything(1.0, |param| settings(kind, param)), 32);
        let draws: Vec<_> = (0..DRAWS).map(|i| drawn(&chain, i)).collect();
        for (place, step) in chain.steps.iter().enumerate() {
            for (slot, param) in step.entry.params.iter().enumerate() {
                let setting = settings(kind, param);
                assert_eq!(param.problem(&setting), None, "{}.{}: {setting}", step.entry.kind, param.name);
                let value =
                    |(i, draws): (usize, &Vec<Draw>)| draws[place].values.of_channel(slot, i % CHANNELS);
                let values: Vec<f64> = draws.iter().enumerate().map(value).map(f64::from).collect();
                let distance = Law::new(param, setting).distance(values);
                assert!(
                    distance < FARTHEST,
                    "{}.{}, {kind} ({setting}): {distance} from what was promised",
                    step.entry.kind,
                    param.name
                );
            }
        }
    }
}

#[test]
fn steps_are_applied_as_often_as_they_say() {
    for probability in [0.0, 0.2, 0.5, 0.8, 1.0] {
        let chain = Chain::new(&everything(probability, |param| param.default), 32);
        let mut applied = vec![0; chain.steps.len()];
        for i in 0..DRAWS {
            applied.iter_mut().zip(drawn(&chain, i)).for_each(|(n, draw)| *n += usize::from(draw.applied));
        }
        for (step, n) in chain.steps.iter().zip(applied) {
            let promised = if step.entry.fits_channels(CHANNELS) { probability } else { 0.0 };
            let share = n as f64 / DRAWS as f64;
            let certain = promised == 0.0 || promised == 1.0;
            let allowed = if certain { 0.0 } else { FARTHEST };
            assert!(
                (share - promised).abs() <= allowed,
                "{}: {share} instead of {promised}",
                step.entry.kind
            );
        }
    }
}

/// `row` moved and scaled to mean 0 and length 1.
fn standard(row: &[f64]) -> Vec<f64> {
    let mean = row.iter().sum::<f64>() / row.len() as f64;
    let length = row.iter().map(|v| (v - mean).powi(2)).sum::<f64>().sqrt();
    assert!(length > 0.0, "a row of equal draws");
    row.iter().map(|v| (v - mean) / length).collect()
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Parameters of all steps, channels, whether a step is applied, and one view and the next: nothing that is drawn
/// tells anything about anything else that is drawn.
#[test]
fn draws_are_independent_of_each_other() {
    let uniform = |param: &Param| Setting::Uniform { low: param.soft.0, high: param.soft.1 };
    let chain = Chain::new(&everything(0.5, uniform), 32);
    let mut rows: Vec<(String, Vec<f64>)> = Vec::new();
    for i in 0..DRAWS {
        let mut at = 0;
        let mut push = |name: &dyn Fn() -> String, value: f64| {
            if i == 0 {
                rows.push((name(), Vec::with_capacity(DRAWS)));
            }
            rows[at].1.push(value);
            at += 1;
        };
        for (step, draw) in chain.steps.iter().zip(drawn(&chain, i)) {
            if step.entry.fits_channels(CHANNELS) {
                push(&|| format!("{} is applied", step.entry.kind), f64::from(u8::from(draw.applied)));
            }
            for (slot, param) in step.entry.params.iter().enumerate() {
                let count = if param.scope == Scope::Channel { CHANNELS } else { 1 };
                for (c, value) in draw.values.slot(slot).iter().enumerate().take(count) {
                    push(&|| format!("{}.{}, channel {c}", step.entry.kind, param.name), f64::from(*value));
                }
            }
        }
    }
    let rows: Vec<(String, Vec<f64>)> = rows.into_iter().map(|(name, row)| (name, standard(&row))).collect();
    for (i, (name, row)) in rows.iter().enumerate() {
        for (other, second) in &rows[..i] {
            let r = product(row, second);
            assert!(r.abs() < CORRELATION, "{name} and {other}: correlation {r}");
        }
        let r = product(&row[1..], &row[..DRAWS - 1]);
        assert!(r.abs() < CORRELATION, "{name} of one view and of the next: correlation {r}");
    }
}

/// The test itself can fail: a distribution that is a little off is told from the promised one.
#[test]
fn a_wrong_distribution_is_seen() {
    let (_, param) = catalogue::find("rotate").unwrap().param("angle").unwrap();
    let promised = Setting::Uniform { low: -90.0, high: 90.0 };
    let law = Law::new(param, promised);
    let even = |low: f64, high: f64| {
        (0..DRAWS).map(|i| low + (high - low) * (i as f64 + 0.5) / DRAWS as f64).collect::<Vec<f64>>()
    };
    assert!(law.distance(even(-90.0, 90.0)) < 1e-3);
    assert!(law.distance(even(-84.0, 90.0)) > FARTHEST);
}
