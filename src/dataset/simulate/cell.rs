//! Drawing a simulated cell: nucleus, cell body with a bright rim, granules; noise and background.

use super::difficulty::Constants;
use super::factors::Factors;
use super::random::Random;

/// Names of the three channels.
pub(super) const CHANNELS: [&str; 3] = ["DNA", "actin", "granules"];

/// A round spot.
struct Dot {
    x: f64,
    y: f64,
    sd: f64,
    height: f64,
}

impl Dot {
    fn at(&self, x: f64, y: f64) -> f64 {
        let squared = ((x - self.x) * (x - self.x) + (y - self.y) * (y - self.y)) / (self.sd * self.sd);
        // Beyond 5 standard deviations nothing is left, and exp costs the most of all here.
        if squared > 25.0 { 0.0 } else { self.height * libm::exp(-0.5 * squared) }
    }
}

/// An ellipse that knows how far out a pixel lies: 0 in its centre, 1 on its edge.
struct Ellipse {
    x: f64,
    y: f64,
    cos: f64,
    sin: f64,
    long: f64,
    short: f64,
}

impl Ellipse {
    fn of(factors: &Factors, scale: f64, shift: (f64, f64)) -> Self {
        let angle = factors.angle_deg * (std::f64::consts::PI / 180.0);
        let stretch = factors.aspect.sqrt();
        let radius = factors.radius * scale;
        Self {
            x: factors.centre.0 + shift.0,
            y: factors.centre.1 + shift.1,
            cos: libm::cos(angle),
            sin: libm::sin(angle),
            long: radius * stretch,
            short: radius / stretch,
        }
    }

    fn distance(&self, x: f64, y: f64) -> f64 {
        let (dx, dy) = (x - self.x, y - self.y);
        let u = (dx * self.cos + dy * self.sin) / self.long;
        let v = (dy * self.cos - dx * self.sin) / self.short;
        (u * u + v * v).sqrt()
    }

    /// The pixel at `distance` in the direction `angle`.
    fn place(&self, distance: f64, angle: f64) -> (f64, f64) {
        let (u, v) = (self.long * distance * libm::cos(angle), self.short * distance * libm::sin(angle));
        (self.x + u * self.cos - v * self.sin, self.y + u * self.sin + v * self.cos)
    }

    /// 1 inside, 0 outside, with an edge about two pixels wide.
    fn inside(&self, distance: f64) -> f64 {
        let pixels = (distance - 1.0) * (self.long * self.short).sqrt();
        1.0 / (1.0 + libm::exp(pixels / 0.7))
    }
}

/// The three planes of a cell of `size` pixels, as 16-bit counts.
pub(super) fn draw(factors: &Factors, size: usize, c: &Constants, random: &mut Random) -> Vec<u16> {
    let body = Ellipse::of(factors, 1.0, (0.0, 0.0));
    let sway = factors.radius * 0.08;
    let nucleus = Ellipse::of(factors, 0.5, (random.normal(sway), random.normal(sway)));
    let mut scatter =
        |shape: &Ellipse, count: usize, place: Option<f64>, reach: f64, sd: f64, height: f64| {
            let mut dots = Vec::with_capacity(count);
            for _ in 0..count {
                // Evenly over the area unless a place is given; both ways use the same draws.
                let even = random.uniform(0.0, 1.0).sqrt() * reach;
                let jitter = random.normal(0.04);
                let angle = random.uniform(0.0, 2.0 * std::f64::consts::PI);
                let (x, y) = shape.place(place.map_or(even, |p| p + jitter), angle);
                dots.push(Dot { x, y, sd, height: height * random.uniform(0.75, 1.25) });
            }
            dots
        };
    let chromatin = scatter(&nucleus, 5, None, 0.8, factors.radius * 0.1, 0.3);
    let granules = scatter(&body, factors.granules, factors.ring_place, 0.8, 1.3, 0.5);
    let puncta = scatter(&body, factors.puncta, None, 0.85, 0.7, c.puncta_height);
    let sum = |dots: &[Dot], x: f64, y: f64| dots.iter().map(|d| d.at(x, y)).sum::<f64>();

    let mut planes = vec![0.0; 3 * size * size];
    let gains = [factors.gain, factors.gain * factors.ratio, factors.gain * factors.ratio_granules];
    for row in 0..size {
        for column in 0..size {
            let (x, y) = (column as f64, row as f64);
            let (out, out_nucleus) = (body.distance(x, y), nucleus.distance(x, y));
            let rim = (out - 0.92) * factors.radius / 1.3;
            let inside = body.inside(out);
            let signals = [
                nucleus.inside(out_nucleus) * (0.5 + sum(&chromatin, x, y)),
                0.35 * inside + 0.35 * libm::exp(-rim * rim),
                0.12 * inside + sum(&granules, x, y) + sum(&puncta, x, y),
            ];
            for (channel, (signal, gain)) in signals.iter().zip(gains).enumerate() {
                planes[(channel * size + row) * size + column] = signal * gain + factors.background;
            }
        }
    }
    planes
        .into_iter()
        .map(|v| ((v + random.normal(c.noise)) * c.full).round().clamp(0.0, f64::from(u16::MAX)) as u16)
        .collect()
}
