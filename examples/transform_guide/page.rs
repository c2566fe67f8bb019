//! The text of the guide to transforms, derived from the catalogue.

use augscope::transform::{Entry, Ignores, Param, Scope, Unit, catalogue};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The whole page in Markdown.
pub fn page() -> String {
    let mut text = format!(
        "# Transforms\n\n\
         The {} transforms of the catalogue, by what an encoder learns to ignore. Each picture shows a test picture and\n\
         four random versions of it by a new step. This page is made from the catalogue by\n\
         `cargo run --example transform_guide`; do not edit it.\n",
        catalogue::ALL.len()
    );
    let headings: BTreeSet<Ignores> = catalogue::ALL.iter().map(|entry| entry.ignores).collect();
    for heading in headings {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "\n## To ignore {}", heading.words());
        for entry in catalogue::ALL.iter().filter(|entry| entry.ignores == heading) {
            chapter(&mut text, entry);
        }
    }
    text
}

fn chapter(text: &mut String, entry: &Entry) {
    let _ = write!(
        text,
        "\n### {name}\n\n![{name}](transforms/{kind}.png)\n\n{} The encoder will ignore {}.\n\n",
        entry.summary,
        entry.encoder_ignores,
        name = entry.name,
        kind = entry.kind
    );
    let _ = writeln!(text, "- In a recipe: `kind = \"{}\"`", entry.kind);
    let _ = writeln!(text, "- Formula: `{}`", entry.formula);
    let _ = writeln!(text, "- Source: {}", entry.source);
    if let Some(channels) = entry.only_channels {
        let _ = writeln!(text, "- For pictures of {channels} channels; others are left alone.");
    }
    if entry.params.is_empty() {
        return;
    }
    text.push_str(
        "\n| setting | what it does | unit | allowed | slider | new step |\n|---|---|---|---|---|---|\n",
    );
    for param in entry.params {
        setting(text, param);
    }
}

fn setting(text: &mut String, param: &Param) {
    let each = if param.scope == Scope::Channel { ", one a channel" } else { "" };
    let unit = match param.unit {
        Unit::Whole => "whole number",
        other if other.symbol().is_empty() => "number",
        other => other.symbol(),
    };
    let range = |(low, high): (f64, f64)| format!("{low} to {high}");
    let _ = writeln!(
        text,
        "| {} (`{}`) | {} | {unit}{each} | {} | {} | {} |",
        param.label,
        param.name,
        param.help.replace('|', "\\|"),
        range(param.hard),
        range(param.soft),
        rounded(&param.default.to_string())
    );
}

/// Numbers such as 1.3333333333333333 with four digits.
fn rounded(words: &str) -> String {
    let short = |word: &str| match word.parse::<f64>() {
        Ok(number) if word.len() > 7 => format!("{}", (number * 1e4).round() / 1e4),
        _ => word.to_owned(),
    };
    words.split(' ').map(short).collect::<Vec<_>>().join(" ")
}
