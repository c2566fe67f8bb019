//! Cells cut out of fields: by tables, by label images, by the finder; on the fly and as files; pixel sizes; windows.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may stop at the first surprise, and says SKIPPED"
)]

use augscope::dataset::cells::{CellSource, Cells, Finder, LengthUnit, Mask, Points, write_cells};
use augscope::dataset::{
    DataFile, Dataset, IntensityWindow, OpenOptions, Part, Parts, PixelSize, Reading, WindowRule,
};
use augscope::image::{Image, Samples, ome_tiff, sha256_planes};
use augscope::job::Progress;
use augscope::pipeline::{Chain, Pipeline};
use std::fs;
use std::path::{Path, PathBuf};

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/data").join(name);
    if !path.exists() {
        println!("SKIPPED: shared/data/{name} is not beside the repository");
        return None;
    }
    Some(path)
}

/// Middles of the cells of every field made here.
const MIDDLES: [(usize, usize); 4] = [(20, 15), (50, 30), (4, 40), (70, 50)];

/// A field of 80 x 60 pixels in two channels: discs of radius 5 in the first, a different value at every pixel in the
/// second.
fn field(offset: u16, pixel_size_um: Option<f64>) -> Image {
    let mut values: Vec<u16> = vec![100; 80 * 60];
    for (cx, cy) in MIDDLES {
        for (at, v) in values.iter_mut().enumerate() {
            let (dx, dy) = ((at % 80).abs_diff(cx), (at / 80).abs_diff(cy));
            if dx * dx + dy * dy <= 25 {
                *v = 1000;
            }
        }
    }
    values.extend((0..80 * 60).map(|v| v + offset));
    let names = vec!["DNA".to_owned(), "actin".to_owned()];
    Image { pixel_size_um, ..Image::new(80, 60, names, Samples::U16(values), "CYX") }
}

fn write(path: &Path, image: &Image) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, ome_tiff(image).unwrap()).unwrap();
}

/// Two classes of a field each.
fn folder_of_fields(sizes: [Option<f64>; 2]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("a/one.ome.tif"), &field(0, sizes[0]));
    write(&dir.path().join("b/two.ome.tif"), &field(5000, sizes[1]));
    dir
}

fn finder() -> CellSource {
    CellSource::Finder(Finder { channel: "DNA".into(), smallest: 20.0, ..Finder::default() })
}

fn cells(from: CellSource) -> OpenOptions {
    let cells = Cells { from, window: 16.0, ..Cells::default() };
    OpenOptions {
        reading: Reading { cells: Some(Box::new(cells)), ..Reading::default() },
        ..OpenOptions::default()
    }
}

fn keys(data: &Dataset) -> Vec<&str> {
    data.items.iter().map(|item| item.key.as_str()).collect()
}

fn value<'a>(data: &'a Dataset, item: usize, column: &str) -> &'a str {
    let place = data.column_names.iter().position(|name| name == column).unwrap();
    &data.items[item].columns[place]
}

/// The cells of the fields above whose window of 16 pixels lies inside: the third is 4 pixels from the edge.
const KEYS: [&str; 6] = [
    "a/one.ome.tif@00020,00015",
    "a/one.ome.tif@00050,00030",
    "a/one.ome.tif@00070,00050",
    "b/two.ome.tif@00020,00015",
    "b/two.ome.tif@00050,00030",
    "b/two.ome.tif@00070,00050",
];

