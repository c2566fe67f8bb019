//! The template for HyperQueue with a made-up `hq`, which does the tasks at once.

use super::{STUDY, done, text};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

const HQ: &str = r#"#!/bin/bash
printf '%s\n' "$*" >> calls
case "$*" in
  *"job list") echo '[{"id": 7, "name": "of somebody else"}]' ;;
  submit*)
    last=${3#0-}
    while [ "$1" != -- ]; do shift; done
    shift
    for HQ_TASK_ID in $(seq 0 "$last"); do export HQ_TASK_ID; "$@" || exit 1; done ;;
  *) exit 1 ;;
esac
"#;

#[test]
fn tasks_of_hyperqueue_do_the_runs_of_their_list() {
    let folder = tempfile::tempdir().unwrap();
    let (study, out, programs) =
        (folder.path().join("it's.toml"), folder.path().join("out"), folder.path().join("programs"));
    fs::create_dir(&programs).unwrap();
    fs::write(programs.join("hq"), HQ).unwrap();
    fs::set_permissions(programs.join("hq"), PermissionsExt::from_mode(0o755)).unwrap();
    fs::write(&study, STUDY.replace(", 1, 2, 3, 4, 5, 6, 7, 8, 9", "")).unwrap();
    let path = format!("{}:{}", text(&programs), std::env::var("PATH").unwrap());
    let submit = || -> Output {
        Command::new(env!("CARGO_BIN_EXE_augscope"))
            .args(["study", text(&study), "--out", text(&out), "--engine", "hyperqueue", "--threads", "1"])
            .env("PATH", &path)
            .output()
            .unwrap()
    };
    let first = submit();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert_eq!(done(&out), 2);
    assert!(submit().status.success());
    let calls = fs::read_to_string(out.join("calls")).unwrap();
    let submitted: Vec<&str> = calls.lines().filter(|line| line.starts_with("submit")).collect();
    assert_eq!(submitted.len(), 1, "{calls}");
    assert!(submitted[0].starts_with("submit --array 0-1 --name tiny."), "{calls}");
}
