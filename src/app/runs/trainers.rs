//! [`Trainers`]: which programs and devices can train here, asked of the programs themselves.

use crate::app::settings::ComputesOn;
use augscope::encoder::DeviceChoice;
use serde::Deserialize;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a program may take for its answer. Drivers of sleeping cards take seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// The name of a program that was built for graphics cards, and of the folder that it is carried in.
const FOR_CARDS: &str = "augscope-cuda";

/// A program and a device that can train.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trainer {
    /// The program; `None` is the one that trains where no other was chosen.
    pub program: Option<PathBuf>,
    /// The device, in the words of `--device`.
    pub device: String,
    /// What the device calls itself.
    pub name: String,
}

/// What can train here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trainers {
    /// The processor first, then the cards.
    pub list: Vec<Trainer>,
    /// Why cards are missing, as sentences without their full stops.
    pub missing: Vec<String>,
}

/// What a program answers.
#[derive(Deserialize)]
struct Said {
    version: String,
    devices: Vec<SaidDevice>,
}

#[derive(Deserialize)]
struct SaidDevice {
    device: String,
    name: String,
    missing: Option<String>,
}

impl Trainer {
    /// The window's own program on the processor.
    pub fn processor() -> Self {
        Self { program: None, device: DeviceChoice::Cpu.to_string(), name: "processor".into() }
    }

    /// What was chosen, before anybody was asked whether it is still there.
    pub fn unseen(chosen: &ComputesOn) -> Self {
        let ComputesOn { program, device } = chosen.clone();
        Self { program, name: device.clone(), device }
    }

    /// True where it is no card.
    pub fn is_processor(&self) -> bool {
        self.device == DeviceChoice::Cpu.to_string()
    }

    /// It, to be remembered.
    pub fn choice(&self) -> ComputesOn {
        ComputesOn { program: self.program.clone(), device: self.device.clone() }
    }
}

impl Default for Trainers {
    fn default() -> Self {
        Self { list: vec![Trainer::processor()], missing: Vec::new() }
    }
}

impl Trainers {
    /// The chosen one where it is there; else a card of the window's own program, else its processor.
    pub fn chosen(&self, choice: Option<&ComputesOn>) -> &Trainer {
        let known = self.list.iter().find(|trainer| Some(&trainer.choice()) == choice);
        let own_card = self.list.iter().find(|trainer| trainer.program.is_none() && !trainer.is_processor());
        // There is always the processor.
        known.or(own_card).unwrap_or(&self.list[0])
    }

    /// Why there is no card, in a few words: by the program that knows most about cards.
    pub fn why_no_card(&self) -> Option<&str> {
        let why = self.missing.last()?;
        Some(why.split(';').next().unwrap_or(why))
    }

    fn miss(&mut self, why: String) {
        if !self.missing.contains(&why) {
            self.missing.push(why);
        }
    }

    /// Adds what a program has said of its cards.
    fn add(&mut self, program: Option<&Path>, said: Result<Said, String>) {
        let said = match said {
            Ok(said) => said,
            Err(why) => return self.miss(why),
        };
        if let Some(program) = program.filter(|_| said.version != env!("CARGO_PKG_VERSION")) {
            let (program, version) = (program.display(), said.version);
            let own = env!("CARGO_PKG_VERSION");
            return self.miss(format!("{program} is of version {version}, and this window of version {own}"));
        }
        for SaidDevice { device, name, missing } in said.devices {
            match missing {
                Some(why) => self.miss(why),
                None if device == DeviceChoice::Cpu.to_string() => {}
                None => {
                    let program = program.map(Path::to_path_buf);
                    self.list.push(Trainer { program, device, name });
                }
            }
        }
    }
}

/// Asks `own`, the programs that lie where one for graphics cards would be, and the one that was `named`. Waits
/// for their answers.
pub fn find(own: &Path, named: Option<&Path>) -> Trainers {
    let mut trainers = Trainers::default();
    trainers.add(None, ask(own));
    let search = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&search).collect();
    if let Some(named) = named.filter(|named| program_at(named).is_none()) {
        trainers.missing.push(format!("there is no program at {}", named.display()));
    }
    for program in others(own, named, &folders) {
        trainers.add(Some(&program), ask(&program));
    }
    trainers
}

/// Programs that may train on a card, each once, without `own`.
fn others(own: &Path, named: Option<&Path>, search: &[PathBuf]) -> Vec<PathBuf> {
    let beside = own.parent().map(|folder| folder.join(FOR_CARDS));
    let in_path = search.iter().flat_map(|folder| [folder.join(FOR_CARDS), folder.join("augscope")]);
    let places = named.map(Path::to_path_buf).into_iter().chain(beside).chain(in_path);
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let mut known = vec![real(own)];
    let mut found = Vec::new();
    for program in places.filter_map(|place| program_at(&place)) {
        if !known.contains(&real(&program)) {
            known.push(real(&program));
            found.push(program);
        }
    }
    found
}

