//! The guide in docs/: every link and picture leads somewhere, every page is listed, every transform is told whole, and
//! mdBook makes a book of it without a warning.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "the window's own reader of pages; a test does not use all of it")]
#[path = "../src/app/guide/markdown.rs"]
mod markdown;

use augscope::transform::catalogue;
use markdown::{Block, Span, blocks, plain};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn docs() -> PathBuf {
    root().join("docs")
}

fn read(path: &Path) -> Vec<Block> {
    blocks(&std::fs::read_to_string(path).unwrap().replace("\r\n", "\n"))
}

/// Files of a folder and its folders, as names from `docs/`.
fn files(ending: &str) -> BTreeSet<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(&docs(), &mut found);
    let name = |path: &PathBuf| path.strip_prefix(docs()).unwrap().to_str().unwrap().replace('\\', "/");
    // What a failed comparison of pictures leaves is none of the guide's.
    let left = |name: &String| [".new.png", ".diff.png", ".old.png"].iter().any(|end| name.ends_with(end));
    found.iter().map(name).filter(|name| name.ends_with(ending) && !left(name)).collect()
}

/// Where a page leads: links, and pictures.
fn targets(page: &[Block]) -> Vec<String> {
    let of = |spans: &[Span]| spans.iter().filter_map(|span| span.link.clone()).collect::<Vec<_>>();
    let of_block = |block: &Block| match block {
        Block::Heading { words, .. } | Block::Paragraph(words) | Block::Item { words, .. } => of(words),
        Block::Table { head, rows } => {
            head.iter().chain(rows.iter().flatten()).flat_map(|cell| of(cell)).collect()
        }
        Block::Picture { target, .. } => vec![target.clone()],
        Block::Code(_) => Vec::new(),
    };
    page.iter().flat_map(of_block).collect()
}

fn is_picture(target: &str) -> bool {
    Path::new(target).extension().is_some_and(|ending| ending == "png")
}

fn anchors(page: &[Block]) -> BTreeSet<&str> {
    page.iter()
        .filter_map(|block| match block {
            Block::Heading { anchor, .. } => Some(anchor.as_str()),
            _ => None,
        })
        .collect()
}

/// What is wrong with a link of `page`; nothing where it leads somewhere.
fn broken(page: &Path, target: &str) -> Option<String> {
    if target.starts_with("https://") {
        return None;
    }
    let wrong = |why: &str| Some(format!("{}: \"{target}\" {why}", page.display()));
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    let place = if file.is_empty() { page.to_path_buf() } else { page.parent().unwrap().join(file) };
    if !place.is_file() {
        return wrong("is no file");
    }
    let inside = page.starts_with(docs());
    if inside && (file.contains("..") || file.starts_with('/')) {
        return wrong("leads out of docs/, where the book does not reach");
    }
    let anchor = anchor?;
    if anchors(&read(&place)).contains(anchor) { None } else { wrong("is no heading of that page") }
}

