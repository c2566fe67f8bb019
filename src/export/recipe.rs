//! [`Recipe`]: a pipeline as exports see it, with what a run or a user has settled beside it.

use crate::pipeline::Pipeline;

/// A pipeline to be written in another program's form.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// Side of a view in pixels, where a run or the pipeline says it.
    pub size: Option<usize>,
    /// Channels of the images, where a run says it.
    pub channels: Option<usize>,
    /// The seed of a run; most other programs store none.
    pub seed: Option<u64>,
    /// True where steps that the other program lacks may be left out, which a note then says.
    pub partial: bool,
    /// The ending of the file that is written, without a dot: of several forms it chooses one.
    pub ending: String,
}

impl From<Pipeline> for Recipe {
    fn from(pipeline: Pipeline) -> Self {
        Self {
            size: pipeline.input.size,
            pipeline,
            channels: None,
            seed: None,
            partial: false,
            ending: String::new(),
        }
    }
}