/// The program at a path, or in the folder there.
fn program_at(path: &Path) -> Option<PathBuf> {
    let with_suffix = |path: &Path| {
        let mut name = path.as_os_str().to_owned();
        name.push(std::env::consts::EXE_SUFFIX);
        PathBuf::from(name)
    };
    let places = [path.to_path_buf(), with_suffix(path), with_suffix(&path.join("augscope"))];
    places.into_iter().find(|place| place.is_file())
}

/// What a program says of its devices.
fn ask(program: &Path) -> Result<Said, String> {
    let silent = |why: &dyn std::fmt::Display| {
        format!("{} does not say what it can compute on ({why})", program.display())
    };
    let mut command = Command::new(program);
    command.args(["devices", "--json"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| silent(&error))?;
    if !ends_in_time(&mut child) {
        // It may be stuck in a driver; then nothing ends it.
        let _ = child.kill();
        return Err(silent(&"it takes too long"));
    }
    let mut text = String::new();
    if let Some(answer) = &mut child.stdout {
        answer.read_to_string(&mut text).map_err(|error| silent(&error))?;
    }
    serde_json::from_str(&text).map_err(|_| silent(&"it gives no answer that is understood"))
}

/// Waits for the end of a process that says little.
fn ends_in_time(child: &mut Child) -> bool {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            Ok(Some(_)) => return true,
            Err(_) => return false,
        }
    }
    false
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    /// A program that says `answer`.
    fn program(path: &Path, answer: &str) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, format!("#!/bin/sh\necho '{answer}'\n")).unwrap();
        let mut rights = std::fs::metadata(path).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o755);
        std::fs::set_permissions(path, rights).unwrap();
    }

    fn answer(version: &str, devices: &[(&str, &str, Option<&str>)]) -> String {
        let list: Vec<_> = devices
            .iter()
            .map(|(device, name, missing)| serde_json::json!({"device": device, "name": name, "missing": missing}))
            .collect();
        serde_json::json!({"version": version, "devices": list}).to_string()
    }

    #[test]
    fn cards_are_found_beside_the_program_and_where_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let own = folder.path().join("augscope");
        let cpu = ("cpu", "processor (avx2)", None);
        program(&own, &answer(version, &[cpu, ("cuda", "NVIDIA graphics card", Some("built without CUDA"))]));
        let alone = find(&own, None);
        let missing = alone.missing.clone();
        assert_eq!((alone.list, missing[0].as_str()), (vec![Trainer::processor()], "built without CUDA"));

        let beside = folder.path().join("augscope-cuda/augscope");
        program(&beside, &answer(version, &[cpu, ("cuda", "H100", None), ("cuda:1", "T4", None)]));
        let found = find(&own, None);
        let names: Vec<_> = found.list.iter().map(|trainer| trainer.name.as_str()).collect();
        assert_eq!(names, ["processor", "H100", "T4"]);
        // A card of another program is offered, but not taken by itself.
        assert!(found.chosen(None).is_processor());
        let second = found.list[2].choice();
        assert_eq!(second, ComputesOn { program: Some(beside.clone()), device: "cuda:1".into() });
        assert_eq!(found.chosen(Some(&second)).name, "T4");
        assert!(alone_without(&found).chosen(Some(&second)).is_processor(), "one that is gone is not taken");

        let named = folder.path().join("elsewhere");
        program(&named.join("augscope"), &answer("9.9.9", &[cpu, ("cuda", "old", None)]));
        let found = find(&own, Some(&named));
        assert_eq!(found.list.len(), 3);
        assert!(found.missing.iter().any(|why| why.contains("of version 9.9.9")), "{:?}", found.missing);
        let found = find(&own, Some(&folder.path().join("nowhere")));
        assert!(
            found.missing.iter().any(|why| why.contains("there is no program at")),
            "{:?}",
            found.missing
        );
        assert_eq!(others(&own, Some(&beside), &[folder.path().into()]), [beside]);
    }

    fn alone_without(found: &Trainers) -> Trainers {
        Trainers { list: found.list[..1].to_vec(), missing: Vec::new() }
    }

    #[test]
    fn a_program_that_says_nothing_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("augscope");
        program(&own, "no JSON");
        let found = find(&own, None);
        assert_eq!(found.list, [Trainer::processor()]);
        assert!(found.missing[0].contains("does not say what it can compute on"), "{:?}", found.missing);
    }
}
