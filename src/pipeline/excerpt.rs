//! [`Excerpt`]: a rectangle of a picture and what lies beyond its edge, four channels to a pixel.

use super::Beyond;
use crate::image::Planes;
use std::ops::Range;

/// Channels that are resampled together.
pub(super) const QUAD: usize = 4;

/// Up to four channels of a rectangle of pixels, borders filled in, so that a tap is one read without a question.
pub(super) struct Excerpt {
    /// Column of the picture that lies at column 0; below 0 where the rectangle begins beyond the edge.
    pub left: isize,
    /// Row of the picture that lies at row 0.
    pub top: isize,
    /// Columns of the rectangle.
    pub width: usize,
    /// Row after row; channels that the picture does not have repeat its last one.
    pub pixels: Vec<[f32; QUAD]>,
}

impl Excerpt {
    /// Columns `columns` of rows `rows` of `source`, its channels from `first` on.
    pub fn of(
        source: &Planes,
        first: usize,
        columns: &Range<isize>,
        rows: &Range<isize>,
        beyond: &Beyond,
    ) -> Self {
        let length = source.width as isize;
        // Columns that lie in the picture; those before and after follow the border rule.
        let inner = columns.start.clamp(0, length)..columns.end.clamp(0, length);
        let before: Vec<_> = (columns.start..columns.end.min(inner.start)).collect();
        let after: Vec<_> = (inner.end.max(columns.start)..columns.end).collect();
        let at = |columns: Vec<isize>| -> Vec<Option<usize>> {
            columns.into_iter().map(|x| beyond.inside(x, source.width)).collect()
        };
        let (before, after) = (at(before), at(after));
        let inner = inner.start as usize..inner.end.max(inner.start) as usize;
        let last = source.channels.saturating_sub(1);
        let channels: [usize; QUAD] = std::array::from_fn(|lane| (first + lane).min(last));
        let fill = channels.map(|c| beyond.value(c));
        let width = columns.len();
        let mut pixels = Vec::with_capacity(width * rows.len());
        for y in rows.clone() {
            let Some(row) = beyond.inside(y, source.height) else {
                pixels.resize(pixels.len() + width, fill);
                continue;
            };
            let [a, b, c, d] =
                channels.map(|c| &source.channel(c)[row * source.width..(row + 1) * source.width]);
            let pixel = |at: &Option<usize>| at.map_or(fill, |x| [a[x], b[x], c[x], d[x]]);
            pixels.extend(before.iter().map(pixel));
            let [a, b, c, d] = [a, b, c, d].map(|line| &line[inner.clone()]);
            let middle = a.iter().zip(b).zip(c).zip(d);
            pixels.extend(middle.map(|(((a, b), c), d)| [*a, *b, *c, *d]));
            pixels.extend(after.iter().map(pixel));
        }
        Self { left: columns.start, top: rows.start, width, pixels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Border;

    #[test]
    fn every_pixel_is_that_of_the_border_rule() {
        let (width, height) = (4, 3);
        let data = (0..5 * width * height).map(|i| i as f32).collect();
        let source = Planes { channels: 5, height, width, data };
        for border in [Border::Reflect, Border::Edge, Border::Constant] {
            let beyond = Beyond::of(&source, border, 0.5);
            for columns in [-9..-5, -2..3, 1..2, 0..4, 3..9, 7..9] {
                for (first, rows) in [(0, -2..5), (4, 1..2)] {
                    let excerpt = Excerpt::of(&source, first, &columns, &rows, &beyond);
                    assert_eq!(excerpt.pixels.len(), columns.len() * rows.len());
                    let places = rows.clone().flat_map(|y| columns.clone().map(move |x| (x, y)));
                    for ((x, y), pixel) in places.zip(&excerpt.pixels) {
                        for (lane, value) in pixel.iter().enumerate() {
                            let c = (first + lane).min(4);
                            let expected = match (beyond.inside(x, width), beyond.inside(y, height)) {
                                (Some(x), Some(y)) => source.channel(c)[y * width + x],
                                _ => 0.5,
                            };
                            assert_eq!(*value, expected, "{border} {columns:?} {x} {y} {lane}");
                        }
                    }
                }
            }
        }
    }
}
