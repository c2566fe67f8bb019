//! Running a chain over a batch of views: buffers, compiled pipelines, dispatches, reading back.

use super::device::GpuDevice;
use super::error::GpuError;
use super::plan::{Load, plan};
use super::shader::assemble;
use super::sources::interleaved;
use super::statistic;
use super::tile::{Tile, tiles};
use super::words::Layout;
use crate::image::Planes;
use crate::pipeline::Chain;
use crate::transform::Draw;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

/// Bytes of a vec4 of 32-bit floats.
const VEC4: usize = 16;

/// Makes views on a device. Compiled pipelines are kept by their shader's text.
#[derive(Debug)]
pub struct GpuViews {
    device: GpuDevice,
    layout: wgpu::BindGroupLayout,
    pipeline_layout: wgpu::PipelineLayout,
    pipelines: Mutex<HashMap<String, Arc<wgpu::ComputePipeline>>>,
    /// The most bytes that one buffer may have.
    largest_buffer: u64,
}

/// A batch of views with everything it needs on the device.
#[derive(Debug)]
pub struct Batch {
    steps: Vec<Dispatch>,
    result: wgpu::Buffer,
    /// Dispatches of the chain itself, without the measuring of statistics.
    pub passes: usize,
    samples: usize,
    channels: usize,
    groups: usize,
    /// Side of a view.
    size: usize,
    /// Columns and rows of the tile of it that is made.
    shape: [usize; 2],
}

#[derive(Debug)]
struct Dispatch {
    pipeline: Arc<wgpu::ComputePipeline>,
    bindings: wgpu::BindGroup,
    groups: [u32; 3],
}