#[test]
fn the_finder_cuts_cells_out_of_fields_with_every_value_untouched() {
    let dir = folder_of_fields([Some(0.5), Some(0.5)]);
    let data = Dataset::open(dir.path(), &cells(finder())).unwrap();
    assert_eq!(keys(&data), KEYS);
    assert_eq!(
        (data.classes.as_slice(), data.channels.as_slice()),
        (&["a", "b"].map(String::from)[..], &["DNA", "actin"].map(String::from)[..])
    );
    assert_eq!((data.group_column.as_deref(), data.group_count()), (Some("field"), Some(2)));
    assert_eq!(data.pixel_size(), PixelSize::Alike(0.5));
    assert!(
        data.warnings.iter().any(|w| w.starts_with("2 cells at the edge left out")),
        "{:?}",
        data.warnings
    );
    let image = data.image(0).unwrap();
    assert_eq!((image.width, image.height, image.planes), (16, 16, 2));
    // The middle at (20, 15) is between pixels 7 and 8 of the window: its first pixel is (13, 8).
    assert_eq!(image.samples.get(256), Some(f64::from(8 * 80 + 13)));
    assert_eq!((value(&data, 0, "x"), value(&data, 0, "y")), ("20", "15"));
    // The disc has 81 pixels, and the smoothing adds some.
    assert!((81.0..=97.0).contains(&value(&data, 0, "area").parse::<f64>().unwrap()));
    assert_eq!(value(&data, 4, "field"), "b/two.ome.tif");
}

#[test]
fn cells_on_the_fly_and_written_as_a_data_set_are_the_same() {
    let dir = folder_of_fields([Some(0.5), Some(0.5)]);
    let data = Dataset::open(dir.path(), &cells(finder())).unwrap();
    let out = dir.path().join("cells");
    assert_eq!(write_cells(&data, &out, &Progress::default()).unwrap().images, 6);
    let written = Dataset::open(&out, &OpenOptions::columns(None, Some("field"))).unwrap();
    assert!(written.left_out.is_empty(), "{:?}", written.left_out);
    assert_eq!(
        (written.classes.as_slice(), written.channels.as_slice()),
        (data.classes.as_slice(), data.channels.as_slice())
    );
    assert_eq!(keys(&written)[0], "a/a_one_x00020_y00015.ome.tif");
    for item in 0..6 {
        let (now, before) = (written.image(item).unwrap(), data.image(item).unwrap());
        assert_eq!(now.samples, before.samples);
        assert_eq!(now.pixel_size_um, Some(0.5));
        assert_eq!(written.items[item].group, data.items[item].group);
        for column in ["x", "y", "area", "field"] {
            assert_eq!(value(&written, item, column), value(&data, item, column));
        }
    }
    // Nothing is written over.
    assert!(write_cells(&data, &out, &Progress::default()).unwrap_err().to_string().contains("not empty"));
    let stopped = Progress::default();
    stopped.stop().request();
    let other = dir.path().join("other");
    assert!(write_cells(&data, &other, &stopped).is_err() && !other.exists());
    assert!(
        fs::read_dir(dir.path())
            .unwrap()
            .flatten()
            .all(|e| !e.file_name().to_string_lossy().contains("part"))
    );
}

#[test]
fn label_images_are_found_by_their_usual_names_and_by_a_column() {
    let dir = folder_of_fields([None, None]);
    let mut labels = vec![0_u16; 80 * 60];
    for (number, (cx, cy)) in MIDDLES.iter().enumerate() {
        labels[cy * 80 + cx] = 7 * number as u16 + 3;
    }
    let mask = Image::new(80, 60, vec!["labels".into()], Samples::U16(labels), "YX");
    write(&dir.path().join("a/one_mask.tif"), &mask);
    write(&dir.path().join("b/masks/two.tif"), &mask);
    write(&dir.path().join("b/three.tif"), &field(0, None));
    write(&dir.path().join("b/four.tif"), &field(0, None));
    write(
        &dir.path().join("b/four_mask.tif"),
        &Image::new(2, 1, vec!["x".into()], Samples::U8(vec![0, 1]), "YX"),
    );
    let data = Dataset::open(dir.path(), &cells(CellSource::Mask(Mask::default()))).unwrap();
    assert_eq!(keys(&data), KEYS);
    assert_eq!((value(&data, 1, "cell"), value(&data, 1, "area")), ("10", "1"));
    let why = |key: &str| data.left_out.iter().find(|l| l.path == key).map_or("", |l| l.why.as_str());
    assert!(why("b/three.tif").contains("three_mask.tif"), "{:?}", data.left_out);
    assert!(why("b/four.tif").contains("2 x 1"), "{:?}", data.left_out);
    assert_eq!(data.left_out.len(), 2, "label images themselves are not fields: {:?}", data.left_out);
    let table = dir.path().join("fields.csv");
    fs::write(
        &table,
        "file,label,labels\na/one.ome.tif,x,a/one_mask.tif\nb/two.ome.tif,y,../../secret.tif\n",
    )
    .unwrap();
    let by_column = CellSource::Mask(Mask { column: Some("labels".into()), pattern: None });
    let data = Dataset::open(&table, &cells(by_column)).unwrap();
    assert_eq!((data.items.len(), data.classes.len()), (3, 1));
    assert!(data.left_out[0].why.contains(".."), "{:?}", data.left_out);
    let hostile = CellSource::Mask(Mask { pattern: Some("../../../{name}.tif".into()), column: None });
    let refused = Dataset::open(dir.path(), &cells(hostile)).unwrap_err().to_string();
    assert!(refused.contains("outside"), "{refused}");
}

