//! Arguments of the commands that compare runs: by which read-out, on which images, and what counts the same.

use super::data_arguments::readout;
use super::evaluate::On;
use super::exit::WrongUse;
use augscope::evaluate::ReadoutKind;
use augscope::evaluate::difference::Weighting;
use augscope::run::ComparisonRequest;

/// By what runs are compared.
#[derive(Clone, Debug, clap::Args)]
pub struct ComparisonArguments {
    /// The read-out
    #[arg(long, value_name = "NAME", help = format!("The read-out of the comparison: {} [default: the one that was \
        declared before the run]", ReadoutKind::ALL.map(ReadoutKind::name).join(", ")))]
    pub readout: Option<String>,
    /// What counts the same in the average of the comparison [default: balanced]
    #[arg(long, value_enum)]
    pub weighting: Option<Weight>,
    /// The part that is asked about; the runs must have been evaluated on it [default: choose]
    #[arg(long, value_enum)]
    pub on: Option<On>,
    /// Two classes: how well they are told apart when they are all there is
    #[arg(long, num_args = 2, value_names = ["CLASS", "CLASS"])]
    pub pair: Vec<String>,
}

/// [`Weighting`] as a word of the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Weight {
    /// Every class
    Balanced,
    /// Every image, so that a class counts as often as it occurs
    Natural,
}

impl From<Weight> for Weighting {
    fn from(weight: Weight) -> Self {
        match weight {
            Weight::Balanced => Self::Balanced,
            Weight::Natural => Self::Natural,
        }
    }
}

impl ComparisonArguments {
    /// True where none was given.
    pub fn is_empty(&self) -> bool {
        let Self { readout, weighting, on, pair } = self;
        readout.is_none() && weighting.is_none() && on.is_none() && pair.is_empty()
    }

    /// What is asked for.
    ///
    /// # Errors
    /// A read-out that there is not.
    pub fn request(&self) -> Result<ComparisonRequest, WrongUse> {
        Ok(ComparisonRequest {
            readout: self.readout.as_deref().map(readout).transpose()?,
            declared: None,
            weighting: self.weighting.unwrap_or(Weight::Balanced).into(),
            part: self.on.unwrap_or(On::Choose).into(),
            pair: <[String; 2]>::try_from(self.pair.clone()).ok(),
            one_recipe: false,
        })
    }
}
