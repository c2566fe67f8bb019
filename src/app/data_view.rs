//! How the Data room is looked at: the order of its classes, and the piece of an image that is shown large.

use augscope::dataset::ClassRow;

/// A column of the table of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClassColumn {
    /// The class.
    #[default]
    Name,
    /// How many images it has.
    Images,
    /// How many of them train.
    Train,
    /// How many choose.
    Choose,
    /// How many are kept for the report.
    Report,
    /// How many groups they come from.
    Groups,
}

impl ClassColumn {
    /// Those that hold a number, in the order of the table.
    pub const NUMBERS: [Self; 5] = [Self::Images, Self::Train, Self::Choose, Self::Report, Self::Groups];

    /// Its head.
    pub fn title(self) -> &'static str {
        match self {
            Self::Name => "class",
            Self::Images => "images",
            Self::Train => "train",
            Self::Choose => "choose",
            Self::Report => "report",
            Self::Groups => "groups",
        }
    }

    /// What it tells.
    pub fn help(self) -> &'static str {
        match self {
            Self::Name => "The class, as the folder or the table names it.",
            Self::Images => "Images of this class.",
            Self::Train => "Images that the encoder and the read-outs learn from.",
            Self::Choose => "Images that the live curves and all comparisons are measured on.",
            Self::Report => "Images that stay sealed until the final report.",
            Self::Groups => {
                "Groups that the images come from (plates, wells, slides, donors). A group is never split \
                 between parts."
            }
        }
    }

    /// Its number in a row; 0 for the name.
    pub fn number(self, row: &ClassRow) -> usize {
        match self {
            Self::Name => 0,
            Self::Images => row.images,
            Self::Train => row.train,
            Self::Choose => row.choose,
            Self::Report => row.report,
            Self::Groups => row.groups,
        }
    }
}

/// By which column the classes are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassOrder {
    /// The column.
    pub column: ClassColumn,
    /// The other way round: Z to A, or the smallest number first.
    pub reversed: bool,
}

impl ClassOrder {
    /// The order after a click on the head of `column`.
    #[must_use]
    pub fn clicked(self, column: ClassColumn) -> Self {
        Self { column, reversed: self.column == column && !self.reversed }
    }

    /// The places of `rows` in this order: names from A to Z, numbers from the largest. Equal ones stay
    /// in the order of their names.
    pub fn places(self, rows: &[ClassRow]) -> Vec<usize> {
        let mut places: Vec<usize> = (0..rows.len()).collect();
        if self.column == ClassColumn::Name {
            if self.reversed {
                places.reverse();
            }
            return places;
        }
        // Places come out of `rows` itself.
        let number = |place: &usize| rows.get(*place).map_or(0, |row| self.column.number(row));
        if self.reversed {
            places.sort_by_key(number);
        } else {
            places.sort_by_key(|place| std::cmp::Reverse(number(place)));
        }
        places
    }
}

/// How large an image is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// All of it, as large as the window allows.
    #[default]
    Fit,
    /// So many screen pixels a pixel of the image.
    Times(u32),
}

impl Zoom {
    /// All, from small to large.
    pub const ALL: [Self; 5] = [Self::Fit, Self::Times(1), Self::Times(2), Self::Times(4), Self::Times(8)];
}

/// The piece of an image that is shown large.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// How large.
    pub zoom: Zoom,
    /// The point in the middle, in pixels of the image; `None` is the middle of the image.
    pub centre: Option<(f64, f64)>,
    /// Screen pixels that there are for it, across and down.
    pub area: (u32, u32),
}

/// A piece of an image, in its pixels; it may reach beyond the edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visible {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Screen pixels a pixel of the image.
    pub scale: f64,
}

impl Look {
    /// Screen pixels a pixel of an image of `size` (columns, rows).
    pub fn scale(&self, size: (usize, usize)) -> f64 {
        match self.zoom {
            Zoom::Times(times) => f64::from(times.max(1)),
            Zoom::Fit => {
                let across = f64::from(self.area.0.max(1)) / size.0.max(1) as f64;
                across.min(f64::from(self.area.1.max(1)) / size.1.max(1) as f64)
            }
        }
    }

