//! Numbers for tests: the same without any generator here and in Python.

use candle_core::{Device, Tensor};

/// Values between -1 and 1 in steps of 2 / 1009, never 0, in an order that depends on `seed`.
pub fn made(seed: usize, shape: &[usize]) -> Tensor {
    let len: usize = shape.iter().product();
    let value = |i: usize| (((i * 7919 + seed * 104_729) % 1009) as f64 / 1009.0 * 2.0 - 1.0) as f32;
    Tensor::from_vec((0..len).map(value).collect(), shape, &Device::Cpu).unwrap()
}

/// The sum of the products of two tensors' values.
pub fn total(a: &Tensor, b: &Tensor) -> Tensor {
    a.mul(b).unwrap().sum_all().unwrap()
}

/// The same, in 64 bits, as a plain number.
pub fn inner(a: &Tensor, b: &Tensor) -> f64 {
    let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    flat(a).iter().zip(flat(b)).map(|(&a, b)| a as f64 * b as f64).sum()
}

/// Compares the gradient of `sum(network(inputs) * g)` by each input, along a direction, with the
/// difference quotient over a step of `h` to both sides.
pub fn check_gradients(
    what: &str,
    inputs: &[Tensor],
    h: f64,
    tolerance: f64,
    network: impl Fn(&[Tensor]) -> Tensor,
) {
    let vars: Vec<_> =
        inputs.iter().map(|x| candle_core::Var::from_tensor(&x.copy().unwrap()).unwrap()).collect();
    let tensors: Vec<_> = vars.iter().map(|v| v.as_tensor().clone()).collect();
    let out = network(&tensors);
    let g = made(9, out.dims());
    let grads = total(&out, &g).backward().unwrap();
    for index in 0..inputs.len() {
        for seed in [31, 57, 101] {
            let direction = made(seed, inputs[index].dims());
            let at = |h: f64| {
                let mut moved = inputs.to_vec();
                moved[index] = inputs[index].add(&(&direction * h).unwrap()).unwrap();
                inner(&network(&moved), &g)
            };
            let quotient = (at(h) - at(-h)) / (2.0 * h);
            let gradient = grads.get(&vars[index]).unwrap();
            let product = inner(gradient, &direction);
            let scale = inner(gradient, gradient).sqrt().max(0.1);
            let off = (quotient - product).abs() / scale;
            assert!(off <= tolerance, "{what}, input {index}: {product}, but the quotient is {quotient}");
        }
    }
}
