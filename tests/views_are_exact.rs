//! What you see is what it trains on: views are the same bytes however they are made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use augscope::dataset::simulate::{SimulateOptions, simulate};
use augscope::dataset::{Dataset, IntensityWindow, OpenOptions, Part, Parts};
use augscope::image::Planes;
use augscope::job::Stop;
use augscope::pipeline::{Chain, Edit, Pipeline, PipelineFile, Step, Views, load};
use augscope::train::{LoaderPlan, load_views};
use augscope::transform::{Draw, Setting, ViewKey, catalogue};
use std::path::Path;
use std::process::Command;

/// A pipeline with every transform of the catalogue.
fn everything() -> Pipeline {
    let mut pipeline = Pipeline::default();
    for entry in catalogue::ALL {
        let mut step = Step::new(pipeline.fresh_id(entry.kind), entry);
        step.first.probability = 0.8;
        pipeline.steps.push(step);
    }
    pipeline
}

fn picture(channels: usize) -> Planes {
    let mut planes = Planes::zeros(channels, 37, 41);
    planes.data.iter_mut().enumerate().for_each(|(i, v)| *v = ((i * 7919) % 1000) as f32 / 1000.0);
    planes
}

fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn views_are_the_same_on_any_number_of_threads_in_any_order() {
    use rayon::prelude::*;
    let chain = Chain::new(&everything(), 32);
    let source = picture(3);
    let key = |i: usize| ViewKey::new(7, &format!("cell {i}"), 3, i as u32 % 2);
    let views: Vec<Planes> = (0..40).map(|i| chain.view(&source, key(i)).planes).collect();
    for threads in [1, 2, 8] {
        let made: Vec<Planes> = in_pool(threads, || {
            (0..40).into_par_iter().map(|i| chain.view(&source, key(i)).planes).collect()
        });
        assert_eq!(made, views, "{threads} threads");
    }
    let mut backwards: Vec<Planes> = (0..40).rev().map(|i| chain.view(&source, key(i)).planes).collect();
    backwards.reverse();
    assert_eq!(backwards, views);
}

#[test]
fn views_survive_saving_and_loading_the_pipeline() {
    let pipeline = everything();
    let loaded = PipelineFile::parse(&PipelineFile::new(pipeline.clone()).to_toml()).unwrap().pipeline;
    let key = ViewKey::new(1, "a", 0, 1);
    let views = [pipeline, loaded].map(|p| Chain::new(&p, 24).view(&picture(5), key).planes);
    assert_eq!(views[0], views[1]);
}

fn draws_by_id(pipeline: &Pipeline, key: ViewKey) -> Vec<(String, Draw)> {
    let chain = Chain::new(pipeline, 24);
    let ids = chain.steps.iter().map(|s| s.id.clone());
    ids.zip(chain.draw(key, &picture(3))).collect()
}

#[test]
fn editing_one_step_leaves_all_other_draws_alone() {
    let pipeline = everything();
    let key = ViewKey::new(2, "a", 5, 0);
    let before = draws_by_id(&pipeline, key);
    for target in &pipeline.steps {
        let id = || target.id.clone();
        let mut edits = vec![
            Edit::Remove { id: id() },
            Edit::Move { id: id(), to: 0 },
            Edit::Switch { id: id(), on: false },
            Edit::SetProbability { id: id(), second: false, probability: 0.1 },
        ];
        if let Some(param) = target.entry.params.first() {
            let setting = Setting::Fixed(param.hard.1);
            edits.push(Edit::SetParam { id: id(), second: false, param: param.name.into(), setting });
        }
        for edit in edits {
            let mut edited = pipeline.clone();
            edited.edit(edit.clone()).unwrap();
            for (other, draw) in draws_by_id(&edited, key) {
                if other != target.id {
                    let known = before.iter().find(|(id, _)| *id == other).unwrap();
                    assert_eq!(draw, known.1, "{edit:?} changed what {other} draws");
                }
            }
        }
    }
}

#[test]
fn identity_settings_change_nothing() {
    for channels in [1, 3, 5] {
        let mut source = picture(channels);
        source.width = 37;
        source.data.truncate(channels * 37 * 37);
        let plain = Chain::new(&Pipeline::default(), 37).apply(&source, &[]);
        // Shot noise, for one, has no setting at which it is nothing.
        let with_identity = catalogue::ALL.iter().filter(|e| e.params.iter().any(|p| p.identity.is_some()));
        for entry in with_identity {
            let mut step = Step::new("x", entry);
            for (setting, param) in step.first.settings.iter_mut().zip(entry.params) {
                if let Some(identity) = param.identity {
                    *setting = Setting::Fixed(identity);
                }
            }
            let pipeline = Pipeline { steps: vec![step], ..Pipeline::default() };
            let view = Chain::new(&pipeline, 37).view(&source, ViewKey::new(0, "a", 0, 0));
            assert_eq!(view.planes, plain, "{} with {channels} channels", entry.kind);
        }
    }
}

