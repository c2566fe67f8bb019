//! Names that lead out of the opened folder, in tables, data set files, projects and studies: nothing outside is read or
//! written, the good rows beside them still count, and every refused row says why.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use augscope::dataset::{DataFile, Dataset, OpenOptions, Reading};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A grey value that only pictures outside have.
const SECRET: u8 = 201;

/// `outside/secret.png`, `outside/study/tables/` with a good picture, and links that lead out.
struct Place {
    _folder: tempfile::TempDir,
    outside: PathBuf,
    tables: PathBuf,
}

fn picture(path: &Path, value: u8) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    image::ImageBuffer::from_pixel(3, 3, image::Luma([value])).save(path).unwrap();
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let outside = folder.path().canonicalize().unwrap();
        let tables = outside.join("study/tables");
        picture(&outside.join("secret.png"), SECRET);
        picture(&outside.join("elsewhere/secret.png"), SECRET);
        picture(&tables.join("good.png"), 7);
        picture(&tables.join("below/good2.png"), 8);
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink(outside.join("secret.png"), tables.join("link.png")).unwrap();
            symlink("../../secret.png", tables.join("relative-link.png")).unwrap();
            symlink(outside.join("elsewhere"), tables.join("linked")).unwrap();
            symlink("/", tables.join("root")).unwrap();
            symlink("loop.png", tables.join("loop.png")).unwrap();
            symlink("nowhere.png", tables.join("dangling.png")).unwrap();
            symlink("/dev/zero", tables.join("zero.png")).unwrap();
            let made = std::process::Command::new("mkfifo").arg(tables.join("pipe.png")).status();
            assert!(made.is_ok_and(|status| status.success()));
        }
        Self { _folder: folder, outside, tables }
    }

    /// Names that must not be read.
    fn names(&self) -> Vec<String> {
        let outside = self.outside.display();
        let mut names: Vec<String> = [
            "../../secret.png",
            "../../../secret.png",
            "..\\..\\secret.png",
            "../..\\secret.png",
            "..//..//secret.png",
            "./../../secret.png",
            "below/../../../secret.png",
            "below\\..\\..\\..\\secret.png",
            "../../secret.png ",
            " ../../secret.png",
            "../../elsewhere/secret.png",
            "../../study/../secret.png",
            "../tables/../../secret.png",
            "....//....//secret.png",
            "..././..././secret.png",
            "..%2f..%2fsecret.png",
            "%2e%2e/%2e%2e/secret.png",
            "..%5c..%5csecret.png",
            ".. /.. /secret.png",
            "..;/..;/secret.png",
            "../../secret.png\0.png",
            "good.png\0/../../../secret.png",
            "C:\\secret.png",
            "C:/secret.png",
            "C:secret.png",
            "c:..\\..\\secret.png",
            "Z:\\",
            "\\\\server\\share\\secret.png",
            "//server/share/secret.png",
            "\\\\?\\C:\\secret.png",
            "\\\\.\\C:\\secret.png",
            "\\\\?\\UNC\\server\\share\\secret.png",
            "\\secret.png",
            "/secret.png",
            "/etc/passwd",
            "/proc/self/environ",
            "/dev/zero",
            "/dev/stdin",
            "//etc/passwd",
            "~/secret.png",
            "~root/secret.png",
            "$HOME/secret.png",
            "${HOME}/secret.png",
            "%USERPROFILE%\\secret.png",
            "link.png",
            "relative-link.png",
            "linked/secret.png",
            "root/etc/passwd",
            "loop.png",
            "dangling.png",
            "zero.png",
            "pipe.png",
            "below",
            ".",
            "./",
            "..",
            "../..",
            "/",
            "\\",
            "",
            " ",
            "good.png/../../../secret.png",
            "CON",
            "NUL.png",
            "aux.png",
            "secret.png.",
            "secret.png::$DATA",
            "\u{2025}/\u{2025}/secret.png",
            "\u{ff0e}\u{ff0e}/\u{ff0e}\u{ff0e}/secret.png",
            "..\u{2215}..\u{2215}secret.png",
            "..\u{2044}..\u{2044}secret.png",
            "\u{202e}gnp.terces/../..",
            "ftp://host/secret.png",
            "javascript:secret.png",
        ]
        .map(str::to_owned)
        .to_vec();
        names.push(format!("{outside}/secret.png"));
        names.push(format!("file://{outside}/secret.png"));
        names.push(format!("{}secret.png", "../".repeat(60)));
        names.push("x".repeat(100_000));
        names.push(format!("{}good.png", "below/".repeat(3000)));
        names
    }
}

