//! [`Chain`]: a pipeline made ready to run: draws, fused geometry, and the CPU reference of views.

use super::strength::at_strength;
use super::warp::Way;
use super::{Beyond, Column, Lengths, Pipeline, Sampling, Step};
use crate::image::Planes;
use crate::transform::{
    Affine, Border, Draw, Entry, Fit, Foreground, Frame, Prepared, Stage, StepStreams, StreamName, ViewKey,
};

/// A step that is switched on, with the names of its random streams.
#[derive(Clone, Debug)]
pub struct ChainStep {
    /// The step's id.
    pub id: String,
    /// What it does.
    pub entry: &'static Entry,
    pub(super) columns: [Column; 2],
    streams: StepStreams,
    group: Option<usize>,
}

/// A stretch of a chain; numbers are places in [`Chain::steps`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Neighbouring geometric steps, one resampling. The first segment of a chain always is one,
    /// perhaps of no steps: it brings the source into the view.
    Resample(Vec<usize>),
    /// A change pixel by pixel.
    Point(usize),
    /// A change by neighbourhoods.
    Neighbourhood(usize),
}

/// A pipeline made ready to run at one size of view.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Side of a view in pixels.
    pub size: usize,
    /// How a picture fills the view.
    pub fit: Fit,
    /// What lies beyond its edge.
    pub border: Border,
    /// The value beyond the edge under [`Border::Constant`].
    pub border_value: f32,
    /// The steps that are switched on.
    pub steps: Vec<ChainStep>,
    /// The same steps in stretches.
    pub segments: Vec<Segment>,
    picks: Vec<usize>,
}

/// A view and what it drew.
#[derive(Clone, Debug)]
pub struct View {
    /// The picture, 0 to 1.
    pub planes: Planes,
    /// One draw a step of the chain.
    pub draws: Vec<Draw>,
}

impl Chain {
    /// Prepares `pipeline` for views of `size` x `size`.
    ///
    /// Lengths in micrometres need the size of a pixel (see [`Pipeline::for_pixels_of`]); where it is not known a pixel
    /// is taken for a micrometre.
    pub fn new(pipeline: &Pipeline, size: usize) -> Self {
        let pipeline = &pipeline.with_lengths(Lengths::Pixels, pipeline.input.um_per_pixel.unwrap_or(1.0));
        let settings =
            |step: &Step, view| at_strength(step.entry, step.column(view), step.strength * pipeline.strength);
        let steps: Vec<ChainStep> = pipeline
            .steps
            .iter()
            .filter(|step| step.on)
            .map(|step| ChainStep {
                id: step.id.clone(),
                entry: step.entry,
                columns: [settings(step, 0), settings(step, 1)],
                streams: StepStreams::new(&step.id, step.entry.params),
                group: step
                    .group
                    .as_ref()
                    .and_then(|id| pipeline.groups.iter().position(|group| &group.id == id)),
            })
            .collect();
        let segments = segments(&steps);
        let picks = pipeline.groups.iter().map(|group| group.pick).collect();
        let input = &pipeline.input;
        let (fit, border, border_value) = (input.fit, input.border, input.border_value);
        Self { size, fit, border, border_value, steps, segments, picks }
    }

    /// How a view lies over a source of this shape.
    pub fn frame(&self, source: &Planes) -> Frame {
        Frame::new(source.width, source.height, self.size, self.fit)
    }

    /// What view `key` of `source` gets for every step.
    pub fn draw(&self, key: ViewKey, source: &Planes) -> Vec<Draw> {
        let channels = source.channels;
        let mut draws: Vec<Draw> = self
            .steps
            .iter()
            .map(|step| {
                let column = &step.columns[key.view() as usize % 2];
                let mut draw =
                    step.streams.draw(key, step.entry.params, &column.settings, column.probability, channels);
                draw.applied &= step.entry.fits_channels(channels);
                draw
            })
            .collect();
        for (group, &pick) in self.picks.iter().enumerate() {
            self.keep_picked(group, pick, key, &mut draws);
        }
        self.settle(key, source, &mut draws);
        draws
    }

    /// Lets the steps that choose among several draws look at the picture, which is measured only for them.
    fn settle(&self, key: ViewKey, source: &Planes, draws: &mut [Draw]) {
        let mut measured = None;
        for (step, draw) in self.steps.iter().zip(draws).filter(|(_, draw)| draw.applied) {
            if let Stage::Choice(choice) = step.entry.stage {
                let foreground = measured.get_or_insert_with(|| Foreground::of(source));
                let settings = &step.columns[key.view() as usize % 2].settings;
                let again =
                    |attempt| step.streams.values(key, step.entry.params, settings, source.channels, attempt);
                choice.settle(draw, again, &self.frame(source), foreground);
            }
        }
    }

