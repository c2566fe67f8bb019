//! Wilson's score interval (J. Am. Stat. Assoc. 1927): for a fraction of independent images.

/// The standard normal's two-sided 95 % point.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a fraction `share` (0..1) of `n` independent images. `n` must be positive.
pub fn wilson(share: f64, n: f64) -> [f64; 2] {
    let z2 = Z * Z;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    // Rounding must not leave 1e-17 where the formula says 0.
    let low = if share <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if share >= 1.0 { 1.0 } else { (centre + half).min(1.0) };
    [low, high]
}
