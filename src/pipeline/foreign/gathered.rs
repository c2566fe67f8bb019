//! [`Gathered`]: a pipeline that grows while a file is read, with the list of what was not understood.

use crate::pipeline::{Group, Pipeline, Step};
use crate::transform::{Setting, catalogue};

/// Settings by the names of parameters; what is not named stays as a new step has it.
pub(super) type Settings = Vec<(&'static str, Setting)>;

/// A step of one view: how often, and its settings.
pub(super) struct Applied {
    /// The share of versions that get it.
    pub p: f64,
    /// Its settings.
    pub settings: Settings,
}

/// What was read so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    /// What was understood.
    pub pipeline: Pipeline,
    /// What was not.
    pub left_out: Vec<String>,
    /// The group that steps are put in now.
    group: Option<String>,
}

impl Gathered {
    /// Notes something.
    pub fn say(&mut self, what: &str, words: &str) {
        let line = format!("{what}: {words}");
        if !self.left_out.contains(&line) {
            self.left_out.push(line);
        }
    }

    /// Puts steps into a new group from now on.
    pub fn begin_group(&mut self, pick: usize) {
        let id = (1..u32::MAX)
            .map(|n| format!("group-{n}"))
            .find(|id| !self.pipeline.groups.iter().any(|g| g.id == *id));
        if let Some(id) = id {
            self.pipeline.groups.push(Group { id: id.clone(), pick });
            self.group = Some(id);
        }
    }

    /// Puts steps into no group any more; a group without steps is gone again.
    pub fn end_group(&mut self) {
        if let Some(id) = self.group.take() {
            let count = self.pipeline.steps.iter().filter(|step| step.group.as_ref() == Some(&id)).count();
            let pick = self.pipeline.groups.iter().find(|group| group.id == id).map_or(0, |group| group.pick);
            if count <= pick {
                // Every version gets all of them.
                for step in self.pipeline.steps.iter_mut().filter(|step| step.group.as_ref() == Some(&id)) {
                    step.group = None;
                }
                self.pipeline.groups.retain(|group| group.id != id);
            }
        }
    }

    /// True while steps are put in a group.
    pub fn in_group(&self) -> bool {
        self.group.is_some()
    }

    /// Adds a step, unless it cannot be; `what` is the other program's name for it.
    pub fn add(&mut self, what: &str, kind: &str, probability: f64, settings: &Settings) {
        match self.step(kind, probability, settings) {
            Ok(step) => self.pipeline.steps.push(step),
            Err(problem) => self.say(what, &format!("left out: {problem}")),
        }
    }

    /// Adds the step that up to two views have, with a second column where the second view differs; `what` is the other
    /// program's name for it. A step that no view gets is left away.
    pub fn add_views(&mut self, what: &str, kind: &str, views: &[Option<Applied>]) {
        let used = |view: &&Applied| view.p > 0.0;
        let Some(shown) = views.iter().flatten().find(used) else { return };
        let p = views.first().and_then(Option::as_ref).map_or(0.0, |first| first.p);
        let settings = views.first().and_then(Option::as_ref).filter(used).unwrap_or(shown);
        let before = self.pipeline.steps.len();
        self.add(what, kind, p, &settings.settings);
        // The second view's column, by the same way into a step.
        if let (Some(second), true) = (views.get(1), self.pipeline.steps.len() > before) {
            let second = second.as_ref();
            let own = second.filter(used).unwrap_or(settings);
            self.add(what, kind, second.map_or(0.0, |second| second.p), &own.settings);
            if self.pipeline.steps.len() == before + 2
                && let (Some(other), Some(step)) = (self.pipeline.steps.pop(), self.pipeline.steps.last_mut())
                && other.first != step.first
            {
                step.second = Some(other.first);
            }
        }
    }

    fn step(&self, kind: &str, probability: f64, settings: &Settings) -> Result<Step, String> {
        let entry = catalogue::find(kind).ok_or_else(|| format!("there is no transform {kind}"))?;
        let mut step = Step::new(self.pipeline.fresh_id(kind), entry);
        if !(0.0..=1.0).contains(&probability) {
            return Err(format!("a probability of {probability} is not between 0 and 1"));
        }
        step.first.probability = probability;
        step.group.clone_from(&self.group);
        for (name, setting) in settings {
            let (place, param) =
                entry.param(name).ok_or_else(|| format!("{kind} has no parameter {name}"))?;
            if let Some(problem) = param.problem(setting) {
                return Err(format!("{}: {problem}", param.label));
            }
            if let Some(own) = step.first.settings.get_mut(place) {
                *own = *setting;
            }
        }
        Ok(step)
    }
}
