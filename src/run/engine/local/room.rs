//! [`Room`]: how many runs this machine does at once, with how many threads each.

use crate::encoder::{DeviceChoice, available_devices};
use crate::job::available_memory;
use crate::run::study::PlannedRun;
use crate::train::peak_memory;
use std::time::{Duration, Instant};

/// Channels that are reckoned with where no run has told yet.
const CHANNELS: usize = 4;
/// The time in which a run comes to take what it takes.
const GROWING: Duration = Duration::from_secs(30);

/// What this machine has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Cores.
    pub cores: usize,
    /// Runs at once at the most.
    pub slots: usize,
}

/// A run that is at work, as far as room goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub threads: usize,
    pub bytes: u64,
    pub since: Instant,
}

impl Room {
    /// `parallel` runs at once; 0 means one a core, or one a graphics card where there are cards.
    pub fn new(parallel: usize, cores: usize) -> Self {
        let cores =
            if cores > 0 { cores } else { std::thread::available_parallelism().map_or(1, usize::from) };
        let slots = match parallel {
            0 => {
                let cards = available_devices();
                let cards =
                    cards.iter().filter(|d| d.missing.is_none() && d.choice != DeviceChoice::Cpu).count();
                if cards > 0 { 1 } else { cores }
            }
            given => given,
        };
        Self { cores, slots }
    }

    /// Threads for the next of `open` runs beside those that are `taken`, or none where it must wait. One run always has
    /// room. Cores that nobody else will use go to the last ones.
    pub fn threads(&self, taken: &[Taken], open: usize, bytes: u64) -> Option<usize> {
        let free = self.slots.saturating_sub(taken.len());
        if free == 0 || open == 0 {
            return None;
        }
        if !taken.is_empty()
            && let Some(available) = available_memory()
        {
            let growing = taken.iter().filter(|run| run.since.elapsed() < GROWING);
            let promised: u64 = growing.map(|run| run.bytes).sum();
            if available < promised.saturating_add(bytes) {
                return None;
            }
        }
        let used: usize = taken.iter().map(|run| run.threads).sum();
        Some((self.cores.saturating_sub(used) / free.min(open)).max(1))
    }
}

/// Bytes that a run is reckoned to take.
pub(super) fn bytes_of(run: &PlannedRun) -> u64 {
    let config = &run.request.config;
    let record = run.request.folder.record();
    let channels = record.map_or(CHANNELS, |record| record.data.channels.len().max(1));
    let batch = if config.batch == 0 { config.largest_batch } else { config.batch };
    peak_memory(config, channels, batch).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_are_divided_and_the_last_runs_get_what_is_left() {
        let room = Room { cores: 8, slots: 4 };
        let run = |threads| Taken { threads, bytes: 0, since: Instant::now() };
        assert_eq!(room.threads(&[], 10, 0), Some(2));
        assert_eq!(room.threads(&[run(2), run(2), run(2)], 7, 0), Some(2));
        assert_eq!(room.threads(&[run(2); 4], 6, 0), None);
        assert_eq!(room.threads(&[], 1, 0), Some(8));
        assert_eq!(room.threads(&[run(2)], 1, 0), Some(6));
        assert_eq!(room.threads(&[run(8)], 1, 0), Some(1));
        assert_eq!(room.threads(&[run(2)], 0, 0), None);
        let more = Room { cores: 2, slots: 5 };
        assert_eq!(more.threads(&[], 9, 0), Some(1));
        // No room in memory, but a run alone is never kept waiting.
        assert_eq!(room.threads(&[], 3, u64::MAX), Some(2));
        assert_eq!(room.threads(&[run(1)], 3, u64::MAX).is_none(), cfg!(target_os = "linux"));
    }
}
