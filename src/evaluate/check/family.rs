//! [`Family`]: what kind of sign a feature is, so that signs of one kind are not counted twice.

/// What kind of sign a feature is. Those that others follow from stand first: a larger cell has more of every stain, a
/// brighter one more texture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The object's area.
    Size,
    /// How long it is.
    Shape,
    /// Which way it lies.
    Orientation,
    /// How many objects there are.
    Number,
    /// How channels compare.
    Ratio,
    /// How bright channels are, and how much of a stain there is.
    Brightness,
    /// Where within the object a channel is bright.
    Distribution,
    /// Whether two channels are bright in the same places.
    Colocalisation,
    /// Spots and fine structure.
    Texture,
    /// How uneven a channel is within the object.
    Contrast,
    /// Where it lies in the picture.
    Position,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Size,
        Self::Shape,
        Self::Orientation,
        Self::Number,
        Self::Ratio,
        Self::Brightness,
        Self::Distribution,
        Self::Colocalisation,
        Self::Texture,
        Self::Contrast,
        Self::Position,
    ];
}
