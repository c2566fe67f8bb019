//! `bioimage-io`: the network as a package of the BioImage Model Zoo, for Fiji, DeepImageJ and ilastik.

use super::super::identifiers::identifiers;
use super::super::npy::npy;
use super::super::onnx::{EMBEDDING, INPUT, OPSET, PROBABILITIES, onnx_model};
use super::super::picture::png_of_planes;
use super::super::yaml::yaml;
use super::super::{ExportError, Product, RunParts, TrainedEncoder};
use super::{Form, Make, Target};
use crate::dataset::WindowRule;
use crate::evaluate::{Features, LinearProbe};
use crate::image::{Display, Planes, hex};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

/// See the module.
pub static TARGET: Target = Target {
    name: "bioimage-io",
    title: "Fiji, DeepImageJ, ilastik: bioimage.io package",
    help: "a BioImage Model Zoo package (zip): rdf.yaml, ONNX, test input and output; for Fiji, DeepImageJ and ilastik",
    form: Form::File { ending: "zip" },
    beside: &[],
    make: Make::Run(make),
};

/// The version of the description: the first in which a package may name no author and no licence.
const FORMAT: &str = "0.5.5";

/// Side that the cover picture has at least, in pixels.
const COVER: usize = 256;

fn make(run: &dyn RunParts) -> Result<Product, ExportError> {
    let encoder = run.encoder()?;
    let probe = run.probe()?;
    let pictures = run.pictures(1)?;
    let picture = pictures
        .first()
        .ok_or_else(|| ExportError::Lacks("the run's data set has no training image to test with".into()))?;
    let features = run.features(std::slice::from_ref(picture))?;
    let onnx = onnx_model(&encoder, probe.as_ref())?;
    let windows = fixed_windows(&encoder);
    let input = npy(
        &[1, picture.channels, picture.height, picture.width],
        &stored(picture, windows.unwrap_or_default()),
    );
    let embedding = npy(&[1, features.d()], features.data());
    let probabilities = match &probe {
        Some(probe) => Some(probabilities(probe, &features)?),
        None => None,
    };
    let cover = png_of_planes(picture, &Display::new(&encoder.channels, &[]), COVER)?;
    let rdf = description(
        run,
        &encoder,
        probe.as_ref(),
        windows,
        &Files { onnx: &onnx, input: &input, embedding: &embedding, probabilities: probabilities.as_deref() },
    );
    let mut files: Vec<(&str, Vec<u8>)> = vec![
        ("rdf.yaml", yaml(&rdf).into_bytes()),
        ("README.md", readme(run, &encoder, probe.as_ref(), windows.is_some()).into_bytes()),
        ("model.onnx", onnx),
        ("test-input.npy", input),
        ("test-output.npy", embedding),
        ("cover.png", cover),
    ];
    files.extend(probabilities.map(|bytes| ("test-probabilities.npy", bytes)));
    Ok(Product::file(zipped(&files)?).note(
        "the package names no author, licence or publication, which are yours to choose: add authors, license and cite \
         to rdf.yaml before you share it",
    ))
}

/// What is tested and hashed.
struct Files<'a> {
    onnx: &'a [u8],
    input: &'a [u8],
    embedding: &'a [u8],
    probabilities: Option<&'a [u8]>,
}

/// The window of every channel where it is the same for all images; such a one is a step of the package.
fn fixed_windows(encoder: &TrainedEncoder) -> Option<&[(f64, f64)]> {
    match encoder.window.rule {
        WindowRule::EachImage { .. } | WindowRule::PerGroup { .. } => None,
        _ => Some(&encoder.window.channels),
    }
}

/// A picture in stored values: its window undone.
fn stored(picture: &Planes, windows: &[(f64, f64)]) -> Vec<f32> {
    let mut values = Vec::with_capacity(picture.data.len());
    for c in 0..picture.channels {
        let (low, high) = windows.get(c).copied().unwrap_or((0.0, 1.0));
        values.extend(picture.channel(c).iter().map(|&v| (low + f64::from(v) * (high - low)) as f32));
    }
    values
}

fn probabilities(probe: &LinearProbe, features: &Features) -> Result<Vec<u8>, ExportError> {
    let values: Vec<f32> = probe.probabilities(features)?.into_iter().map(|p| p as f32).collect();
    Ok(npy(&[features.n(), probe.classes.len()], &values))
}

