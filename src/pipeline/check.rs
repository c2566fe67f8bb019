//! What a pipeline must be like so that its file can be read again: the rules that every edit keeps.

use super::{Column, EditError, Group, Lengths, Pipeline, PipelineInput, STRENGTHS, Step};
use crate::dataset::WindowRule;
use crate::transform::{Entry, Param, Setting, Unit};

impl Pipeline {
    /// Refuses a pipeline whose file could not be read again.
    pub(super) fn check(&self) -> Result<(), EditError> {
        check_input(&self.input)?;
        check_strength("all", self.strength)?;
        self.groups.iter().try_for_each(check_group)?;
        for (place, step) in self.steps.iter().enumerate() {
            if self.steps.iter().take(place).any(|known| known.id == step.id) {
                return Err(EditError::TakenId(step.id.clone()));
            }
            self.check_step(step)?;
        }
        Ok(())
    }

    /// Refuses a step with settings out of range, or of a group that there is not. Its id is not looked at.
    pub(super) fn check_step(&self, step: &Step) -> Result<(), EditError> {
        if let Some(group) = step.group.as_ref().filter(|id| !self.groups.iter().any(|g| &g.id == *id)) {
            return Err(EditError::NoGroup(group.clone()));
        }
        check_strength(&step.id, step.strength)?;
        let mut columns = std::iter::once(&step.first).chain(&step.second);
        columns.try_for_each(|column| self.check_column(&step.id, step.entry, column))
    }

    /// Refuses a column with a setting out of range, or with too few or too many.
    pub(super) fn check_column(
        &self,
        id: &str,
        entry: &'static Entry,
        column: &Column,
    ) -> Result<(), EditError> {
        let bad = |param: &str, problem: String| {
            Err(EditError::BadValue { step: id.into(), param: param.into(), problem })
        };
        check_probability(id, column.probability)?;
        let (given, needed) = (column.settings.len(), entry.params.len());
        if given != needed {
            return bad("settings", format!("{given} are given for {needed} parameters"));
        }
        for (param, setting) in entry.params.iter().zip(&column.settings) {
            if let Some(problem) = self.problem_of(param, setting) {
                return bad(param.name, problem);
            }
        }
        Ok(())
    }

    /// The problem with `setting` for `param` in the lengths of this pipeline, in words; `None` when it may stand.
    pub(super) fn problem_of(&self, param: &'static Param, setting: &Setting) -> Option<String> {
        // Without the size of a pixel nobody knows how far micrometres may go.
        let unknown = self.input.lengths == Lengths::Micrometres
            && self.input.um_per_pixel.is_none()
            && param.unit == Unit::SourcePixels;
        if unknown { None } else { self.param_in_lengths(param).problem(setting) }
    }
}

/// Refuses a probability outside 0 to 1.
pub(super) fn check_probability(step: &str, probability: f64) -> Result<(), EditError> {
    if (0.0..=1.0).contains(&probability) {
        return Ok(());
    }
    let problem = format!("{probability} is out of range; allowed are 0 to 1");
    Err(EditError::BadValue { step: step.into(), param: "probability".into(), problem })
}

/// Refuses a strength outside [`STRENGTHS`].
pub(super) fn check_strength(step: &str, strength: f64) -> Result<(), EditError> {
    let (low, high) = STRENGTHS;
    if (low..=high).contains(&strength) {
        return Ok(());
    }
    let problem = format!("{strength} is out of range; allowed are {low} to {high}");
    Err(EditError::BadValue { step: step.into(), param: "strength".into(), problem })
}

/// Refuses a group of which a version gets no step. More than it has are allowed: then all of them.
pub(super) fn check_group(group: &Group) -> Result<(), EditError> {
    // A file holds whole numbers with a sign.
    let fits = group.pick >= 1 && i64::try_from(group.pick).is_ok();
    if fits { Ok(()) } else { Err(EditError::BadPick { group: group.id.clone(), pick: group.pick }) }
}

fn check_input(input: &PipelineInput) -> Result<(), EditError> {
    let bad = |what, problem: String| Err(EditError::BadInput { what, problem });
    if let Some(Err(error)) = input.size.map(PipelineInput::checked_size) {
        return bad("the size of a version", error.to_string());
    }
    if !(0.0..=1.0).contains(&input.border_value) {
        let problem = format!("{} is out of range; allowed are 0 to 1", input.border_value);
        return bad("the brightness of the border", problem);
    }
    if let Some(size) = input.um_per_pixel.filter(|size| !(1e-4..=1e3).contains(size)) {
        let problem = format!("{size} micrometres a pixel; allowed are 0.0001 to 1000");
        return bad("the size of a pixel", problem);
    }
    let (what, percent) = ("the intensity window", 0.0..=100.0);
    match &input.window {
        WindowRule::Percentile { low, high }
        | WindowRule::EachImage { low, high }
        | WindowRule::PerGroup { low, high, .. }
        | WindowRule::Controls { low, high, .. } => {
            if let WindowRule::PerGroup { column, .. } | WindowRule::Controls { column, .. } = &input.window
                && column.is_empty()
            {
                return bad(what, "the name of the column that it goes by".into());
            }
            if matches!(&input.window, WindowRule::Controls { value, .. } if value.is_empty()) {
                return bad(what, "what the column holds for controls".into());
            }
            if !(percent.contains(low) && percent.contains(high) && low < high) {
                return bad(
                    what,
                    format!("percentiles {low} and {high}: both from 0 to 100, the lower first"),
                );
            }
        }
        WindowRule::Fixed(channels) => {
            if channels.is_empty() || !channels.iter().all(|(low, high)| low < high) {
                return bad(what, "one low and one high end a channel, low below high".into());
            }
        }
        WindowRule::BitDepth => {}
    }
    Ok(())
}
