//! [`Spread`]: two figures that tell a collapse: how far projections lie apart, and in how many directions.

use candle_core::{Result, Tensor};

/// How a batch of projections fills its sphere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Standard deviation of the normalised projections over the batch, mean over the d coordinates, times
    /// sqrt(d): 1 on a filled sphere, 0 where all images have become one (SimSiam, X. Chen and K. He, CVPR
    /// 2021, section 4.1).
    pub spread: f64,
    /// In how many directions they differ: (sum of l)^2 / sum of l^2 with the variances l along the
    /// principal axes, which is 1 where all lie on a line and d where every direction counts the same. Says
    /// what RankMe (Garrido et al. 2023, arXiv 2210.02885) says, without finding the axes.
    pub rank: f64,
}

/// Both figures of projections (n, d).
///
/// # Errors
/// Where memory cannot be had.
pub fn spread(projections: &Tensor) -> Result<Spread> {
    let norms = projections.sqr()?.sum_keepdim(1)?.sqrt()?;
    let unit = projections.broadcast_div(&(norms + 1e-12)?)?;
    let centred = unit.broadcast_sub(&unit.mean_keepdim(0)?)?.contiguous()?;
    let deviation = centred.sqr()?.mean(0)?.sqrt()?.mean_all()?;
    let (rows, width) = projections.dims2()?;
    // The smaller of the two products has the same eigenvalues.
    let turned = centred.t()?.contiguous()?;
    let products = if rows < width { centred.matmul(&turned)? } else { turned.matmul(&centred)? };
    let figures = Tensor::stack(&[deviation, centred.sqr()?.sum_all()?, products.sqr()?.sum_all()?], 0)?;
    let figures = figures.to_vec1::<f32>()?;
    let [deviation, trace, squares] = [0, 1, 2].map(|i| figures.get(i).map_or(f64::NAN, |&x| f64::from(x)));
    // Without any difference there is no direction.
    let rank = if trace > 0.0 && squares > 0.0 { trace * trace / squares } else { 0.0 * trace };
    Ok(Spread { spread: deviation * (width as f64).sqrt(), rank })
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    fn of(rows: &[[f32; 4]]) -> Spread {
        spread(&Tensor::from_vec(rows.concat(), (rows.len(), 4), &Device::Cpu).unwrap()).unwrap()
    }

    #[test]
    fn a_filled_sphere_a_line_and_a_point() {
        // Both ends of every axis: mean 0, the same variance along each.
        let axes: Vec<[f32; 4]> = (0..8)
            .map(|i| {
                let mut row = [0.0; 4];
                row[i / 2] = if i % 2 == 0 { 1.0 } else { -3.0 };
                row
            })
            .collect();
        let full = of(&axes);
        assert!((full.spread - 1.0).abs() < 1e-5 && (full.rank - 4.0).abs() < 1e-4, "{full:?}");
        let line = of(&[[1.0, 0.0, 0.0, 0.0], [-2.0, 0.0, 0.0, 0.0], [3.0, 0.0, 0.0, 0.0]]);
        assert!((line.rank - 1.0).abs() < 1e-5 && line.spread > 0.3, "{line:?}");
        let point = of(&[[1.0, 2.0, 0.0, 0.0]; 5]);
        assert!(point.spread < 1e-5, "{point:?}");
        assert!(of(&[[f32::NAN, 0.0, 0.0, 0.0]; 3]).rank.is_nan());
        // More columns than rows go the other way round to the same figures.
        let few = of(&[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]);
        assert!((few.rank - 2.0).abs() < 1e-4, "{few:?}");
    }
}
