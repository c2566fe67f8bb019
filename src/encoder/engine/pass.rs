//! [`Forward`]: a batch on its way through a network, and what is kept of it for the way back.

use super::aligned::Aligned;
use super::batch_norm::{self, Affine};
use super::buffers::Buffers;
use super::kernels::Kernels;
use super::layout::pixels_of_channels;
use super::plan::{Op, Plan};
use super::{average_pool, max_pool};
use crate::encoder::error::EncoderError;
use crate::encoder::executor::Gradients;
use crate::encoder::kernel::batch_norm::BatchStatistics;
use crate::encoder::ops::slices;
use crate::encoder::weights::Weights;
use crate::job::Stop;
use candle_core::{Device, Tensor};
use std::collections::BTreeMap;

/// What a way forward is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Batch statistics; keeps what gradients need.
    Train,
    /// Batch statistics; keeps nothing.
    Watch,
    /// Running statistics; keeps nothing.
    Use,
}

/// What a pass works with.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// The arithmetic.
    pub kernels: &'a Kernels,
    /// The numbers of the network.
    pub weights: &'a Weights,
    /// The wish to end.
    pub stop: &'a Stop,
}

/// A batch on its way through a network.
#[derive(Debug, Default)]
pub struct Forward {
    /// The feature maps that are still needed.
    maps: Vec<Option<Aligned>>,
    /// Of every batch normalisation, in order, with the name of the module.
    pub statistics: Vec<(String, BatchStatistics)>,
    /// Of every max pooling, by its result: the places of the largest.
    places: BTreeMap<usize, Vec<u8>>,
}

impl Forward {
    /// Carries images (n, c, h, w) through the network; the features stay in the plan's last map.
    ///
    /// # Errors
    /// When weights are missing, and [`EncoderError::Stopped`].
    pub fn run(
        tools: Tools,
        plan: &Plan,
        buffers: &mut Buffers,
        images: &Tensor,
        mode: Mode,
    ) -> Result<Self, EncoderError> {
        let mut pass = Self { maps: plan.maps.iter().map(|_| None).collect(), ..Self::default() };
        let mut packed = buffers.take(plan.len(0));
        let first = plan.maps[0];
        slices::with([images], |[images]| {
            let size = [first.channels, first.height, first.width];
            pixels_of_channels(images, size, first.border, &mut packed);
        })?;
        pass.maps[0] = Some(packed);
        let mut scratch = Aligned::default();
        let mut result = Ok(());
        for (index, op) in plan.ops.iter().enumerate() {
            result = pass.step(tools, plan, buffers, (op, mode), &mut scratch);
            if result.is_err() {
                break;
            }
            for map in op.sources().into_iter().flatten() {
                if mode != Mode::Train && plan.last_use[map] == index {
                    pass.free(buffers, map);
                }
            }
        }
        if result.is_ok() && tools.stop.requested() {
            // A layer that was given up has left values of no use.
            result = Err(EncoderError::Stopped);
        }
        if let Err(error) = result {
            pass.end(buffers);
            return Err(error);
        }
        Ok(pass)
    }

    /// The features (n, d).
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn features(&self, plan: &Plan) -> Result<Tensor, EncoderError> {
        let map = plan.maps[plan.output];
        let values = self.map(plan.output).to_vec();
        let rows = values.len() / plan.batch;
        if map.area() == 1 {
            return Ok(Tensor::from_vec(values, (plan.batch, rows), &Device::Cpu)?);
        }
        let pixels =
            Tensor::from_vec(values, (plan.batch, map.height, map.width, map.channels), &Device::Cpu)?;
        Ok(pixels.permute((0, 3, 1, 2))?.contiguous()?)
    }

    /// Gives all memory back.
    pub fn end(mut self, buffers: &mut Buffers) {
        for map in 0..self.maps.len() {
            self.free(buffers, map);
        }
    }

    fn free(&mut self, buffers: &mut Buffers, map: usize) {
        if let Some(buffer) = self.maps[map].take() {
            buffers.give(buffer);
        }
    }

    /// A map; an empty one where nothing is kept.
    fn map(&self, map: usize) -> &[f32] {
        self.maps[map].as_deref().unwrap_or_default()
    }

