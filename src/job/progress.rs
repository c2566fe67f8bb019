//! [`Progress`]: how far work in the background is, for whoever shows it, and the flag that stops it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Stop;

/// How much of some work is done, and the [`Stop`] of that work. Clones share both.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    counts: Arc<Counts>,
    stop: Stop,
}

#[derive(Debug, Default)]
struct Counts {
    done: AtomicU64,
    total: AtomicU64,
}

// Relaxed throughout: the numbers are only shown, no data is handed over by them.
impl Progress {
    /// Progress of work that `stop` ends.
    pub fn stopped_by(stop: Stop) -> Self {
        Self { stop, ..Self::default() }
    }

    /// Says how many pieces of work there are, as soon as that is known. 0 means unknown.
    pub fn set_total(&self, n: u64) {
        self.counts.total.store(n, Ordering::Relaxed);
    }

    /// Counts `n` more pieces as done.
    pub fn add(&self, n: u64) {
        self.counts.done.fetch_add(n, Ordering::Relaxed);
    }

    /// Pieces done so far.
    pub fn done(&self) -> u64 {
        self.counts.done.load(Ordering::Relaxed)
    }

    /// Pieces in all; 0 while unknown.
    pub fn total(&self) -> u64 {
        self.counts.total.load(Ordering::Relaxed)
    }

    /// The flag that asks the work to end.
    pub fn stop(&self) -> &Stop {
        &self.stop
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_counts_and_flag() {
        let progress = Progress::default();
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let progress = progress.clone();
                std::thread::spawn(move || (0..1000).for_each(|_| progress.add(2)))
            })
            .collect();
        progress.set_total(8000);
        for worker in workers {
            worker.join().unwrap();
        }
        let seen = progress.clone();
        assert_eq!((seen.done(), seen.total(), seen.stop().requested()), (8000, 8000, false));
        progress.stop().request();
        assert!(seen.stop().requested());
    }
}