impl GpuViews {
    /// Ready to make views on `device`.
    pub fn new(device: GpuDevice) -> Self {
        let entry = |binding: u32, read_only: bool| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let layout = device.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("views"),
            entries: &[entry(0, true), entry(1, true), entry(2, true), entry(3, false)],
        });
        let pipeline_layout = device.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("views"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let largest_buffer = device.device.limits().max_storage_buffer_binding_size;
        Self { device, layout, pipeline_layout, pipelines: Mutex::default(), largest_buffer }
    }

    /// The same with smaller buffers than the device allows.
    #[must_use]
    pub fn with_largest_buffer(self, bytes: u64) -> Self {
        Self { largest_buffer: bytes.min(self.largest_buffer), ..self }
    }

    /// The device.
    pub fn device(&self) -> &GpuDevice {
        &self.device
    }

    /// How many shaders were compiled so far.
    pub fn compiled(&self) -> usize {
        self.pipelines.lock().map_or(0, |pipelines| pipelines.len())
    }

    /// Makes one view for each entry of `draws`, of the picture of the same place in `sources`.
    ///
    /// # Errors
    /// [`GpuError`] where the batch does not fit the device or the driver fails.
    pub fn views(
        &self,
        chain: &Chain,
        sources: &[&Planes],
        draws: &[Vec<Draw>],
    ) -> Result<Vec<Planes>, GpuError> {
        let Some(first) = sources.first() else { return Ok(Vec::new()) };
        // As many views at a time as one buffer takes.
        let allowed = self.largest_buffer;
        let groups = first.channels.div_ceil(4).max(1);
        let largest = sources.iter().map(|s| s.area()).max().unwrap_or(0).max(chain.size * chain.size);
        let measured = plan(chain).iter().map(|pass| statistic::length(pass.needs)).max().unwrap_or(0);
        let each = groups * largest.max(measured) * VEC4;
        let at_once = (allowed / each.max(1) as u64).min(1024) as usize;
        if at_once == 0 {
            let most = allowed as usize / (groups * VEC4);
            return sources
                .iter()
                .zip(draws)
                .map(|(source, draws)| self.in_tiles(chain, source, draws, most))
                .collect();
        }
        let mut views = Vec::with_capacity(draws.len());
        for (sources, draws) in sources.chunks(at_once).zip(draws.chunks(at_once)) {
            let batch = self.upload(chain, sources, draws)?;
            self.execute(&batch);
            views.extend(self.read(&batch)?);
        }
        Ok(views)
    }

    /// One view, tile by tile of at most `most` pixels.
    fn in_tiles(
        &self,
        chain: &Chain,
        source: &Planes,
        draws: &[Draw],
        most: usize,
    ) -> Result<Planes, GpuError> {
        let size = chain.size;
        let Some(tiles) = tiles(chain, source, draws, most) else {
            let needed =
                (size * size).max(source.area()) as u64 * (VEC4 * source.channels.div_ceil(4)) as u64;
            return Err(GpuError::TooLarge { what: "a view", needed, allowed: self.largest_buffer });
        };
        let mut view = Planes::zeros(source.channels, size, size);
        for (tile, excerpt) in tiles {
            let batch = self.upload_tile(chain, &[source], &[draws.to_vec()], &tile, Some(&excerpt))?;
            self.execute(&batch);
            let [columns, rows] = &tile.kept;
            let (left, top) = (columns.start - tile.made[0].start, rows.start - tile.made[1].start);
            for part in self.read(&batch)? {
                for c in 0..part.channels {
                    for (y, line) in
                        part.channel(c).chunks_exact(part.width).skip(top).take(rows.len()).enumerate()
                    {
                        let to = (rows.start + y) * size + columns.start;
                        view.channel_mut(c)[to..to + columns.len()]
                            .copy_from_slice(&line[left..left + columns.len()]);
                    }
                }
            }
        }
        Ok(view)
    }

    /// Puts a batch on the device without running it.
    ///
    /// # Errors
    /// Where pictures differ in channels or a buffer would be larger than the device allows.
    pub fn upload(&self, chain: &Chain, sources: &[&Planes], draws: &[Vec<Draw>]) -> Result<Batch, GpuError> {
        self.upload_tile(chain, sources, draws, &Tile::whole(chain.size), None)
    }

    /// The same for a tile of every view, and the columns and rows of every source that are needed for it.
    fn upload_tile(
        &self,
        chain: &Chain,
        sources: &[&Planes],
        draws: &[Vec<Draw>],
        tile: &Tile,
        excerpt: Option<&[Range<usize>; 2]>,
    ) -> Result<Batch, GpuError> {
        let channels = sources.first().map_or(1, |s| s.channels);
        if sources.iter().any(|s| s.channels != channels) {
            return Err(GpuError::MixedChannels);
        }
        let layout = Layout::new(chain, channels);
        let groups = layout.groups;
        let samples = draws.len().min(sources.len());
        let (pixels, places) = interleaved(chain, sources, groups, excerpt);
        let words = layout.words(chain, tile, &places, draws);
        let work = samples * groups * tile.area() * VEC4;
        self.check("a batch of pictures", pixels.len() * 4)?;
        self.check("a batch of views", work)?;
        let sources = self.filled("sources", bytemuck::cast_slice(&pixels));
        let words = self.filled("draws", bytemuck::cast_slice(&words));
        let passes = plan(chain);
        // One buffer for the statistics of all passes: each is measured just before it is read.
        let measured = passes.iter().map(|pass| statistic::length(pass.needs)).max().unwrap_or(0);
        self.check("the statistics of a batch of views", samples * groups * measured * VEC4)?;
        let statistics = self.empty("statistics", samples * groups * measured * VEC4);
        let ping_pong = [self.empty("views a", work), self.empty("views b", work)];
        // Bound where a shader reads no statistics, since a buffer cannot be read and written at once.
        let nothing = self.empty("nothing", VEC4);

        let mut steps = Vec::new();
        let mut current = 0;
        let [across, down] = [0, 1].map(|axis| tile.made[axis].len().div_ceil(8) as u32);
        let count = (samples * groups) as u32;
        for (number, pass) in passes.iter().enumerate() {
            if let Some(wgsl) = statistic::shader(chain, pass, &layout) {
                let bindings = self.bind(&words, &ping_pong[current], &nothing, &statistics);
                let groups = statistic::workgroups(pass.needs, count);
                steps.push(Dispatch { pipeline: self.pipeline(&wgsl)?, bindings, groups });
            }
            let reads_source = pass.load == Load::Resample(0);
            let input = if reads_source { &sources } else { &ping_pong[current] };
            let output = &ping_pong[1 - current];
            let bindings = self.bind(&words, input, &statistics, output);
            let pipeline = self.pipeline(&assemble(chain, &passes, number, channels))?;
            steps.push(Dispatch { pipeline, bindings, groups: [across, down, count] });
            current = 1 - current;
        }
        let [a, b] = ping_pong;
        let result = if current == 0 { a } else { b };
        let shape = [0, 1].map(|axis| tile.made[axis].len());
        Ok(Batch { steps, result, passes: passes.len(), samples, channels, groups, size: chain.size, shape })
    }

    /// Hands the batch to the device and returns at once.
    pub fn execute(&self, batch: &Batch) {
        let mut encoder = self
            .device
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("views") });
        for step in &batch.steps {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&step.pipeline);
            pass.set_bind_group(0, &step.bindings, &[]);
            pass.dispatch_workgroups(step.groups[0], step.groups[1], step.groups[2]);
        }
        self.device.queue.submit([encoder.finish()]);
    }

    /// Copies the views of a batch within the device: what the mere moving of bytes costs.
    pub fn copy(&self, batch: &Batch, target: &wgpu::Buffer) {
        let mut encoder = self
            .device
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("copy") });
        encoder.copy_buffer_to_buffer(&batch.result, 0, target, 0, batch.result.size());
        self.device.queue.submit([encoder.finish()]);
    }

    /// A buffer that can take the views of `batch`.
    pub fn copy_target(&self, batch: &Batch) -> wgpu::Buffer {
        self.empty("copy", batch.result.size() as usize)
    }

    /// Brings the views of an executed batch back, waiting for them.
    ///
    /// # Errors
    /// What the driver says where it failed.
    pub fn read(&self, batch: &Batch) -> Result<Vec<Planes>, GpuError> {
        let failed = |error: &dyn std::fmt::Display| GpuError::Failed(error.to_string());
        let staging = self.device.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read back"),
            size: batch.result.size(),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder = self
            .device
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("read") });
        encoder.copy_buffer_to_buffer(&batch.result, 0, &staging, 0, batch.result.size());
        self.device.queue.submit([encoder.finish()]);
        staging.map_async(wgpu::MapMode::Read, .., |_| {});
        self.device.wait()?;
        let mapped = staging.get_mapped_range(..).map_err(|e| failed(&e))?;
        let values: &[f32] = bytemuck::cast_slice(&mapped);
        Ok((0..batch.samples).map(|sample| batch.planes(values, sample)).collect())
    }

    fn check(&self, what: &'static str, bytes: usize) -> Result<(), GpuError> {
        let allowed = self.largest_buffer;
        if bytes as u64 > allowed {
            return Err(GpuError::TooLarge { what, needed: bytes as u64, allowed });
        }
        Ok(())
    }

    fn pipeline(&self, wgsl: &str) -> Result<Arc<wgpu::ComputePipeline>, GpuError> {
        let failed = |_| GpuError::Failed("an earlier failure left the shader cache locked".into());
        if let Some(known) = self.pipelines.lock().map_err(failed)?.get(wgsl) {
            return Ok(Arc::clone(known));
        }
        let device = &self.device.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("chain"),
            source: wgpu::ShaderSource::Wgsl(wgsl.into()),
        });
        let pipeline = Arc::new(device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("chain"),
            layout: Some(&self.pipeline_layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        }));
        if let Some(failure) = self.device.take_failure() {
            return Err(GpuError::Failed(failure));
        }
        self.pipelines.lock().map_err(failed)?.insert(wgsl.to_string(), Arc::clone(&pipeline));
        Ok(pipeline)
    }

    fn bind(
        &self,
        words: &wgpu::Buffer,
        input: &wgpu::Buffer,
        statistics: &wgpu::Buffer,
        output: &wgpu::Buffer,
    ) -> wgpu::BindGroup {
        let entries = [words, input, statistics, output];
        let entries: Vec<_> = entries
            .iter()
            .zip(0..)
            .map(|(buffer, binding)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        self.device.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("views"),
            layout: &self.layout,
            entries: &entries,
        })
    }

    fn empty(&self, label: &str, bytes: usize) -> wgpu::Buffer {
        self.device.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: bytes.max(VEC4) as u64,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }

    fn filled(&self, label: &str, bytes: &[u8]) -> wgpu::Buffer {
        let buffer = self.empty(label, bytes.len());
        self.device.queue.write_buffer(&buffer, 0, bytes);
        buffer
    }
}

impl Batch {
    /// Bytes of the views on the device.
    pub fn bytes(&self) -> u64 {
        self.result.size()
    }

    /// Side of a view, number of views, number of channels.
    pub fn shape(&self) -> (usize, usize, usize) {
        (self.size, self.samples, self.channels)
    }

    /// The views on the device, four channels to a vec4.
    pub(super) fn result(&self) -> &wgpu::Buffer {
        &self.result
    }

    /// View number `sample` out of the values of the whole batch.
    fn planes(&self, values: &[f32], sample: usize) -> Planes {
        let [width, height] = self.shape;
        let area = width * height;
        let mut planes = Planes::zeros(self.channels, height, width);
        for c in 0..self.channels {
            let start = (sample * self.groups + c / 4) * area * 4 + c % 4;
            let lane = values[start..].iter().step_by(4);
            planes.channel_mut(c).iter_mut().zip(lane).for_each(|(to, from)| *to = *from);
        }
        planes
    }
}
