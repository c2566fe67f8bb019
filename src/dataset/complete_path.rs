//! Completing the path of a data set while it is typed.

use std::ffi::OsString;
use std::path::{MAIN_SEPARATOR, Path, is_separator};

use super::table::is_table_name;

/// Most answers.
const MOST: usize = 50;

/// What may follow the path `typed`: folders (with a separator at their end) and tables of its parent
/// folder whose names begin like its last part, by byte order, at most 50.
///
/// `~` is the home folder. Hidden ones come only where the last part begins with a dot. A folder that
/// cannot be read gives none.
pub fn complete_path(typed: &str) -> Vec<String> {
    let mut homes = ["HOME", "USERPROFILE"].into_iter().filter_map(std::env::var_os);
    complete(typed, homes.find(|home| !home.is_empty()))
}

fn complete(typed: &str, home: Option<OsString>) -> Vec<String> {
    let Some(typed) = expand(typed, home) else { return Vec::new() };
    let (parent, begun) = typed.split_at(typed.rfind(is_separator).map_or(0, |at| at + 1));
    let folder = if parent.is_empty() { Path::new(".") } else { Path::new(parent) };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    // A name that is no text cannot be typed either.
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.')))
        .collect();
    names.sort_unstable();
    // Asking what an entry is costs the most, on a network drive above all: only for what is shown.
    let answers = names.into_iter().filter_map(|name| {
        let path = folder.join(&name);
        if path.is_dir() {
            return Some(format!("{parent}{name}{MAIN_SEPARATOR}"));
        }
        is_table_name(&path).then(|| format!("{parent}{name}"))
    });
    answers.take(MOST).collect()
}

/// `typed` with the home folder for `~`; `None` where that is not known.
fn expand(typed: &str, home: Option<OsString>) -> Option<String> {
    let Some(rest) = typed.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(is_separator))
    else {
        return Some(typed.to_owned());
    };
    let home = home?.into_string().ok()?;
    let home = home.strip_suffix(is_separator).unwrap_or(&home);
    Some(if rest.is_empty() { format!("{home}{MAIN_SEPARATOR}") } else { format!("{home}{rest}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// The answers without the folder they lie in, with `/`.
    fn answers(root: &Path, typed: &str) -> Vec<String> {
        let root = format!("{}{MAIN_SEPARATOR}", root.display());
        let all = complete(&format!("{root}{typed}"), None);
        all.iter().map(|a| a.strip_prefix(&root).unwrap().replace(MAIN_SEPARATOR, "/")).collect()
    }

    #[test]
    fn folders_and_tables_that_begin_alike() {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["cells", "Cells", "cell.old", ".cache", "cells/deep"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        for file in ["cells.csv", "cells.TSV", "cells.png", "notes.txt", ".hidden.csv", "cellsé.csv"] {
            fs::write(dir.path().join(file), b"").unwrap();
        }
        let root = dir.path();
        assert_eq!(answers(root, "cells"), ["cells/", "cells.TSV", "cells.csv", "cellsé.csv"]);
        let all = ["Cells/", "cell.old/", "cells/", "cells.TSV", "cells.csv", "cellsé.csv", "notes.txt"];
        assert_eq!(answers(root, ""), all);
        assert_eq!(answers(root, "."), [".cache/", ".hidden.csv"]);
        assert_eq!(answers(root, "cells/"), ["cells/deep/"]);
        for nothing in ["x", "nowhere/x", "cells.csv/", "a\0b/", "cells\0"] {
            assert_eq!(answers(root, nothing), Vec::<String>::new(), "{nothing:?}");
        }
    }

    #[test]
    fn the_home_folder_has_a_short_name() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("data")).unwrap();
        let home = dir.path().display().to_string();
        let plain = |text: &str| text.replace(is_separator, "/");
        let want = [plain(&format!("{home}/data/"))];
        let slashed = format!("{home}{MAIN_SEPARATOR}");
        for (typed, home) in [("~", &home), ("~/", &home), ("~/da", &home), ("~/d", &slashed)] {
            let have = complete(typed, Some(home.into()));
            assert_eq!(have.iter().map(|a| plain(a)).collect::<Vec<_>>(), want, "{typed} {home}");
        }
        assert_eq!(complete("~/", None), Vec::<String>::new());
        assert_eq!(expand("~other/x", None).unwrap(), "~other/x");
    }

    #[test]
    fn there_are_never_too_many() {
        let dir = tempfile::tempdir().unwrap();
        for i in 0..60 {
            fs::create_dir(dir.path().join(format!("{i:02}"))).unwrap();
        }
        let all = answers(dir.path(), "");
        assert_eq!((all.len(), all[0].as_str(), all[49].as_str()), (50, "00/", "49/"));
    }
}
