//! `augscope check`: its JSON, its words, and what it refuses.

use super::{augscope, cells, json, refused, text};
use std::fs;

#[test]
fn a_rotation_is_named_with_classes_feature_and_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 40);
    let recipe = folder.path().join("turned.toml");
    let step = "format = 1\nname = \"turned\"\n\n[[step]]\nid = \"turn\"\nkind = \"rotate\"\n\
                angle = { uniform = [-180, 180] }\n\n[[step]]\nid = \"always\"\nkind = \"gain\"\nfactor = 1.2\n\n\
                [[step]]\nid = \"mixed\"\nkind = \"shuffle-channels\"\nprobability = 0.1\n";
    fs::write(&recipe, step).unwrap();
    let args = ["check", text(&cells), "--group", "well", "--pipeline", text(&recipe)];
    let answer = augscope(&[&args[..], &["--json"]].concat());
    assert_eq!(augscope(&[&args[..], &["--json", "--threads", "1"]].concat()).stdout, answer.stdout);
    let answer = json(&answer);
    let warnings = answer["warnings"].as_array().unwrap();
    let hidden = warnings.iter().find(|w| w["degree"] == "hides").expect("a hidden pair");
    assert_eq!((&hidden["kind"], &hidden["step"]), (&"erases".into(), &"turn".into()));
    assert_eq!(hidden["classes"], serde_json::json!(["elongated_x", "elongated_y"]));
    assert_eq!(hidden["feature"], "orientation");
    let number = |key: &str| hidden[key].as_f64().unwrap();
    assert!(
        number("auc_before") > 0.95 && number("auc_after") < 0.7 && number("auc_without") > 0.95,
        "{hidden}"
    );
    let of_kind = |kind: &str, step: &str| warnings.iter().any(|w| w["kind"] == kind && w["step"] == step);
    assert!(of_kind("never-varies", "always"), "{warnings:?}");
    assert!(of_kind("no-meaning", "mixed"), "{warnings:?}");
    let matrix = &answer["matrix"];
    assert_eq!(matrix["classes"].as_array().unwrap().len(), 8);
    assert!(matrix["after"][0][0].is_null() && matrix["after"][0][1]["auc"].is_f64());

    let words = String::from_utf8(augscope(&args).stdout).unwrap();
    assert!(words.contains("hides elongated_x from elongated_y: orientation tells them apart"), "{words}");
}

#[test]
fn what_cannot_be_checked_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 10);
    refused(&["check", text(&cells), "--pipeline", "simclr"], 1, &["two classes", "part for training"]);
    refused(&["check", text(&cells), "--pipeline", "nothing"], 2, &["nothing"]);
    refused(&["check", "nowhere", "--pipeline", "simclr"], 2, &["nowhere"]);
}
