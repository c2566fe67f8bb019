//! [`Painter`]: makes the pictures of a request, on the graphics card where there is one, else on the CPU.

use super::difference;
use super::drawn::drawn;
use super::painted::{Painted, Picture};
use super::processor::Processor;
use super::request::{BoardRequest, Drawing};
use super::sources::Sources;
use augscope::dataset::WindowRule;
use augscope::gpu::{GpuDevice, GpuPaint, GpuViews, Look};
use augscope::image::Planes;
use augscope::pipeline::Chain;
use augscope::transform::Draw;
use egui::ColorImage;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// Largest side of a texture in memory that every graphics card takes.
const LARGEST_TEXTURE: usize = 2048;

/// Makes pictures. Clones share the graphics card and its compiled shaders.
#[derive(Clone)]
pub struct Painter(Arc<Shared>);

struct Shared {
    gpu: Option<Gpu>,
    adapter: String,
    broken: AtomicBool,
    why: OnceLock<String>,
}

struct Gpu {
    views: GpuViews,
    paint: GpuPaint,
}

impl Painter {
    /// Draws on `device`, or on the CPU where there is none or it refuses.
    pub fn new(device: Option<GpuDevice>) -> Self {
        let adapter = device.as_ref().map(|device| device.adapter.clone()).unwrap_or_default();
        let why = OnceLock::new();
        let gpu = device.and_then(|device| match GpuPaint::new(&device) {
            Ok(paint) => Some(Gpu { views: GpuViews::new(device), paint }),
            Err(error) => {
                // Set once, here.
                let _ = why.set(error.to_string());
                None
            }
        });
        Self(Arc::new(Shared { gpu, adapter, broken: AtomicBool::new(false), why }))
    }

    /// From now on everything is drawn on the CPU.
    pub fn give_up_gpu(&self, why: impl Into<String>) {
        // The first reason is the one that counts.
        let _ = self.0.why.set(why.into());
        self.0.broken.store(true, Ordering::Release);
    }

    /// The name of the graphics card that draws; `None` when the CPU does.
    pub fn adapter(&self) -> Option<&str> {
        self.gpu().map(|_| self.0.adapter.as_str())
    }

    /// Why the CPU draws, where a graphics card was there.
    pub fn why_cpu(&self) -> Option<&str> {
        self.0.why.get().map(String::as_str)
    }

    /// How many shaders were compiled so far.
    pub fn compiled(&self) -> usize {
        self.0.gpu.as_ref().map_or(0, |gpu| gpu.views.compiled())
    }

    fn gpu(&self) -> Option<&Gpu> {
        if self.0.broken.load(Ordering::Acquire) { None } else { self.0.gpu.as_ref() }
    }

    /// Makes the pictures of `request`.
    pub fn paint(&self, number: u64, request: &BoardRequest, sources: &mut Sources) -> Painted {
        let key = request.key.clone();
        let mut painted = Painted {
            number,
            key,
            picture: Picture::None,
            across: (1, 1),
            places: HashMap::new(),
            drawn: Vec::new(),
            differences: None,
            unreadable: HashMap::new(),
            problem: None,
            compiled: 0,
        };
        if let Err(words) = self.fill(&mut painted, request, sources) {
            painted.problem = Some(words);
        }
        painted.compiled = self.compiled();
        painted
    }

