//! Figures: from what run folders hold to the charts that show it, one figure a file.

mod best;
mod control;
mod gathered;
mod in_points;
mod invariance;
mod labels;
#[cfg(test)]
mod made_up;
#[cfg(test)]
mod made_up_runs;
mod parameter;
mod pareto;
mod plate;
mod ranking;
mod step_pairs;
mod steps;
mod sweeps;
mod varied;

pub use best::best_figure;
pub use control::{ControlFigure, NoControl, control_figures};
pub use gathered::{Gathered, gather};
pub use invariance::invariance_chart;
pub use labels::label_chart;
pub use parameter::{ParameterError, ParameterFigures, parameter_figures, parameter_figures_of};
pub use pareto::{ScatterFigure, front, pareto_figure};
pub use plate::{NotWells, dose_charts, plate_charts};
pub use ranking::{BarFigure, ranking_figure};
pub use step_pairs::{StepPairs, StepQuestion, step_pairs};
pub use steps::{StepsAsked, step_figure, step_questions};
pub use sweeps::{SweptRecipes, sweeps};
pub use varied::{NotOne, Varied, varied};
