//! Expectations judged on made-up runs, and a tiny study from beginning to end.

use super::*;
use crate::job::Stop;
use crate::train::{Event, Sink};
use std::path::Path;

/// Hears nothing.
struct Quiet;

impl Sink for Quiet {
    fn event(&mut self, _: &Event) {}
}

const TINY: &str = r#"
format = 1
name = "tiny"
question = "Does it run?"
readout = "knn_projector"
seeds = [0, 1]
[data]
group = "well"
simulate = { per_class = 24, size = 40 }
[train]
preset = "quick"
epochs = 1
batch = 32
size = 16
[[recipe]]
name = "plain"
pipeline = "nuisance-only"
[[recipe]]
name = "turned"
pipeline = "turned.toml"
[[expect]]
recipe = "turned"
pair = ["elongated_x", "elongated_y"]
outcome = "falls"
[[expect]]
recipe = "turned"
class = "large"
outcome = "stays"
[[expect]]
recipe = "turned"
average = true
outcome = "falls"
"#;

const TURNED: &str =
    "format = 1\n[[step]]\nid = \"rotate-1\"\nkind = \"rotate\"\nangle = { uniform = [-180, 180] }\n";

fn plan(folder: &Path, text: &str) -> Result<Plan, StudyError> {
    let path = folder.join("study.toml");
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.join("turned.toml"), TURNED).unwrap();
    let plan = Plan::new(&path, &folder.join("out"), None, 2)?;
    plan.prepare(&path)?;
    Ok(plan)
}

fn carry(plan: &Plan) -> StudyResult {
    carry_out(plan, |_, _| Box::new(Quiet), &Stop::new())
}

#[test]
fn a_tiny_study_is_carried_out_judged_and_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let first = plan(folder.path(), TINY).unwrap();
    let names: Vec<&str> = first.runs.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, ["plain-s0", "turned-s0", "plain-s1", "turned-s1"]);
    let told = forecast(&first, &Stop::new()).unwrap();
    assert_eq!((told.runs, told.done, told.kinds.len()), (4, 0, 1));
    assert!(told.seconds > 0.0 && told.kinds[0].memory > Some(0) && !told.kinds[0].by_runs);
    let stopped = Stop::new();
    stopped.request();
    assert!(carry_out(&first, |_, _| Box::new(Quiet), &stopped).paused);
    let result = carry(&first);
    assert!(!result.paused && result.failed.is_empty(), "{:?}", result.failed);
    let outcome = study_outcome(&first).unwrap();
    assert_eq!((outcome.runs, outcome.comparison.readout.name()), ([4, 4], "knn_projector"));
    assert!(!outcome.caveats.iter().any(|caveat| caveat.contains("not the read-out that was declared")));
    assert_eq!(outcome.expectations.len(), 3);
    for found in &outcome.expectations {
        let difference = found.other.unwrap() - found.reference.unwrap();
        assert!((found.difference.unwrap() - difference).abs() < 1e-12, "{found:?}");
    }
    assert_eq!(outcome.recipes[0].seeds, [0, 1]);
    assert!(outcome.recipes[1].ami.is_some() && outcome.seconds > 0.0);
    // The pair is read from its own images alone: by knn on the projector the accuracy of two classes.
    let pair = outcome.expectations[0].reference.unwrap();
    assert!((0.0..=1.0).contains(&pair));

    exported(&first, folder.path());

    // Done runs are not done again; a seed more is one run a recipe more.
    let report = first.runs[0].request.folder.file("report.json");
    let before = std::fs::metadata(&report).unwrap().modified().unwrap();
    let longer = plan(folder.path(), &TINY.replace("seeds = [0, 1]", "seeds = [0, 1, 5]")).unwrap();
    let after = forecast(&longer, &Stop::new()).unwrap();
    assert_eq!((after.runs, after.done, after.kinds[0].runs, after.kinds[0].by_runs), (6, 4, 2, true));
    // What was reckoned of a model is what lies there in the end, but for small files.
    let (reckoned, measured) = (told.kinds[0].bytes as f64, after.kinds[0].bytes as f64);
    assert!((0.7..1.5).contains(&(reckoned / measured)), "{reckoned} {measured}");
    assert!(forecast(&first, &Stop::new()).unwrap().kinds.is_empty());
    assert!(carry(&longer).failed.is_empty());
    assert_eq!(std::fs::metadata(&report).unwrap().modified().unwrap(), before);
    let outcome = study_outcome(&longer).unwrap();
    assert_eq!((outcome.runs, outcome.recipes[0].seeds.len()), ([6, 6], 3));

    // What is expected may not be changed unnoticed, nor may recipes.
    let other = plan(folder.path(), &TINY.replace("outcome = \"stays\"", "outcome = \"rises\"")).unwrap();
    let caveats = study_outcome(&other).unwrap().caveats;
    assert!(caveats.iter().any(|caveat| caveat.contains("what is expected was changed")), "{caveats:?}");
    let words = |text: &str| plan(folder.path(), text).unwrap_err().to_string();
    let another = words(&TINY.replace("pipeline = \"nuisance-only\"", "pipeline = \"any-orientation\""));
    assert!(another.contains("another recipe or with other settings"), "{another}");
    assert!(words(&TINY.replace("epochs = 1", "epochs = 2")).contains("with other settings"));
    assert!(words(&TINY.replace("name = \"tiny\"", "name = \"other\"")).contains("holds another study"));
}