    /// What is seen of an image of `size`. Where the image is smaller than the area, it lies in the middle.
    pub fn visible(&self, size: (usize, usize)) -> Visible {
        let scale = self.scale(size);
        let (width, height) = (f64::from(self.area.0) / scale, f64::from(self.area.1) / scale);
        let all = (size.0 as f64, size.1 as f64);
        let centre = self.centre.unwrap_or((all.0 / 2.0, all.1 / 2.0));
        let edge = |centre: f64, seen: f64, all: f64| {
            if seen >= all { (all - seen) / 2.0 } else { (centre - seen / 2.0).clamp(0.0, all - seen) }
        };
        Visible { x: edge(centre.0, width, all.0), y: edge(centre.1, height, all.1), width, height, scale }
    }

    /// The next zoom in the direction of `larger` than what is on the screen for an image of `size`.
    pub fn next_zoom(&self, size: (usize, usize), larger: bool) -> Zoom {
        let scale = self.scale(size);
        let fit = Self { zoom: Zoom::Fit, ..*self }.scale(size);
        let steps = Zoom::ALL.into_iter().filter_map(|zoom| match zoom {
            Zoom::Times(times) => Some((zoom, f64::from(times))),
            Zoom::Fit => None,
        });
        if larger {
            steps.into_iter().find(|(_, s)| *s > scale).map_or(self.zoom, |(zoom, _)| zoom)
        } else {
            let smaller = steps.into_iter().rfind(|(_, s)| *s < scale && *s > fit);
            smaller.map_or(Zoom::Fit, |(zoom, _)| zoom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Zoom::{Fit, Times};
    use super::*;

    fn row(name: &str, images: usize) -> ClassRow {
        ClassRow { name: name.into(), images, train: 0, choose: 0, report: 0, groups: 0 }
    }

    #[test]
    fn a_second_click_turns_the_order_round() {
        let rows = [row("a", 5), row("b", 9), row("c", 5)];
        let order = ClassOrder::default().clicked(ClassColumn::Images);
        assert_eq!(order.places(&rows), [1, 0, 2]);
        assert_eq!(order.clicked(ClassColumn::Images).places(&rows), [0, 2, 1]);
        let by_name = order.clicked(ClassColumn::Name);
        assert_eq!(by_name.places(&rows), [0, 1, 2]);
        assert_eq!(by_name.clicked(ClassColumn::Name).places(&rows), [2, 1, 0]);
    }

    #[test]
    fn the_piece_that_is_seen_stays_inside_the_image() {
        let look = Look { zoom: Times(2), centre: Some((0.0, 5999.0)), area: (800, 600) };
        let seen = look.visible((6000, 6000));
        assert_eq!((seen.x, seen.y, seen.width, seen.height), (0.0, 5700.0, 400.0, 300.0));
        let whole = Look { zoom: Fit, ..look }.visible((6000, 6000));
        assert_eq!((whole.scale, whole.x, whole.y), (0.1, -1000.0, 0.0));
        let dot = Look { zoom: Fit, ..look }.visible((1, 1));
        assert_eq!((dot.scale, dot.height), (600.0, 1.0));
    }

    #[test]
    fn the_wheel_goes_through_all_zooms_and_back_to_the_whole_image() {
        let mut look = Look { area: (800, 600), ..Look::default() };
        let mut seen = Vec::new();
        for larger in [true, true, true, true, true, false, false, false, false, false] {
            look.zoom = look.next_zoom((3000, 3000), larger);
            seen.push(look.zoom);
        }
        let up = [Times(1), Times(2), Times(4), Times(8), Times(8)];
        assert_eq!(seen, [&up[..], &[Times(4), Times(2), Times(1), Fit, Fit]].concat());
        // An image that is drawn five times as large already goes on with eight times.
        assert_eq!(Look { area: (500, 500), ..Look::default() }.next_zoom((100, 100), true), Times(8));
    }
}
