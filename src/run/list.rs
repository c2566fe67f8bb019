//! [`list_runs`]: the runs that lie side by side in a folder.

use super::RunFolder;
use serde::Deserialize;
use std::path::Path;

/// All that is read of a record here, so that a run of a newer program is listed too.
#[derive(Deserialize)]
struct Created {
    created: String,
}

/// The runs in the folders right below `folder`, the newest last. Folders whose name begins with a dot
/// are passed over, and so is a folder that cannot be read.
pub fn list_runs(folder: &Path) -> Vec<RunFolder> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut runs: Vec<(String, RunFolder)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                return None;
            }
            let run = RunFolder::new(entry.path());
            run.has_run().then(|| (created(&run), run))
        })
        .collect();
    // Times of RFC 3339 in UTC are in the order of their letters.
    runs.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.path().cmp(b.1.path())));
    runs.into_iter().map(|(_, run)| run).collect()
}

/// When the run was begun; a record that cannot be understood counts as the oldest.
fn created(run: &RunFolder) -> String {
    std::fs::read_to_string(run.file("run.toml"))
        .ok()
        .and_then(|text| toml_edit::de::from_str::<Created>(&text).ok())
        .map_or_else(String::new, |record| record.created)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_come_by_the_time_in_their_record() {
        let folder = tempfile::tempdir().unwrap();
        for (name, created) in [
            ("a", Some("2025-03-01T10:00:00Z")),
            ("b", Some("2025-02-01T10:00:00Z")),
            (".hidden", Some("2025-01-01T10:00:00Z")),
            ("c", None),
            ("d", Some("2025-02-01T09:59:59Z")),
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir(&path).unwrap();
            if let Some(created) = created {
                std::fs::write(path.join("run.toml"), format!("format = 9\ncreated = \"{created}\"\n"))
                    .unwrap();
            }
        }
        std::fs::write(folder.path().join("file"), "").unwrap();
        let names: Vec<_> = list_runs(folder.path())
            .iter()
            .map(|run| run.path().file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["d", "b", "a"]);
        assert!(list_runs(&folder.path().join("nowhere")).is_empty());
    }
}
