//! Every preset expanded along every axis, and what adding levels and seeds does to names.

use crate::pipeline::{PRESETS, PipelineFile};
use crate::run::study::{Plan, StudyError};
use std::collections::BTreeSet;
use std::path::Path;

const WHOLE: &str = r#"
format = 1
name = "all axes"
readout = "knn_projector"
seeds = [0, 1]
leave_one_out = true
one_step_only = true
swap_neighbours = true
weight_decay = [0.0, 0.01]
objectives = ["simclr", "byol"]
encoders = ["convnet", "resnet18"]
[data]
path = "nowhere"
[train]
temperature = 0.3
[base]
pipeline = "PRESET"
[[sweep]]
strength = [0, 0.5, 1]
"#;

fn plan(text: &str) -> Result<Plan, StudyError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("study.toml");
    std::fs::write(&path, text).unwrap();
    Plan::new(&path, Path::new("out"), None, 1)
}

fn names(text: &str) -> Vec<String> {
    plan(text).unwrap().runs.into_iter().map(|run| run.name).collect()
}

/// One sweep of every step of a preset: its strength, and how often it is applied.
fn sweeps(preset: &str) -> String {
    let pipeline = crate::pipeline::load(preset).unwrap().pipeline;
    let of_step = |id: &str| {
        format!(
            "[[sweep]]\nstep = \"{id}\"\nstrength = [0, 0.25]\n[[sweep]]\nstep = \"{id}\"\nparameter = \"probability\"\n\
             levels = [0.125, 1]\n"
        )
    };
    pipeline.steps.iter().map(|step| of_step(&step.id)).collect()
}

#[test]
fn every_preset_expands_to_recipes_that_can_be_written_and_read() {
    for (preset, _) in PRESETS {
        let text = WHOLE.replace("PRESET", preset) + &sweeps(preset);
        let found = plan(&text).unwrap_or_else(|error| panic!("{preset}: {error}"));
        let mut seen = BTreeSet::new();
        for run in &found.runs {
            let name = &run.name;
            assert!(seen.insert(name.to_lowercase()), "{preset}: {name} comes twice");
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{preset}: {name}");
            assert!(!name.starts_with(['.', '-']) && name.len() < 120, "{preset}: {name}");
            let pipeline = &run.request.pipeline;
            let read = PipelineFile::parse(&PipelineFile::new(pipeline.clone()).to_toml()).unwrap().pipeline;
            assert_eq!(read, *pipeline, "{preset}: {name}");
            run.request.config.check().unwrap();
        }
        let again: Vec<String> = names(&text);
        assert!(found.runs.iter().map(|run| &run.name).eq(&again), "{preset}");
        // Base and two baselines, 2 x steps and neighbours, for every method, network and seed.
        assert!(found.runs.len() >= 2 * 2 * 2 * 5, "{preset}: {}", found.runs.len());
        assert_eq!(found.recipes[0].name, "base");
        // A recipe is changed in nothing but what it is called by.
        let settings = |name: &str| {
            let run = found.runs.iter().find(|run| run.name == name).unwrap_or_else(|| panic!("{name}"));
            run.request.config.clone()
        };
        let [base, other] = [settings("base-s0"), settings("base-byol-resnet18-s1")];
        assert_eq!(
            (base.objective.as_str(), base.objective_settings.get("temperature")),
            ("simclr", Some(&0.3))
        );
        assert_eq!((other.objective.as_str(), other.encoder.as_str(), other.seed), ("byol", "resnet18", 1));
        assert!(other.objective_settings.is_empty());
        assert_eq!(settings("weight-decay-0.01-s0").weight_decay, 0.01);
    }
}

#[test]
fn names_are_those_of_the_steps_and_the_base_stands_for_its_own_level() {
    let text = WHOLE.replace("PRESET", "any-orientation").replace("objectives", "label_budgets = [10]\n#");
    let text = text.replace("encoders", "#").replace("seeds = [0, 1]", "seeds = [3]");
    let found = plan(&text).unwrap();
    let pipeline = crate::pipeline::load("any-orientation").unwrap().pipeline;
    let names: Vec<&str> = found.runs.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names[..3], ["base-s3", "no-augmentation-s3", "off-the-shelf-s3"]);
    for step in &pipeline.steps {
        let short = step.id.trim_end_matches("-1");
        for name in [format!("{short}-off-s3"), format!("only-{short}-s3")] {
            assert!(names.contains(&name.as_str()), "{name} is not in {names:?}");
        }
    }
    assert!(names.contains(&"strength-0.5-s3") && !names.iter().any(|name| name.starts_with("strength-1")));
    let base = &found.recipes[0];
    assert_eq!((base.points[0].axis.as_str(), base.points[0].value), ("strength", Some(1.0)));
    let without = plan(&text.replace("[data]", "baselines = false\n[data]")).unwrap();
    assert_eq!(without.runs.len() + 2, found.runs.len());
}

