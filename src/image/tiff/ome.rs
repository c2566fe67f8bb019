//! [`Ome`]: what the OME-XML of a TIFF, or of the file that it points at, says about its image.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::Fault;
use super::colours::of_ome;
use crate::image::length_unit::micrometres;

/// One image of an OME-XML text.
#[derive(Clone, Debug, Default)]
pub(super) struct OmeImage {
    /// The five letters of DimensionOrder, fastest first.
    pub order: String,
    /// Columns.
    pub size_x: usize,
    /// Rows.
    pub size_y: usize,
    /// Channels, samples of a pixel among them.
    pub size_c: usize,
    /// Depths.
    pub size_z: usize,
    /// Time points.
    pub size_t: usize,
    /// Width of a pixel in micrometres.
    pub pixel_size_um: Option<f64>,
    /// One for each channel that is described.
    pub channels: Vec<OmeChannel>,
    /// Where the planes lie.
    pub data: Vec<TiffData>,
}

/// One channel of an image.
#[derive(Clone, Debug, Default)]
pub(super) struct OmeChannel {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The colour in which it is to be shown.
    pub colour: Option<[u8; 3]>,
}

/// Which planes lie in which pages.
#[derive(Clone, Debug, Default)]
pub(super) struct TiffData {
    /// The first page.
    pub ifd: Option<usize>,
    /// Channel, depth and time of the first plane.
    pub first: [usize; 3],
    /// Number of planes.
    pub count: Option<usize>,
    /// The identity of the file.
    pub uuid: Option<String>,
    /// The name of the file.
    pub file_name: Option<String>,
}

/// An OME-XML text.
#[derive(Clone, Debug, Default)]
pub(super) struct Ome {
    /// The identity of the file that the text stands in.
    pub uuid: Option<String>,
    /// The file that holds the description, where this text only points at it.
    pub described_in: Option<String>,
    /// The images that have pixels.
    pub images: Vec<OmeImage>,
}

/// The attributes of an element: `(name, value)`.
struct Attributes(Vec<(String, String)>);

impl Attributes {
    fn of(element: &BytesStart) -> Self {
        let value = |a: quick_xml::events::attributes::Attribute| {
            let value = a.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
            Some((a.key.local_name().as_ref().to_owned(), value))
        };
        Self(element.attributes().flatten().filter_map(value).collect())
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|a| a.0 == key).map(|a| a.1.trim()).filter(|text| !text.is_empty())
    }

    fn number(&self, key: &str) -> Option<usize> {
        self.get(key)?.parse().ok()
    }
}

impl Ome {
    /// Reads OME-XML; `None` if the text is none.
    pub fn parse(text: &str) -> Result<Option<Self>, Fault> {
        let text = text.trim_start_matches('\u{feff}').trim();
        let head: String = text.chars().take(400).collect();
        if !(text.ends_with("OME>") && (head.contains("<OME") || head.contains(":OME "))) {
            return Ok(None);
        }
        let mut xml = quick_xml::Reader::from_str(text);
        let mut ome = Self::default();
        let mut in_uuid = false;
        loop {
            let event = xml.read_event().map_err(|e| Fault::damaged(format!("its OME-XML: {e}")))?;
            match &event {
                Event::Start(e) | Event::Empty(e) => {
                    let name = e.local_name().as_ref().to_owned();
                    in_uuid = name == "UUID" && matches!(event, Event::Start(_));
                    ome.element(&name, &Attributes::of(e));
                }
                Event::Text(t) if in_uuid => {
                    if let Some(last) = ome.images.last_mut().and_then(|image| image.data.last_mut()) {
                        last.uuid = Some(t.trim().to_owned()).filter(|uuid| !uuid.is_empty());
                    }
                }
                Event::End(_) => in_uuid = false,
                Event::Eof => break,
                _ => {}
            }
        }
        ome.images.retain(|image| image.size_x > 0 || image.size_y > 0 || image.size_c > 0);
        Ok((!ome.images.is_empty() || ome.described_in.is_some()).then_some(ome))
    }

    fn element(&mut self, name: &str, about: &Attributes) {
        match name {
            "OME" => self.uuid = about.get("UUID").map(str::to_owned),
            "BinaryOnly" => {
                self.described_in = Some(about.get("MetadataFile").unwrap_or_default().to_owned());
            }
            "Image" => self.images.push(OmeImage::default()),
            "Pixels" => {
                // A second set of pixels of one image is another image.
                if self.images.last().is_none_or(|image| image.size_x > 0) {
                    self.images.push(OmeImage::default());
                }
                if let Some(image) = self.images.last_mut() {
                    image.read_pixels(about);
                }
            }
            "Channel" => {
                if let Some(image) = self.images.last_mut() {
                    let name = about.get("Name").map(str::to_owned);
                    let colour = about.get("Color").and_then(of_ome);
                    image.channels.push(OmeChannel { name, colour });
                }
            }
            "TiffData" => {
                if let Some(image) = self.images.last_mut() {
                    let first = ["FirstC", "FirstZ", "FirstT"].map(|key| about.number(key).unwrap_or(0));
                    let (ifd, count) = (about.number("IFD"), about.number("PlaneCount"));
                    image.data.push(TiffData { ifd, first, count, uuid: None, file_name: None });
                }
            }
            "UUID" => {
                if let Some(last) = self.images.last_mut().and_then(|image| image.data.last_mut()) {
                    last.file_name = about.get("FileName").map(str::to_owned);
                }
            }
            _ => {}
        }
    }
}

impl OmeImage {
    fn read_pixels(&mut self, about: &Attributes) {
        let size = |key| about.number(key).unwrap_or(0);
        about.get("DimensionOrder").unwrap_or("XYCZT").clone_into(&mut self.order);
        (self.size_x, self.size_y) = (size("SizeX"), size("SizeY"));
        (self.size_c, self.size_z, self.size_t) = (size("SizeC"), size("SizeZ"), size("SizeT"));
        let width = about.get("PhysicalSizeX").and_then(|v| v.parse::<f64>().ok());
        let unit = about.get("PhysicalSizeXUnit").unwrap_or("µm");
        self.pixel_size_um =
            width.filter(|w| *w > 0.0 && w.is_finite()).and_then(|w| Some(w * micrometres(unit)?));
    }
}
