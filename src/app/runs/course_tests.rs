//! What curves are after pauses, breaks and very long trainings.

use super::*;

/// A training of 4 epochs of 10 steps goes on, or begins, after `step` steps.
fn started(step: u64) -> Event {
    let device = "processor (neon)".into();
    Event::Started { step, of: 40, epochs: 4, images: 80, batch: 8, threads: 2, parameters: 9, device }
}

fn step(step: u64, loss: f64) -> Event {
    let terms = BTreeMap::from([("pull".into(), loss), ("push".into(), -loss)]);
    let epoch = ((step - 1) / 10) as u32;
    Event::Step {
        step,
        of: 40,
        epoch,
        loss,
        terms,
        learning_rate: 0.1,
        images_per_s: 100.0 * loss,
        waiting: 0.5,
    }
}

fn end_of(epoch: u32, loss: f64) -> [Event; 2] {
    let per_class = BTreeMap::from([("a".into(), loss / 10.0)]);
    [
        Event::Epoch {
            epoch,
            of: 4,
            loss,
            spread: loss / 5.0,
            rank: 9.0,
            seconds: 1.0,
            waiting: 0.1,
            view_seconds: 0.5,
            model_seconds: 0.9,
        },
        Event::Probe { epoch, readout: "knn".into(), balanced_accuracy: loss / 10.0, per_class },
    ]
}

/// Steps `from` to `to`, with what comes after full epochs, all of the same loss.
fn train(course: &mut Course, from: u64, to: u64, loss: f64) {
    for number in from..=to {
        course.take(&step(number, loss));
        if number % 10 == 0 {
            for event in end_of((number / 10) as u32, loss) {
                course.take(&event);
            }
        }
    }
}

fn saved(step: u64) -> Event {
    Event::Checkpoint { step, file: format!("{step}.safetensors") }
}

#[test]
fn going_on_forgets_what_came_after_the_saved_state() {
    let mut course = Course::default();
    course.take(&started(0));
    train(&mut course, 1, 10, 5.0);
    course.take(&saved(10));
    // The process dies after step 25 and goes on after step 10.
    train(&mut course, 11, 25, 4.0);
    assert_eq!((course.probes.len(), course.spread.len(), course.loss.len()), (2, 2, 25));
    assert_eq!(course.saved, Some(10));
    course.take(&started(10));
    assert_eq!((course.steps, course.epoch), ((10, 40), 1.0));
    assert_eq!((course.loss.len(), course.terms["push"].len()), (10, 10));
    assert_eq!((course.mean_loss.clone(), course.spread.len()), (vec![[1.0, 5.0]], 1));
    let looks: Vec<u32> = course.probes.iter().map(|probe| probe.epoch).collect();
    assert_eq!(looks, [1]);

    train(&mut course, 11, 40, 3.0);
    let places: Vec<f64> = course.loss.iter().map(|point| point[0]).collect();
    assert!(places.is_sorted_by(|a, b| a < b), "no place is there twice");
    assert_eq!((course.loss.len(), course.loss[10][1]), (40, 3.0));
    let looks: Vec<u32> = course.probes.iter().map(|probe| probe.epoch).collect();
    assert_eq!(looks, [1, 2, 3, 4]);
}

#[test]
fn a_pause_in_the_middle_of_an_epoch_loses_nothing() {
    let mut course = Course::default();
    course.take(&started(0));
    train(&mut course, 1, 13, 5.0);
    for event in [saved(13), Event::Paused { step: 13 }] {
        course.take(&event);
    }
    assert_eq!(course.phase, "paused");
    course.take(&started(13));
    assert_eq!((course.phase.as_str(), course.loss.len(), course.saved), ("training", 13, Some(13)));
    // What was measured before the pause says nothing of the speed after it.
    assert_eq!(course.images_per_s, 0.0);
    train(&mut course, 14, 20, 2.0);
    assert_eq!((course.images_per_s, course.waiting), (200.0, 0.5));
    assert_eq!(course.loss.len(), 20);
}

#[test]
fn an_early_end_stays_one_when_only_its_evaluation_goes_on() {
    let mut course = Course::default();
    course.take(&started(0));
    train(&mut course, 1, 17, 5.0);
    for event in [saved(17), Event::EndedEarly { step: 17, of: 40 }, Event::Paused { step: 17 }] {
        course.take(&event);
    }
    course.take(&started(17));
    assert_eq!(course.ended_early, Some(17));
    course.take(&Event::Phase { name: "evaluating".into() });
    course.take(&Event::Finished { seconds: 3.0 });
    assert_eq!((course.phase.as_str(), course.seconds), ("done", Some(3.0)));
    // From a state before the end it is trained on.
    course.take(&started(10));
    assert_eq!((course.ended_early, course.seconds, course.saved), (None, None, None));
}

#[test]
fn a_failure_is_over_once_the_run_goes_on_and_warnings_come_once() {
    let mut course = Course::default();
    course.take(&started(0));
    for epoch in 1..=3 {
        course.take(&Event::Warning { text: "few images".into() });
        course.take(&Event::Warning { text: format!("collapse: after epoch {epoch}") });
    }
    assert_eq!(course.warnings, ["few images", "collapse: after epoch 3"]);
    course.take(&Event::Failed { text: "the disk is full".into() });
    assert_eq!((course.phase.as_str(), course.failure.as_deref()), ("failed", Some("the disk is full")));
    course.take(&started(0));
    assert_eq!((course.failure.clone(), course.warnings.len()), (None, 2));
}

#[test]
fn long_curves_are_thinned_but_keep_their_newest_point() {
    let mut curve = Vec::new();
    for place in 0..3 * MOST_POINTS {
        push(&mut curve, [place as f64, 0.0]);
        assert!(curve.len() <= MOST_POINTS);
        assert_eq!(curve.last().map(|point| point[0]), Some(place as f64));
    }
}
