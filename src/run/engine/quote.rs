//! What may be written into a script that a shell or a scheduler reads: quoted, or refused.

use super::EngineError;
use std::path::Path;

/// `text` as one word of a shell, whatever is in it.
///
/// # Errors
/// Where it holds a control character: a line of a script must stay a line.
pub fn quoted(text: &str) -> Result<String, EngineError> {
    if text.chars().any(char::is_control) {
        return Err(EngineError::BadName {
            path: text.to_owned(),
            why: "it holds a line break or another control character",
        });
    }
    Ok(format!("'{}'", text.replace('\'', r"'\''")))
}

/// `path` as one word of a shell.
///
/// # Errors
/// Where it is no Unicode, or as for [`quoted`].
pub fn quoted_path(path: &Path) -> Result<String, EngineError> {
    let text = path.to_str().ok_or_else(|| EngineError::BadName {
        path: path.to_string_lossy().into_owned(),
        why: "its letters cannot be read",
    })?;
    // A word that begins with a dash is taken for an option.
    if text.starts_with('-') {
        return quoted(&format!("./{text}"));
    }
    quoted(text)
}

/// `value` of the setting called `setting`, for a line `#SBATCH`, where nothing can be quoted.
///
/// # Errors
/// Where it holds anything but letters, digits and `_ . , : + - = / @ %`, or begins with a dash.
pub fn plain<'a>(setting: &str, value: &'a str) -> Result<&'a str, EngineError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_.,:+-=/@%".contains(c);
    if value.is_empty() || value.starts_with('-') || !value.chars().all(fits) {
        return Err(EngineError::Setting {
            setting: setting.to_owned(),
            why: format!("{value:?} holds something else than letters, digits and _ . , : + - = / @ %"),
        });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_gives_back_what_was_quoted() {
        for text in ["plain", "a b", "$(touch x)", "`id`", "it's", "\"", "\\", "a;b|c&d", "~", "*", "ä", ""]
        {
            let script = format!("printf %s {}", quoted(text).unwrap());
            let Ok(said) = std::process::Command::new("bash").args(["-c", &script]).output() else {
                return;
            };
            assert_eq!(String::from_utf8_lossy(&said.stdout), text);
        }
        for text in ["a\nb", "a\rb", "a\0b", "\u{1b}[1m"] {
            assert!(quoted(text).is_err(), "{text:?}");
        }
        assert_eq!(quoted_path(Path::new("-x")).unwrap(), "'./-x'");
    }

    #[test]
    fn values_for_the_scheduler_are_plain_or_refused() {
        assert_eq!(plain("partition", "gpu_a100,long").unwrap(), "gpu_a100,long");
        for value in ["", "-p", "a b", "a$b", "a`b`", "a;b", "a\nb", "a'b", "a#b"] {
            let words = plain("partition", value).unwrap_err().to_string();
            assert!(words.contains("partition"), "{words}");
        }
    }
}
