//! Writing an [`Image`] as an OME-TIFF: every plane a page, values and type untouched, with names and pixel size.

use crate::image::{Image, Samples};

/// Types of TIFF fields.
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
/// Bytes of an entry of a directory.
const ENTRY: usize = 12;
/// A file of the classic format ends here at the latest.
const MOST_BYTES: usize = 0xffff_0000;

/// The bytes of an OME-TIFF with all planes of `image` as channels, little-endian and uncompressed. `None` where it would
/// be larger than 4 GiB.
pub fn ome_tiff(image: &Image) -> Option<Vec<u8>> {
    let (bits, format) = kind(&image.samples);
    let page_bytes = image.area() * usize::from(bits) / 8;
    if page_bytes.checked_mul(image.planes)? > MOST_BYTES {
        return None;
    }
    let mut bytes = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    let description = description(image);
    for plane in 0..image.planes {
        let data = bytes.len() as u32;
        push_values(&mut bytes, &image.samples, image.plane_range(plane));
        let mut fields = vec![
            (256, LONG, 1, image.width as u32),
            (257, LONG, 1, image.height as u32),
            (258, SHORT, 1, u32::from(bits)),
            (259, SHORT, 1, 1),
            (262, SHORT, 1, 1),
            (273, LONG, 1, data),
            (277, SHORT, 1, 1),
            (278, LONG, 1, image.height as u32),
            (279, LONG, 1, page_bytes as u32),
            (284, SHORT, 1, 1),
            (339, SHORT, 1, u32::from(format)),
        ];
        if plane == 0 {
            let place = bytes.len() as u32;
            bytes.extend_from_slice(description.as_bytes());
            bytes.push(0);
            fields.insert(5, (270, ASCII, description.len() as u32 + 1, place));
        }
        // Directories begin at even places.
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        let directory = bytes.len() as u32;
        bytes.get_mut(link..link + 4)?.copy_from_slice(&directory.to_le_bytes());
        bytes.reserve(fields.len() * ENTRY + 6);
        bytes.extend((fields.len() as u16).to_le_bytes());
        for (tag, kind, count, value) in fields {
            bytes.extend(u16::to_le_bytes(tag));
            bytes.extend(kind.to_le_bytes());
            bytes.extend(count.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        link = bytes.len();
        bytes.extend([0; 4]);
    }
    Some(bytes)
}

/// Bits of a value and the number of its format: 1 whole, 2 whole with a sign, 3 float. One bit becomes a byte.
fn kind(samples: &Samples) -> (u16, u16) {
    match samples {
        Samples::Bool(_) | Samples::U8(_) => (8, 1),
        Samples::I8(_) => (8, 2),
        Samples::U16(_) => (16, 1),
        Samples::I16(_) => (16, 2),
        Samples::U32(_) => (32, 1),
        Samples::I32(_) => (32, 2),
        Samples::U64(_) => (64, 1),
        Samples::I64(_) => (64, 2),
        Samples::F32(_) => (32, 3),
        Samples::F64(_) => (64, 3),
    }
}

fn push_values(bytes: &mut Vec<u8>, samples: &Samples, range: std::ops::Range<usize>) {
    macro_rules! push {
        ($values:expr) => {
            bytes.extend($values.get(range).unwrap_or(&[]).iter().flat_map(|v| v.to_le_bytes()))
        };
    }
    match samples {
        Samples::Bool(v) | Samples::U8(v) => bytes.extend_from_slice(v.get(range).unwrap_or(&[])),
        Samples::I8(v) => push!(v),
        Samples::U16(v) => push!(v),
        Samples::I16(v) => push!(v),
        Samples::U32(v) => push!(v),
        Samples::I32(v) => push!(v),
        Samples::U64(v) => push!(v),
        Samples::I64(v) => push!(v),
        Samples::F32(v) => push!(v),
        Samples::F64(v) => push!(v),
    }
}

fn description(image: &Image) -> String {
    let kind = match &image.samples {
        Samples::Bool(_) => "uint8",
        Samples::F32(_) => "float",
        Samples::F64(_) => "double",
        // OME has no words for 64-bit whole numbers; readers go by the pages.
        other => other.dtype(),
    };
    let channel = |(c, name): (usize, &String)| {
        format!("<Channel ID=\"Channel:0:{c}\" SamplesPerPixel=\"1\" Name=\"{}\"/>", escaped(name))
    };
    let channels = image.plane_names().iter().enumerate().map(channel).collect::<Vec<_>>().concat();
    let size = image.pixel_size_um.map_or_else(String::new, |um| {
        let unit = "&#181;m";
        format!(
            " PhysicalSizeX=\"{um}\" PhysicalSizeXUnit=\"{unit}\" PhysicalSizeY=\"{um}\" PhysicalSizeYUnit=\"{unit}\""
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">\
         <Image ID=\"Image:0\"><Pixels ID=\"Pixels:0\" DimensionOrder=\"XYCZT\" Type=\"{kind}\" SizeX=\"{}\" \
         SizeY=\"{}\" SizeC=\"{planes}\" SizeZ=\"1\" SizeT=\"1\"{size}>{channels}<TiffData IFD=\"0\" \
         PlaneCount=\"{planes}\"/></Pixels></Image></OME>",
        image.width,
        image.height,
        planes = image.planes,
    )
}

/// Text for an XML attribute; TIFF texts are ASCII, so other letters become references. What XML cannot hold is a space.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' '..='~' if !"<>&\"'".contains(c) => c.to_string(),
            c if c.is_control() => " ".to_owned(),
            _ => format!("&#{};", c as u32),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::read_bytes;
    use std::path::Path;

    #[test]
    fn what_is_written_is_read_again() {
        for samples in [
            Samples::U8((0..12).collect()),
            Samples::I8((-6..6).collect()),
            Samples::U16((0..12).map(|v| v * 5957).collect()),
            Samples::I16((-6..6).map(|v| v * 5000).collect()),
            Samples::U32((0..12).map(|v| u32::MAX - v).collect()),
            Samples::I32((0..12).map(|v| i32::MIN + v).collect()),
            Samples::U64((0..12).map(|v| u64::MAX - v).collect()),
            Samples::I64((0..12).map(|v| i64::MIN + v).collect()),
            Samples::F32((0..12).map(|v| v as f32 / 7.0).collect()),
            Samples::F64((0..12).map(|v| f64::from(v) / 7.0).collect()),
        ] {
            let names = vec!["DNA <\"1\">".to_owned(), "\u{3b1}-tubulin".to_owned()];
            let image = Image { pixel_size_um: Some(0.325), ..Image::new(3, 2, names, samples, "CYX") };
            let again = read_bytes(&ome_tiff(&image).unwrap(), Path::new("a.ome.tif")).unwrap();
            assert_eq!(again, image);
        }
    }

    #[test]
    fn all_values_of_sixteen_bits_survive_and_odd_sizes_do_too() {
        let all = Image::new(256, 256, vec!["a".into()], Samples::U16((0..=65_535).collect()), "YX");
        let odd = Image::new(3, 1, vec!["a".into(), "b".into()], Samples::U8(vec![1, 2, 3, 4, 5, 6]), "CYX");
        for image in [all, odd] {
            let again = read_bytes(&ome_tiff(&image).unwrap(), Path::new("a.ome.tif")).unwrap();
            assert_eq!((again.samples, again.channels), (image.samples, image.channels));
        }
    }
}
