//! How much memory can still be had.

/// Bytes of memory that this process can still take without the machine having to swap or to end it: the
/// smaller of what the machine and the process's group of processes have left. `None` where nobody tells.
#[cfg(target_os = "linux")]
pub fn available_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let machine = of_meminfo(&text)?;
    Some(of_group().map_or(machine, |group| group.min(machine)))
}

/// Nobody tells.
#[cfg(not(target_os = "linux"))]
pub fn available_memory() -> Option<u64> {
    None
}

/// `MemAvailable` of /proc/meminfo, which is in kB of 1024 bytes.
#[cfg(any(target_os = "linux", test))]
fn of_meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// What the control group (a container, a job of a cluster) has left; none where it sets no limit.
#[cfg(target_os = "linux")]
fn of_group() -> Option<u64> {
    let number = |path: &str| std::fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let limit = number("/sys/fs/cgroup/memory.max")?;
    let used = number("/sys/fs/cgroup/memory.current")?;
    // Cached files count as used there, but give way.
    let stat = std::fs::read_to_string("/sys/fs/cgroup/memory.stat").unwrap_or_default();
    let cached = stat.lines().find_map(|line| line.strip_prefix("inactive_file ")?.parse::<u64>().ok());
    Some(limit.saturating_sub(used.saturating_sub(cached.unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_line_is_read() {
        let text = "MemTotal:       16000000 kB\nMemFree:  12 kB\nMemAvailable:    8000000 kB\n";
        assert_eq!(of_meminfo(text), Some(8_192_000_000));
        assert_eq!(of_meminfo("MemTotal: 3 kB\n"), None);
        assert_eq!(available_memory().is_some(), cfg!(target_os = "linux"));
    }
}
