//! [`step_figure`]: what every step brings to every class or costs it, from recipes that differ in that step alone.

use super::gathered::{Gathered, SEED};
use super::in_points::{in_points, interval_in_points, points};
use super::ranking::BarFigure;
use super::step_pairs::{StepPairs, StepQuestion, step_pairs};
use crate::evaluate::EvaluateError;
use crate::evaluate::difference::{ClassDifference, Contrast, Outcomes, Verdict, Weighting, contrasts};
use crate::export::chart::{Axis, BarChart, BarRow, cell};

/// The row of all classes together.
const MEAN: &str = "mean of all classes";

/// What is asked of [`step_figure`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StepsAsked {
    /// About single steps, in which way.
    pub question: StepQuestion,
    /// A section a step, with the classes in it; otherwise a section a class, with the steps in it.
    pub by_step: bool,
}

/// What one step does to one class.
struct Effect {
    class: String,
    step: usize,
    value: Option<f64>,
    ci: Option<[f64; 2]>,
    verdict: String,
    why: String,
    p: Option<f64>,
    single: bool,
}

/// What every step does to every class. `None` where no recipes among `runs` differ in a single step in that way.
///
/// # Errors
/// Where the answers do not describe the same images.
pub fn step_figure(runs: &Gathered, asked: StepsAsked) -> Result<Option<BarFigure>, EvaluateError> {
    let Some(pairs) = step_pairs(&runs.recipes(), asked.question) else { return Ok(None) };
    let mut recipes = vec![pairs.base];
    recipes.extend(pairs.steps.iter().map(|(_, recipe)| *recipe));
    let chosen = runs.only(&recipes);
    let outcomes = Outcomes { runs: &chosen, ..runs.outcomes() };
    let found = contrasts(&outcomes, Weighting::Balanced, SEED)?;
    Ok(Some(figure(runs, asked, &pairs, &found)))
}

/// The questions that recipes among `runs` answer.
pub fn step_questions(runs: &Gathered) -> Vec<StepQuestion> {
    let recipes = runs.recipes();
    StepQuestion::ALL.into_iter().filter(|question| step_pairs(&recipes, *question).is_some()).collect()
}

fn figure(runs: &Gathered, asked: StepsAsked, pairs: &StepPairs, found: &[Contrast]) -> BarFigure {
    // What a step brings is the whole minus what lacks it, the other way round than the contrast.
    let turned = asked.question == StepQuestion::LeftOut;
    let mut effects: Vec<Effect> = Vec::new();
    for contrast in found {
        let Some(step) = contrast.recipe.checked_sub(1) else { continue };
        let single = contrast.seeds.len() < 2;
        let average = &contrast.average;
        effects.push(Effect {
            class: MEAN.into(),
            step,
            value: turn(average.difference, turned),
            ci: turn_interval(average.difference_ci95, turned),
            verdict: String::new(),
            why: average.ci_reason.clone().unwrap_or_else(|| "described, not judged".into()),
            p: average.p,
            single,
        });
        effects.extend(
            contrast.per_class.0.iter().map(|(name, class)| of_class(name, class, step, single, turned)),
        );
    }
    let order = |effect: &Effect| {
        let class = runs.classes.iter().position(|name| *name == effect.class);
        let class = class.map_or(0, |class| class + 1);
        if asked.by_step { (effect.step, class) } else { (class, effect.step) }
    };
    effects.sort_by_key(order);
    let mut rows: Vec<BarRow> = Vec::new();
    let mut recipes = Vec::new();
    let mut section = String::new();
    for effect in &effects {
        let step = pairs.steps.get(effect.step);
        let name = step.map_or("", |(name, _)| name.as_str());
        let (head, row) = if asked.by_step { (name, &*effect.class) } else { (&*effect.class, name) };
        if rows.is_empty() || section != head {
            head.clone_into(&mut section);
            rows.push(BarRow::section(head));
            recipes.push(None);
        }
        rows.push(bar(effect, row, name));
        recipes.push(step.map(|(_, recipe)| *recipe));
    }
    BarFigure {
        sentences: sentences(&effects, pairs, asked.question),
        notes: runs.warnings(),
        recipes,
        chart: BarChart {
            subject: "what steps do",
            title: title(asked.question, runs.name(pairs.base)),
            remark: format!("{}. Differences of recall on the same images, mean over seeds", runs.remark()),
            of: if asked.by_step { "class" } else { "step" }.into(),
            axis: Axis { label: axis(asked.question).into(), ..Axis::default() },
            from_zero: true,
            note_title: "points, verdict".into(),
            mark: None,
            rows,
            footer: "Whiskers: 95 % interval over groups of images and seeds; no whisker: none can be given; hatched: a single run."
                .into(),
            more: vec!["p after Holm".into()],
        },
    }
}

