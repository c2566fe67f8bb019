//! Damaged files of every format that is read: no panic, no waste, no waiting.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use augscope::dataset::{DataFile, Dataset, OpenOptions};
use augscope::image::{read, read_bytes};
use augscope::pipeline::PipelineFile;

use super::allocator::{alone, counted, most_of_process};
use super::mutate::{self, Random};
use super::tiff_writer::{Page, Tiff};

/// Damaged files of each format.
const FILES: u64 = 2000;
/// What one of them may cost.
const MOST_BYTES: usize = 1 << 30;
const MOST_TIME: Duration = Duration::from_secs(5);

/// Runs `try_one` on damaged files made with `FILES` seeds; `try_one` makes its own damage.
fn all(format: &str, try_one: impl Fn(&mut Random)) {
    let _alone = alone();
    let times = std::env::var("AUGSCOPE_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let (mut most_bytes, mut most_time) = (0, Duration::ZERO);
    for seed in 0..FILES * times {
        let mut random = Random::new(seed ^ format.bytes().map(u64::from).sum::<u64>() << 40);
        let start = Instant::now();
        let (result, bytes) = counted(|| catch_unwind(AssertUnwindSafe(|| try_one(&mut random))));
        let time = start.elapsed();
        assert!(result.is_ok(), "{format}, seed {seed}: it panicked");
        assert!(bytes <= MOST_BYTES, "{format}, seed {seed}: {bytes} bytes");
        assert!(time <= MOST_TIME, "{format}, seed {seed}: {time:?}");
        most_bytes = most_bytes.max(bytes);
        most_time = most_time.max(time);
    }
    let whole = most_of_process().unwrap_or(0);
    assert!(whole <= MOST_BYTES as u64, "{format}: the process took {whole} bytes");
    println!("{format}: {} files, at most {} KiB and {most_time:?}", FILES * times, most_bytes >> 10);
}

fn values(seed: usize) -> Vec<u32> {
    (0..23 * 19).map(|i| ((i * 7 + seed * 1000) % 65_536) as u32).collect()
}

fn page(samples: usize) -> Page {
    Page::new(23, 19, (0..samples).map(values).collect())
}

/// TIFFs in several layouts.
fn tiffs() -> Vec<Vec<u8>> {
    let tiled = Page { tile: Some((16, 16)), deflate: true, tags: vec![(317, 2)], ..page(3) };
    let planar = Page { planar: true, ..page(4) };
    let big = Tiff { big_endian: true, long_offsets: true, pages: vec![page(1), page(1), planar.clone()] };
    vec![Tiff::new(vec![tiled]).bytes(), Tiff::new(vec![planar]).bytes(), big.bytes()]
}

fn described(text: &str, pages: usize) -> Vec<u8> {
    let mut pages = vec![page(1); pages];
    pages[0].description = Some(text.to_owned());
    Tiff::new(pages).bytes()
}

const OME: &str = r#"<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"
UUID="urn:uuid:1"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint16" SizeX="23" SizeY="19" SizeC="2"
SizeZ="2" SizeT="1" PhysicalSizeX="0.5" PhysicalSizeXUnit="nm"><Channel ID="a" Name="DNA" Color="-1"/><Channel ID="b"/>
<TiffData FirstC="0" FirstZ="0" IFD="0" PlaneCount="4"><UUID FileName="a.ome.tif">urn:uuid:1</UUID></TiffData></Pixels></Image></OME>"#;

#[test]
fn damaged_tiffs() {
    let bases = tiffs();
    all("TIFF", |random| {
        let base = &bases[random.below(bases.len())];
        let _ = read_bytes(&mutate::bytes(base, random), Path::new("a.tif"));
    });
}

#[test]
fn damaged_ome_tiffs() {
    all("OME-TIFF", |random| {
        let text = String::from_utf8_lossy(&mutate::text(OME, random)).replace('\0', "");
        let file = described(&text, 4);
        let file = if random.below(3) == 0 { mutate::bytes(&file, random) } else { file };
        let _ = read_bytes(&file, Path::new("a.ome.tif"));
    });
}

#[test]
fn damaged_imagej_stacks() {
    const TEXT: &str = "ImageJ=1.54f\nimages=4\nchannels=2\nslices=2\nunit=micron\nhyperstack=true\nmode=composite\nmin=0.0\nmax=255.0\n";
    all("ImageJ", |random| {
        let text = String::from_utf8_lossy(&mutate::text(TEXT, random)).replace('\0', "");
        let file = described(&text, 4);
        let file = if random.below(3) == 0 { mutate::bytes(&file, random) } else { file };
        let _ = read_bytes(&file, Path::new("a.tif"));
    });
}

fn png(colour: png::ColorType, depth: png::BitDepth, bytes: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 16, 12);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    if colour == png::ColorType::Indexed {
        encoder.set_palette((0..=255).flat_map(|v| [v, 0, 255 - v]).collect::<Vec<u8>>());
    }
    let data: Vec<u8> = (0..bytes).map(|i| (i * 31) as u8).collect();
    encoder.write_header().unwrap().write_image_data(&data).unwrap();
    out
}

