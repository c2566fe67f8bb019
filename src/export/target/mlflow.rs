//! `mlflow`: the settings and curves of a run as JSON, and a script that puts them into MLflow's own store.
//!
//! That store is a data base which MLflow changes from version to version, so MLflow itself writes it.

use super::super::mlflow_names::MlflowNames;
use super::super::scalars::Scalars;
use super::super::{ExportError, Product, RunParts};
use super::{Form, Make, Target};
use serde_json::{Map, Value, json};
use std::time::SystemTime;

/// See the module.
pub static TARGET: Target = Target {
    name: "mlflow",
    title: "MLflow: settings and curves",
    help: "settings and curves as run.json, and import_to_mlflow.py that puts them into MLflow",
    form: Form::Folder { name: "mlflow" },
    beside: &[],
    make: Make::Run(make),
};

const SCRIPT: &str = include_str!("../../../assets/export/import_to_mlflow.py");

fn make(run: &dyn RunParts) -> Result<Product, ExportError> {
    let mut scalars = Scalars::default();
    let mut metrics = Vec::new();
    let mut names = MlflowNames::default();
    let events = run.events()?;
    let millis = |time: &SystemTime| {
        time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
    };
    for (time, event) in &events {
        let (step, values) = scalars.of(event);
        // What is no number says nothing in a curve, and JSON has no word for it.
        let values = values.into_iter().filter(|(_, value)| value.is_finite());
        metrics.extend(values.map(
            |(key, value)| json!({"key": names.of(&key), "value": value, "timestamp": millis(time), "step": step}),
        ));
    }
    let record = run.record()?;
    let mut params = Map::new();
    for part in ["config", "data"] {
        if let Some(settings) = record.get(part) {
            flatten(part, settings, &mut params);
        }
    }
    let mut settings = MlflowNames::default();
    let params: Map<String, Value> =
        params.into_iter().map(|(name, value)| (settings.of(&name), value)).collect();
    let tag = |key: &str| record.get(key).cloned().unwrap_or(Value::Null);
    let document = json!({
        "format": 1,
        "name": run.name(),
        "start_time": events.first().map_or(0, |(time, _)| millis(time)),
        "end_time": events.last().map_or(0, |(time, _)| millis(time)),
        "params": params,
        "tags": {
            "augscope.program": tag("program"),
            "augscope.pipeline": tag("pipeline"),
            "augscope.primary_readout": tag("primary_readout"),
            "augscope.data_fingerprint": record.pointer("/data/fingerprint").cloned().unwrap_or(Value::Null),
            "augscope.curves": names.changed(),
        },
        "metrics": metrics,
    });
    Ok(Product::folder(vec![
        ("run.json".into(), document.to_string().into_bytes()),
        ("import_to_mlflow.py".into(), SCRIPT.as_bytes().to_vec()),
    ]))
}

/// Settings by their names with dots between; lists as they are written.
fn flatten(name: &str, value: &Value, out: &mut Map<String, Value>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                flatten(&format!("{name}.{key}"), value, out);
            }
        }
        Value::String(text) => {
            out.insert(name.to_owned(), json!(text));
        }
        value => {
            out.insert(name.to_owned(), json!(value.to_string()));
        }
    }
}
