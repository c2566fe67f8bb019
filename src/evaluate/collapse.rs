//! [`Collapse`]: an alarm for embeddings that ceased to tell images apart. Never a way to choose.

use serde::{Deserialize, Serialize};

use super::eigenvalues::eigenvalues;
use super::features::Features;
use super::product::{Matrix, product};
use super::random::Random;

/// Below this spread nearly all images point the same way.
const LOW_SPREAD: f64 = 0.05;
/// Below this rank a single direction carries nearly everything.
const LOW_RANK: f64 = 1.5;
/// Images looked at most; both figures settle long before.
const MOST_IMAGES: usize = 25_600;

/// Rank and spread of one embedding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Collapse {
    /// RankMe: exp of the entropy of the singular values, 1..features.
    pub rank_me: f64,
    /// Features an image: the largest rank possible.
    pub features: usize,
    /// Mean standard deviation of the features of rows of length 1, times sqrt(features):
    /// near 1 where images point everywhere, 0 where all point the same way.
    pub spread: f64,
    /// Words when the embedding has collapsed.
    pub warning: Option<String>,
}

/// Measures an embedding (Garrido et al., RankMe, ICML 2023; Chen and He, SimSiam, CVPR 2021).
///
/// Features that are not finite have no rank and no spread: both are 0 then, and the warning says so.
pub fn collapse(x: &Features, seed: u64) -> Collapse {
    if let Err(error) = x.check_finite("rank and spread of an embedding") {
        let warning = Some(error.to_string());
        return Collapse { rank_me: 0.0, features: x.d(), spread: 0.0, warning };
    }
    let mut chosen: Vec<usize> = (0..x.n()).collect();
    Random::new(seed, 0xC011).shuffle(&mut chosen);
    chosen.truncate(MOST_IMAGES);
    let x = x.subset(&chosen);
    let (rank_me, spread) = (rank_me(&x), spread(&x.normalised()));
    let warning = (x.n() > 1 && (spread < LOW_SPREAD || rank_me < LOW_RANK)).then(|| {
        format!(
            "the embedding has collapsed: nearly all images got the same features (spread {spread:.3} \
             of about 1, {rank_me:.1} of {} directions in use)",
            x.d()
        )
    });
    Collapse { rank_me, features: x.d(), spread, warning }
}

fn rank_me(x: &Features) -> f64 {
    let wide: Vec<f64> = x.data().iter().map(|&v| f64::from(v)).collect();
    let matrix = Matrix::rows_of(&wide, x.d());
    // The smaller of both Gram matrices has the same eigenvalues but for zeros.
    let (gram, n) = if x.n() < x.d() {
        (product(matrix, matrix.transposed()), x.n())
    } else {
        (product(matrix.transposed(), matrix), x.d())
    };
    if n == 0 {
        return 0.0;
    }
    let singular: Vec<f64> = eigenvalues(gram, n).into_iter().map(|v| v.max(0.0).sqrt()).collect();
    let total: f64 = singular.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    let entropy: f64 = singular.iter().map(|s| s / total + 1e-7).map(|p| -p * libm::log(p)).sum();
    libm::exp(entropy)
}

fn spread(normalised: &Features) -> f64 {
    let (n, d) = (normalised.n(), normalised.d());
    if n == 0 || d == 0 {
        return 0.0;
    }
    let mut mean = vec![0.0; d];
    let mut square = vec![0.0; d];
    for i in 0..n {
        for ((m, s), &v) in mean.iter_mut().zip(&mut square).zip(normalised.row(i)) {
            *m += f64::from(v) / n as f64;
            *s += f64::from(v) * f64::from(v) / n as f64;
        }
    }
    let deviations: f64 = mean.iter().zip(&square).map(|(m, s)| (s - m * m).max(0.0).sqrt()).sum();
    deviations / d as f64 * (d as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_numpy() {
        // i = np.arange(60); x = np.stack([i * 37 % 101, i * i % 53, i % 7 * 5, i % 2], 1).astype(float)
        // s = np.linalg.svd(x, compute_uv=False); p = s / s.sum() + 1e-7; np.exp(-(p * np.log(p)).sum())
        // z = x / np.linalg.norm(x, axis=1, keepdims=True); z[0] = 0; z.std(0).mean() * 2
        let data: Vec<f32> = (0..60_u32)
            .flat_map(|i| [(i * 37 % 101) as f32, (i * i % 53) as f32, (i % 7 * 5) as f32, (i % 2) as f32])
            .collect();
        let found = collapse(&Features::new(60, 4, data).unwrap(), 0);
        assert!((found.rank_me - 2.368_672_225_299_046).abs() < 1e-6, "{}", found.rank_me);
        assert!((found.spread - 0.385_732_088_906_899_14).abs() < 1e-6, "{}", found.spread);
        assert_eq!(found.warning, None);
    }

    #[test]
    fn constant_features_raise_the_alarm() {
        let found = collapse(&Features::new(50, 8, vec![0.5; 400]).unwrap(), 0);
        assert!(found.spread < 1e-3 && found.rank_me < 1.01);
        assert!(found.warning.unwrap().contains("collapsed"));
        assert!(collapse(&Features::new(9, 2, vec![0.0; 18]).unwrap(), 0).warning.is_some());
        let broken = collapse(&Features::new(2, 1, vec![0.5, f32::NAN]).unwrap(), 0);
        assert!(broken.rank_me == 0.0 && broken.warning.unwrap().contains("not finite"));
    }
}