/// A cell of a CSV file.
fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// None of the images is one from outside, the good one is there, and what was refused is told.
fn check(dataset: &Dataset, name: &str, left_out: usize) {
    for item in 0..dataset.items.len() {
        let image = dataset.image(item).unwrap();
        let values: Vec<_> = (0..image.samples.len()).filter_map(|i| image.samples.get(i)).collect();
        assert!(values.iter().all(|value| *value != f64::from(SECRET)), "{name:?} was read");
    }
    assert!(dataset.items.iter().any(|item| item.key == "good.png"), "{name:?}");
    assert!(dataset.left_out.len() >= left_out, "{name:?}: nothing is said of it");
    assert!(dataset.left_out.iter().all(|left| !left.why.is_empty()), "{name:?}");
}

#[test]
fn no_name_of_a_table_leads_out() {
    let place = Place::new();
    let names = place.names();
    assert!(names.len() >= 60, "{}", names.len());
    let table = place.tables.join("cells.csv");
    for name in &names {
        std::fs::write(&table, format!("file,label\ngood.png,a\n{},b\n", quoted(name))).unwrap();
        let dataset = Dataset::open(&table, &OpenOptions::default()).unwrap();
        check(&dataset, name, 1);
    }
}

#[test]
fn no_name_of_a_load_data_table_leads_out_by_file_or_folder() {
    let place = Place::new();
    let table = place.tables.join("load_data.csv");
    for name in place.names() {
        for (folder, file) in [("", name.as_str()), (name.as_str(), "secret.png")] {
            let rows = format!("{},{}\n,good.png\n", quoted(folder), quoted(file));
            std::fs::write(&table, format!("PathName_DNA,FileName_DNA\n{rows}")).unwrap();
            let dataset = Dataset::open(&table, &OpenOptions::default()).unwrap();
            check(&dataset, &format!("{folder} + {file}"), 1);
        }
    }
}

#[test]
fn links_in_a_folder_of_classes_do_not_lead_out() {
    let place = Place::new();
    let dataset = Dataset::open(&place.tables, &OpenOptions::default()).unwrap();
    check(&dataset, "links", 6);
}

#[test]
fn data_set_files_name_their_own_folder_and_nothing_else_is_followed() {
    let place = Place::new();
    let file = place.tables.join("cells.toml");
    // A data set file may name a folder: that is what was opened. Whatever it says of names holds inside it.
    for (text, words) in [
        ("format = 1\npath = \"cells.toml\"\n", "another such file"),
        ("format = 9\npath = \".\"\n", "newer"),
        ("format = 1\npath = \".\"\n[reading]\ncommand = \"rm\"\n", "unknown field"),
        ("format = 1\n", "missing field `path`"),
        ("\0\0", "cannot be understood"),
    ] {
        std::fs::write(&file, text).unwrap();
        let error = DataFile::read(&file).unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("cells.toml"), "{text:?}: {error}");
    }
    for name in place.names() {
        let pattern = regex_of(&name);
        let reading =
            Reading { pattern: Some(augscope::dataset::FilePattern(pattern)), ..Reading::default() };
        let options = OpenOptions { reading, ..OpenOptions::default() };
        // A pattern only chooses among files of the folder.
        if let Ok(dataset) = Dataset::open(&place.tables, &options) {
            assert!(dataset.items.iter().all(|item| item.path.starts_with(&place.tables)), "{name:?}");
        }
    }
}

/// A pattern that contains a name.
fn regex_of(name: &str) -> String {
    let plain: String =
        name.chars().take(200).filter(|c| c.is_alphanumeric() || "./-_".contains(*c)).collect();
    format!("(?P<image>{plain}|good)")
}

#[test]
fn recipes_of_a_study_cannot_be_called_by_a_path() {
    let place = Place::new();
    let before = listing(&place.outside);
    for name in place.names() {
        let name = toml_string(&name);
        let study = format!(
            "format = 1\nname = \"x\"\nseeds = [0]\n[data]\nsimulate = {{ per_class = 2, size = 16 }}\n[[recipe]]\nname = \"plain\"\n\
             pipeline = \"nuisance-only\"\n[[recipe]]\nname = {name}\npipeline = \"any-orientation\"\n"
        );
        let file = place.tables.join("study.toml");
        std::fs::write(&file, study).unwrap();
        let plan = augscope::run::study::Plan::new(&file, &place.tables.join("out"), None, 1);
        if let Ok(plan) = plan {
            let out = place.tables.join("out/runs");
            for run in &plan.runs {
                assert_eq!(run.request.folder.path().parent(), Some(out.as_path()), "{name}");
            }
        }
        std::fs::remove_file(&file).unwrap();
    }
    assert_eq!(listing(&place.outside), before);
}

/// A name as TOML writes it.
fn toml_string(name: &str) -> String {
    let mut text = String::from("\"");
    for c in name.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() => write!(text, "\\u{:04x}", c as u32).unwrap(),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

/// All paths below a folder.
fn listing(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            }
            all.push(entry.path());
        }
    }
    all.sort();
    all
}