fn description(
    run: &dyn RunParts,
    encoder: &TrainedEncoder,
    probe: Option<&LinearProbe>,
    windows: Option<&[(f64, f64)]>,
    files: &Files<'_>,
) -> Value {
    let source = |name: &str, bytes: &[u8]| json!({"source": name, "sha256": hex(&Sha256::digest(bytes))});
    let space = |id: &str| json!({"type": "space", "id": id, "size": encoder.size});
    let channels = identifiers(&encoder.channels);
    let mut input = json!({
        "id": INPUT,
        "description": "one object per picture; other sizes are resampled first, as README.md says",
        "axes": [
            {"type": "batch"},
            {"type": "channel", "channel_names": channels},
            space("y"),
            space("x"),
        ],
        "data": {"type": "float32"},
        "test_tensor": source("test-input.npy", files.input),
    });
    if let (Some(windows), Some(map)) = (windows, input.as_object_mut()) {
        let gain: Vec<f64> = windows.iter().map(|(low, high)| 1.0 / (high - low)).collect();
        let offset: Vec<f64> = windows.iter().map(|(low, high)| -low / (high - low)).collect();
        let steps = json!([
            {"id": "ensure_dtype", "kwargs": {"dtype": "float32"}},
            {"id": "scale_linear", "kwargs": {"axis": "channel", "gain": gain, "offset": offset}},
            {"id": "clip", "kwargs": {"min": 0.0, "max": 1.0}},
            {"id": "ensure_dtype", "kwargs": {"dtype": "float32"}},
        ]);
        map.insert("preprocessing".into(), steps);
    }
    let output = |id: &str, words: &str, names: Vec<String>, test: Value| {
        json!({
            "id": id,
            "description": words,
            "axes": [{"type": "batch"}, {"type": "channel", "channel_names": names}],
            "data": {"type": "float32"},
            "test_tensor": test,
        })
    };
    let names = (0..encoder.architecture.features()).map(|e| format!("e{e}")).collect();
    let mut outputs =
        vec![output(EMBEDDING, "the embedding", names, source("test-output.npy", files.embedding))];
    if let (Some(probe), Some(bytes)) = (probe, files.probabilities) {
        let test = source("test-probabilities.npy", bytes);
        outputs.push(output(
            PROBABILITIES,
            "probability of every class by a linear probe",
            identifiers(&probe.classes),
            test,
        ));
    }
    json!({
        "format_version": FORMAT,
        "type": "model",
        "name": name(&run.name()),
        "description": format!(
            "{} pretrained without labels ({}) on microscopy images; turns a picture into an embedding",
            encoder.architecture,
            encoder.metadata.get("objective").map_or("", String::as_str)
        ),
        "documentation": "README.md",
        "covers": ["cover.png"],
        "tags": ["embedding", "self-supervised", "augscope", "onnx", encoder.architecture.name()],
        "timestamp": humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string(),
        "inputs": [input],
        "outputs": outputs,
        "weights": {
            "onnx": {
                "source": "model.onnx",
                "sha256": hex(&Sha256::digest(files.onnx)),
                "opset_version": OPSET,
            },
        },
        "config": {"augscope": own_words(encoder, probe)},
    })
}

/// What stands in the header of the encoder's file, and the names of channels and classes as the data set has them, in
/// their order, since the description takes only identifiers of Python.
fn own_words(encoder: &TrainedEncoder, probe: Option<&LinearProbe>) -> Value {
    let mut names = Map::from_iter([(INPUT.to_owned(), json!(encoder.channels))]);
    if let Some(probe) = probe {
        names.insert(PROBABILITIES.to_owned(), json!(probe.classes));
    }
    let mut words: Map<String, Value> =
        encoder.metadata.iter().map(|(key, text)| (key.clone(), json!(text))).collect();
    words.insert("channel_names".into(), Value::Object(names));
    Value::Object(words)
}

/// A name of letters, digits and a few signs, as the zoo wants it.
fn name(run: &str) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || "_+- ()".contains(c);
    let run: String = run.chars().map(|c| if kept(c) { c } else { '-' }).take(48).collect();
    format!("Augscope encoder {run}")
}

fn readme(
    run: &dyn RunParts,
    encoder: &TrainedEncoder,
    probe: Option<&LinearProbe>,
    windowed: bool,
) -> String {
    let of = |key: &str| encoder.metadata.get(key).map_or("", String::as_str);
    let size = encoder.size;
    let mut text = format!(
        "# Encoder of the run {}\n\n{} for pictures of {size} x {size} pixels with the channels {}, pretrained with {} for \
         {} epochs (seed {}) by {}.\n\nIt turns a picture of one object into {} numbers (`{EMBEDDING}`).\n",
        run.name(),
        encoder.architecture,
        encoder.channels.join(", "),
        of("objective"),
        of("epochs"),
        of("seed"),
        of("program"),
        encoder.architecture.features(),
    );
    if let Some(probe) = probe {
        let _ = write!(
            text,
            "\nA linear probe gives the probability of every class (`{PROBABILITIES}`), as if all classes were equally \
             frequent: {}.\n",
            probe.classes.join(", ")
        );
    }
    let _ = write!(
        text,
        "\n## How pictures come in\n\nA picture is brought to {size} x {size} pixels (fit: {}, beyond the edge: {}). {}\n\n\
         ## Validation\n\nThe accuracy of every class with its interval stands in the run's report. This encoder was made \
         for the data set it was trained on; look at your own images before you trust it on others. The files \
         test-input.npy and test-output.npy show that a program computes the same.\n",
        of("fit"),
        of("border"),
        if windowed {
            "Values are those of the image files; the package itself brings them to 0..1 through the intensity window of the \
             training part."
        } else {
            "Values must be brought to 0..1 before, through the intensity window in config.augscope of rdf.yaml, since it \
             differs between images."
        },
    );
    text
}

fn zipped(files: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, ExportError> {
    let failed = |why: String| ExportError::Lacks(format!("the package could not be put together: {why}"));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, options).map_err(|error| failed(error.to_string()))?;
        zip.write_all(bytes).map_err(|error| failed(error.to_string()))?;
    }
    Ok(zip.finish().map_err(|error| failed(error.to_string()))?.into_inner())
}
