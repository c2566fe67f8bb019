//! The two baselines that every study has unless they are switched off: no augmentation, and the recipe off the shelf.

use super::variant::{Variant, Variants};
use crate::pipeline::{Lengths, Pipeline, PipelineInput, load};

/// The preset that is taken off the shelf.
const OFF_THE_SHELF: &str = "simclr";

/// Adds both, with size and intensity window of the base, so that they see the same images.
pub(super) fn add(variants: &mut Variants, base: &Pipeline) -> Result<(), String> {
    let none = Pipeline {
        name: "no-augmentation".into(),
        note: String::new(),
        input: base.input.clone(),
        strength: 1.0,
        groups: Vec::new(),
        steps: Vec::new(),
    };
    variants.add(Variant::new("no-augmentation", none).at("baseline", "no-augmentation", None))?;
    let shelf = load(OFF_THE_SHELF).map_err(|error| error.to_string())?.pipeline;
    // The preset's lengths are pixels, whatever those of the base are.
    let input = PipelineInput { lengths: Lengths::Pixels, um_per_pixel: None, ..base.input.clone() };
    let shelf = Pipeline { name: "off-the-shelf".into(), input, ..shelf };
    variants.add(Variant::new("off-the-shelf", shelf).at("baseline", "off-the-shelf", None))
}
