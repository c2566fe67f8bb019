//! Stacks, plates and images in several files as data sets: which images come out, in which groups, with which pixels.

use std::path::Path;

use augscope::dataset::{Dataset, OpenOptions, Reading};
use augscope::image::{Image, StackChoice, TChoice, ZChoice};

use super::tiff_writer::{Page, Tiff};
use super::{HEIGHT, WIDTH, described, difference, imagej, ome, plane, zarr};

fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Two channels, three depths, two time points.
fn stack() -> Vec<u8> {
    Tiff::new(described(imagej("images=12\nchannels=2\nslices=3\nframes=2\n"), 12)).bytes()
}

fn open(path: &Path, z: ZChoice, t: TChoice) -> Dataset {
    let reading = Reading { stack: StackChoice { z, t }, ..Reading::default() };
    Dataset::open(path, &OpenOptions { reading, ..OpenOptions::default() }).unwrap()
}

fn keys(data: &Dataset) -> Vec<&str> {
    data.items.iter().map(|item| item.key.as_str()).collect()
}

fn image(data: &Dataset, key: &str) -> std::sync::Arc<Image> {
    let item = data.items.iter().position(|item| item.key == key);
    data.image(item.unwrap_or_else(|| panic!("{key} is not in {:?}", keys(data)))).unwrap()
}

#[test]
fn a_stack_becomes_the_images_that_are_chosen() {
    let place = tempfile::tempdir().unwrap();
    for name in ["a/one.tif", "a/two.tif", "b/one.tif"] {
        write(&place.path().join(name), stack());
    }
    let usual = open(place.path(), ZChoice::Maximum, TChoice::Each);
    assert_eq!(keys(&usual)[..3], ["a/one.tif#t1", "a/one.tif#t2", "a/two.tif#t1"]);
    assert_eq!((usual.items.len(), usual.channels.len(), usual.group_count()), (6, 2, Some(3)));
    assert_eq!(usual.group_column.as_deref(), Some("file"));
    assert!(usual.warnings.iter().any(|w| w.contains("up to 3 depths")), "{:?}", usual.warnings);
    assert!(usual.warnings.iter().any(|w| w.contains("2 time points")), "{:?}", usual.warnings);
    // Values grow from plane to plane: the greatest is that of the last depth.
    assert_eq!(difference(&image(&usual, "a/two.tif#t2"), &[10, 11]), None);
    let third = open(place.path(), ZChoice::Plane(3), TChoice::One(1));
    assert_eq!((third.items.len(), third.group_count()), (3, None));
    assert_eq!(difference(&image(&third, "a/one.tif"), &[4, 5]), None);
    let each = open(place.path(), ZChoice::Each, TChoice::One(2));
    assert_eq!(each.items.len(), 9);
    assert_eq!(difference(&image(&each, "b/one.tif#z2"), &[8, 9]), None);
    let all = open(place.path(), ZChoice::Channels, TChoice::One(2));
    assert_eq!((all.items.len(), all.channels.len()), (3, 6));
    let options = |z| OpenOptions {
        reading: Reading { stack: StackChoice { z, t: TChoice::Each }, ..Reading::default() },
        ..OpenOptions::default()
    };
    let beyond = Dataset::open(place.path(), &options(ZChoice::Plane(4))).unwrap_err().to_string();
    assert!(beyond.contains("3 depth(s)"), "{beyond}");
}

#[test]
fn frames_of_a_load_data_table_are_planes_of_the_file() {
    let place = tempfile::tempdir().unwrap();
    write(&place.path().join("movie.tif"), stack());
    let table = place.path().join("load_data.csv");
    write(
        &table,
        "FileName_DNA,Frame_DNA,FileName_GFP,Frame_GFP,label\nmovie.tif,0,movie.tif,1,a\nmovie.tif,4,movie.tif,5,b\n\
         movie.tif,12,movie.tif,1,b\n",
    );
    let data = Dataset::open(&table, &OpenOptions::default()).unwrap();
    assert_eq!(keys(&data), ["movie.tif", "movie.tif#frame4"]);
    assert_eq!((data.channels.join(" "), data.group_count()), ("DNA GFP".to_owned(), Some(1)));
    assert_eq!(difference(&image(&data, "movie.tif"), &[0, 1]), None);
    assert_eq!(difference(&image(&data, "movie.tif#frame4"), &[4, 5]), None);
    assert!(data.left_out[0].why.contains("12 plane(s)"), "{:?}", data.left_out);
}

/// An image whose two channels lie in two files that describe the whole of it.
fn two_files(folder: &Path) {
    for own in 0..2 {
        let data: String = (0..2)
            .map(|c| {
                format!(
                    "<TiffData FirstC=\"{c}\" IFD=\"0\" PlaneCount=\"1\"><UUID FileName=\"c{c}.ome.tif\">urn:uuid:{c}</UUID></TiffData>"
                )
            })
            .collect();
        let text = ome("XYCZT", [2, 1, 1], "", &data).replace("<Image", "\n<Image");
        let text = text.replacen("OME/2016-06\"", &format!("OME/2016-06\" UUID=\"urn:uuid:{own}\""), 1);
        let mut page = Page::new(WIDTH, HEIGHT, vec![plane(own)]);
        page.description = Some(text);
        write(&folder.join(format!("c{own}.ome.tif")), Tiff::new(vec![page]).bytes());
    }
}

