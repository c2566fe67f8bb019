//! Whether another process is gone.

/// True where the process is known to be gone on this machine; false where nothing can be known.
#[cfg(unix)]
pub fn process_is_gone(process: u32) -> bool {
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
pub fn process_is_gone(_process: u32) -> bool {
    false
}
