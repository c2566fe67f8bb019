//! [`varied`]: the one number in which recipes and their trainings differ, if it is one.

use crate::pipeline::{Column, Pipeline, Step};
use crate::run::recipe_words::{settings_in_words, window_rule};
use crate::train::TrainConfig;
use crate::transform::{Param, Setting};
use std::collections::BTreeSet;

/// Most differences that are named.
const MOST_NAMED: usize = 6;

/// A number that is another one in every recipe.
#[derive(Clone, Debug, PartialEq)]
pub struct Varied {
    /// What it is, with its unit: "Rotate: angle, up to so much both ways, deg".
    pub name: String,
    /// The same for every pair of recipes that differ in it, however its range is written.
    pub subject: String,
    /// Its value, recipe by recipe.
    pub values: Vec<f64>,
    /// What a reader must know, such as a value that stands for a step which is not there.
    pub note: Option<String>,
}

/// Why there is no such number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOne {
    /// Nothing differs.
    #[error("the ticked runs do not differ in any number: tick runs of recipes that differ in one setting")]
    Nothing,
    /// It is a choice between things.
    #[error(
        "the recipes differ in {0}, which is no number: a curve needs recipes that differ in the value of one setting"
    )]
    NoNumber(String),
    /// Several things.
    #[error("the recipes differ in several things, so none of them can be held to account: {}", few(.0))]
    Several(Vec<String>),
}

fn few(names: &[String]) -> String {
    let mut words: Vec<String> = names.iter().take(MOST_NAMED).cloned().collect();
    if names.len() > MOST_NAMED {
        words.push(format!("and {} more", names.len() - MOST_NAMED));
    }
    words.join("; ")
}

/// The value of a thing.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(f64),
    Word(String),
}

/// Something that a recipe or training has.
struct Thing {
    /// The same in every recipe.
    key: String,
    /// In words.
    name: String,
    value: Value,
    /// The step it belongs to.
    step: Option<String>,
    /// The value at which the step changes nothing.
    neutral: Option<f64>,
}

/// Something in which recipes differ, recipe by recipe; `None` where a recipe has no such thing.
struct Differing {
    /// Its key, without the end of the range.
    subject: String,
    name: String,
    values: Vec<Option<Value>>,
    step: Option<String>,
    neutral: Option<f64>,
}

/// The number in which `recipes` differ, each given with the settings of its training. Seeds do not count, nor does
/// what changes neither versions nor training.
///
/// A step that some recipes do not have counts as one whose differing setting changes nothing there, where it has such
/// a value (0 degrees, a factor of 1).
///
/// # Errors
/// That they differ in nothing, in several things, or in one that is no number, with the names.
pub fn varied(recipes: &[(&Pipeline, &TrainConfig)]) -> Result<Varied, NotOne> {
    let all: Vec<Vec<Thing>> = recipes.iter().map(|(recipe, config)| things(recipe, config)).collect();
    let mut differing = of_versions(of_ranges(differing(&all)));
    differing.extend(order(recipes));
    let number = |thing: &Differing| -> Option<Vec<f64>> {
        let of = |value: &Option<Value>| match value {
            Some(Value::Number(number)) => Some(*number),
            Some(Value::Word(_)) => None,
            None => thing.neutral,
        };
        thing.values.iter().map(of).collect()
    };
    let name = |thing: &Differing| thing.name.clone();
    let as_one = |thing: &Differing, values: Vec<f64>, note: Option<String>| Varied {
        name: thing.name.clone(),
        subject: thing.subject.clone(),
        values,
        note,
    };
    match differing.as_slice() {
        [] => Err(NotOne::Nothing),
        [one] => match number(one) {
            Some(values) if one.values.iter().all(Option::is_some) => Ok(as_one(one, values, None)),
            _ => Err(NotOne::NoNumber(name(one))),
        },
        // A step that is not everywhere, and one of its settings.
        [presence, setting] if presence.step.is_some() && presence.step == setting.step => {
            match number(setting) {
                Some(values) if setting.values.iter().any(Option::is_none) => {
                    let neutral = setting.neutral.unwrap_or_default();
                    let note = format!("{neutral} stands for the recipe without this step");
                    Ok(as_one(setting, values, Some(note)))
                }
                _ => Err(NotOne::Several(vec![name(presence), name(setting)])),
            }
        }
        several => Err(NotOne::Several(several.iter().map(name).collect())),
    }
}

