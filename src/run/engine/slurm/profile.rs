//! [`Profile`]: what to ask of a cluster for every run, by name out of a file.

use crate::run::engine::EngineError;
use crate::run::engine::quote::{plain, quoted};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file of profiles.
pub const PROFILES: &str = "cluster.toml";
/// A pause comes this long before the time limit, which must be well above it.
const SHORTEST_MINUTES: u64 = 5;

/// What is asked of the cluster for every run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// The partition (queue); the cluster's own choice where none is named.
    pub partition: Option<String>,
    /// The account that pays.
    pub account: Option<String>,
    /// The quality of service.
    pub qos: Option<String>,
    /// The longest time of a task as Slurm writes it: minutes, `HH:MM:SS` or `D-HH:MM:SS`. A run that needs longer is
    /// paused before and goes on in its next turn.
    pub time: Option<String>,
    /// Graphics cards of a run: a number, or a kind and a number (`a100:1`).
    pub gpus: Option<String>,
    /// Memory of a run (`16G`).
    pub memory: Option<String>,
    /// Processor cores of a run, which is also the number of its threads.
    pub cpus: usize,
    /// How many runs at once; none for as many as the cluster gives.
    pub at_once: Option<usize>,
    /// Modules to load before.
    pub modules: Vec<String>,
    /// Lines of shell to carry out before, as they stand.
    pub prologue: Vec<String>,
    /// The program on the cluster, where it is another file than the one that submits.
    pub program: Option<PathBuf>,
    /// The most tasks of an array, where the cluster cannot be asked.
    pub largest_array: Option<usize>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            partition: None,
            account: None,
            qos: None,
            time: None,
            gpus: None,
            memory: None,
            cpus: 2,
            at_once: None,
            modules: Vec::new(),
            prologue: Vec::new(),
            program: None,
            largest_array: None,
        }
    }
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profiles {
    format: u32,
    #[serde(default)]
    profile: BTreeMap<String, Profile>,
}

impl Profile {
    /// The profile called `name` out of `cluster.toml` beside the study, else in the folder of the user's settings. Without
    /// a name the one called "default", else [`Profile::default`].
    ///
    /// # Errors
    /// Where a file cannot be understood, or neither has the profile.
    pub fn find(name: Option<&str>, study: &Path) -> Result<Self, EngineError> {
        let beside = study.with_file_name(PROFILES);
        let own = dirs::config_dir().map(|folder| folder.join("augscope").join(PROFILES));
        let mut there = Vec::new();
        for path in std::iter::once(beside.clone()).chain(own) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let mut profiles =
                parse(&text).map_err(|why| EngineError::BadProfiles { path: path.clone(), why })?;
            if let Some(profile) = profiles.remove(name.unwrap_or("default")) {
                let profile = profile.tidied();
                profile.check()?;
                return Ok(profile);
            }
            there.extend(profiles.into_keys());
        }
        match name {
            None => Ok(Self::default()),
            Some(name) => Err(EngineError::NoProfile {
                name: name.to_owned(),
                there: if there.is_empty() {
                    format!("write [profile.{name}] into {}", beside.display())
                } else {
                    format!("there are {}", there.join(", "))
                },
            }),
        }
    }

    /// The same without what is easily typed beside a value: spaces around it, and lines with nothing in them. A field with
    /// nothing else counts as left out.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let fields = [
            &mut self.partition,
            &mut self.account,
            &mut self.qos,
            &mut self.time,
            &mut self.gpus,
            &mut self.memory,
        ];
        for field in fields {
            *field = field.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        }
        for list in [&mut self.modules, &mut self.prologue] {
            *list = list.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        }
        self
    }

    /// That every value can be written into a script, and is one that Slurm can mean.
    ///
    /// # Errors
    /// The setting that cannot be used.
    pub fn check(&self) -> Result<(), EngineError> {
        let wrong = |setting: &str, why: &str| {
            Err(EngineError::Setting { setting: setting.to_owned(), why: why.to_owned() })
        };
        for (setting, value) in self.options() {
            plain(setting, &value)?;
        }
        if self.cpus == 0 || self.at_once == Some(0) || self.largest_array == Some(0) {
            return wrong("cpus, at_once or largest_array", "it is 0");
        }
        if let Some(time) = &self.time {
            match minutes(time) {
                None => return wrong("time", "write minutes, HH:MM:SS or D-HH:MM:SS"),
                Some(minutes) if minutes < SHORTEST_MINUTES => {
                    return wrong(
                        "time",
                        "give at least 5 minutes: a run is paused 2 minutes before the end",
                    );
                }
                Some(_) => {}
            }
        }
        for module in &self.modules {
            quoted(module)?;
            plain("modules", module)?;
        }
        for line in &self.prologue {
            if line.chars().any(|c| c.is_control() && c != '\t') {
                return wrong("prologue", "give each line of shell as an item of its own");
            }
        }
        Ok(())
    }

    /// The options for `#SBATCH` with their values, in a fixed order.
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let mut options = vec![("cpus-per-task", self.cpus.to_string())];
        for (name, value) in [
            ("partition", &self.partition),
            ("account", &self.account),
            ("qos", &self.qos),
            ("time", &self.time),
            ("gpus-per-node", &self.gpus),
            ("mem", &self.memory),
        ] {
            options.extend(value.clone().map(|value| (name, value)));
        }
        options
    }
}