#[test]
fn an_image_in_two_files_is_one_image() {
    let place = tempfile::tempdir().unwrap();
    two_files(&place.path().join("a"));
    two_files(&place.path().join("b"));
    let data = Dataset::open(place.path(), &OpenOptions::default()).unwrap();
    assert_eq!(keys(&data), ["a/c0.ome.tif", "b/c0.ome.tif"]);
    assert_eq!(difference(&image(&data, "b/c0.ome.tif"), &[0, 1]), None);
    assert!(data.left_out[0].why.contains("begins in c0.ome.tif"), "{:?}", data.left_out);
    std::fs::remove_file(place.path().join("a/c1.ome.tif")).unwrap();
    let data = Dataset::open(place.path(), &OpenOptions::default()).unwrap();
    assert!(data.left_out.iter().any(|l| l.path == "a/c0.ome.tif" && l.why.contains("c1.ome.tif")));
}

#[test]
fn a_plate_of_zarr_is_a_data_set_by_wells() {
    let place = tempfile::tempdir().unwrap();
    let plate = place.path().join("plate.zarr");
    let wells = r#"[{"path": "B/3", "rowIndex": 0, "columnIndex": 0}, {"path": "B/4", "rowIndex": 0, "columnIndex": 1},
        {"path": "C/3"}]"#;
    write(
        &plate.join(".zattrs"),
        format!(
            r#"{{"plate": {{"rows": [{{"name": "B"}}], "columns": [{{"name": "3"}}, {{"name": "4"}}], "wells": {wells}}}}}"#
        ),
    );
    for well in ["B/3", "B/4"] {
        for field in ["0", "1"] {
            zarr::write(&plate.join(well).join(field), "cyx", &[2], 2, "null", &[1, 4, 4]);
        }
        write(
            &plate.join(well).join(".zattrs"),
            r#"{"well": {"images": [{"path": "0"}, {"path": "1"}, {"path": "2"}]}}"#,
        );
    }
    let data = Dataset::open(&plate, &OpenOptions::default()).unwrap();
    assert_eq!(keys(&data), ["B/3/0", "B/3/1", "B/4/0", "B/4/1"]);
    assert_eq!((data.group_column.as_deref(), data.group_count()), (Some("well"), Some(2)));
    assert_eq!(data.column_names, ["file", "well", "row", "column", "field"]);
    assert_eq!(data.items[2].columns, ["B/4/0", "B04", "B", "4", "0"]);
    assert_eq!(data.items[2].group.as_deref(), Some("B04"));
    assert_eq!(difference(&image(&data, "B/4/1"), &[0, 1]), None);
    let missing: Vec<&str> = data.left_out.iter().map(|l| l.path.as_str()).collect();
    assert_eq!(missing, ["B/3/2", "B/4/2", "C/3"]);
    // Rows as classes.
    let by_row = OpenOptions::columns(Some("column"), None);
    assert_eq!(Dataset::open(&plate, &by_row).unwrap().classes, ["3", "4"]);
    // In a folder of classes an image is one picture, and a plate none.
    let folder = place.path().join("classes");
    zarr::write(&folder.join("a/x.ome.zarr"), "cyx", &[2], 3, zarr::PLAIN, &[1, 4, 4]);
    zarr::write(&folder.join("b/y"), "cyx", &[2], 2, "null", &[1, 4, 4]);
    write(&folder.join("b/p.zarr/.zattrs"), r#"{"plate": {"wells": []}}"#);
    let data = Dataset::open(&folder, &OpenOptions::default()).unwrap();
    assert_eq!(keys(&data), ["a/x.ome.zarr", "b/y"]);
    assert!(data.left_out[0].why.contains("it is a plate"), "{:?}", data.left_out);
}

#[test]
fn a_jpeg_is_turned_only_where_that_is_asked() {
    let place = tempfile::tempdir().unwrap();
    let picture = ::image::GrayImage::from_fn(16, 8, |x, _| ::image::Luma([x as u8 * 15]));
    let mut plain = Vec::new();
    picture.write_with_encoder(::image::codecs::jpeg::JpegEncoder::new_with_quality(&mut plain, 95)).unwrap();
    // EXIF with the one entry: orientation 6.
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    let mut file = vec![0xff, 0xd8, 0xff, 0xe1];
    file.extend(((exif.len() + 2) as u16).to_be_bytes());
    file.append(&mut exif);
    file.extend(&plain[2..]);
    write(&place.path().join("a/x.jpg"), &file);
    let open = |turn_by_exif| {
        let reading = Reading { turn_by_exif, ..Reading::default() };
        Dataset::open(place.path(), &OpenOptions { reading, ..OpenOptions::default() }).unwrap()
    };
    let (stored, turned) = (open(false), open(true));
    assert_eq!((stored.items[0].width, stored.items[0].height), (16, 8));
    assert_eq!((turned.items[0].width, turned.items[0].height), (8, 16));
    assert!(stored.image(0).unwrap().warnings.iter().any(|w| w.contains("not applied")));
}
