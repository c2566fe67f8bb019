//! `augscope`: the recipe as a file of this program, as it can be kept, sent and opened again.

use super::{Form, Make, Target};
use crate::export::{ExportError, Product, Recipe};
use crate::pipeline::PipelineFile;

pub(super) static TARGET: Target = Target {
    name: "augscope",
    title: "This program: to keep or to send",
    help: "a recipe file of this program (NAME.augscope.toml), to keep, to send, and for --pipeline",
    form: Form::File { ending: "augscope.toml" },
    beside: &[],
    make: Make::Pipeline(make),
};

#[allow(clippy::unnecessary_wraps, reason = "every form is made by such a function")]
fn make(recipe: &Recipe) -> Result<Product, ExportError> {
    Ok(Product::file(PipelineFile::new(recipe.pipeline.clone()).to_toml()))
}
