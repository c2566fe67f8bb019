//! The Data room: columns of a table picked, names of files read by a pattern, a plate map pasted; with pictures.

use crate::app::command::Command;
use crate::app::project::DataSource;
use crate::app::view::Overlay;
use crate::pilot::{Options, Pilot};
use crate::snapshots::PIXELS;
use augscope::dataset::{FilePattern, PlateMap};
use augscope::job::Loaded;
use egui::Event;
use egui::accesskit::Role;
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::Queryable;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A grey picture with a bright square whose place and size depend on `seed`.
fn picture(path: &Path, seed: u16) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let (x0, y0) = (4 + seed % 5, 6 + seed % 3);
    let picture = image::ImageBuffer::from_fn(24, 24, |x, y| {
        let inside = (x0..x0 + 9).contains(&(x as u16)) && (y0..y0 + 9).contains(&(y as u16));
        image::Luma([if inside {
            900 + 40 * (seed % 60) + seed
        } else {
            120 + (x as u16 * 3 + y as u16) % 17
        }])
    });
    picture.save(path).unwrap();
}

/// A window that has opened `path`.
fn opened(home: &Path, path: PathBuf, options: Options) -> Pilot {
    let mut pilot = Pilot::new(&home.join("home"), options);
    pilot.window.state_mut().execute(Command::OpenPath(path));
    loaded(&mut pilot);
    pilot
}

/// Waits for the images and their thumbnails.
fn loaded(pilot: &mut Pilot) {
    pilot.until("the images", |app| app.data.opened.ready().is_some());
    pilot.until("the thumbnails", |app| {
        app.data.thumbnails.shown().is_some() && !app.data.thumbnails.is_waiting()
    });
    pilot.window.run_steps(4);
}

/// What the test's own folder is called is no part of a picture.
fn snapshot(pilot: &mut Pilot, name: &str) {
    crate::snapshots::mask(pilot);
    // Letters of a folder's name differ in width.
    let options = SnapshotOptions::new().max_failed_pixels(PIXELS);
    pilot.window.snapshot_options(name, &options);
}

/// Opens the list called `list` and takes the entry `entry`.
fn choose(pilot: &mut Pilot, list: &str, entry: &str) {
    pilot.window.get_by_role_and_label(Role::ComboBox, list).click();
    pilot.window.run_steps(3);
    pilot.window.get_by_role_and_label(Role::Button, entry).click();
    pilot.window.run_steps(3);
    pilot.until("the images", |app| app.data.opened.ready().is_some());
}

#[test]
fn columns_of_a_table_are_picked() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "id\tImage Path\ttreatment\tplate\tuse\n".to_owned();
    for i in 0..24_u16 {
        picture(&folder.path().join(format!("set/{i}.png")), i);
        let treatment = if i % 2 == 0 { "control" } else { "drug" };
        let part = ["train", "train", "val", "test"][usize::from(i / 2 % 4)];
        writeln!(text, "{i}\t{i}.png\t{treatment}\tP{}\t{part}", i % 6).unwrap();
    }
    let table = folder.path().join("set/cells.tsv");
    std::fs::write(&table, text).unwrap();
    let mut pilot = opened(folder.path(), table, Options::default());
    assert!(pilot.find("- no column is called \"file\"").is_some());
    choose(&mut pilot, "Column of the class", "treatment");
    choose(&mut pilot, "Column of the part", "use");
    loaded(&mut pilot);
    {
        let data = pilot.window.state().data.opened.ready().unwrap();
        assert_eq!(data.dataset.classes, ["control", "drug"]);
        assert!(
            data.parts.notes.iter().any(|note| note.starts_with("the parts follow use")),
            "{:?}",
            data.parts.notes
        );
    }
    snapshot(&mut pilot, "data-room-columns");
    // The names of the files can stand in any column.
    choose(&mut pilot, "Column of the file", "Image Path");
    assert_eq!(pilot.window.state().data.opened.ready().unwrap().dataset.items.len(), 24);
    choose(&mut pilot, "Column of the group", "plate");
    let data = pilot.window.state().data.opened.ready().unwrap();
    assert_eq!(data.dataset.group_count(), Some(6));
}

