//! [`Warp`]: a map of the plane that no matrix describes, as the numbers that one view got for it.
//!
//! `shaders/common/warp.wgsl` is the twin of this file.

use super::{Draw, Frame, Homography};

/// Control nodes along one axis of a field of displacements.
pub const NODES: usize = 16;

/// Numbers of a field before its nodes: nodes a source pixel across and down, node at the origin across and
/// down, first and last node between which the field changes.
const HEADER: usize = 6;

/// The smallest `w` of a projective map whose `w` is 1 in the middle of the picture. Where a later step looks
/// far beyond the picture a map would pass its horizon; no entry comes near it inside.
const LEAST_W: f32 = 0.1;

/// The formula that a warp follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarpShape {
    /// A projective map ([`Homography`]).
    Projective,
    /// Displacements on a grid of nodes, a uniform cubic B-spline between them.
    Cubic,
    /// Displacements on a grid of nodes, linear between them.
    Linear,
}

impl WarpShape {
    /// How many numbers describe such a warp.
    pub fn numbers(self) -> usize {
        match self {
            Self::Projective => 8,
            Self::Cubic | Self::Linear => HEADER + 2 * NODES * NODES,
        }
    }

    /// Its function in `shaders/common/warp.wgsl`.
    pub fn function(self) -> &'static str {
        match self {
            Self::Projective => "projective",
            Self::Cubic => "cubic_field",
            Self::Linear => "linear_field",
        }
    }
}

/// A geometric step that is not affine.
#[derive(Clone, Copy, Debug)]
pub struct Warping {
    /// Its formula: all that a shader's text depends on.
    pub shape: WarpShape,
    /// What a view that drew this gets: a warp of that shape, from world coordinates after the step to those
    /// before it.
    pub make: fn(&Draw, &Frame) -> Warp,
}

/// A map of world coordinates (source pixels, origin in the middle of the picture). Numbers and arithmetic
/// are those of the shader.
#[derive(Clone, Debug, PartialEq)]
pub struct Warp {
    shape: WarpShape,
    numbers: Vec<f32>,
}

impl Warp {
    /// The projective map `map`, whose `w` must be positive in the middle of the picture.
    pub fn projective(map: &Homography) -> Self {
        let [numbers @ .., w] = map.m;
        Self {
            shape: WarpShape::Projective,
            numbers: numbers.into_iter().map(|number| (number / w) as f32).collect(),
        }
    }

    /// A cubic field over [`NODES`] x [`NODES`] nodes that lie `spacing` source pixels apart about the origin.
    /// `node(column, row)` is the displacement there, across and down. Beyond [`Self::CUBIC_SPANS`] spacings the
    /// field stays as it is at its edge.
    pub fn cubic(spacing: (f64, f64), node: impl Fn(usize, usize) -> [f32; 2]) -> Self {
        let last = NODES as f64 - 1.0;
        Self::field(WarpShape::Cubic, spacing, last / 2.0, (1.0, last - 1.0), node)
    }

    /// How many spacings a cubic field spans: a node beyond each side is needed for the spline.
    pub const CUBIC_SPANS: usize = NODES - 3;

    /// A linear field over (`steps` + 1) x (`steps` + 1) nodes, at most [`NODES`], otherwise as
    /// [`Warp::cubic`].
    pub fn linear(steps: usize, spacing: (f64, f64), node: impl Fn(usize, usize) -> [f32; 2]) -> Self {
        let last = steps.clamp(1, NODES - 1) as f64;
        Self::field(WarpShape::Linear, spacing, last / 2.0, (0.0, last), node)
    }

    fn field(
        shape: WarpShape,
        spacing: (f64, f64),
        middle: f64,
        (first, last): (f64, f64),
        node: impl Fn(usize, usize) -> [f32; 2],
    ) -> Self {
        let header = [1.0 / spacing.0, 1.0 / spacing.1, middle, middle, first, last];
        let mut numbers: Vec<f32> = header.into_iter().map(|number| number as f32).collect();
        for row in 0..NODES {
            (0..NODES).for_each(|column| numbers.extend(node(column, row)));
        }
        Self { shape, numbers }
    }

    /// Its formula.
    pub fn shape(&self) -> WarpShape {
        self.shape
    }

    /// The numbers that its shader twin reads: [`WarpShape::numbers`] of them.
    pub fn numbers(&self) -> &[f32] {
        &self.numbers
    }

