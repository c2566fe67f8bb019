//! [`Watch`]: a thread that reads run folders, so that runs of any process are seen.

use super::roster::{Roster, Seen, Watched};
use egui::Context;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How often folders are looked at.
const EVERY: Duration = Duration::from_millis(400);

/// What the thread is told.
enum Told {
    Follow(Watched),
    LookClosely(HashSet<PathBuf>),
}

/// Watches the runs in a folder, and some from elsewhere.
pub struct Watch {
    tell: Sender<Told>,
    news: Receiver<Seen>,
}

impl Watch {
    /// Begins to watch.
    pub fn new(context: &Context, watched: Watched) -> Self {
        let (tell, told) = channel();
        let (send, news) = channel();
        let context = context.clone();
        // Without a thread no run is ever seen, and the Train room says that there is none.
        let _ = std::thread::Builder::new()
            .name("watch runs".into())
            .spawn(move || watch(watched, &told, &send, &context));
        Self { tell, news }
    }

    /// Watches others from now on.
    pub fn follow(&self, watched: Watched) {
        // The thread only ends together with the window.
        let _ = self.tell.send(Told::Follow(watched));
    }

    /// Reads those runs whole from now on, however many there are.
    pub fn look_closely(&self, runs: HashSet<PathBuf>) {
        let _ = self.tell.send(Told::LookClosely(runs));
    }

    /// The newest that was seen since the last call. Returns at once.
    pub fn news(&self) -> Option<Seen> {
        self.news.try_iter().last()
    }
}

fn watch(watched: Watched, told: &Receiver<Told>, send: &Sender<Seen>, context: &Context) {
    let mut roster = Roster::new(watched, super::index::cache());
    loop {
        let tell = |seen: Seen| {
            let heard = send.send(seen).is_ok();
            context.request_repaint();
            heard
        };
        if let Some(seen) = roster.look(|seen| {
            let _ = tell(seen);
        }) && !tell(seen)
        {
            return;
        }
        match told.recv_timeout(EVERY) {
            Ok(first) => {
                // All that was said meanwhile, the newest last.
                for told in std::iter::once(first).chain(told.try_iter()) {
                    match told {
                        Told::Follow(watched) => roster.follow(watched),
                        Told::LookClosely(runs) => roster.look_closely(runs),
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
