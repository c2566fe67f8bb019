//! [`Family`]: what kind of sign a feature is, so that signs of one kind are not counted twice.

/// What kind of sign a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// How bright channels are, and how much of a stain there is.
    Brightness,
    /// How channels compare.
    Ratio,
    /// How uneven a channel is within the object.
    Contrast,
    /// Where within the object a channel is bright.
    Distribution,
    /// Spots and fine structure.
    Texture,
    /// Whether two channels are bright in the same places.
    Colocalisation,
    /// The object's area.
    Size,
    /// How many objects there are.
    Number,
    /// How long it is.
    Shape,
    /// Which way it lies.
    Orientation,
    /// Where it lies in the picture.
    Position,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Brightness,
        Self::Ratio,
        Self::Contrast,
        Self::Distribution,
        Self::Texture,
        Self::Colocalisation,
        Self::Size,
        Self::Number,
        Self::Shape,
        Self::Orientation,
        Self::Position,
    ];
}