#[test]
fn every_link_and_picture_leads_somewhere() {
    let mut pages: Vec<PathBuf> = files(".md").iter().map(|name| docs().join(name)).collect();
    pages.push(root().join("README.md"));
    pages.push(root().join("ARCHITECTURE.md"));
    let mut wrong = Vec::new();
    let mut links = 0;
    for page in &pages {
        let targets = targets(&read(page));
        links += targets.len();
        wrong.extend(targets.iter().filter_map(|target| broken(page, target)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(links > 100, "only {links} links were seen");
}

/// What these tests look for is found where it is: they can fail.
#[test]
fn broken_links_are_seen() {
    let page = docs().join("data.md");
    for target in ["none.md", "files.md#none", "#none", "transforms/none.png", "../README.md"] {
        assert!(broken(&page, target).is_some(), "{target}");
    }
    for target in ["files.md", "#parts", "https://example.org"] {
        assert_eq!(broken(&page, target), None, "{target}");
    }
}

#[test]
fn the_summary_lists_every_page_once() {
    let listed = targets(&read(&docs().join("SUMMARY.md")));
    let distinct: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(distinct.len(), listed.len(), "a page is listed twice");
    let mut pages = files(".md");
    assert!(pages.remove("SUMMARY.md"));
    assert_eq!(distinct, pages);
}

/// No picture is left over, and those of the tour are the ones that its test draws.
#[test]
fn every_picture_is_on_a_page() {
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for page in files(".md") {
        shown.extend(targets(&read(&docs().join(page))).into_iter().filter(|target| is_picture(target)));
    }
    let readme = targets(&read(&root().join("README.md")));
    shown.extend(readme.iter().filter_map(|target| target.strip_prefix("docs/")).map(str::to_owned));
    let kept: BTreeSet<String> = files(".png");
    let left: Vec<&String> = kept.iter().filter(|picture| !shown.contains(*picture)).collect();
    assert!(left.is_empty(), "on no page: {left:?}");

    let test = std::fs::read_to_string(root().join("tests/window/guide.rs")).unwrap();
    let drawn: BTreeSet<String> = test
        .split("pictures.take(pilot, \"")
        .skip(1)
        .map(|rest| format!("guide/{}.png", rest.split('"').next().unwrap()))
        .collect();
    let on_tour: BTreeSet<String> =
        targets(&read(&docs().join("tour.md"))).into_iter().filter(|target| is_picture(target)).collect();
    assert_eq!(drawn, on_tour);
}

#[test]
fn every_transform_has_picture_formula_and_source() {
    let page = read(&docs().join("transforms.md"));
    for entry in catalogue::ALL {
        let begins = |block: &Block| matches!(block, Block::Heading { level: 3, words, .. } if plain(words) == entry.name);
        let at = page.iter().position(begins).unwrap_or_else(|| panic!("{} is not told of", entry.name));
        let rest = &page[at + 1..];
        let end = rest.iter().position(|block| matches!(block, Block::Heading { .. })).unwrap_or(rest.len());
        let chapter = &rest[..end];
        let says = |words: &str| {
            chapter.iter().any(|block| match block {
                Block::Item { words: said, .. } | Block::Paragraph(said) => plain(said).contains(words),
                _ => false,
            })
        };
        let picture = format!("transforms/{}.png", entry.kind);
        assert!(
            chapter.iter().any(|block| matches!(block, Block::Picture { target, .. } if *target == picture)),
            "{}: no picture",
            entry.name
        );
        assert!(!entry.formula.is_empty() && says("Formula: "), "{}: no formula", entry.name);
        assert!(!entry.source.is_empty() && says(&format!("Source: {}", entry.source)), "{}", entry.name);
        assert!(says(entry.encoder_ignores), "{}: what the encoder ignores", entry.name);
    }
}

/// mdBook: the one that `MDBOOK` names, that of `scripts/bars/guide`, or an installed one.
fn mdbook() -> Option<Command> {
    let named = std::env::var_os("MDBOOK").map(PathBuf::from);
    let own = Some(root().join("target/mdbook/bin/mdbook")).filter(|path| path.is_file());
    let program = named.or(own).unwrap_or_else(|| "mdbook".into());
    let found = Command::new(&program).arg("--version").output().is_ok_and(|done| done.status.success());
    found.then(|| Command::new(program))
}

#[test]
fn mdbook_makes_a_book_without_a_warning() {
    let Some(mut mdbook) = mdbook() else {
        let required = std::env::var("AUGSCOPE_REQUIRE_MDBOOK").is_ok_and(|v| v == "1");
        assert!(!required, "mdbook is not installed, but AUGSCOPE_REQUIRE_MDBOOK is set");
        println!("SKIPPED the book: mdbook is not installed (scripts/bars/guide installs it)");
        return;
    };
    let out = tempfile::tempdir().unwrap();
    let done = mdbook.arg("build").arg(docs()).arg("--dest-dir").arg(out.path()).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && !said.contains("WARN") && !said.contains("ERROR"), "{said}");
    assert!(out.path().join("tour.html").is_file() && out.path().join("guide/first-start.png").is_file());
}
