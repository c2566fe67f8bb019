//! [`StackChoice`] and [`Selection`]: which planes of a stack become an image, and how.

use serde::{Deserialize, Serialize};

/// What is done with the depths and time points of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StackChoice {
    /// What is done with depths.
    pub z: ZChoice,
    /// What is done with time points.
    pub t: TChoice,
}

/// What is done with the depths of a stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZChoice {
    /// The greatest value of all depths, for each channel and pixel.
    #[default]
    Maximum,
    /// One depth, counted from 1.
    Plane(usize),
    /// Each depth is an image of its own.
    Each,
    /// Each depth of each channel is a channel.
    Channels,
}

/// What is done with the time points of a stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TChoice {
    /// Each time point is an image of its own.
    #[default]
    Each,
    /// One time point, counted from 1.
    One(usize),
}

/// How many planes of which kind a file holds, known without its pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackSize {
    /// Planes in the order of the file, before samples of a pixel are told apart.
    pub pages: usize,
    /// Depths.
    pub depths: usize,
    /// Time points.
    pub times: usize,
    /// True where planes of it lie in other files.
    pub spread: bool,
    /// The file in which the image begins, where it is spread over several and begins in another than this.
    pub begins_in: Option<String>,
}

impl StackSize {
    /// That of a picture with one plane.
    pub(super) fn single() -> Self {
        Self { pages: 1, depths: 1, times: 1, spread: false, begins_in: None }
    }
}

/// Which planes of a file are read. Everything, unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    /// Only this plane in the order of the file, counted from 0.
    pub page: Option<usize>,
    /// Only this depth, counted from 0.
    pub depth: Option<usize>,
    /// Only this time point, counted from 0.
    pub time: Option<usize>,
    /// Of all depths the greatest value for each channel and pixel.
    pub maximum: bool,
}

impl Selection {
    /// True where everything is read as it is.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// True for a plane of this place, counted from 0.
    pub(super) fn takes(&self, page: usize, depth: usize, time: usize) -> bool {
        let fits = |wanted: Option<usize>, is| wanted.is_none_or(|w| w == is);
        fits(self.page, page) && fits(self.depth, depth) && fits(self.time, time)
    }
}

impl StackChoice {
    /// The images that a file of this size becomes: for each, what is put behind the file's key (`""`, `"#z3"`,
    /// `"#t2"`, `"#z3#t2"`) and what is read of it.
    ///
    /// # Errors
    /// The file lacks the depth or time point that was chosen.
    pub fn images(&self, size: &StackSize) -> Result<Vec<(String, Selection)>, String> {
        let depths: Vec<(String, Option<usize>, bool)> = match self.z {
            ZChoice::Maximum => vec![(String::new(), None, size.depths > 1)],
            ZChoice::Plane(z) if z == 0 || z > size.depths => {
                return Err(format!("it has {} depth(s), but depth {z} was chosen (z)", size.depths));
            }
            ZChoice::Plane(z) => vec![(String::new(), (size.depths > 1).then_some(z - 1), false)],
            ZChoice::Each if size.depths > 1 => {
                (0..size.depths).map(|z| (format!("#z{}", z + 1), Some(z), false)).collect()
            }
            ZChoice::Each | ZChoice::Channels => vec![(String::new(), None, false)],
        };
        let times: Vec<(String, Option<usize>)> = match self.t {
            TChoice::One(t) if t == 0 || t > size.times => {
                return Err(format!(
                    "it has {} time point(s), but time point {t} was chosen (t)",
                    size.times
                ));
            }
            TChoice::One(t) => vec![(String::new(), (size.times > 1).then_some(t - 1))],
            TChoice::Each if size.times > 1 => {
                (0..size.times).map(|t| (format!("#t{}", t + 1), Some(t))).collect()
            }
            TChoice::Each => vec![(String::new(), None)],
        };
        let mut images = Vec::with_capacity(depths.len() * times.len());
        for (t_name, time) in &times {
            for (z_name, depth, maximum) in &depths {
                let selection = Selection { page: None, depth: *depth, time: *time, maximum: *maximum };
                images.push((format!("{z_name}{t_name}"), selection));
            }
        }
        Ok(images)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_stack_becomes_the_images_that_were_chosen() {
        let size = StackSize { pages: 12, depths: 3, times: 2, spread: false, begins_in: None };
        let names = |z, t| -> Vec<String> {
            StackChoice { z, t }.images(&size).unwrap().into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names(ZChoice::Maximum, TChoice::Each), ["#t1", "#t2"]);
        assert_eq!(names(ZChoice::Each, TChoice::One(2)), ["#z1", "#z2", "#z3"]);
        assert_eq!(names(ZChoice::Each, TChoice::Each).len(), 6);
        assert_eq!(names(ZChoice::Plane(3), TChoice::One(1)), [""]);
        let missing = StackChoice { z: ZChoice::Plane(4), t: TChoice::Each }.images(&size).unwrap_err();
        assert!(missing.contains("3 depth(s)"), "{missing}");
        let one = StackChoice::default().images(&StackSize::single()).unwrap();
        assert_eq!(one, [(String::new(), Selection::default())]);
    }

    #[test]
    fn the_words_of_the_choice_are_plain() {
        let read = |text: &str| toml_edit::de::from_str::<StackChoice>(text).unwrap();
        assert_eq!(read(""), StackChoice::default());
        assert_eq!(
            read("z = \"each\"\nt = { one = 2 }"),
            StackChoice { z: ZChoice::Each, t: TChoice::One(2) }
        );
        assert_eq!(read("z = { plane = 3 }").z, ZChoice::Plane(3));
        assert_eq!(read("z = \"channels\"").z, ZChoice::Channels);
    }
}
