//! On which machine a run's process was.

/// The name of this machine, where it is easily had: process numbers of another one mean nothing here.
pub(super) fn machine() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    name.trim().to_owned()
}
