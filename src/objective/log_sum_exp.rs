//! [`log_sum_exp`]: the logarithm of the sum of exponentials, without overflow.

use candle_core::{D, Result, Tensor};

/// Of every row of `x` (n, k): `log(sum_j exp(x_j))`, (n, 1). Any row's largest value is taken out first.
pub fn log_sum_exp(x: &Tensor) -> Result<Tensor> {
    let largest = x.max_keepdim(D::Minus1)?.detach();
    x.broadcast_sub(&largest)?.exp()?.sum_keepdim(D::Minus1)?.log()?.add(&largest)
}
