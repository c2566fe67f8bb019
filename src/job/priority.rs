//! Lowering the priority of a worker thread, so that a window on the same machine stays fluid.

/// Lowers the scheduling priority of the calling thread, where the platform lets a thread do so.
///
/// On Linux a nice value belongs to a thread; elsewhere nothing happens. A refusal is ignored:
/// priority is a courtesy, never a condition for correct work.
pub fn lower_priority() {
    #[cfg(target_os = "linux")]
    {
        let _ = rustix::process::nice(5);
    }
}