fn title(question: StepQuestion, base: &str) -> String {
    match question {
        StepQuestion::LeftOut => format!("What every step of {base} brings or costs"),
        StepQuestion::Alone => format!("What every step does by itself, beside {base}"),
        StepQuestion::Swapped => format!("What another order does, beside {base}"),
    }
}

fn axis(question: StepQuestion) -> &'static str {
    match question {
        StepQuestion::LeftOut => "recall with the step minus recall without it, points",
        StepQuestion::Alone => "recall with this step alone minus recall without augmentation, points",
        StepQuestion::Swapped => "recall in the other order minus recall as it was, points",
    }
}

fn turn(difference: Option<f64>, turned: bool) -> Option<f64> {
    difference.map(|value| if turned { 0.0 - value } else { value })
}

fn turn_interval(ci: Option<[f64; 2]>, turned: bool) -> Option<[f64; 2]> {
    ci.map(|[low, high]| if turned { [0.0 - high, 0.0 - low] } else { [low, high] })
}

fn of_class(name: &str, class: &ClassDifference, step: usize, single: bool, turned: bool) -> Effect {
    let verdict = class.verdict.map(|verdict| match (verdict, turned) {
        (Verdict::Helped, true) => Verdict::Hurt,
        (Verdict::Hurt, true) => Verdict::Helped,
        (other, _) => other,
    });
    let word = match verdict {
        Some(Verdict::Helped) => "helps",
        Some(Verdict::Hurt) => "hurts",
        Some(Verdict::Unchanged) => "no matter",
        Some(Verdict::NotSure) => "not sure",
        None if single => "single run",
        None => "no verdict",
    };
    Effect {
        class: name.to_owned(),
        step,
        value: turn(class.difference, turned),
        ci: turn_interval(class.difference_ci95, turned),
        verdict: word.into(),
        why: if verdict.is_some() {
            class.p_holm.map_or(String::new(), |p| format!("p {p:.3} after Holm"))
        } else {
            class.why.clone()
        },
        p: class.p_holm,
        single,
    }
}

fn bar(effect: &Effect, row: &str, step: &str) -> BarRow {
    let number = effect.value.map_or("–".into(), points);
    let interval =
        effect.ci.map_or("no interval".into(), |ci| format!("95 % interval {}", interval_in_points(ci)));
    let verdict = [effect.verdict.as_str(), effect.why.as_str()];
    let verdict: Vec<&str> = verdict.into_iter().filter(|words| !words.is_empty()).collect();
    let note =
        if effect.verdict.is_empty() { number.clone() } else { format!("{number} {}", effect.verdict) };
    BarRow {
        name: row.to_owned(),
        value: effect.value.map(|value| 100.0 * value),
        ci: in_points(effect.ci),
        single: effect.single,
        place: effect.step,
        note,
        words: format!("{}, {step}: {number} points, {interval}\n{}", effect.class, verdict.join(": ")),
        more: vec![cell(effect.p)],
        ..BarRow::default()
    }
}

