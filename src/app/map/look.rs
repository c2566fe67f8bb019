//! [`MapLook`]: what of the map is on the screen; nothing of it is saved.

use super::ColourBy;
use augscope::evaluate::map::Projection;
use std::collections::BTreeSet;

/// How the map is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapLook {
    /// How images are laid out.
    pub projection: Projection,
    /// What colours stand for.
    pub colour: ColourBy,
    /// Names of the colours that are not shown.
    pub hidden: BTreeSet<String>,
    /// True while dragging draws a line around images, in place of moving the map.
    pub selecting: bool,
    /// The line around images, in the map's own units.
    pub line: Vec<[f64; 2]>,
    /// The images inside it, once it is closed.
    pub chosen: Vec<usize>,
    /// The image under the pointer.
    pub hovered: Option<usize>,
}

impl MapLook {
    /// Another way to lay out, for which an old line means nothing.
    #[must_use]
    pub fn with_projection(&self, projection: Projection) -> Self {
        Self { projection, line: Vec::new(), chosen: Vec::new(), hovered: None, ..self.clone() }
    }

    /// Other colours, whose names are others.
    #[must_use]
    pub fn with_colour(&self, colour: ColourBy) -> Self {
        Self { colour, hidden: BTreeSet::new(), ..self.clone() }
    }

    /// Shows or hides a colour.
    #[must_use]
    pub fn with_toggled(&self, name: &str) -> Self {
        let mut hidden = self.hidden.clone();
        if !hidden.remove(name) {
            hidden.insert(name.to_owned());
        }
        Self { hidden, ..self.clone() }
    }
}

/// Whether `point` lies inside the closed line (rule of even and odd crossings).
pub(super) fn inside(line: &[[f64; 2]], point: [f64; 2]) -> bool {
    let Some(mut before) = line.last() else { return false };
    let mut within = false;
    for corner in line {
        if (corner[1] > point[1]) != (before[1] > point[1]) {
            let along = (point[1] - corner[1]) / (before[1] - corner[1]);
            if point[0] < corner[0] + along * (before[0] - corner[0]) {
                within = !within;
            }
        }
        before = corner;
    }
    within
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_and_outside_of_a_bent_line() {
        // A square with a notch from above.
        let line = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 1.0], [0.0, 4.0]];
        assert!(inside(&line, [1.0, 0.5]) && inside(&line, [3.5, 2.5]));
        assert!(!inside(&line, [2.0, 3.0]) && !inside(&line, [5.0, 1.0]) && !inside(&line, [-1.0, 0.5]));
        assert!(!inside(&[], [0.0, 0.0]) && !inside(&[[1.0, 1.0]], [1.0, 1.0]));
    }

    #[test]
    fn a_colour_is_hidden_and_shown_again() {
        let look = MapLook::default().with_toggled("round");
        assert!(look.hidden.contains("round"));
        assert_eq!(look.with_toggled("round"), MapLook::default());
        assert!(look.with_colour(ColourBy::Group).hidden.is_empty());
    }
}