#[test]
fn a_row_of_the_table_is_a_cell_or_another_table_has_them() {
    let dir = folder_of_fields([Some(0.5), Some(0.5)]);
    let own = dir.path().join("own.csv");
    fs::write(
        &own,
        "file,label,x,y\na/one.ome.tif,round,20,15\na/one.ome.tif,long,50,30\nb/two.ome.tif,round,4,40\nb/two.ome.tif,round,a,1\n",
    )
    .unwrap();
    let points = || CellSource::Points(Points::default());
    let data = Dataset::open(&own, &cells(points())).unwrap();
    assert_eq!((keys(&data), data.classes.len()), (KEYS[..2].to_vec(), 2));
    assert_eq!(data.group_column.as_deref(), Some("field"));
    assert!(data.left_out.iter().any(|l| l.why.contains("no number")), "{:?}", data.left_out);
    // Without any settings such a table is known by its columns.
    fs::write(&own, "file,label,x,y\na/one.ome.tif,round,20,15\na/one.ome.tif,long,50,30\n").unwrap();
    let known = Dataset::open(&own, &OpenOptions::default()).unwrap_err().to_string();
    assert!(known.contains("window of 64 pixels"), "{known}");
    let fields = dir.path().join("fields.csv");
    fs::write(&fields, "file,plate\na/one.ome.tif,7\nb/two.ome.tif,8\n").unwrap();
    fs::write(
        dir.path().join("cells.csv"),
        "file,label,cx,cy\na/one.ome.tif,round,10,7.5\ntwo.ome.tif,long,25,15\nc.tif,x,1,1\n",
    )
    .unwrap();
    let joined = Points {
        table: Some("cells.csv".into()),
        x: Some("cx".into()),
        y: Some("cy".into()),
        unit: LengthUnit::Micrometres,
    };
    let mut options = cells(CellSource::Points(joined.clone()));
    options.group = Some("plate".into());
    let data = Dataset::open(&fields, &options).unwrap();
    assert_eq!(keys(&data), [KEYS[0], KEYS[4]]);
    assert_eq!(
        (data.classes.as_slice(), data.items[1].group.as_deref()),
        (&["long", "round"].map(String::from)[..], Some("8"))
    );
    assert!(data.left_out.iter().any(|l| l.why.contains("1 of its cells")), "{:?}", data.left_out);
    for (points, words) in [
        (Points { x: Some("nowhere".into()), ..joined.clone() }, "nowhere"),
        (Points { table: Some("../cells.csv".into()), ..joined.clone() }, ".."),
    ] {
        let refused = Dataset::open(&fields, &cells(CellSource::Points(points))).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
}

#[test]
fn tables_of_objects_find_the_table_of_their_images() {
    let dir = folder_of_fields([None, None]);
    let images = "ImageNumber,Image_FileName_Both,Image_PathName_Both,Metadata_Plate\n1,one.tif,/lab/her,0042\n2,two.tif,/lab/her,0043\n";
    for (from, to) in [("a/one.ome.tif", "one.tif"), ("b/two.ome.tif", "two.tif")] {
        // One channel a file, as LoadData has it.
        let whole = augscope::image::read(&dir.path().join(from)).unwrap();
        let Samples::U16(values) = &whole.samples else { panic!("{}", whole.samples.dtype()) };
        let first = Image::new(80, 60, vec!["x".into()], Samples::U16(values[..4800].to_vec()), "YX");
        write(&dir.path().join("images").join(to), &first);
    }
    let objects = "ImageNumber,ObjectNumber,Metadata_Plate,AreaShape_Area,Location_Center_X,Location_Center_Y\n\
                   1,1,0042,81,20,15\n1,2,0042,80,50.2,29.9\n2,9,0043,70,4,40\n2,10,0043,70,70,50\n3,1,0044,1,1,1\n";
    fs::write(dir.path().join("MyExpt_Image.csv"), images).unwrap();
    fs::write(dir.path().join("MyExpt_Nuclei.csv"), objects).unwrap();
    let mut options = OpenOptions::columns(Some("Metadata_Plate"), None);
    options.reading.cells = Some(Box::new(Cells { window: 16.0, ..Cells::of_a_table() }));
    for path in [dir.path().to_path_buf(), dir.path().join("MyExpt_Nuclei.csv")] {
        let data = Dataset::open(&path, &options).unwrap();
        assert_eq!(data.items.len(), 3, "{:?}", data.left_out);
        assert_eq!(data.classes, ["0042", "0043"], "plates stay text");
        assert_eq!((value(&data, 1, "AreaShape_Area"), value(&data, 2, "cell")), ("80", "10"));
        assert_eq!(
            (data.items[1].key.as_str(), data.channels.as_slice()),
            ("images/one.tif@00050,00029", &["Both".to_owned()][..])
        );
        let left: Vec<_> = data.left_out.iter().map(|l| l.why.as_str()).collect();
        assert!(left.iter().any(|why| why.contains("1 of its cells")), "{left:?}");
    }
    fs::remove_file(dir.path().join("MyExpt_Image.csv")).unwrap();
    let refused = Dataset::open(&dir.path().join("MyExpt_Nuclei.csv"), &options).unwrap_err().to_string();
    assert!(refused.contains("Image.csv"), "{refused}");
}

#[test]
fn micrometres_need_the_size_of_a_pixel_and_sizes_are_never_mixed_in_silence() {
    let mut in_um = cells(finder());
    in_um.reading.cells = Some(Box::new(Cells {
        from: finder(),
        window: 8.0,
        unit: LengthUnit::Micrometres,
        min_distance: None,
    }));
    let unknown = folder_of_fields([None, None]);
    let refused = Dataset::open(unknown.path(), &in_um).unwrap_err().to_string();
    assert!(refused.contains("how large a pixel is"), "{refused}");
    let alike = folder_of_fields([Some(0.5), Some(0.5)]);
    let data = Dataset::open(alike.path(), &in_um).unwrap();
    assert_eq!((data.items[0].width, data.items.len()), (16, 6), "8 micrometres are 16 pixels");
    let mixed = folder_of_fields([Some(0.5), Some(1.0)]);
    let data = Dataset::open(mixed.path(), &OpenOptions::default()).unwrap();
    assert!(data.require_one_pixel_size().unwrap_err().to_string().contains("0.5 to 1"));
    assert!(data.warnings.iter().any(|w| w.contains("0.5 to 1")), "{:?}", data.warnings);
    let mut one_size = OpenOptions::default();
    one_size.reading.pixel_size_um = Some(1.0);
    let data = Dataset::open(mixed.path(), &one_size).unwrap();
    data.require_one_pixel_size().unwrap();
    let sizes: Vec<_> = data.items.iter().map(|item| (item.width, item.height, item.pixel_size_um)).collect();
    assert_eq!(sizes, [(40, 30, Some(1.0)), (80, 60, Some(1.0))]);
    assert_eq!(data.image(0).unwrap().samples.dtype(), "uint16");
    // Places in a table stay those of the file.
    let table = mixed.path().join("own.csv");
    fs::write(&table, "file,label,x,y\na/one.ome.tif,r,20,15\nb/two.ome.tif,r,20,15\n").unwrap();
    let mut options = cells(CellSource::Points(Points::default()));
    options.reading.pixel_size_um = Some(1.0);
    let data = Dataset::open(&table, &options).unwrap();
    // The disc of radius 5 lies in the middle of both windows, half as large in the first.
    let bright = |item: usize| {
        let image = data.image(item).unwrap();
        let (mut count, mut x, mut y) = (0.0, 0.0, 0.0);
        for at in (0..256).filter(|&at| image.samples.get(at) > Some(550.0)) {
            count += 1.0;
            x += (at % 16) as f64;
            y += (at / 16) as f64;
        }
        (count, x / count, y / count)
    };
    let (small, large) = (bright(0), bright(1));
    assert!((large.0 / small.0 - 4.0).abs() < 0.6, "{small:?} {large:?}");
    for (_, x, y) in [small, large] {
        assert!((x - 7.5).abs() <= 0.75 && (y - 7.5).abs() <= 0.75, "{small:?} {large:?}");
    }
    one_size.reading.pixel_size_um = Some(0.0);
    assert!(Dataset::open(mixed.path(), &one_size).is_err());
}

#[test]
fn a_data_set_file_says_how_cells_are_found() {
    let dir = folder_of_fields([None, None]);
    let options = cells(finder());
    let path = dir.path().with_extension("toml");
    DataFile::new(dir.path(), &options).write(&path).unwrap();
    let read = DataFile::read(&path).unwrap();
    assert_eq!(read.options(), options);
    assert_eq!(Dataset::open(&read.path, &read.options()).unwrap().items.len(), 6);
    fs::remove_file(path).unwrap();
}

/// Two plates, the second ten times as bright, and a bright class; plates are told in a table.
fn plates() -> (tempfile::TempDir, Dataset) {
    let dir = tempfile::tempdir().unwrap();
    let mut table = "file,label,plate,well\n".to_owned();
    for n in 0..32_u16 {
        let (plate, class) = (n % 2, n / 2 % 2);
        let values = (0..16).map(|v| (100 + v + 10 * n) * (1 + 9 * plate) * (1 + class)).collect();
        let name = format!("{n:02}.tif");
        write(&dir.path().join(&name), &Image::new(4, 4, vec!["a".into()], Samples::U16(values), "YX"));
        let well = if class == 0 { "DMSO" } else { "drug" };
        let class = ["dim", "bright"][usize::from(class)];
        table += &[name.as_str(), class, if plate == 0 { "p0" } else { "p1" }, well].join(",");
        table += "\n";
    }
    fs::write(dir.path().join("labels.csv"), table).unwrap();
    let data = Dataset::open(dir.path(), &OpenOptions::columns(None, Some("plate"))).unwrap();
    (dir, data)
}

#[test]
fn windows_by_plate_and_from_controls() {
    let (_dir, data) = plates();
    let train = Parts::split(&data).items(Part::Train);
    let (low, high) = (0.0, 100.0);
    let rule = WindowRule::PerGroup { column: "plate".into(), low, high };
    let window = IntensityWindow::fit(&data, &train, &rule).unwrap();
    let ends = |item: usize| window.for_image(&data, item, &data.image(item).unwrap())[0];
    assert_eq!(window.groups.len(), 2, "a plate without training images has a window of its own too");
    for pair in [0, 2, 4] {
        let ((low, high), (low_10, high_10)) = (ends(pair), ends(pair + 1));
        assert!(low_10 > 5.0 * low && high_10 > 5.0 * high, "{low} {high} {low_10} {high_10}");
    }
    let again: IntensityWindow =
        toml_edit::de::from_str(&toml_edit::ser::to_string(&window).unwrap()).unwrap();
    assert_eq!(again, window);
    // run.toml of earlier versions has no groups.
    let plain = IntensityWindow::fit(&data, &train, &WindowRule::default()).unwrap();
    assert!(!toml_edit::ser::to_string(&plain).unwrap().contains("groups"));

    let controls = WindowRule::Controls { column: "well".into(), value: "DMSO".into(), low, high };
    let all: Vec<usize> = (0..data.items.len()).collect();
    let window = IntensityWindow::fit(&data, &all, &controls).unwrap();
    let clipped = window.share_clipped_by_class(&data, &all).unwrap();
    assert_eq!(data.classes, ["bright", "dim"]);
    assert!(clipped[0][0].1 > 0.1 && clipped[1][0] == (0.0, 0.0), "{clipped:?}");
    let together = window.share_clipped(&data, &all).unwrap();
    assert!((together[0].1 - clipped[0][0].1 / 2.0).abs() < 1e-12);
    for (rule, words) in [
        (WindowRule::PerGroup { column: "day".into(), low, high }, "plate"),
        (WindowRule::Controls { column: "well".into(), value: "water".into(), low, high }, "water"),
    ] {
        let refused = IntensityWindow::fit(&data, &train, &rule).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
}

#[test]
fn an_identity_pipeline_keeps_all_values_of_sixteen_bits() {
    // Every value, stored, read, and through the window: 65,536 different floats come out, in order.
    let image = Image::new(256, 256, vec!["a".into()], Samples::U16((0..=65_535).collect()), "YX");
    let stored = augscope::image::read_bytes(&ome_tiff(&image).unwrap(), Path::new("a.tif")).unwrap();
    let source = stored.to_planes(&[(0.0, 65_535.0)]);
    let out = Chain::new(&Pipeline::default(), 256).apply(&source, &[]);
    let back: Vec<u16> = out.data.iter().map(|v| (f64::from(*v) * 65_535.0).round() as u16).collect();
    assert_eq!(Samples::U16(back), image.samples);
    assert!(out.data.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn sixteen_bits_of_real_cells_survive_an_identity_pipeline() {
    let Some(root) = shared("jurkat-cellcycle") else { return };
    let data = Dataset::open(&root, &OpenOptions::default()).unwrap();
    assert_eq!((data.channels.len(), data.image(0).unwrap().samples.dtype()), (3, "uint16"));
    for item in (0..data.items.len()).step_by(97) {
        let image = data.image(item).unwrap();
        if image.width != image.height {
            continue;
        }
        let planes = image.to_planes(&[(0.0, 65_535.0); 3]);
        let out = Chain::new(&Pipeline::default(), image.width).apply(&planes, &[]);
        let back: Vec<u16> = out.data.iter().map(|v| (f64::from(*v) * 65_535.0).round() as u16).collect();
        assert_eq!(
            sha256_planes(&Samples::U16(back)),
            sha256_planes(&image.samples),
            "{}",
            data.items[item].key
        );
    }
}

#[test]
fn nuclei_of_real_fields_are_found() {
    let Some(root) = shared("bbbc013-wortmannin") else { return };
    let finder = Finder { channel: "DNA".into(), largest: 900.0, ..Finder::default() };
    let cells = Cells { from: CellSource::Finder(finder), ..Cells::default() };
    let mut options = OpenOptions::columns(Some("Metadata_Dose"), Some("Metadata_Well"));
    options.reading.cells = Some(Box::new(cells));
    let found = Dataset::open(&root.join("load_data.csv"), &options).unwrap();
    let crops = Dataset::open(&root.join("cells"), &OpenOptions::columns(None, Some("well"))).unwrap();
    assert_eq!((crops.classes.len(), crops.channels.len(), found.group_count()), (5, 2, Some(8)));
    let (mut listed, mut hit) = (0, 0);
    for item in 0..crops.items.len() {
        let place = |column: &str| value(&crops, item, column).parse::<f64>().unwrap() + 31.5;
        let (x, y, well) = (place("x0"), place("y0"), value(&crops, item, "well"));
        let near = |other: usize| {
            let place = |column: &str| value(&found, other, column).parse::<f64>().unwrap();
            (place("x") - x).hypot(place("y") - y) < 8.0
        };
        let of_well: Vec<usize> =
            (0..found.items.len()).filter(|&other| value(&found, other, "Metadata_Well") == well).collect();
        if !of_well.is_empty() {
            listed += 1;
            hit += usize::from(of_well.into_iter().any(near));
        }
    }
    println!("{hit} of {listed} listed nuclei found, {} cells cut", found.items.len());
    assert!(listed >= 400 && hit * 10 >= listed * 9, "{hit} of {listed}");
}
