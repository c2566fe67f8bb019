//! [`keep_awake`]: asking the system not to fall asleep while a training runs.

use std::process::{Child, Command, Stdio};

/// Starts a companion that keeps the machine awake while process `training` lives, where the system has
/// one: `systemd-inhibit` on Linux, `caffeinate` on macOS. Elsewhere nothing happens, and the Train room
/// says so.
pub fn keep_awake(training: u32) -> Option<Child> {
    let mut command = if cfg!(target_os = "macos") {
        let mut command = Command::new("caffeinate");
        command.args(["-i", "-w", &training.to_string()]);
        command
    } else if cfg!(target_os = "linux") {
        let mut command = Command::new("systemd-inhibit");
        command.args(["--what=sleep:idle", "--who=Augscope", "--why=An encoder is being trained"]);
        command.args(["--mode=block", "tail", "-f", "/dev/null", &format!("--pid={training}")]);
        command
    } else {
        return None;
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

/// Whether this system can be kept awake.
pub fn can_keep_awake() -> bool {
    cfg!(any(target_os = "macos", target_os = "linux"))
}
