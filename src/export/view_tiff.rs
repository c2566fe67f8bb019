//! A view as an OME-TIFF of 32-bit floats, axes CYX, in window units.

use super::ExportError;
use crate::image::Planes;
use crate::job::write_atomic;
use std::io::Cursor;
use std::path::Path;
use tiff::encoder::TiffEncoder;
use tiff::encoder::colortype::Gray32Float;
use tiff::tags::Tag;

/// Writes `view` to `path`, whole or not at all. `channels` names its planes.
///
/// # Errors
/// What the encoder or the file system answers.
pub fn write_view(path: &Path, view: &Planes, channels: &[String]) -> Result<(), ExportError> {
    let file =
        |why: &dyn std::fmt::Display| ExportError::File { path: path.to_path_buf(), why: why.to_string() };
    let mut bytes = Vec::new();
    let mut encoder = TiffEncoder::new(Cursor::new(&mut bytes)).map_err(|e| file(&e))?;
    for c in 0..view.channels {
        let mut page =
            encoder.new_image::<Gray32Float>(view.width as u32, view.height as u32).map_err(|e| file(&e))?;
        if c == 0 {
            let description = description(view, channels);
            page.encoder().write_tag(Tag::ImageDescription, description.as_str()).map_err(|e| file(&e))?;
        }
        page.write_data(view.channel(c)).map_err(|e| file(&e))?;
    }
    write_atomic(path, &bytes).map_err(|e| file(&e))
}

fn description(view: &Planes, channels: &[String]) -> String {
    let channels = (0..view.channels)
        .map(|c| {
            let name = channels.get(c).map(|name| escaped(name)).unwrap_or_default();
            format!("<Channel ID=\"Channel:0:{c}\" SamplesPerPixel=\"1\" Name=\"{name}\"/>")
        })
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">\
         <Image ID=\"Image:0\" Name=\"view\"><Pixels ID=\"Pixels:0\" DimensionOrder=\"XYCZT\" Type=\"float\" \
         SizeX=\"{}\" SizeY=\"{}\" SizeC=\"{}\" SizeZ=\"1\" SizeT=\"1\">{channels}<TiffData IFD=\"0\" \
         PlaneCount=\"{}\"/></Pixels></Image></OME>",
        view.width, view.height, view.channels, view.channels
    )
}

/// Text for an XML attribute; TIFF texts are ASCII, so other letters become references.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' '..='~' if !"<>&\"'".contains(c) => c.to_string(),
            _ => format!("&#{};", c as u32),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{Samples, read};

    #[test]
    fn our_own_reader_finds_channels_and_values() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("view.tif");
        let view =
            Planes { channels: 2, height: 2, width: 3, data: (0..12).map(|i| i as f32 / 8.0).collect() };
        write_view(&path, &view, &["DNA <1>".into(), "\u{3b1}-tubulin".into()]).unwrap();
        let image = read(&path).unwrap();
        assert_eq!((image.width, image.height, image.axes.as_str()), (3, 2, "CYX"));
        assert_eq!(image.channels, ["DNA <1>", "\u{3b1}-tubulin"]);
        assert_eq!(image.samples, Samples::F32(view.data));
    }
}