#[test]
fn a_recipe_of_two_names_is_judged_once_and_a_sweep_has_its_curves_beside_baselines() {
    let folder = tempfile::tempdir().unwrap();
    let base = "format = 1\n[[step]]\nid = \"rotate-1\"\nkind = \"rotate\"\nangle = { uniform = [-90, 90] }\n\
                [[step]]\nid = \"gain-1\"\nkind = \"gain\"\nfactor = { log-uniform = [0.5, 2] }\n";
    std::fs::write(folder.path().join("base.toml"), base).unwrap();
    let (head, _) = TINY.split_once("[[recipe]]").unwrap();
    let head =
        head.replacen("seeds = [0, 1]", "seeds = [0, 1]\nleave_one_out = true\none_step_only = true", 1);
    let text = format!(
        "{head}[base]\npipeline = \"base.toml\"\n[[sweep]]\nstep = \"gain\"\nparameter = \"factor\"\n\
         levels = [1.2, 1.5]\n[[expect]]\nrecipe = \"only-gain\"\naverage = true\noutcome = \"falls\"\n"
    );
    let plan = plan(folder.path(), &text).unwrap();
    assert_eq!(plan.recipes.len(), 9);
    assert!(carry(&plan).failed.is_empty());
    let outcome = study_outcome(&plan).unwrap();
    assert_eq!((outcome.runs, outcome.comparison.recipes.len()), ([18, 18], 7));
    let told = "only-gain-s1 has recipe, settings and seed of rotate-off-s1, so only rotate-off-s1 counts";
    assert!(outcome.caveats.iter().any(|caveat| caveat == told), "{:?}", outcome.caveats);
    // What was expected of the name that does not count is judged by the one that does.
    assert!(outcome.expectations[0].difference.is_some(), "{:?}", outcome.expectations);
    let charts = study_charts(&outcome).unwrap();
    let parameter = charts.charts.iter().find(|(name, _)| name.starts_with("parameter"));
    let (_, chart) = parameter.expect("a curve against the gain");
    let csv = String::from_utf8(chart.table().to_csv().unwrap()).unwrap();
    assert!(csv.contains("1.5") && chart.to_svg().contains("Gain: factor"), "{csv}");
    for name in ["steps-left-out", "steps-alone", "ranking", "trade-off"] {
        assert!(charts.charts.iter().any(|(known, _)| known == name), "{name}");
    }
}

