//! The forms in which a run or a recipe leaves the program: one file each, with an entry that describes itself.

mod albumentations;
mod bioimage_io;
mod embeddings;
mod encoder;
mod kornia;
mod lightly;
mod mlflow;
mod onnx;
mod own_recipe;
mod predictions;
mod recipe_words;
mod solo_learn;
mod tensorboard;
mod torchvision;

pub use embeddings::SheetForm;
pub(super) use recipe_words::{USUAL_SIZE, crops_first, window_words};

use super::run_parts::RunParts;
use super::{ExportError, Product, Recipe, Written, check_place};
use std::path::Path;

/// A form in which something leaves the program.
#[derive(Debug)]
pub struct Target {
    /// The word after `--to`.
    pub name: &'static str,
    /// For which program it is, as a choice in a list.
    pub title: &'static str,
    /// What it is and who reads it, in one line.
    pub help: &'static str,
    /// File or folder.
    pub form: Form,
    /// Endings of the small files that always lie beside the one that was asked for, called as it: `rows.csv`.
    pub beside: &'static [&'static str],
    /// What makes it, and so what it is made of.
    pub make: Make,
}

/// What an export is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One file, perhaps with small ones beside it.
    File {
        /// The usual ending of its name, without a dot.
        ending: &'static str,
    },
    /// A folder.
    Folder {
        /// The usual name of the folder.
        name: &'static str,
    },
}

/// How an export is made.
#[derive(Clone, Copy, Debug)]
pub enum Make {
    /// Out of a run.
    Run(fn(&dyn RunParts) -> Result<Product, ExportError>),
    /// Out of a recipe. A run has one too.
    Pipeline(fn(&Recipe) -> Result<Product, ExportError>),
}

/// All targets, in the order in which they are offered.
pub static TARGETS: &[&Target] = &[
    &encoder::TARGET,
    &onnx::TARGET,
    &bioimage_io::TARGET,
    &embeddings::CSV,
    &embeddings::PARQUET,
    &embeddings::ANNDATA,
    &embeddings::NPY,
    &predictions::TARGET,
    &tensorboard::TARGET,
    &mlflow::TARGET,
    &own_recipe::TARGET,
    &albumentations::TARGET,
    &torchvision::TARGET,
    &kornia::TARGET,
    &solo_learn::TARGET,
    &lightly::TARGET,
];

impl Target {
    /// The target called `name`.
    ///
    /// # Errors
    /// The names that there are.
    pub fn find(name: &str) -> Result<&'static Self, ExportError> {
        TARGETS.iter().find(|target| target.name == name).copied().ok_or_else(|| ExportError::NoTarget {
            name: name.to_owned(),
            names: TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", "),
        })
    }

    /// True where it is made of a run; else a recipe is enough.
    pub fn needs_run(&self) -> bool {
        matches!(self.make, Make::Run(_))
    }

    /// What it is made of, for people.
    pub fn origin(&self) -> &'static str {
        if self.needs_run() { "run" } else { "recipe" }
    }
}

/// Writes `run` in the form of `target` to `out`; of a target for recipes, the run's recipe.
///
/// # Errors
/// Where something lies at `out` already (without `force`), the run lacks what is needed, or nothing can be written.
pub fn export_run(
    run: &dyn RunParts,
    target: &Target,
    out: &Path,
    force: bool,
) -> Result<Written, ExportError> {
    check_place(target, out, force)?;
    let product = match target.make {
        Make::Run(make) => make(run)?,
        Make::Pipeline(make) => make(&at(run.recipe()?, out))?,
    };
    product.write(target, out, force)
}

/// Writes `recipe` in the form of `target` to `out`.
///
/// # Errors
/// [`ExportError::NeedsRun`] where a recipe is not enough; else as [`export_run`].
pub fn export_recipe(
    recipe: &Recipe,
    target: &Target,
    out: &Path,
    force: bool,
) -> Result<Written, ExportError> {
    let Make::Pipeline(make) = target.make else {
        return Err(ExportError::NeedsRun { target: target.name.to_owned() });
    };
    check_place(target, out, force)?;
    make(&at(recipe.clone(), out))?.write(target, out, force)
}

/// `recipe` with the ending of the file that is written.
fn at(recipe: Recipe, out: &Path) -> Recipe {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    Recipe { ending, ..recipe }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of the window begins with our own.
    #[test]
    fn our_own_recipe_is_the_first_form_of_a_recipe() {
        let first = TARGETS.iter().find(|target| !target.needs_run()).unwrap();
        assert_eq!(first.name, "augscope");
    }

    #[test]
    fn every_target_describes_itself_and_is_found() {
        for target in TARGETS {
            assert!(
                std::ptr::eq(Target::find(target.name).unwrap(), *target),
                "two are called {}",
                target.name
            );
            assert!(target.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            assert!(target.help.len() > 20 && target.help.len() < 160, "{}: {}", target.name, target.help);
            assert!(!target.help.ends_with('.'), "{}", target.name);
            assert!(matches!(target.form, Form::File { .. }) || target.beside.is_empty(), "{}", target.name);
        }
        let words = Target::find("pickle").unwrap_err().to_string();
        assert!(words.contains("pickle") && words.contains("encoder"), "{words}");
    }
}
