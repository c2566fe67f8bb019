//! A world in which the truth is known: embeddings of images in groups, and what runs make of them.
//!
//! An image's embedding is its class's place, plus what its group shares, plus its own noise; a run adds noise of its
//! own and moves the places of the classes a little (the luck of its seed). It takes each image for the class whose true
//! place is nearest. Two sets of runs are therefore two recipes between which there is no difference.

/// How images lie in groups, and how much groups and seeds matter.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// Classes; every one has its own direction.
    pub classes: usize,
    /// Groups a class.
    pub groups: usize,
    /// Images of a class in a group.
    pub images: usize,
    /// Whether a group holds images of every class (a slide), or of one alone (a well).
    pub shared: bool,
    /// Distance of a class's place from the middle, in units of the images' own noise.
    pub apart: f64,
    /// Standard deviation of what a group shares.
    pub of_group: f64,
    /// Standard deviation of what a run moves every class by.
    pub of_seed: f64,
}

/// Images and the answers of runs.
pub struct Made {
    /// Class of every image.
    pub labels: Vec<usize>,
    /// Group of every image.
    pub groups: Vec<usize>,
    /// Answers, run by run.
    pub answers: Vec<Vec<usize>>,
}

/// A standard normal number from uniform ones (Box and Muller, Ann. Math. Stat. 1958).
pub fn normal(unit: &mut impl FnMut() -> f64) -> f64 {
    let radius = (-2.0 * (1.0 - unit()).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit()).cos()
}

impl World {
    /// Images in their groups and the answers of `runs` runs; `unit` gives uniform numbers in 0..1.
    pub fn make(&self, runs: usize, unit: &mut impl FnMut() -> f64) -> Made {
        let d = self.classes;
        let mut made = Made { labels: Vec::new(), groups: Vec::new(), answers: Vec::new() };
        let count = if self.shared { self.groups } else { self.groups * d };
        let shared: Vec<f64> = (0..count * d).map(|_| self.of_group * normal(unit)).collect();
        let mut images: Vec<f64> = Vec::new();
        for class in 0..d {
            for group in 0..self.groups {
                let group = if self.shared { group } else { class * self.groups + group };
                for _ in 0..self.images {
                    made.labels.push(class);
                    made.groups.push(group);
                    for axis in 0..d {
                        let place = if axis == class { self.apart } else { 0.0 };
                        images.push(place + shared[group * d + axis] + normal(unit));
                    }
                }
            }
        }
        for _ in 0..runs {
            let luck: Vec<f64> = (0..d * d).map(|_| self.of_seed * normal(unit)).collect();
            let seen = made.labels.iter().zip(images.chunks_exact(d));
            let answers = seen.map(|(&class, image)| {
                let mut best = (0, f64::NEG_INFINITY);
                for (axis, value) in image.iter().enumerate() {
                    // The classes' places are equally far from each other: the longest axis is the nearest place.
                    let value = value + luck[class * d + axis] + 0.5 * normal(unit);
                    if value > best.1 {
                        best = (axis, value);
                    }
                }
                best.0
            });
            let answers = answers.collect();
            made.answers.push(answers);
        }
        made
    }
}

impl Made {
    /// Lets `run` miss so many images of `class` that its recall falls by `drop` on the average over worlds, where it
    /// is `recall`: some groups more, some less.
    pub fn plant(
        &mut self,
        run: usize,
        class: usize,
        drop: f64,
        recall: f64,
        unit: &mut impl FnMut() -> f64,
    ) {
        let most = self.groups.iter().max().map_or(0, |last| last + 1);
        let share: Vec<f64> = (0..most).map(|_| drop / recall * (0.5 + unit())).collect();
        let next = (class + 1) % (1 + self.labels.iter().max().copied().unwrap_or_default());
        for ((answer, &label), &group) in self.answers[run].iter_mut().zip(&self.labels).zip(&self.groups) {
            if label == class && *answer == class && unit() < share[group] {
                *answer = next;
            }
        }
    }

    /// The recall of `class` by `run`.
    pub fn recall(&self, run: usize, class: usize) -> f64 {
        let of_class = || self.labels.iter().zip(&self.answers[run]).filter(|&(&label, _)| label == class);
        of_class().filter(|&(_, &answer)| answer == class).count() as f64 / of_class().count().max(1) as f64
    }
}