#[test]
fn levels_and_seeds_that_are_added_only_add_runs() {
    let first = WHOLE.replace("PRESET", "stain-and-orientation");
    let before: BTreeSet<String> = names(&first).into_iter().collect();
    for (from, to) in [
        ("seeds = [0, 1]", "seeds = [7, 0, 1]"),
        ("strength = [0, 0.5, 1]", "strength = [0.75, 0, 2, 0.5, 1]"),
        ("weight_decay = [0.0, 0.01]", "weight_decay = [0.1, 0.0, 0.01]"),
        ("\"byol\"]", "\"moco\", \"byol\"]"),
        ("\"resnet18\"]", "\"vgg13\", \"resnet18\"]"),
        ("[[sweep]]", "[[sweep]]\nstep = \"gain\"\nparameter = \"factor\"\nlevels = [1.2, 3]\n[[sweep]]"),
        ("[data]", "[[recipe]]\nname = \"mine\"\npipeline = \"viscy\"\n[data]"),
    ] {
        assert!(first.contains(from), "{from}");
        let after: BTreeSet<String> = names(&first.replacen(from, to, 1)).into_iter().collect();
        assert!(after.is_superset(&before) && after.len() > before.len(), "{to}");
    }
    // Methods and networks that were named later leave the names of those that there were before.
    let few =
        first.replace("objectives = [\"simclr\", \"byol\"]\nencoders = [\"convnet\", \"resnet18\"]\n", "");
    let few: BTreeSet<String> = names(&few).into_iter().collect();
    assert!(few.len() * 4 == before.len() && before.is_superset(&few));
}

#[test]
fn what_cannot_be_expanded_is_said() {
    let good = WHOLE.replace("PRESET", "stain-and-orientation");
    for (from, to, words) in [
        ("[base]\npipeline = \"stain-and-orientation\"", "", "need a base"),
        ("strength = [0, 0.5, 1]", "strength = [3]", "allowed are 0 to 2"),
        ("strength = [0, 0.5, 1]", "", "write strength"),
        ("strength = [0, 0.5, 1]", "step = \"spin\"\nstrength = [1]", "eight-symmetries, rotate, translate"),
        (
            "strength = [0, 0.5, 1]",
            "step = \"gain\"\nparameter = \"x\"\nlevels = [1]",
            "it has factor, probability",
        ),
        ("strength = [0, 0.5, 1]", "step = \"gain\"\nparameter = \"factor\"\nlevels = [99]", "allowed"),
        ("\"byol\"]", "\"magic\"]", "magic"),
        ("seeds = [0, 1]", "seeds = [0]\nlabel_budgets = [7]", "there are 100, 25, 10, 5"),
        ("[data]", "[[recipe]]\nname = \"base\"\npipeline = \"viscy\"\n[data]", "two recipes"),
        (
            "[data]",
            "[[expect]]\nrecipe = \"spin-off\"\naverage = true\noutcome = \"falls\"\n[data]",
            "no recipe of the study",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        let error = plan(&good.replacen(from, to, 1)).unwrap_err();
        assert!(error.to_string().contains(words) && error.is_wrong_use(), "{to}: {error}");
    }
    // All strengths of a recipe that does nothing are one training.
    let mut study = crate::run::study::StudyFile::new("n", crate::evaluate::ReadoutKind::KnnEncoder, vec![0]);
    study.sweeps = vec![crate::run::study::StudySweep { strength: vec![0.0, 1.0], ..Default::default() }];
    let nothing = crate::run::study::variants_of(&study, Some(&crate::pipeline::Pipeline::default()), &[]);
    assert!(nothing.unwrap_err().to_string().contains("no step that does anything"));
    let expected = "[[expect]]\nrecipe = \"rotate-off\"\naverage = true\noutcome = \"falls\"\n[data]";
    assert_eq!(plan(&good.replacen("[data]", expected, 1)).unwrap().study.expectations.len(), 1);
}

#[test]
fn the_file_in_the_documentation_is_read_and_expands() {
    let text = include_str!("../../../../docs/studies.md");
    let text = text.split("```").nth(1).unwrap().trim_start_matches("toml");
    let text = text.replace("\"mine.toml\"", "\"viscy\"");
    let names = names(&text);
    for name in ["base-s0", "no-augmentation-byol-resnet18-s2", "rotate-off-s1", "only-gain-s0", "mine-s0"] {
        assert!(names.iter().any(|known| known == name), "{name} is not in {names:?}");
    }
    assert!(names.contains(&"gain.factor-log-uniform_0.9_4-s0".to_owned()));
}
