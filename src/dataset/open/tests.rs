//! Tests of other columns for the same images, of progress, and of stopping.

use std::fs;

use super::*;
use crate::dataset::{IntensityWindow, WindowRule, channel_histograms, fingerprint};

/// A grey PNG of `side` x `side` pixels: 0, 1, 2, ... times `step`.
fn png(path: &Path, side: u32, step: usize) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let pixels: Vec<u8> = (0..(side * side) as usize).map(|i| (i * step % 251) as u8).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
}

fn options(label: Option<&str>, group: Option<&str>) -> OpenOptions {
    OpenOptions::columns(label, group)
}

/// Everything of a data set but its cache.
fn content(data: &Dataset) -> String {
    let Dataset { root, items, classes, channels, group_column, column_names, .. } = data;
    format!(
        "{root:?} {items:#?} {classes:?} {channels:?} {group_column:?} {column_names:?} {:#?} {:?} {:?}",
        data.left_out, data.emptied_classes, data.warnings
    )
}

/// Nine files: one broken, one colour, one named twice with two plates, one twice with the same.
fn table(root: &Path) {
    for i in 0..7 {
        png(&root.join(format!("{i}.png")), 3, i + 1);
    }
    fs::write(root.join("broken.png"), b"x").unwrap();
    let mut encoder = png::Encoder::new(fs::File::create(root.join("rgb.png")).unwrap(), 1, 1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[1, 2, 3]).unwrap();
    let text = "file,label,cell,plate\n\
        6.png,b,round,P1\n0.png,a,round,P1\n1.png,a,flat,P2\n2.png,b,round,\n3.png,b,,P2\n4.png,a,flat,P1\n\
        4.png,a,flat,P2\n5.png,a,flat,P1\n5.png,a,flat,P1\n\
        broken.png,b,odd,P3\nrgb.png,b,odd,P3\nnone.png,a,flat,P1\n";
    fs::write(root.join("labels.csv"), text).unwrap();
}

#[test]
fn other_columns_are_what_opening_gives() {
    let dir = tempfile::tempdir().unwrap();
    table(dir.path());
    let choices = [
        options(None, None),
        options(Some("cell"), None),
        options(Some("cell"), Some("plate")),
        options(Some("plate"), Some("label")),
        options(None, Some("plate")),
    ];
    let opened: Vec<Dataset> = choices.iter().map(|o| Dataset::open(dir.path(), o).unwrap()).collect();
    // What the choices must differ in, lest the comparison below be of equals.
    let sizes: Vec<_> = opened.iter().map(|d| (d.items.len(), d.classes.len(), d.group_count())).collect();
    let want = [(7, 2, None), (7, 2, None), (6, 2, Some(2)), (6, 2, Some(2)), (6, 2, Some(2))];
    assert_eq!(sizes, want);
    assert_eq!(opened[1].emptied_classes.len(), 1, "{:?}", opened[1].emptied_classes);
    // With no file left, only memory can answer.
    for entry in fs::read_dir(dir.path()).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    for from in &opened {
        for (choice, want) in choices.iter().zip(&opened) {
            let have = from.with_columns(choice).unwrap();
            assert_eq!(content(&have), content(want), "{choice:?}");
            assert_eq!(fingerprint(&have), fingerprint(want));
            for (i, item) in have.items.iter().enumerate() {
                let number: usize = item.key.trim_end_matches(".png").parse().unwrap();
                assert_eq!(have.image(i).unwrap().samples.get(1), Some((number + 1) as f64), "{}", item.key);
            }
            assert!(have.image(have.items.len()).is_err());
        }
    }
    let wrong = opened[0].with_columns(&options(None, Some("donor"))).unwrap_err();
    assert!(matches!(&wrong, DatasetError::NoColumn { column, .. } if column == "donor"), "{wrong}");
}

#[test]
fn a_folder_has_no_other_columns() {
    let dir = tempfile::tempdir().unwrap();
    png(&dir.path().join("a/0.png"), 3, 1);
    png(&dir.path().join("b/1.png"), 3, 2);
    let data = Dataset::open(dir.path(), &OpenOptions::default()).unwrap();
    assert_eq!(content(&data.with_columns(&OpenOptions::default()).unwrap()), content(&data));
    for asked in [options(Some("cell"), None), options(None, Some("plate"))] {
        let want = Dataset::open(dir.path(), &asked).unwrap_err().to_string();
        assert_eq!(data.with_columns(&asked).unwrap_err().to_string(), want);
        assert!(want.contains("labels.csv"), "{want}");
    }
}

#[test]
fn opening_is_counted_and_can_be_stopped() {
    let dir = tempfile::tempdir().unwrap();
    table(dir.path());
    let progress = Progress::default();
    Dataset::open_watched(dir.path(), &OpenOptions::default(), &progress).unwrap();
    assert_eq!((progress.done(), progress.total()), (9, 9));
    let progress = Progress::default();
    progress.stop().request();
    let stopped = Dataset::open_watched(dir.path(), &OpenOptions::default(), &progress).unwrap_err();
    assert!(matches!(stopped, DatasetError::Cancelled { .. }), "{stopped}");
    assert_eq!(progress.done(), 0);
}

#[test]
fn histograms_agree_with_the_window_and_the_images() {
    let dir = tempfile::tempdir().unwrap();
    for i in 0..12 {
        png(&dir.path().join(format!("{i}.png")), 10 + i, i as usize + 1);
    }
    let data = Dataset::open(dir.path(), &OpenOptions::default()).unwrap();
    let items = [1, 3, 4, 8];
    let progress = Progress::default();
    let histograms = channel_histograms(&data, &items, 16, &progress).unwrap();
    assert_eq!((progress.done(), progress.total()), (4, 4));
    let window = IntensityWindow::fit(&data, &items, &WindowRule::default()).unwrap();
    assert_eq!(histograms.iter().map(|h| h.window).collect::<Vec<_>>(), window.channels);
    let pixels: usize = items.iter().map(|&i| data.items[i].width * data.items[i].height).sum();
    assert_eq!(histograms[0].counts.iter().sum::<u64>(), pixels as u64);
    assert_eq!((histograms[0].low, histograms[0].high, histograms[0].counts.len()), (0.0, 250.0, 16));
    assert_eq!(channel_histograms(&data, &[], 0, &progress).unwrap()[0].counts, [0]);
    progress.stop().request();
    let stopped = channel_histograms(&data, &items, 16, &progress).unwrap_err();
    assert!(matches!(stopped, DatasetError::Cancelled { .. }), "{stopped}");
}
