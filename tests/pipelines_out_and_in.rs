//! Recipes for other programs and from them, and the published schema of recipe files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use augscope::export::counterpart::counterparts_table;
use augscope::export::{Recipe, Target, export_recipe};
use augscope::pipeline::foreign::import;
use augscope::pipeline::{Column, PRESETS, Pipeline, PipelineFile, Step, load, schema};
use augscope::transform::{Setting, catalogue};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// Compares a kept file with what it should be, or writes it where `AUGSCOPE_WRITE` is set.
fn is_kept(path: &Path, want: &str) {
    if std::env::var_os("AUGSCOPE_WRITE").is_some() {
        std::fs::write(path, want).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let name = path.file_name().unwrap().to_string_lossy();
    assert!(
        kept == want,
        "docs/{name} is old: make it anew with AUGSCOPE_WRITE=1 cargo test --test pipelines_out_and_in"
    );
}

#[test]
fn the_published_schema_is_that_of_the_catalogue() {
    is_kept(&docs("pipeline.schema.json"), &format!("{:#}\n", schema()));
}

#[test]
fn the_documented_table_is_that_of_the_program() {
    let path = docs("exports-recipes.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- table -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of the table -->").unwrap();
    let table = counterparts_table();
    is_kept(&path, &format!("{before}<!-- table -->\n{table}\n<!-- end of the table -->{after}"));
}

struct Schema {
    schemas: boon::Schemas,
    place: boon::SchemaIndex,
}

impl Schema {
    fn new() -> Self {
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        let published = std::fs::read_to_string(docs("pipeline.schema.json")).unwrap();
        compiler.add_resource("pipeline.schema.json", serde_json::from_str(&published).unwrap()).unwrap();
        let place = compiler.compile("pipeline.schema.json", &mut schemas).unwrap();
        Self { schemas, place }
    }

    fn refuses(&self, toml: &str) -> Option<String> {
        let value: Value = toml_edit::de::from_str(toml).unwrap_or_else(|error| panic!("{error}\n{toml}"));
        self.schemas.validate(&value, self.place).err().map(|error| error.to_string())
    }
}

#[test]
fn the_schema_takes_every_preset_and_every_transform() {
    let schema = Schema::new();
    for (name, text) in PRESETS {
        assert_eq!(schema.refuses(text), None, "{name}");
        assert_eq!(schema.refuses(&load(name).unwrap().to_toml()), None, "{name}");
    }
    let mut all = Pipeline::default();
    for entry in catalogue::ALL {
        let mut step = Step::new(all.fresh_id(entry.kind), entry);
        step.second = Some(step.first.clone());
        step.strength = 0.5;
        all.steps.push(step);
    }
    for input in [
        "",
        "[input]\nsize = 64\nfit = \"pad\"\nborder = \"constant\"\nborder_value = 0.5\n[input.window]\nrule = \"fixed\"\nchannels = [[0, 4095]]\n",
        "[input]\nlengths = \"um\"\num_per_pixel = 0.1\n[input.window]\nrule = \"controls\"\ncolumn = \"drug\"\nvalue = \"DMSO\"\nlow = 1\n",
    ] {
        let text = format!("format = 1\n{input}");
        assert_eq!(schema.refuses(&text), None, "{text}");
        assert!(PipelineFile::parse(&text).is_ok(), "{text}");
    }
    assert_eq!(schema.refuses(&PipelineFile::new(all).to_toml()), None);
}

/// What the program refuses for a key, a word or a range the schema refuses too.
#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let schema = Schema::new();
    for text in [
        "name = \"x\"",
        "format = 2",
        "format = 1\nstepp = 3",
        "format = 1\nstrength = 3",
        "format = 1\n[input]\nfit = \"bend\"",
        "format = 1\n[input]\nsize = 0",
        "format = 1\n[input]\nborder = \"constant\"\nborder_value = 2",
        "format = 1\n[input.window]\nrule = \"fixed\"",
        "format = 1\n[input.window]\nrule = \"percentile\"\nlow = -1",
        "format = 1\n[[step]]\nkind = \"spin\"",
        "format = 1\n[[step]]\nid = \"a\"",
        "format = 1\n[[step]]\nkind = \"gain\"\nfactr = 1",
        "format = 1\n[[step]]\nkind = \"gain\"\nfactor = 11",
        "format = 1\n[[step]]\nkind = \"gain\"\nfactor = { uniform = [0.5, 11] }",
        "format = 1\n[[step]]\nkind = \"gain\"\nfactor = { even = [0.5, 1] }",
        "format = 1\n[[step]]\nkind = \"gain\"\nfactor = { uniform = [0.5] }",
        "format = 1\n[[step]]\nkind = \"gain\"\nfactor = { log-uniform = [0, 1] }",
        "format = 1\n[[step]]\nkind = \"gain\"\nfactor = { normal = [1, -1] }",
        "format = 1\n[[step]]\nkind = \"gain\"\nprobability = 1.5",
        "format = 1\n[[step]]\nkind = \"gaussian-blur\"\nsigma = -1",
        "format = 1\n[[step]]\nkind = \"gain\"\n[step.second]\nid = \"x\"",
        "format = 1\n[[group]]\npick = 1",
    ] {
        assert!(PipelineFile::parse(text).is_err(), "the program takes\n{text}");
        assert!(schema.refuses(text).is_some(), "the schema takes\n{text}");
    }
}

