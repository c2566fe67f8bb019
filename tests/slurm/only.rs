//! `augscope study --only`, which every engine starts: one run, never by two processes at once.

use super::{STUDY, events, text};
use augscope::run::{RunFolder, RunState, state};
use std::fs;
use std::process::{Command, Stdio};

#[test]
fn two_processes_for_one_run_do_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let (study, out) = (folder.path().join("study.toml"), folder.path().join("out"));
    fs::write(&study, STUDY).unwrap();
    let only = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_augscope"));
        command.args(["study", text(&study), "--out", text(&out), "--threads", "1", "--only", name]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    };
    let unknown = only("sideways-s0").output().unwrap();
    let said = String::from_utf8_lossy(&unknown.stderr);
    assert_eq!(unknown.status.code(), Some(2), "{said}");
    assert!(said.contains("sideways-s0") && !out.exists(), "{said}");
    // The first makes the cells that both need.
    assert_eq!(only("turned-s3").status().unwrap().code(), Some(0));
    let both = [only("plain-s1").spawn().unwrap(), only("plain-s1").spawn().unwrap()];
    for child in both {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let run = RunFolder::new(out.join("runs/plain-s1"));
    assert!(matches!(state(&run), Ok(RunState::Done)));
    assert_eq!((events(&run, "started"), events(&run, "finished")), (1, 1));
    assert_eq!(
        fs::read_dir(out.join("runs"))
            .unwrap()
            .flatten()
            .filter(|e| e.path().join("run.toml").exists())
            .count(),
        2
    );
}