    fn fill(
        &self,
        painted: &mut Painted,
        request: &BoardRequest,
        sources: &mut Sources,
    ) -> Result<(), String> {
        let rule = match request.key.drawing {
            Drawing::Thumbnails => {
                WindowRule::Fixed(request.opened.histograms.iter().map(|h| h.window).collect())
            }
            Drawing::Difference { .. } => return difference::fill(painted, request, sources),
            Drawing::Recipe { .. } | Drawing::Other { .. } | Drawing::OfRun { .. } => {
                request.pipeline.input.window.clone()
            }
        };
        let seed = request.key.drawing.seed();
        let processor =
            Processor::new(sources, &request.opened, &request.pipeline, &rule, (request.key.size, seed))?;
        let chain = &processor.chain;
        let items = request.key.tiles.iter().map(|tile| tile.item);
        let (pictures, unreadable) = sources.get(&request.opened, items, &processor.window);
        painted.unreadable = unreadable;
        let mut planes: Vec<&Planes> = Vec::new();
        let mut draws: Vec<Vec<Draw>> = Vec::new();
        for tile in &request.key.tiles {
            let Some(source) = pictures.get(&tile.item) else { continue };
            let key = request.opened.dataset.items.get(tile.item).map_or("", |item| item.key.as_str());
            let Some(draw) = processor.draws(key, tile.version, source) else { continue };
            painted.places.insert(*tile, planes.len());
            planes.push(source);
            painted.drawn.push(drawn(&processor.pipeline, chain, &draw));
            draws.push(draw);
        }
        if planes.is_empty() {
            return Ok(());
        }
        let scale = processor.scale(&request.key.display);
        if let Some(gpu) = self.gpu() {
            match on_gpu(gpu, painted, request, chain, &planes, &draws, &scale) {
                Ok(()) => return Ok(()),
                Err(error @ augscope::gpu::GpuError::Failed(_)) => self.give_up_gpu(error.to_string()),
                // Too large for one buffer of the card: there in tiles, where that goes, but laid out here.
                Err(_) => {
                    if let Ok(versions) = gpu.views.views(chain, &planes, &draws) {
                        let colours = |place: usize| {
                            versions.get(place).map(|v| request.key.display.composite(v, &scale))
                        };
                        on_cpu(painted, planes.len(), chain.size, colours);
                        return Ok(());
                    }
                }
            }
        }
        let colours = |place: usize| {
            let (source, draws) = (planes.get(place)?, draws.get(place)?);
            Some(request.key.display.composite(&chain.apply(source, draws), &scale))
        };
        on_cpu(painted, planes.len(), chain.size, colours);
        Ok(())
    }
}

/// How many pictures stand beside each other.
fn columns(pictures: usize, size: usize, side: usize) -> usize {
    let square = (pictures as f64).sqrt().ceil() as usize;
    square.clamp(1, (side / size.max(1)).max(1))
}

fn on_gpu(
    gpu: &Gpu,
    painted: &mut Painted,
    request: &BoardRequest,
    chain: &Chain,
    planes: &[&Planes],
    draws: &[Vec<Draw>],
    scale: &[(f32, f32)],
) -> Result<(), augscope::gpu::GpuError> {
    let (most_across, _) = gpu.paint.capacity(chain.size);
    let columns = columns(planes.len(), chain.size, most_across * chain.size);
    let batch = gpu.views.upload(chain, planes, draws)?;
    gpu.views.execute(&batch);
    let look = Look { display: &request.key.display, scale, columns };
    painted.picture = Picture::Gpu(gpu.paint.paint(&batch, look)?);
    painted.across = (columns, planes.len().div_ceil(columns));
    Ok(())
}

/// Lays `pictures` squares of this side beside each other, whose colours (four bytes a pixel) `colours` gives.
pub(super) fn on_cpu(
    painted: &mut Painted,
    pictures: usize,
    size: usize,
    colours: impl Fn(usize) -> Option<Vec<u8>> + Sync,
) {
    // A texture larger than the card takes would end the program, so what does not fit is left out.
    let columns = columns(pictures, size, LARGEST_TEXTURE);
    let rows = pictures.div_ceil(columns).min((LARGEST_TEXTURE / size.max(1)).max(1));
    let colours: Vec<Vec<u8>> = (0..pictures.min(columns * rows))
        .into_par_iter()
        .map(|place| colours(place).unwrap_or_default())
        .collect();
    let mut image = ColorImage::filled([columns * size, rows * size], egui::Color32::BLACK);
    for (place, colours) in colours.iter().enumerate() {
        let (left, top) = (place % columns * size, place / columns * size);
        for (y, row) in colours.chunks_exact(size * 4).enumerate() {
            let start = (top + y) * columns * size + left;
            let Some(target) = image.pixels.get_mut(start..start + size) else { continue };
            for (to, from) in target.iter_mut().zip(row.chunks_exact(4)) {
                *to = egui::Color32::from_rgb(from[0], from[1], from[2]);
            }
        }
    }
    painted.places.retain(|_, place| *place < columns * rows);
    painted.picture = Picture::Cpu(image);
    painted.across = (columns, rows);
}
