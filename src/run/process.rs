//! What is known of the process of a run: whether it is gone, and on which machine it was.

/// True where the process is known to be gone on this machine; false where nothing can be known.
#[cfg(unix)]
pub(super) fn is_gone(process: u32) -> bool {
    let Some(pid) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else {
        return false;
    };
    if rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
        return true;
    }
    // One that has ended but that nobody has asked about keeps its number: its state is Z, the first
    // word behind the name in brackets.
    std::fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|text| text.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with(['Z', 'X'])))
}

/// Nothing can be known.
#[cfg(not(unix))]
pub(super) fn is_gone(_process: u32) -> bool {
    false
}

/// The name of this machine, where it is easily had: process numbers of another one mean nothing here.
pub(super) fn machine() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    name.trim().to_owned()
}
