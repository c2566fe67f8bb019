//! [`Scalars`]: the curves of a run as names, steps and numbers, as experiment trackers want them.

use crate::train::Event;

/// Turns events into numbers of curves. Events that know epochs only get the step that was done before them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scalars {
    step: u64,
}

impl Scalars {
    /// The step and the numbers of `event`, by the names of their curves; none for events without numbers.
    pub fn of(&mut self, event: &Event) -> (u64, Vec<(String, f64)>) {
        let named = |name: &str, value: f64| (name.to_owned(), value);
        let values = match event {
            Event::Started { step, .. } => {
                self.step = *step;
                Vec::new()
            }
            Event::Step { step, loss, terms, learning_rate, images_per_s, .. } => {
                self.step = *step;
                let mut values = vec![
                    named("loss", *loss),
                    named("lr", *learning_rate),
                    named("speed/images_per_s", *images_per_s),
                ];
                values.extend(terms.iter().map(|(name, value)| (format!("terms/{name}"), *value)));
                values
            }
            Event::Epoch { loss, spread, rank, .. } => {
                vec![named("epoch/loss", *loss), named("epoch/spread", *spread), named("epoch/rank", *rank)]
            }
            Event::Probe { balanced_accuracy, per_class, .. } => {
                let mut values = vec![named("probe/acc", *balanced_accuracy)];
                values.extend(
                    per_class.iter().map(|(class, recall)| (format!("probe/acc_class/{class}"), *recall)),
                );
                values
            }
            _ => Vec::new(),
        };
        (self.step, values)
    }
}
