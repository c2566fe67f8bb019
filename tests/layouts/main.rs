//! Every layout of channels: those that are read are those that are declared, with the right values, or there is an
//! error. None is lost in silence.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::format_collect,
    reason = "a test fails by panicking"
)]

mod data_sets;
mod tiff_writer;
mod zarr;

use std::path::Path;

use augscope::image::{Image, Samples, read_bytes};
use tiff_writer::{Page, Tiff};

const WIDTH: usize = 7;
const HEIGHT: usize = 8;

/// The value of a pixel: another one everywhere, also in the high byte.
fn value(plane: usize, pixel: usize) -> u32 {
    (1 + plane as u32) * 301 + pixel as u32 * 5
}

/// Plane number `plane`, 16 bits.
fn plane(plane: usize) -> Vec<u32> {
    (0..WIDTH * HEIGHT).map(|pixel| value(plane, pixel)).collect()
}

/// What differs from planes `order` of [`plane`].
fn difference(image: &Image, order: &[usize]) -> Option<String> {
    if (image.width, image.height, image.planes) != (WIDTH, HEIGHT, order.len()) {
        return Some(format!(
            "{} planes of {} x {} instead of {}",
            image.planes,
            image.width,
            image.height,
            order.len()
        ));
    }
    let lists = [&image.plane_channels, &image.plane_depths, &image.plane_times];
    if lists.iter().any(|list| list.len() != image.planes) {
        return Some("the lists of planes are of another length".to_owned());
    }
    let Samples::U16(values) = &image.samples else { return Some(image.samples.dtype().to_owned()) };
    for (p, (&want, have)) in order.iter().zip(values.chunks(WIDTH * HEIGHT)).enumerate() {
        if !have.iter().map(|&v| u32::from(v)).eq(plane(want)) {
            return Some(format!("plane {p} has other values"));
        }
    }
    None
}

/// A layout: its name, the file, and the planes in the order in which they are to come, or a word of the error.
struct Layout {
    name: String,
    file: Tiff,
    want: Result<Vec<usize>, &'static str>,
}

fn layout(name: impl Into<String>, pages: Vec<Page>, want: Result<Vec<usize>, &'static str>) -> Layout {
    Layout { name: name.into(), file: Tiff::new(pages), want }
}

/// Samples and pages, contiguous and planar, strips and tiles, both byte orders, classic and Big.
fn plain() -> Vec<Layout> {
    let mut all = Vec::new();
    for samples in 1..=5 {
        for pages in [1, 3] {
            for (planar, tile) in
                [(false, None), (true, None), (false, Some((16, 16))), (true, Some((16, 16)))]
            {
                for (big_endian, long_offsets) in [(false, false), (true, true)] {
                    let page = |k: usize| Page {
                        planar,
                        tile,
                        deflate: long_offsets,
                        photometric: if samples >= 3 { 2 } else { 1 },
                        extra: vec![0; if samples >= 3 { samples - 3 } else { samples - 1 }],
                        ..Page::new(WIDTH, HEIGHT, (0..samples).map(|s| plane(k * samples + s)).collect())
                    };
                    all.push(Layout {
                        name: format!(
                            "{samples} samples, {pages} pages, planar {planar}, tile {tile:?}, {big_endian}"
                        ),
                        file: Tiff { big_endian, long_offsets, pages: (0..pages).map(page).collect() },
                        want: Ok((0..samples * pages).collect()),
                    });
                }
            }
        }
    }
    all
}

/// OME-XML of an image.
fn ome(order: &str, [c, z, t]: [usize; 3], channels: &str, data: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image ID=\"Image:0\"><Pixels \
         ID=\"Pixels:0\" DimensionOrder=\"{order}\" Type=\"uint16\" SizeX=\"{WIDTH}\" SizeY=\"{HEIGHT}\" SizeC=\"{c}\" \
         SizeZ=\"{z}\" SizeT=\"{t}\">{channels}{data}</Pixels></Image></OME>"
    )
}

/// Pages of one sample, the first with this text.
fn described(text: String, pages: usize) -> Vec<Page> {
    let mut pages: Vec<Page> = (0..pages).map(|k| Page::new(WIDTH, HEIGHT, vec![plane(k)])).collect();
    pages[0].description = Some(text);
    pages
}

