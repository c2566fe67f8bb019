//! [`Edit`]: the only way to change a pipeline. Every edit has an inverse, hence undo and redo.

use super::check::{check_group, check_probability, check_strength};
use super::{Column, Group, Pipeline, PipelineInput, Step};
use crate::transform::Setting;

/// A change of a pipeline.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Gives the pipeline a name.
    Rename(String),
    /// Sets the pipeline's note.
    Describe(String),
    /// Changes size, fit, border or window.
    SetInput(PipelineInput),
    /// Changes the groups; no step may refer to one that is gone.
    SetGroups(Vec<Group>),
    /// Puts a step in at a place, counted from 0.
    Insert {
        /// Where it will stand.
        at: usize,
        /// The step.
        step: Step,
    },
    /// Takes a step out.
    Remove {
        /// Its id.
        id: String,
    },
    /// Moves a step to another place.
    Move {
        /// Its id.
        id: String,
        /// Where it will stand.
        to: usize,
    },
    /// Switches a step on or off.
    Switch {
        /// Its id.
        id: String,
        /// On.
        on: bool,
    },
    /// Sets the probability of a step.
    SetProbability {
        /// Its id.
        id: String,
        /// In the second column.
        second: bool,
        /// 0 to 1.
        probability: f64,
    },
    /// Sets the strength of a step, or of all steps.
    SetStrength {
        /// The step's id; `None` for the strength of all.
        id: Option<String>,
        /// See [`super::STRENGTHS`].
        strength: f64,
    },
    /// Sets one parameter of a step.
    SetParam {
        /// Its id.
        id: String,
        /// In the second column.
        second: bool,
        /// The parameter's name.
        param: String,
        /// What it becomes.
        setting: Setting,
    },
    /// Gives the second view settings of its own, or takes them away.
    SetSecond {
        /// Its id.
        id: String,
        /// The settings.
        second: Option<Column>,
    },
    /// Puts a step into a group, or takes it out.
    SetGroup {
        /// Its id.
        id: String,
        /// The group's id.
        group: Option<String>,
    },
    /// Sets the note of a step.
    Annotate {
        /// Its id.
        id: String,
        /// The note.
        note: String,
    },
    /// Puts another pipeline in this one's place.
    Replace(Box<Pipeline>),
    /// Several edits one after the other, undone together. Where one cannot be done, none is.
    Together(Vec<Edit>),
}

/// Why an edit cannot be done. The pipeline is then as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no step of this id.
    #[error("the pipeline has no step called {0}")]
    NoStep(String),
    /// There is a step of this id already.
    #[error("the pipeline has a step called {0} already")]
    TakenId(String),
    /// There is no such place.
    #[error("the pipeline has {steps} steps, so a step cannot stand at place {at}")]
    NoPlace {
        /// The place asked for.
        at: usize,
        /// How many steps there are.
        steps: usize,
    },
    /// There is no parameter of this name.
    #[error("step {step} has no parameter called {param}")]
    NoParam {
        /// The step's id.
        step: String,
        /// The name.
        param: String,
    },
    /// The step's views do not differ.
    #[error("both views of step {0} have the same settings; give the second its own first")]
    NoSecond(String),
    /// There is no such group.
    #[error("the pipeline has no group called {0}")]
    NoGroup(String),
    /// An input that no file may hold.
    #[error("{what}: {problem}")]
    BadInput {
        /// What of the input.
        what: &'static str,
        /// What is wrong, with what is allowed.
        problem: String,
    },
    /// A group that no file may hold.
    #[error("a version gets {pick} steps of group {group}; write 1 or more")]
    BadPick {
        /// The group's id.
        group: String,
        /// How many steps of it.
        pick: usize,
    },
    /// A value that the parameter cannot have.
    #[error("step {step}, {param}: {problem}")]
    BadValue {
        /// The step's id.
        step: String,
        /// The parameter's name.
        param: String,
        /// What is wrong, with the allowed range.
        problem: String,
    },
}

