//! [`PythonSource`]: a recipe as a Python module with `build(size)` and a wrapper for two random versions.

use super::counterpart::{Asked, Counterpart, Told};
use super::target::window_words;
use super::{ExportError, Product, Recipe};
use crate::pipeline::Step;
use crate::transform::Entry;
use std::fmt::Write as _;

/// Makes the expressions that stand for a step; all of them or none.
pub type MakePython = fn(&mut Asked) -> Result<Vec<String>, String>;

/// What differs between the libraries that Python source is written for.
#[derive(Debug)]
pub(super) struct PythonSource {
    /// The library, for people.
    pub package: &'static str,
    /// What the source imports, and how its pictures come in.
    pub imports: &'static str,
    /// What the module expects and gives, in a sentence.
    pub data: &'static str,
    /// The table of counterparts.
    pub counterpart: fn(&'static Entry) -> Option<Counterpart<MakePython>>,
    /// Opens and closes the list of steps.
    pub list: (&'static str, &'static str),
    /// The expressions before the first step: what brings a picture to its size.
    pub begin: fn(&Told) -> Vec<String>,
    /// The expressions behind the last.
    pub end: &'static [&'static str],
    /// The expression for "so many of these steps".
    pub pick: fn(usize, &[String]) -> Result<String, String>,
    /// Several expressions of a step that are applied together or not at all, and how often.
    pub together: fn(f64, &[String]) -> String,
    /// Classes that the module may hold, of which only those used are written.
    pub classes: &'static str,
    /// The wrapper for two versions.
    pub two_views: &'static str,
}

/// One way of a recipe, as expressions, with what has none.
#[derive(Debug, Default)]
struct Written {
    lines: Vec<String>,
    refused: Vec<String>,
    notes: Vec<String>,
}

impl PythonSource {
    /// The module for `recipe`.
    ///
    /// # Errors
    /// None so far: what cannot be said raises when the module's `build` is called.
    #[allow(clippy::unnecessary_wraps, reason = "every target answers so")]
    pub fn product(&self, recipe: &Recipe) -> Result<Product, ExportError> {
        let told = Told::new(&recipe.pipeline);
        let size = recipe.size.unwrap_or(super::target::USUAL_SIZE);
        let first = self.steps(&told, size, 0);
        let second = told.has_second().then(|| self.steps(&told, size, 1));
        let mut notes = told.notes.clone();
        notes.extend(first.notes.iter().chain(second.iter().flat_map(|written| &written.notes)).cloned());
        notes.sort();
        notes.dedup();
        let mut text = self.head(recipe, &notes);
        let mut body = String::new();
        build(&mut body, "build", size, self.list, &first, recipe.partial);
        if let Some(second) = &second {
            build(&mut body, "build_second", size, self.list, second, recipe.partial);
        } else {
            body.push_str("\n\ndef build_second(size):\n    \"\"\"The second random version follows the same settings.\"\"\"\n    return build(size)\n");
        }
        text.push_str(&used_classes(self.classes, &body));
        text.push_str(&body);
        text.push_str("\n\n");
        text.push_str(self.two_views);
        let mut product = Product::file(text);
        product.notes = notes;
        let mut refused = first.refused;
        refused.extend(second.into_iter().flat_map(|written| written.refused));
        refused.dedup();
        let what = if recipe.partial { "left out" } else { "not exported, so build() raises an error" };
        product.notes.extend(refused.into_iter().map(|step| format!("{what}: {step}")));
        Ok(product)
    }

