//! Opening data sets: folders, tables, hostile names, what is left out and why.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may stop at the first surprise, and says SKIPPED"
)]

use std::fs;
use std::path::{Path, PathBuf};

use augscope::dataset::simulate::{SimulateOptions, simulate};
use augscope::dataset::{
    Dataset, DatasetError, IntensityWindow, OpenOptions, Part, Parts, WindowRule, fingerprint,
};

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/data").join(name);
    if !path.exists() {
        println!("SKIPPED: shared/data/{name} is not beside the repository");
        return None;
    }
    Some(path)
}

fn open(path: &Path) -> Dataset {
    Dataset::open(path, &OpenOptions::default()).unwrap()
}

fn grouped(path: &Path, column: &str) -> Result<Dataset, DatasetError> {
    Dataset::open(path, &OpenOptions::columns(None, Some(column)))
}

/// A grey PNG of 2 x 2 pixels of this value.
fn png(path: &Path, value: u8) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), 2, 2);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[value; 4]).unwrap();
}

fn why<'a>(dataset: &'a Dataset, path: &str) -> &'a str {
    dataset.left_out.iter().find(|l| l.path == path).map_or("(not left out)", |l| &l.why)
}

#[test]
fn a_folder_of_classes_with_everything_that_goes_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    for i in 0..3 {
        png(&root.join(format!("b/{i}.png")), i);
        png(&root.join(format!("a/deep/{i}.png")), 10 + i);
    }
    for junk in ["a/.DS_Store", "a/Thumbs.db", "a/._0.png", "b/.hidden.png"] {
        fs::write(root.join(junk), b"x").unwrap();
    }
    fs::create_dir_all(root.join("b/@eaDir")).unwrap();
    fs::write(root.join("b/@eaDir/0.png"), b"x").unwrap();
    fs::write(root.join("a/empty.png"), b"").unwrap();
    fs::write(root.join("a/broken.tif"), b"II*\0garbage").unwrap();
    fs::create_dir_all(root.join("nothing")).unwrap();
    let data = open(root);
    let keys: Vec<&str> = data.items.iter().map(|i| i.key.as_str()).collect();
    assert_eq!(keys, ["a/deep/0.png", "a/deep/1.png", "a/deep/2.png", "b/0.png", "b/1.png", "b/2.png"]);
    assert_eq!(data.classes, ["a", "b"]);
    assert_eq!(data.class_counts(), [3, 3]);
    assert!(why(&data, "a/empty.png").contains("empty"));
    assert!(why(&data, "a/broken.tif").contains("damaged"));
    for junk in ["a/.DS_Store", "a/Thumbs.db", "a/._0.png", "b/.hidden.png", "b/@eaDir"] {
        assert_ne!(why(&data, junk), "(not left out)", "{junk}");
    }
    assert!(data.warnings.iter().any(|w| w.contains("\"nothing\"")), "{:?}", data.warnings);
    data.require_classes().unwrap();
    assert!(Parts::split(&data).exploratory);
    let no_table = grouped(root, "well").unwrap_err().to_string();
    assert!(no_table.contains("labels.csv") && no_table.contains("well"), "{no_table}");
    // Moving the folder changes nothing.
    let before = fingerprint(&data);
    let moved = dir.path().with_extension("moved");
    fs::rename(root, &moved).unwrap();
    assert_eq!(fingerprint(&open(&moved)), before);
    fs::remove_dir_all(&moved).unwrap();
}

#[test]
fn too_few_classes_are_said_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let empty = Dataset::open(dir.path(), &OpenOptions::default()).unwrap_err();
    assert!(matches!(empty, DatasetError::NothingReadable { .. }), "{empty}");
    let none = Dataset::open(&dir.path().join("nowhere"), &OpenOptions::default()).unwrap_err();
    assert!(matches!(none, DatasetError::Open { .. }), "{none}");
    png(&dir.path().join("a/1.png"), 1);
    assert!(matches!(open(dir.path()).require_classes(), Err(DatasetError::OneClass { .. })));
    fs::create_dir_all(dir.path().join("b")).unwrap();
    fs::write(dir.path().join("b/bad.png"), b"x").unwrap();
    let data = open(dir.path());
    assert_eq!(data.classes, ["a"]);
    assert!(matches!(data.require_classes(), Err(DatasetError::EmptyClass { .. })));
}