impl Pipeline {
    /// Does `edit` and answers with the edit that undoes it. What comes of it can always be written and read again.
    ///
    /// # Errors
    /// Why it cannot be done; the pipeline is as it was then.
    pub fn edit(&mut self, edit: Edit) -> Result<Edit, EditError> {
        match edit {
            Edit::Rename(name) => Ok(Edit::Rename(std::mem::replace(&mut self.name, name))),
            Edit::Describe(note) => Ok(Edit::Describe(std::mem::replace(&mut self.note, note))),
            Edit::SetInput(input) => self.set_input(input),
            Edit::Replace(mut other) => {
                other.check()?;
                std::mem::swap(self, &mut other);
                Ok(Edit::Replace(other))
            }
            Edit::Together(edits) => self.together(edits),
            Edit::SetGroups(groups) => self.set_groups(groups),
            Edit::Insert { at, step } => self.insert(at, step),
            Edit::Remove { id } => {
                let at = self.place(&id)?;
                Ok(Edit::Insert { at, step: self.steps.remove(at) })
            }
            Edit::Move { id, to } => self.move_step(id, to),
            Edit::Switch { id, on } => {
                let step = self.step_mut(&id)?;
                Ok(Edit::Switch { on: std::mem::replace(&mut step.on, on), id })
            }
            Edit::SetProbability { id, second, probability } => self.set_probability(id, second, probability),
            Edit::SetStrength { id, strength } => self.set_strength(id, strength),
            Edit::SetParam { id, second, param, setting } => self.set_param(id, second, param, setting),
            Edit::SetSecond { id, second } => self.set_second(id, second),
            Edit::SetGroup { id, group } => {
                if let Some(group) = &group
                    && !self.groups.iter().any(|g| &g.id == group)
                {
                    return Err(EditError::NoGroup(group.clone()));
                }
                let step = self.step_mut(&id)?;
                Ok(Edit::SetGroup { group: std::mem::replace(&mut step.group, group), id })
            }
            Edit::Annotate { id, note } => {
                let step = self.step_mut(&id)?;
                Ok(Edit::Annotate { note: std::mem::replace(&mut step.note, note), id })
            }
        }
    }

    fn together(&mut self, edits: Vec<Edit>) -> Result<Edit, EditError> {
        let before = self.clone();
        let mut inverses = Vec::with_capacity(edits.len());
        for edit in edits {
            match self.edit(edit) {
                Ok(inverse) => inverses.push(inverse),
                Err(error) => {
                    *self = before;
                    return Err(error);
                }
            }
        }
        inverses.reverse();
        Ok(Edit::Together(inverses))
    }

    fn set_input(&mut self, input: PipelineInput) -> Result<Edit, EditError> {
        let old = std::mem::replace(&mut self.input, input);
        // Other lengths may leave a setting outside its range.
        if let Err(error) = self.check() {
            self.input = old;
            return Err(error);
        }
        Ok(Edit::SetInput(old))
    }

    fn place(&self, id: &str) -> Result<usize, EditError> {
        self.step(id).map(|(place, _)| place).ok_or_else(|| EditError::NoStep(id.to_string()))
    }

    fn step_mut(&mut self, id: &str) -> Result<&mut Step, EditError> {
        self.steps.iter_mut().find(|s| s.id == id).ok_or_else(|| EditError::NoStep(id.to_string()))
    }

    fn column_mut(&mut self, id: &str, second: bool) -> Result<&mut Column, EditError> {
        let step = self.step_mut(id)?;
        if second {
            step.second.as_mut().ok_or_else(|| EditError::NoSecond(id.to_string()))
        } else {
            Ok(&mut step.first)
        }
    }

    fn insert(&mut self, at: usize, step: Step) -> Result<Edit, EditError> {
        if at > self.steps.len() {
            return Err(EditError::NoPlace { at, steps: self.steps.len() });
        }
        if self.step(&step.id).is_some() {
            return Err(EditError::TakenId(step.id));
        }
        self.check_step(&step)?;
        let id = step.id.clone();
        self.steps.insert(at, step);
        Ok(Edit::Remove { id })
    }

    fn move_step(&mut self, id: String, to: usize) -> Result<Edit, EditError> {
        let from = self.place(&id)?;
        if to >= self.steps.len() {
            return Err(EditError::NoPlace { at: to, steps: self.steps.len() });
        }
        let step = self.steps.remove(from);
        self.steps.insert(to, step);
        Ok(Edit::Move { id, to: from })
    }

    fn set_groups(&mut self, groups: Vec<Group>) -> Result<Edit, EditError> {
        let lost = self.steps.iter().filter_map(|s| s.group.as_ref());
        if let Some(lost) = lost.into_iter().find(|id| !groups.iter().any(|g| &g.id == *id)) {
            return Err(EditError::NoGroup(lost.clone()));
        }
        groups.iter().try_for_each(check_group)?;
        Ok(Edit::SetGroups(std::mem::replace(&mut self.groups, groups)))
    }

    fn set_probability(&mut self, id: String, second: bool, probability: f64) -> Result<Edit, EditError> {
        check_probability(&id, probability)?;
        let column = self.column_mut(&id, second)?;
        let old = std::mem::replace(&mut column.probability, probability);
        Ok(Edit::SetProbability { id, second, probability: old })
    }

