//! `augscope report`: pages of a run and of a comparison.

use super::comparing::six;
use super::{augscope, json, refused, text};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Nothing but the page itself is fetched.
fn stands_alone(page: &str) {
    for attribute in ["src=\"", "href=\""] {
        for value in page.split(attribute).skip(1) {
            let value: String = value.chars().take(60).collect();
            assert!(value.starts_with("data:image/png;base64,") || value.starts_with("#s"), "{value}");
        }
    }
    let foreign = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!foreign.contains("<script") && !foreign.contains("url(") && !foreign.contains("@import"));
}

/// Every picture that the Markdown shows is there.
fn pictures_are_there(markdown: &Path) -> usize {
    let written = fs::read_to_string(markdown).unwrap();
    let shown: Vec<&str> = written.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    for picture in &shown {
        assert!(markdown.with_file_name(picture).is_file(), "{picture} is missing");
    }
    shown.len()
}

/// The page of a run of simulated cells that was evaluated as `report`.
pub fn a_page_of(run: &Path, report: &Value) {
    let written = json(&augscope(&["report", text(run), "--json"]));
    assert_eq!(written["html"], text(&run.join("report.html")));
    let page = fs::read_to_string(run.join("report.html")).unwrap();
    stands_alone(&page);
    // Eight classes with an image and five random versions of it, and what was confused.
    assert!(page.matches("data:image/png").count() >= 48);
    let primary = &report["readouts"]["knn_encoder"];
    for class in report["classes"].as_array().unwrap() {
        let name = class.as_str().unwrap();
        let recall = primary["per_class"][name]["recall"].as_f64().unwrap();
        assert!(page.contains(name) && page.contains(&format!("{:.1} %", 100.0 * recall)), "{name}");
    }
    for readout in ["knn_encoder", "knn_projector", "linear_full", "linear_10"] {
        let accuracy = report["readouts"][readout]["balanced_accuracy"].as_f64().unwrap();
        assert!(page.contains(&format!("{:.1} %", 100.0 * accuracy)), "{readout}");
    }
    for words in
        ["single run", "Out of fold", "--pipeline nuisance-only", "Scale", "Which class was taken for which"]
    {
        assert!(page.contains(words), "\"{words}\" is missing");
    }
    assert!(pictures_are_there(&run.join("report.md")) > 48);

    let elsewhere = run.with_file_name("pages");
    let file = elsewhere.join("first.html");
    assert!(augscope(&["report", text(run), "--out", text(&file)]).status.success());
    assert!(file.is_file() && pictures_are_there(&elsewhere.join("first.md")) > 48);
    assert!(augscope(&["report", text(run), "--out", text(&elsewhere)]).status.success());
    assert!(elsewhere.join("report.html").is_file());
    refused(&["report", text(run), "--readout", "knn_encoder"], 2, &["comparisons"]);
    refused(&["report", text(&elsewhere)], 2, &["is no run"]);
    refused(&["report", text(run), "--out", text(&file.join("below"))], 1, &["first.html"]);
}

#[test]
fn a_comparison_is_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let runs = six(folder.path());
    let out = folder.path().join("page");
    let mut args = vec!["report"];
    args.extend(runs.iter().map(|run| text(run)));
    args.extend(["--out", text(&out), "--json"]);
    let written = json(&augscope(&args));
    let page = fs::read_to_string(written["html"].as_str().unwrap()).unwrap();
    stands_alone(&page);
    for words in
        ["hurt: -50 points", "nuisance-only", "any-orientation", "too few groups", "round", "long", "rare"]
    {
        assert!(page.contains(words), "\"{words}\" is missing");
    }
    assert_eq!(pictures_are_there(&out.join("report.md")), 1);
    refused(&["report", text(&runs[0]), text(&runs[1])], 2, &["differ in nothing but the seed"]);
    refused(&["report", text(&runs[0]), text(&runs[3]), "--readout", "knn"], 2, &["no read-out called"]);
}
