//! `encoder`: the trained network by torchvision's names, with a script that loads it.

use super::super::{ExportError, Product, RunParts};
use super::{Form, Make, Target};
use crate::encoder::tensor_file;

/// See the module.
pub static TARGET: Target = Target {
    name: "encoder",
    title: "Python: the network for torchvision and timm",
    help: "the network for Python: encoder.safetensors with torchvision's names, and load.py for torchvision and timm",
    form: Form::Folder { name: "encoder" },
    beside: &[],
    make: Make::Run(make),
};

/// Builds the network from the words in the file's header, so it is the same for all of them.
const LOAD: &str = include_str!("../../../assets/export/load.py");

fn make(run: &dyn RunParts) -> Result<Product, ExportError> {
    let encoder = run.encoder()?;
    let bytes = tensor_file::to_bytes(&encoder.tensors, &encoder.metadata)?;
    let of = |key: &str| encoder.metadata.get(key).map_or("", String::as_str);
    let words = format!(
        "# Encoder of the run {:?}: {} with a {} stem, {} channels, {} x {} pixels, {} for {} epochs, seed {}.\n",
        run.name(),
        encoder.architecture,
        of("stem"),
        encoder.channels.len(),
        encoder.size,
        encoder.size,
        of("objective"),
        of("epochs"),
        of("seed"),
    );
    Ok(Product::folder(vec![
        ("encoder.safetensors".into(), bytes),
        ("load.py".into(), format!("{words}{LOAD}").into_bytes()),
    ]))
}
