//! The axis that switches one step of the base off at a time.

use super::short_names::ShortNames;
use super::variant::Variants;
use super::{edited, working};
use crate::pipeline::{Edit, Pipeline};

pub(super) fn add(variants: &mut Variants, base: &Pipeline) -> Result<(), String> {
    let names = ShortNames::new(base);
    for step in working(base) {
        let name = names.of(step);
        let variant =
            edited(base, &format!("{name}-off"), vec![Edit::Switch { id: step.id.clone(), on: false }])?;
        variants.add(variant.at("leave one out", &name, None))?;
    }
    Ok(())
}
