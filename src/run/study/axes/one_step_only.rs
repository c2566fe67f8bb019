//! The axis that leaves one step of the base alone at a time: a screening of what each does by itself.

use super::short_names::ShortNames;
use super::variant::Variants;
use super::{edited, working};
use crate::pipeline::{Edit, Pipeline};

pub(super) fn add(variants: &mut Variants, base: &Pipeline) -> Result<(), String> {
    let names = ShortNames::new(base);
    for step in working(base) {
        let name = names.of(step);
        let others = base.steps.iter().filter(|other| other.on && other.id != step.id);
        let off = others.map(|other| Edit::Switch { id: other.id.clone(), on: false }).collect();
        variants.add(edited(base, &format!("only-{name}"), off)?.at("one step only", &name, None))?;
    }
    Ok(())
}
