//! [`minimise`]: limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) for smooth convex functions.

use std::collections::VecDeque;

/// Pairs of steps remembered.
const MEMORY: usize = 10;
/// Sufficient decrease demanded of a step (Armijo).
const DECREASE: f64 = 1e-4;
/// Halvings of a step before the search gives up.
const HALVINGS: usize = 30;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Steps at most.
    pub steps: usize,
    /// Done when no component of the gradient is larger than this.
    pub gradient: f64,
}

/// Minimises `function` from `start`; it returns the value and writes the gradient into its second
/// argument. Returns the best point found: convex callers need no more than that.
pub fn minimise(
    start: Vec<f64>,
    limits: Limits,
    mut function: impl FnMut(&[f64], &mut Vec<f64>) -> f64,
) -> Vec<f64> {
    let mut x = start;
    let mut gradient = vec![0.0; x.len()];
    let mut value = function(&x, &mut gradient);
    let mut memory: VecDeque<Pair> = VecDeque::with_capacity(MEMORY);
    for _ in 0..limits.steps {
        if gradient.iter().all(|g| g.abs() <= limits.gradient) {
            break;
        }
        let mut direction = descend(&gradient, &memory);
        let mut slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            // Rounding spoilt the memory: start again from steepest descent.
            memory.clear();
            direction = gradient.iter().map(|g| -g).collect();
            slope = -dot(&gradient, &gradient);
        }
        // Without memory the direction has no scale of its own.
        let mut step = if memory.is_empty() { (1.0 / norm(&gradient)).min(1.0) } else { 1.0 };
        let mut next_gradient = vec![0.0; x.len()];
        let accepted = (0..HALVINGS).find_map(|_| {
            let next: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| x + step * d).collect();
            let next_value = function(&next, &mut next_gradient);
            if next_value <= value + DECREASE * step * slope {
                return Some((next, next_value));
            }
            step *= 0.5;
            None
        });
        let Some((next, next_value)) = accepted else { break };
        let s: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let curvature = dot(&s, &y);
        if curvature > 1e-12 * dot(&y, &y) {
            if memory.len() == MEMORY {
                memory.pop_front();
            }
            memory.push_back(Pair { s, y, curvature });
        }
        (x, value, gradient) = (next, next_value, next_gradient);
    }
    x
}

/// A step, the change of the gradient along it, and their product.
struct Pair {
    s: Vec<f64>,
    y: Vec<f64>,
    curvature: f64,
}

/// Minus the approximate inverse Hessian times the gradient (two-loop recursion).
fn descend(gradient: &[f64], memory: &VecDeque<Pair>) -> Vec<f64> {
    let mut q: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut alphas = Vec::with_capacity(memory.len());
    for pair in memory.iter().rev() {
        let alpha = dot(&pair.s, &q) / pair.curvature;
        add(&mut q, -alpha, &pair.y);
        alphas.push(alpha);
    }
    if let Some(last) = memory.back() {
        let scale = last.curvature / dot(&last.y, &last.y);
        for v in &mut q {
            *v *= scale;
        }
    }
    for (pair, alpha) in memory.iter().zip(alphas.iter().rev()) {
        let beta = dot(&pair.y, &q) / pair.curvature;
        add(&mut q, alpha - beta, &pair.s);
    }
    q
}

/// Eight sums side by side, which are added at the end: one alone would wait for every addition.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a8, a_rest) = a.as_chunks::<8>();
    let (b8, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a8.iter().zip(b8) {
        for i in 0..8 {
            sums[i] += a[i] * b[i];
        }
    }
    sums.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

fn add(to: &mut [f64], factor: f64, other: &[f64]) {
    for (t, o) in to.iter_mut().zip(other) {
        *t += factor * o;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_minimum_of_an_ill_conditioned_bowl() {
        let scales = [1.0, 10.0, 100.0, 1000.0];
        let limits = Limits { steps: 200, gradient: 1e-9 };
        let x = minimise(vec![3.0; 4], limits, |x, g| {
            let mut value = 0.0;
            for i in 0..4 {
                let e = x[i] - i as f64;
                value += 0.5 * scales[i] * e * e;
                g[i] = scales[i] * e;
            }
            value
        });
        for (i, v) in x.iter().enumerate() {
            assert!((v - i as f64).abs() < 1e-7, "{x:?}");
        }
    }

    #[test]
    fn nothing_to_minimise_is_no_trouble() {
        let limits = Limits { steps: 10, gradient: 1e-6 };
        assert!(minimise(Vec::new(), limits, |_, _| 0.0).is_empty());
        let stays = minimise(vec![1.0], limits, |_, g| {
            g[0] = 0.0;
            5.0
        });
        assert_eq!(stays, [1.0]);
    }
}
