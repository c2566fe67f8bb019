//! [`Choice`]: a map of the plane that is drawn again until it suits the picture.

use super::{Affine, Draw, Foreground, Frame, Values};

/// A map of the plane of which several are drawn.
///
/// What is chosen becomes the draw, so nothing behind it knows that there were others.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The map, from world coordinates after the step to those before it.
    pub map: fn(&Values, &Frame) -> Affine,
    /// The most draws.
    pub tries: u32,
    /// The parameters that are drawn again; others stay as they were drawn first.
    pub redrawn: &'static [usize],
    /// How well a draw suits a picture in which this is foreground: the first that is not negative is taken,
    /// else the highest.
    pub judge: fn(&Values, &Frame, &Foreground) -> f64,
}

impl Choice {
    /// Puts the chosen values into `draw`, which holds the first; `again(k)` gives those of try number k.
    pub fn settle(
        &self,
        draw: &mut Draw,
        again: impl Fn(u32) -> Values,
        frame: &Frame,
        foreground: &Foreground,
    ) {
        let mut best = (self.judge)(&draw.values, frame, foreground);
        for attempt in 1..self.tries {
            if best >= 0.0 {
                return;
            }
            let drawn = again(attempt);
            let mut values = Values::new();
            for slot in 0..drawn.len() {
                let from = if self.redrawn.contains(&slot) { &drawn } else { &draw.values };
                values.push(from.slot(slot).iter().copied());
            }
            let worth = (self.judge)(&values, frame, foreground);
            if worth > best {
                best = worth;
                draw.values = values;
            }
        }
    }
}
