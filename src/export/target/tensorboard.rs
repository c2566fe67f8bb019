//! `tensorboard`: the curves of a run as an event file.

use super::super::event_file::{EVENT_FILE, event_file};
use super::super::{ExportError, Product, RunParts};
use super::{Form, Make, Target};

/// See the module.
pub static TARGET: Target = Target {
    name: "tensorboard",
    title: "TensorBoard: the curves",
    help: "the curves as a TensorBoard log folder: loss, learning rate, terms, accuracy of every class while training",
    form: Form::Folder { name: "tensorboard" },
    beside: &[],
    make: Make::Run(make),
};

fn make(run: &dyn RunParts) -> Result<Product, ExportError> {
    Ok(Product::folder(vec![(EVENT_FILE.into(), event_file(&run.events()?))]))
}
