//! [`PATTERN_PRESETS`]: how usual microscopes and data sets name their files.

/// How one kind of instrument names its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatternPreset {
    /// Its name on the screen.
    pub name: &'static str,
    /// The pattern.
    pub pattern: &'static str,
    /// A name that fits.
    pub example: &'static str,
}

/// The pictures' ends, in any case.
macro_rules! picture {
    () => {
        r"\.(?i:tiff?|png|jpe?g)$"
    };
}

/// How usual microscopes and data sets name their files.
pub const PATTERN_PRESETS: [PatternPreset; 6] = [
    PatternPreset {
        name: "Opera, Operetta (Harmony)",
        pattern: concat!(
            r"(?:(?P<plate>[^/]+)/)?(?:Images/)?r(?P<row>\d{2})c(?P<column>\d{2})f(?P<field>\d+)p(?P<z>\d+)-ch(?P<channel>\d+)",
            r"(?:sk(?P<t>\d+))?(?:fk\d+)?(?:fl\d+)?",
            picture!()
        ),
        example: "BR00116991/Images/r01c12f05p01-ch5sk1fk1fl1.tiff",
    },
    PatternPreset {
        name: "ImageXpress (MetaXpress)",
        pattern: concat!(
            r"(?:^|/)(?P<plate>[^/]*?)_(?P<well>[A-P]\d{2})(?:_s(?P<site>\d+))?(?:_w(?P<channel>\d))?(?:_z(?P<z>\d+))?",
            r"(?:_?[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}|[0-9A-F]{8}-[0-9A-F-]{27})?",
            picture!()
        ),
        example: "IXMtest_E05_s6_w1A1A21FBC-5638-47D7-8E40-41FDFA080C60.tif",
    },
    PatternPreset {
        name: "A file for each channel",
        pattern: concat!(
            r"^(?:(?P<class>[^/]+)/)?(?:[^/]+/)*(?P<image>[^/]+?)[ _.-]",
            r"(?P<channel>(?i:ch(?:annel)?|w|c)[_ -]?\d+|\d|(?i:dapi|hoechst|dna|nuclei|gfp|egfp|yfp|cfp|rfp|mcherry|tritc|fitc|",
            r"cy[357]|actin|phalloidin|tubulin|er|rna|agp|mito|bf|brightfield|phase|dic|red|green|blue|d|f|r))",
            picture!()
        ),
        example: "treated/cell_012_DAPI.tif",
    },
    PatternPreset {
        name: "BBBC (channel, number, row, column)",
        pattern: concat!(
            r"(?:^|/)Channel(?P<channel>\d+)-(?P<number>\d+)-(?P<row>[A-P])-(?P<column>\d{2})",
            picture!()
        ),
        example: "Channel1-01-A-01.tif",
    },
    PatternPreset {
        name: "Well and field (Yokogawa)",
        pattern: concat!(
            r"(?:(?P<plate>[^/]+)/)?[^/]*?_(?P<well>[A-P]\d{2})_T(?P<t>\d{4})F(?P<field>\d{3})L\d{2}A\d{2}Z(?P<z>\d{2})C(?P<channel>\d{2})",
            picture!()
        ),
        example: "plate1/AssayPlate_Greiner_A02_T0001F001L01A01Z01C01.tif",
    },
    PatternPreset {
        name: "Cell Painting Gallery (plate, well, site, channel)",
        pattern: concat!(
            r"(?:(?P<plate>[^/]+)/)?(?:[^/]+/)*[^/]*?(?P<well>[A-P]\d{2})[_-](?i:s|site|f|field)?[_-]?(?P<site>\d+)[_-](?P<channel>(?i:orig)?[A-Za-z]+)",
            picture!()
        ),
        example: "plate7/img_B03_s2_OrigDNA.tif",
    },
];
