//! [`GpuPaint`]: views of a batch as colours in one texture, for the screen; they never leave the device.

use super::batch::Batch;
use super::{GpuDevice, GpuError};
use crate::image::Display;

/// The shader, twin of [`Display::composite`].
const COMPOSITE: &str = include_str!("../../shaders/display/composite.wgsl");

/// How the views of a batch are laid out and coloured.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Colours and visibility of the channels.
    pub display: &'a Display,
    /// Gain and offset of each channel, from [`Display::scale_of_window`].
    pub scale: &'a [(f32, f32)],
    /// Views in a row of the texture.
    pub columns: usize,
}

/// Paints batches of views into textures.
#[derive(Debug)]
pub struct GpuPaint {
    device: GpuDevice,
    layout: wgpu::BindGroupLayout,
    pipeline: wgpu::ComputePipeline,
}

impl GpuPaint {
    /// Ready to paint on `device`.
    ///
    /// # Errors
    /// Where the driver refuses the shader.
    pub fn new(device: &GpuDevice) -> Result<Self, GpuError> {
        let storage = |binding: u32| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only: true },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let texture = wgpu::BindGroupLayoutEntry {
            binding: 3,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::StorageTexture {
                access: wgpu::StorageTextureAccess::WriteOnly,
                format: wgpu::TextureFormat::Rgba8Unorm,
                view_dimension: wgpu::TextureViewDimension::D2,
            },
            count: None,
        };
        let of = &device.device;
        let layout = of.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("paint"),
            entries: &[storage(0), storage(1), storage(2), texture],
        });
        let module = of.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("composite"),
            source: wgpu::ShaderSource::Wgsl(COMPOSITE.into()),
        });
        let pipeline_layout = of.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("paint"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let pipeline = of.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("composite"),
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        if let Some(failure) = device.take_failure() {
            return Err(GpuError::Failed(failure));
        }
        Ok(Self { device: device.clone(), layout, pipeline })
    }

    /// How many views of side `size` fit beside each other, and how many in one texture.
    pub fn capacity(&self, size: usize) -> (usize, usize) {
        let side = self.device.device.limits().max_texture_dimension_2d as usize;
        let columns = (side / size.max(1)).max(1);
        (columns, columns * columns)
    }

    /// A texture (`Rgba8Unorm`, gamma-encoded, opaque) with the views of an executed batch, row by row.
    ///
    /// # Errors
    /// Where the texture would be larger than the device allows, or the driver fails.
    pub fn paint(&self, batch: &Batch, look: Look) -> Result<wgpu::Texture, GpuError> {
        let (size, samples, channels) = batch.shape();
        let columns = look.columns.clamp(1, samples.max(1));
        let (width, height) = (columns * size, samples.div_ceil(columns).max(1) * size);
        let allowed = self.device.device.limits().max_texture_dimension_2d as usize;
        if width.max(height) > allowed {
            let (needed, allowed) = ((width * height * 4) as u64, (allowed * allowed * 4) as u64);
            return Err(GpuError::TooLarge { what: "a picture of views", needed, allowed });
        }
        let texture = self.device.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("views in colour"),
            size: wgpu::Extent3d { width: width as u32, height: height as u32, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8Unorm,
            usage: wgpu::TextureUsages::STORAGE_BINDING
                | wgpu::TextureUsages::TEXTURE_BINDING
                | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        let numbers: [u32; 4] = [size, samples, columns, channels].map(|n| n as u32);
        let shown = self.filled("look", bytemuck::cast_slice(&look.words(channels)));
        let numbers = self.filled("numbers", bytemuck::cast_slice(&numbers));
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let resources = [
            batch.result().as_entire_binding(),
            shown.as_entire_binding(),
            numbers.as_entire_binding(),
            wgpu::BindingResource::TextureView(&view),
        ];
        let entries: Vec<_> = resources
            .into_iter()
            .zip(0..)
            .map(|(resource, binding)| wgpu::BindGroupEntry { binding, resource })
            .collect();
        let bindings = self.device.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("paint"),
            layout: &self.layout,
            entries: &entries,
        });
        let mut encoder = self
            .device
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("paint") });
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &bindings, &[]);
            let across = size.div_ceil(8) as u32;
            pass.dispatch_workgroups(across, across, samples as u32);
        }
        self.device.queue.submit([encoder.finish()]);
        self.device.take_failure().map_or(Ok(texture), |failure| Err(GpuError::Failed(failure)))
    }

    fn filled(&self, label: &str, bytes: &[u8]) -> wgpu::Buffer {
        let buffer = self.device.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: bytes.len().max(16) as u64,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        self.device.queue.write_buffer(&buffer, 0, bytes);
        buffer
    }
}

impl Look<'_> {
    /// What the shader reads: for each channel its colour and its gain and offset.
    fn words(&self, channels: usize) -> Vec<[f32; 4]> {
        (0..channels)
            .flat_map(|c| {
                let shown = self.display.channels.get(c).filter(|shown| shown.visible);
                let colour = shown.map_or([0; 3], |shown| shown.colour).map(|v| f32::from(v) / 255.0);
                let (gain, offset) = self.scale.get(c).copied().unwrap_or((1.0, 0.0));
                [[colour[0], colour[1], colour[2], 0.0], [gain, offset, 0.0, 0.0]]
            })
            .collect()
    }
}
