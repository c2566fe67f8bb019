//! [`differences`]: in which ways two runs differ, in words: recipe steps, input, settings of the training, images.

use super::RunRecord;
use super::recipe_words::{of_param, often, settings_in_words, window_rule, with_ratio};
use crate::pipeline::{Column, Lengths, Pipeline, Step};
use crate::train::TrainConfig;

/// What run `other` has that `first` has not, and the other way round; a line a difference. A recipe is `None` where
/// this version of the program does not understand it.
pub fn differences(
    (first, first_recipe): (&RunRecord, Option<&Pipeline>),
    (other, other_recipe): (&RunRecord, Option<&Pipeline>),
) -> Vec<String> {
    let mut lines = match (first_recipe, other_recipe) {
        (Some(a), Some(b)) => recipe_differences(a, b),
        _ => vec!["a recipe is not understood by this version of the program".into()],
    };
    lines.extend(setting_differences(&first.config, &other.config));
    lines.extend(given_differences(first, other));
    if first.data.fingerprint != other.data.fingerprint {
        lines.push("other images, classes or groups: the numbers cannot be compared".into());
    }
    if lines.is_empty() {
        lines.push("none: the same recipe, settings and seed".into());
    }
    lines
}

/// The same of two recipes that were trained with several seeds each: in which seed two of their runs differ is left out.
/// Nothing where that is all.
pub fn differences_but_seed(
    (first, first_recipe): (&RunRecord, Option<&Pipeline>),
    (other, other_recipe): (&RunRecord, Option<&Pipeline>),
) -> Vec<String> {
    let config = TrainConfig { seed: first.config.seed, ..other.config.clone() };
    let other = RunRecord { config, ..other.clone() };
    let lines = differences((first, first_recipe), (&other, other_recipe));
    lines.into_iter().filter(|line| !line.starts_with("none: ")).collect()
}

/// True where two runs differ in nothing but their seed: they are repetitions of one another.
pub fn same_but_seed(
    (first, first_recipe): (&RunRecord, Option<&Pipeline>),
    (other, other_recipe): (&RunRecord, Option<&Pipeline>),
) -> bool {
    let same_recipe = match (first_recipe, other_recipe) {
        (Some(a), Some(b)) => recipe_differences(a, b).is_empty(),
        // Not understood, so only the very same text is the same.
        _ => first.pipeline == other.pipeline,
    };
    let of_first_seed = TrainConfig { seed: first.config.seed, ..other.config.clone() };
    first.data.fingerprint == other.data.fingerprint
        && first.primary_readout == other.primary_readout
        && same_recipe
        && given_differences(first, other).is_none()
        && setting_differences(&first.config, &of_first_seed).is_empty()
}

/// In which weights from elsewhere two runs began.
fn given_differences(first: &RunRecord, other: &RunRecord) -> Option<String> {
    let hash = |record: &RunRecord| record.given.start.as_ref().map(|given| given.sha256.clone());
    let words = |record: &RunRecord| {
        let file = |path: &std::path::Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        record
            .given
            .start
            .as_ref()
            .map_or_else(|| "first weights".into(), |g| file(&g.file).unwrap_or_default())
    };
    (hash(first) != hash(other)).then(|| format!("begins with {} instead of {}", words(other), words(first)))
}

