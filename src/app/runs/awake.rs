//! [`keep_awake`]: asking the system not to fall asleep while a training runs.

use super::launch::outlive_the_window;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// The program that keeps the machine awake, where there is one.
const COMPANION: Option<&str> = if cfg!(target_os = "macos") {
    Some("caffeinate")
} else if cfg!(target_os = "linux") {
    Some("systemd-inhibit")
} else {
    None
};

/// Starts a companion that keeps the machine awake while process `training` lives, where the system has
/// one: `systemd-inhibit` on Linux, `caffeinate` on macOS. Elsewhere nothing happens, and the Train room
/// says so.
pub fn keep_awake(training: u32) -> Option<Child> {
    let mut command = Command::new(COMPANION?);
    if cfg!(target_os = "macos") {
        command.args(["-i", "-w", &training.to_string()]);
    } else {
        command.args(["--what=sleep:idle", "--who=Augscope", "--why=An encoder is being trained"]);
        command.args(["--mode=block", "tail", "-f", "/dev/null", &format!("--pid={training}")]);
    }
    outlive_the_window(&mut command);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

/// Whether this system can be kept awake. Looks for the companion at the first call alone.
pub fn can_keep_awake() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let Some(companion) = COMPANION else { return false };
        let paths = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&paths).any(|folder| folder.join(companion).is_file())
    })
}
