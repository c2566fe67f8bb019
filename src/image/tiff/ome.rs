//! [`Ome`]: what the OME-XML in a TIFF says about its first image, and the pages that hold it.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::Fault;
use super::directory::File;
use super::imagej::micrometres;
use super::page::Page;
use super::series::Series;

/// More planes than a real image has.
const MOST_PLANES: usize = 1 << 20;

/// The first image of an OME-XML text.
#[derive(Default)]
pub(super) struct Ome {
    /// The five letters of DimensionOrder, fastest first.
    order: String,
    size_x: usize,
    size_y: usize,
    size_c: usize,
    size_z: usize,
    size_t: usize,
    pixel_size_um: Option<f64>,
    /// Name and samples a pixel of every channel.
    channels: Vec<(Option<String>, usize)>,
    data: Vec<TiffData>,
    /// Images after the first.
    further: usize,
}

/// Which planes lie in which pages.
#[derive(Default)]
struct TiffData {
    ifd: Option<usize>,
    first: [usize; 3],
    count: Option<usize>,
    uuid: Option<String>,
}

/// The attributes of an element: `(name, value)`.
fn attributes(element: &BytesStart) -> Vec<(String, String)> {
    let value = |a: quick_xml::events::attributes::Attribute| {
        let value = a.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
        Some((a.key.local_name().as_ref().to_owned(), value))
    };
    element.attributes().flatten().filter_map(value).collect()
}

impl Ome {
    /// Reads OME-XML; `None` if the text is none, or only points at another file.
    pub fn parse(text: &str) -> Result<Option<Self>, Fault> {
        let head: String = text.chars().take(400).collect();
        if !(text.trim_end().ends_with("OME>") && head.contains("<OME") || head.contains(":OME ")) {
            return Ok(None);
        }
        let mut xml = quick_xml::Reader::from_str(text);
        let mut ome = Self::default();
        let (mut images, mut pixels) = (0_usize, 0_usize);
        let mut in_uuid = false;
        loop {
            let event = xml.read_event().map_err(|e| Fault::damaged(format!("its OME-XML: {e}")))?;
            match &event {
                Event::Start(e) | Event::Empty(e) => {
                    let name = e.local_name().as_ref().to_owned();
                    match name.as_str() {
                        "Image" => images += 1,
                        "Pixels" => {
                            pixels += 1;
                            if images == 1 && pixels == 1 {
                                ome.read_pixels(&attributes(e));
                            }
                        }
                        "BinaryOnly" => {
                            return Err(Fault::unsupported(
                                "an OME-TIFF whose description lies in another file: export it as a single file",
                            ));
                        }
                        "Channel" if images == 1 && pixels == 1 => ome.read_channel(&attributes(e)),
                        "TiffData" if images == 1 && pixels == 1 => ome.read_data(&attributes(e)),
                        "UUID" if images == 1 => in_uuid = matches!(event, Event::Start(_)),
                        _ => {}
                    }
                }
                Event::Text(t) if in_uuid => {
                    if let Some(last) = ome.data.last_mut() {
                        last.uuid = Some(t.trim().to_owned());
                    }
                }
                Event::End(_) => in_uuid = false,
                Event::Eof => break,
                _ => {}
            }
        }
        ome.further = images.saturating_sub(1);
        Ok((pixels > 0).then_some(ome))
    }

    fn read_pixels(&mut self, attributes: &[(String, String)]) {
        let (mut size, mut unit) = (None, "µm".to_owned());
        for (name, value) in attributes {
            let number = value.trim().parse().unwrap_or(0);
            match name.as_str() {
                "DimensionOrder" => self.order.clone_from(value),
                "SizeX" => self.size_x = number,
                "SizeY" => self.size_y = number,
                "SizeC" => self.size_c = number,
                "SizeZ" => self.size_z = number,
                "SizeT" => self.size_t = number,
                "PhysicalSizeX" => size = value.trim().parse::<f64>().ok().filter(|v| *v > 0.0),
                "PhysicalSizeXUnit" => unit.clone_from(value),
                _ => {}
            }
        }
        self.pixel_size_um = size.and_then(|s| Some(s * micrometres(&unit)?));
    }

    fn read_channel(&mut self, attributes: &[(String, String)]) {
        let get = |key: &str| attributes.iter().find(|a| a.0 == key).map(|a| a.1.clone());
        let samples = get("SamplesPerPixel").and_then(|v| v.parse().ok()).unwrap_or(1);
        self.channels.push((get("Name").filter(|n| !n.is_empty()), samples));
    }

    fn read_data(&mut self, attributes: &[(String, String)]) {
        let get = |key: &str| attributes.iter().find(|a| a.0 == key).and_then(|a| a.1.trim().parse().ok());
        let first = ["FirstC", "FirstZ", "FirstT"].map(|k| get(k).unwrap_or(0));
        self.data.push(TiffData { ifd: get("IFD"), first, count: get("PlaneCount"), uuid: None });
    }