/// The differences of recipe `b` from recipe `a`; none where both make the same random versions.
pub fn recipe_differences(a: &Pipeline, b: &Pipeline) -> Vec<String> {
    let mut lines = Vec::new();
    let pairs = pairs(&a.steps, &b.steps);
    for &(before, after) in &pairs {
        match (before, after) {
            (Some(before), None) => lines.push(format!("without {}", named(before))),
            (None, Some(after)) => lines.push(format!("with {}", named(after))),
            (Some(before), Some(after)) => lines.extend(of_steps(before, after)),
            (None, None) => {}
        }
    }
    if moved(&pairs, &b.steps) {
        lines.push("the steps come in another order".into());
    }
    let (input, other) = (&a.input, &b.input);
    if input.fit != other.fit {
        lines.push(format!("input: fit {} instead of {}", other.fit, input.fit));
    }
    if input.border != other.border {
        lines.push(format!("input: border {} instead of {}", other.border, input.border));
    }
    if input.border == other.border && input.border_value != other.border_value {
        lines.push(format!("input: border of {} instead of {}", other.border_value, input.border_value));
    }
    if input.lengths != other.lengths {
        let word = |lengths| if lengths == Lengths::Pixels { "pixels" } else { "micrometres" };
        lines.push(format!("input: lengths in {} instead of {}", word(other.lengths), word(input.lengths)));
    }
    if a.strength != b.strength {
        let (now, before) = (100.0 * b.strength, 100.0 * a.strength);
        lines.push(format!("strength of all {now:.0} % instead of {before:.0} %"));
    }
    if input.window != other.window {
        let (now, before) = (window_rule(&other.window), window_rule(&input.window));
        lines.push(format!("input: intensity window {now} instead of {before}"));
    }
    let picks = |recipe: &Pipeline| recipe.groups.iter().map(|g| (g.id.clone(), g.pick)).collect::<Vec<_>>();
    if picks(a) != picks(b) {
        lines.push("other groups of which a random version gets only some steps".into());
    }
    lines
}

/// Steps that correspond: by kind and id, else by kind in order. In the order of `a`, then what `b` adds.
fn pairs<'a>(a: &'a [Step], b: &'a [Step]) -> Vec<(Option<&'a Step>, Option<&'a Step>)> {
    let mut free: Vec<&Step> = b.iter().collect();
    let mut take = |fits: &dyn Fn(&Step) -> bool| {
        free.iter().position(|step| fits(step)).map(|place| free.remove(place))
    };
    let mut partners: Vec<Option<&Step>> =
        a.iter().map(|step| take(&|s| s.entry.kind == step.entry.kind && s.id == step.id)).collect();
    for (step, partner) in a.iter().zip(&mut partners) {
        if partner.is_none() {
            *partner = take(&|s| s.entry.kind == step.entry.kind);
        }
    }
    let kept = a.iter().zip(partners).map(|(step, partner)| (Some(step), partner));
    kept.chain(free.into_iter().map(|step| (None, Some(step)))).collect()
}

/// True where steps that both recipes have change places.
fn moved(pairs: &[(Option<&Step>, Option<&Step>)], b: &[Step]) -> bool {
    let place = |step: &Step| b.iter().position(|s| s.id == step.id);
    let places: Vec<usize> =
        pairs.iter().filter_map(|(before, after)| before.and(*after).and_then(place)).collect();
    !places.is_sorted()
}

/// "Rotate (angle -180 to 180 deg)".
fn named(step: &Step) -> String {
    if !step.on {
        return format!("{} (off)", step.entry.name);
    }
    let first = step.entry.params.first().zip(step.first.settings.first());
    let often = often(step.first.probability);
    match first {
        Some((param, setting)) => {
            format!("{} ({}{})", step.entry.name, of_param(param, setting), comma(&often))
        }
        None if often.is_empty() => step.entry.name.to_owned(),
        None => format!("{} ({often})", step.entry.name),
    }
}

fn comma(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(", {words}") }
}

fn of_steps(before: &Step, after: &Step) -> Vec<String> {
    let name = after.entry.name;
    match (before.on, after.on) {
        (false, false) => return Vec::new(),
        (true, false) => return vec![format!("{name} is off")],
        (false, true) => return vec![format!("{name} is on")],
        (true, true) => {}
    }
    let mut lines = of_columns(name, after, &before.first, &after.first);
    if before.strength != after.strength {
        let (now, then) = (100.0 * after.strength, 100.0 * before.strength);
        lines.push(format!("{name}: strength {now:.0} % instead of {then:.0} %"));
    }
    match (&before.second, &after.second) {
        (None, None) => {}
        (Some(a), Some(b)) => lines.extend(of_columns(&format!("{name}, second version"), after, a, b)),
        (None, Some(_)) => lines.push(format!("{name}: the second version has its own settings")),
        (Some(_), None) => lines.push(format!("{name}: both versions have the same settings")),
    }
    if before.group != after.group {
        lines.push(format!("{name}: in another group"));
    }
    lines
}

