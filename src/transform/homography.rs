//! [`Homography`]: a projective map of the plane, which keeps straight lines straight.

use super::Affine;

/// `x' = (m0 x + m1 y + m2) / w`, `y' = (m3 x + m4 y + m5) / w`, `w = m6 x + m7 y + m8`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homography {
    /// Row after row.
    pub m: [f64; 9],
}

impl Homography {
    /// The map that takes the corners of a rectangle about the origin, `extent` wide and high, to `corners`:
    /// upper left, upper right, lower right, lower left. They must be the corners of a convex figure.
    ///
    /// P. Heckbert, Fundamentals of texture mapping and image warping (1989), section 2.2.3.
    pub fn from_rectangle(extent: (f64, f64), corners: [(f64, f64); 4]) -> Self {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = corners;
        let (right, below) = ((x1 - x2, y1 - y2), (x3 - x2, y3 - y2));
        let odd = (x0 - x1 + (x2 - x3), y0 - y1 + (y2 - y3));
        let area = right.0 * below.1 - below.0 * right.1;
        let g = (odd.0 * below.1 - below.0 * odd.1) / area;
        let h = (right.0 * odd.1 - odd.0 * right.1) / area;
        // From the unit square so far; the rectangle is brought to that first: x / width + 1/2.
        let row = |across: f64, down: f64, start: f64| {
            [across / extent.0, down / extent.1, start + (across / 2.0 + down / 2.0)]
        };
        let [a, b, c] = row(x1 - x0 + g * x1, x3 - x0 + h * x3, x0);
        let [d, e, f] = row(y1 - y0 + g * y1, y3 - y0 + h * y3, y0);
        let [g, h, i] = row(g, h, 1.0);
        Self { m: [a, b, c, d, e, f, g, h, i] }
    }

    /// The map back, to within a common factor of all numbers.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let [a, b, c, d, e, f, g, h, i] = self.m;
        Self {
            m: [
                e * i - f * h,
                c * h - b * i,
                b * f - c * e,
                f * g - d * i,
                a * i - c * g,
                c * d - a * f,
                d * h - e * g,
                b * g - a * h,
                a * e - b * d,
            ],
        }
    }

    /// Where `(x, y)` goes.
    pub fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let m = &self.m;
        let w = m[6] * x + m[7] * y + m[8];
        ((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w)
    }
}

impl From<Affine> for Homography {
    fn from(map: Affine) -> Self {
        let [a, b, c, d, e, f] = map.m;
        Self { m: [a, b, c, d, e, f, 0.0, 0.0, 1.0] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORNERS: [(f64, f64); 4] = [(-2.0, -1.0), (3.0, -2.0), (2.5, 2.0), (-1.0, 4.0)];

    fn near(found: (f64, f64), expected: (f64, f64)) {
        assert!(
            (found.0 - expected.0).abs() < 1e-12 && (found.1 - expected.1).abs() < 1e-12,
            "{found:?}, not {expected:?}"
        );
    }

    #[test]
    fn corners_go_where_they_should_and_back() {
        let map = Homography::from_rectangle((6.0, 4.0), CORNERS);
        let rectangle = [(-3.0, -2.0), (3.0, -2.0), (3.0, 2.0), (-3.0, 2.0)];
        for (from, to) in rectangle.into_iter().zip(CORNERS) {
            near(map.apply(from.0, from.1), to);
            near(map.inverse().apply(to.0, to.1), from);
        }
        // The diagonals' crossing goes to the diagonals' crossing.
        let middle = map.apply(0.0, 0.0);
        let cross =
            |p: (f64, f64), q: (f64, f64)| (q.0 - p.0) * (middle.1 - p.1) - (q.1 - p.1) * (middle.0 - p.0);
        assert!(cross(CORNERS[0], CORNERS[2]).abs() < 1e-12 && cross(CORNERS[1], CORNERS[3]).abs() < 1e-12);
    }

    #[test]
    fn corners_that_stay_change_nothing_at_all() {
        let corners = [(-3.5, -20.5), (3.5, -20.5), (3.5, 20.5), (-3.5, 20.5)];
        let map = Homography::from_rectangle((7.0, 41.0), corners);
        assert_eq!(map, Affine::IDENTITY.into());
        assert_eq!(map.inverse(), Affine::IDENTITY.into());
    }
}
