//! [`unit_rows`]: rows of numbers scaled to length 1.

use candle_core::{D, Result, Tensor};

/// Added to lengths before dividing by them, so that a row of zeros stays finite.
const TINY: f64 = 1e-12;

/// Every row of `z` (n, d) divided by its length.
pub fn unit_rows(z: &Tensor) -> Result<Tensor> {
    let length = (z.sqr()?.sum_keepdim(D::Minus1)? + TINY * TINY)?.sqrt()?;
    z.broadcast_div(&length)
}

/// The mean over the rows of the cosine of the angle between `a` and `b` (n, d), as a plain number.
pub fn mean_cosine(a: &Tensor, b: &Tensor) -> Result<f64> {
    let product = unit_rows(&a.detach())?.mul(&unit_rows(&b.detach())?)?;
    Ok(product.sum(D::Minus1)?.mean_all()?.to_scalar::<f32>()? as f64)
}
