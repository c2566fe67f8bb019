//! Small pictures of a data set's images, as the encoder sees them.

use crate::evaluate::EvaluateError;
use crate::export::page::Thumbnail;
use crate::export::png_of_planes;
use crate::image::{Display, Planes};
use crate::job::Stop;
use crate::run::{Material, RunError};

/// Pixels of a picture's longer side, at least.
const LEAST: usize = 64;

/// What makes the pictures.
pub(super) struct Thumbnails<'a> {
    pub material: &'a Material,
    display: Display,
    stop: &'a Stop,
}

impl<'a> Thumbnails<'a> {
    pub fn new(material: &'a Material, stop: &'a Stop) -> Self {
        let first = material.dataset.image(0).ok();
        let colours = first.map(|image| image.plane_colours()).unwrap_or_default();
        Self { material, display: Display::coloured(&material.dataset.channels, &[], &colours), stop }
    }

    /// Image number `item` without any random change; `None` where its file cannot be read any more.
    pub fn plain(&self, item: usize, caption: String, alt: String) -> Result<Option<Thumbnail>, RunError> {
        self.check()?;
        let Ok(image) = self.material.dataset.image(item) else { return Ok(None) };
        self.made(&self.material.views.plain(&self.material.dataset, item, &image), caption, alt).map(Some)
    }

    /// Random version number `view` of image number `item` in the first round.
    pub fn version(
        &self,
        item: usize,
        view: u32,
        caption: String,
        alt: String,
    ) -> Result<Option<Thumbnail>, RunError> {
        self.check()?;
        let dataset = &self.material.dataset;
        let Ok(image) = dataset.image(item) else { return Ok(None) };
        // Training draws two versions a round: the others are those of later rounds.
        let made = self.material.views.view(dataset, item, &image, view / 2, view % 2);
        self.made(&made.planes, caption, alt).map(Some)
    }

    fn made(&self, planes: &Planes, caption: String, alt: String) -> Result<Thumbnail, RunError> {
        Ok(Thumbnail { png: png_of_planes(planes, &self.display, LEAST)?, caption, alt })
    }

    fn check(&self) -> Result<(), RunError> {
        if self.stop.requested() { Err(EvaluateError::Stopped.into()) } else { Ok(()) }
    }
}