    fn head(&self, recipe: &Recipe, notes: &[String]) -> String {
        let pipeline = &recipe.pipeline;
        let seed = recipe.seed.map_or_else(|| "none".to_owned(), |seed| seed.to_string());
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "# The recipe \"{}\" for {}, written by Augscope {}.\n# Seed of the run: {seed}. {} draws other numbers from \
             it: begin with torch.manual_seed(SEED).\n# Data range: {}\n# Intensity window: {}.\n",
            one_line(&pipeline.name),
            self.package,
            env!("CARGO_PKG_VERSION"),
            self.package,
            self.data,
            one_line(&window_words(&pipeline.input.window)),
        );
        for note in notes {
            let _ = writeln!(text, "# Note: {}.", one_line(note));
        }
        let seed = recipe.seed.map_or_else(|| "None".to_owned(), |seed| seed.to_string());
        let _ = write!(text, "{}\nSEED = {seed}\n", self.imports);
        text
    }

    fn steps(&self, told: &Told, size: usize, view: u32) -> Written {
        let mut written = Written { lines: (self.begin)(told), ..Written::default() };
        let stretches = match told.stretches() {
            Ok(stretches) => stretches,
            Err(why) => {
                written.refused.push(why);
                Vec::new()
            }
        };
        for (pick, steps) in stretches {
            let mut made: Vec<String> = Vec::new();
            for step in steps {
                match self.step(told, step, size, view, &mut written.notes) {
                    Ok(mut expressions) if expressions.len() == 1 || pick.is_none() => {
                        made.append(&mut expressions);
                    }
                    Ok(expressions) => made.push((self.together)(1.0, &expressions)),
                    Err(why) => {
                        let line = format!("{} ({}): {why}", step.id, step.entry.name);
                        written.lines.push(format!("# not exported: {}", one_line(&line)));
                        written.refused.push(line);
                    }
                }
            }
            match pick {
                None => written.lines.append(&mut made),
                Some(pick) if !made.is_empty() => match (self.pick)(pick, &made) {
                    Ok(expression) => written.lines.push(expression),
                    Err(why) => {
                        written.lines.push(format!("# not exported: {why}"));
                        written.refused.push(why);
                    }
                },
                Some(_) => {}
            }
        }
        written.lines.extend(self.end.iter().map(ToString::to_string));
        written
    }

    fn step(
        &self,
        told: &Told,
        step: &Step,
        size: usize,
        view: u32,
        notes: &mut Vec<String>,
    ) -> Result<Vec<String>, String> {
        let column = step.column(view);
        let mut asked = Asked::new(step.entry, column, &told.pipeline.input, size);
        let made = match (self.counterpart)(step.entry) {
            Some(Counterpart::Mapped { make, .. }) => make(&mut asked)?,
            Some(Counterpart::Refused(why)) => return Err(why.into()),
            None => return Err("nobody has decided what this becomes".into()),
        };
        notes.extend(asked.notes.into_iter().map(|note| format!("{}: {note}", step.id)));
        Ok(if made.len() > 1 { vec![(self.together)(column.probability, &made)] } else { made })
    }
}

fn build(out: &mut String, name: &str, size: usize, list: (&str, &str), written: &Written, partial: bool) {
    let _ = write!(out, "\n\ndef {name}(size={size}):\n");
    if !partial && !written.refused.is_empty() {
        let steps: Vec<String> = written.refused.iter().map(|step| python_text(step)).collect();
        let _ = write!(
            out,
            "    raise NotImplementedError(\"not exported: \" + \"; \".join([\n        {},\n    ]))\n",
            steps.join(",\n        ")
        );
    }
    let _ = writeln!(out, "    return {}", list.0);
    for line in &written.lines {
        let comma = if line.starts_with('#') { "" } else { "," };
        let _ = writeln!(out, "        {line}{comma}");
    }
    let _ = writeln!(out, "    {}", list.1);
}

/// A text as Python reads it: JSON's way of writing texts is one of Python's.
fn python_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Without line breaks, so that a comment ends where it should, whatever a recipe is called.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ")
}

/// The classes of `all` that `body` names, with those that they are made of.
fn used_classes(all: &str, body: &str) -> String {
    let name = |class: &str| -> Option<(String, Option<String>)> {
        let rest = class.strip_prefix("class ")?;
        let (name, rest) = rest.split_once('(')?;
        Some((name.to_owned(), rest.split_once(')').map(|(base, _)| base.to_owned())))
    };
    let blocks: Vec<(&str, String, Option<String>)> = all
        .split("\n\n\n")
        .filter_map(|block| name(block.trim_start()).map(|(name, base)| (block.trim(), name, base)))
        .collect();
    let mut used: Vec<bool> = blocks.iter().map(|(_, name, _)| body.contains(&format!("{name}("))).collect();
    // A class stands behind the one that it is made of.
    for place in (0..blocks.len()).rev() {
        let (Some(true), Some((_, _, Some(base)))) = (used.get(place).copied(), blocks.get(place)) else {
            continue;
        };
        if let Some(at) = blocks.iter().position(|(_, name, _)| name == base)
            && let Some(used) = used.get_mut(at)
        {
            *used = true;
        }
    }
    let chosen = blocks.iter().zip(&used).filter(|(_, used)| **used);
    chosen.fold(String::new(), |mut text, ((block, _, _), _)| {
        let _ = write!(text, "\n\n{block}\n");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_classes_that_are_used_are_written_with_their_bases() {
        let all = "class A(X):\n    pass\n\n\nclass B(A):\n    pass\n\n\nclass AB(A):\n    pass\n";
        assert_eq!(used_classes(all, "B(p=1)"), "\n\nclass A(X):\n    pass\n\n\nclass B(A):\n    pass\n");
        assert_eq!(used_classes(all, "nothing"), "");
    }

    #[test]
    fn names_cannot_leave_their_comment() {
        assert_eq!(one_line("a\nimport os\r\u{2028}"), "a import os \u{2028}");
        assert_eq!(python_text("a\"b\n"), "\"a\\\"b\\n\"");
    }
}
