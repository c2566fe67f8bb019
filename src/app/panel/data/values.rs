//! The stored values of a pixel, and what is known of an image, in words.

use crate::app::opened::Opened;
use augscope::dataset::Part;
use augscope::image::Image;

/// "x 12, y 40: DNA 1234, Actin 88"; nothing outside of the image.
pub fn pixel_words(image: &Image, names: &[String], x: usize, y: usize) -> Option<String> {
    if x >= image.width || y >= image.height {
        return None;
    }
    let values: Vec<String> = (0..image.planes)
        .map(|plane| {
            let at = image.plane_range(plane).start + y * image.width + x;
            let value = image.samples.get(at).map_or_else(String::new, number);
            format!("{} {value}", names.get(plane).map_or("", String::as_str)).trim().to_owned()
        })
        .collect();
    Some(format!("x {x}, y {y}: {}", values.join(", ")))
}

/// Whole numbers as they are, others with six significant digits.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 || !value.is_finite() {
        return format!("{value}");
    }
    let digits = 5.0 - value.abs().log10().floor();
    if (0.0..=12.0).contains(&digits) {
        let digits = digits as usize;
        format!("{value:.digits$}").trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{value:.5e}")
    }
}

/// Class, part, group, size, type and pixel size.
pub fn image_words(opened: &Opened, item: usize, image: Option<&Image>) -> String {
    let mut words = vec![format!("class {}", opened.class_name(item))];
    words.push(match opened.parts.of.get(item).copied().flatten() {
        Some(Part::Train) => "part: train".to_owned(),
        Some(Part::Choose) => "part: choose".to_owned(),
        Some(Part::Report) => "part: report".to_owned(),
        None => "in no part".to_owned(),
    });
    let Some(facts) = opened.dataset.items.get(item) else { return words.join("   ") };
    if let (Some(column), Some(group)) = (&opened.dataset.group_column, &facts.group) {
        words.push(format!("{column} {group}"));
    }
    words.push(format!("{} x {} px", facts.width, facts.height));
    if let Some(image) = image {
        words.push(image.samples.dtype().to_owned());
        words.push(match image.pixel_size_um {
            Some(size) => format!("pixel {} µm", number(size)),
            None => "pixel size not stated".to_owned(),
        });
    }
    words.join("  ·  ")
}

/// The image before or after `item` as the classes are listed; it stops at both ends.
pub fn neighbour(by_class: &[Vec<usize>], item: usize, forward: bool) -> Option<usize> {
    let class = by_class.iter().position(|items| items.binary_search(&item).is_ok())?;
    let items = by_class.get(class)?;
    let place = items.binary_search(&item).ok()?;
    if forward {
        let next = by_class.iter().skip(class + 1).find_map(|items| items.first());
        items.get(place + 1).or(next).copied()
    } else {
        let last = by_class.iter().take(class).rev().find_map(|items| items.last());
        place.checked_sub(1).and_then(|place| items.get(place)).or(last).copied()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use augscope::image::Samples;

    #[test]
    fn a_pixel_tells_its_stored_values() {
        let names = vec!["DNA".to_owned(), "Actin".to_owned()];
        let samples = Samples::F32(vec![1234.0, 0.25, f32::NAN, 1e-9, 88.0, -1.5, 1e9, 3.0]);
        let image = Image::new(2, 2, names.clone(), samples, "CYX");
        assert_eq!(pixel_words(&image, &names, 0, 0).unwrap(), "x 0, y 0: DNA 1234, Actin 88");
        assert_eq!(pixel_words(&image, &names, 1, 0).unwrap(), "x 1, y 0: DNA 0.25, Actin -1.5");
        assert_eq!(pixel_words(&image, &names, 0, 1).unwrap(), "x 0, y 1: DNA NaN, Actin 1000000000");
        assert_eq!(pixel_words(&image, &names, 1, 1).unwrap(), "x 1, y 1: DNA 1.00000e-9, Actin 3");
        assert_eq!(pixel_words(&image, &names, 2, 0), None);
    }

    #[test]
    fn neighbours_go_through_all_classes_once() {
        let by_class = [vec![1, 4], vec![], vec![0, 2, 3]];
        let mut seen = vec![1];
        while let Some(next) = neighbour(&by_class, seen[seen.len() - 1], true) {
            assert_eq!(neighbour(&by_class, next, false), seen.last().copied());
            seen.push(next);
        }
        assert_eq!(seen, [1, 4, 0, 2, 3]);
        assert_eq!(neighbour(&by_class, 1, false), None);
    }
}
