//! [`identifiers`]: names of channels and classes as identifiers of Python, which some forms demand.

/// Words that mean something to Python and so are no identifiers.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// An identifier of Latin letters, digits and `_` for every name, none twice.
///
/// What cannot stand in one becomes `_`, a micro sign `u`. A name that is one already stays as it is, also where
/// another becomes the same: that one gets a number.
pub(super) fn identifiers(names: &[String]) -> Vec<String> {
    let plain: Vec<String> = names.iter().map(|name| identifier(name)).collect();
    let mut made: Vec<Option<String>> = vec![None; names.len()];
    let mut taken: Vec<String> = Vec::new();
    for unchanged in [true, false] {
        for ((name, plain), made) in names.iter().zip(&plain).zip(&mut made) {
            if made.is_some() || (name == plain) != unchanged {
                continue;
            }
            let mut own = plain.clone();
            let mut number = 2;
            while taken.contains(&own) {
                own = format!("{plain}_{number}");
                number += 1;
            }
            taken.push(own.clone());
            *made = Some(own);
        }
    }
    made.into_iter().flatten().collect()
}

fn identifier(name: &str) -> String {
    let mut text = String::new();
    for c in name.trim().chars() {
        match c {
            '\u{b5}' | '\u{3bc}' => text.push('u'),
            c if c.is_ascii_alphanumeric() => text.push(c),
            _ => text.push('_'),
        }
    }
    if text.is_empty() || text.starts_with(|c: char| c.is_ascii_digit()) {
        text.insert(0, '_');
    }
    if KEYWORDS.contains(&text.as_str()) {
        text.push('_');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_becomes_an_identifier_of_its_own() {
        let names = ["DNA 405", "DNA_405", "DNA.405", "3", "", "class", "5 µm", "it's \"x\"", "a", "a"];
        let made = identifiers(&names.map(String::from));
        assert_eq!(
            made,
            ["DNA_405_2", "DNA_405", "DNA_405_3", "_3", "_", "class_", "_5_um", "it_s__x_", "a", "a_2"]
        );
    }
}
