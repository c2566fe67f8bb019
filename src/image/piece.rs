//! [`Image::piece`]: a rectangle cut out of a picture, values untouched.

use super::{Image, Samples};

impl Image {
    /// The rectangle of `width` x `height` pixels whose upper left one is (`x`, `y`), of every plane; `None` where it does
    /// not lie wholly inside. Names, pixel size and warnings go along.
    pub fn piece(&self, x: usize, y: usize, width: usize, height: usize) -> Option<Self> {
        let inside = x.checked_add(width)? <= self.width && y.checked_add(height)? <= self.height;
        if !inside || width == 0 || height == 0 {
            return None;
        }
        let rows = || {
            (0..self.planes).flat_map(move |p| {
                (y..y + height).map(move |row| {
                    let start = p * self.area() + row * self.width + x;
                    start..start + width
                })
            })
        };
        macro_rules! cut {
            ($kind:ident, $values:expr) => {{
                let mut cut = Vec::with_capacity(self.planes * width * height);
                for range in rows() {
                    cut.extend_from_slice($values.get(range)?);
                }
                Samples::$kind(cut)
            }};
        }
        let samples = match &self.samples {
            Samples::Bool(v) => cut!(Bool, v),
            Samples::U8(v) => cut!(U8, v),
            Samples::I8(v) => cut!(I8, v),
            Samples::U16(v) => cut!(U16, v),
            Samples::I16(v) => cut!(I16, v),
            Samples::U32(v) => cut!(U32, v),
            Samples::I32(v) => cut!(I32, v),
            Samples::U64(v) => cut!(U64, v),
            Samples::I64(v) => cut!(I64, v),
            Samples::F32(v) => cut!(F32, v),
            Samples::F64(v) => cut!(F64, v),
        };
        Some(Self {
            width,
            height,
            planes: self.planes,
            channels: self.channels.clone(),
            plane_channels: self.plane_channels.clone(),
            plane_depths: self.plane_depths.clone(),
            plane_times: self.plane_times.clone(),
            channel_colours: self.channel_colours.clone(),
            palette: self.palette.clone(),
            samples,
            axes: self.axes.clone(),
            pixel_size_um: self.pixel_size_um,
            warnings: self.warnings.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_every_plane_and_end_at_the_edge() {
        let names = vec!["a".to_owned(), "b".to_owned()];
        let mut image = Image::new(4, 3, names, Samples::U16((0..24).collect()), "CYX");
        image.pixel_size_um = Some(0.5);
        let piece = image.piece(1, 1, 2, 2).unwrap();
        assert_eq!(piece.samples, Samples::U16(vec![5, 6, 9, 10, 17, 18, 21, 22]));
        assert_eq!((piece.pixel_size_um, piece.channels.len(), piece.planes), (Some(0.5), 2, 2));
        assert_eq!(image.piece(0, 0, 4, 3).as_ref(), Some(&image));
        for (x, y, width, height) in [(3, 0, 2, 1), (0, 2, 1, 2), (0, 0, 0, 1), (usize::MAX, 0, 2, 1)] {
            assert_eq!(image.piece(x, y, width, height), None);
        }
    }
}
