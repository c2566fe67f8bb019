//! Which recipes the filter leaves.

use super::fold::{Fold, folds};
use crate::app::context::Context;
use crate::app::runs::RunInfo;
use augscope::run::RunState;

/// The recipes of the project that the filter leaves, newest first; of a recipe all seeds that it leaves.
pub fn found<'a>(cx: &Context<'a>) -> Vec<Fold<'a>> {
    let words: Vec<String> = cx.view.run_filter.to_lowercase().split_whitespace().map(String::from).collect();
    let newest_first = cx.runs.list().iter().rev();
    folds(newest_first.filter(|run| words.is_empty() || has_all(run, &words)))
}

/// True where every word occurs somewhere in what is known of the run.
fn has_all(run: &RunInfo, words: &[String]) -> bool {
    let config = &run.record.config;
    let recipe = run.recipe.as_ref().map_or("", |recipe| recipe.name.as_str());
    let seed = format!("seed {}", config.seed);
    let known = [
        run.name.as_str(),
        recipe,
        config.objective.as_str(),
        config.encoder.as_str(),
        state_word(run.state),
    ];
    let more = [run.notes.note.as_str(), seed.as_str(), run.record.created.as_str()];
    let tags = run.notes.tags.iter().map(String::as_str);
    let text = known.into_iter().chain(more).chain(tags).collect::<Vec<_>>().join("\n").to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}

/// A state in one word.
pub fn state_word(state: RunState) -> &'static str {
    match state {
        RunState::Running => "running",
        RunState::Paused => "paused",
        RunState::Stale => "interrupted",
        RunState::Done => "done",
        RunState::Failed => "failed",
    }
}
