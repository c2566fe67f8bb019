//! Opening a graphics device without a window.

use super::GpuError;
use std::sync::{Arc, Mutex};

/// A device with its queue and what went wrong on it.
#[derive(Clone, Debug)]
pub struct GpuDevice {
    /// The device.
    pub device: wgpu::Device,
    /// Its queue.
    pub queue: wgpu::Queue,
    /// Name and interface of the adapter, for people.
    pub adapter: String,
    failure: Arc<Mutex<Option<String>>>,
}

impl GpuDevice {
    /// Wraps a device that somebody else opened, such as a window's, and listens to its errors:
    /// without a handler an error of the driver would end the program.
    pub fn shared(device: wgpu::Device, queue: wgpu::Queue, adapter: String) -> Self {
        let failure: Arc<Mutex<Option<String>>> = Arc::default();
        let heard = Arc::clone(&failure);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            if let Ok(mut failure) = heard.lock() {
                failure.get_or_insert(error.to_string());
            }
        }));
        Self { device, queue, adapter, failure }
    }

    /// The first error that the driver reported since the last call.
    pub(super) fn take_failure(&self) -> Option<String> {
        self.failure.lock().ok().and_then(|mut failure| failure.take())
    }

    /// Waits until the device has done everything it was given.
    ///
    /// # Errors
    /// What the driver says where the device was lost or refused something.
    pub fn wait(&self) -> Result<(), GpuError> {
        self.device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| GpuError::Failed(error.to_string()))?;
        self.take_failure().map_or(Ok(()), |failure| Err(GpuError::Failed(failure)))
    }
}

/// What our shaders need of a device, as far as `adapter` has more than the least.
///
/// Asked for by hand since window libraries ask for less on OpenGL, where compute shaders would
/// then be missing although the driver has them.
pub fn wanted_limits(adapter: &wgpu::Adapter) -> wgpu::Limits {
    let has = adapter.limits();
    wgpu::Limits {
        max_storage_buffer_binding_size: has.max_storage_buffer_binding_size,
        max_buffer_size: has.max_buffer_size,
        max_texture_dimension_2d: has.max_texture_dimension_2d,
        ..wgpu::Limits::downlevel_defaults()
    }
}

/// Opens the most powerful adapter that can run compute shaders, software ones included.
///
/// # Errors
/// [`GpuError::NoAdapter`] with the reasons of the graphics system.
pub fn open_device() -> Result<GpuDevice, GpuError> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
    let options = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..wgpu::RequestAdapterOptions::default()
    };
    let adapter = pollster::block_on(instance.request_adapter(&options))
        .map_err(|error| GpuError::NoAdapter(error.to_string()))?;
    let info = adapter.get_info();
    let name = format!("{} ({})", info.name, info.backend);
    let can = adapter.get_downlevel_capabilities().flags;
    if !can.contains(wgpu::DownlevelFlags::COMPUTE_SHADERS)
        || adapter.limits().max_storage_buffers_per_shader_stage < 4
    {
        return Err(GpuError::NoAdapter(format!("{name} has no compute shaders")));
    }
    let (device, queue) = pollster::block_on(adapter.request_device(&wgpu::DeviceDescriptor {
        label: Some("augscope"),
        required_limits: wanted_limits(&adapter),
        ..wgpu::DeviceDescriptor::default()
    }))
    .map_err(|error| GpuError::NoAdapter(format!("{name}: {error}")))?;
    Ok(GpuDevice::shared(device, queue, name))
}