/// Writes `profiles` as a file that [`Profile::find`] reads, whole or not at all.
///
/// # Errors
/// What the file system answers.
pub fn write_profiles(path: &Path, profiles: &BTreeMap<String, Profile>) -> Result<(), EngineError> {
    let tidied = profiles.iter().map(|(name, profile)| (name.clone(), profile.clone().tidied()));
    let file = Profiles { format: 1, profile: tidied.collect() };
    let text = toml_edit::ser::to_string_pretty(&file).map_err(std::io::Error::other);
    let written = text.and_then(|text| crate::job::write_atomic(path, text.as_bytes()));
    written.map_err(crate::run::engine::call::failed(path, "written"))
}

fn parse(text: &str) -> Result<BTreeMap<String, Profile>, String> {
    let profiles: Profiles = toml_edit::de::from_str(text).map_err(|error| error.to_string())?;
    if profiles.format > 1 {
        return Err(format!("it has format {}, newer than this program knows (1)", profiles.format));
    }
    Ok(profiles.profile)
}

/// A time limit as Slurm writes it, in whole minutes.
fn minutes(text: &str) -> Option<u64> {
    let (days, rest) = match text.split_once('-') {
        Some((days, rest)) => (Some(days.parse::<u64>().ok()?), rest),
        None => (None, text),
    };
    let parts = rest.split(':').map(|part| part.parse::<u64>().ok()).collect::<Option<Vec<u64>>>()?;
    let minutes = match (days, parts.as_slice()) {
        (None, [minutes] | [minutes, _]) => *minutes,
        (_, [hours, minutes, _]) | (Some(_), [hours, minutes]) => {
            hours.checked_mul(60)?.checked_add(*minutes)?
        }
        (Some(_), [hours]) => hours.checked_mul(60)?,
        _ => return None,
    };
    days.unwrap_or(0).checked_mul(24 * 60)?.checked_add(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_found_beside_the_study_and_checked() {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("study.toml");
        let find = |name| Profile::find(name, &study);
        let none = find(Some("gpu-of-nobody")).unwrap_err().to_string();
        assert!(none.contains("gpu-of-nobody"), "{none}");
        std::fs::write(
            folder.path().join(PROFILES),
            "format = 1\n[profile.gpu]\npartition = \"gpu\"\ngpus = \"a100:1\"\ntime = \"1-00:00:00\"\nat_once = 4\n\
             modules = [\"cuda/12\"]\n[profile.evil]\naccount = \"lab; rm -rf ~\"\n[profile.short]\ntime = \"00:02:00\"\n",
        )
        .unwrap();
        let gpu = find(Some("gpu")).unwrap();
        assert_eq!((gpu.partition.as_deref(), gpu.at_once, gpu.cpus), (Some("gpu"), Some(4), 2));
        for (name, words) in [("evil", "account"), ("short", "at least 5 minutes"), ("cpu", "gpu, short")] {
            let said = find(Some(name)).unwrap_err().to_string();
            assert!(said.contains(words), "{said}");
        }
        std::fs::write(folder.path().join(PROFILES), "format = 1\n[profile.a]\npartitoin = \"x\"\n").unwrap();
        assert!(find(Some("a")).unwrap_err().to_string().contains("partitoin"));
    }

    #[test]
    fn spaces_and_empty_lines_around_what_was_typed_are_no_part_of_it() {
        let typed = Profile {
            partition: Some(" gpu ".into()),
            account: Some("  ".into()),
            time: Some("02:00:00 ".into()),
            modules: vec!["cuda/12 ".into(), String::new()],
            prologue: vec!["  ".into(), "export A=1\r".into(), String::new()],
            ..Profile::default()
        };
        assert!(typed.check().is_err());
        let slurm = super::super::Slurm::new(typed.clone()).unwrap();
        let profile = &slurm.profile;
        assert_eq!((profile.partition.as_deref(), profile.account.as_deref()), (Some("gpu"), None));
        assert_eq!(
            (&profile.modules, &profile.prologue),
            (&vec!["cuda/12".into()], &vec!["export A=1".into()])
        );
        let folder = tempfile::tempdir().unwrap();
        write_profiles(&folder.path().join(PROFILES), &BTreeMap::from([("gpu".to_owned(), typed)])).unwrap();
        assert_eq!(Profile::find(Some("gpu"), &folder.path().join("study.toml")).unwrap(), *profile);
    }

    #[test]
    fn times_are_read_as_slurm_reads_them() {
        for (text, expected) in [
            ("90", Some(90)),
            ("90:30", Some(90)),
            ("02:00:00", Some(120)),
            ("1-0", Some(1440)),
            ("1-01:30", Some(1530)),
            ("2-01:30:10", Some(2970)),
            ("soon", None),
            ("1:2:3:4", None),
            ("", None),
            ("99999999999999999999", None),
            ("9999999999999999999-0", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