/// What is certain, in words.
fn sentences(effects: &[Effect], pairs: &StepPairs, question: StepQuestion) -> Vec<String> {
    let mut all = Vec::new();
    for (step, (name, _)) in pairs.steps.iter().enumerate() {
        let with = |word: &str| -> Vec<&str> {
            let some = effects.iter().filter(|effect| effect.step == step && effect.verdict == word);
            some.map(|effect| effect.class.as_str()).collect()
        };
        let (helps, hurts) = (with("helps"), with("hurts"));
        if helps.is_empty() && hurts.is_empty() {
            continue;
        }
        let part = |word: &str, classes: &[&str]| {
            (!classes.is_empty()).then(|| format!("{word} {}", super::ranking::listed(classes)))
        };
        let parts: Vec<String> =
            [part("helps", &helps), part("hurts", &hurts)].into_iter().flatten().collect();
        all.push(format!("{name} {}.", parts.join(" and ")));
    }
    if all.is_empty() {
        let what = if question == StepQuestion::Swapped { "order" } else { "step" };
        all.push(format!("Of no {what} is it certain that it matters to a class."));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::made_up_runs::{Made, made};
    use super::*;

    /// Rotation helps class 0 and hurts class 1; the gain does nothing.
    fn chance(with_rotation: bool, class: usize) -> f64 {
        match (with_rotation, class) {
            (true, 0) => 0.9,
            (true, 1) => 0.4,
            _ => 0.6,
        }
    }

    fn asked(question: StepQuestion, by_step: bool) -> StepsAsked {
        StepsAsked { question, by_step }
    }

    #[test]
    fn what_a_step_brings_has_the_same_sign_left_out_and_alone() {
        let about = Made::steps(
            &[
                ("whole", &["rotate", "gain"]),
                ("rotate-off", &["gain"]),
                ("gain-off", &["rotate"]),
                ("none", &[]),
            ],
            3,
        );
        let runs = made(&about, |recipe, class| chance(matches!(recipe, 0 | 2), class));
        assert_eq!(step_questions(&runs), [StepQuestion::LeftOut, StepQuestion::Alone]);
        for question in [StepQuestion::LeftOut, StepQuestion::Alone] {
            let found = step_figure(&runs, asked(question, true)).unwrap().unwrap();
            let rows: Vec<&str> = found.chart.rows.iter().map(|row| row.name.as_str()).collect();
            let rotate = rows.iter().position(|name| *name == "Rotate").unwrap();
            assert_eq!(rows[rotate + 1..rotate + 5], [MEAN, "class 0", "class 1", "class 2"], "{rows:?}");
            let helped = &found.chart.rows[rotate + 2];
            assert!((helped.value.unwrap() - 30.0).abs() < 8.0, "{helped:?}");
            let [low, high] = helped.ci.unwrap();
            assert!(low < 30.0 && high > 25.0 && low > 10.0, "{helped:?}");
            assert!(helped.note.starts_with('+') && helped.note.ends_with("helps"), "{helped:?}");
            assert!(found.chart.rows[rotate + 3].note.ends_with("hurts"));
            assert_eq!(found.sentences, ["Rotate helps class 0 and hurts class 1."], "{question:?}");
        }
        let by_class = step_figure(&runs, asked(StepQuestion::LeftOut, false)).unwrap().unwrap();
        let heads: Vec<&str> =
            by_class.chart.rows.iter().filter(|row| row.section).map(|row| row.name.as_str()).collect();
        assert_eq!(heads, [MEAN, "class 0", "class 1", "class 2"]);
        assert_eq!(by_class.recipes[1..3], [Some(1), Some(2)]);
        assert!(step_figure(&runs, asked(StepQuestion::Swapped, false)).unwrap().is_none());
    }

    #[test]
    fn an_order_that_does_not_matter_and_single_runs_are_said() {
        let about = Made::steps(&[("a", &["rotate", "gain"]), ("b", &["gain", "rotate"])], 1);
        let runs = made(&about, |_, _| 0.6);
        let found = step_figure(&runs, asked(StepQuestion::Swapped, true)).unwrap().unwrap();
        assert!(found.chart.rows[1].single && found.chart.rows[2].note.ends_with("single run"));
        assert_eq!(found.sentences, ["Of no order is it certain that it matters to a class."]);
        assert!(found.chart.rows[0].name == "Gain before Rotate", "{:?}", found.chart.rows[0]);
    }
}
