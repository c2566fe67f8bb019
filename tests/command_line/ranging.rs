//! `augscope ranges`: what wells differ in, in words and as JSON.

use super::{augscope, cells, json, refused, text};

#[test]
fn wells_of_simulated_cells_differ_and_settings_imitate_that() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 24);
    // Image by image cells differ by themselves.
    let found = json(&augscope(&["ranges", text(&cells), "--controls", "all", "--json"]));
    let spread = &found["spread"];
    assert!(spread["class"].is_null() && spread["grouped_by"].is_null(), "{spread}");
    assert!(spread["units"].as_u64().unwrap() > 100, "{spread}");
    let range = |quantity: &str, channel: Option<u64>| {
        let ranges = spread["ranges"].as_array().unwrap();
        let found =
            ranges.iter().find(|range| range["quantity"] == quantity && range["channel"].as_u64() == channel);
        ["low", "high"].map(|end| found.unwrap()[end].as_f64().unwrap())
    };
    let [low, high] = range("gain", Some(0));
    assert!(0.3 < low && low < 1.0 && 1.0 < high && high < 3.0, "{low} to {high}");
    let settings = found["settings"].as_array().unwrap();
    let gain = settings.iter().find(|s| s["kind"] == "gain" && s["param"] == "factor").unwrap();
    let [low, _] = range("gain", None);
    assert!((gain["range"][0].as_f64().unwrap() - low).abs() < 0.006, "{gain}");

    // The class that is called like a control is taken by itself, and wells are compared where they are named.
    let args = ["ranges", text(&cells), "--group", "well"];
    let said = augscope(&args);
    let said = String::from_utf8_lossy(&said.stdout);
    assert!(said.contains("Your reference wells ") && said.contains("gain of DNA"), "{said}");
    refused(&[&args[..], &["--controls", "DMSO"]].concat(), 2, &["no class called \"DMSO\"", "reference"]);
}
