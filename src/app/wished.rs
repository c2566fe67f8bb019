//! [`Wished`]: an answer that a thread makes to the newest wish; what was wished before is overtaken.

use augscope::job::Worker;
use egui::Context;

/// Answers wishes on a thread. A wish is known by its key; `P` goes to the thread with it.
pub struct Wished<K, P, A> {
    worker: Option<Worker<(K, P), (K, A)>>,
    wanted: Option<K>,
    found: Option<(K, A)>,
}

impl<K: Clone + PartialEq + Send + 'static, P: Send + 'static, A: Send + 'static> Wished<K, P, A> {
    /// Nothing asked yet. The thread called `name` answers by `work`, and asks `context` for a new frame when it has.
    pub fn new(name: &str, context: &Context, mut work: impl FnMut(&K, P) -> A + Send + 'static) -> Self {
        let wake = context.clone();
        let worker = Worker::spawn(
            name,
            move || wake.request_repaint(),
            move |(key, more): (K, P)| {
                let answer = work(&key, more);
                (key, answer)
            },
        );
        // A system that starts no thread has said so by then; the wish stays without an answer.
        Self { worker: worker.ok(), wanted: None, found: None }
    }

    /// Asks, unless this was asked last; nothing is wanted any more by `None`. Returns at once.
    pub fn want(&mut self, key: Option<K>, more: impl FnOnce() -> P) {
        if self.wanted == key {
            return;
        }
        if let (Some(worker), Some(key)) = (&self.worker, &key) {
            worker.ask((key.clone(), more()));
        }
        self.wanted = key;
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.worker.as_ref().and_then(Worker::answer) {
            self.found = Some(answer);
        }
    }

    /// What was asked last.
    pub fn wanted(&self) -> Option<&K> {
        self.wanted.as_ref()
    }

    /// The answer to what was asked last; `None` while it is being made.
    pub fn found(&self) -> Option<&A> {
        let (key, answer) = self.found.as_ref()?;
        (self.wanted.as_ref() == Some(key)).then_some(answer)
    }

    /// The newest answer, to whatever wish.
    pub fn latest(&self) -> Option<(&K, &A)> {
        self.found.as_ref().map(|(key, answer)| (key, answer))
    }
}
