//! The window's graphics device: which adapter, what is asked of it, and what happens when it is lost.

use augscope::gpu::{GpuDevice, wanted_limits};
use eframe::egui_wgpu::{RenderState, WgpuConfiguration, WgpuSetup, WgpuSetupCreateNew};
use eframe::wgpu;
use egui::Context;
use std::sync::{Arc, OnceLock};

/// The words of a loss that is only played.
const PLAYED: &str = "simulated";

/// Says whether the device was lost. Clones share what was heard.
#[derive(Clone, Debug, Default)]
pub struct DeviceWatch(Arc<OnceLock<String>>);

impl DeviceWatch {
    /// The device is gone, with the driver's words.
    pub fn lost(&self, why: impl Into<String>) {
        // Only the first loss counts.
        let _ = self.0.set(why.into());
    }

    /// Only played, so that the window itself can still be drawn.
    pub fn play(&self) {
        // Only the first loss counts.
        let _ = self.0.set(PLAYED.into());
    }

    /// False where a real loss leaves nothing to draw the window with.
    pub fn window_survives(&self) -> bool {
        self.words().is_none_or(|words| words == PLAYED)
    }

    /// The driver's words, once the device is gone.
    pub fn words(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

/// What the window asks of the graphics system. The window library asks for so little on OpenGL that
/// compute shaders would be missing there although the driver has them.
pub fn configuration() -> WgpuConfiguration {
    let mut setup = WgpuSetupCreateNew::without_display_handle();
    setup.native_adapter_selector = Some(Arc::new(choose));
    setup.device_descriptor = Arc::new(|adapter| wgpu::DeviceDescriptor {
        label: Some("augscope window"),
        required_limits: window_limits(adapter),
        ..wgpu::DeviceDescriptor::default()
    });
    WgpuConfiguration { wgpu_setup: WgpuSetup::CreateNew(setup), ..WgpuConfiguration::default() }
}

/// What our shaders need where the adapter has it; less draws the window alone.
fn window_limits(adapter: &wgpu::Adapter) -> wgpu::Limits {
    if can_compute(adapter) {
        return wanted_limits(adapter);
    }
    wgpu::Limits {
        max_texture_dimension_2d: adapter.limits().max_texture_dimension_2d,
        ..wgpu::Limits::downlevel_webgl2_defaults()
    }
}

fn can_compute(adapter: &wgpu::Adapter) -> bool {
    adapter.get_downlevel_capabilities().flags.contains(wgpu::DownlevelFlags::COMPUTE_SHADERS)
        && adapter.limits().max_storage_buffers_per_shader_stage >= 4
}

/// The best adapter that can draw into the window: a card of its own before one in the processor before
/// software, and one that can compute before one that cannot.
fn choose(adapters: &[wgpu::Adapter], surface: Option<&wgpu::Surface<'_>>) -> Result<wgpu::Adapter, String> {
    // Some virtual machines list an adapter whose surface has no format; choosing it would end the program.
    let draws = |adapter: &&wgpu::Adapter| {
        surface.is_none_or(|surface| !surface.get_capabilities(adapter).formats.is_empty())
    };
    let rank = |adapter: &&wgpu::Adapter| {
        let kind = match adapter.get_info().device_type {
            wgpu::DeviceType::DiscreteGpu => 4,
            wgpu::DeviceType::IntegratedGpu => 3,
            wgpu::DeviceType::VirtualGpu => 2,
            wgpu::DeviceType::Other => 1,
            wgpu::DeviceType::Cpu => 0,
        };
        // OpenGL last: the others have fewer surprises.
        (can_compute(adapter), kind, adapter.get_info().backend != wgpu::Backend::Gl)
    };
    adapters
        .iter()
        .filter(draws)
        .max_by_key(rank)
        .cloned()
        .ok_or_else(|| "no graphics adapter can draw into a window".to_owned())
}

/// The window's device for our shaders, with handlers for its loss; `None` where it cannot compute.
pub fn device(render: &RenderState, watch: &DeviceWatch, context: &Context) -> Option<GpuDevice> {
    let info = render.adapter.get_info();
    let name = format!("{} ({})", info.name, info.backend);
    // Sets the handler of errors, without which one of the driver would end the program.
    let device = GpuDevice::shared(render.device.clone(), render.queue.clone(), name);
    let (watch, context) = (watch.clone(), context.clone());
    render.device.set_device_lost_callback(move |reason, words| {
        // Closing the window destroys the device: that is no loss.
        if reason != wgpu::DeviceLostReason::Destroyed {
            watch.lost(format!("{words} ({reason:?})"));
            context.request_repaint();
        }
    });
    can_compute(&render.adapter).then_some(device)
}