    /// True when nothing moves, so that the step can be left out.
    pub fn is_identity(&self) -> bool {
        match self.shape {
            WarpShape::Projective => self.numbers == [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
            WarpShape::Cubic | WarpShape::Linear => self.numbers.iter().skip(HEADER).all(|v| *v == 0.0),
        }
    }

    /// Where the point `[x, y]` after the step lay before it.
    pub fn at(&self, point: [f32; 2]) -> [f32; 2] {
        match self.shape {
            WarpShape::Projective => self.projected(point),
            WarpShape::Cubic => self.moved(point, 1, |share| {
                let rest = 1.0 - share;
                let (square, cube) = (share * share, share * share * share);
                [
                    rest * rest * rest / 6.0,
                    (3.0 * cube - 6.0 * square + 4.0) / 6.0,
                    (3.0 * square - 3.0 * cube + 3.0 * share + 1.0) / 6.0,
                    cube / 6.0,
                ]
            }),
            WarpShape::Linear => self.moved(point, 0, |share| [1.0 - share, share]),
        }
    }

    fn projected(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let &[a, b, c, d, e, f, g, h] = self.numbers.as_slice() else { return [x, y] };
        let w = (g * x + (h * y + 1.0)).max(LEAST_W);
        [(a * x + (b * y + c)) / w, (d * x + (e * y + f)) / w]
    }

    /// Adds the displacement at `point`: the sum over `N` x `N` nodes, the first `before` nodes before the
    /// point, by weights that follow from the point's share of the way to the next node.
    fn moved<const N: usize>(
        &self,
        point: [f32; 2],
        before: usize,
        weights: impl Fn(f32) -> [f32; N],
    ) -> [f32; 2] {
        // Numbers of a field are a header and all nodes, so that nothing below lies beyond them.
        let n = &self.numbers;
        let (first, last) = (n[4], n[5]);
        // The node that the sum begins with, and the weights from there on.
        let along = |axis: usize| {
            let place = (point[axis] * n[axis] + n[2 + axis]).clamp(first, last);
            let low = place.floor().min(last - 1.0);
            (low as usize - before.min(low as usize), weights(place - low))
        };
        let ((column, across), (row, down)) = (along(0), along(1));
        let mut moved = [0.0f32; 2];
        for (j, down) in down.into_iter().enumerate() {
            let mut line = [0.0f32; 2];
            let start = HEADER + 2 * ((row + j) * NODES + column);
            for (across, node) in across.into_iter().zip(n[start..].chunks_exact(2)) {
                line[0] += across * node[0];
                line[1] += across * node[1];
            }
            moved[0] += down * line[0];
            moved[1] += down * line[1];
        }
        [point[0] + moved[0], point[1] + moved[1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Affine;

    #[test]
    fn a_field_of_equal_nodes_is_a_shift() {
        for warp in
            [Warp::cubic((4.0, 5.0), |_, _| [1.5, -0.5]), Warp::linear(7, (4.0, 5.0), |_, _| [1.5, -0.5])]
        {
            for point in [[0.0, 0.0], [-9.3, 12.1], [500.0, -500.0]] {
                let [x, y] = warp.at(point);
                assert!((x - point[0] - 1.5).abs() < 1e-4 && (y - point[1] + 0.5).abs() < 1e-4);
            }
            assert!(!warp.is_identity());
        }
        assert!(Warp::cubic((4.0, 5.0), |_, _| [0.0; 2]).is_identity());
    }

    #[test]
    fn a_linear_field_has_the_nodes_own_displacements_there() {
        let warp = Warp::linear(4, (10.0, 10.0), |column, row| [column as f32, 10.0 * row as f32]);
        for column in 0..=4u8 {
            let x = 10.0 * (f32::from(column) - 2.0);
            assert_eq!(warp.at([x, -x]), [x + f32::from(column), -x + 10.0 * (4.0 - f32::from(column))]);
        }
        assert_eq!(warp.at([5.0, 0.0]), [5.0 + 2.5, 20.0]);
    }

    /// 2/3 - t^2 + |t|^3 / 2 up to 1 from the middle, (2 - |t|)^3 / 6 up to 2.
    #[test]
    fn a_cubic_field_is_a_b_spline() {
        let warp = Warp::cubic((1.0, 1.0), |column, _| [if column == 8 { 1.0 } else { 0.0 }, 0.0]);
        // Node 8 lies half a pixel right of the origin.
        for (away, weight) in
            [(-1.75, 0.002_604_166_7), (-0.75, 0.315_104_17), (0.25, 0.611_979_2), (1.25, 0.070_312_5)]
        {
            let x = 0.5 + away;
            let [moved, _] = warp.at([x, 0.0]);
            assert!((moved - x - weight).abs() < 1e-6, "{away}: {}", moved - x);
        }
    }

    #[test]
    fn a_projective_warp_of_a_matrix_is_that_matrix() {
        let map = Affine::rotation(33.0).then(&Affine::translation(2.0, -1.0));
        let warp = Warp::projective(&map.into());
        let [x, y] = warp.at([7.0, -3.0]);
        let (u, v) = map.apply(7.0, -3.0);
        assert!((f64::from(x) - u).abs() < 1e-5 && (f64::from(y) - v).abs() < 1e-5);
        assert!(Warp::projective(&Affine::IDENTITY.into()).is_identity());
    }
}
