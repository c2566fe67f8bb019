//! Reading a file of Albumentations: the tree of transforms, groups and sequences.

use super::albumentations_names::understood;
use super::albumentations_values::expect_linear;
use super::arguments::Arguments;
use super::gathered::Gathered;
use serde_json::{Map, Value};

/// How deep sequences and choices may stand in each other.
const DEEPEST: usize = 16;

/// The object at the root, where `value` is a file of Albumentations.
pub(super) fn root(value: &Value) -> Option<&Map<String, Value>> {
    let object = value.as_object()?;
    let root = object.get("transform").and_then(Value::as_object).unwrap_or(object);
    (root.contains_key("__class_fullname__")).then_some(root)
}

/// What stands below `root`.
pub(super) fn read(root: &Map<String, Value>) -> Gathered {
    let mut gathered = Gathered::default();
    object(root, 1.0, 0, &mut gathered);
    gathered
}

fn object(object: &Map<String, Value>, share: f64, depth: usize, out: &mut Gathered) {
    let arguments = Arguments::new(object);
    let class = arguments.class();
    if depth > DEEPEST {
        return out.say(class, "left out: sequences stand too deep in each other");
    }
    match class {
        "Compose" | "Sequential" | "ReplayCompose" => sequence(&arguments, share, depth, out),
        "OneOf" | "SomeOf" | "RandomOrder" | "OneOrOther" => choice(&arguments, share, depth, out),
        _ => {
            let before = out.pipeline.steps.len();
            let p = share * arguments.p(0.5);
            if understood(&arguments, p, out) {
                if out.pipeline.steps.len() > before {
                    expect_linear(&arguments, out);
                }
                let unread = arguments.unread();
                if !unread.is_empty() && out.pipeline.steps.len() > before {
                    out.say(class, &format!("not understood: {}", unread.join(", ")));
                }
            } else {
                out.say(class, "left out: this program has no such transform");
            }
        }
    }
}

fn children<'a>(arguments: &Arguments<'a>) -> Vec<&'a Map<String, Value>> {
    let list = arguments.get("transforms").and_then(Value::as_array);
    list.map(|list| list.iter().filter_map(Value::as_object).collect()).unwrap_or_default()
}

fn sequence(arguments: &Arguments, share: f64, depth: usize, out: &mut Gathered) {
    let children = children(arguments);
    let p = arguments.p(if arguments.class() == "Sequential" { 0.5 } else { 1.0 });
    if let Some(symmetry) = symmetry(&children) {
        let setting = crate::transform::Setting::Fixed(symmetry);
        return out.add("Sequential", "eight-symmetries", share * p, &vec![("symmetry", setting)]);
    }
    if share * p < 1.0 && children.len() > 1 {
        out.say(
            arguments.class(),
            "its steps are applied together there; here each is drawn for itself, as often",
        );
    }
    for child in children {
        object(child, share * p, depth + 1, out);
    }
}

/// Transpositions and flips that are always applied, as one of the eight symmetries.
fn symmetry(children: &[&Map<String, Value>]) -> Option<f64> {
    // A symmetry as the images of the axes: columns of a matrix.
    let mut matrix = [[1, 0], [0, 1]];
    for child in children {
        let child = Arguments::new(child);
        if child.p(0.5) != 1.0 {
            return None;
        }
        let [[a, b], [c, d]] = matrix;
        matrix = match child.class() {
            "HorizontalFlip" => [[-a, -b], [c, d]],
            "VerticalFlip" => [[a, b], [-c, -d]],
            "Transpose" => [[c, d], [a, b]],
            _ => return None,
        };
    }
    // x' = y, y' = -x is a quarter turn counter-clockwise; 4 and more begin with x' = -x.
    let all = [
        [[1, 0], [0, 1]],
        [[0, 1], [-1, 0]],
        [[-1, 0], [0, -1]],
        [[0, -1], [1, 0]],
        [[-1, 0], [0, 1]],
        [[0, 1], [1, 0]],
        [[1, 0], [0, -1]],
        [[0, -1], [-1, 0]],
    ];
    let found = all.iter().position(|known| *known == matrix)?;
    (children.len() > 1).then_some(found as f64)
}

fn choice(arguments: &Arguments, share: f64, depth: usize, out: &mut Gathered) {
    let class = arguments.class();
    let children = children(arguments);
    if out.in_group() {
        return out.say(class, "left out: a choice within a choice");
    }
    let pick = match class {
        "OneOf" | "OneOrOther" => 1,
        _ => arguments.number("n", 1.0).max(1.0) as usize,
    };
    if class == "RandomOrder" || (class == "SomeOf" && arguments.is("replace", false)) {
        out.say(
            class,
            "the order of the steps is drawn there, or a step comes twice; here they stay in order",
        );
    }
    let weights: Vec<f64> = children.iter().map(|child| Arguments::new(child).p(0.5)).collect();
    let weighted = pick == 1 && weights.windows(2).any(|pair| pair.first() != pair.last());
    if weighted {
        out.say(class, "its steps are chosen by weights there; here each is as likely");
    }
    let p = share * arguments.p(if class == "OneOf" || class == "OneOrOther" { 0.5 } else { 1.0 });
    let single = children.len() == 1;
    if !single {
        out.begin_group(pick);
    }
    for child in children {
        let own = Arguments::new(child);
        let before = out.pipeline.steps.len();
        // One chosen by its weight is applied for certain.
        let p = if pick == 1 && own.p(0.5) > 0.0 { p / own.p(0.5) } else { p };
        object(child, p, depth + 1, out);
        if out.pipeline.steps.len() > before + 1 && !single {
            out.say(class, "one of its choices is several steps there; here each of them is a choice");
        }
    }
    if !single {
        out.end_group();
    }
}
