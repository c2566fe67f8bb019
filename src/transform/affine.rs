//! [`Affine`]: a map of the plane, x' = A x + t, in which all geometric steps are expressed.

/// `x' = a x + b y + c`, `y' = d x + e y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// `[a, b, c, d, e, f]`.
    pub m: [f64; 6],
}

impl Affine {
    /// The map that changes nothing.
    pub const IDENTITY: Self = Self { m: [1.0, 0.0, 0.0, 0.0, 1.0, 0.0] };

    /// Adds `(x, y)`.
    pub fn translation(x: f64, y: f64) -> Self {
        Self { m: [1.0, 0.0, x, 0.0, 1.0, y] }
    }

    /// Multiplies by `x` and `y`.
    pub fn scaling(x: f64, y: f64) -> Self {
        Self { m: [x, 0.0, 0.0, 0.0, y, 0.0] }
    }

    /// Turns by `degrees`, counter-clockwise as seen on a screen whose y axis points down.
    pub fn rotation(degrees: f64) -> Self {
        let (sin, cos) = exact_sin_cos(degrees);
        Self { m: [cos, sin, 0.0, -sin, cos, 0.0] }
    }

    /// The map that does `self` first and then `next`.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let (p, q) = (&next.m, &self.m);
        Self {
            m: [
                p[0] * q[0] + p[1] * q[3],
                p[0] * q[1] + p[1] * q[4],
                p[0] * q[2] + p[1] * q[5] + p[2],
                p[3] * q[0] + p[4] * q[3],
                p[3] * q[1] + p[4] * q[4],
                p[3] * q[2] + p[4] * q[5] + p[5],
            ],
        }
    }

    /// Where `(x, y)` goes.
    pub fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let m = &self.m;
        (m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5])
    }
}

/// Sine and cosine of an angle in degrees, exact at quarter turns so that those lose nothing.
fn exact_sin_cos(degrees: f64) -> (f64, f64) {
    let turn = degrees.rem_euclid(360.0);
    match turn {
        0.0 => (0.0, 1.0),
        90.0 => (1.0, 0.0),
        180.0 => (0.0, -1.0),
        270.0 => (-1.0, 0.0),
        _ => {
            let radians = turn * (std::f64::consts::PI / 180.0);
            (libm::sin(radians), libm::cos(radians))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_matters_and_is_that_of_then() {
        let map = Affine::scaling(2.0, 2.0).then(&Affine::translation(1.0, 0.0));
        assert_eq!(map.apply(3.0, 4.0), (7.0, 8.0));
    }

    #[test]
    fn a_quarter_turn_counter_clockwise_takes_right_to_up() {
        assert_eq!(Affine::rotation(90.0).apply(1.0, 0.0), (0.0, -1.0));
    }
}
