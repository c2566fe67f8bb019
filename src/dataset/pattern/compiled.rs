//! [`Compiled`]: a pattern ready to be looked for in names.

use super::FilePattern;
use super::fields::Fields;
use regex::{Regex, RegexBuilder};

/// Bytes that the machine of a pattern may take: a pattern from elsewhere cannot fill the memory.
const MOST_BYTES: usize = 4 << 20;

/// A pattern ready to be looked for in names.
pub(super) struct Compiled {
    regex: Regex,
    /// The names of its groups, in order.
    names: Vec<String>,
}

impl Compiled {
    /// Prepares `pattern`.
    ///
    /// # Errors
    /// In words, where it is no regular expression or names no group.
    pub fn new(pattern: &FilePattern) -> Result<Self, String> {
        let regex = RegexBuilder::new(&pattern.0).size_limit(MOST_BYTES).build().map_err(|error| {
            // The last line says what is wrong, the others draw an arrow that no window shows straight.
            let words = error.to_string();
            let last = words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
            format!("the pattern cannot be understood: {}", last.trim_start_matches("error: "))
        })?;
        let names: Vec<String> = regex.capture_names().flatten().map(str::to_owned).collect();
        if names.is_empty() {
            return Err(
                "the pattern names nothing: write what is to be kept as (?P<well>...) or (?P<channel>...)"
                    .to_owned(),
            );
        }
        Ok(Self { regex, names })
    }

    /// The names of its groups.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What `path` says, or `None` where it does not fit.
    pub fn read(&self, path: &str) -> Option<Fields> {
        let found = self.regex.captures(path)?;
        let value = |name: &str| found.name(name).map_or("", |m| m.as_str()).to_owned();
        Some(Fields::new(self.names.iter().map(|name| (name.clone(), value(name))).collect()))
    }
}