/// The long table has a row for every run, read-out and class, with the figures of the reports; a folder holds everything.
fn exported(plan: &Plan, folder: &Path) {
    let table = study_table(plan).unwrap();
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..5], ["study", "run", "recipe", "seed", "objective"]);
    let column = |name: &str| &table.columns[names.iter().position(|known| *known == name).unwrap()].1;
    let run = &plan.runs[3];
    let report = std::fs::read(run.request.folder.file("report.json")).unwrap();
    let report: crate::evaluate::Report = serde_json::from_slice(&report).unwrap();
    let (Entries::Texts(runs), Entries::Texts(classes)) = (column("run"), column("class")) else { panic!() };
    let (Entries::Texts(readouts), Entries::Numbers(recalls)) = (column("readout"), column("recall")) else {
        panic!()
    };
    let mut met = 0;
    for row in 0..table.rows() {
        if runs[row].as_deref() == Some(run.name.as_str())
            && readouts[row].as_deref() == Some("knn_projector")
        {
            met += 1;
            let readout = report.readouts.knn_projector.as_ref().unwrap();
            let class = classes[row].as_deref().unwrap();
            let expected =
                readout.per_class.get(class).map_or(readout.balanced_accuracy, |class| class.recall);
            assert_eq!(recalls[row], expected, "{class}");
        }
    }
    assert_eq!(met, report.classes.len() + 1);
    let stop = Stop::new();
    let csv = folder.join("long.csv");
    assert_eq!(export(plan, &csv, &stop).unwrap(), std::slice::from_ref(&csv));
    assert_eq!(std::fs::read_to_string(&csv).unwrap().lines().count(), table.rows() + 1);
    let all = folder.join("all of it");
    let written = export(plan, &all, &stop).unwrap();
    for name in
        ["results.csv", "results.parquet", "study.toml", "study.json", "report.html", "figures/ranking.svg"]
    {
        assert!(written.contains(&all.join(name)) && all.join(name).is_file(), "{name}: {written:?}");
    }
    let page = std::fs::read_to_string(all.join("report.html")).unwrap();
    assert!(
        page.contains("Which recipe is the best") && page.contains("On new images"),
        "the page has the figures"
    );
    // What is planned and not begun is a row, too.
    let path = folder.join("study.toml");
    let longer = TINY.replace("seeds = [0, 1]", "seeds = [0, 1, 9]");
    std::fs::write(&path, longer).unwrap();
    let longer = Plan::new(&path, &folder.join("out"), None, 2).unwrap();
    assert_eq!(study_table(&longer).unwrap().rows(), table.rows() + 2);
}

#[test]
fn what_cannot_be_planned_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let words = |text: &str| plan(folder.path(), text).unwrap_err().to_string();
    assert!(words(&TINY.replace("simulate = { per_class = 24, size = 40 }", "")).contains("--data"));
    assert!(words(&TINY.replace("turned.toml", "nowhere.toml")).contains("nowhere.toml"));
    assert!(words(&TINY.replace("preset = \"quick\"", "preset = \"slow\"")).contains("slow"));
    assert!(words(&TINY.replace("epochs = 1", "epoch = 1")).contains("epoch"));
    assert!(words(&TINY.replace("epochs = 1", "seed = 1")).contains("seeds"));
    let nothing = plan(folder.path(), TINY).unwrap();
    assert!(study_outcome(&nothing).unwrap_err().to_string().contains("two runs"));
}

fn found(
    outcome: Expected,
    difference: f64,
    p: Option<f64>,
    p_equivalence: Option<f64>,
) -> ExpectationOutcome {
    ExpectationOutcome {
        expectation: Expectation {
            recipe: "turned".into(),
            class: Some("a".into()),
            pair: None,
            average: false,
            outcome,
            why: String::new(),
        },
        reference: Some(0.5),
        other: Some(0.5 + difference),
        difference: Some(difference),
        difference_ci95: None,
        p,
        p_equivalence,
        p_holm: None,
        finding: None,
        reason: String::new(),
    }
}

#[test]
fn expectations_are_judged_by_direction_and_after_holm() {
    let mut all = [
        found(Expected::Falls, -0.2, Some(0.01), Some(1.0)),
        found(Expected::Rises, -0.2, Some(0.001), Some(1.0)),
        found(Expected::Falls, -0.1, Some(0.04), Some(0.9)),
        found(Expected::Stays, 0.001, Some(0.8), Some(0.02)),
        found(Expected::Stays, 0.2, Some(0.001), Some(1.0)),
        found(Expected::Stays, 0.01, Some(0.4), None),
        found(Expected::Falls, -0.3, None, None),
    ];
    outcome::judge(&mut all);
    let findings: Vec<Option<Finding>> = all.iter().map(|found| found.finding).collect();
    assert_eq!(
        findings,
        [
            Some(Finding::AsExpected),
            Some(Finding::Contrary),
            Some(Finding::AsExpected),
            Some(Finding::AsExpected),
            Some(Finding::Contrary),
            None,
            None
        ]
    );
    assert_eq!(all[0].p_holm, Some(0.02));
    let mut two =
        [found(Expected::Falls, -0.1, Some(0.03), None), found(Expected::Falls, -0.1, Some(0.2), None)];
    outcome::judge(&mut two);
    assert_eq!(two.map(|found| found.finding), [Some(Finding::NotSure); 2], "0.06 after Holm");
}
