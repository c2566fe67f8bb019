//! [`ShortNames`]: what steps are called in the names of variants: "rotate" rather than "rotate-1" where only one is.

use crate::pipeline::{Pipeline, Step};

/// Letters of a step's name at the most: names of folders are limited.
const LONGEST: usize = 40;

/// Short names of the steps of one base.
pub(super) struct ShortNames(Vec<(String, String)>);

impl ShortNames {
    /// They depend on the ids of the base's steps alone, and are unique even where letters' case does not count.
    pub fn new(base: &Pipeline) -> Self {
        let stems: Vec<String> = base.steps.iter().map(|step| safe(stem(&step.id))).collect();
        let wholes: Vec<String> = base.steps.iter().map(|step| safe(&step.id)).collect();
        let once = |names: &[String], name: &str| {
            names.iter().filter(|other| other.eq_ignore_ascii_case(name)).count() == 1
        };
        let mut names: Vec<(String, String)> = Vec::new();
        for (place, step) in base.steps.iter().enumerate() {
            let (stem, whole) = (&stems[place], &wholes[place]);
            let alone =
                once(&stems, stem) && wholes.iter().filter(|w| w.eq_ignore_ascii_case(stem)).count() <= 1;
            let name = if alone {
                stem.clone()
            } else if once(&wholes, whole)
                && !stems.iter().enumerate().any(|(at, s)| at != place && s == whole)
            {
                whole.clone()
            } else {
                format!("step{}", place + 1)
            };
            names.push((step.id.clone(), name));
        }
        Self(names)
    }

    /// The short name of a step.
    pub fn of(&self, step: &Step) -> String {
        self.0.iter().find(|(id, _)| *id == step.id).map_or_else(|| safe(&step.id), |(_, name)| name.clone())
    }

    /// The id of the step that is called `name`: its id, or its short name.
    pub fn id(&self, name: &str) -> Option<&str> {
        let by_id = self.0.iter().find(|(id, _)| id == name);
        by_id.or_else(|| self.0.iter().find(|(_, short)| short == name)).map(|(id, _)| id.as_str())
    }

    /// All short names, in order.
    pub fn all(&self) -> String {
        self.0.iter().map(|(_, short)| short.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// An id without the number that the program gave it: "rotate-1" is "rotate".
fn stem(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((stem, number)) if !stem.is_empty() && number.chars().all(|c| c.is_ascii_digit()) => stem,
        _ => id,
    }
}

/// The letters of `text` that may stand in the middle of a folder's name.
pub(super) fn safe(text: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = text.chars().take(LONGEST).map(letter).collect();
    if name.is_empty() { "_".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue;

    fn names(ids: &[&str]) -> Vec<String> {
        let rotate = catalogue::find("rotate").unwrap();
        let steps: Vec<Step> = ids.iter().map(|id| Step::new(*id, rotate)).collect();
        let base = Pipeline { steps, ..Pipeline::default() };
        let short = ShortNames::new(&base);
        base.steps.iter().map(|step| short.of(step)).collect()
    }

    #[test]
    fn numbers_go_where_nothing_is_confused() {
        assert_eq!(names(&["rotate-1", "gain-2", "my own/blur"]), ["rotate", "gain", "my_own_blur"]);
        assert_eq!(names(&["rotate-1", "rotate-2"]), ["rotate-1", "rotate-2"]);
        for ids in [["rotate", "rotate-1"], ["a b", "a_b"], ["A", "a"], ["x-1", "x-1-1"]] {
            let names = names(&ids);
            assert!(!names[0].eq_ignore_ascii_case(&names[1]), "{names:?}");
        }
    }
}