/// Two plates of an instrument: 2 rows x 3 columns, two fields, three channels.
fn plate(folder: &Path) -> PathBuf {
    let root = folder.join("screen");
    for (p, plate) in ["P1", "P2"].iter().enumerate() {
        for (w, well) in ["r01c01", "r01c02", "r01c03", "r02c01", "r02c02", "r02c03"].iter().enumerate() {
            for field in 1..=2_u16 {
                for channel in 1..=3_u16 {
                    let name = format!("{plate}/Images/{well}f{field:02}p01-ch{channel}sk1fk1fl1.png");
                    picture(&root.join(name), (p * 6 + w) as u16 * 12 + 4 * channel + field);
                }
            }
        }
    }
    std::fs::write(root.join("P1/Images/Thumbs.db"), b"x").unwrap();
    picture(&root.join("P1/overview.png"), 1);
    root
}

#[test]
fn names_are_read_by_a_pattern_and_a_plate_map_gives_the_classes() {
    let folder = tempfile::tempdir().unwrap();
    let root = plate(folder.path());
    let mut pilot = opened(folder.path(), root, Options::default());
    assert!(pilot.find("The names look like those of Opera").is_some());
    pilot.reach("File names...");
    pilot.until("the names", |app| app.data.names.found().is_some_and(|(_, now)| now));
    assert!(pilot.find("matches 72 of 73 files").is_some());
    assert!(pilot.find("24 images of 3 channels").is_some());
    snapshot(&mut pilot, "data-room-pattern");
    broken_pattern(&mut pilot);
    pilot.click("Read the files so");
    loaded(&mut pilot);
    {
        let data = &pilot.window.state().data.opened.ready().unwrap().dataset;
        assert_eq!((data.items.len(), data.channels.len()), (24, 3));
        assert_eq!(data.group_column.as_deref(), Some("well"));
        assert!(
            data.left_out.iter().any(|left| left.junk) && data.left_out.len() == 2,
            "{:?}",
            data.left_out
        );
    }
    paste_the_map(&mut pilot);
    let data = pilot.window.state().data.opened.ready().unwrap();
    assert_eq!(data.dataset.classes, ["DMSO", "taxol 3 nM", "taxol 30 nM"]);
    // What was chosen is kept with the project.
    let text = pilot.window.state().document.project().to_toml().unwrap();
    assert!(text.contains("plate_map") && text.contains("pattern"), "{text}");
    snapshot(&mut pilot, "data-room-plate");
}

/// What is typed is judged at once, and what is no pattern says why.
fn broken_pattern(pilot: &mut Pilot) {
    let good = match &pilot.window.state().view.overlay {
        Overlay::FileNames { pattern } => pattern.clone(),
        other => panic!("{other:?}"),
    };
    for (pattern, words) in
        [("r(?P<row", "the pattern cannot be understood"), ("no(?P<a>thing)", "matches 0 of 73 files")]
    {
        let overlay = Overlay::FileNames { pattern: pattern.into() };
        pilot.window.state_mut().execute(Command::Overlay(overlay));
        pilot.until("the names", |app| app.data.names.found().is_some_and(|(_, now)| now));
        assert!(pilot.find(words).is_some(), "{pattern}");
    }
    // The pattern that fits is a click away.
    pilot.click("These look like Opera, Operetta (Harmony)");
    assert_eq!(pilot.window.state().view.overlay, Overlay::FileNames { pattern: good });
    pilot.until("the names", |app| app.data.names.found().is_some_and(|(_, now)| now));
}

/// Pastes a list, first one that is wrong, and uses it.
fn paste_the_map(pilot: &mut Pilot) {
    pilot.reach("Plate map...");
    let field = |pilot: &mut Pilot, text: &str| {
        let all = egui::Modifiers::COMMAND;
        pilot.window.get_by_role_and_label(Role::MultilineTextInput, "The map").focus();
        pilot.window.run_steps(2);
        pilot.window.key_press_modifiers(all, egui::Key::A);
        pilot.window.run_steps(2);
        pilot.window.event(Event::Paste(text.to_owned()));
        pilot.window.run_steps(4);
    };
    field(pilot, "well,compound\nA1,DMSO\nA99,taxol");
    assert!(pilot.find("\"A99\" is no well").is_some());
    field(
        pilot,
        "well,compound,dose,unit\nA1,DMSO,,\nB01,DMSO,,\nA2,taxol,3,nM\nr02c02,taxol,3,nM\na03,taxol,30,nM\nB3,taxol,30,nM",
    );
    assert!(pilot.find("6 wells in 3 classes").is_some());
    snapshot(pilot, "data-room-plate-map");
    pilot.click("Use this map");
    loaded(pilot);
}

