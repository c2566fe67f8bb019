//! Carrying steps from one pipeline into another: fresh ids, the other's lengths, groups that come along.

use super::step::fresh_id;
use super::{Edit, Group, Pipeline, PipelineFile, STRENGTHS, Step};

/// An edit that carries steps over, and the ids that they get.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The edit; undone as one.
    pub edit: Edit,
    /// The new ids, in order.
    pub ids: Vec<String>,
}

impl Pipeline {
    /// How the steps of `other` come into this pipeline at place `at`, counted from 0.
    ///
    /// They look there as they did: lengths are changed into those of this pipeline, and the strength that all steps
    /// of `other` had goes into that of each. A group comes along where more than one of its steps does; a step that
    /// leaves its group behind stands alone.
    pub fn carried(&self, other: &Self, at: usize) -> Carried {
        let input = &self.input;
        let um_per_pixel = input.um_per_pixel.or(other.input.um_per_pixel).unwrap_or(1.0);
        let other = other.with_lengths(input.lengths, um_per_pixel);
        let mut groups = self.groups.clone();
        let mut names: Vec<(&str, String)> = Vec::new();
        for group in other.groups.iter().filter(|group| other.members(&group.id).count() > 1) {
            let taken = |id: &str| groups.iter().any(|known| known.id == id);
            let id = if taken(&group.id) { fresh_id(&group.id, taken) } else { group.id.clone() };
            groups.push(Group { id: id.clone(), pick: group.pick });
            names.push((&group.id, id));
        }
        let mut edits = Vec::new();
        if !names.is_empty() {
            edits.push(Edit::SetGroups(groups));
        }
        let mut ids: Vec<String> = Vec::new();
        for step in &other.steps {
            let taken = |id: &str| self.step(id).is_some() || ids.iter().any(|known| known == id);
            let id = fresh_id(step.entry.kind, taken);
            let group = step.group.as_deref().and_then(|old| names.iter().find(|(name, _)| *name == old));
            let step = Step {
                id: id.clone(),
                strength: (step.strength * other.strength).min(STRENGTHS.1),
                group: group.map(|(_, new)| new.clone()),
                ..step.clone()
            };
            edits.push(Edit::Insert { at: at + ids.len(), step });
            ids.push(id);
        }
        Carried { edit: Edit::Together(edits), ids }
    }

    /// The step called `id` by itself, as the text of a pipeline file: what is copied.
    pub fn step_as_text(&self, id: &str) -> Option<String> {
        Some(PipelineFile::new(self.only(id)?).to_toml())
    }

    /// This pipeline with the step called `id` and no other.
    pub fn only(&self, id: &str) -> Option<Self> {
        let (_, step) = self.step(id)?;
        let step = Step { group: None, ..step.clone() };
        Some(Self {
            name: step.entry.name.into(),
            note: String::new(),
            groups: Vec::new(),
            steps: vec![step],
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Planes;
    use crate::pipeline::{Chain, Lengths, load};
    use crate::transform::{Setting, catalogue};

    #[test]
    fn a_preset_goes_below_with_its_groups_and_is_undone_at_once() {
        let text = "format = 1\n[[group]]\nid = \"turn\"\n[[step]]\nkind = \"rotate\"\ngroup = \"turn\"\n\
                    [[step]]\nkind = \"scale\"\ngroup = \"turn\"\n[[step]]\nkind = \"gain\"\n";
        let other = PipelineFile::parse(text).unwrap().pipeline;
        let mut pipeline = other.clone();
        let carried = pipeline.carried(&other, 3);
        assert_eq!(carried.ids, ["rotate-2", "scale-2", "gain-2"]);
        let undo = pipeline.edit(carried.edit).unwrap();
        let of = |place: usize| pipeline.steps[place].group.as_deref();
        assert_eq!([of(0), of(3), of(4), of(5)], [Some("turn"), Some("turn-1"), Some("turn-1"), None]);
        assert_eq!(pipeline.groups.len(), 2);
        pipeline.edit(undo).unwrap();
        assert_eq!(pipeline, other);
    }

    #[test]
    fn lengths_and_strength_look_as_they_did() {
        let mut other = Pipeline { strength: 0.5, ..Pipeline::default() };
        let mut blur = other.new_step(catalogue::find("gaussian-blur").unwrap());
        blur.first.settings[0] = Setting::Fixed(2.0);
        other.steps.push(blur);
        let mut pipeline = Pipeline::default();
        pipeline.input.lengths = Lengths::Micrometres;
        pipeline.input.um_per_pixel = Some(0.325);
        pipeline.edit(pipeline.carried(&other, 0).edit).unwrap();
        assert_eq!(pipeline.steps[0].first.settings[0], Setting::Fixed(0.65));
        let source = Planes::zeros(1, 20, 20);
        let key = crate::transform::ViewKey::new(0, "a", 0, 0);
        let [a, b] = [&other, &pipeline].map(|p| Chain::new(p, 16).draw(key, &source)[0].values.one(0));
        assert!((a - b).abs() < 1e-6, "{a} and {b}");
    }

    #[test]
    fn a_copied_step_is_a_text_that_comes_back_alone() {
        for (_, text) in crate::pipeline::PRESETS {
            let preset = PipelineFile::parse(text).unwrap().pipeline;
            for step in &preset.steps {
                let copied = PipelineFile::parse(&preset.step_as_text(&step.id).unwrap()).unwrap().pipeline;
                let mut pipeline = load("simclr").unwrap().pipeline;
                pipeline.edit(pipeline.carried(&copied, 1).edit).unwrap();
                let there = &pipeline.steps[1];
                assert_eq!((there.entry.kind, &there.first), (step.entry.kind, &step.first));
                assert_eq!((&there.second, &there.note), (&step.second, &step.note));
            }
        }
        assert_eq!(Pipeline::default().step_as_text("no such step"), None);
    }
}
