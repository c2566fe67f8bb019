//! [`Clipped`]: the share of pixels of each class that the recipe's intensity window clips, counted on a thread.

use super::App;
use super::opened::Opened;
use super::view::Room;
use super::wished::Wished;
use augscope::dataset::{Part, WindowRule};
use egui::Context;
use std::sync::Arc;

/// Images of each class that are counted, evenly spaced: more would change no digit that is shown.
const MOST: usize = 200;

/// What is asked: which opened data set, through which window.
type Key = (u64, WindowRule);
/// For each class and each channel the share below and above.
type Shares = Vec<Vec<(f64, f64)>>;

/// Counts; the newest wish wins.
pub struct Clipped(Wished<Key, Arc<Opened>, Result<Shares, String>>);

impl Clipped {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        Self(Wished::new("clipped pixels", context, |(_, rule): &Key, opened: Arc<Opened>| {
            count(rule, &opened)
        }))
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        self.0.poll();
    }

    /// What was counted for what was asked last; `None` while it is being counted.
    pub fn found(&self) -> Option<Result<&Shares, &str>> {
        Some(self.0.found()?.as_ref().map_err(String::as_str))
    }
}

fn count(rule: &WindowRule, opened: &Opened) -> Result<Shares, String> {
    let window = opened.fit_window(rule)?;
    let train = opened.parts.items(Part::Train);
    let mut items = Vec::new();
    for class in 0..opened.dataset.classes.len() {
        let of_class =
            |item: &&usize| opened.dataset.items.get(**item).is_some_and(|i| i.class == Some(class));
        let of_class: Vec<usize> = train.iter().filter(of_class).copied().collect();
        let step = of_class.len().div_ceil(MOST).max(1);
        items.extend(of_class.into_iter().step_by(step));
    }
    window.share_clipped_by_class(&opened.dataset, &items).map_err(|error| error.to_string())
}

impl App {
    /// Asks for the shares by the window of the recipe on the screen, while the Data room is.
    pub(super) fn want_clipped(&mut self) {
        if self.view.room != Room::Data {
            return;
        }
        if let Some(opened) = self.data.opened.ready().filter(|opened| !opened.dataset.classes.is_empty()) {
            let key = (opened.id, self.document.recipe().input.window.clone());
            let opened = Arc::clone(opened);
            self.data.clipped.0.want(Some(key), || opened);
        }
    }
}
