//! [`Values`] and [`Draw`]: what one view got for one step.

use super::{Param, Scope, Setting, Stream, StreamName, ViewKey};

/// Numbers for one step of one view: for each named slot one value, or one a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    data: Vec<f32>,
    starts: Vec<usize>,
}

impl Values {
    /// No slots yet.
    pub fn new() -> Self {
        Self { data: Vec::new(), starts: vec![0] }
    }

    /// Adds a slot that holds `values`: one, or one for every channel.
    pub fn push(&mut self, values: impl IntoIterator<Item = f32>) {
        self.data.extend(values);
        self.starts.push(self.data.len());
    }

    /// Number of slots.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// True when there is no slot.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of slot `slot`, which must be below [`Values::len`].
    pub fn slot(&self, slot: usize) -> &[f32] {
        &self.data[self.starts[slot]..self.starts[slot + 1]]
    }

    /// The first value of slot `slot`: the only one of a slot that is alike for all channels.
    pub fn one(&self, slot: usize) -> f32 {
        self.data[self.starts[slot]]
    }

    /// Puts `value` into slot `slot`, for all channels alike. `slot` must be below [`Values::len`].
    pub fn fill(&mut self, slot: usize, value: f32) {
        let (from, to) = (self.starts[slot], self.starts[slot + 1]);
        self.data[from..to].fill(value);
    }

    /// The value of slot `slot` for channel `channel`.
    pub fn of_channel(&self, slot: usize, channel: usize) -> f32 {
        let values = self.slot(slot);
        if values.len() == 1 { values[0] } else { values[channel] }
    }
}

impl Default for Values {
    fn default() -> Self {
        Self::new()
    }
}

/// What one view got for one step: whether it is applied, and the value of every parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// False when the step's probability, or its group, passed this view by.
    pub applied: bool,
    /// One slot a parameter, in the order of the entry.
    pub values: Values,
    /// Further random numbers, for transforms that need one a pixel.
    pub field: Stream,
}

/// The streams of one step, named once when a chain is built.
#[derive(Clone, Debug)]
pub struct StepStreams {
    /// Decides whether the step is applied.
    pub apply: StreamName,
    /// Decides which steps of a group are picked.
    pub pick: StreamName,
    /// Random numbers a pixel.
    pub field: StreamName,
    /// One a parameter.
    pub params: Vec<StreamName>,
}

impl StepStreams {
    /// The streams of the step called `id` with these parameters.
    pub fn new(id: &str, params: &[Param]) -> Self {
        // The three names stand apart from parameter names, which hold no colon.
        Self {
            apply: StreamName::new(id, ":apply"),
            pick: StreamName::new(id, ":pick"),
            field: StreamName::new(id, ":field"),
            params: params.iter().map(|p| StreamName::new(id, p.name)).collect(),
        }
    }

    /// Draws for the view `key` of a picture with `channels` channels.
    pub fn draw(
        &self,
        key: ViewKey,
        params: &[Param],
        settings: &[Setting],
        probability: f64,
        channels: usize,
    ) -> Draw {
        let values = self.values(key, params, settings, channels, 0);
        let applied = key.stream(self.apply).unit(0) < probability;
        Draw { applied, values, field: key.stream(self.field) }
    }

    /// What try number `attempt` gives the parameters: the first, number 0, is that of [`StepStreams::draw`].
    pub fn values(
        &self,
        key: ViewKey,
        params: &[Param],
        settings: &[Setting],
        channels: usize,
        attempt: u32,
    ) -> Values {
        let mut values = Values::new();
        for ((param, setting), name) in params.iter().zip(settings).zip(&self.params) {
            let stream = key.stream(*name);
            let count = match param.scope {
                Scope::View => 1,
                Scope::Channel => channels as u32,
            };
            let places = attempt * count..(attempt + 1) * count;
            values.push(places.map(|i| param.value_at(setting, stream.unit(i)) as f32));
        }
        values
    }
}
