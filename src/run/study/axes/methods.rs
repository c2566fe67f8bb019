//! The axes that train every recipe with several learning methods, or several networks.

use super::short_names::safe;
use super::variant::Variant;

/// Every variant with every one of `names` for `setting` ("objective" or "encoder"). The one that the study's trainings
/// have anyway, `usual`, leaves names as they are, so that runs keep theirs when others are added.
pub(super) fn across(
    variants: Vec<Variant>,
    setting: &str,
    names: &[String],
    usual: &str,
) -> Result<Vec<Variant>, String> {
    if names.is_empty() {
        return Ok(variants);
    }
    for (place, name) in names.iter().enumerate() {
        if names.iter().take(place).any(|other| other == name) {
            return Err(format!("{setting} {name:?} stands in its list twice"));
        }
    }
    let mut all = Vec::new();
    // The usual one first: the first variant of all is the reference.
    let usual_first =
        names.iter().filter(|name| *name == usual).chain(names.iter().filter(|name| *name != usual));
    for name in usual_first {
        for variant in &variants {
            let mut variant = variant.clone().at(setting, name, None);
            if name != usual {
                variant.name = format!("{}-{}", variant.name, safe(name));
                variant.settings.insert(setting.into(), name.clone());
            }
            all.push(variant);
        }
    }
    Ok(all)
}
