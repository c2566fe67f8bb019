//! What a study does that is gone on with: with another number of images a step, changed images, images that were moved, and
//! another process at the same runs.

use super::*;
use crate::dataset::simulate::{Difficulty, SimulateOptions, simulate};
use crate::job::Stop;
use crate::run::{EvaluationPart, RunError, RunState, evaluate_run, state};
use crate::train::{Event, Sink};
use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

const STUDY: &str = r#"
format = 1
name = "tiny"
readout = "knn_projector"
seeds = [0]
[data]
group = "well"
simulate = { per_class = 12, size = 40 }
[train]
preset = "quick"
epochs = 1
batch = "auto"
size = 16
[[recipe]]
name = "plain"
pipeline = "nuisance-only"
[[recipe]]
name = "turned"
pipeline = "any-orientation"
"#;

/// Tells every event to a function.
struct Heard<F: FnMut(&Event)>(F);

impl<F: FnMut(&Event)> Sink for Heard<F> {
    fn event(&mut self, event: &Event) {
        (self.0)(event);
    }
}

fn plan(folder: &Path, text: &str) -> Result<Plan, StudyError> {
    let path = folder.join("study.toml");
    std::fs::write(&path, text).unwrap();
    let plan = Plan::new(&path, &folder.join("out"), None, 2)?;
    plan.prepare(&path)?;
    Ok(plan)
}

fn carry(plan: &Plan) -> StudyResult {
    carry_out(plan, |_, _| Box::new(Heard(|_| {})), &Stop::new())
}

/// Carries the study out while another process is at work on its first run: that is waited for.
fn carried_out_after_another(first: &Plan) {
    let run = first.runs[0].request.folder.clone();
    let locks = first.out.join("runs/.locks");
    std::fs::create_dir_all(&locks).unwrap();
    let lock = std::fs::File::create(locks.join("plain-s0")).unwrap();
    lock.lock().unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let result = scope.spawn(|| {
            let listen = |_, _: &PlannedRun| -> Box<dyn Sink + '_> {
                let tell = tell.clone();
                Box::new(Heard(move |event| {
                    if let Event::Phase { name } = event {
                        let _ = tell.send(name.clone());
                    }
                }))
            };
            carry_out(first, listen, &Stop::new())
        });
        let said = told.recv_timeout(Duration::from_mins(1)).unwrap();
        assert!(said.contains("another process"), "{said}");
        assert!(!run.has_run());
        drop(lock);
        let result = result.join().unwrap();
        assert!(result.failed.is_empty() && !result.paused, "{:?}", result.failed);
    });
}

