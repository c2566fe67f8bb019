//! [`Worker`]: a thread that answers the newest request, and forgets those that were overtaken.

use super::Newest;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long the end of a worker is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// A thread of its own for one kind of request. While it works on one, further requests wait in a
/// single place where the newest wins; so answers come in the order of requests, and never late ones.
#[derive(Debug)]
pub struct Worker<Q, A> {
    requests: Newest<Q>,
    answers: Receiver<A>,
    thread: Option<JoinHandle<()>>,
}

impl<Q: Send + 'static, A: Send + 'static> Worker<Q, A> {
    /// Starts a thread called `name` that answers by `work` and calls `wake` after each answer.
    ///
    /// # Errors
    /// Where the system lets no further thread be started.
    pub fn spawn(
        name: &str,
        wake: impl Fn() + Send + 'static,
        mut work: impl FnMut(Q) -> A + Send + 'static,
    ) -> std::io::Result<Self> {
        let requests = Newest::new();
        let taken = requests.clone();
        let (send, answers) = channel();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Some(request) = taken.take() {
                if send.send(work(request)).is_err() {
                    return;
                }
                wake();
            }
        })?;
        Ok(Self { requests, answers, thread: Some(thread) })
    }

    /// Asks; a request that is still waiting is overtaken. Returns at once.
    pub fn ask(&self, request: Q) {
        self.requests.put(request);
    }

    /// The newest answer since the last call, if there is one. Returns at once.
    pub fn answer(&self) -> Option<A> {
        self.answers.try_iter().last()
    }

    /// Waits for the request in progress and the one waiting, and returns the last answer.
    pub fn finish(mut self) -> Option<A> {
        self.requests.finish();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has no answer; there is nothing else to do about it here.
            let _ = thread.join();
        }
        self.answers.try_iter().last()
    }
}

impl<Q, A> Drop for Worker<Q, A> {
    /// Waits a little for the request in progress: a thread that still talks to a graphics driver while the
    /// program ends takes it down. A disk that does not answer is not waited for.
    fn drop(&mut self) {
        self.requests.close();
        let Some(thread) = self.thread.take() else { return };
        let began = Instant::now();
        while !thread.is_finished() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::sync_channel;

    #[test]
    fn finishing_answers_what_was_asked_last() {
        for _ in 0..200 {
            let worker = Worker::spawn("test", || (), |n: u32| n).unwrap();
            worker.ask(1);
            worker.ask(2);
            assert_eq!(worker.finish(), Some(2));
        }
    }

    #[test]
    fn requests_that_were_overtaken_are_never_answered() {
        let (go, wait) = sync_channel::<()>(0);
        let worker = Worker::spawn(
            "test",
            || (),
            move |n: u32| {
                wait.recv().unwrap();
                n
            },
        )
        .unwrap();
        worker.ask(1);
        go.send(()).unwrap();
        worker.ask(2);
        worker.ask(3);
        worker.ask(4);
        let _ = go.send(());
        let mut seen = Vec::new();
        while seen.last() != Some(&4) {
            seen.extend(worker.answer());
            let _ = go.try_send(());
            std::thread::yield_now();
        }
        assert!(seen.is_sorted(), "{seen:?}");
        assert!(!seen.contains(&3), "{seen:?}");
    }
}
