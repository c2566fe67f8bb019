//! [`control_figures`]: is it the transform, or only regularisation? What a recipe does to every class, against what
//! another weight decay does.

use super::gathered::{Gathered, SEED};
use super::in_points::{in_points, interval_in_points, points};
use super::pareto::ScatterFigure;
use super::ranking::listed;
use crate::evaluate::EvaluateError;
use crate::evaluate::difference::{Contrast, Outcomes, Verdict, Weighting, contrasts};
use crate::evaluate::sweep::{Alike, alike};
use crate::export::chart::{Axis, ScatterChart, ScatterPoint};
use crate::pipeline::Pipeline;
use crate::run::differences::{recipe_differences, setting_differences};
use crate::train::TrainConfig;

/// One recipe beside the weight decay that is the most like it.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlFigure {
    /// The recipe, by its number.
    pub recipe: usize,
    /// The recipe with another weight decay, by its number.
    pub decay: usize,
    /// Classes as points, with what they say.
    pub figure: ScatterFigure,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum NoControl {
    /// Recipes that are needed are not there.
    #[error(
        "there is no control: it needs a recipe, the same with another weight decay, and other recipes with the same \
         settings (in a study: weight_decay = [..])"
    )]
    NotThere,
    /// The answers are not about the same images.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}

/// Which recipes are which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Roles {
    base: usize,
    /// The base with other weight decays.
    decays: Vec<usize>,
    /// Other recipes with the settings of the base.
    recipes: Vec<usize>,
}

/// The controls of all recipes among `runs` that have one; the recipe that changes the classes the most comes first.
///
/// # Errors
/// Where recipes that are needed are not there, or the answers do not describe the same images.
pub fn control_figures(runs: &Gathered) -> Result<Vec<ControlFigure>, NoControl> {
    let roles = roles(&runs.recipes()).ok_or(NoControl::NotThere)?;
    let mut order = vec![roles.base];
    order.extend(roles.decays.iter().chain(&roles.recipes));
    let chosen = runs.only(&order);
    let outcomes = Outcomes { runs: &chosen, ..runs.outcomes() };
    let found = contrasts(&outcomes, Weighting::Balanced, SEED)?;
    let of = |recipe: usize| {
        let place = order.iter().position(|known| *known == recipe)?;
        found.iter().find(|contrast| contrast.recipe == place)
    };
    let mut all: Vec<(f64, ControlFigure)> = Vec::new();
    for &recipe in &roles.recipes {
        let Some(changed) = of(recipe) else { continue };
        let decays = roles.decays.iter().filter_map(|&decay| Some((decay, of(decay)?)));
        let nearest = decays.min_by(|a, b| distance(changed, a.1).total_cmp(&distance(changed, b.1)));
        let Some((decay, decayed)) = nearest else { continue };
        let alike = alike(&runs.outcomes(), [roles.base, recipe, decay], SEED)?;
        let two = runs.only(&[decay, recipe]);
        let direct = contrasts(&Outcomes { runs: &two, ..runs.outcomes() }, Weighting::Balanced, SEED)?;
        let control = Control {
            base: roles.base,
            recipe,
            decay,
            changed,
            decayed,
            direct: direct.first(),
            alike: &alike,
        };
        all.push((size(changed), ControlFigure { recipe, decay, figure: figure(runs, &control) }));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    Ok(all.into_iter().map(|(_, control)| control).collect())
}

/// The base of which there are other weight decays and other recipes; of several the one with the most decays.
fn roles(recipes: &[(&Pipeline, &TrainConfig)]) -> Option<Roles> {
    let of = |base: usize| -> Option<Roles> {
        let (recipe, config) = recipes.get(base)?;
        let mut roles = Roles { base, ..Roles::default() };
        for (place, (other, settings)) in recipes.iter().enumerate().filter(|(place, _)| *place != base) {
            let same_seed = TrainConfig { seed: config.seed, ..(*settings).clone() };
            let same_decay = TrainConfig { weight_decay: config.weight_decay, ..same_seed.clone() };
            let same_recipe = recipe_differences(recipe, other).is_empty();
            if same_recipe
                && same_seed.weight_decay != config.weight_decay
                && setting_differences(config, &same_decay).is_empty()
            {
                roles.decays.push(place);
            } else if !same_recipe && setting_differences(config, &same_seed).is_empty() {
                roles.recipes.push(place);
            }
        }
        (!roles.decays.is_empty() && !roles.recipes.is_empty()).then_some(roles)
    };
    let all: Vec<Roles> = (0..recipes.len()).filter_map(of).collect();
    let most = all.iter().map(|roles| (roles.decays.len(), roles.recipes.len())).max()?;
    all.into_iter().find(|roles| (roles.decays.len(), roles.recipes.len()) == most)
}

fn effects(contrast: &Contrast) -> impl Iterator<Item = Option<f64>> {
    contrast.per_class.0.iter().map(|(_, class)| class.difference)
}

/// How much it changes the classes: the mean square.
fn size(contrast: &Contrast) -> f64 {
    effects(contrast).flatten().map(|effect| effect * effect).sum()
}

/// How far apart two changes are over the classes.
fn distance(a: &Contrast, b: &Contrast) -> f64 {
    effects(a).zip(effects(b)).filter_map(|(a, b)| Some((a? - b?).powi(2))).sum()
}

struct Control<'a> {
    base: usize,
    recipe: usize,
    decay: usize,
    /// The recipe beside the base.
    changed: &'a Contrast,
    /// The other weight decay beside the base.
    decayed: &'a Contrast,
    /// The recipe beside the other weight decay.
    direct: Option<&'a Contrast>,
    alike: &'a Alike,
}

