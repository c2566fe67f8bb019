//! Frames go on while a disk does not answer and a trainer hangs: they would hang with them if they waited.
#![cfg(unix)]

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::view::Room;
use crate::pilot::{Options, Pilot, cells};
use augscope::job::Loaded;
use augscope::transform::catalogue;
use std::os::unix::fs::PermissionsExt;
use std::sync::mpsc::channel;

#[test]
fn a_disk_that_does_not_answer_stops_no_frame() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { gpu: false, ..Options::default() };
    let mut pilot = Pilot::new(&folder.path().join("home"), options);
    let (_awake, asleep) = channel::<()>();
    pilot.window.state_mut().data.open_with(move |_| {
        let _ = asleep.recv();
        Err("the disk woke up".into())
    });
    for room in Room::ALL {
        pilot.window.state_mut().execute(Command::Go(room));
        pilot.window.run_steps(10);
        assert!(matches!(pilot.window.state().data.opened, Loaded::Loading(_)));
    }
    // Editing goes on, and other images can be opened meanwhile.
    pilot.window.state_mut().execute(Command::AddStep(catalogue::find("rotate").unwrap()));
    let cells = cells(folder.path(), 2);
    pilot.window.state_mut().execute(Command::OpenPath(cells));
    pilot.until("other images", |app| app.data.opened.ready().is_some());
    pilot.until("the project on the disk", |app| app.document.is_saved());
}

#[test]
fn a_trainer_that_hangs_stops_no_frame() {
    let folder = tempfile::tempdir().unwrap();
    let trainer = folder.path().join("trainer.sh");
    std::fs::write(&trainer, "#!/bin/sh\nexec sleep 30\n").unwrap();
    std::fs::set_permissions(&trainer, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = Some(cells(folder.path(), 6));
    let options = Options { path, gpu: false, trainer, ..Options::default() };
    let mut pilot = Pilot::new(&folder.path().join("home"), options);
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.window.state_mut().execute(Command::AddStep(catalogue::find("rotate").unwrap()));
    pilot.window.state_mut().execute(Command::Act(Action::Train));
    for _ in 0..50 {
        pilot.window.step();
    }
    let app = pilot.window.state();
    assert!(app.runs.is_starting(), "the window does not say that a training is being started");
    assert!(app.runs.list().is_empty());
}
