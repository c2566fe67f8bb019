//! [`Order`]: the word that another process leaves in a run's folder, and the watch that takes it away.

use super::heartbeat::PhaseTeller;
use super::{RunError, RunFolder};
use crate::job::write_atomic_unsynced;
use crate::train::Halt;
use std::fs;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// The file of the order.
const FILE: &str = "control";
/// How often the watch looks for it.
const EVERY: Duration = Duration::from_millis(50);

/// What a run is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Save a checkpoint and end; the run can be resumed.
    Pause,
    /// Stop training now, keep what is learned, and evaluate it.
    Finish,
}

impl Order {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pause, Self::Finish];

    /// The word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Finish => "finish",
        }
    }

    /// The phase that the heartbeat shows while the order is carried out.
    pub fn phase(self) -> &'static str {
        match self {
            Self::Pause => "stopping",
            Self::Finish => "finishing",
        }
    }
}

/// Leaves `order` in the folder of a run. The process that does the run takes it away within a tenth of
/// a second or so, and shows [`Order::phase`] in its heartbeat from then on. A run that begins or goes
/// on takes away an order that was left before; one that has ended does not look.
///
/// # Errors
/// Where the folder holds no run or cannot be written to.
pub fn give_order(folder: &RunFolder, order: Order) -> Result<(), RunError> {
    if !folder.has_run() {
        return Err(RunError::NoRun(folder.path().to_path_buf()));
    }
    let path = folder.file(FILE);
    write_atomic_unsynced(&path, order.word().as_bytes()).map_err(|source| RunError::File {
        path,
        what: "written",
        source,
    })
}

/// Takes the order away. A word that is none is taken away too.
pub(super) fn take_order(folder: &RunFolder) -> Option<Order> {
    let path = folder.file(FILE);
    let word = fs::read_to_string(&path).ok()?;
    // Where it cannot be removed, it is met again at the next look, which changes nothing.
    let _ = fs::remove_file(&path);
    Order::ALL.into_iter().find(|order| word.trim() == order.word())
}

/// Looks for orders on a thread of its own until dropped, passes them on to the training, and lets the
/// heartbeat say so at once, even while a step is under way.
#[derive(Debug)]
pub(super) struct Watch {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins to look into `folder`.
    pub fn start(folder: RunFolder, halt: Halt, teller: PhaseTeller) -> Self {
        let (end, ended) = channel::<()>();
        let thread = std::thread::spawn(move || {
            let mut told = None;
            loop {
                let last = ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Disconnected);
                match take_order(&folder) {
                    Some(Order::Pause) => halt.pause(),
                    Some(Order::Finish) => halt.finish(),
                    None => {}
                }
                // Ctrl+C wishes a pause past any file.
                let wish = match (halt.pausing(), halt.any().requested()) {
                    (true, _) => Some(Order::Pause),
                    (false, true) => Some(Order::Finish),
                    (false, false) => None,
                };
                if let Some(order) = wish.filter(|_| wish != told) {
                    teller.tell(order);
                    told = wish;
                }
                if last {
                    return;
                }
            }
        });
        Self { end: Some(end), thread: Some(thread) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.end = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Stop;
    use crate::run::{HeartbeatKeeper, heartbeat};
    use crate::train::{Event, Sink};
    use std::time::Instant;

    fn wait_for(what: &str, done: impl Fn() -> bool) {
        let began = Instant::now();
        while !done() {
            assert!(began.elapsed() < Duration::from_mins(1), "waited too long for {what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn an_order_is_taken_away_passed_on_and_shown() {
        let place = tempfile::tempdir().unwrap();
        let folder = RunFolder::new(place.path());
        assert!(matches!(give_order(&folder, Order::Pause), Err(RunError::NoRun(_))));
        folder.write("run.toml", b"").unwrap();
        let shows = |phase: &str| heartbeat(&folder).is_some_and(|beat| beat.phase == phase);

        let halt = Halt::new(Stop::new());
        let mut keeper = HeartbeatKeeper::start(&folder);
        let watch = Watch::start(folder.clone(), halt.clone(), keeper.teller());
        let started = Event::Started {
            step: 2,
            of: 9,
            epochs: 3,
            images: 6,
            batch: 2,
            threads: 1,
            parameters: 1,
            device: String::new(),
        };
        keeper.event(&started);
        wait_for("training", || shows("training"));
        fs::write(folder.file(FILE), "dance").unwrap();
        wait_for("the end of nonsense", || !folder.file(FILE).exists());
        assert!(!halt.any().requested() && shows("training"));

        give_order(&folder, Order::Finish).unwrap();
        wait_for("finishing", || shows("finishing"));
        assert!(!folder.file(FILE).exists() && halt.any().requested() && !halt.pausing());
        keeper.event(&Event::Phase { name: "evaluating".into() });
        wait_for("evaluating", || shows("evaluating"));
        give_order(&folder, Order::Pause).unwrap();
        wait_for("stopping", || shows("stopping"));
        assert!(!folder.file(FILE).exists() && halt.pausing());
        keeper.event(&Event::Paused { step: 9 });
        drop(watch);
        drop(keeper);
        assert!(shows("paused"));
    }

    #[test]
    fn an_order_of_before_is_taken_once() {
        let place = tempfile::tempdir().unwrap();
        let folder = RunFolder::new(place.path());
        folder.write("run.toml", b"").unwrap();
        for order in Order::ALL {
            give_order(&folder, order).unwrap();
            assert_eq!(take_order(&folder), Some(order));
            assert_eq!(take_order(&folder), None);
        }
    }
}
