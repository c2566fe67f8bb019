//! Lowering the priority of a worker thread, so that a window on the same machine stays fluid.

/// Set for a process that a window started, which must stay fluid while the process uses all cores.
pub const BACKGROUND: &str = "AUGSCOPE_BACKGROUND";

/// Where [`BACKGROUND`] is set, lets every other program go first: the calling thread and those that it
/// starts from then on. Call it before any is started. A refusal is ignored.
pub fn give_way_if_asked() {
    #[cfg(unix)]
    if std::env::var_os(BACKGROUND).is_some() {
        let _ = rustix::process::nice(15);
    }
}

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
