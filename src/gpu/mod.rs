//! Views on a graphics card: a chain becomes a few passes of generated WGSL. The only user of wgpu.

mod batch;
mod device;
mod error;
mod paint;
mod plan;
mod shader;
mod sources;
mod statistic;
mod tile;
mod words;

pub use batch::{Batch, GpuViews};
pub use device::{GpuDevice, open_device, wanted_limits};
pub use error::GpuError;
pub use paint::{GpuPaint, Look};
pub use plan::{Load, Pass, plan};
pub use shader::assemble;
