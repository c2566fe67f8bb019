//! `onnx`: the trained network, and its probe as a classifier, for programs without Python.

use super::super::onnx::onnx_model;
use super::super::{ExportError, Product, RunParts};
use super::{Form, Make, Target};

/// See the module.
pub static TARGET: Target = Target {
    name: "onnx",
    title: "ONNX: the network for any other program",
    help: "the network as ONNX (opset 17, any batch): embedding, and class probabilities by the linear probe",
    form: Form::File { ending: "onnx" },
    beside: &[],
    make: Make::Run(make),
};

fn make(run: &dyn RunParts) -> Result<Product, ExportError> {
    let probe = run.probe()?;
    let product = Product::file(onnx_model(&run.encoder()?, probe.as_ref())?);
    Ok(if probe.is_some() {
        product
    } else {
        product.note("the run was not evaluated, so there is no probe and no output \"probabilities\"")
    })
}