fn things(recipe: &Pipeline, config: &TrainConfig) -> Vec<Thing> {
    let mut all = Vec::new();
    let mut met: Vec<&str> = Vec::new();
    for step in recipe.steps.iter().filter(|step| step.on) {
        let kind = step.entry.kind;
        let before = met.iter().filter(|known| **known == kind).count();
        met.push(kind);
        of_step(&mut all, step, &format!("{kind} {before}"));
    }
    let mut plain = |name: &str, value: Value| {
        all.push(Thing { key: name.to_owned(), name: name.to_owned(), value, step: None, neutral: None });
    };
    let input = &recipe.input;
    plain("strength of all steps", Value::Number(recipe.strength));
    plain("how an image fills a version", Value::Word(input.fit.to_string()));
    plain("what lies beyond the edge", Value::Word(input.border.to_string()));
    plain("the value beyond the edge", Value::Number(f64::from(input.border_value)));
    plain("the unit of lengths", Value::Word(format!("{:?}", input.lengths)));
    plain("the intensity window", Value::Word(window_rule(&input.window)));
    let picks: Vec<String> =
        recipe.groups.iter().map(|group| format!("{} {}", group.id, group.pick)).collect();
    plain("groups of steps", Value::Word(picks.join(", ")));
    for (name, words) in settings_in_words(config).into_iter().filter(|(name, _)| *name != "seed") {
        let (number, unit) = words.split_once(' ').unwrap_or((&words, ""));
        match number.parse::<f64>() {
            Ok(value) if unit.is_empty() => plain(name, Value::Number(value)),
            Ok(value) => plain(&format!("{name}, {unit}"), Value::Number(value)),
            Err(_) => plain(name, Value::Word(words)),
        }
    }
    for (name, value) in config.all_objective_settings().unwrap_or_default() {
        plain(&format!("{name} of the learning method"), Value::Number(value));
    }
    all
}

fn of_step(all: &mut Vec<Thing>, step: &Step, key: &str) {
    let name = step.entry.name;
    let mut add = |what: &str, words: String, value: Value, neutral: Option<f64>| {
        let (key, step) = (format!("{key}/{what}"), Some(key.to_owned()));
        all.push(Thing { key, name: format!("{name}: {words}"), value, step, neutral });
    };
    let yes = |yes: bool| Value::Word(if yes { "yes" } else { "no" }.into());
    add("there", "whether it is there".into(), yes(true), None);
    add("strength", "strength".into(), Value::Number(step.strength), Some(0.0));
    add("group", "its group".into(), Value::Word(step.group.clone().unwrap_or_default()), None);
    add("second", "settings of its own for the second version".into(), yes(step.second.is_some()), None);
    let columns = [("", Some(&step.first)), (SECOND, step.second.as_ref())];
    for (which, column) in columns {
        let Some(Column { probability, settings }) = column else { continue };
        let share = format!("{which}share of random versions");
        add(&share, share.clone(), Value::Number(*probability), Some(0.0));
        for (param, setting) in step.entry.params.iter().zip(settings) {
            let (shape, [low, high]) = ends(setting);
            let words = format!("{which}{}", param.label.to_lowercase());
            add(
                &format!("{words}|shape"),
                format!("{words}, how it is drawn"),
                Value::Word(shape.into()),
                None,
            );
            for (end, value) in [("low", low), ("high", high)] {
                add(
                    &format!("{words}|{end}"),
                    with_unit(&words, end, param),
                    Value::Number(value),
                    param.identity,
                );
            }
        }
    }
}

/// How a setting is drawn (nothing where it always is the same), and its two numbers.
fn ends(setting: &Setting) -> (&'static str, [f64; 2]) {
    match *setting {
        Setting::Fixed(value) => ("", [value, value]),
        Setting::Uniform { low, high } => ("evenly", [low, high]),
        Setting::LogUniform { low, high } => ("by ratio", [low, high]),
        Setting::Normal { mean, sd } => ("as a bell curve (middle, width)", [mean, sd]),
    }
}

fn with_unit(words: &str, end: &str, param: &Param) -> String {
    let unit = param.unit.symbol();
    let end = if end == "low" { "lower end" } else { "upper end" };
    if unit.is_empty() { format!("{words}, {end}") } else { format!("{words}, {end}, {unit}") }
}

