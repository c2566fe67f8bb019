//! [`Newest`]: a slot between threads in which the newest value replaces one that nobody took yet.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A slot for one value. Clones share the slot.
///
/// Meant for requests of which only the last one matters: whoever asks puts, a worker takes.
pub struct Newest<T>(Arc<Shared<T>>);

struct Shared<T> {
    slot: Mutex<Slot<T>>,
    changed: Condvar,
}

struct Slot<T> {
    value: Option<T>,
    closed: bool,
}

impl<T> std::fmt::Debug for Newest<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Newest").finish_non_exhaustive()
    }
}

impl<T> Newest<T> {
    /// An empty slot.
    pub fn new() -> Self {
        let slot = Mutex::new(Slot { value: None, closed: false });
        Self(Arc::new(Shared { slot, changed: Condvar::new() }))
    }

    /// Puts `value` in the place of one that was not taken yet, and wakes a taker.
    ///
    /// Holds the lock for no longer than a swap. After [`Newest::close`] the value is dropped.
    pub fn put(&self, value: T) {
        let mut slot = self.lock();
        let replaced = if slot.closed { Some(value) } else { slot.value.replace(value) };
        drop(slot);
        self.0.changed.notify_one();
        // Outside of the lock, since dropping a large value takes a while.
        drop(replaced);
    }

    /// Waits for a value and takes it; `None` once the slot is closed and empty.
    pub fn take(&self) -> Option<T> {
        let mut slot = self.lock();
        loop {
            if let Some(value) = slot.value.take() {
                return Some(value);
            }
            if slot.closed {
                return None;
            }
            slot = self.0.changed.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes the value, if there is one now.
    pub fn try_take(&self) -> Option<T> {
        self.lock().value.take()
    }

    /// Takes no further value: what is still there is taken, and then every [`Newest::take`] ends.
    pub fn finish(&self) {
        self.lock().closed = true;
        self.0.changed.notify_all();
    }

    /// Closes the slot for good: drops what was not taken, and every [`Newest::take`] ends.
    pub fn close(&self) {
        let mut slot = self.lock();
        slot.closed = true;
        let left = slot.value.take();
        drop(slot);
        self.0.changed.notify_all();
        drop(left);
    }

    /// The slot. A thread that panicked while holding the lock cannot have left it half changed.
    fn lock(&self) -> MutexGuard<'_, Slot<T>> {
        self.0.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Newest<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn the_newest_wins_under_a_thread_hammering_it() {
        const LAST: u32 = 50_000;
        let slot = Newest::new();
        let putter = {
            let slot = slot.clone();
            thread::spawn(move || (1..=LAST).for_each(|n| slot.put(n)))
        };
        // Whatever is skipped, values only ever get newer, and the last one arrives.
        let mut before = 0;
        while before < LAST {
            let value = slot.take().unwrap();
            assert!(value > before, "{value} after {before}");
            before = value;
        }
        putter.join().unwrap();
        assert_eq!(slot.try_take(), None);
        slot.put(1);
        slot.put(2);
        assert_eq!((slot.try_take(), slot.try_take()), (Some(2), None));
    }

    #[test]
    fn close_wakes_the_takers_and_drops_what_was_left() {
        let slot: Newest<Arc<()>> = Newest::new();
        let takers: Vec<_> = (0..3)
            .map(|_| {
                let slot = slot.clone();
                thread::spawn(move || slot.take())
            })
            .collect();
        slot.close();
        for taker in takers {
            assert_eq!(taker.join().unwrap(), None);
        }
        let value = Arc::new(());
        slot.put(Arc::clone(&value));
        assert_eq!((slot.take(), slot.try_take(), Arc::strong_count(&value)), (None, None, 1));
        let open = Newest::new();
        open.put(Arc::clone(&value));
        open.close();
        assert_eq!(Arc::strong_count(&value), 1);
    }

    #[test]
    fn a_panic_under_the_lock_spoils_nothing() {
        let slot = Newest::new();
        let inside = slot.clone();
        let panicked = thread::spawn(move || {
            let _held = inside.0.slot.lock().unwrap();
            panic!("on purpose");
        });
        assert!(panicked.join().is_err());
        slot.put(7);
        assert_eq!(slot.take(), Some(7));
    }
}