    /// The pages of the first image in the order of its DimensionOrder.
    pub fn series(&self, file: &File) -> Result<Series, Fault> {
        let sizes = [self.size_c, self.size_z, self.size_t];
        let order = self.page_order()?;
        if sizes.contains(&0) {
            return Err(Fault::damaged("its OME-XML declares an image without channels, z or time"));
        }
        let pages = &file.directories;
        let first = Page::parse(file, pages.first().ok_or_else(|| Fault::damaged("it holds no page"))?)?;
        // Samples of a pixel are channels in OME's count, but not pages.
        let samples = if self.size_c.is_multiple_of(first.samples) { first.samples } else { 1 };
        let mut sizes = sizes;
        sizes[0] /= samples;
        let total =
            sizes.iter().try_fold(1_usize, |all, &n| all.checked_mul(n)).filter(|&n| n <= MOST_PLANES);
        let total = total.ok_or_else(|| Fault::damaged("its OME-XML declares an absurd number of planes"))?;
        let map = self.page_of_plane(pages.len(), &sizes, order, total)?;
        let chosen = map
            .iter()
            .map(|&i| match pages.get(i) {
                Some(tags) => Page::parse(file, tags),
                None => Err(Fault::damaged(format!(
                    "its OME-XML declares {total} planes, but the file has only {} pages",
                    pages.len()
                ))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        if chosen.iter().any(|p| (p.width, p.height, p.samples) != (self.size_x, self.size_y, first.samples))
        {
            return Err(Fault::damaged("its OME-XML declares another size than its pages have"));
        }
        if samples * sizes[0] != self.size_c || first.samples != samples {
            return Err(Fault::damaged(
                "its OME-XML declares another number of channels than its pages have",
            ));
        }
        let steps = steps(&sizes, order);
        let names = self.channel_names(sizes[0]);
        let mut series = Series::of_pages(chosen, 'I');
        series.page_channels = (0..total).map(|p| p / steps[0] % sizes[0]).collect();
        series.channel_names = names;
        series.leading = order.iter().rev().map(|&a| (['C', 'Z', 'T'][a], sizes[a])).collect();
        series.pixel_size_um = self.pixel_size_um;
        if self.further > 0 {
            series.warnings.push(format!("{} further image(s) of the file are left out", self.further));
        }
        Ok(series)
    }

    /// The axes c (0), z (1), t (2), fastest first.
    fn page_order(&self) -> Result<[usize; 3], Fault> {
        Ok(match self.order.as_str() {
            "XYCZT" | "" => [0, 1, 2],
            "XYCTZ" => [0, 2, 1],
            "XYZCT" => [1, 0, 2],
            "XYZTC" => [1, 2, 0],
            "XYTCZ" => [2, 0, 1],
            "XYTZC" => [2, 1, 0],
            other => return Err(Fault::damaged(format!("its OME-XML has the unknown order {other}"))),
        })
    }

    fn channel_names(&self, count: usize) -> Vec<String> {
        (0..count)
            .map(|c| match self.channels.get(c) {
                Some((Some(name), _)) => name.clone(),
                _ if count == 1 => String::new(),
                _ => format!("channel {}", c + 1),
            })
            .collect()
    }

    /// For each plane, the page that holds it.
    fn page_of_plane(
        &self,
        pages: usize,
        sizes: &[usize; 3],
        order: [usize; 3],
        total: usize,
    ) -> Result<Vec<usize>, Fault> {
        let mut files: Vec<&String> = self.data.iter().filter_map(|d| d.uuid.as_ref()).collect();
        files.sort();
        files.dedup();
        if files.len() > 1 {
            return Err(Fault::unsupported(format!(
                "an OME-TIFF whose planes are spread over {} files: export it as a single file",
                files.len()
            )));
        }
        let steps = steps(sizes, order);
        let mut map = vec![None; total];
        let whole = [TiffData::default()];
        let blocks: &[TiffData] = if self.data.is_empty() { &whole } else { &self.data };
        for block in blocks {
            let start: usize = (0..3).map(|a| block.first[a].saturating_mul(steps[a])).sum();
            let count = match (block.count, block.ifd) {
                (Some(count), _) => count,
                (None, Some(_)) => 1,
                (None, None) => total.min(pages),
            };
            for k in 0..count.min(total) {
                let slot = map.get_mut(start.saturating_add(k));
                *slot.ok_or_else(|| Fault::damaged("its OME-XML places a plane outside the image"))? =
                    Some(block.ifd.unwrap_or(0).saturating_add(k));
            }
        }
        map.into_iter().collect::<Option<_>>().ok_or_else(|| {
            Fault::damaged(format!("its OME-XML declares {total} planes, but says not of all where they lie"))
        })
    }
}

/// How many planes further the next c, z or t lies.
fn steps(sizes: &[usize; 3], order: [usize; 3]) -> [usize; 3] {
    let mut steps = [1; 3];
    let mut step = 1;
    for axis in order {
        steps[axis] = step;
        step *= sizes[axis];
    }
    steps
}
