//! [`counterparts_table`]: the tables of all programs as one table in Markdown, for the documentation.

use super::{Agreement, Counterpart, albumentations, kornia, lightly, solo_learn, torchvision};
use crate::transform::{Entry, catalogue};
use std::fmt::Write as _;

/// A section a program, with a row for every transform: what it becomes and how near that comes.
pub fn counterparts_table() -> String {
    let mut text = String::new();
    section(&mut text, "Albumentations", albumentations::counterpart);
    section(&mut text, "torchvision", torchvision::counterpart);
    section(&mut text, "Kornia", kornia::counterpart);
    section(&mut text, "solo-learn", solo_learn::counterpart);
    section(&mut text, "lightly", lightly::counterpart);
    text
}

fn section<M>(text: &mut String, program: &str, table: fn(&'static Entry) -> Option<Counterpart<M>>) {
    // Writing to a String cannot fail.
    let _ =
        write!(text, "\n### {program}\n\n| transform | becomes | agreement | to know |\n|---|---|---|---|\n");
    let mut refused: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in catalogue::ALL {
        match table(entry) {
            Some(Counterpart::Mapped { by, agreement, note, .. }) => {
                let _ =
                    writeln!(text, "| `{}` | {by} | {} | {note} |", entry.kind, Agreement::words(agreement));
            }
            Some(Counterpart::Refused(why)) => match refused.iter_mut().find(|(known, _)| *known == why) {
                Some((_, kinds)) => kinds.push(entry.kind),
                None => refused.push((why, vec![entry.kind])),
            },
            None => {}
        }
    }
    text.push_str("\nNot exported:\n\n");
    for (why, kinds) in refused {
        let _ = writeln!(text, "- `{}`: {why}", kinds.join("`, `"));
    }
}
