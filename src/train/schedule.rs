//! [`Schedule`]: the learning rate at every step, a linear warm-up and then half a cosine down to 0.

use std::f64::consts::PI;

/// A learning rate as a function of the step alone, so that a resumed run needs no memory of it.
///
/// With warm-up W, steps S and peak P: `P (t + 1) / W` for t < W, else `P (1 + cos(pi (t - W) / (S - W))) / 2`
/// (the cosine of Loshchilov and Hutter 2016, arXiv 1608.03983, without restarts).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// The largest learning rate.
    pub peak: f64,
    /// Steps of the warm-up; 0 for none.
    pub warm_up: u64,
    /// Steps of the whole run.
    pub steps: u64,
}

impl Schedule {
    /// The learning rate of step `step`, counted from 0; 0 once the run is over.
    pub fn learning_rate(&self, step: u64) -> f64 {
        if step < self.warm_up {
            return self.peak * (step + 1) as f64 / self.warm_up as f64;
        }
        if step >= self.steps {
            return 0.0;
        }
        let done = (step - self.warm_up) as f64 / (self.steps - self.warm_up) as f64;
        // libm, so that a run is the same on every platform.
        self.peak * 0.5 * (1.0 + libm::cos(PI * done))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_linearly_and_falls_as_a_cosine() {
        let schedule = Schedule { peak: 2.0, warm_up: 4, steps: 12 };
        let rates: Vec<f64> = (0..13).map(|step| schedule.learning_rate(step)).collect();
        assert_eq!(rates[..5], [0.5, 1.0, 1.5, 2.0, 2.0]);
        assert!((rates[8] - 1.0).abs() < 1e-12);
        assert!(rates[4..].windows(2).all(|pair| pair[1] < pair[0]));
        assert_eq!(rates[12], 0.0);
    }

    #[test]
    fn runs_without_warm_up_or_without_anything_else() {
        let none = Schedule { peak: 1.0, warm_up: 0, steps: 2 };
        assert_eq!(none.learning_rate(0), 1.0);
        assert!((none.learning_rate(1) - 0.5).abs() < 1e-12);
        let only = Schedule { peak: 1.0, warm_up: 2, steps: 2 };
        assert_eq!([0, 1, 2].map(|step| only.learning_rate(step)), [0.5, 1.0, 0.0]);
    }
}