fn exported(pipeline: &Pipeline, target: &str, out: &Path) -> Result<Vec<String>, String> {
    let recipe = Recipe::from(pipeline.clone());
    export_recipe(&recipe, Target::find(target).unwrap(), out, true)
        .map(|written| written.notes)
        .map_err(|error| error.to_string())
}

/// A recipe as a file of this program is the recipe, whichever it is.
#[test]
fn recipes_leave_as_our_own_files_and_are_the_same() {
    let place = tempfile::tempdir().unwrap();
    for (name, _) in PRESETS {
        let mut pipeline = load(name).unwrap().pipeline;
        pipeline.note = "a \"note\" of \u{b5}".into();
        let out = place.path().join(format!("{name}.augscope.toml"));
        assert_eq!(exported(&pipeline, "augscope", &out), Ok(Vec::new()), "{name}");
        assert_eq!(PipelineFile::read(&out).unwrap().pipeline, pipeline, "{name}");
    }
}

/// The probability and settings of every step that some version gets, as the other program has them in order.
fn in_order(pipeline: &Pipeline, order: &[&str]) -> Vec<Plain> {
    let used = |column: &Column| column.probability > 0.0;
    let mut steps: Vec<Plain> = pipeline
        .steps
        .iter()
        .filter(|step| used(&step.first) || step.second.as_ref().is_some_and(used))
        .map(|step| {
            (step.entry.kind, step.first.clone(), step.second.clone().filter(|second| *second != step.first))
        })
        .collect();
    steps.sort_by_key(|(kind, ..)| order.iter().position(|known| known == kind));
    steps
}

/// What lightly can be told comes back as it was.
#[test]
fn recipes_go_to_lightly_and_come_back() {
    let order = [
        "random-resized-crop",
        "flip-horizontal",
        "flip-vertical",
        "quarter-turn",
        "rotate",
        "colour-jitter",
        "grey",
        "gaussian-blur",
        "solarise",
    ];
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("a.py");
    for name in ["simclr", "byol", "barlow-twins", "moco-v2", "vicreg"] {
        let mut pipeline = load(name).unwrap().pipeline;
        let mut turn = Step::new("turn", catalogue::find("rotate").unwrap());
        turn.first.probability = 0.3;
        turn.first.settings = vec![Setting::Uniform { low: -20.0, high: 40.0 }];
        pipeline.steps.insert(2, turn);
        pipeline.steps.sort_by_key(|step| order.iter().position(|known| *known == step.entry.kind));
        exported(&pipeline, "lightly", &out).unwrap_or_else(|error| panic!("{name}: {error}"));
        let back = import(&out).unwrap();
        assert_eq!((back.program, &back.left_out), ("lightly", &Vec::new()), "{name}");
        assert_eq!(back.pipeline.input.size, Some(pipeline.input.size.unwrap_or(64)), "{name}");
        assert_same(&in_order(&back.pipeline, &order), &in_order(&pipeline, &order), name);
    }
    let pipeline = load("simclr").unwrap().pipeline;
    exported(&pipeline, "torchvision", &out).unwrap();
    assert!(import(&out).unwrap_err().to_string().contains("lightly"), "Python of another kind");
}

/// Pictures of any size can be asked of the module, also smaller ones than the recipe has.
#[test]
fn a_blur_of_kornia_suits_the_size_that_is_asked_for() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("a.py");
    exported(&load("simclr").unwrap().pipeline, "kornia", &out).unwrap();
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(
        text.contains("RandomGaussianBlur(kernel_size=(max(3, min(17, (size - 1) // 2 * 2 - 1)),) * 2"),
        "{text}"
    );
}

/// What solo-learn can be told comes back as it was.
#[test]
fn recipes_go_to_solo_learn_and_come_back() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("a.yaml");
    for name in ["simclr", "byol", "barlow-twins", "moco-v2", "vicreg"] {
        let mut pipeline = load(name).unwrap().pipeline;
        // Its files have these in a fixed order with a blur of fixed strength.
        if exported(&pipeline, "solo-learn", &out).is_err() {
            pipeline.steps.retain(|step| step.entry.kind != "gaussian-blur");
        }
        exported(&pipeline, "solo-learn", &out).unwrap_or_else(|error| panic!("{name}: {error}"));
        let back = import(&out).unwrap();
        assert_eq!(back.left_out, Vec::<String>::new(), "{name}");
        let plain = |pipeline: &Pipeline| {
            let mut steps: Vec<_> = pipeline
                .steps
                .iter()
                .filter(|step| {
                    step.first.probability > 0.0
                        || step.second.as_ref().is_some_and(|second| second.probability > 0.0)
                })
                .map(|step| {
                    (
                        step.entry.kind,
                        step.first.clone(),
                        step.second.clone().filter(|second| *second != step.first),
                    )
                })
                .collect();
            // Mirror images are the last there.
            steps.sort_by_key(|(kind, ..)| *kind == "flip-horizontal");
            steps
        };
        assert_same(&plain(&back.pipeline), &plain(&pipeline), name);
    }
}

