//! What a run is doing, in words.

use crate::app::context::Context;
use crate::app::runs::RunInfo;
use crate::app::theme;
use augscope::run::{Order, RunState};
use egui::{Color32, Visuals};

/// How a run stands, in a word or two.
pub fn word(cx: &Context, run: &RunInfo) -> &'static str {
    match run.state {
        _ if cx.runs.is_resuming(&run.folder) => "going on...",
        RunState::Running => match order(cx, run) {
            Some(Order::Pause) => "pausing...",
            Some(Order::Finish) => "stopping...",
            None if run.phase() == "evaluating" => "measuring...",
            None => "running",
        },
        RunState::Paused => "paused",
        RunState::Stale => "stopped unexpectedly",
        RunState::Done => "done",
        RunState::Failed => "failed",
    }
}

/// What the state means and what can be done.
pub fn explanation(run: &RunInfo) -> &'static str {
    match run.state {
        RunState::Running => "It is at work, in a process of its own. It goes on when this window is closed.",
        RunState::Paused => "It was interrupted. \"Go on\" takes it up at exactly the same place.",
        RunState::Stale => {
            "Its process ended without a word: the computer was switched off, or ran out of memory. \"Go on\" takes it \
             up from the last saved place."
        }
        RunState::Done => "It is trained, and the accuracy of every class is measured.",
        RunState::Failed => "It ended by an error. Once the cause is mended, \"Go on\" takes it up.",
    }
}

/// The colour of a state.
pub fn colour(run: &RunInfo, visuals: &Visuals) -> Color32 {
    match run.state {
        RunState::Running => theme::accent(visuals),
        RunState::Paused | RunState::Stale => theme::warning(visuals),
        RunState::Done => theme::good(visuals),
        RunState::Failed => theme::failure(visuals),
    }
}

/// The order that a run is carrying out, seen from the click on. An early end is carried out once the
/// accuracy is being measured.
pub fn order(cx: &Context, run: &RunInfo) -> Option<Order> {
    let phase = run.phase();
    let heard = Order::ALL.into_iter().find(|order| order.phase() == phase);
    let order = cx.runs.ordered(&run.folder).or(heard).filter(|_| run.state == RunState::Running);
    order.filter(|order| *order == Order::Pause || phase != "evaluating")
}

/// What a running run is doing, from the click on an order on.
pub fn phase(cx: &Context, run: &RunInfo) -> &'static str {
    match order(cx, run) {
        Some(Order::Pause) => "pausing: its state is being saved",
        Some(Order::Finish) => "stopping: what it has learned is being kept",
        None => match run.phase() {
            "starting" => "getting ready: the images are being opened",
            "evaluating" => "measuring how accurate every class became",
            _ => "training",
        },
    }
}
