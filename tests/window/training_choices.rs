//! What is chosen in the Train room reaches the program that trains, can be taken back, and is drawn whole.

use crate::app::command::Command;
use crate::app::view::Room;
use crate::extremes::sticking_out;
use crate::pilot::{Options, Pilot, cells};
use augscope::transform::catalogue;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};

/// A program that writes its arguments down when it is to train, and has two cards.
fn note_taker(folder: &Path) -> PathBuf {
    let path = folder.join("note taker");
    let devices = serde_json::json!({
        "version": env!("CARGO_PKG_VERSION"),
        "devices": [
            { "device": "cpu", "name": "processor", "missing": null },
            { "device": "cuda", "name": "First card", "missing": null },
            { "device": "cuda:1", "name": "Second card", "missing": null },
        ],
    });
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in\ndevices) echo '{devices}' ;;\n\
         *) case \" $* \" in *--estimate*) echo '{{\"seconds\": 600}}' ;; \
         *) printf '%s\\n' \"$@\" > '{}' ;; esac ;;\nesac\n",
        folder.join("notes").display()
    );
    std::fs::write(&path, script).unwrap();
    let mut rights = std::fs::metadata(&path).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o755);
    std::fs::set_permissions(&path, rights).unwrap();
    path
}

/// Opens the list of a choice.
fn unfold(pilot: &mut Pilot, name: &str) {
    pilot.window.get_by_role_and_label(Role::ComboBox, name).scroll_to_me();
    pilot.window.run_steps(6);
    pilot.window.get_by_role_and_label(Role::ComboBox, name).click();
    pilot.window.run_steps(3);
}

#[test]
fn method_settings_and_device_reach_the_program_that_trains() {
    let folder = tempfile::tempdir().unwrap();
    let path = Some(cells(folder.path(), 8));
    let trainer = note_taker(folder.path());
    let options = Options { gpu: false, path, trainer, ..Options::default() };
    let mut pilot = Pilot::new(&folder.path().join("home"), options);
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.until("the cards", |app| app.runs.trainers().is_some());
    pilot.window.state_mut().execute(Command::AddStep(catalogue::find("rotate").unwrap()));
    pilot.window.state_mut().execute(Command::Go(Room::Train));
    pilot.window.run_steps(3);

    unfold(&mut pilot, "Learning method");
    pilot.click("BYOL");
    pilot.click("More settings");
    let set = |pilot: &mut Pilot, name: &str, value: f64| {
        pilot.window.get_by_role_and_label(Role::SpinButton, name).set_value_accesskit(value);
        pilot.window.run_steps(3);
    };
    set(&mut pilot, "Tau", 0.9);
    set(&mut pilot, "Rounds", 7.0);
    set(&mut pilot, "Dim", 64.0);
    pilot.click("Reset Dim");
    pilot.click("as many as memory holds");
    let settings = |pilot: &Pilot| pilot.window.state().document.project().training.settings.clone();
    let chosen = settings(&pilot);
    let pairs: Vec<String> = chosen.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(pairs, ["batch=auto", "epochs=7", "tau=0.9"]);
    for _ in 0..2 {
        pilot.keys(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(settings(&pilot).get("dim").map(String::as_str), Some("64"));
    for _ in 0..2 {
        pilot.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    }
    assert_eq!(settings(&pilot), chosen);

    pilot.reach("Curves for TensorBoard as well");
    unfold(&mut pilot, "Computes on");
    pilot.click("Second card");
    pilot.until("the time by the other program", |app| {
        app.runs.estimate().is_some_and(|estimate| estimate.seconds == Ok(600.0))
    });
    pilot.keys(Modifiers::COMMAND, Key::Enter);
    let notes = folder.path().join("notes");
    pilot.until("the notes", |_| std::fs::read_to_string(&notes).is_ok_and(|notes| notes.contains("--run")));
    let notes = std::fs::read_to_string(notes).unwrap().replace('\n', " ");
    for words in [
        "--objective byol",
        "--set batch=auto --set epochs=7 --set tau=0.9",
        "--device cuda:1",
        "--preset quick",
        "--tensorboard",
    ] {
        assert!(notes.contains(words), "{words} is missing in {notes}");
    }
}

#[test]
fn the_open_fold_is_drawn_whole_at_both_zooms() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 8);
    let gpu = Pilot::can_draw();
    for zoom in [1.0, 2.0] {
        let home = folder.path().join(format!("home {zoom}"));
        let options = Options { gpu, zoom, path: Some(cells.clone()), ..Options::default() };
        let width = options.size[0] / zoom;
        let mut pilot = Pilot::new(&home, options);
        pilot.until("the cells", |app| app.data.opened.ready().is_some());
        pilot.until("the cards", |app| app.runs.trainers().is_some());
        pilot.window.state_mut().execute(Command::Go(Room::Train));
        let training = pilot.window.state().document.project().training.clone();
        let moco = augscope::objective::by_name("moco").unwrap();
        let training = training.by(moco).with("queue", Some("512".into()));
        pilot.window.state_mut().execute(Command::SetTraining(training));
        pilot.window.run_steps(3);
        pilot.find("More settings (1 changed)").expect("the fold").scroll_to_me();
        pilot.window.run_steps(6);
        pilot.click("More settings (1 changed)");
        pilot.find("Back to the preset").expect("the fold").scroll_to_me();
        pilot.window.run_steps(6);
        let out = sticking_out(&pilot, width);
        assert!(out.is_empty(), "at {zoom}: {out:#?}");
        // The panel's edge cuts, too: numbers stand left of it.
        let edge = pilot.find("Train the encoder").expect("the panel").rect().left() + 460.0;
        for name in ["Queue", "Reset Queue", "Images a step"] {
            let right = pilot.find(name).expect("a setting").rect().right();
            assert!(right < edge, "{name} ends at {right}");
        }
        if let Some(folder) = std::env::var_os("AUGSCOPE_LOOK").filter(|_| gpu) {
            let image = pilot.window.render().unwrap();
            image.save(Path::new(&folder).join(format!("fold {zoom}.png"))).unwrap();
        }
    }
}
