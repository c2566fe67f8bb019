//! [`Pipeline::digest`]: a short word that tells recipes apart by the pictures they make.

use super::{Pipeline, PipelineFile, Step};
use crate::image::hex;
use sha2::{Digest, Sha256};

impl Pipeline {
    /// Sixteen hexadecimal digits. Names, notes and steps that are off do not count; all else does.
    pub fn digest(&self) -> String {
        let on = self.steps.iter().filter(|step| step.on);
        let bare = Self {
            name: String::new(),
            note: String::new(),
            steps: on.map(|step| Step { note: String::new(), ..step.clone() }).collect(),
            ..self.clone()
        };
        let hash = Sha256::digest(PipelineFile::new(bare).to_toml());
        // A SHA-256 has 32 bytes.
        hex(&hash[..8])
    }
}

#[cfg(test)]
mod tests {
    use crate::pipeline::{Edit, load};

    #[test]
    fn words_do_not_count_and_settings_do() {
        let mut recipe = load("simclr").unwrap().pipeline;
        let before = recipe.digest();
        let id = recipe.steps[0].id.clone();
        recipe.edit(Edit::Rename("mine".into())).unwrap();
        recipe.edit(Edit::Annotate { id: id.clone(), note: "why".into() }).unwrap();
        assert_eq!(recipe.digest(), before);
        assert_eq!(before.len(), 16);
        let off = recipe.edit(Edit::Switch { id: id.clone(), on: false }).unwrap();
        assert_ne!(recipe.digest(), before);
        recipe.edit(off).unwrap();
        recipe.edit(Edit::SetProbability { id, second: false, probability: 0.25 }).unwrap();
        assert_ne!(recipe.digest(), before);
    }
}
