//! The stored comparison with other libraries (`scripts/bars/transforms-against-libraries`) covers the catalogue.

use augscope::transform::{Entry, catalogue};
use serde_json::Value;

fn stored() -> Value {
    serde_json::from_str(include_str!("../../benches/peers/transforms.json")).unwrap()
}

/// What speaks against the stored figures for `entry`, in words.
fn problem(stored: &Value, entry: &Entry) -> Option<String> {
    let rows: Vec<&Value> =
        stored["rows"].as_array().unwrap().iter().filter(|row| row["entry"] == entry.kind).collect();
    let reason = stored["without_counterpart"][entry.kind].as_str().unwrap_or("");
    if rows.is_empty() && reason.is_empty() {
        return Some(format!(
            "{} is neither compared nor said to be without a counterpart; run \
             scripts/bars/transforms-against-libraries",
            entry.kind
        ));
    }
    rows.into_iter().find_map(|row| {
        let (library, figure) = (row["library"].as_str().unwrap(), row["difference_255"].as_f64().unwrap());
        let within = figure <= stored["bar_255"].as_f64().unwrap();
        let explained = !row["explanation"].as_str().unwrap_or("").is_empty();
        // Whoever reads about the entry is told, too.
        let told = entry.source.contains(library) || entry.formula.contains(library);
        let fine = match row["verdict"].as_str().unwrap() {
            "met" => within,
            "differs" => !within && explained && told,
            _ => false,
        };
        (!fine).then(|| format!("{} and {library} differ by {figure} of 255: {row}", entry.kind))
    })
}

#[test]
fn every_transform_is_compared_with_other_libraries() {
    let stored = stored();
    assert_eq!(stored["bar_255"], 2.0);
    let problems: Vec<String> = catalogue::ALL.iter().filter_map(|entry| problem(&stored, entry)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn missing_and_missed_comparisons_are_seen() {
    let gain = catalogue::find("gain").unwrap();
    let mut figures = stored();
    assert_eq!(problem(&figures, gain), None);
    let rows = figures["rows"].as_array_mut().unwrap();
    let row = rows.iter_mut().find(|row| row["entry"] == "gain").unwrap();
    row["difference_255"] = 2.5.into();
    assert!(problem(&figures, gain).is_some());
    figures["rows"] = Value::Array(Vec::new());
    assert!(problem(&figures, gain).is_some());
}
