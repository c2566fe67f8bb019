//! [`Busy`]: how long work would take on an otherwise idle machine, measured on one that may be busy.

use std::time::Instant;

/// Seconds that the calling thread has spent computing; 0 where the system does not tell.
fn thread_seconds() -> f64 {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }
    #[cfg(not(unix))]
    0.0
}

/// A measurement that began. The threads of the current pool do the work.
///
/// Where other programs use the same cores, the clock on the wall goes on while a thread waits for its turn,
/// but the thread's own clock does not. Threads of a pool look for work before they fall asleep, so the
/// busiest one computes nearly all of the time.
#[derive(Debug)]
pub struct Busy {
    began: Instant,
    threads: Vec<f64>,
}

impl Busy {
    /// Begins.
    pub fn start() -> Self {
        Self { threads: rayon::broadcast(|_| thread_seconds()), began: Instant::now() }
    }

    /// Seconds that the work since [`Busy::start`] would have taken with nothing beside it.
    pub fn seconds(&self) -> f64 {
        let wall = self.began.elapsed().as_secs_f64();
        let now = rayon::broadcast(|_| thread_seconds());
        let busiest = now.iter().zip(&self.threads).map(|(now, then)| now - then).fold(0.0, f64::max);
        if busiest > 0.0 { wall.min(busiest) } else { wall }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn waiting_is_not_counted_and_computing_is() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let (waited, computed) = pool.install(|| {
            let busy = Busy::start();
            std::thread::sleep(std::time::Duration::from_millis(60));
            let waited = busy.seconds();
            let busy = Busy::start();
            let before = thread_seconds();
            while thread_seconds() - before < 0.03 {}
            (waited, busy.seconds())
        });
        // No time is asserted: only which clock was read.
        assert!(waited < 0.06 && computed >= 0.03, "{waited} {computed}");
    }
}
