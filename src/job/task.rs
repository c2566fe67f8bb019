//! [`Task`] and [`Loaded`]: one long piece of work on a thread, and the place where its result will stand.

use super::Progress;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// A piece of work on a thread of its own, which can be watched and asked to stop.
#[derive(Debug)]
pub struct Task<T> {
    result: Receiver<T>,
    progress: Progress,
}

/// What became of a task.
#[derive(Debug)]
pub enum TaskState<T> {
    /// It is at work.
    Working,
    /// Its result.
    Done(T),
    /// Its thread ended without a result: a mistake in this program.
    Broken,
}

impl<T: Send + 'static> Task<T> {
    /// Starts `work` on a thread; `wake` is called when it has ended, however it ended.
    pub fn spawn(
        name: &str,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> Self {
        /// Wakes even where the work panicked.
        struct Wake<F: Fn()>(F);
        impl<F: Fn()> Drop for Wake<F> {
            fn drop(&mut self) {
                (self.0)();
            }
        }
        let progress = Progress::default();
        let (send, result) = channel();
        let watched = progress.clone();
        // Without a thread the channel is closed at once, and the task is seen as broken.
        let _ = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let wake = Wake(wake);
            let result = work(&watched);
            let _ = send.send(result);
            drop(wake);
        });
        Self { result, progress }
    }

    /// How far it is; also the way to ask it to stop.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Looks whether it has ended. Returns at once.
    pub fn poll(&self) -> TaskState<T> {
        match self.result.try_recv() {
            Ok(result) => TaskState::Done(result),
            Err(TryRecvError::Empty) => TaskState::Working,
            Err(TryRecvError::Disconnected) => TaskState::Broken,
        }
    }
}

/// Something that is loaded in the background.
#[derive(Debug, Default)]
pub enum Loaded<T> {
    /// Nothing was asked for.
    #[default]
    Empty,
    /// It is on its way.
    Loading(Task<Result<T, String>>),
    /// It is here.
    Ready(T),
    /// It could not be had, in words.
    Failed(String),
}

impl<T: Send + 'static> Loaded<T> {
    /// Takes over a result that has arrived; true when something changed. Returns at once.
    pub fn poll(&mut self) -> bool {
        let Self::Loading(task) = self else { return false };
        *self = match task.poll() {
            TaskState::Working => return false,
            TaskState::Done(Ok(value)) => Self::Ready(value),
            TaskState::Done(Err(words)) => Self::Failed(words),
            TaskState::Broken => Self::Failed(
                "the program made a mistake while loading; what was loaded before is safe".into(),
            ),
        };
        true
    }

    /// What is here, if it is.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled<T: Send + 'static>(mut loaded: Loaded<T>) -> Loaded<T> {
        while matches!(loaded, Loaded::Loading(_)) {
            loaded.poll();
            std::thread::yield_now();
        }
        loaded
    }

    #[test]
    fn results_and_mistakes_arrive() {
        let task =
            |work: fn(&Progress) -> Result<i32, String>| Loaded::Loading(Task::spawn("t", || (), work));
        assert!(matches!(settled(task(|_| Ok(3))), Loaded::Ready(3)));
        assert!(matches!(settled(task(|_| Err("no".into()))), Loaded::Failed(w) if w == "no"));
        assert!(matches!(settled(task(|_| panic!("on purpose"))), Loaded::Failed(_)));
    }
}