    fn set_strength(&mut self, id: Option<String>, strength: f64) -> Result<Edit, EditError> {
        check_strength(id.as_deref().unwrap_or("all"), strength)?;
        let place = match &id {
            Some(id) => &mut self.step_mut(id)?.strength,
            None => &mut self.strength,
        };
        Ok(Edit::SetStrength { strength: std::mem::replace(place, strength), id })
    }

    fn set_param(
        &mut self,
        id: String,
        second: bool,
        param: String,
        setting: Setting,
    ) -> Result<Edit, EditError> {
        let entry = self.step_mut(&id)?.entry;
        let Some((place, known)) = entry.param(&param) else {
            return Err(EditError::NoParam { step: id, param });
        };
        if let Some(problem) = self.problem_of(known, &setting) {
            return Err(EditError::BadValue { step: id, param, problem });
        }
        let column = self.column_mut(&id, second)?;
        let old = std::mem::replace(&mut column.settings[place], setting);
        Ok(Edit::SetParam { id, second, param, setting: old })
    }

    fn set_second(&mut self, id: String, second: Option<Column>) -> Result<Edit, EditError> {
        let entry = self.step_mut(&id)?.entry;
        if let Some(column) = &second {
            self.check_column(&id, entry, column)?;
        }
        let step = self.step_mut(&id)?;
        Ok(Edit::SetSecond { second: std::mem::replace(&mut step.second, second), id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue;

    #[test]
    fn out_of_range_values_are_refused_with_the_range() {
        let mut pipeline = Pipeline::default();
        let gain = catalogue::find("gain").unwrap();
        pipeline.edit(Edit::Insert { at: 0, step: Step::new("gain-1", gain) }).unwrap();
        let error = pipeline
            .edit(Edit::SetParam {
                id: "gain-1".into(),
                second: false,
                param: "factor".into(),
                setting: Setting::Fixed(99.0),
            })
            .unwrap_err();
        assert_eq!(error.to_string(), "step gain-1, factor: 99 is out of range; allowed are 0 to 10 x");
    }

    #[test]
    fn edits_together_are_all_done_or_none() {
        let mut pipeline = Pipeline::default();
        let insert = |kind: &str| {
            let step = Pipeline::default().new_step(catalogue::find(kind).unwrap());
            Edit::Insert { at: 0, step }
        };
        let bad = Edit::SetProbability { id: "gain-1".into(), second: true, probability: 0.5 };
        let refused = pipeline.edit(Edit::Together(vec![insert("gain"), bad]));
        assert_eq!(refused, Err(EditError::NoSecond("gain-1".into())));
        assert_eq!(pipeline, Pipeline::default());
        let undo = pipeline.edit(Edit::Together(vec![insert("gain"), insert("rotate")])).unwrap();
        assert_eq!(pipeline.steps.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["rotate-1", "gain-1"]);
        pipeline.edit(undo).unwrap();
        assert_eq!(pipeline, Pipeline::default());
    }

    #[test]
    fn what_no_file_may_hold_is_refused() {
        let mut pipeline = Pipeline::default();
        let group = |pick| Edit::SetGroups(vec![Group { id: "some".into(), pick }]);
        assert_eq!(pipeline.edit(group(0)), Err(EditError::BadPick { group: "some".into(), pick: 0 }));
        let size = PipelineInput { size: Some(0), ..PipelineInput::default() };
        let error = pipeline.edit(Edit::SetInput(size)).unwrap_err().to_string();
        assert!(error.contains("size of a version") && error.contains("1 to 4096"), "{error}");
        let mut blur = pipeline.new_step(catalogue::find("gaussian-blur").unwrap());
        blur.first.settings[0] = Setting::Fixed(20.0);
        pipeline.edit(Edit::Insert { at: 0, step: blur.clone() }).unwrap();
        // 20 would be 20 micrometres, more than 32 pixels of 0.1.
        let um = crate::pipeline::Lengths::Micrometres;
        let input = PipelineInput { lengths: um, um_per_pixel: Some(0.1), ..PipelineInput::default() };
        assert!(pipeline.edit(Edit::SetInput(input)).is_err());
        let twice = Pipeline { steps: vec![blur.clone(), blur], ..Pipeline::default() };
        let taken = EditError::TakenId("gaussian-blur-1".into());
        assert_eq!(pipeline.edit(Edit::Replace(Box::new(twice))), Err(taken));
        assert_eq!(pipeline.steps.len(), 1);
    }
}
