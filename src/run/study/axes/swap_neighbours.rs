//! The axis that swaps two neighbours among the steps of the base at a time.

use super::short_names::ShortNames;
use super::variant::Variants;
use super::{edited, working};
use crate::pipeline::{Edit, Pipeline, Step};

pub(super) fn add(variants: &mut Variants, base: &Pipeline) -> Result<(), String> {
    let names = ShortNames::new(base);
    let steps: Vec<&Step> = working(base).collect();
    for pair in steps.windows(2) {
        let &[first, second] = pair else { continue };
        let place = |step: &Step| base.step(&step.id).map_or(0, |(place, _)| place);
        let (at, to) = (place(first), place(second));
        // Steps between the two do nothing; they keep their places.
        let edits =
            vec![Edit::Move { id: second.id.clone(), to: at }, Edit::Move { id: first.id.clone(), to }];
        let words = format!("{}-{}", names.of(first), names.of(second));
        variants.add(edited(base, &format!("swap-{words}"), edits)?.at("swap neighbours", &words, None))?;
    }
    Ok(())
}