#[test]
fn a_study_goes_on_by_the_batch_that_was_found_and_notices_other_cells_and_other_images() {
    let folder = tempfile::tempdir().unwrap();
    let first = plan(folder.path(), STUDY).unwrap();

    carried_out_after_another(&first);
    let run = first.runs[0].request.folder.clone();

    // The record holds the number that was found, the study still asks for whatever fits.
    let batch = run.record().unwrap().config.batch;
    assert!(batch > 0);
    let files: Vec<_> = std::fs::read_dir(folder.path().join("out/batch")).unwrap().flatten().collect();
    assert_eq!(files.len(), 1);
    assert_eq!(std::fs::read_to_string(files[0].path()).unwrap().trim(), batch.to_string());
    let longer = STUDY.replace("seeds = [0]", "seeds = [0, 1]");
    let longer = plan(folder.path(), &longer).unwrap();
    let other = plan(folder.path(), &STUDY.replace("batch = \"auto\"", "batch = 3")).unwrap_err();
    assert!(matches!(other, StudyError::OtherRun { .. }), "{other}");

    // What is no longer as asked is told before anything else is done, and does not count as done.
    let path = folder.path().join("study.toml");
    std::fs::write(&path, STUDY.replace("epochs = 1", "epochs = 2")).unwrap();
    let changed = Plan::new(&path, &folder.path().join("out"), None, 2).unwrap();
    let told = forecast(&changed, &Stop::new()).unwrap();
    assert_eq!((told.done, told.runs), (0, 2));
    assert!(told.names[0].misfit.as_ref().unwrap().contains("rounds 2 instead of 1"), "{told:?}");

    // Cells are made once: other settings for them are refused rather than passed over.
    let cells = plan(folder.path(), &STUDY.replace("per_class = 12", "per_class = 13")).unwrap_err();
    assert!(cells.to_string().contains("per_class 13 instead of 12") && cells.is_wrong_use(), "{cells}");
    std::fs::remove_file(folder.path().join("out/cells-simulated.toml")).unwrap();
    let cells = plan(folder.path(), &STUDY.replace("size = 40", "size = 41")).unwrap_err();
    assert!(cells.to_string().contains("size 41 instead of 40"), "{cells}");

    // An image less: the runs of before cannot be compared with those of now.
    let table = folder.path().join("out/cells/labels.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    let fewer: Vec<&str> = text.lines().take(text.lines().count() - 1).collect();
    std::fs::write(&table, fewer.join("\n")).unwrap();
    let told = forecast(&longer, &Stop::new());
    // Runs that are done say how long it takes, so that images need not be opened.
    assert!(told.is_ok());
    let tries = RefCell::new(Vec::new());
    let result = carry_out(
        &longer,
        |number, _| {
            tries.borrow_mut().push(number);
            Box::new(Heard(|_| {}))
        },
        &Stop::new(),
    );
    assert_eq!(result.failed.len(), 2, "{:?}", result.failed);
    let (name, error) = &result.failed[0];
    let words = error.to_string();
    assert!(
        name == "plain-s1" && matches!(error, StudyError::Run(RunError::ImagesChanged { .. })),
        "{words}"
    );
    let images = text.lines().count() - 1;
    let difference = format!("{images} images then, {} now", images - 1);
    assert!(words.contains("plain-s0") && words.contains(&difference), "{words}");
    // Nothing would be another at the next try.
    assert_eq!(tries.into_inner(), [0, 1, 2, 3]);
}

#[test]
fn a_run_goes_on_where_its_images_were_moved_to_and_refuses_others() {
    let folder = tempfile::tempdir().unwrap();
    let options = SimulateOptions { per_class: 12, size: 40, seed: 0, difficulty: Difficulty::Default };
    let here = folder.path().join("here/cells");
    simulate(&here, &options).unwrap();
    simulate(&folder.path().join("others"), &SimulateOptions { per_class: 13, ..options }).unwrap();
    let at = |place: &str| {
        STUDY.replace("simulate = { per_class = 12, size = 40 }", &format!("path = \"{place}\""))
    };
    let first = plan(folder.path(), &at("here/cells").replace("epochs = 1", "epochs = 3")).unwrap();
    let stop = Stop::new();
    let asked = stop.clone();
    let paused = carry_out(
        &first,
        |_, _| {
            let asked = asked.clone();
            Box::new(Heard(move |event| {
                if matches!(event, Event::Step { .. }) {
                    asked.request();
                }
            }))
        },
        &stop,
    );
    let run = first.runs[0].request.folder.clone();
    assert!(paused.paused && state(&run).unwrap() == RunState::Paused);

    // On another computer they lie elsewhere.
    std::fs::rename(folder.path().join("here"), folder.path().join("there")).unwrap();
    let at = |place: &str| at(place).replace("epochs = 1", "epochs = 3");
    let nowhere = carry(&first);
    assert!(nowhere.failed[0].1.to_string().contains("here/cells"), "{:?}", nowhere.failed);
    assert!(!nowhere.failed[0].1.is_wrong_use(), "a drive may be connected again");
    let neither = carry(&plan(folder.path(), &at("elsewhere")).unwrap());
    let words = neither.failed[0].1.to_string();
    assert!(words.contains("elsewhere") && words.contains("here/cells"), "{words}");
    let others = carry(&plan(folder.path(), &at("others")).unwrap().with_only("plain-s0"));
    let words = others.failed[0].1.to_string();
    assert!(matches!(others.failed[0].1, StudyError::Run(RunError::NotItsData { .. })), "{words}");
    assert!(words.contains("others") && words.contains("here/cells"), "{words}");
    let there = plan(folder.path(), &at("there/cells")).unwrap().with_only("plain-s0");
    let result = carry(&there);
    assert!(result.failed.is_empty() && state(&run).unwrap() == RunState::Done, "{:?}", result.failed);

    // So does evaluating it afterwards.
    let evaluate = |data| evaluate_run(&run, data, EvaluationPart::Choose, &Stop::new());
    assert!(evaluate(None).is_err());
    assert!(evaluate(Some(&folder.path().join("there/cells"))).is_ok());
}

#[test]
fn what_fails_is_tried_twice_more_after_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let text = STUDY.replace("simulate = { per_class = 12, size = 40 }", "path = \"a drive that is away\"");
    let plan = plan(folder.path(), &text).unwrap();
    let tries = RefCell::new(Vec::new());
    let listen = |number, _: &PlannedRun| -> Box<dyn Sink + '_> {
        tries.borrow_mut().push(number);
        Box::new(Heard(|_| {}))
    };
    let result = carry_out(&plan, listen, &Stop::new());
    assert_eq!((result.failed.len(), result.paused), (2, false));
    assert_eq!(tries.into_inner(), [0, 1, 0, 1, 0, 1]);
}
