//! Groups of steps, of which every version gets only some: who is in one, and the edits that change it.

use super::step::fresh_id;
use super::{Edit, Group, Pipeline, Step};

impl Pipeline {
    /// The group that `step` belongs to.
    pub fn group_of(&self, step: &Step) -> Option<&Group> {
        let id = step.group.as_ref()?;
        self.groups.iter().find(|group| &group.id == id)
    }

    /// The steps of the group called `group`, in order of execution.
    pub fn members<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| step.group.as_deref() == Some(group))
    }

    /// The edit that makes a new group of the steps called `ids`, of which a version gets `pick`.
    pub fn edit_to_group(&self, ids: &[&str], pick: usize) -> Edit {
        let id = fresh_id("group", |id| self.groups.iter().any(|group| group.id == id));
        let mut groups = self.groups.clone();
        groups.push(Group { id: id.clone(), pick });
        let mut edits = vec![Edit::SetGroups(groups)];
        let join = |step: &&str| Edit::SetGroup { id: (*step).to_owned(), group: Some(id.clone()) };
        edits.extend(ids.iter().map(join));
        self.tidied(edits, ids, Some(&id))
    }

    /// The edit that puts the step called `id` into a group that there is, or takes it out of the one it is in.
    pub fn edit_to_join(&self, id: &str, group: Option<&str>) -> Edit {
        let edit = Edit::SetGroup { id: id.to_owned(), group: group.map(str::to_owned) };
        self.tidied(vec![edit], &[id], group)
    }

    /// The edit that lets a version get `pick` steps of a group.
    pub fn edit_to_pick(&self, group: &str, pick: usize) -> Edit {
        let changed = |known: &Group| Group {
            pick: if known.id == group { pick } else { known.pick },
            id: known.id.clone(),
        };
        Edit::SetGroups(self.groups.iter().map(changed).collect())
    }

    /// The edit that takes the step called `id` out, and its group with it where nobody else is in it.
    pub fn edit_to_remove(&self, id: &str) -> Edit {
        self.tidied(vec![Edit::Remove { id: id.to_owned() }], &[id], None)
    }

    /// `edits`, after which the steps called `moved` are in group `to`, and groups that nobody is in any more gone.
    fn tidied(&self, mut edits: Vec<Edit>, moved: &[&str], to: Option<&str>) -> Edit {
        let left = |group: &str| {
            let mut others = self.members(group).filter(|step| !moved.contains(&step.id.as_str()));
            to == Some(group) || others.next().is_some()
        };
        let was_in = |group: &str| self.members(group).any(|step| moved.contains(&step.id.as_str()));
        let emptied = |group: &Group| was_in(&group.id) && !left(&group.id);
        if self.groups.iter().any(emptied) {
            // What the edits before have added is kept.
            let all = edits.iter().find_map(|edit| match edit {
                Edit::SetGroups(groups) => Some(groups.clone()),
                _ => None,
            });
            let mut groups = all.unwrap_or_else(|| self.groups.clone());
            groups.retain(|group| !emptied(group));
            edits.push(Edit::SetGroups(groups));
        }
        match <[Edit; 1]>::try_from(edits) {
            Ok([edit]) => edit,
            Err(edits) => Edit::Together(edits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue;

    fn four() -> Pipeline {
        let mut pipeline = Pipeline::default();
        for kind in ["rotate", "gain", "scale", "contrast"] {
            let step = pipeline.new_step(catalogue::find(kind).unwrap());
            pipeline.steps.push(step);
        }
        pipeline
    }

    fn groups(pipeline: &Pipeline) -> Vec<(String, usize, Vec<String>)> {
        let members = |group: &Group| pipeline.members(&group.id).map(|step| step.id.clone()).collect();
        pipeline.groups.iter().map(|group| (group.id.clone(), group.pick, members(group))).collect()
    }

    #[test]
    fn steps_join_change_and_leave_groups_and_nobody_leaves_an_empty_one() {
        let mut pipeline = four();
        let mut undo = Vec::new();
        let mut go = |pipeline: &mut Pipeline, edit: Edit| undo.push(pipeline.edit(edit).unwrap());
        let edit = pipeline.edit_to_group(&["rotate-1", "scale-1"], 1);
        go(&mut pipeline, edit);
        let edit = pipeline.edit_to_join("gain-1", Some("group-1"));
        go(&mut pipeline, edit);
        let edit = pipeline.edit_to_pick("group-1", 2);
        go(&mut pipeline, edit);
        let all = ["rotate-1", "gain-1", "scale-1"].map(String::from).to_vec();
        assert_eq!(groups(&pipeline), [("group-1".into(), 2, all)]);
        // All members of one group make another: the first is gone.
        let edit = pipeline.edit_to_group(&["rotate-1", "gain-1", "scale-1", "contrast-1"], 1);
        go(&mut pipeline, edit);
        assert_eq!(groups(&pipeline).len(), 1);
        assert_eq!((pipeline.groups[0].id.as_str(), pipeline.groups[0].pick), ("group-2", 1));
        for id in ["rotate-1", "gain-1"] {
            let edit = pipeline.edit_to_remove(id);
            go(&mut pipeline, edit);
        }
        for id in ["scale-1", "contrast-1"] {
            let edit = pipeline.edit_to_join(id, None);
            go(&mut pipeline, edit);
        }
        assert!(pipeline.groups.is_empty() && pipeline.steps.len() == 2);
        for edit in undo.into_iter().rev() {
            pipeline.edit(edit).unwrap();
        }
        assert_eq!(pipeline, four());
    }
}