fn figure(runs: &Gathered, control: &Control) -> ScatterFigure {
    let [base, recipe, decay] = [control.base, control.recipe, control.decay].map(|place| runs.name(place));
    let classes = control.changed.per_class.0.iter().zip(&control.decayed.per_class.0);
    let points = classes.filter_map(|((class, changed), (_, decayed))| {
        let (x, y) = (decayed.difference?, changed.difference?);
        let said = |name: &str, value: f64, ci: Option<[f64; 2]>| {
            let ci = ci.map_or("no interval".into(), interval_in_points);
            format!("{name} {} points beside {base}, 95 % interval {ci}", points(value))
        };
        let direct = control.direct.and_then(|direct| direct.per_class.get(class));
        let apart = direct.is_some_and(|direct| is_apart(direct.verdict));
        let direct = direct.and_then(|direct| Some((direct.difference?, direct.why.as_str())));
        let direct = direct.map_or(String::new(), |(value, why)| {
            format!("\nthe one beside the other: {} points ({why})", points(value))
        });
        Some(ScatterPoint {
            name: class.clone(),
            at: [100.0 * x, 100.0 * y],
            ci: [in_points(decayed.difference_ci95), in_points(changed.difference_ci95)],
            place: 0,
            marked: apart,
            words: format!(
                "{class}\n{}\n{}{direct}",
                said(recipe, y, changed.difference_ci95),
                said(decay, x, decayed.difference_ci95)
            ),
        })
    });
    let mut notes = runs.warnings();
    if control.alike.single {
        notes.push("a recipe has a single run: its luck is in both halves of the correlation".into());
    }
    ScatterFigure {
        sentences: sentences(runs, control),
        notes,
        chart: ScatterChart {
            subject: "transform or regularisation",
            title: format!("{recipe}: the transform, or only regularisation?"),
            remark: format!("{}. Both beside {base}, mean over seeds", runs.remark()),
            of: "class".into(),
            x: Axis { label: format!("what {decay} does to the class, points"), ..Axis::default() },
            y: Axis { label: format!("what {recipe} does to the class, points"), ..Axis::default() },
            points: points.collect(),
            line: Vec::new(),
            marked: "told apart from the weight decay".into(),
            cross: true,
            footer: "Dashed: both do the same. Ringed: told apart from the weight decay. Crosses: 95 % interval over groups and seeds."
                .into(),
        },
    }
}

fn is_apart(verdict: Option<Verdict>) -> bool {
    matches!(verdict, Some(Verdict::Helped | Verdict::Hurt))
}

