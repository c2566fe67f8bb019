//! [`Painted`]: pictures side by side in one texture, with what each of them drew.

use super::difference::Differences;
use super::drawn::DrawnStep;
use super::request::{BoardKey, Tile};
use eframe::wgpu;
use egui::{ColorImage, Rect, pos2};
use std::collections::HashMap;

/// The pixels.
pub enum Picture {
    /// On the graphics card; they never left it.
    Gpu(wgpu::Texture),
    /// In memory.
    Cpu(ColorImage),
    /// There is none: nothing could be read.
    None,
}

/// Pictures side by side in one texture.
pub struct Painted {
    /// Number of the request, growing.
    pub number: u64,
    /// What was asked for.
    pub key: BoardKey,
    /// The pixels.
    pub picture: Picture,
    /// Pictures in a row of the texture, and rows.
    pub across: (usize, usize),
    /// Place of every picture in the texture.
    pub places: HashMap<Tile, usize>,
    /// What each picture drew, by its place.
    pub drawn: Vec<Vec<DrawnStep>>,
    /// What differences amount to, where they are what is painted.
    pub differences: Option<Differences>,
    /// Images that could not be read, and why.
    pub unreadable: HashMap<usize, String>,
    /// Why nothing or not the usual was drawn, in words.
    pub problem: Option<String>,
    /// Shaders compiled so far, for tests.
    pub compiled: usize,
}

impl Painted {
    /// Where a picture lies in the texture, 0 to 1.
    pub fn uv(&self, tile: Tile) -> Option<Rect> {
        let place = *self.places.get(&tile)?;
        let (columns, rows) = self.across;
        let (x, y) = ((place % columns) as f32, (place / columns) as f32);
        let (w, h) = (columns as f32, rows as f32);
        Some(Rect::from_min_max(pos2(x / w, y / h), pos2((x + 1.0) / w, (y + 1.0) / h)))
    }

    /// What a picture drew.
    pub fn drawn(&self, tile: Tile) -> &[DrawnStep] {
        self.places.get(&tile).and_then(|&place| self.drawn.get(place)).map_or(&[], Vec::as_slice)
    }
}
