//! [`Block`]: what a page consists of. All texts are plain; the writers make them safe for their format.

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its headline.
    pub title: String,
    /// A line below it; may be empty.
    pub subtitle: String,
    /// What follows, from top to bottom.
    pub blocks: Vec<Block>,
}

/// One piece of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Begins a section, which the list of contents names.
    Heading(String),
    /// Begins a part of a section.
    Subheading(String),
    /// A sentence of more weight than others.
    Lead(String),
    /// A sentence or several.
    Paragraph(String),
    /// Words that limit everything on the page.
    Badges(Vec<Badge>),
    /// Points, one below the other.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// Figures, side by side where they fit.
    Figures(Vec<Figure>),
    /// Rows of small pictures.
    Gallery(Vec<PictureRow>),
    /// Text to be copied letter by letter.
    Code(String),
    /// What is shown on demand. In formats without that, it follows a line with the summary.
    Folded {
        /// What is in it.
        summary: String,
        /// Its content.
        blocks: Vec<Block>,
    },
}

/// A word that limits what the page says, always in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// The word.
    pub word: String,
    /// What it means here.
    pub meaning: String,
}

/// How the cells of a column lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Text: on the left.
    #[default]
    Text,
    /// Numbers: on the right.
    Number,
}

/// The head of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its words.
    pub title: String,
    /// How its cells lie.
    pub align: Align,
}

impl Column {
    /// A column of text.
    pub fn text(title: impl Into<String>) -> Self {
        Self { title: title.into(), align: Align::Text }
    }

    /// A column of numbers.
    pub fn number(title: impl Into<String>) -> Self {
        Self { title: title.into(), align: Align::Number }
    }
}

/// A table. The first cell of a row is the row's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows, and how to read it; may be empty.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, with one cell a column.
    pub rows: Vec<Vec<String>>,
}

/// A figure with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Stem of its file, where the format keeps pictures in files; unique in a page.
    pub name: String,
    /// The picture.
    pub picture: Picture,
    /// What it shows, and how to read it.
    pub caption: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// True where it keeps its size and is scrolled, rather than being made smaller than its text can be read.
    pub scroll: bool,
}

/// A picture, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture {
    /// The text of an SVG file, without XML declaration.
    Svg(String),
    /// The bytes of a PNG file.
    Png(Vec<u8>),
}

/// Small pictures that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PictureRow {
    /// Words beside them.
    pub label: String,
    /// The pictures.
    pub pictures: Vec<Thumbnail>,
}

/// A small picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thumbnail {
    /// The bytes of a PNG file.
    pub png: Vec<u8>,
    /// Words below it.
    pub caption: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
}