fn sentences(runs: &Gathered, control: &Control) -> Vec<String> {
    let [base, recipe, decay] = [control.base, control.recipe, control.decay].map(|place| runs.name(place));
    let changed: Vec<&str> = control
        .changed
        .per_class
        .0
        .iter()
        .filter(|(_, class)| is_apart(class.verdict))
        .map(|(class, _)| class.as_str())
        .collect();
    let beyond: Vec<&str> = changed
        .iter()
        .copied()
        .filter(|class| {
            let direct = control.direct.and_then(|direct| direct.per_class.get(class));
            direct.is_some_and(|direct| is_apart(direct.verdict))
        })
        .collect();
    let judged = control.changed.per_class.0.iter().any(|(_, class)| class.verdict.is_some());
    let mut all = vec![if !judged {
        "Nothing is judged: a verdict needs two seeds of every recipe and enough groups.".to_owned()
    } else if changed.is_empty() {
        format!(
            "Of no class is it certain that {recipe} changes it beside {base}, so there is nothing to explain."
        )
    } else if beyond.is_empty() {
        format!(
            "{recipe} changes {}, but for none of them is it told apart from {decay}: it may be only regularisation.",
            listed(&changed)
        )
    } else if beyond.len() == changed.len() {
        format!(
            "It is the transform: {recipe} changes {}, and each of them otherwise than {decay}, the weight decay that is \
             the most like it.",
            listed(&changed)
        )
    } else {
        format!(
            "{recipe} changes {}. For {} it is the transform, since {decay}, the weight decay that is the most like it, \
             does something else; for the others it may be only regularisation.",
            listed(&changed),
            listed(&beyond)
        )
    }];
    let alike = &control.alike.correlation;
    all.push(match (alike.value, alike.ci95) {
        (Some(r), Some([low, high])) => {
            let means = if low > 0.0 {
                "both do similar things to the classes"
            } else if high < 0.0 {
                "what one helps, the other hurts"
            } else {
                "whether both do similar things is not certain"
            };
            format!(
                "Over the classes the effects of both have a correlation of {r:+.2} (95 % interval {low:+.2} to {high:+.2}): {means}."
            )
            .replace('-', "\u{2212}")
        }
        _ => format!(
            "There is no correlation over the classes: {}.",
            alike.not_defined.as_deref().unwrap_or("not known")
        ),
    });
    all
}

#[cfg(test)]
mod tests {
    use super::super::made_up_runs::{Made, made, recipe};
    use super::*;

    /// The base, two weight decays, and a recipe with one step less.
    fn about() -> Made {
        let names = ["base", "decay-0.1", "decay-1", "rotate-off"];
        let mut about = Made { classes: 6, ..Made::plain(&names, 4) };
        for (place, (pipeline, config)) in about.settings.iter_mut().enumerate() {
            *pipeline = recipe(if place == 3 { &["gain"] } else { &["rotate", "gain"] });
            config.weight_decay = [1e-4, 0.1, 1.0, 1e-4][place];
        }
        about
    }

    #[test]
    fn base_decays_and_recipes_are_found_by_themselves() {
        let about = about();
        let with: Vec<(&Pipeline, &TrainConfig)> =
            about.settings.iter().map(|(pipeline, config)| (pipeline, config)).collect();
        assert_eq!(roles(&with), Some(Roles { base: 0, decays: vec![1, 2], recipes: vec![3] }));
        assert_eq!(roles(&with[..3]), None);
        let runs = made(&Made::plain(&["a", "b"], 2), |_, _| 0.5);
        assert!(control_figures(&runs).unwrap_err().to_string().contains("weight_decay = [..]"));
    }

    #[test]
    fn a_transform_is_told_from_mere_regularisation() {
        // Without the rotation classes fall as they do with decay 1: it is regularisation.
        let falls = |class: usize| 0.85 - 0.1 * class as f64;
        let same = made(&about(), |recipe, class| if recipe >= 2 { falls(class) } else { 0.85 });
        let found = control_figures(&same).unwrap().remove(0);
        assert_eq!((found.recipe, found.decay), (3, 2));
        let words = found.figure.sentences.join(" ");
        assert!(
            words.contains("it may be only regularisation") && !words.contains("It is the transform"),
            "{words}"
        );
        assert!(words.contains("both do similar things"), "{words}");
        assert!(found.figure.chart.points.iter().all(|point| !point.marked));
        // Now the decays do nothing.
        let other = made(&about(), |recipe, class| if recipe == 3 { falls(class) } else { 0.85 });
        let found = control_figures(&other).unwrap().remove(0);
        let words = found.figure.sentences.join(" ");
        assert!(words.contains("It is the transform: rotate-off changes "), "{words}");
        assert!(words.contains("There is no correlation over the classes"), "{words}");
        let last = &found.figure.chart.points[5];
        assert!(last.marked && (last.at[1] + 50.0).abs() < 10.0 && last.at[0].abs() < 8.0, "{last:?}");
    }
}
