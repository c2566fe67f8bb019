//! The control axis: the base with other weight decays, which tells a transform's effect from mere regularisation.

use super::BASE;
use super::level::Level;
use super::variant::{Variant, Variants};
use crate::pipeline::Pipeline;

/// Adds the base at every one of `levels`; `own` is the weight decay that it has anyway.
pub(super) fn add(variants: &mut Variants, base: &Pipeline, levels: &[f64], own: f64) -> Result<(), String> {
    for &level in levels {
        if !(0.0..=10.0).contains(&level) {
            return Err(format!("weight_decay = {level}: allowed are 0 to 10"));
        }
        let word = Level::Reach(level).word();
        let mut variant = if level == own {
            Variant::new(BASE, base.clone())
        } else {
            let name = format!("weight-decay-{word}");
            Variant::new(&name, Pipeline { name: name.clone(), ..base.clone() })
        };
        if level != own {
            variant.settings.insert("weight_decay".into(), word.clone());
        }
        variants.add(variant.at("weight decay", &word, Some(level)))?;
    }
    Ok(())
}
