//! [`MlflowNames`]: names of curves and settings as MLflow takes them.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// MLflow refuses longer names.
const LONGEST: usize = 250;

/// The names that were given so far, each to one original only.
#[derive(Clone, Debug, Default)]
pub(super) struct MlflowNames {
    given: BTreeMap<String, String>,
}

impl MlflowNames {
    /// The name for `original`: letters and digits of ASCII, `_`, `-`, `.`, blanks, and `/` between parts that are neither
    /// empty nor dots. Of two originals that become the same, the later one gets a number.
    pub fn of(&mut self, original: &str) -> String {
        if let Some(name) = self.given.get(original) {
            return name.clone();
        }
        let parts: Vec<String> = original.split('/').map(part).collect();
        let base: String = parts.join("/").chars().take(LONGEST).collect();
        let mut name = base.trim_end_matches(['/', ' ']).to_owned();
        let mut number = 2;
        while self.given.values().any(|known| *known == name) {
            let end = format!("_{number}");
            name = base.chars().take(LONGEST - end.len()).collect::<String>() + &end;
            number += 1;
        }
        self.given.insert(original.to_owned(), name.clone());
        name
    }

    /// The originals of the names that differ from them, as a JSON text; nothing where none does.
    pub fn changed(&self) -> Value {
        let changed: Map<String, Value> = self
            .given
            .iter()
            .filter(|(original, name)| original != name)
            .map(|(original, name)| (name.clone(), json!(original)))
            .collect();
        if changed.is_empty() { Value::Null } else { json!(Value::Object(changed).to_string()) }
    }
}

/// What stands between two strokes. A colon is refused where MLflow runs on Windows.
fn part(text: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || "_-. ".contains(c) { c } else { '_' };
    let text: String = text.chars().map(kept).collect();
    if text.trim_matches(['.', ' ']).is_empty() { format!("_{}", text.replace('.', "_")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_names_of_mlflow() {
        let mut names = MlflowNames::default();
        for (original, name) in [
            ("probe/acc_class/large", "probe/acc_class/large"),
            ("probe/acc_class/5 \u{b5}M", "probe/acc_class/5 _M"),
            ("probe/acc_class/5 ?M", "probe/acc_class/5 _M_2"),
            ("probe/acc_class/..", "probe/acc_class/___"),
            ("probe/acc_class/", "probe/acc_class/_"),
            ("probe/acc_class/a//b", "probe/acc_class/a/_/b"),
            ("probe/acc_class/it's: \"x\"", "probe/acc_class/it_s_ _x_"),
        ] {
            assert_eq!(names.of(original), name);
            assert_eq!(names.of(original), name, "the same again");
        }
        let long = "x".repeat(400);
        assert_eq!((names.of(&long).len(), names.of(&format!("{long}y")).len()), (250, 250));
        let changed = names.changed();
        assert!(
            changed.as_str().unwrap().contains("\"probe/acc_class/5 _M_2\":\"probe/acc_class/5 ?M\""),
            "{changed}"
        );
        assert!(!changed.to_string().contains("large"));
    }
}
