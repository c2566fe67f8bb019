//! [`Stop`]: a flag that asks work in progress to end at the next good place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag shared between whoever wants work to end and the work itself. Clones share the flag.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Flag>);

#[derive(Debug, Default)]
struct Flag {
    raised: AtomicBool,
    parent: Option<Stop>,
    /// Checks until the flag raises itself.
    #[cfg(test)]
    checks_left: Option<std::sync::atomic::AtomicU64>,
}

impl Stop {
    /// A flag that nobody has raised.
    pub fn new() -> Self {
        Self::default()
    }

    /// A flag for a part of the work: it counts as raised when this one is, and can be raised alone.
    #[must_use]
    pub fn child(&self) -> Self {
        Self(Arc::new(Flag { parent: Some(self.clone()), ..Flag::default() }))
    }

    /// A flag that raises itself when it is looked at once more than `checks` times: for tests of what
    /// happens when the wish comes in the middle of something.
    #[cfg(test)]
    pub(crate) fn after_checks(checks: u64) -> Self {
        Self(Arc::new(Flag { checks_left: Some(checks.into()), ..Flag::default() }))
    }

    /// Asks the work to end. May be called any number of times, from any thread.
    pub fn request(&self) {
        self.0.raised.store(true, Ordering::Release);
    }

    /// True once somebody asked.
    pub fn requested(&self) -> bool {
        #[cfg(test)]
        if let Some(left) = &self.0.checks_left
            && left.try_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(1)).is_err()
        {
            self.request();
        }
        self.0.raised.load(Ordering::Acquire) || self.0.parent.as_ref().is_some_and(Self::requested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_hears_its_parent_but_not_the_other_way_round() {
        let parent = Stop::new();
        let (one, other) = (parent.child(), parent.child());
        one.request();
        assert!(one.requested() && !parent.requested() && !other.requested());
        parent.request();
        assert!(other.requested());
    }
}
