//! `check` on cells whose truth is known: the step that erases a factor is named with the factor's class, and where
//! nothing is erased or nothing tells classes apart, nothing is said.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells its figures"
)]

use augscope::dataset::simulate::{SimulateOptions, simulate};
use augscope::dataset::{Dataset, OpenOptions, Parts};
use augscope::evaluate::check::{CheckOptions, Verdict, Warning, WarningKind, check};
use augscope::job::Progress;
use augscope::pipeline::{Pipeline, PipelineFile, load};
use std::sync::{Arc, Mutex, OnceLock};

const SEEDS: u64 = 10;

/// Simulated cells: sixty of each class in the training part, which is what the program looks at.
struct World {
    dataset: Dataset,
    parts: Parts,
    _folder: Option<tempfile::TempDir>,
}

fn world(seed: u64) -> Arc<World> {
    static WORLDS: OnceLock<Vec<Mutex<Option<Arc<World>>>>> = OnceLock::new();
    let worlds = WORLDS.get_or_init(|| (0..SEEDS).map(|_| Mutex::new(None)).collect());
    let mut place = worlds[seed as usize].lock().unwrap();
    Arc::clone(place.get_or_insert_with(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cells");
        simulate(&path, &SimulateOptions { per_class: 100, seed, ..SimulateOptions::default() }).unwrap();
        let dataset = Dataset::open(&path, &OpenOptions::columns(None, Some("well"))).unwrap();
        let parts = Parts::split(&dataset);
        Arc::new(World { dataset, parts, _folder: Some(folder) })
    }))
}

fn look(world: &World, recipe: &Pipeline, seed: u64) -> Verdict {
    let options = CheckOptions { seed, ..CheckOptions::default() };
    check(&world.dataset, &world.parts, recipe, options, &Progress::default()).unwrap()
}

/// The preset that changes nothing by which classes differ, and one more step.
fn with(step: &str) -> Pipeline {
    let (_, nuisance) =
        augscope::pipeline::PRESETS.iter().find(|(name, _)| *name == "nuisance-only").unwrap();
    PipelineFile::parse(&format!("{nuisance}\n\n[[step]]\nid = \"planted\"\n{step}\n")).unwrap().pipeline
}

/// Warnings that a step takes a sign from a pair.
fn taken(verdict: &Verdict) -> Vec<&Warning> {
    verdict.warnings.iter().filter(|warning| warning.kind == WarningKind::Erases).collect()
}

/// In every world, `class` is named for the planted step with a feature that `sign` holds.
fn is_named(class: &str, step: &str, sign: impl Fn(&str) -> bool) {
    let recipe = with(step);
    let mut named = 0;
    for seed in 0..SEEDS {
        let verdict = look(&world(seed), &recipe, seed);
        let found = taken(&verdict).into_iter().find(|warning| {
            warning.step.as_deref() == Some("planted")
                && warning.classes.iter().any(|named| named == class)
                && warning.classes.iter().any(|named| named == "reference" || named.starts_with("elongated"))
                && warning.feature.iter().chain(&warning.also).any(|feature| sign(feature))
        });
        match found {
            Some(warning) => {
                named += 1;
                println!("seed {seed}, {:?}: {}", warning.degree, warning.text);
            }
            None => println!("seed {seed}: {class} is not named"),
        }
    }
    assert_eq!(named, SEEDS, "{class} is named in {named} of {SEEDS} worlds");
}

#[test]
fn another_size_takes_the_size_of_large_cells() {
    // Area 0.3 to 1.8: the square root of it along each side.
    is_named("large", "kind = \"scale\"\nfactor = { log-uniform = [0.54772, 1.34164] }", |sign| {
        sign == "area"
    });
}

#[test]
fn another_gain_takes_the_brightness_of_bright_cells() {
    let brightness = |sign: &str| sign.starts_with("mean") || sign.starts_with("total");
    is_named("bright", "kind = \"gain\"\nfactor = { log-uniform = [0.49659, 2.01375] }", brightness);
}

#[test]
fn another_gain_of_each_channel_takes_the_ratio() {
    let ratio =
        |sign: &str| sign.starts_with("ratio") || sign.starts_with("mean") || sign.starts_with("total");
    is_named("ratio", "kind = \"per-channel-gain\"\nfactor = { log-uniform = [0.49659, 2.01375] }", ratio);
}

#[test]
fn any_angle_takes_the_orientation_of_long_cells() {
    is_named("elongated_x", "kind = \"rotate\"\nangle = { uniform = [-180, 180] }", |sign| {
        sign == "orientation"
    });
}

#[test]
fn another_focus_takes_the_fine_dots() {
    let dots = |sign: &str| sign.contains("granules");
    is_named("puncta", "kind = \"gaussian-blur\"\nsigma = { uniform = [0.5, 2.5] }", dots);
}

#[test]
fn where_nothing_is_erased_nothing_is_said() {
    let recipe = load("nuisance-only").unwrap().pipeline;
    for seed in 0..SEEDS {
        let verdict = look(&world(seed), &recipe, seed);
        let words: Vec<&str> = verdict.warnings.iter().map(|warning| warning.text.as_str()).collect();
        assert!(words.is_empty(), "seed {seed}: {words:?}");
    }
}

#[test]
fn of_names_dealt_at_random_hardly_ever_anything_is_said() {
    let recipe = with("kind = \"gain\"\nfactor = { log-uniform = [0.49659, 2.01375] }");
    let mut warned = 0;
    for seed in 0..SEEDS {
        let shared = world(seed);
        let options = OpenOptions::columns(None, Some("well"));
        let mut dataset = Dataset::open(&shared.dataset.root, &options).unwrap();
        let mut random = augscope::evaluate::Random::new(seed, 77);
        let mut names: Vec<Option<usize>> = dataset.items.iter().map(|item| item.class).collect();
        random.shuffle(&mut names);
        dataset.items.iter_mut().zip(names).for_each(|(item, name)| item.class = name);
        let parts = Parts::split(&dataset);
        let verdict = look(&World { dataset, parts, _folder: None }, &recipe, seed);
        let found = taken(&verdict);
        println!("seed {seed}: {} warnings", found.len());
        warned += u64::from(!found.is_empty());
    }
    assert!(warned <= 1, "{warned} of {SEEDS} worlds without truth are warned of");
}