#[test]
fn a_table_reads_only_inside_its_folders() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("outer/data");
    png(&data.join("x/1.png"), 1);
    png(&data.join("x/2.png"), 2);
    png(&dir.path().join("outer/beside.png"), 3);
    png(&dir.path().join("secret.png"), 4);
    let secret = dir.path().join("secret.png").display().to_string();
    let mut table =
        String::from("\u{feff}file,label,well\nx/1.png,one,A1\ndata/x/2.png,two,A2\nbeside.png,two,\n");
    table += "../secret.png,one,A1\n../../secret.png,one,A1\nx/none.png,one,A1\n,one,A1\n";
    table += &[secret.as_str(), ",one,A1\n"].concat();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.path().join("secret.png"), data.join("x/link.png")).unwrap();
        table += "x/link.png,one,A1\n";
    }
    table += "x/1.png,one,A1\n";
    fs::write(data.join("labels.csv"), &table).unwrap();
    for path in [data.clone(), data.join("labels.csv")] {
        let data = grouped(&path, "well").unwrap();
        let keys: Vec<&str> = data.items.iter().map(|i| i.key.as_str()).collect();
        assert_eq!(keys, ["beside.png", "x/1.png", "x/2.png"]);
        assert_eq!(data.group_count(), Some(2));
        assert!(why(&data, "../secret.png").contains(".."));
        assert!(why(&data, &secret).contains("absolute"));
        assert!(why(&data, "x/none.png").contains("no such file"));
        assert!(why(&data, "x/1.png").contains("twice"));
        #[cfg(unix)]
        assert!(why(&data, "x/link.png").contains("link"));
    }
    let error = grouped(&data, "plate").unwrap_err().to_string();
    assert!(error.contains("file, label, well") && error.contains("plate"), "{error}");
    fs::write(data.join("labels.csv"), "file;label\nx/1.png;one\nx/1.png;two\nx/2.png;two\n").unwrap();
    let twice = open(&data);
    assert_eq!(twice.items.len(), 1);
    assert!(why(&twice, "x/1.png").contains("different"));
}

#[test]
fn other_channel_counts_are_left_out() {
    let dir = tempfile::tempdir().unwrap();
    for i in 0..4 {
        png(&dir.path().join(format!("a/{i}.png")), i);
    }
    let file = fs::File::create(dir.path().join("a/rgb.png")).unwrap();
    let mut encoder = png::Encoder::new(file, 1, 1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[1, 2, 3]).unwrap();
    let data = open(dir.path());
    assert_eq!((data.items.len(), data.channels.len()), (4, 1));
    assert!(why(&data, "a/rgb.png").contains("3 channel"), "{}", why(&data, "a/rgb.png"));
}

#[test]
fn the_real_sets_open_whole() {
    for (name, group, images, classes, groups, channels) in [
        ("bbbc013-wortmannin/cells", Some("well"), 1200, 5, Some(24), 2),
        ("chula-rbc12", Some("source"), 1800, 12, Some(566), 3),
        ("jurkat-cellcycle", None, 1710, 7, None, 3),
    ] {
        let Some(path) = shared(name) else { return };
        let options = OpenOptions::columns(None, group);
        let data = Dataset::open(&path, &options).unwrap();
        let have = (data.items.len(), data.classes.len(), data.group_count(), data.channels.len());
        assert_eq!(have, (images, classes, groups, channels), "{name}");
        assert!(data.left_out.is_empty(), "{name}: {:?}", data.left_out);
        assert!(!data.items[0].key.starts_with("cells/"), "{}", data.items[0].key);
        data.require_classes().unwrap();
        let parts = Parts::split(&data);
        let sizes = [Part::Train, Part::Choose, Part::Report].map(|p| parts.items(p).len());
        println!("{name}: {sizes:?} {:?} {:?}", data.warnings, parts.notes);
    }
}

#[test]
fn a_window_is_fitted_on_the_training_part() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("cells");
    simulate(&out, &SimulateOptions { per_class: 20, size: 40, ..SimulateOptions::default() }).unwrap();
    let data = grouped(&out, "well").unwrap();
    let parts = Parts::split(&data);
    assert!(!parts.exploratory, "{:?}", parts.notes);
    let train = parts.items(Part::Train);
    let window = IntensityWindow::fit(&data, &train, &WindowRule::default()).unwrap();
    assert_eq!(window.channels.len(), 3);
    for (below, above) in window.share_clipped(&data, &train).unwrap() {
        assert!(below <= 0.0011 && above <= 0.0011, "{below} {above}");
    }
    let each = IntensityWindow::fit(&data, &train, &WindowRule::EachImage { low: 0.0, high: 100.0 }).unwrap();
    let image = data.image(0).unwrap();
    let planes = image.to_planes(&each.for_image(&data, 0, &image));
    assert!(planes.data.iter().all(|v| (0.0..=1.0).contains(v)) && planes.data.contains(&1.0));
    assert!(IntensityWindow::fit(&data, &train, &WindowRule::Fixed(vec![(0.0, 1.0)])).is_err());
}

/// CellProfiler's LoadData tables: by web addresses, by local names, and with wells and doses.
#[test]
fn load_data_tables_join_the_channels_of_an_image() {
    let Some(fly) = shared("example-fly") else { return };
    let [published, local] = ["ExampleFly.csv", "load_data_local.csv"].map(|table| open(&fly.join(table)));
    for dataset in [&published, &local] {
        assert_eq!(dataset.items.len(), 3, "{:?}", dataset.left_out);
        assert_eq!(dataset.channels, ["OrigBlue", "OrigGreen", "OrigRed"]);
        let image = dataset.image(0).unwrap();
        assert_eq!((image.width, image.height, image.planes), (1000, 1006, 3));
    }
    assert_eq!(published.image(1).unwrap().samples, local.image(1).unwrap().samples);
    assert!(published.warnings.iter().any(|warning| warning.contains("web address")));

    let Some(plate) = shared("bbbc013-wortmannin") else { return };
    let options = OpenOptions::columns(Some("Metadata_Dose"), Some("Metadata_Well"));
    let fields = Dataset::open(&plate.join("load_data.csv"), &options).unwrap();
    assert_eq!((fields.items.len(), fields.group_count()), (8, Some(8)), "{:?}", fields.left_out);
    assert_eq!(fields.channels, ["FKHR", "DNA"]);
}
