//! The planes of an OME-TIFF's image: in which pages of which files they lie.

use super::directory::File;
use super::ome::{Ome, OmeImage, TiffData};
use super::page::Page;
use super::series::{OtherFile, Place, PlaneAt, Series};
use super::{Beside, Fault};

/// More planes than a real image has.
const MOST_PLANES: usize = 1 << 20;
/// Most bytes of a description in a file of its own.
const MOST_DESCRIPTION: usize = 1 << 28;

/// What says which planes lie in the opened file.
struct Own<'a> {
    uuid: Option<&'a str>,
    beside: &'a Beside<'a>,
    /// True where all planes lie in one file, whatever it was called when it was written.
    only_file: bool,
}

impl Own<'_> {
    fn holds(&self, block: &TiffData) -> bool {
        match (&block.uuid, &block.file_name) {
            (None, None) => true,
            (Some(uuid), _) if self.uuid.is_some_and(|own| own == uuid) => true,
            (_, Some(name)) if self.beside.is_own_name(name) => true,
            // Renamed after it was written.
            (_, _) => self.only_file && self.uuid.is_none(),
        }
    }
}

/// The planes of the image in `about` that lies in the opened file, in the order of its DimensionOrder.
pub(super) fn series(file: &File, about: &Ome, beside: &Beside) -> Result<Series, Fault> {
    let described;
    let (images, elsewhere) = match &about.described_in {
        Some(name) if about.images.is_empty() => {
            described = description(name, beside)?;
            (&described.images, true)
        }
        _ => (&about.images, false),
    };
    let own = |image: &OmeImage| Own {
        uuid: about.uuid.as_deref(),
        beside,
        only_file: !elsewhere && image.data.iter().all(|block| block.uuid == first_uuid(image)),
    };
    let holds = |image: &&OmeImage| {
        let own = own(image);
        image.data.is_empty() && !elsewhere || image.data.iter().any(|block| own.holds(block))
    };
    let image = images.iter().find(holds).or_else(|| images.first().filter(|_| !elsewhere));
    let image = image.ok_or_else(|| {
        Fault::damaged("the OME-XML that describes it knows no image with planes in this file")
    })?;
    let mut series = of_image(file, image, &own(image))?;
    if images.len() > 1 {
        series.warnings.push(format!("{} further image(s) of the file are left out", images.len() - 1));
    }
    Ok(series)
}

fn first_uuid(image: &OmeImage) -> Option<String> {
    image.data.first().and_then(|block| block.uuid.clone())
}

/// The OME-XML in the file `name`, which may be plain text or an OME-TIFF.
fn description(name: &str, beside: &Beside) -> Result<Ome, Fault> {
    let bytes = beside.open(name)?;
    let text = if bytes.starts_with(b"II") || bytes.starts_with(b"MM") {
        let file = File::parse(&bytes)?;
        file.directories.first().and_then(|first| first.text(&file, 270)).unwrap_or_default()
    } else if bytes.len() <= MOST_DESCRIPTION {
        String::from_utf8_lossy(&bytes).into_owned()
    } else {
        return Err(Fault::TooLarge(format!("its description {name:?} has more than 256 MiB")));
    };
    Ome::parse(&text)?.filter(|ome| !ome.images.is_empty()).ok_or_else(|| {
        Fault::damaged(format!("the file {name:?}, which should describe it, holds no OME-XML with an image"))
    })
}

fn of_image(file: &File, image: &OmeImage, own: &Own) -> Result<Series, Fault> {
    let order = page_order(&image.order)?;
    let mut sizes = [image.size_c, image.size_z, image.size_t];
    if sizes.contains(&0) {
        return Err(Fault::damaged("its OME-XML declares an image without channels, z or time"));
    }
    let mut files = Vec::new();
    let blocks = blocks(file, image, own, &mut files)?;
    let first = first_page(file, &blocks, &files, own.beside)?;
    // Samples of a pixel are channels in OME's count, but not pages.
    let samples = if image.size_c.is_multiple_of(first.samples) { first.samples } else { 1 };
    if first.samples != samples {
        return Err(Fault::damaged("its OME-XML declares another number of channels than its pages have"));
    }
    sizes[0] /= samples;
    let total = sizes.iter().try_fold(1_usize, |all, &n| all.checked_mul(n)).filter(|&n| n <= MOST_PLANES);
    let total = total.ok_or_else(|| Fault::damaged("its OME-XML declares an absurd number of planes"))?;
    let steps = steps(&sizes, order);
    let map = page_of_plane(&blocks, &steps, total)?;
    let mut planes = Vec::with_capacity(total);
    for (p, (from, page)) in map.into_iter().enumerate() {
        let place = match from {
            None => Place::Here(Box::new(own_page(file, image, &first, page, total)?)),
            Some(other) => Place::There(other, page),
        };
        let at = |axis: usize| p / steps[axis] % sizes[axis];
        planes.push(PlaneAt { place, channel: at(0), depth: at(1), time: at(2) });
    }
    if (first.width, first.height) != (image.size_x, image.size_y) {
        return Err(Fault::damaged("its OME-XML declares another size than its pages have"));
    }
    // A channel of several samples is described once, or once for each sample.
    let each = if image.channels.len() == image.size_c { samples } else { 1 };
    let described = |c: usize| image.channels.get(c * each);
    let name = |c: usize| match described(c).and_then(|channel| channel.name.clone()) {
        Some(name) => name,
        None if sizes[0] == 1 => String::new(),
        None => format!("channel {}", c + 1),
    };
    let mut series = Series::of_pages(Vec::new(), 'I');
    series.channel_names = (0..sizes[0]).map(name).collect();
    series.channel_colours = (0..sizes[0]).map(|c| described(c).and_then(|channel| channel.colour)).collect();
    series.leading = order.iter().rev().map(|&a| (['C', 'Z', 'T'][a], sizes[a])).collect();
    series.pixel_size_um = image.pixel_size_um;
    (series.planes, series.files) = (planes, files);
    Ok(series)
}

