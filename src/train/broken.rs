//! [`broken_rows`]: which pictures of a batch brought numbers that are none.

use candle_core::{Result, Tensor};

/// Rows of a batch of `images` whose values, or else whose `features`, are not all finite. Empty where it
/// cannot be told: batch normalisation lets one broken picture spoil the features of all.
///
/// # Errors
/// Where the tensors cannot be read.
pub fn broken_rows(images: &Tensor, features: &Tensor) -> Result<Vec<usize>> {
    let rows = of(&images.flatten_from(1)?)?;
    if !rows.is_empty() {
        return Ok(rows);
    }
    let rows = of(features)?;
    Ok(if rows.len() == features.dim(0)? { Vec::new() } else { rows })
}

/// Rows of (n, d) that hold something that is not finite.
fn of(rows: &Tensor) -> Result<Vec<usize>> {
    // Such a value makes the sum one too; finite sums of some thousand pixels or features stay finite.
    let sums = rows.sum(1)?.to_vec1::<f32>()?;
    Ok(sums.iter().enumerate().filter(|(_, sum)| !sum.is_finite()).map(|(row, _)| row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn pictures_are_blamed_before_features_and_nobody_where_all_are_spoilt() {
        let tensor = |rows: [[f32; 2]; 3]| Tensor::new(&rows, &Device::Cpu).unwrap();
        let (fine, nan) = ([1.0, 2.0], [1.0, f32::NAN]);
        let found = |images, features| broken_rows(&tensor(images), &tensor(features)).unwrap();
        assert_eq!(found([fine, nan, fine], [nan, nan, nan]), [1]);
        assert_eq!(found([fine, fine, fine], [fine, fine, [f32::INFINITY, 0.0]]), [2]);
        assert!(found([fine, fine, fine], [nan, nan, nan]).is_empty());
        assert!(found([fine, fine, fine], [fine, fine, fine]).is_empty());
    }
}