    fn step(
        &mut self,
        tools: Tools,
        plan: &Plan,
        buffers: &mut Buffers,
        (op, mode): (&Op, Mode),
        scratch: &mut Aligned,
    ) -> Result<(), EncoderError> {
        if tools.stop.requested() {
            return Err(EncoderError::Stopped);
        }
        let to = op.target();
        let mut out = buffers.take(plan.len(to));
        match op {
            Op::Conv { name, from, conv, .. } => {
                let weight = tools.weights.get(&format!("{name}.weight"))?;
                slices::with([weight], |[weight]| {
                    conv.forward(tools.kernels, [self.map(*from), weight], &mut out, scratch, tools.stop);
                })?;
            }
            Op::Norm { name, from, shortcut, relu, .. } => {
                let found = self.norm(tools, name, (*from, *shortcut), (*relu, mode), &mut out)?;
                self.statistics.extend(found.map(|found| (name.clone(), found)));
            }
            Op::Add { from: [a, b], .. } => {
                let sums = self.map(*a).iter().zip(self.map(*b));
                out.iter_mut().zip(sums).for_each(|(out, (a, b))| *out = a + b);
            }
            Op::Relu { from, .. } => {
                // Not `max`: a value that is not a number must stay visible.
                let values = out.iter_mut().zip(self.map(*from));
                values.for_each(|(out, &x)| *out = if x <= 0.0 { 0.0 } else { x });
            }
            Op::MaxPool { from, shape, .. } => {
                let mut places = vec![0; out.len()];
                max_pool::forward(tools.kernels, shape, self.map(*from), &mut out, &mut places);
                if mode == Mode::Train {
                    self.places.insert(to, places);
                }
            }
            Op::AveragePool { from, .. } => {
                let map = plan.maps[*from];
                average_pool::forward(self.map(*from), map.area(), map.channels, &mut out);
            }
        }
        self.maps[to] = Some(out);
        Ok(())
    }

    /// Normalises; returns the batch's statistics where they were used.
    fn norm(
        &self,
        tools: Tools,
        name: &str,
        (from, shortcut): (usize, Option<usize>),
        (relu, mode): (bool, Mode),
        out: &mut [f32],
    ) -> Result<Option<BatchStatistics>, EncoderError> {
        let get = |suffix: &str| tools.weights.get(&format!("{name}.{suffix}"));
        let x = self.map(from);
        let stored = [get("weight")?, get("bias")?, get("running_mean")?, get("running_var")?];
        Ok(slices::with(stored, |[gamma, beta, mean, variance]| {
            let found = (mode != Mode::Use).then(|| batch_norm::statistics(tools.kernels, x, gamma.len()));
            let by = found.as_ref().map_or([mean, variance], |found| [&found.mean, &found.variance]);
            let behind = (shortcut.map(|map| self.map(map)), relu);
            batch_norm::normalise(tools.kernels, x, by, Affine { gamma, beta }, behind, out);
            found
        })?)
    }

    /// Goes back through the network from the gradient of the features, giving up what is behind, and
    /// returns the gradients of all weights.
    ///
    /// # Errors
    /// When weights are missing, and [`EncoderError::Stopped`].
    pub fn backward(
        &mut self,
        tools: Tools,
        plan: &Plan,
        buffers: &mut Buffers,
        grad: &Tensor,
    ) -> Result<Gradients, EncoderError> {
        let mut back = Backward {
            forward: self,
            grads: plan.maps.iter().map(|_| None).collect(),
            gradients: Gradients::new(),
            scratch: Aligned::default(),
        };
        let mut last = buffers.take(plan.len(plan.output));
        slices::with([&back.of_pixels(plan, grad)?], |[grad]| last.copy_from_slice(grad))?;
        back.grads[plan.output] = Some(last);
        let mut result = Ok(());
        for op in plan.ops.iter().rev() {
            result = if tools.stop.requested() {
                Err(EncoderError::Stopped)
            } else {
                back.step(tools, plan, buffers, op)
            };
            if result.is_err() {
                break;
            }
        }
        if result.is_ok() && tools.stop.requested() {
            result = Err(EncoderError::Stopped);
        }
        let Backward { grads, gradients, .. } = back;
        grads.into_iter().flatten().for_each(|buffer| buffers.give(buffer));
        result.map(|()| gradients)
    }
}

/// The way back.
struct Backward<'a> {
    forward: &'a mut Forward,
    /// Gradients of the maps that are known so far.
    grads: Vec<Option<Aligned>>,
    gradients: Gradients,
    scratch: Aligned,
}