#[test]
fn damaged_pngs() {
    let bases = [
        png(png::ColorType::Grayscale, png::BitDepth::Sixteen, 16 * 12 * 2),
        png(png::ColorType::Rgba, png::BitDepth::Eight, 16 * 12 * 4),
        png(png::ColorType::Indexed, png::BitDepth::Eight, 16 * 12),
    ];
    all("PNG", |random| {
        let base = &bases[random.below(bases.len())];
        let mut file = mutate::bytes(base, random);
        if random.below(2) == 0 {
            mend_sums(&mut file);
        }
        let _ = read_bytes(&file, Path::new("a.png"));
    });
}

/// Sets the check sum of every chunk right, so that the damage is not found by it.
fn mend_sums(file: &mut [u8]) {
    let mut at = 8;
    while let Some(head) = file.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(end) = at.checked_add(8).and_then(|body| body.checked_add(length)) else { return };
        if end + 4 > file.len() {
            return;
        }
        let mut sum = flate2::Crc::new();
        sum.update(&file[at + 4..end]);
        file[end..end + 4].copy_from_slice(&sum.sum().to_be_bytes());
        at = end + 4;
    }
}

#[test]
fn damaged_jpegs() {
    let picture = image::RgbImage::from_fn(40, 24, |x, y| image::Rgb([x as u8 * 5, y as u8 * 9, 77]));
    let mut base = Vec::new();
    picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut base, 80)).unwrap();
    all("JPEG", |random| {
        let _ = read_bytes(&mutate::bytes(&base, random), Path::new("a.jpg"));
    });
}

/// The files of a small image of Zarr: name and content.
const ZARR_3: [(&str, &str); 2] = [
    (
        "zarr.json",
        r#"{"zarr_format": 3, "node_type": "group", "attributes": {"ome": {"version": "0.5", "multiscales": [{"axes":
[{"name": "c", "type": "channel"}, {"name": "y", "type": "space", "unit": "micrometer"}, {"name": "x", "type": "space", "unit":
"micrometer"}], "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1.0, 0.5, 0.5]}]}]}],
"omero": {"channels": [{"label": "DNA", "color": "0000FF"}, {"label": 1}]}}}}"#,
    ),
    (
        "0/zarr.json",
        r#"{"zarr_format": 3, "node_type": "array", "shape": [2, 8, 8], "data_type": "uint16", "chunk_grid": {"name": "regular",
"configuration": {"chunk_shape": [2, 8, 8]}}, "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
"fill_value": 0, "codecs": [{"name": "sharding_indexed", "configuration": {"chunk_shape": [1, 8, 8], "codecs": [{"name":
"transpose", "configuration": {"order": [0, 2, 1]}}, {"name": "bytes", "configuration": {"endian": "little"}}], "index_codecs":
[{"name": "bytes", "configuration": {"endian": "little"}}], "index_location": "end"}}], "attributes": {}}"#,
    ),
];
const ZARR_2: [(&str, &str); 2] = [
    (
        ".zattrs",
        r#"{"multiscales": [{"version": "0.4", "axes": [{"name": "c", "type": "channel"}, {"name": "y", "type": "space"}, {"name":
"x", "type": "space"}], "datasets": [{"path": "0"}]}]}"#,
    ),
    (
        "0/.zarray",
        r#"{"zarr_format": 2, "shape": [2, 8, 8], "chunks": [2, 8, 8], "dtype": "<u2", "compressor": {"id": "zlib", "level": 1},
"fill_value": 0, "order": "F", "filters": null, "dimension_separator": "."}"#,
    ),
];

