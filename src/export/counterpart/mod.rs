//! [`Counterpart`]: what a transform of the catalogue becomes in another program, decided once for every entry.
//!
//! One file a program holds a table: a match over the words of the entries. A test walks the catalogue, so that a new
//! entry is either mapped or refused with words.

pub mod albumentations;
mod asked;
pub mod kornia;
pub mod lightly;
pub mod solo_learn;
mod table;
pub mod torchvision;

pub use asked::Asked;
pub use table::counterparts_table;

use crate::pipeline::{Lengths, Pipeline, Step};
use crate::transform::Unit;

/// How nearly two programs do the same to a picture, values from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Agreement {
    /// Pixel for pixel.
    Same,
    /// With the same numbers drawn, pixels differ on average by at most so many 255ths, away from the picture's edge.
    Within(f64),
    /// Every pixel draws its own number; mean and spread of what is added differ by at most so many 255ths.
    Spread(f64),
    /// The same in kind, by another definition, which words tell.
    Alike,
}

impl Agreement {
    /// For tables.
    pub fn words(self) -> String {
        match self {
            Self::Same => "same pixels".into(),
            Self::Within(bound) => format!("within {bound}"),
            Self::Spread(bound) => format!("mean and spread within {bound}"),
            Self::Alike => "alike".into(),
        }
    }
}

/// What a transform becomes in another program; `M` makes it out of the settings.
#[derive(Clone, Copy, Debug)]
pub enum Counterpart<M> {
    /// It has one.
    Mapped {
        /// Its name there.
        by: &'static str,
        /// How near it comes.
        agreement: Agreement,
        /// What a reader should know; may be empty.
        note: &'static str,
        /// Makes it, or says what of these settings cannot be said there.
        make: M,
    },
    /// It has none, for this reason.
    Refused(&'static str),
}

/// A mapped entry.
const fn mapped<M>(by: &'static str, agreement: Agreement, note: &'static str, make: M) -> Counterpart<M> {
    Counterpart::Mapped { by, agreement, note, make }
}

/// A recipe as other programs are told it.
#[derive(Clone, Debug)]
pub struct Told {
    /// Strengths worked in, lengths in pixels, only steps that are on.
    pub pipeline: Pipeline,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// How many of some steps a version gets, where it gets not all of them.
pub type Stretch<'a> = (Option<usize>, Vec<&'a Step>);

impl Told {
    /// `pipeline` without what other programs do not know.
    pub fn new(pipeline: &Pipeline) -> Self {
        let mut notes = Vec::new();
        let mut told = pipeline.with_strengths_worked_in();
        if told.input.lengths == Lengths::Micrometres {
            let size = told.input.um_per_pixel;
            if size.is_none() {
                notes.push(
                    "the recipe does not say how many micrometres a pixel measures: 1 was taken".into(),
                );
            }
            told = told.with_lengths(Lengths::Pixels, size.unwrap_or(1.0));
        }
        let has_lengths =
            |step: &Step| step.entry.params.iter().any(|param| param.unit == Unit::SourcePixels);
        if told.steps.iter().any(has_lengths) {
            notes.push(
                "lengths are pixels of the random version there; here they are pixels of the image. They are the same \
                 where the image's short side is as long as the random version's"
                    .into(),
            );
        }
        Self { pipeline: told, notes }
    }

    /// True where the second random version follows settings of its own.
    pub fn has_second(&self) -> bool {
        self.pipeline
            .steps
            .iter()
            .any(|step| step.second.as_ref().is_some_and(|second| *second != step.first))
    }

    /// The stretches of steps: each alone, or those of a group that stand together, with how many of them a version
    /// gets.
    ///
    /// # Errors
    /// The group whose steps stand apart.
    pub fn stretches(&self) -> Result<Vec<Stretch<'_>>, String> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut done: Vec<&str> = Vec::new();
        for step in &self.pipeline.steps {
            let group = step.group.as_ref();
            match (group, stretches.last_mut()) {
                (Some(id), Some((Some(_), steps)))
                    if steps.last().is_some_and(|last| last.group.as_ref() == Some(id)) =>
                {
                    steps.push(step);
                }
                (Some(id), _) => {
                    if done.contains(&id.as_str()) {
                        return Err(format!(
                            "the steps of the group {id} stand apart; put them one after the other"
                        ));
                    }
                    done.push(id);
                    let pick = self.pipeline.groups.iter().find(|group| group.id == *id);
                    stretches.push((Some(pick.map_or(1, |group| group.pick)), vec![step]));
                }
                (None, _) => stretches.push((None, vec![step])),
            }
        }
        Ok(stretches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Group;
    use crate::transform::{Entry, catalogue};

    /// Every entry is mapped or refused, and says something useful.
    fn walk<M>(program: &str, table: fn(&'static Entry) -> Option<Counterpart<M>>) {
        for entry in catalogue::ALL {
            match table(entry) {
                None => panic!("{program}: {} is neither mapped nor refused", entry.kind),
                Some(Counterpart::Refused(why)) => assert!(why.len() > 15, "{program}: {}", entry.kind),
                Some(Counterpart::Mapped { by, agreement, note, .. }) => {
                    assert!(!by.is_empty(), "{program}: {}", entry.kind);
                    assert!(
                        agreement != Agreement::Alike || note.len() > 15,
                        "{program}: {} is alike, but how does it differ?",
                        entry.kind
                    );
                }
            }
        }
    }

    #[test]
    fn every_entry_is_decided_for_every_program() {
        walk("albumentations", albumentations::counterpart);
        walk("torchvision", torchvision::counterpart);
        walk("kornia", kornia::counterpart);
        walk("solo-learn", solo_learn::counterpart);
        walk("lightly", lightly::counterpart);
    }

    #[test]
    fn groups_stand_together_or_are_refused() {
        let mut pipeline = Pipeline::default();
        pipeline.groups.push(Group { id: "one".into(), pick: 2 });
        for (id, group) in [("a", Some("one")), ("b", Some("one")), ("c", None)] {
            let mut step = Step::new(id, catalogue::ALL[0]);
            step.group = group.map(Into::into);
            pipeline.steps.push(step);
        }
        let told = Told::new(&pipeline);
        let picks: Vec<_> =
            told.stretches().unwrap().iter().map(|(pick, steps)| (*pick, steps.len())).collect();
        assert_eq!(picks, [(Some(2), 2), (None, 1)]);
        pipeline.steps.swap(1, 2);
        let words = Told::new(&pipeline).stretches().unwrap_err();
        assert!(words.contains("one"), "{words}");
    }
}
