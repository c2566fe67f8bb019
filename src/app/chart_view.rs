//! [`ChartView`]: what is chosen in the charts of the Results room; nothing of it is saved.

use augscope::export::chart::{Layer, Side, WellFigureKind};
use augscope::run::PlateColumns;
use augscope::run::figures::StepsAsked;

/// What recipes are ranked by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RankedBy {
    /// The mean of the classes' recall.
    #[default]
    Average,
    /// The class that is recognised worst.
    Worst,
    /// The class of that name.
    Class(String),
}

/// What is chosen in the charts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartView {
    /// The class in the chart of labels; none is the mean of all.
    pub labels_class: Option<String>,
    /// The features in the chart of transforms.
    pub layer: Layer,
    /// The encoder in the chart of transforms.
    pub side: Side,
    /// The strength in the chart of transforms; none is the highest.
    pub strength: Option<f64>,
    /// The transform whose curve is shown, by its name.
    pub transform: Option<String>,
    /// The number that classes are shown against; none is the one with the most values.
    pub parameter: Option<String>,
    /// The classes whose curves against a parameter are drawn; all where it is empty.
    pub parameter_classes: Vec<String>,
    /// The plate, by its name.
    pub plate: Option<String>,
    /// What is shown of wells.
    pub wells: WellFigureKind,
    /// The treatment whose doses are shown.
    pub treatment: Option<String>,
    /// What a plate is asked with.
    pub asked: PlateColumns,
    /// What recipes are ranked by.
    pub ranked_by: RankedBy,
    /// What is asked about single steps.
    pub steps: StepsAsked,
    /// The recipe that is held against weight decays, by its name; none is the one that changes the most.
    pub controlled: Option<String>,
}
