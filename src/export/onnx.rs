//! [`onnx_model`]: an encoder as an ONNX model, its batch normalisations in use, with its probe as a classifier.

use super::protobuf::Message;
use super::{ExportError, TrainedEncoder};
use crate::encoder::{EncoderError, Layer, NamedTensors, without_offsets};
use crate::evaluate::LinearProbe;

/// The set of operators that is written.
pub const OPSET: i64 = 17;
/// The version of the file's form that came with it.
const IR_VERSION: i64 = 8;
/// What batch normalisation adds to a variance, PyTorch's default.
const EPSILON: f32 = 1e-5;
/// ONNX's number for 32-bit floats.
const FLOAT: i64 = 1;

/// The name of the input: (batch, channels, size, size), values of 0 to 1 through the intensity window.
pub const INPUT: &str = "images";
/// The name of the first output: (batch, features).
pub const EMBEDDING: &str = "embedding";
/// The name of the second output, where there is a probe: (batch, classes).
pub const PROBABILITIES: &str = "probabilities";

/// The content of the ONNX file of `encoder`, for any number of images at once.
///
/// # Errors
/// Where a tensor is missing.
pub fn onnx_model(encoder: &TrainedEncoder, probe: Option<&LinearProbe>) -> Result<Vec<u8>, ExportError> {
    let tensors = without_offsets(encoder.architecture, &encoder.tensors)?;
    let mut graph = Graph { body: Message::new(), tensors: &tensors, nodes: 0 };
    let mut last = INPUT.to_owned();
    for layer in encoder.architecture.layers(encoder.channels.len()) {
        last = graph.layer(&layer, last)?;
    }
    graph.node_named("Flatten", "flatten", &[&last], EMBEDDING, &[Attribute::Int("axis", 1)]);
    if let Some(probe) = probe {
        graph.probe(probe);
    }
    let size = encoder.size as i64;
    let channels = encoder.channels.len() as i64;
    let features = encoder.architecture.features() as i64;
    let mut body = std::mem::take(&mut graph.body)
        .text(2, &format!("augscope {}", encoder.architecture))
        .message(11, value(INPUT, &[channels, size, size]))
        .message(12, value(EMBEDDING, &[features]));
    if let Some(probe) = probe {
        body = body.message(12, value(PROBABILITIES, &[probe.classes.len() as i64]));
    }
    let words = "Input: images (batch, channels, size, size), through the intensity window and clipped to 0..1. \
                 Outputs: the embedding, and the probability of every class by the linear probe where there is one.";
    let mut model = Message::new()
        .int(1, IR_VERSION)
        .text(2, "augscope")
        .text(3, env!("CARGO_PKG_VERSION"))
        .text(6, words)
        .message(7, body)
        .message(8, Message::new().text(1, "").int(2, OPSET));
    let classes = probe.map(|probe| ("classes".to_owned(), serde_json::to_string(&probe.classes)));
    let classes = classes.and_then(|(key, text)| Some((key, text.ok()?)));
    for (key, text) in encoder.metadata.clone().into_iter().chain(classes) {
        model = model.message(14, Message::new().text(1, &key).text(2, &text));
    }
    Ok(model.into_bytes())
}

/// An attribute of a node.
enum Attribute<'a> {
    Int(&'a str, i64),
    Ints(&'a str, Vec<i64>),
    Float(&'a str, f32),
}

impl Attribute<'_> {
    fn message(&self) -> Message {
        match self {
            Self::Int(name, value) => Message::new().text(1, name).int(3, *value).int(20, 2),
            Self::Float(name, value) => Message::new().text(1, name).float(2, *value).int(20, 1),
            Self::Ints(name, values) => {
                values.iter().fold(Message::new().text(1, name), |m, v| m.int(8, *v)).int(20, 7)
            }
        }
    }
}

/// A graph that grows node by node.
struct Graph<'a> {
    body: Message,
    tensors: &'a NamedTensors,
    nodes: usize,
}

