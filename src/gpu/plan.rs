//! From a chain to passes: what each dispatch reads, does and leaves behind.

use crate::pipeline::{Chain, Segment};
use crate::transform::{Needs, Point, Stage};

/// What a pass begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// Resampling by the geometry of segment `.0` of the chain: of the source for the first
    /// segment, of the views so far for later ones.
    Resample(usize),
    /// The same pixel of the views so far.
    Read,
    /// Pass number `pass` of the neighbourhood transform at step `place`.
    Neighbourhood {
        /// Place of the step in the chain.
        place: usize,
        /// Which of its passes.
        pass: usize,
    },
}

/// One dispatch over all pixels of all views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// What it begins with.
    pub load: Load,
    /// Steps that follow pixel by pixel: places in the chain.
    pub points: Vec<usize>,
    /// What is measured of the views so far before the pass.
    pub needs: Needs,
}

impl Pass {
    fn new(load: Load) -> Self {
        Self { load, points: Vec::new(), needs: Needs::Nothing }
    }
}

/// The passes of `chain`: as few as the steps allow. A pass ends only where a step looks at
/// other pixels than its own, or at a statistic of all.
pub fn plan(chain: &Chain) -> Vec<Pass> {
    let mut passes: Vec<Pass> = Vec::new();
    for (number, segment) in chain.segments.iter().enumerate() {
        match segment {
            Segment::Resample(_) => passes.push(Pass::new(Load::Resample(number))),
            Segment::Neighbourhood(place) => {
                if let Stage::Neighbourhood(n) = chain.steps[*place].entry.stage {
                    let loads = (0..n.passes.len()).map(|pass| Load::Neighbourhood { place: *place, pass });
                    passes.extend(loads.map(Pass::new));
                }
            }
            Segment::Point(place) => {
                if let Stage::Point(Point { needs, .. }) = chain.steps[*place].entry.stage
                    && needs != Needs::Nothing
                {
                    passes.push(Pass { needs, ..Pass::new(Load::Read) });
                }
                if let Some(pass) = passes.last_mut() {
                    pass.points.push(*place);
                }
            }
        }
    }
    passes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Pipeline, Step};
    use crate::transform::catalogue;

    fn passes(kinds: &[&str]) -> Vec<Pass> {
        let mut pipeline = Pipeline::default();
        for kind in kinds {
            let entry = catalogue::find(kind).unwrap();
            pipeline.steps.push(Step::new(pipeline.fresh_id(kind), entry));
        }
        plan(&Chain::new(&pipeline, 32))
    }

    #[test]
    fn geometry_and_points_fuse_into_one_pass() {
        assert_eq!(passes(&["rotate", "scale", "gain", "offset", "gaussian-noise"]).len(), 1);
    }

    #[test]
    fn warps_join_the_same_resampling() {
        let kinds =
            ["rotate", "elastic", "scale", "perspective", "grid-distortion", "crop-with-cell", "gain"];
        assert_eq!(passes(&kinds).len(), 1);
        assert_eq!(passes(&["elastic", "gain", "corner-warp"]).len(), 2);
    }

    #[test]
    fn one_neighbourhood_step_makes_three_passes() {
        let passes = passes(&["rotate", "gain", "gaussian-blur", "offset", "cutout"]);
        assert_eq!(passes.len(), 3);
        assert_eq!((passes[0].points.len(), passes[1].points.len(), passes[2].points.len()), (1, 0, 2));
    }

    #[test]
    fn means_and_a_second_resampling_end_a_pass() {
        let passes = passes(&["gain", "contrast", "rotate"]);
        assert_eq!(passes.len(), 3);
        assert_eq!(passes[1].needs, Needs::Means);
        assert_eq!(passes[2].load, Load::Resample(3));
    }

    #[test]
    fn every_statistic_is_measured_before_a_pass_of_its_own() {
        let kinds = ["equalise", "gain", "equalise", "contrast", "clahe", "offset", "percentile-window"];
        let passes = passes(&kinds);
        let table = |tiles, limit| Needs::Tables { tiles, limit };
        let needs: Vec<Needs> = passes.iter().map(|pass| pass.needs).collect();
        let expected = [
            Needs::Nothing,
            table(1, None),
            table(1, None),
            Needs::Means,
            table(8, Some("clip")),
            table(1, None),
        ];
        assert_eq!(needs, expected);
        let points: Vec<_> = passes.iter().map(|pass| pass.points.clone()).collect();
        assert_eq!(points, [vec![], vec![0, 1], vec![2], vec![3], vec![4, 5], vec![6]]);
    }

    #[test]
    fn jpeg_is_two_passes() {
        assert_eq!(passes(&["jpeg", "gain"]).len(), 3);
    }
}