/// What differs, in the order of the recipes' things. Of a step that some do not have, the others are compared.
fn differing(all: &[Vec<Thing>]) -> Vec<(String, Differing)> {
    let mut keys: Vec<&Thing> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    keys.extend(all.iter().flatten().filter(|thing| known.insert(&thing.key)));
    let mut found = Vec::new();
    for thing in keys {
        let of = |things: &Vec<Thing>| {
            things.iter().find(|other| other.key == thing.key).map(|other| other.value.clone())
        };
        let values: Vec<Option<Value>> = all.iter().map(of).collect();
        let is_presence = thing.key.ends_with("/there");
        let whole = thing.step.is_none() || is_presence;
        // A setting that always is the same is drawn in no way of its own.
        let shape = thing.key.ends_with("|shape");
        let silent =
            |value: &&Option<Value>| shape && matches!(value, Some(Value::Word(word)) if word.is_empty());
        let compared: Vec<&Option<Value>> =
            values.iter().filter(|value| whole || value.is_some()).filter(|value| !silent(value)).collect();
        let same = compared.windows(2).all(|two| two.first() == two.last());
        if !same {
            let (name, step) = (thing.name.clone(), thing.step.clone());
            let subject = thing.key.split('|').next().unwrap_or_default().to_owned();
            let differing = Differing { subject, name, values, step, neutral: thing.neutral };
            found.push((thing.key.clone(), differing));
        }
    }
    found
}

fn partner(key: &str) -> Option<String> {
    key.strip_suffix("|low").map(|stem| format!("{stem}|high"))
}

/// Both ends of a range that move as one are one thing: a value, a reach to both sides, or a factor both ways.
fn of_ranges(mut found: Vec<(String, Differing)>) -> Vec<Differing> {
    let mut all = Vec::new();
    while !found.is_empty() {
        let (key, low) = found.remove(0);
        let other = partner(&key).and_then(|partner| found.iter().position(|(known, _)| *known == partner));
        let Some(other) = other else {
            all.push(low);
            continue;
        };
        let (_, high) = found.remove(other);
        match as_one(&low, &high) {
            Some(one) => all.push(one),
            None => all.extend([low, high]),
        }
    }
    all
}

fn as_one(low: &Differing, high: &Differing) -> Option<Differing> {
    let pairs: Vec<(f64, f64)> = low
        .values
        .iter()
        .zip(&high.values)
        .filter_map(|(low, high)| match (low, high) {
            (Some(Value::Number(low)), Some(Value::Number(high))) => Some((*low, *high)),
            _ => None,
        })
        .collect();
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1e-6);
    let renamed = |words: &str, neutral: Option<f64>| Differing {
        subject: high.subject.clone(),
        name: high.name.replace(", upper end", words),
        values: high.values.clone(),
        step: high.step.clone(),
        neutral,
    };
    if pairs.iter().all(|(low, high)| near(*low, *high)) {
        return Some(renamed("", high.neutral));
    }
    if pairs.iter().all(|(low, high)| near(*low, -high)) {
        return Some(renamed(", up to so much both ways", high.neutral.filter(|neutral| *neutral == 0.0)));
    }
    if pairs.iter().all(|(low, high)| *low > 0.0 && near(low * high, 1.0)) {
        return Some(renamed(", up to so much more or less", high.neutral.filter(|neutral| *neutral == 1.0)));
    }
    let neutral = high.neutral?;
    let apart = |value: f64| value - neutral;
    let ratio = |value: f64| libm::log(value / neutral);
    let positive = neutral > 0.0 && pairs.iter().all(|(low, high)| *low > 0.0 && *high > 0.0);
    if in_proportion(&pairs, apart) || (positive && in_proportion(&pairs, ratio)) {
        return Some(renamed(", upper end, the lower one in proportion", Some(neutral)));
    }
    None
}

/// What stands before the name of a setting that only the second version has.
const SECOND: &str = "second version, ";

/// A setting of both versions that moves as one in them is one thing.
fn of_versions(mut found: Vec<Differing>) -> Vec<Differing> {
    let mut all: Vec<Differing> = Vec::new();
    while !found.is_empty() {
        let mut first = found.remove(0);
        let second = found.iter().position(|other| {
            other.subject != first.subject
                && other.subject.replacen(SECOND, "", 1) == first.subject
                && rise_together(&first.values, &other.values)
        });
        if let Some(second) = second {
            found.remove(second);
            first.name.push_str(", in both versions");
        }
        all.push(first);
    }
    all
}

