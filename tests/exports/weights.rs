//! Weights out and in again: an exported encoder as the start of another run, and to compare with.

use super::{Made, json, refused, text};
use augscope::encoder::tensor_file;
use augscope::run::RunFolder;

#[test]
fn an_exported_encoder_is_a_start_and_something_to_compare_with() {
    let made = Made::get();
    let encoder = made.export("encoder", "encoder").join("encoder.safetensors");
    let (tensors, words) = tensor_file::read(&encoder).unwrap();
    assert_eq!(tensors.len(), 24);
    for key in
        ["objective", "epochs", "seed", "pipeline_hash", "channels", "intensity_window", "input_size", "stem"]
    {
        assert!(words.contains_key(key), "{key} is missing");
    }
    let own = tensor_file::read(&made.run().join("encoder.safetensors")).unwrap();
    assert_eq!(own.1, words, "the run's own file is as good");

    let run = made.folder.path().join("second");
    let args = made
        .training(&run, &["--start", text(&encoder), "--baseline", text(&encoder), "--seed", "5", "--json"]);
    let report = json(&args);
    let record = RunFolder::new(&run).record().unwrap();
    let start = record.given.start.unwrap();
    assert_eq!((start.taken, start.of, start.notes.len()), (24, 24, 0));
    assert_eq!(start.sha256.len(), 64);
    // Both are the same encoder here.
    let of = |name: &str| report["baselines"][name]["readouts"]["knn_encoder"]["confusion"].clone();
    assert!(of("given").is_array());
    assert_eq!(of("given"), of("untrained"));
    let notes = report["notes"].to_string();
    assert!(notes.contains("begins with weights of") && notes.contains("24 of 24 tensors"), "{notes}");
    // The file may go: its copy is in the run's folder.
    let again = json(&["evaluate", text(&run), "--json"]);
    assert_eq!(again["baselines"], report["baselines"]);

    let third = made.folder.path().join("third");
    let args = made.training(&third, &["--start", text(&encoder), "--encoder", "resnet18", "--json"]);
    refused(&args, &["weights of another network", "encoder.safetensors"]);
    let pickle = made.folder.path().join("weights.pth");
    std::fs::write(&pickle, b"PK\x03\x04 a pickle").unwrap();
    refused(
        &made.training(&third, &["--start", text(&pickle)]),
        &["weights.pth", "safetensors.torch.save_file"],
    );
    assert!(!third.exists());
}
