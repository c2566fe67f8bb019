//! [`Probe`]: the values of the large picture under the pointer, made on a thread.

use super::processor::Processor;
use super::request::{Tile, Version};
use super::sources::Sources;
use crate::app::opened::Opened;
use augscope::image::{Image, Planes};
use augscope::job::Worker;
use augscope::pipeline::Pipeline;
use augscope::transform::Affine;
use egui::Context;
use std::sync::Arc;

/// Pictures that are kept: those beside each other, and one to spare.
const KEPT: usize = 4;

/// Everything that decides the values.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeKey {
    /// Which opened data set.
    pub data: u64,
    /// Counts changes of recipes.
    pub revision: u64,
    /// The seed of the training.
    pub seed: u64,
    /// Which picture.
    pub tile: Tile,
    /// Side of a version in pixels.
    pub size: usize,
}

struct ProbeRequest {
    key: ProbeKey,
    opened: Arc<Opened>,
    pipeline: Arc<Pipeline>,
}

/// The values of a picture.
pub struct Probed {
    /// 0 to 1, as training gets them.
    pub planes: Planes,
    /// Of the original: the image as stored, and the way from a pixel of the picture to one of it.
    pub stored: Option<(Arc<Image>, Affine)>,
}

type Answer = (ProbeKey, Option<Arc<Probed>>);

/// Makes values; the newest wish wins.
pub struct Probe {
    worker: Option<Worker<ProbeRequest, Answer>>,
    wanted: Option<ProbeKey>,
    found: Vec<Answer>,
}

impl Probe {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let mut sources = Sources::default();
        let worker = Worker::spawn(
            "values under the pointer",
            move || wake.request_repaint(),
            move |request: ProbeRequest| {
                let values = values(&request, &mut sources).map(Arc::new);
                (request.key, values)
            },
        );
        Self { worker: worker.ok(), wanted: None, found: Vec::new() }
    }

    /// Asks for the values of a picture, unless they are there or asked for already. Returns at once.
    pub fn want(&mut self, key: ProbeKey, opened: &Arc<Opened>, pipeline: &Arc<Pipeline>) {
        if self.wanted.as_ref() == Some(&key) {
            return;
        }
        let known = self.found.iter().any(|(known, _)| *known == key);
        if let Some(worker) = self.worker.as_ref().filter(|_| !known) {
            let (opened, pipeline) = (Arc::clone(opened), Arc::clone(pipeline));
            worker.ask(ProbeRequest { key: key.clone(), opened, pipeline });
        }
        self.wanted = Some(key);
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.worker.as_ref().and_then(Worker::answer) {
            self.found.insert(0, answer);
            self.found.truncate(KEPT);
        }
    }

    /// The values of the picture that was asked for last, where it is `tile`; `None` while they are being made.
    pub fn found(&self, tile: Tile) -> Option<&Probed> {
        let wanted = self.wanted.as_ref().filter(|wanted| wanted.tile == tile)?;
        let (_, found) = self.found.iter().find(|(key, _)| key == wanted)?;
        found.as_deref()
    }
}

fn values(request: &ProbeRequest, sources: &mut Sources) -> Option<Probed> {
    let ProbeKey { tile, size, seed, .. } = request.key;
    let opened = &request.opened;
    let rule = &request.pipeline.input.window;
    let processor = Processor::new(sources, opened, &request.pipeline, rule, (size, seed)).ok()?;
    let (pictures, _) = sources.get(opened, std::iter::once(tile.item), &processor.window);
    let source = pictures.get(&tile.item)?;
    let key = &opened.dataset.items.get(tile.item)?.key;
    let planes = processor.planes(key, tile.version, source)?;
    let stored = match tile.version {
        Version::Original => {
            let frame = processor.chain.frame(source);
            let way = frame.world_from_view().then(&frame.source_from_world());
            opened.dataset.image(tile.item).ok().map(|image| (image, way))
        }
        _ => None,
    };
    Some(Probed { planes, stored })
}