fn zarr(format: &str, files: &[(&str, &str)], chunk: &str, stored: &[u8]) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("a.zarr");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    for (name, text) in files {
        write(name, text.as_bytes());
    }
    write(chunk, stored);
    read(&folder).unwrap();
    all(format, |random| {
        let which = random.below(files.len() + 1);
        match files.get(which) {
            Some((name, text)) => write(name, &mutate::text(text, random)),
            None => write(chunk, &mutate::bytes(stored, random)),
        }
        let _ = read(&folder);
        match files.get(which) {
            Some((name, text)) => write(name, text.as_bytes()),
            None => write(chunk, stored),
        }
    });
}

#[test]
fn damaged_zarrs() {
    // Two chunks of 128 bytes and the index behind them.
    let mut shard: Vec<u8> = (0..=255).collect();
    for number in [0_u64, 128, 128, 128] {
        shard.extend(number.to_le_bytes());
    }
    zarr("Zarr 3", &ZARR_3, "0/c/0/0/0", &shard);
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, &shard[..256]).unwrap();
    zarr("Zarr 2", &ZARR_2, "0/0.0.0", &packer.finish().unwrap());
}

/// A folder with two pictures and a table.
fn two_pictures(folder: &Path) {
    for name in ["a.png", "b.png"] {
        let file = png(png::ColorType::Grayscale, png::BitDepth::Eight, 16 * 12);
        std::fs::write(folder.join(name), file).unwrap();
    }
}

#[test]
fn damaged_tables() {
    let place = tempfile::tempdir().unwrap();
    two_pictures(place.path());
    let table = place.path().join("labels.csv");
    let texts = [
        "file,label,well,dose\na.png,left,A01,0\nb.png,right,\"A02\",15.6\n",
        "FileName_DNA;PathName_DNA;Frame_DNA;Metadata_Well\na.png;.;0;A01\nb.png;.;0;A02\n",
    ];
    let options = [OpenOptions::default(), OpenOptions::columns(Some("label"), Some("well"))];
    all("table", |random| {
        std::fs::write(&table, mutate::text(texts[random.below(2)], random)).unwrap();
        let _ = Dataset::open(&table, &options[random.below(2)]);
    });
}

#[test]
fn damaged_recipes() {
    let bases: Vec<String> =
        augscope::pipeline::PRESETS.iter().take(6).map(|(_, text)| (*text).to_owned()).collect();
    all("recipe", |random| {
        let text = mutate::text(&bases[random.below(bases.len())], random);
        if let Ok(text) = String::from_utf8(text)
            && let Ok(recipe) = PipelineFile::parse(&text)
        {
            // What is read can be written, and read again.
            PipelineFile::parse(&recipe.to_toml()).unwrap();
        }
    });
}

#[test]
fn damaged_data_set_files() {
    const TEXT: &str = "format = 1\npath = \"cells\"\nlabel = \"label\"\ngroup = \"well\"\n\n[reading]\nfile = \"file\"\n\
                        turn_by_exif = true\npixel_size_um = 0.5\n\n[reading.stack]\nz = { plane = 3 }\nt = \"each\"\n";
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir(place.path().join("cells")).unwrap();
    two_pictures(&place.path().join("cells"));
    let path = place.path().join("cells.toml");
    all("data set file", |random| {
        std::fs::write(&path, mutate::text(TEXT, random)).unwrap();
        if let Ok(file) = DataFile::read(&path)
            && file.path.canonicalize().is_ok_and(|path| path.starts_with(place.path().join("cells")))
        {
            let _ = Dataset::open(&file.path, &file.options());
        }
    });
}