fn of_ome() -> Vec<Layout> {
    let mut all = Vec::new();
    for order in ["XYCZT", "XYCTZ", "XYZCT", "XYZTC", "XYTCZ", "XYTZC"] {
        let text = ome(order, [2, 3, 2], "", "<TiffData/>");
        all.push(layout(format!("OME {order}"), described(text, 12), Ok((0..12).collect())));
    }
    let back: String =
        (0..3).map(|c| format!("<TiffData FirstC=\"{c}\" IFD=\"{}\" PlaneCount=\"1\"/>", 2 - c)).collect();
    let text = ome("XYCZT", [3, 1, 1], "", &back);
    all.push(layout("OME pages backwards", described(text, 3), Ok(vec![2, 1, 0])));
    // Three samples a pixel, two such channels.
    let rgb = |k: usize| Page {
        photometric: 2,
        extra: Vec::new(),
        ..Page::new(WIDTH, HEIGHT, (0..3).map(|s| plane(k * 3 + s)).collect())
    };
    let mut pages = vec![rgb(0), rgb(1)];
    pages[0].description = Some(ome("XYCZT", [6, 1, 1], "", "<TiffData/>"));
    all.push(layout("OME samples and pages", pages, Ok((0..6).collect())));
    // Declared and not there, or otherwise.
    let few = ome("XYCZT", [5, 1, 1], "", "<TiffData/>");
    all.push(layout("OME five declared, three there", described(few, 3), Err("declares 5 planes")));
    let odd = ome("XYCZT", [4, 1, 1], "", "<TiffData/>");
    let mut pages = vec![rgb(0), rgb(1)];
    pages[0].description = Some(odd);
    all.push(layout("OME four declared, six samples there", pages, Err("channels")));
    let part = ome("XYCZT", [3, 1, 1], "", "<TiffData IFD=\"0\" PlaneCount=\"2\"/>");
    all.push(layout("OME says not where the third is", described(part, 3), Err("where they lie")));
    let size = ome("XYCZT", [1, 1, 1], "", "").replace("SizeX=\"7\"", "SizeX=\"9\"");
    all.push(layout("OME of another size", described(size, 1), Err("another size")));
    all
}

fn imagej(words: &str) -> String {
    format!("ImageJ=1.54f\n{words}hyperstack=true\nmode=composite\n")
}

fn of_imagej() -> Vec<Layout> {
    let hyper = imagej("images=12\nchannels=2\nslices=3\nframes=2\n");
    let mut all = vec![layout("ImageJ hyperstack", described(hyper, 12), Ok((0..12).collect()))];
    let composite = imagej("images=4\nchannels=4\n");
    all.push(layout("ImageJ composite", described(composite.clone(), 4), Ok((0..4).collect())));
    // One page, the other planes behind it: what ImageJ does beyond 4 GB.
    let mut page = Page::new(WIDTH, HEIGHT, vec![plane(0)]);
    page.description = Some(composite.clone());
    page.behind = (1..4).flat_map(plane).collect();
    all.push(layout("ImageJ contiguous", vec![page.clone()], Ok((0..4).collect())));
    page.behind.pop();
    all.push(layout("ImageJ contiguous, cut off", vec![page], Err("declares 4 planes")));
    all.push(layout("ImageJ four declared, three there", described(composite, 3), Err("declares 4 planes")));
    all
}

/// Files that contradict themselves.
fn contradictions() -> Vec<Layout> {
    let page = || Page { planar: true, ..Page::new(WIDTH, HEIGHT, (0..4).map(plane).collect()) };
    let with = |tag, value| vec![Page { tags: vec![(tag, value)], ..page() }];
    vec![
        layout("five samples declared, strips for four", with(277, 5), Err("bits for 4")),
        layout("three samples declared, strips for four", with(277, 3), Err("more strips or tiles")),
        layout("contiguous declared, strips of planes", with(284, 1), Err("strip")),
        layout(
            "RGB declared, one sample there",
            vec![Page { photometric: 2, ..Page::new(WIDTH, HEIGHT, vec![plane(0)]) }],
            Err("colours need 3"),
        ),
    ]
}

#[test]
fn channels_that_are_read_are_those_that_are_declared() {
    let mut wrong = Vec::new();
    let all: Vec<Layout> =
        plain().into_iter().chain(of_ome()).chain(of_imagej()).chain(contradictions()).collect();
    assert!(all.len() >= 25);
    for Layout { name, file, want } in all {
        match (read_bytes(&file.bytes(), Path::new("layout.tif")), want) {
            (Ok(image), Ok(order)) => {
                wrong.extend(difference(&image, &order).map(|what| format!("{name}: {what}")));
                if image.channels.len() != image.plane_channels.iter().max().unwrap() + 1 {
                    wrong.push(format!("{name}: {} channels", image.channels.len()));
                }
            }
            (Err(error), Err(word)) if error.to_string().contains(word) => {}
            (read, want) => {
                wrong.push(format!("{name}: {read:?} instead of {want:?}").chars().take(300).collect());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn planes_of_a_stack_are_at_their_places() {
    let text = imagej("images=12\nchannels=2\nslices=3\nframes=2\n");
    let image = read_bytes(&Tiff::new(described(text, 12)).bytes(), Path::new("stack.tif")).unwrap();
    assert_eq!((image.axes.as_str(), image.channels.len()), ("TZCYX", 2));
    assert_eq!(image.plane_channels, [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    assert_eq!(image.plane_depths, [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
    assert_eq!(image.plane_times, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    let channels = "<Channel ID=\"a\" Name=\"DNA\" Color=\"65535\"/><Channel ID=\"b\" Name=\"actin\" Color=\"-16776961\"/>";
    let text = ome("XYZTC", [2, 3, 2], channels, "<TiffData/>");
    let image = read_bytes(&Tiff::new(described(text, 12)).bytes(), Path::new("stack.tif")).unwrap();
    assert_eq!(image.channels, ["DNA", "actin"]);
    assert_eq!(image.channel_colours, [Some([0, 0, 255]), Some([255, 0, 0])]);
    assert_eq!(image.plane_depths, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
    assert_eq!(image.plane_times, [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]);
    assert_eq!(image.plane_channels, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
}