/// Planes that lie one behind the other: from which place on, how many, in which file, from which page on.
struct Block {
    first: [usize; 3],
    count: usize,
    from: Option<usize>,
    page: usize,
}

fn blocks(file: &File, image: &OmeImage, own: &Own, files: &mut Vec<OtherFile>) -> Result<Vec<Block>, Fault> {
    let pages = file.directories.len();
    if image.data.is_empty() {
        return Ok(vec![Block { first: [0; 3], count: pages, from: None, page: 0 }]);
    }
    let mut blocks = Vec::with_capacity(image.data.len());
    for data in &image.data {
        let from = if own.holds(data) { None } else { Some(other_file(data, files)?) };
        let count = match (data.count, data.ifd, from.and_then(|other| files.get(other))) {
            (Some(count), _, _) => count,
            (None, Some(_), _) => 1,
            (None, None, None) => pages,
            (None, None, Some(other)) => File::parse(&own.beside.open(&other.name)?)?.directories.len(),
        };
        blocks.push(Block { first: data.first, count, from, page: data.ifd.unwrap_or(0) });
    }
    Ok(blocks)
}

/// The place of the file of `data` among `files`, in which it is put if it is new.
fn other_file(data: &TiffData, files: &mut Vec<OtherFile>) -> Result<usize, Fault> {
    let Some(name) = data.file_name.clone() else {
        return Err(Fault::unsupported(
            "some of its planes lie in another file, whose name it does not say: export it as a single file",
        ));
    };
    let other = OtherFile { name, uuid: data.uuid.clone() };
    Ok(files.iter().position(|known| *known == other).unwrap_or_else(|| {
        files.push(other);
        files.len() - 1
    }))
}

fn first_page(file: &File, blocks: &[Block], files: &[OtherFile], beside: &Beside) -> Result<Page, Fault> {
    let here = blocks.iter().find(|block| block.from.is_none());
    let missing = || Fault::damaged("it holds no page for its first plane");
    if let Some(block) = here {
        let tags = file.directories.get(block.page).or_else(|| file.directories.first());
        return Page::parse(file, tags.ok_or_else(missing)?);
    }
    let block = blocks.first().ok_or_else(missing)?;
    let other = block.from.and_then(|other| files.get(other)).ok_or_else(missing)?;
    let bytes = beside.open(&other.name)?;
    let file = File::parse(&bytes)?;
    Page::parse(&file, file.directories.get(block.page).ok_or_else(missing)?)
}

fn own_page(file: &File, image: &OmeImage, first: &Page, page: usize, total: usize) -> Result<Page, Fault> {
    let tags = file.directories.get(page).ok_or_else(|| {
        Fault::damaged(format!(
            "its OME-XML declares {total} planes, but the file has only {} pages",
            file.directories.len()
        ))
    })?;
    let page = Page::parse(file, tags)?;
    if (page.width, page.height, page.samples) != (image.size_x, image.size_y, first.samples) {
        return Err(Fault::damaged("its OME-XML declares another size than its pages have"));
    }
    Ok(page)
}

/// The axes c (0), z (1), t (2), fastest first.
fn page_order(order: &str) -> Result<[usize; 3], Fault> {
    Ok(match order {
        "XYCZT" | "" => [0, 1, 2],
        "XYCTZ" => [0, 2, 1],
        "XYZCT" => [1, 0, 2],
        "XYZTC" => [1, 2, 0],
        "XYTCZ" => [2, 0, 1],
        "XYTZC" => [2, 1, 0],
        other => return Err(Fault::damaged(format!("its OME-XML has the unknown order {other}"))),
    })
}

/// For each plane, its file (none: the opened one) and its page there.
fn page_of_plane(
    blocks: &[Block],
    steps: &[usize; 3],
    total: usize,
) -> Result<Vec<(Option<usize>, usize)>, Fault> {
    let mut map = vec![None; total];
    for block in blocks {
        let start = (0..3).map(|a| block.first[a].saturating_mul(steps[a])).fold(0, usize::saturating_add);
        for k in 0..block.count.min(total) {
            let slot = map.get_mut(start.saturating_add(k));
            *slot.ok_or_else(|| Fault::damaged("its OME-XML places a plane outside the image"))? =
                Some((block.from, block.page.saturating_add(k)));
        }
    }
    map.into_iter().collect::<Option<_>>().ok_or_else(|| {
        Fault::damaged(format!("its OME-XML declares {total} planes, but says not of all where they lie"))
    })
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