type Plain = (&'static str, Column, Option<Column>);

/// Equal but for what arithmetic puts behind numbers.
fn assert_same(ours: &[Plain], theirs: &[Plain], name: &str) {
    let numbers = |list: &[Plain]| -> Vec<(String, Vec<f64>)> {
        list.iter()
            .map(|(kind, first, second)| {
                let columns = std::iter::once(first).chain(second);
                let numbers = columns.flat_map(|column| {
                    std::iter::once(column.probability)
                        .chain(column.settings.iter().flat_map(Setting::numbers))
                });
                ((*kind).to_owned(), numbers.collect())
            })
            .collect()
    };
    let (ours, theirs) = (numbers(ours), numbers(theirs));
    assert_eq!(ours.len(), theirs.len(), "{name}: {ours:?}\n{theirs:?}");
    for ((kind, a), (other, b)) in ours.iter().zip(&theirs) {
        let close = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(kind == other && close, "{name}: {kind} {a:?} is not {other} {b:?}");
    }
}

/// Every transform that Albumentations can be told leaves as a file, comes back, and leaves as the same file again.
#[test]
fn albumentations_files_come_back_as_they_left() {
    let place = tempfile::tempdir().unwrap();
    let (out, again) = (place.path().join("a.json"), place.path().join("b.yaml"));
    let (mut count, mut strayed) = (0, Vec::new());
    for entry in catalogue::ALL {
        let mut pipeline = Pipeline::default();
        pipeline.input.size = Some(96);
        let mut step = Step::new("a", entry);
        // Parts of an affine step are applied together there, and come back each for itself.
        let always = ["random-resized-crop", "affine"].contains(&entry.kind);
        step.first.probability = if always { 1.0 } else { 0.25 };
        for (setting, param) in step.first.settings.iter_mut().zip(entry.params) {
            // Shares and places as they are; a strength only where the other program can have one.
            if param.name == "strength" && param.hard == (0.0, 1.0) {
                *setting = Setting::Fixed(1.0);
            }
        }
        pipeline.steps.push(step);
        if exported(&pipeline, "albumentations", &out).is_err() {
            continue;
        }
        let back = import(&out).unwrap();
        let text = PipelineFile::new(back.pipeline.clone()).to_toml();
        assert_eq!(PipelineFile::parse(&text).unwrap().pipeline, back.pipeline, "{}", entry.kind);
        exported(&back.pipeline, "albumentations", &again)
            .unwrap_or_else(|error| panic!("{}: {error}", entry.kind));
        let first: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
        let second: Value = serde_saphyr::from_str(&std::fs::read_to_string(&again).unwrap()).unwrap();
        let leaves = |value: &Value| numbers(&value["transform"]["transforms"]);
        let (a, b) = (leaves(&first), leaves(&second));
        let close =
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-9);
        if !close {
            strayed.push(format!("{}:\n{first}\n{second}", entry.kind));
        }
        count += 1;
    }
    assert!(strayed.is_empty(), "{}", strayed.join("\n"));
    assert!(count > 25, "only {count} transforms went there and back");
}

/// The leaves of a tree, by their paths; numbers as numbers, the rest as words.
fn numbers(value: &Value) -> Vec<(String, f64)> {
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(place, item)| {
                numbers(item).into_iter().map(move |(path, v)| (format!("{place}/{path}"), v))
            })
            .collect(),
        Value::Object(items) => items
            .iter()
            .flat_map(|(name, item)| {
                numbers(item).into_iter().map(move |(path, v)| (format!("{name}/{path}"), v))
            })
            .collect(),
        Value::Number(number) => vec![(String::new(), number.as_f64().unwrap())],
        other => vec![(other.to_string(), 0.0)],
    }
}

#[test]
fn steps_without_counterpart_are_named_and_left_out_only_when_asked() {
    let place = tempfile::tempdir().unwrap();
    let mut pipeline = load("simclr").unwrap().pipeline;
    pipeline.steps.push(Step::new("my-debris", catalogue::find("debris").unwrap()));
    for (target, file) in [("albumentations", "a.json"), ("solo-learn", "a.yaml"), ("lightly", "a.py")] {
        let out = place.path().join(file);
        let words = exported(&pipeline, target, &out).unwrap_err();
        assert!(words.contains("my-debris") && words.contains("--partial"), "{target}: {words}");
        assert!(!out.exists(), "{target}");
        let recipe = Recipe { partial: true, ..Recipe::from(pipeline.clone()) };
        let written = export_recipe(&recipe, Target::find(target).unwrap(), &out, false).unwrap();
        assert!(written.notes.iter().any(|note| note.contains("my-debris")), "{target}: {:?}", written.notes);
    }
    let out = place.path().join("kornia.py");
    exported(&pipeline, "kornia", &out).unwrap();
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(
        text.contains("# not exported: my-debris") && text.contains("raise NotImplementedError"),
        "{text}"
    );
}
