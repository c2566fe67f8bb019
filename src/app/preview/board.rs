//! [`Board`]: the newest pictures asked for, and those on the screen until the newer ones are there.

use super::painted::{Painted, Picture};
use super::painter::Painter;
use super::request::{BoardKey, BoardRequest, Tile};
use super::sources::Sources;
use crate::app::instrument;
use augscope::job::Worker;
use eframe::egui_wgpu::RenderState;
use eframe::wgpu;
use egui::{Context, Rect, TextureFilter, TextureHandle, TextureId, TextureOptions};
use std::collections::VecDeque;

/// Pictures on the screen.
pub struct Shown {
    /// What is in them.
    pub painted: Painted,
    texture: Option<TextureId>,
}

/// Pictures that a thread makes; the old ones stay until the new ones are there.
pub struct Board {
    name: &'static str,
    worker: Option<Worker<(u64, BoardRequest), Painted>>,
    wanted: Option<BoardKey>,
    asked: u64,
    /// The last wishes: their numbers, and the frames in which they were first seen.
    wishes: VecDeque<(u64, u64)>,
    shown: Option<Shown>,
    native: Option<TextureId>,
    managed: Option<TextureHandle>,
}

impl Board {
    /// An empty board; its thread asks `context` for a new frame when a picture is there.
    pub fn new(name: &'static str, context: &Context, painter: &Painter) -> Self {
        let (wake, painter) = (context.clone(), painter.clone());
        let mut sources = Sources::default();
        let worker = Worker::spawn(
            name,
            move || wake.request_repaint(),
            move |(number, request)| painter.paint(number, &request, &mut sources),
        );
        Self {
            name,
            worker: worker.ok(),
            wanted: None,
            asked: 0,
            wishes: VecDeque::new(),
            shown: None,
            native: None,
            managed: None,
        }
    }

    /// Asks for pictures, unless they are those asked for last. Returns at once.
    pub fn want(&mut self, request: BoardRequest) {
        if self.wanted.as_ref() == Some(&request.key) {
            return;
        }
        if self.shown.as_ref().is_some_and(|shown| shown.painted.key.data != request.key.data) {
            // Its pictures are of other images, and would be taken for those of the same number.
            self.shown = None;
        }
        self.wanted = Some(request.key.clone());
        self.asked += 1;
        if let Some(worker) = &self.worker {
            worker.ask((self.asked, request));
        }
    }

    /// Draws everything again, though nothing was changed: the way of drawing was.
    pub fn forget(&mut self) {
        self.wanted = None;
    }

    /// Takes away all pictures: they belong to images that are no longer open.
    pub fn clear(&mut self) {
        self.wanted = None;
        self.shown = None;
    }

    /// Puts pictures that have arrived on the screen. Returns at once.
    pub fn poll(&mut self, context: &Context, render: Option<&RenderState>) {
        let frame = context.cumulative_frame_nr();
        if self.wishes.back().is_none_or(|(number, _)| *number < self.asked) {
            self.wishes.push_back((self.asked, frame));
        }
        let Some(painted) = self.worker.as_ref().and_then(Worker::answer) else { return };
        while let Some((number, first)) = self.wishes.front().copied() {
            if number > painted.number {
                break;
            }
            if number == painted.number {
                // A wish is seen here one frame after it was made.
                instrument::arrived(context, self.name, frame + 1 - first);
            }
            self.wishes.pop_front();
        }
        // Pictures of images that were closed meanwhile.
        if self.wanted.as_ref().is_some_and(|wanted| wanted.data != painted.key.data) {
            return;
        }
        let texture = match &painted.picture {
            Picture::Gpu(texture) => render.map(|render| self.native(render, texture)),
            Picture::Cpu(image) => {
                let options = TextureOptions {
                    magnification: TextureFilter::Nearest,
                    minification: TextureFilter::Linear,
                    ..TextureOptions::default()
                };
                let handle = self.managed.get_or_insert_with(|| {
                    context.load_texture(self.name, egui::ColorImage::example(), options)
                });
                handle.set(image.clone(), options);
                Some(handle.id())
            }
            Picture::None => None,
        };
        self.shown = Some(Shown { painted, texture });
    }

    /// Hands a texture of ours to the window's renderer, under the id of the one before.
    fn native(&mut self, render: &RenderState, texture: &wgpu::Texture) -> TextureId {
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let sampler = wgpu::SamplerDescriptor {
            mag_filter: wgpu::FilterMode::Nearest,
            min_filter: wgpu::FilterMode::Linear,
            ..wgpu::SamplerDescriptor::default()
        };
        let mut renderer = render.renderer.write();
        if let Some(id) = self.native {
            let device = &render.device;
            renderer.update_egui_texture_from_wgpu_texture_with_sampler_options(device, &view, sampler, id);
            return id;
        }
        let id = renderer.register_native_texture_with_sampler_options(&render.device, &view, sampler);
        self.native = Some(id);
        id
    }

    /// What is on the screen.
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// True while newer pictures than those on the screen are being made.
    pub fn is_waiting(&self) -> bool {
        self.asked > self.shown.as_ref().map_or(0, |shown| shown.painted.number)
    }

    /// The texture and the place of a picture in it, if it is on the board.
    pub fn picture(&self, tile: Tile) -> Option<(TextureId, Rect)> {
        let shown = self.shown.as_ref()?;
        Some((shown.texture?, shown.painted.uv(tile)?))
    }
}
