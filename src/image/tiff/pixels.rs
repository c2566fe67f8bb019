//! The pixels of a series: its planes decoded one by one, out of one file or several.

use super::bits::to_samples;
use super::directory::File;
use super::ome::Ome;
use super::page::Page;
use super::series::{OtherFile, Place, PlaneAt, Series};
use super::{Beside, Fault, Samples, Selection, check_size, chunks};

/// The planes that are asked for, decoded.
pub(super) struct Pixels {
    /// The values: plane after plane.
    pub samples: Samples,
    /// What the planes are, each of all samples of its pixels.
    pub planes: Vec<PlaneAt>,
    /// A page, which all others resemble.
    pub page: Page,
}

/// Decodes what `selection` takes of `series`.
pub(super) fn read(
    file: &File,
    series: &Series,
    beside: &Beside,
    selection: &Selection,
) -> Result<Pixels, Fault> {
    let taken: Vec<&PlaneAt> = series
        .planes
        .iter()
        .enumerate()
        .filter(|(p, plane)| selection.takes(*p, plane.depth, plane.time))
        .map(|(_, plane)| plane)
        .collect();
    if taken.is_empty() {
        return Err(Fault::unsupported(format!(
            "a plane is asked for that it does not hold: it has {} plane(s)",
            series.planes.len()
        )));
    }
    // Which of the planes that come out each of them goes into.
    let mut out: Vec<PlaneAt> = Vec::new();
    let mut slots = Vec::with_capacity(taken.len());
    for &plane in &taken {
        let same = |o: &PlaneAt| (o.channel, o.time) == (plane.channel, plane.time);
        let known = if selection.maximum { out.iter().position(same) } else { None };
        let slot = known.unwrap_or(out.len());
        if slot == out.len() {
            out.push(PlaneAt { depth: if selection.maximum { 0 } else { plane.depth }, ..plane.clone() });
        }
        slots.push(slot);
    }
    let mut decoding = Decoding {
        first: None,
        done: vec![None; out.len()],
        bytes: file.bytes.len() * (series.files.len() + 1),
    };
    for (plane, &slot) in taken.iter().zip(&slots) {
        if let Place::Here(page) = &plane.place {
            decoding.add(file, page, slot)?;
        }
    }
    for (number, other) in series.files.iter().enumerate() {
        let wanted: Vec<(usize, usize)> = taken
            .iter()
            .zip(&slots)
            .filter_map(|(plane, &slot)| match plane.place {
                Place::There(file, page) if file == number => Some((page, slot)),
                _ => None,
            })
            .collect();
        if !wanted.is_empty() {
            let bytes = beside.open(&other.name)?;
            let file = open_other(&bytes, other)?;
            for (page, slot) in wanted {
                let tags = file.directories.get(page).ok_or_else(|| {
                    Fault::damaged(format!("its plane {page} should lie in {:?}, but does not", other.name))
                })?;
                decoding.add(&file, &Page::parse(&file, tags)?, slot)?;
            }
        }
    }
    let missing = || Fault::damaged("it holds fewer planes than it declares");
    let page = decoding.first.ok_or_else(missing)?;
    let mut done = decoding.done.into_iter();
    let mut samples = done.next().flatten().ok_or_else(missing)?;
    for more in done {
        if !samples.append(more.ok_or_else(missing)?) {
            return Err(missing());
        }
    }
    Ok(Pixels { samples, planes: out, page })
}

/// Another file of the series, which must be the one that was meant.
fn open_other<'a>(bytes: &'a [u8], other: &OtherFile) -> Result<File<'a>, Fault> {
    let file = File::parse(bytes)?;
    let description = file.directories.first().and_then(|first| first.text(&file, 270)).unwrap_or_default();
    let is = Ome::parse(&description)?.and_then(|ome| ome.uuid);
    match (&other.uuid, is) {
        (Some(meant), Some(is)) if *meant != is => Err(Fault::damaged(format!(
            "the file {:?} beside it is another one than the one that belongs to it (their UUIDs differ)",
            other.name
        ))),
        _ => Ok(file),
    }
}

/// Planes as they are being decoded.
struct Decoding {
    first: Option<Page>,
    done: Vec<Option<Samples>>,
    /// Bytes of all files, about.
    bytes: usize,
}

impl Decoding {
    fn add(&mut self, file: &File, page: &Page, slot: usize) -> Result<(), Fault> {
        match &self.first {
            Some(first) if !page.same_kind(first) => {
                return Err(Fault::unsupported("its pages differ in size or type within one picture"));
            }
            Some(_) => {}
            None => {
                let planes = (page.samples as u64).saturating_mul(self.done.len() as u64);
                let (width, height) = (page.width as u64, page.height as u64);
                check_size(width, height, planes, page.bits as u64, self.bytes as u64)?;
                self.first = Some(Page { offsets: Vec::new(), counts: Vec::new(), ..page.clone() });
            }
        }
        let samples = to_samples(&chunks::read_page(file, page)?, page)?;
        let Some(done) = self.done.get_mut(slot) else { return Ok(()) };
        match done {
            None => *done = Some(samples),
            Some(before) => {
                if !before.keep_greater(&samples) {
                    return Err(Fault::damaged("its planes differ in size"));
                }
            }
        }
        Ok(())
    }
}
