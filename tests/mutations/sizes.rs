//! Files of a few bytes that declare a giant picture: refused from what they declare, before it costs anything.

use std::path::Path;
use std::time::{Duration, Instant};

use augscope::image::{ImageError, read, read_bytes};

use super::allocator::{alone, counted};
use super::tiff_writer::{Page, Tiff};

const SIDE: u32 = 100_000;
const MOST_BYTES: usize = 64 << 20;
/// Far above the 100 ms of a built release, since tests run side by side and unoptimised.
const MOST_TIME: Duration = Duration::from_secs(2);

fn refused(name: &str, size: u64, read: impl FnOnce() -> Result<augscope::image::Image, ImageError>) {
    assert!(size < 1024, "{name} has {size} bytes");
    let _alone = alone();
    let start = Instant::now();
    let (result, bytes) = counted(read);
    let error = result.err().unwrap_or_else(|| panic!("{name} is read")).to_string();
    assert!(error.contains("100000 x 100000") && error.contains(name), "{name}: {error}");
    assert!(bytes < MOST_BYTES, "{name} took {bytes} bytes");
    assert!(start.elapsed() < MOST_TIME, "{name} took {:?}", start.elapsed());
}

#[test]
fn a_tiff_that_declares_a_giant() {
    let small = Page::new(2, 3, vec![(0..6).collect()]);
    let giant = |tags: &[(u16, u64)]| {
        let mut page = small.clone();
        page.tags = vec![(256, u64::from(SIDE)), (257, u64::from(SIDE))];
        page.tags.extend(tags);
        Tiff::new(vec![page]).bytes()
    };
    // Strips as long as the picture, packed by everything that packs.
    for compression in [1, 5, 8, 32_773, 50_000] {
        let file = giant(&[(278, u64::from(SIDE)), (259, compression)]);
        refused("giant.tif", file.len() as u64, || read_bytes(&file, Path::new("giant.tif")));
    }
    let file = giant(&[(322, u64::from(SIDE)), (323, u64::from(SIDE)), (259, 8)]);
    refused("giant.tif", file.len() as u64, || read_bytes(&file, Path::new("giant.tif")));
}

#[test]
fn a_png_that_declares_a_giant() {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], body: &[u8]| {
        file.extend((body.len() as u32).to_be_bytes());
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(body);
        file.extend(kind);
        file.extend(body);
        file.extend(sum.sum().to_be_bytes());
    };
    let mut head = Vec::new();
    head.extend(SIDE.to_be_bytes());
    head.extend(SIDE.to_be_bytes());
    head.extend([16, 6, 0, 0, 0]);
    chunk(b"IHDR", &head);
    chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
    chunk(b"IEND", &[]);
    refused("giant.png", file.len() as u64, || read_bytes(&file, Path::new("giant.png")));
}

/// A JPEG cannot declare more than 65,535 rows.
#[test]
fn a_jpeg_that_declares_the_most() {
    let picture = image::GrayImage::from_pixel(8, 8, image::Luma([7]));
    let mut file = Vec::new();
    picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 80)).unwrap();
    let frame = file.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    file[frame + 5..frame + 9].fill(0xff);
    assert!(file.len() < 1024);
    let _alone = alone();
    let (result, bytes) = counted(|| read_bytes(&file, Path::new("giant.jpg")));
    let error = result.unwrap_err().to_string();
    assert!(error.contains("giant.jpg") && bytes < MOST_BYTES, "{error}, {bytes} bytes");
}

#[test]
fn a_zarr_that_declares_a_giant() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("giant.zarr");
    std::fs::create_dir_all(folder.join("0/c/0")).unwrap();
    std::fs::write(
        folder.join("zarr.json"),
        r#"{"node_type":"group","attributes":{"ome":{"multiscales":[{"axes":[{"name":"y"},{"name":"x"}],"datasets":[{"path":"0"}]}]}}}"#,
    )
    .unwrap();
    // Bombs, too: zeros packed by a thousand, in one chunk or many.
    let bomb = zstd::encode_all(&vec![0_u8; 1 << 20][..], 19).unwrap();
    std::fs::write(folder.join("0/c/0/0"), &bomb).unwrap();
    for chunk in ["[100000,100000]", "[1000,1000]", "[1,1]"] {
        let about = format!(
            r#"{{"zarr_format":3,"node_type":"array","shape":[100000,100000],"data_type":"uint16","chunk_grid":{{"name":"regular","configuration":{{"chunk_shape":{chunk}}}}},"chunk_key_encoding":{{"name":"default"}},"fill_value":0,"codecs":[{{"name":"bytes"}},{{"name":"zstd"}}]}}"#
        );
        std::fs::write(folder.join("0/zarr.json"), about).unwrap();
        let size = augscope::image::stored_bytes(&folder);
        refused("giant.zarr", size, || read(&folder));
    }
}

#[test]
fn a_chunk_unpacks_to_no_more_than_it_declares() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("bomb.zarr");
    std::fs::create_dir_all(folder.join("0/c/0")).unwrap();
    std::fs::write(
        folder.join("zarr.json"),
        r#"{"node_type":"group","attributes":{"ome":{"multiscales":[{"axes":[{"name":"y"},{"name":"x"}],"datasets":[{"path":"0"}]}]}}}"#,
    )
    .unwrap();
    let about = |codec: &str| {
        format!(
            r#"{{"zarr_format":3,"node_type":"array","shape":[8,8],"data_type":"uint8","chunk_grid":{{"name":"regular","configuration":{{"chunk_shape":[8,8]}}}},"chunk_key_encoding":{{"name":"default"}},"fill_value":0,"codecs":[{{"name":"bytes"}},{{"name":"{codec}"}}]}}"#
        )
    };
    let _alone = alone();
    let zeros = vec![0_u8; 256 << 20];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut gzip, &zeros).unwrap();
    let bombs = [("zstd", zstd::encode_all(&zeros[..], 3).unwrap()), ("gzip", gzip.finish().unwrap())];
    drop(zeros);
    for (codec, bomb) in bombs {
        std::fs::write(folder.join("0/zarr.json"), about(codec)).unwrap();
        std::fs::write(folder.join("0/c/0/0"), bomb).unwrap();
        let (result, bytes) = counted(|| read(&folder));
        let error = result.unwrap_err().to_string();
        assert!(
            error.contains("more than the 64 bytes") && bytes < 16 << 20,
            "{codec}: {error}, {bytes} bytes"
        );
    }
}