impl Graph<'_> {
    /// Adds the nodes of a layer that reads `input`; returns the name of what they make.
    fn layer(&mut self, layer: &Layer, input: String) -> Result<String, ExportError> {
        Ok(match layer {
            Layer::Conv { name, kernel, stride, padding, .. } => {
                let weight = self.tensor(&format!("{name}.weight"))?;
                let side = |value: usize, n: usize| vec![value as i64; n];
                let attributes = [
                    Attribute::Ints("kernel_shape", side(*kernel, 2)),
                    Attribute::Ints("strides", side(*stride, 2)),
                    Attribute::Ints("pads", side(*padding, 4)),
                ];
                self.node("Conv", name, &[&input, &weight], &attributes)
            }
            Layer::BatchNorm { name, .. } => {
                let mut inputs = vec![input];
                for suffix in ["weight", "bias", "running_mean", "running_var"] {
                    inputs.push(self.tensor(&format!("{name}.{suffix}"))?);
                }
                let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
                self.node("BatchNormalization", name, &inputs, &[Attribute::Float("epsilon", EPSILON)])
            }
            Layer::Relu => self.node("Relu", "relu", &[&input], &[]),
            Layer::MaxPool { kernel, stride, padding } => {
                let attributes = [
                    Attribute::Ints("kernel_shape", vec![*kernel as i64; 2]),
                    Attribute::Ints("strides", vec![*stride as i64; 2]),
                    Attribute::Ints("pads", vec![*padding as i64; 4]),
                ];
                self.node("MaxPool", "maxpool", &[&input], &attributes)
            }
            Layer::Residual { body, shortcut } => {
                let mut way = |layers: &[Layer]| -> Result<String, ExportError> {
                    layers.iter().try_fold(input.clone(), |input, layer| self.layer(layer, input))
                };
                let (long, short) = (way(body)?, way(shortcut)?);
                self.node("Add", "add", &[&long, &short], &[])
            }
            Layer::GlobalAveragePool => self.node("GlobalAveragePool", "avgpool", &[&input], &[]),
        })
    }

    /// `softmax(weight ((embedding - mean) / scale) + bias)`.
    fn probe(&mut self, probe: &LinearProbe) {
        let dense = probe.dense();
        let (d, k) = (dense.mean.len(), probe.classes.len());
        self.initializer("probe.mean", &[d], &dense.mean);
        self.initializer("probe.scale", &[d], &dense.scale);
        self.initializer("probe.weight", &[k, d], &dense.weight);
        self.initializer("probe.bias", &[k], &dense.bias);
        self.node_named("Sub", "probe.centre", &[EMBEDDING, "probe.mean"], "probe.centred", &[]);
        self.node_named("Div", "probe.divide", &["probe.centred", "probe.scale"], "probe.standardised", &[]);
        let inputs = ["probe.standardised", "probe.weight", "probe.bias"];
        self.node_named("Gemm", "probe.linear", &inputs, "probe.scores", &[Attribute::Int("transB", 1)]);
        let axis = [Attribute::Int("axis", -1)];
        self.node_named("Softmax", "probe.softmax", &["probe.scores"], PROBABILITIES, &axis);
    }

    /// A node whose output gets a name of its own, which is returned.
    fn node(
        &mut self,
        operator: &str,
        module: &str,
        inputs: &[&str],
        attributes: &[Attribute<'_>],
    ) -> String {
        self.nodes += 1;
        let name = format!("{module}_{}", self.nodes);
        let output = format!("{name}_out");
        self.node_named(operator, &name, inputs, &output, attributes);
        output
    }

    fn node_named(
        &mut self,
        operator: &str,
        name: &str,
        inputs: &[&str],
        output: &str,
        attributes: &[Attribute<'_>],
    ) {
        let mut node = inputs.iter().fold(Message::new(), |node, input| node.text(1, input));
        node = node.text(2, output).text(3, name).text(4, operator);
        node = attributes.iter().fold(node, |node, attribute| node.message(5, attribute.message()));
        self.body = std::mem::take(&mut self.body).message(1, node);
    }

    /// Stores the encoder's tensor called `name` and returns that name.
    fn tensor(&mut self, name: &str) -> Result<String, ExportError> {
        let tensor = self.tensors.get(name).ok_or_else(|| EncoderError::NoTensor(name.to_owned()))?;
        let values =
            tensor.flatten_all().and_then(|flat| flat.to_vec1::<f32>()).map_err(EncoderError::from)?;
        self.initializer(name, tensor.dims(), &values);
        Ok(name.to_owned())
    }

    fn initializer(&mut self, name: &str, dims: &[usize], values: &[f32]) {
        let raw: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        let tensor = dims.iter().fold(Message::new(), |tensor, &dim| tensor.int(1, dim as i64));
        let tensor = tensor.int(2, FLOAT).text(8, name).bytes(9, &raw);
        self.body = std::mem::take(&mut self.body).message(5, tensor);
    }
}

/// Name and shape of an input or output; its first side is the batch.
fn value(name: &str, sides: &[i64]) -> Message {
    let batch = Message::new().message(1, Message::new().text(2, "batch"));
    let shape = sides.iter().fold(batch, |shape, &side| shape.message(1, Message::new().int(1, side)));
    let tensor = Message::new().int(1, FLOAT).message(2, shape);
    Message::new().text(1, name).message(2, Message::new().message(1, tensor))
}
