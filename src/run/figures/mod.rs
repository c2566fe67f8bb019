//! Figures: from what run folders hold to the charts that show it, one figure a file.

mod invariance;
mod labels;
#[cfg(test)]
mod made_up;
mod parameter;
mod plate;
mod varied;

pub use invariance::invariance_chart;
pub use labels::label_chart;
pub use parameter::{ParameterError, ParameterFigures, parameter_figures};
pub use plate::{NotWells, dose_charts, plate_charts};
pub use varied::{NotOne, Varied, varied};
