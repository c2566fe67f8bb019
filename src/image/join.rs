//! [`join_channels`]: one picture out of files that hold a channel each.

use super::{Image, ImageError};
use std::path::{Path, PathBuf};

/// Joins pictures of one plane each, in order: a channel's name, the file it came from, what was read of it.
///
/// # Errors
/// A file with several planes, or one whose size or type of values is not that of the first.
pub fn join_channels(parts: Vec<(String, PathBuf, Image)>) -> Result<Image, ImageError> {
    let refused = |path: &Path, what: String| ImageError::Unsupported { path: path.to_path_buf(), what };
    let mut joined: Option<Image> = None;
    for (name, path, image) in parts {
        if image.planes != 1 {
            let what = format!(
                "it is named as the single channel {name:?} of an image, but holds {} planes; name files of one plane, or \
                 one file with all channels",
                image.planes
            );
            return Err(refused(&path, what));
        }
        let Some(first) = &mut joined else {
            joined = Some(Image { channels: vec![name], axes: "CYX".into(), ..image });
            continue;
        };
        if (image.width, image.height) != (first.width, first.height) {
            let what = format!(
                "channel {name:?} has {} x {} pixels, the first channel of the image has {} x {}",
                image.width, image.height, first.width, first.height
            );
            return Err(refused(&path, what));
        }
        let (dtype, usual) = (image.samples.dtype(), first.samples.dtype());
        if !first.samples.append(image.samples) {
            let what = format!("channel {name:?} stores {dtype}, the first channel of the image {usual}");
            return Err(refused(&path, what));
        }
        first.plane_channels.push(first.channels.len());
        first.plane_depths.push(0);
        first.plane_times.push(0);
        first.channel_colours.push(image.channel_colours.first().copied().flatten());
        first.channels.push(name);
        first.planes += 1;
        first.pixel_size_um = first.pixel_size_um.or(image.pixel_size_um);
        first.warnings.extend(image.warnings);
    }
    joined.ok_or_else(|| refused(Path::new("an image"), "no file is named for any of its channels".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Samples;

    fn part(name: &str, width: usize, samples: Samples) -> (String, PathBuf, Image) {
        let image = Image::new(width, samples.len() / width, vec!["grey".into()], samples, "YX");
        (name.into(), format!("{name}.tif").into(), image)
    }

    #[test]
    fn channels_keep_their_order_names_and_every_value() {
        let joined = join_channels(vec![
            part("DNA", 2, Samples::U16(vec![0, 65535, 7, 8])),
            part("actin", 2, Samples::U16(vec![1, 2, 3, 4])),
        ])
        .unwrap();
        assert_eq!((joined.planes, joined.plane_names()), (2, vec!["DNA".to_owned(), "actin".to_owned()]));
        assert_eq!(joined.samples, Samples::U16(vec![0, 65535, 7, 8, 1, 2, 3, 4]));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_file() {
        let first = || part("DNA", 2, Samples::U16(vec![0; 4]));
        let size =
            join_channels(vec![first(), part("actin", 3, Samples::U16(vec![0; 6]))]).unwrap_err().to_string();
        assert!(size.contains("actin.tif") && size.contains("3 x 2"), "{size}");
        let kind =
            join_channels(vec![first(), part("actin", 2, Samples::U8(vec![0; 4]))]).unwrap_err().to_string();
        assert!(kind.contains("uint8") && kind.contains("uint16"), "{kind}");
        let mut several = part("actin", 2, Samples::U16(vec![0; 8]));
        several.2.planes = 2;
        assert!(join_channels(vec![first(), several]).unwrap_err().to_string().contains("2 planes"));
        assert!(join_channels(Vec::new()).is_err());
    }
}