impl Backward<'_> {
    /// The gradient with its channels innermost, as the maps have them.
    #[expect(clippy::unused_self, reason = "reads as a part of the way back")]
    fn of_pixels(&self, plan: &Plan, grad: &Tensor) -> Result<Tensor, EncoderError> {
        let grad = grad.detach();
        Ok(if plan.maps[plan.output].area() == 1 {
            grad
        } else {
            grad.permute((0, 2, 3, 1))?.contiguous()?
        })
    }

    fn step(
        &mut self,
        tools: Tools,
        plan: &Plan,
        buffers: &mut Buffers,
        op: &Op,
    ) -> Result<(), EncoderError> {
        let to = op.target();
        let Some(mut grad) = self.grads[to].take() else { return Ok(()) };
        match op {
            Op::Conv { name, from, conv, .. } => self.conv(tools, buffers, (name, *from, conv), &grad)?,
            Op::Norm { name, from, shortcut, relu, .. } => {
                let mut added = shortcut.map(|map| buffers.take(plan.len(map)));
                self.norm(tools, (name, *from, to, *relu), &mut grad, added.as_deref_mut())?;
                if let (Some(map), Some(added)) = (*shortcut, added) {
                    self.give(buffers, map, added);
                }
                self.give(buffers, *from, grad);
                self.forward.free(buffers, to);
                return Ok(());
            }
            Op::Add { from: [a, b], .. } => {
                let mut copy = buffers.take(grad.len());
                copy.copy_from_slice(&grad);
                self.give(buffers, *a, copy);
                self.give(buffers, *b, grad);
                return Ok(());
            }
            Op::Relu { from, .. } => {
                let values = grad.iter_mut().zip(self.forward.map(*from));
                values.filter(|(_, x)| **x <= 0.0).for_each(|(grad, _)| *grad = 0.0);
                self.give(buffers, *from, grad);
                return Ok(());
            }
            Op::MaxPool { from, shape, .. } => {
                let mut out = buffers.take(plan.len(*from));
                let places = self.forward.places.remove(&to).unwrap_or_default();
                max_pool::backward(tools.kernels, shape, &grad, &places, &mut out);
                self.give(buffers, *from, out);
            }
            Op::AveragePool { from, .. } => {
                let (map, mut out) = (plan.maps[*from], buffers.take(plan.len(*from)));
                average_pool::backward(&grad, map.area(), map.channels, &mut out);
                self.give(buffers, *from, out);
            }
        }
        buffers.give(grad);
        self.forward.free(buffers, to);
        Ok(())
    }

    /// Adds to the gradient of a map; nobody asks for that of the images.
    fn give(&mut self, buffers: &mut Buffers, map: usize, grad: Aligned) {
        if map == 0 {
            buffers.give(grad);
            return;
        }
        match &mut self.grads[map] {
            Some(sum) => {
                sum.iter_mut().zip(grad.iter()).for_each(|(sum, grad)| *sum += grad);
                buffers.give(grad);
            }
            none => *none = Some(grad),
        }
    }

    fn conv(
        &mut self,
        tools: Tools,
        buffers: &mut Buffers,
        (name, from, conv): (&str, usize, &super::conv::Conv),
        grad: &[f32],
    ) -> Result<(), EncoderError> {
        let name = format!("{name}.weight");
        let weight = tools.weights.get(&name)?;
        let mut found = vec![0.0; weight.elem_count()];
        conv.grad_weight(tools.kernels, [self.forward.map(from), grad], &mut found, tools.stop);
        self.gradients.insert(name, Tensor::from_vec(found, weight.dims(), &Device::Cpu)?);
        if from == 0 {
            return Ok(());
        }
        let (mut out, add) = match self.grads[from].take() {
            Some(sum) => (sum, true),
            None => (buffers.take(conv.input_len()), false),
        };
        let scratch = &mut self.scratch;
        slices::with([weight], |[weight]| {
            conv.grad_input(tools.kernels, [grad, weight], (&mut out, add), scratch, tools.stop);
        })?;
        self.grads[from] = Some(out);
        Ok(())
    }

    fn norm(
        &mut self,
        tools: Tools,
        (name, from, to, relu): (&str, usize, usize, bool),
        grad: &mut [f32],
        shortcut: Option<&mut [f32]>,
    ) -> Result<(), EncoderError> {
        let forward = &*self.forward;
        let of_module = forward.statistics.iter().find(|(module, _)| module == name);
        let (_, statistics) = of_module.ok_or(EncoderError::NothingToDifferentiate)?;
        let (x, rectified) = (forward.map(from), relu.then(|| forward.map(to)));
        let gamma = tools.weights.get(&format!("{name}.weight"))?;
        let found = slices::with([gamma], |[gamma]| {
            batch_norm::backward(tools.kernels, statistics, gamma, (x, rectified), grad, shortcut)
        })?;
        for (suffix, found) in ["weight", "bias"].into_iter().zip(found) {
            let len = found.len();
            self.gradients.insert(format!("{name}.{suffix}"), Tensor::from_vec(found, len, &Device::Cpu)?);
        }
        Ok(())
    }
}
