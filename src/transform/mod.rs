//! What a random transform is, the random numbers it draws, and the catalogue of all transforms.

mod affine;
pub mod catalogue;
mod choice;
mod draw;
mod entry;
mod foreground;
mod frame;
mod homography;
mod levels;
mod neighbour;
mod normal;
mod param;
pub mod philox;
mod pixel_field;
mod power;
mod rim;
mod setting;
mod smooth;
mod view_key;
mod warp;

pub use affine::Affine;
pub(crate) use catalogue::gaussian_blurred;
pub use choice::Choice;
pub use draw::{Draw, StepStreams, Values};
pub use entry::{Entry, Ignores, Input, Needs, Neighbourhood, Point, Prepare, Prepared, Stage};
pub use foreground::Foreground;
pub(crate) use foreground::threshold as otsu_threshold;
pub use frame::{Border, Fit, Frame};
pub use homography::Homography;
pub use param::{Param, Scope, Unit};
pub use rim::rim_median;
pub use setting::Setting;
pub use view_key::{Stream, StreamName, ViewKey};
pub use warp::{NODES, Warp, WarpShape, Warping};