fn of_columns(name: &str, step: &Step, before: &Column, after: &Column) -> Vec<String> {
    let mut lines = Vec::new();
    let settings = before.settings.iter().zip(&after.settings);
    for (param, (old, new)) in step.entry.params.iter().zip(settings) {
        if old != new {
            lines.push(format!("{name}: {} instead of {}", of_param(param, new), with_ratio(old)));
        }
    }
    if before.probability != after.probability {
        let share = |p: f64| format!("{:.0} %", 100.0 * p);
        let (new, old) = (share(after.probability), share(before.probability));
        lines.push(format!("{name}: in {new} of the random versions instead of {old}"));
    }
    lines
}

/// The differences of settings `b` from `a`, of those that decide what is learned; those of looks, saving and threads
/// do not.
pub fn setting_differences(a: &TrainConfig, b: &TrainConfig) -> Vec<String> {
    let both = settings_in_words(a).into_iter().zip(settings_in_words(b)).filter(|(old, new)| old != new);
    let mut lines: Vec<String> =
        both.map(|((name, old), (_, new))| format!("{name} {new} instead of {old}")).collect();
    // Settings of two learning methods are not the same settings, even by the same name.
    if a.objective == b.objective {
        let settings = |c: &TrainConfig| c.all_objective_settings().unwrap_or_default();
        let (old, new) = (settings(a), settings(b));
        let changed = old.iter().filter_map(|(name, old)| Some((name, old, new.get(name)?)));
        let changed = changed.filter(|(_, old, new)| old != new);
        lines.extend(changed.map(|(name, old, new)| format!("{name} {new} instead of {old}")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::load;
    use crate::train::Preset;
    use crate::transform::{Setting, catalogue};

    fn step(kind: &str, id: &str) -> Step {
        let entry = catalogue::ALL.iter().find(|entry| entry.kind == kind).unwrap();
        Step::new(id, entry)
    }

    fn recipe(steps: Vec<Step>) -> Pipeline {
        Pipeline { steps, ..Pipeline::default() }
    }

    #[test]
    fn added_removed_changed_and_moved_steps_are_told_apart() {
        let a = recipe(vec![step("rotate", "r"), step("gain", "g"), step("offset", "o")]);
        let mut turned = step("rotate", "another id");
        turned.first.settings[0] = Setting::Uniform { low: -10.0, high: 10.0 };
        turned.first.probability = 0.25;
        let mut off = step("gain", "g");
        off.on = false;
        let b = recipe(vec![off, turned, step("gaussian-blur", "b")]);
        let lines = recipe_differences(&a, &b);
        let told = |words: &str| lines.iter().filter(|line| line.contains(words)).count();
        let turn = "angle -10 to 10 deg instead of";
        for words in [turn, "in 25 % of the random versions instead of 100 %", "is off", "another order"] {
            assert_eq!(told(words), 1, "{words}: {lines:?}");
        }
        assert_eq!((told("without "), told("with ")), (1, 1), "{lines:?}");
        assert_eq!(lines.len(), 6, "{lines:?}");
    }

    #[test]
    fn a_recipe_does_not_differ_from_itself_but_presets_from_each_other() {
        let [a, b] = ["nuisance-only", "any-orientation"].map(|name| load(name).unwrap().pipeline);
        assert_eq!(recipe_differences(&a, &a), Vec::<String>::new());
        assert!(!recipe_differences(&a, &b).is_empty());
        // Whatever one adds, the other lacks.
        let count = |a, b, words: &str| {
            recipe_differences(a, b).iter().filter(|line| line.starts_with(words)).count()
        };
        assert_eq!(count(&a, &b, "with "), count(&b, &a, "without "));
    }

    #[test]
    fn of_the_settings_only_those_that_matter_are_named() {
        let a = TrainConfig::preset(Preset::Quick);
        let b = TrainConfig { seed: a.seed + 1, threads: a.threads + 1, ..a.clone() };
        assert_eq!(setting_differences(&a, &b), [format!("seed {} instead of {}", b.seed, a.seed)]);
        let c = TrainConfig { nesterov: !a.nesterov, ..a.clone() };
        assert_eq!(setting_differences(&a, &c), ["Nesterov's rule yes instead of no"]);
    }
}
