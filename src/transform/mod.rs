//! What a random transform is, the random numbers it draws, and the catalogue of all transforms.

mod affine;
pub mod catalogue;
mod draw;
mod entry;
mod frame;
mod levels;
mod neighbour;
mod normal;
mod param;
pub mod philox;
mod pixel_field;
mod rim;
mod setting;
mod view_key;

pub use affine::Affine;
pub use draw::{Draw, StepStreams, Values};
pub use entry::{Entry, Ignores, Input, Needs, Neighbourhood, Point, Prepare, Prepared, Stage};
pub use frame::{Border, Fit, Frame};
pub use param::{Param, Scope, Unit};
pub use rim::rim_median;
pub use setting::Setting;
pub use view_key::{Stream, StreamName, ViewKey};