    /// Leaves `pick` steps of `group` as drawn and takes the others out of this view.
    ///
    /// Every member draws a rank of its own and the lowest are picked, so a new member changes
    /// the choice only where it is picked itself.
    fn keep_picked(&self, group: usize, pick: usize, key: ViewKey, draws: &mut [Draw]) {
        let mut ranked: Vec<(f64, usize)> = self
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.group == Some(group))
            .map(|(place, step)| (key.stream(step.streams.pick).unit(0), place))
            .collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        for &(_, place) in ranked.iter().skip(pick) {
            draws[place].applied = false;
        }
    }

    /// Where the view's pixels lie in what segment `segment` reads: the source for the first
    /// segment, the view so far for later ones.
    pub fn sampling(&self, segment: usize, steps: &[usize], draws: &[Draw], frame: &Frame) -> Sampling {
        let mut way = Way::from(frame.world_from_view());
        let mut moved = false;
        // The last step is undone first on the way from the view back to the source.
        for &place in steps.iter().rev().filter(|&&place| draws[place].applied) {
            let draw = &draws[place];
            match self.steps[place].entry.stage {
                Stage::Geometry(map) => way.go(&map(&draw.values, frame)),
                Stage::Choice(choice) => way.go(&(choice.map)(&draw.values, frame)),
                Stage::Warp(warping) => {
                    let warp = (warping.make)(draw, frame);
                    if warp.is_identity() {
                        continue;
                    }
                    way.bend(place, warp);
                }
                Stage::Point(_) | Stage::Neighbourhood(_) => continue,
            }
            moved = true;
        }
        if segment > 0 && !moved {
            // There and back again is not exactly nothing in floating point.
            return Sampling::new(&Affine::IDENTITY);
        }
        way.go(&if segment == 0 { frame.source_from_world() } else { frame.view_from_world() });
        way.sampling()
    }

    /// What lies beyond the edge of `picture` when it is resampled.
    pub fn beyond(&self, picture: &Planes) -> Beyond {
        Beyond::of(picture, self.border, self.border_value)
    }

    /// What the pixel code of step `place` gets.
    pub fn prepared(&self, place: usize, draws: &[Draw], frame: &Frame) -> Prepared {
        self.steps[place].entry.prepared(&draws[place], frame)
    }

    /// The view of `source` (in window units, not clipped) that `draws` describe, clipped to 0..1.
    ///
    /// This is the reference that defines what a pipeline means; shaders follow it.
    pub fn apply(&self, source: &Planes, draws: &[Draw]) -> Planes {
        let frame = self.frame(source);
        let mut view: Option<Planes> = None;
        for (number, segment) in self.segments.iter().enumerate() {
            view = Some(match (segment, view) {
                (Segment::Resample(steps), view) => {
                    let sampling = self.sampling(number, steps, draws, &frame);
                    let read = view.as_ref().unwrap_or(source);
                    sampling.apply(read, self.size, &self.beyond(read))
                }
                (Segment::Point(place) | Segment::Neighbourhood(place), view) => {
                    let mut view = view.unwrap_or_else(|| source.clone());
                    if draws[*place].applied {
                        let prepared = self.prepared(*place, draws, &frame);
                        match self.steps[*place].entry.stage {
                            Stage::Point(point) => (point.cpu)(&prepared, &mut view),
                            Stage::Neighbourhood(n) => view = (n.cpu)(&prepared, &view),
                            Stage::Geometry(_) | Stage::Choice(_) | Stage::Warp(_) => {}
                        }
                    }
                    view
                }
            });
        }
        let mut view = view.unwrap_or_else(|| source.clone());
        view.data.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
        view
    }

    /// The view `key` of `source`.
    pub fn view(&self, source: &Planes, key: ViewKey) -> View {
        let draws = self.draw(key, source);
        View { planes: self.apply(source, &draws), draws }
    }

    /// The random streams whose names coincide, which would make two parameters draw alike.
    pub fn colliding_streams(&self) -> usize {
        let mut names: Vec<StreamName> = self
            .steps
            .iter()
            .flat_map(|s| {
                s.streams.params.iter().copied().chain([s.streams.apply, s.streams.pick, s.streams.field])
            })
            .collect();
        let all = names.len();
        names.sort_by_key(|name| format!("{name:?}"));
        names.dedup();
        all - names.len()
    }
}

fn segments(steps: &[ChainStep]) -> Vec<Segment> {
    let mut segments = vec![Segment::Resample(Vec::new())];
    for (place, step) in steps.iter().enumerate() {
        match (step.entry.stage, segments.last_mut()) {
            (Stage::Geometry(_) | Stage::Choice(_) | Stage::Warp(_), Some(Segment::Resample(geometry))) => {
                geometry.push(place);
            }
            (Stage::Geometry(_) | Stage::Choice(_) | Stage::Warp(_), _) => {
                segments.push(Segment::Resample(vec![place]));
            }
            (Stage::Point(_), _) => segments.push(Segment::Point(place)),
            (Stage::Neighbourhood(_), _) => segments.push(Segment::Neighbourhood(place)),
        }
    }
    segments
}
