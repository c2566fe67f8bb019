//! [`PatternPreview`]: what a pattern would make of the files of a folder, told while it is being typed.

use super::FilePattern;
use super::compiled::Compiled;
use super::images::join;
use crate::image::ZChoice;
use std::collections::BTreeSet;

/// Names that are shown.
const SHOWN: usize = 5;

/// What a pattern makes of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatternPreview {
    /// Files there are.
    pub files: usize,
    /// Files that the pattern fits.
    pub matched: usize,
    /// Images with all channels that come out.
    pub images: usize,
    /// Images of which a channel is missing or there twice, and why the first is.
    pub broken: usize,
    /// The first file of a broken image, and why it is.
    pub first_broken: Option<(String, String)>,
    /// The channels, in order; empty where each file is an image.
    pub channels: Vec<String>,
    /// What else the names say: column, number of different values, the first value.
    pub columns: Vec<(String, usize, String)>,
    /// The first files that do not fit.
    pub unmatched: Vec<String>,
}

impl FilePattern {
    /// What this pattern makes of `names`, paths relative to the opened folder.
    ///
    /// # Errors
    /// In words, where the pattern is none.
    pub fn preview(&self, names: &[String], z: ZChoice) -> Result<PatternPreview, String> {
        let compiled = Compiled::new(self)?;
        let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
        let images = join(&compiled, &borrowed, z);
        let name = |number: &usize| names.get(*number).cloned().unwrap_or_default();
        let mut columns: Vec<(String, BTreeSet<&str>, String)> = Vec::new();
        for image in &images.whole {
            for (column, value) in image.fields.named.iter().filter(|(column, _)| column != "channel") {
                match columns.iter_mut().find(|(known, ..)| known == column) {
                    Some((_, values, _)) => {
                        values.insert(value);
                    }
                    None => columns.push((column.clone(), BTreeSet::from([value.as_str()]), value.clone())),
                }
            }
        }
        Ok(PatternPreview {
            files: names.len(),
            matched: names.len() - images.unmatched.len(),
            images: images.whole.len(),
            broken: images.refused.len(),
            first_broken: images.refused.first().map(|(number, why)| (name(number), why.clone())),
            channels: images.channels.clone(),
            columns: columns.into_iter().map(|(name, values, first)| (name, values.len(), first)).collect(),
            unmatched: images.unmatched.iter().take(SHOWN).map(name).collect(),
        })
    }

    /// The preset that fits most of `names`, if it fits most of them.
    pub fn guess(names: &[String]) -> Option<Self> {
        let fits = |preset: &super::PatternPreset| {
            let pattern = Self(preset.pattern.to_owned());
            let preview = pattern.preview(names, ZChoice::Maximum).ok()?;
            (2 * preview.matched > names.len() && preview.images > 0)
                .then_some((preview.matched - preview.broken, pattern))
        };
        // The first of equals: the instruments' patterns stand before the general ones.
        let found = super::PATTERN_PRESETS.iter().filter_map(fits);
        found.rev().max_by_key(|(matched, _)| *matched).map(|(_, pattern)| pattern)
    }
}
