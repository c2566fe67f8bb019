//! [`LengthUnit`]: pixels, or micrometres where the size of a pixel is known.

use serde::{Deserialize, Serialize};

/// The unit of a length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LengthUnit {
    /// Pixels of the file.
    #[default]
    #[serde(rename = "px")]
    Pixels,
    /// Micrometres in the specimen.
    #[serde(rename = "um")]
    Micrometres,
}

impl LengthUnit {
    /// `length` in pixels of the width `pixel_size_um`.
    ///
    /// # Errors
    /// Micrometres without the size of a pixel, in words for the user.
    pub fn pixels(self, length: f64, pixel_size_um: Option<f64>) -> Result<f64, String> {
        match (self, pixel_size_um) {
            (Self::Pixels, _) => Ok(length),
            (Self::Micrometres, Some(size)) if size > 0.0 => Ok(length / size),
            (Self::Micrometres, _) => Err(NO_SIZE.to_owned()),
        }
    }

    /// "px" or "um".
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Pixels => "px",
            Self::Micrometres => "\u{b5}m",
        }
    }
}

/// Why micrometres are refused.
const NO_SIZE: &str = "a length is given in micrometres, but the file does not say how large a pixel is: give it in pixels, \
                       or save the picture with its pixel size";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn micrometres_need_the_size_of_a_pixel() {
        assert_eq!(LengthUnit::Pixels.pixels(64.0, None), Ok(64.0));
        assert_eq!(LengthUnit::Micrometres.pixels(32.0, Some(0.5)), Ok(64.0));
        assert!(LengthUnit::Micrometres.pixels(32.0, None).unwrap_err().contains("how large a pixel is"));
    }
}
