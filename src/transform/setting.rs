//! [`Setting`]: what the user chose for a parameter: a fixed value or a distribution.

use std::fmt;

/// A fixed value, or the distribution from which every view draws its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// Always this value.
    Fixed(f64),
    /// Every value from `low` to `high` equally likely.
    Uniform {
        /// Smallest value.
        low: f64,
        /// Largest value.
        high: f64,
    },
    /// Every ratio equally likely: the logarithm is uniform. For factors.
    LogUniform {
        /// Smallest value, above 0.
        low: f64,
        /// Largest value.
        high: f64,
    },
    /// A bell curve, cut at the parameter's hard range.
    Normal {
        /// Its middle.
        mean: f64,
        /// Its standard deviation.
        sd: f64,
    },
}

impl Setting {
    /// The value at `quantile` (0..1) of the distribution, cut to `hard`.
    ///
    /// Draws are quantiles of a uniform number, so moving a slider morphs a view: it never
    /// jumps to another random number.
    pub fn value_at(&self, quantile: f64, hard: (f64, f64)) -> f64 {
        let value = match *self {
            Self::Fixed(value) => value,
            Self::Uniform { low, high } => low + (high - low) * quantile,
            Self::LogUniform { low, high } if low == high => low,
            Self::LogUniform { low, high } => {
                let (a, b) = (libm::log(low), libm::log(high));
                libm::exp(a + (b - a) * quantile)
            }
            Self::Normal { mean, sd } => mean + sd * normal_quantile(quantile),
        };
        value.clamp(hard.0, hard.1)
    }

    /// The setting moved towards (`strength` below 1) or away from `identity`: every number x becomes
    /// identity + strength (x - identity), or identity (x / identity)^strength `by_ratio`, then what `cut` makes of it.
    #[must_use]
    pub fn towards(self, identity: f64, strength: f64, by_ratio: bool, cut: impl Fn(f64) -> f64) -> Self {
        let moved = |x: f64| {
            let y = if by_ratio && identity > 0.0 && x > 0.0 {
                identity * libm::pow(x / identity, strength)
            } else {
                identity + strength * (x - identity)
            };
            cut(y)
        };
        match self {
            Self::Fixed(value) => Self::Fixed(moved(value)),
            Self::Uniform { low, high } => Self::Uniform { low: moved(low), high: moved(high) },
            Self::LogUniform { low, high } => Self::LogUniform { low: moved(low), high: moved(high) },
            Self::Normal { mean, sd } => Self::Normal { mean: moved(mean), sd: sd * strength },
        }
    }

    /// True when every view gets the same value.
    pub fn is_constant(&self) -> bool {
        match *self {
            Self::Fixed(_) => true,
            Self::Uniform { low, high } | Self::LogUniform { low, high } => low == high,
            Self::Normal { sd, .. } => sd == 0.0,
        }
    }

    /// The numbers that the setting consists of, in the order of a file.
    pub fn numbers(&self) -> Vec<f64> {
        match *self {
            Self::Fixed(value) => vec![value],
            Self::Uniform { low, high } | Self::LogUniform { low, high } => vec![low, high],
            Self::Normal { mean, sd } => vec![mean, sd],
        }
    }

    /// The setting for people: numbers of at most three decimals.
    pub fn words(&self) -> String {
        let number = |v: f64| format!("{}", (v * 1000.0).round() / 1000.0);
        match *self {
            Self::Fixed(value) => number(value),
            Self::Uniform { low, high } | Self::LogUniform { low, high } => {
                format!("{} to {}", number(low), number(high))
            }
            Self::Normal { mean, sd } => format!("{} ± {}", number(mean), number(sd)),
        }
    }

    /// The values that must lie inside a parameter's hard range.
    pub fn bounds(&self) -> Vec<f64> {
        match *self {
            Self::Fixed(value) => vec![value],
            Self::Uniform { low, high } | Self::LogUniform { low, high } => vec![low, high],
            Self::Normal { mean, .. } => vec![mean],
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(value) => write!(f, "{value}"),
            Self::Uniform { low, high } => write!(f, "{low} to {high}"),
            Self::LogUniform { low, high } => write!(f, "{low} to {high} (by ratio)"),
            Self::Normal { mean, sd } => write!(f, "{mean} +- {sd}"),
        }
    }
}

/// The standard normal quantile function.
///
/// P. J. Acklam's rational approximation (2003), relative error below 1.2e-9. Logarithms and
/// roots are those of `libm`, so the value is the same on every machine.
fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    const TAIL: f64 = 0.02425;
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |p: f64| {
        let q = libm::sqrt(-2.0 * libm::log(p));
        polynomial(&C, q) / polynomial(&D, q)
    };
    if p < TAIL {
        tail(p)
    } else if p > 1.0 - TAIL {
        -tail(1.0 - p)
    } else {
        let q = p - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / polynomial(&B, r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of `scipy.stats.norm.ppf`.
    #[test]
    fn normal_quantiles_agree_with_scipy() {
        for (p, expected) in [
            (1e-6, -4.753_424_308_822_899),
            (0.01, -2.326_347_874_040_840_8),
            (0.25, -0.674_489_750_196_081_7),
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.999_9, 3.719_016_485_455_68),
        ] {
            assert!((normal_quantile(p) - expected).abs() < 1e-7, "{p}");
        }
    }

    #[test]
    fn quantiles_of_a_log_range_are_ratios() {
        let setting = Setting::LogUniform { low: 0.5, high: 2.0 };
        assert!((setting.value_at(0.5, (0.0, 10.0)) - 1.0).abs() < 1e-12);
        assert_eq!(setting.value_at(0.5, (1.5, 10.0)), 1.5);
    }
}
