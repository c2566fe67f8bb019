//! Embeds and learns with given weights and images, and writes the numbers down, to be compared with another program's.
//!
//! `encoder_steps CASE.safetensors ANSWER.json [own | portable | cuda | metal]`. The case holds the tensors `images`
//! (n, c, h, w) and `target` (n, d), and the encoder's weights by their names behind `weights.`; in its header stand
//! `encoder`, `optimizer` (sgd, adamw or lars), `learning_rate`, `weight_decay` and `steps`. The loss is the mean of the
//! squared differences between features and target.

use std::path::Path;

use anyhow::{Context, bail};
use augscope::encoder::{
    Architecture, DeviceChoice, Executor, Metadata, NamedTensors, PortableExecutor, executor, executor_on,
    open_device, tensor_file,
};
use augscope::train::optimizer::{AdamW, Lars, Optimizer, Sgd};
use candle_core::{Device, Tensor};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (case, answer, way) = match arguments.as_slice() {
        [case, answer] => (case, answer, "own"),
        [case, answer, way] => (case, answer, way.as_str()),
        _ => bail!("encoder_steps CASE.safetensors ANSWER.json [own | portable | cuda | metal]"),
    };
    let (tensors, words) = tensor_file::read(Path::new(case))?;
    let architecture: Architecture = word(&words, "encoder")?.parse()?;
    let images = tensors.get("images").context("the case has no images")?;
    let channels = images.dim(1)?;
    let mut encoder: Box<dyn Executor> = match way {
        "own" => executor(architecture, channels, 0)?,
        "portable" => Box::new(PortableExecutor::new(architecture, channels, 0, &Device::Cpu)?),
        device => executor_on(architecture, channels, 0, &open_device(device.parse::<DeviceChoice>()?)?)?,
    };
    let own = |(name, tensor): (&String, &Tensor)| {
        name.strip_prefix("weights.").map(|name| (name.to_owned(), tensor.clone()))
    };
    encoder.weights().replace(&tensors.iter().filter_map(own).collect::<NamedTensors>())?;
    let embeddings = encoder.embed(images)?.to_vec2::<f32>()?;
    let target = tensors.get("target").context("the case has no target")?.to_device(&encoder.device())?;
    let losses = learn(encoder.as_mut(), images, &target, &words)?;
    let text = serde_json::json!({ "embeddings": embeddings, "losses": losses }).to_string();
    std::fs::write(answer, text).with_context(|| format!("{answer} could not be written"))
}

/// Takes steps on one batch; the loss before each of them.
fn learn(
    encoder: &mut dyn Executor,
    images: &Tensor,
    target: &Tensor,
    words: &Metadata,
) -> anyhow::Result<Vec<f32>> {
    let rate: f64 = word(words, "learning_rate")?.parse()?;
    let mut optimizer = optimizer(word(words, "optimizer")?, word(words, "weight_decay")?.parse()?)?;
    let mut losses = Vec::new();
    for _ in 0..word(words, "steps")?.parse::<usize>()? {
        let features = encoder.forward_train(images)?;
        let loss = features.sub(target)?.sqr()?.mean_all()?;
        let mut found = loss.backward()?;
        let gradient = found.remove(&features).context("the loss does not depend on the features")?;
        let gradients = encoder.backward(&gradient)?;
        optimizer.step(encoder.weights().parameters(), &gradients, rate)?;
        losses.push(loss.to_scalar::<f32>()?);
    }
    Ok(losses)
}

fn optimizer(name: &str, weight_decay: f64) -> anyhow::Result<Box<dyn Optimizer>> {
    Ok(match name {
        "sgd" => Box::new(Sgd::new(0.9, false, weight_decay)),
        "adamw" => Box::new(AdamW::new(weight_decay)),
        "lars" => Box::new(Lars::new(0.9, weight_decay, 0.02, true)),
        other => bail!("this example knows no optimiser called {other}"),
    })
}

fn word<'a>(words: &'a Metadata, key: &str) -> anyhow::Result<&'a str> {
    words.get(key).map(String::as_str).with_context(|| format!("the case does not say its {key}"))
}
