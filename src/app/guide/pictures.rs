//! [`Pictures`]: the pictures of the page of the guide that is open, decoded on a thread.

use super::picture_files::PICTURES;
use super::{Place, find, markdown::Block};
use crate::app::wished::Wished;
use egui::{ColorImage, Context, TextureHandle, TextureOptions, Vec2, vec2};
use std::collections::HashMap;

/// Pictures by their paths.
type Decoded = Vec<(&'static str, ColorImage)>;

/// Pictures of one page, and of no other.
pub struct Pictures {
    wished: Wished<&'static str, (), Decoded>,
    /// The page whose pictures are there.
    page: Option<&'static str>,
    textures: HashMap<&'static str, TextureHandle>,
}

impl Pictures {
    /// Nothing decoded yet.
    pub fn new(context: &Context) -> Self {
        let wished = Wished::new("pictures of the guide", context, |page: &&'static str, ()| decoded(page));
        Self { wished, page: None, textures: HashMap::new() }
    }

    /// Asks for the pictures of the page that is open, lets go of those of any other, and takes over what is decoded.
    /// Returns at once.
    pub fn poll(&mut self, context: &Context, open: Option<&Place>) {
        let page = open.and_then(|place| find(&place.file)).map(|page| page.file);
        self.wished.want(page, || ());
        self.wished.poll();
        if self.page != page {
            self.page = None;
            self.textures.clear();
        }
        if self.page.is_none()
            && let (Some(page), Some(decoded)) = (page, self.wished.found())
        {
            let load = |(file, picture): &(&'static str, ColorImage)| {
                (*file, context.load_texture(*file, picture.clone(), TextureOptions::LINEAR))
            };
            self.textures = decoded.iter().map(load).collect();
            self.page = Some(page);
        }
    }

    /// A picture, once it is decoded.
    pub fn texture(&self, file: &str) -> Option<&TextureHandle> {
        self.textures.get(file)
    }

    /// True where the pictures of the page are still being decoded.
    pub fn is_waiting(&self) -> bool {
        self.wished.wanted().is_some() && self.page.is_none()
    }
}

fn bytes(file: &str) -> Option<(&'static str, &'static [u8])> {
    PICTURES.iter().find(|(known, _)| *known == file).copied()
}

/// Width and height of a picture in pixels, read from its first bytes; `None` where there is no such picture.
pub fn size(file: &str) -> Option<Vec2> {
    let (_, bytes) = bytes(file)?;
    // Signature, length and name of the first chunk, then both sides (PNG 1.2, 11.2.2).
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as f32);
    Some(vec2(side(16)?, side(20)?))
}

fn decoded(page: &str) -> Decoded {
    let blocks = find(page).map_or(&[][..], |page| &page.blocks);
    let files = blocks.iter().filter_map(|block| match block {
        Block::Picture { target, .. } => bytes(target),
        _ => None,
    });
    files.filter_map(|(file, bytes)| Some((file, picture(bytes)?))).collect()
}

fn picture(bytes: &[u8]) -> Option<ColorImage> {
    // A picture that cannot be decoded leaves its words.
    let pixels = image::load_from_memory(bytes).ok()?.to_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, pixels.as_raw()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::super::pages;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_picture_of_every_page_comes_with_the_program_and_no_other() {
        let mut shown = BTreeSet::new();
        for page in pages() {
            let decoded = decoded(page.file);
            let mut there = decoded.iter();
            for block in &page.blocks {
                let Block::Picture { target, .. } = block else { continue };
                let (file, picture) = there.next().unwrap_or_else(|| panic!("{target} of {}", page.file));
                assert_eq!((*file, Some(picture.source_size)), (target.as_str(), size(target)));
                shown.insert(*file);
            }
        }
        assert_eq!(shown, PICTURES.iter().map(|(file, _)| *file).collect());
    }
}
