//! [`sweep`]: the recall of every class against a parameter of which recipes have different values, and which classes
//! move together.
//!
//! The figure is that of Bendidi et al. (No Free Lunch in Self Supervised Representation Learning, 2023): a transform
//! that helps one class may hurt another, which an average over classes hides.

mod alike;
mod correlation;

#[cfg(test)]
mod tests;

pub use alike::{Alike, FEWEST_CLASSES, alike};
pub use correlation::{FEWEST_VALUES, correlations, pearson};

use crate::evaluate::difference::{Level, Outcomes, levels};
use crate::evaluate::error::EvaluateError;
use crate::evaluate::figure::Figure;

/// Classes against a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sweep {
    /// The values of the parameter, ascending.
    pub values: Vec<f64>,
    /// The recipe of each value.
    pub recipes: Vec<usize>,
    /// What is recognised at each value.
    pub levels: Vec<Level>,
    /// Pearson's correlation of the recalls of two classes over the values, class by class.
    pub correlation: Vec<Vec<Figure>>,
}

/// Orders the recipes of `outcomes` by their `values` of the parameter (one a recipe, by its number). All figures are
/// fixed by their inputs and `seed`.
///
/// # Errors
/// Where the answers do not describe the same images, or there is no value of a recipe.
pub fn sweep(outcomes: &Outcomes, values: &[f64], seed: u64) -> Result<Sweep, EvaluateError> {
    let of_recipes = levels(outcomes, seed)?;
    if values.len() != of_recipes.len() {
        let what = "values of the parameter".to_owned();
        return Err(EvaluateError::Length { what, found: values.len(), expected: of_recipes.len() });
    }
    let mut order: Vec<usize> = (0..values.len()).filter(|&recipe| values[recipe].is_finite()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    Ok(Sweep {
        values: order.iter().map(|&recipe| values[recipe]).collect(),
        levels: order.iter().map(|&recipe| of_recipes[recipe].clone()).collect(),
        correlation: correlations(outcomes, &order, seed),
        recipes: order,
    })
}