/// True where both are numbers of the same recipes, and in the same order of size.
fn rise_together(a: &[Option<Value>], b: &[Option<Value>]) -> bool {
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    for pair in a.iter().zip(b) {
        match pair {
            (Some(Value::Number(a)), Some(Value::Number(b))) => pairs.push((*a, *b)),
            (None, None) => {}
            _ => return false,
        }
    }
    pairs.sort_by(|x, y| x.0.total_cmp(&y.0));
    let steps = || pairs.windows(2).filter_map(|two| Some((two.first()?, two.last()?)));
    let alike = |rise: f64, other: f64| if rise == 0.0 { other == 0.0 } else { other > 0.0 };
    steps().all(|(x, y)| alike(y.0 - x.0, y.1 - x.1))
}

/// True where both ends of all ranges are as far from the value that changes nothing in the same proportion, which is not
/// that of a range with one end there.
fn in_proportion(pairs: &[(f64, f64)], from_neutral: impl Fn(f64) -> f64) -> bool {
    let far: Vec<(f64, f64)> =
        pairs.iter().map(|&(low, high)| (from_neutral(low), from_neutral(high))).collect();
    let size = |&(low, high): &(f64, f64)| low.abs().max(high.abs());
    let Some(&(low, high)) = far.iter().max_by(|a, b| size(a).total_cmp(&size(b))) else { return false };
    let largest = size(&(low, high));
    high != 0.0 && far.iter().all(|(a, b)| (a * high - b * low).abs() <= 1e-6 * largest * largest)
}