#[test]
fn only_the_second_view_follows_the_second_column() {
    let gain = catalogue::find("gain").unwrap();
    let mut step = Step::new("gain-1", gain);
    step.first.settings[0] = Setting::Fixed(1.0);
    step.second = Some(step.first.clone());
    step.second.as_mut().unwrap().settings[0] = Setting::Fixed(0.5);
    let chain = Chain::new(&Pipeline { steps: vec![step], ..Pipeline::default() }, 24);
    let drawn = [0, 1].map(|view| chain.draw(ViewKey::new(0, "a", 0, view), &picture(1))[0].values.one(0));
    assert_eq!(drawn, [1.0, 0.5]);
}

#[test]
fn a_view_gets_as_many_steps_of_a_group_as_it_says() {
    let mut pipeline = everything();
    pipeline.groups.push(augscope::pipeline::Group { id: "g".into(), pick: 2 });
    for step in &mut pipeline.steps {
        step.group = Some("g".into());
        step.first.probability = 1.0;
    }
    let chain = Chain::new(&pipeline, 24);
    for epoch in 0..50 {
        let draws = chain.draw(ViewKey::new(0, "a", epoch, 0), &picture(3));
        let applied = draws.iter().filter(|d| d.applied).count();
        assert_eq!(applied, 2);
    }
}

#[test]
fn streams_of_all_steps_have_names_of_their_own() {
    assert_eq!(Chain::new(&everything(), 24).colliding_streams(), 0);
}

fn opened(folder: &Path) -> (Dataset, Parts) {
    let options = OpenOptions::columns(None, Some("well"));
    let dataset = Dataset::open(folder, &options).unwrap();
    let parts = Parts::split(&dataset);
    (dataset, parts)
}

/// The bytes that `augscope views` writes are those that the trainer's loader hands to the model.
#[test]
fn files_of_views_are_the_trainers_own_views() {
    let folder = tempfile::tempdir().unwrap();
    let cells = folder.path().join("cells");
    simulate(&cells, &SimulateOptions { per_class: 10, size: 40, ..SimulateOptions::default() }).unwrap();
    let (dataset, parts) = opened(&cells);
    let pipeline = load("stain-and-orientation").unwrap().pipeline;
    let window = IntensityWindow::fit(&dataset, &parts.items(Part::Train), &pipeline.input.window).unwrap();
    let views = Views::new(&pipeline, 32, window, 9);
    let items = parts.pretraining_items();
    let plan = LoaderPlan { seed: 9, batch: 8, steps_per_epoch: 2, first_step: 0, end_step: 6, threads: 2 };
    let (send, receive) = std::sync::mpsc::sync_channel(8);
    load_views(&dataset, items, &views, plan, &Stop::new(), &send);
    let batches: Vec<_> = receive.try_iter().map(Result::unwrap).collect();
    assert_eq!(batches.len(), 6);

    for epoch in [0, 2] {
        let out = folder.path().join(format!("views {epoch}"));
        let done = Command::new(env!("CARGO_BIN_EXE_augscope"))
            .args(["views", cells.to_str().unwrap(), "--pipeline", "stain-and-orientation", "--size", "32"])
            .args(["--seed", "9", "--epoch", &epoch.to_string(), "--count", "1000", "--group", "well"])
            .args(["--threads", "1", "--out", out.to_str().unwrap()])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let mut compared = 0;
        for batch in batches.iter().filter(|b| b.epoch == epoch) {
            let length = 3 * 32 * 32;
            for (place, item) in batch.items.iter().enumerate() {
                for view in 0..2 {
                    let start = (view * batch.items.len() + place) * length;
                    let file = out.join(format!("{item}_e{epoch}_v{view}.tif"));
                    let image = augscope::image::read(&file).unwrap();
                    let expected = augscope::image::Samples::F32(batch.data[start..start + length].to_vec());
                    assert_eq!(image.samples, expected, "{}", file.display());
                    compared += 1;
                }
            }
        }
        assert_eq!(compared, 32);
    }
}