/// The phrases in the guide's tables of refusals.
fn phrases() -> Vec<String> {
    let guide = ["docs/data.md", "docs/files.md", "docs/cells.md"]
        .map(|page| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap())
        .concat();
    let refused = guide.split("## What is refused").skip(1).collect::<String>();
    let rows = refused.lines().filter(|line| line.starts_with("| *"));
    rows.flat_map(|row| {
        row.split('|').nth(1).unwrap().split('*').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
    })
    .collect()
}

/// What the window says of what it refuses: of the whole data set, else of what was left out.
fn refusals(pilot: &mut Pilot, path: PathBuf, pattern: Option<&str>, map: Option<&str>) -> Vec<String> {
    let mut source = DataSource::new(path, None, None);
    source.reading.pattern = pattern.map(|text| FilePattern(text.to_owned()));
    source.reading.plate_map = map.map(|text| PlateMap { column: None, text: text.to_owned() });
    pilot.window.state_mut().execute(Command::OpenData(source));
    pilot.until("an answer", |app| !matches!(app.data.opened, Loaded::Loading(_)));
    let opened = &pilot.window.state().data.opened;
    let said = match opened {
        Loaded::Failed(words) => vec![words.clone()],
        _ => opened.ready().unwrap().dataset.left_out.iter().map(|left| left.why.clone()).collect(),
    };
    if let Loaded::Failed(words) = opened {
        // It is on the screen, not only in the memory.
        let start: String = words.chars().take(40).collect();
        assert!(pilot.find(&start).is_some(), "{words}");
    }
    said
}

#[test]
fn every_refusal_is_in_the_words_of_the_guide() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("set");
    for i in 0..4 {
        picture(&root.join(format!("a/A01_s{i}_w1.png")), i);
        picture(&root.join(format!("b/A02_s{i}_w1.png")), 20 + i);
    }
    picture(&root.join("b/A02_s1_w2.png"), 70);
    std::fs::write(root.join("a/damaged.png"), b"\x89PNG\r\n\x1a\nnothing").unwrap();
    let rgb = image::ImageBuffer::from_pixel(8, 8, image::Rgb([1_u8, 2, 3]));
    rgb.save(root.join("a/colour.png")).unwrap();
    let table = |name: &str, text: &[u8]| {
        let path = root.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let empty = root.join("empty");
    std::fs::create_dir(&empty).unwrap();
    let wells = r"(?P<well>A\d\d)_s(?P<site>\d)_w(?P<channel>\d)";
    let cases: Vec<(PathBuf, Option<&str>, Option<&str>)> = vec![
        (root.clone(), None, None),
        (empty.clone(), None, None),
        (table("no-files.csv", b"name,label\n1,a\n"), None, None),
        (table("latin.csv", b"file,label\na.png,\xff\n"), None, None),
        (table("lost.csv", b"file,label\na/A01_s0_w1.png,a\nnowhere.png,a\n"), None, None),
        (table("out.csv", b"file,label\na/A01_s0_w1.png,a\n../../x.png,a\n"), None, None),
        (table("absolute.csv", b"file,label\na/A01_s0_w1.png,a\n/etc/passwd,a\n"), None, None),
        (
            table("twice.csv", b"file,label\na/A01_s0_w1.png,a\na/A01_s1_w1.png,a\na/A01_s1_w1.png,b\n"),
            None,
            None,
        ),
        (root.clone(), Some(wells), None),
        (root.clone(), Some(r"(?P<well>A\d\d)_s\d_w(?P<channel>\d)"), None),
        (root.clone(), Some("(?P<well"), None),
        (root.clone(), Some("well"), None),
        (root.clone(), Some("(?P<well>Z99)"), None),
        (root.clone(), Some(wells), Some("a,b\nc,d")),
        (root.clone(), Some(wells), Some("well,compound\nA99,x")),
        (root.clone(), Some(wells), Some("well,compound\nA1,x\nA01,y")),
        (root.clone(), Some(wells), Some("well,compound\nH12,x")),
    ];
    let phrases = phrases();
    assert!(phrases.len() > 20, "{phrases:?}");
    let mut pilot = Pilot::new(&folder.path().join("home"), Options { gpu: false, ..Options::default() });
    for (path, pattern, map) in cases {
        let said = refusals(&mut pilot, path.clone(), pattern, map);
        assert!(!said.is_empty(), "{path:?} {pattern:?} {map:?}");
        for words in said {
            let known = phrases.iter().any(|phrase| words.contains(phrase.trim_end_matches([' ', '.'])));
            assert!(known, "the guide does not speak of: {words}");
        }
    }
}