/// The order of the steps that all recipes have.
fn order(recipes: &[(&Pipeline, &TrainConfig)]) -> Option<Differing> {
    let kinds = |recipe: &Pipeline| -> Vec<&'static str> {
        recipe.steps.iter().filter(|step| step.on).map(|step| step.entry.kind).collect()
    };
    let of: Vec<Vec<&str>> = recipes.iter().map(|(recipe, _)| kinds(recipe)).collect();
    let common = |kind: &&str| of.iter().all(|kinds| kinds.contains(kind));
    let orders: Vec<Vec<&str>> =
        of.iter().map(|kinds| kinds.iter().copied().filter(common).collect()).collect();
    let same = orders.windows(2).all(|two| two.first() == two.last());
    let values = orders.iter().map(|order| Some(Value::Word(order.join(", ")))).collect();
    (!same).then(|| Differing {
        subject: "order".into(),
        name: "the order of the steps".into(),
        values,
        step: None,
        neutral: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Preset;
    use crate::transform::catalogue;

    fn recipe(steps: &[(&str, Setting)]) -> Pipeline {
        let of = |(kind, setting): &(&str, Setting)| {
            let entry = catalogue::ALL.iter().find(|entry| entry.kind == *kind).unwrap();
            let mut step = Step::new(*kind, entry);
            step.first.settings[0] = *setting;
            step
        };
        Pipeline { steps: steps.iter().map(of).collect(), ..Pipeline::default() }
    }

    fn of(recipes: &[Pipeline]) -> Result<Varied, NotOne> {
        let config = TrainConfig::preset(Preset::Quick);
        varied(&recipes.iter().map(|recipe| (recipe, &config)).collect::<Vec<_>>())
    }

    fn turned(angle: f64) -> Pipeline {
        recipe(&[("rotate", Setting::Uniform { low: -angle, high: angle }), ("gain", Setting::Fixed(1.2))])
    }

    #[test]
    fn one_number_is_found_however_it_is_written() {
        let found = of(&[turned(10.0), turned(90.0), turned(45.0)]).unwrap();
        assert_eq!(found.values, [10.0, 90.0, 45.0]);
        assert!(
            found.name.starts_with("Rotate: angle, up to so much both ways") && found.name.ends_with("deg"),
            "{}",
            found.name
        );
        assert_eq!(found.note, None);
        // An angle of nothing, written as a fixed number or by leaving the step out.
        let still = recipe(&[("rotate", Setting::Fixed(0.0)), ("gain", Setting::Fixed(1.2))]);
        assert_eq!(of(&[still, turned(90.0)]).unwrap().values, [0.0, 90.0]);
        let without = recipe(&[("gain", Setting::Fixed(1.2))]);
        let found = of(&[turned(30.0), without, turned(60.0)]).unwrap();
        assert_eq!(found.values, [30.0, 0.0, 60.0]);
        assert!(found.note.unwrap().contains("without this step"));

        let by = |factor: f64| recipe(&[("gain", Setting::LogUniform { low: 1.0 / factor, high: factor })]);
        assert_eq!(of(&[by(1.5), by(2.0), by(3.0)]).unwrap().values, [1.5, 2.0, 3.0]);
        // What a sweep makes of a range that reaches further down than up.
        let swept = |share: f64| {
            let [low, high] = [0.7_f64, 1.4].map(|end| end.powf(share));
            recipe(&[("gain", Setting::LogUniform { low, high })])
        };
        let found = of(&[swept(0.0), swept(0.5), swept(1.0)]).unwrap();
        assert!(found.values[2] == 1.4 && found.name.contains("in proportion"), "{found:?}");
        let end = |high: f64| recipe(&[("gain", Setting::Uniform { low: 0.5, high })]);
        let found = of(&[end(1.5), end(2.0)]).unwrap();
        assert!(found.values == [1.5, 2.0] && found.name.contains("upper end"), "{found:?}");

        let mut rarely = turned(10.0);
        rarely.steps[0].first.probability = 0.25;
        assert_eq!(of(&[rarely, turned(10.0)]).unwrap().values, [0.25, 1.0]);
        let mut weak = turned(10.0);
        weak.strength = 0.5;
        assert_eq!(of(&[weak, turned(10.0)]).unwrap().name, "strength of all steps");
    }

    #[test]
    fn a_setting_that_moves_in_both_versions_is_one() {
        let both = |first: f64, second: f64| {
            let mut recipe = turned(first);
            let mut column = recipe.steps[0].first.clone();
            column.settings[0] = Setting::Uniform { low: -second, high: second };
            recipe.steps[0].second = Some(column);
            recipe
        };
        let found = of(&[both(10.0, 20.0), both(30.0, 60.0), both(0.0, 0.0)]).unwrap();
        assert_eq!(found.values, [10.0, 30.0, 0.0]);
        assert!(found.name.ends_with("in both versions"), "{}", found.name);
        assert_eq!(found.subject, of(&[turned(1.0), turned(2.0)]).unwrap().subject);
        // Moved against each other they are two things.
        assert!(matches!(of(&[both(10.0, 60.0), both(30.0, 20.0)]), Err(NotOne::Several(_))));
    }

    #[test]
    fn settings_of_training_count_and_seeds_do_not() {
        let recipe = turned(10.0);
        let config = TrainConfig::preset(Preset::Quick);
        let longer = TrainConfig { epochs: config.epochs + 7, seed: config.seed + 1, ..config.clone() };
        let found = varied(&[(&recipe, &config), (&recipe, &longer)]).unwrap();
        assert_eq!((found.name.as_str(), found.values[1] - found.values[0]), ("rounds", 7.0));
        let other = TrainConfig { nesterov: !config.nesterov, ..config.clone() };
        let none = varied(&[(&recipe, &config), (&recipe, &other)]).unwrap_err();
        assert!(none.to_string().contains("Nesterov's rule, which is no number"), "{none}");
        let seed = TrainConfig { seed: 9, ..config.clone() };
        assert_eq!(varied(&[(&recipe, &config), (&recipe, &seed)]), Err(NotOne::Nothing));
    }

    #[test]
    fn several_differences_are_named() {
        let mut both = turned(20.0);
        both.steps[1].first.settings[0] = Setting::Fixed(2.0);
        let words = of(&[turned(10.0), both]).unwrap_err().to_string();
        assert!(words.contains("Rotate: angle") && words.contains("Gain: factor"), "{words}");
        let mut swapped = turned(10.0);
        swapped.steps.reverse();
        let words = of(&[turned(10.0), swapped]).unwrap_err().to_string();
        assert!(words.contains("the order of the steps, which is no number"), "{words}");
        // A step that is only there or not is no number.
        let words = of(&[turned(10.0), recipe(&[("gain", Setting::Fixed(1.2))])]).unwrap_err().to_string();
        assert!(words.contains("Rotate: whether it is there"), "{words}");
        assert_eq!(of(&[]), Err(NotOne::Nothing));
    }
}
