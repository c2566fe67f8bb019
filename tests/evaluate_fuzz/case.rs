//! [`Case`]: made-up images of random number, classes, groups and features, with trouble in some.

use augscope::evaluate::{Embedded, Features, Question, Random, ReadoutKind, Split};

/// What a case holds, drawn by one random number after the other.
pub struct Case {
    pub random: Random,
    pub classes: usize,
    pub d: usize,
    /// Whether features may hold NaN and infinite values.
    pub broken: bool,
}

impl Case {
    pub fn new(number: u64, broken: bool) -> Self {
        let mut random = Random::new(number, 0xF022);
        let (classes, d) = (1 + random.below(6), random.below(7));
        Self { random, classes, d, broken }
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    /// Images of a part: often few, sometimes none.
    pub fn n(&mut self) -> usize {
        match self.below(6) {
            0 => self.below(4),
            1 => self.below(12),
            _ => 8 + self.below(40),
        }
    }

    pub fn labels(&mut self, n: usize) -> Vec<usize> {
        let (kind, classes) = (self.below(4), self.classes);
        let missing = self.below(classes);
        (0..n)
            .map(|i| match kind {
                // One class only; one image of every other class; one class missing; anything.
                0 => missing,
                1 => {
                    if i < classes {
                        i
                    } else {
                        missing
                    }
                }
                2 => (missing + 1 + self.below(classes.max(2) - 1)) % classes,
                _ => self.below(classes),
            })
            .collect()
    }

    pub fn groups(&mut self, n: usize, first: usize) -> Vec<usize> {
        let (kind, some) = (self.below(4), 1 + self.below(12));
        (0..n)
            .map(|i| match kind {
                0 => first,
                1 => first + i,
                _ => first + self.below(some),
            })
            .collect()
    }

    pub fn features(&mut self, labels: &[usize], d: usize) -> Features {
        let (n, kind) = (labels.len(), self.below(9));
        let mut data = Vec::with_capacity(n * d);
        for &label in labels {
            for j in 0..d {
                let unit = self.random.unit() as f32;
                data.push(match kind {
                    0 => 0.7,
                    1 => 0.0,
                    2 if j == 0 => 3.0,
                    3 => (unit - 0.5) * 1e30,
                    4 => (unit - 0.5) * 1e-30,
                    5 => 1e6 + unit,
                    6 => f32::from(u8::from(unit < 0.5)),
                    7 => {
                        if j == label {
                            3.4e38
                        } else {
                            -3.4e38 * unit
                        }
                    }
                    _ => unit + label as f32 * 0.3,
                });
            }
        }
        if n > 1 && d > 0 {
            // Rows twice.
            for _ in 0..self.below(4) {
                let (from, to) = (self.below(n), self.below(n));
                let row = data[from * d..(from + 1) * d].to_vec();
                data[to * d..(to + 1) * d].copy_from_slice(&row);
            }
            if self.broken && self.below(2) == 0 {
                let at = self.below(n * d);
                data[at] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY][self.below(3)];
            }
        }
        Features::new(n, d, data).unwrap()
    }

    pub fn part(&mut self, first_group: usize) -> Embedded {
        let n = self.n();
        let labels = self.labels(n);
        let d = self.d;
        Embedded {
            groups: self.groups(n, first_group),
            encoder: self.features(&labels, d),
            projector: (self.below(2) == 0).then(|| self.features(&labels, 3)),
            untrained_encoder: (self.below(3) == 0).then(|| self.features(&labels, d)),
            untrained_projector: None,
            given_encoder: None,
            pixels: (self.below(3) == 0).then(|| self.features(&labels, 4)),
            labels,
        }
    }

    pub fn names(&self) -> Vec<String> {
        (0..self.classes).map(|c| format!("class {c}")).collect()
    }

    pub fn question(&self) -> Question {
        Question {
            classes: self.names(),
            part: "choose".into(),
            primary_readout: ReadoutKind::KnnEncoder,
            transductive: false,
            exploratory: true,
            seed: 3,
            split: Split::default(),
        }
    }
}
