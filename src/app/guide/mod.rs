//! The guide as it comes with the program: [`pages`], and which of them belongs to what is on the screen.

pub mod markdown;
mod picture_files;
mod pictures;

use super::context::Context;
use super::view::{Overlay, Room};
use markdown::{Block, anchor, blocks, plain};
pub use pictures::{Pictures, size};
use std::sync::LazyLock;

/// A page of the guide.
#[derive(Debug)]
pub struct Page {
    /// Its file in `docs/`, by which links call it.
    pub file: &'static str,
    /// Its title.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A place in the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The page's file.
    pub file: String,
    /// The heading that is to be seen first; none once it is.
    pub anchor: Option<String>,
}

macro_rules! texts {
    ($($file:literal),* $(,)?) => {
        [$(($file, include_str!(concat!("../../../docs/", $file)))),*]
    };
}

/// The pages in the order of `docs/SUMMARY.md`; a test holds the two together.
const TEXTS: [(&str, &str); 19] = texts![
    "README.md",
    "install.md",
    "tour.md",
    "own-images.md",
    "data.md",
    "files.md",
    "cells.md",
    "choosing.md",
    "transforms.md",
    "check.md",
    "pretraining.md",
    "results.md",
    "studies.md",
    "cluster.md",
    "exports.md",
    "exports-recipes.md",
    "own-files.md",
    "questions.md",
    "evidence.md",
];

/// All pages, taken apart at the first look.
pub fn pages() -> &'static [Page] {
    static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
        let page = |(file, text): (&'static str, &str)| {
            let blocks = blocks(text);
            let title = blocks.iter().find_map(|block| match block {
                Block::Heading { words, .. } => Some(plain(words)),
                _ => None,
            });
            Page { file, title: title.unwrap_or_default(), blocks }
        };
        TEXTS.into_iter().map(page).collect()
    });
    &PAGES
}

/// The page of that file.
pub fn find(file: &str) -> Option<&'static Page> {
    pages().iter().find(|page| page.file == file)
}

impl Place {
    /// The beginning of a page.
    pub fn page(file: &str) -> Self {
        Self { file: file.to_owned(), anchor: None }
    }

    /// Where a link of the page `from` leads; `None` where that is no page of the guide.
    pub fn linked(from: &str, target: &str) -> Option<Self> {
        let (file, anchor) = target.split_once('#').map_or((target, None), |(f, a)| (f, Some(a)));
        let file = if file.is_empty() { from } else { file };
        find(file).map(|page| Self { file: page.file.to_owned(), anchor: anchor.map(str::to_owned) })
    }

    /// The page for what is on the screen.
    pub fn of(cx: &Context) -> Self {
        match &cx.view.overlay {
            Overlay::Catalogue { .. } => return Self::page("transforms.md"),
            Overlay::Cells { .. } => return Self::page("cells.md"),
            Overlay::FileNames { .. } | Overlay::PlateMap(_) | Overlay::Unlabelled { .. } => {
                return Self::page("data.md");
            }
            Overlay::ExportRun(_) => return Self::page("exports.md"),
            Overlay::ExportRecipe(_) | Overlay::ImportRecipe { .. } => {
                return Self::page("exports-recipes.md");
            }
            _ => {}
        }
        if let (Room::Design, Some(step)) = (cx.view.room, cx.selected_step()) {
            return Self { anchor: Some(anchor(step.entry.name)), ..Self::page("transforms.md") };
        }
        Self::page(match cx.view.room {
            Room::Data => "own-images.md",
            Room::Design => "choosing.md",
            Room::Train => "pretraining.md",
            Room::Results => "results.md",
            Room::Studies => "studies.md",
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn the_pages_are_those_of_the_summary() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let summary = std::fs::read_to_string(root.join("docs/SUMMARY.md")).unwrap();
        let listed: Vec<&str> =
            summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        let ours: Vec<&str> = pages().iter().map(|page| page.file).collect();
        // What was measured of training is for those who work on the program.
        let listed: Vec<&str> = listed.into_iter().filter(|file| *file != "training.md").collect();
        assert_eq!(ours, listed);
        assert!(pages().iter().all(|page| !page.title.is_empty() && page.blocks.len() > 3));
    }

    #[test]
    fn every_transform_has_its_place() {
        let page = find("transforms.md").unwrap();
        for entry in augscope::transform::catalogue::ALL {
            let wanted = anchor(entry.name);
            let there = page
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Heading { anchor, .. } if *anchor == wanted));
            assert!(there, "{wanted}");
        }
    }

    #[test]
    fn links_lead_to_pages_only() {
        let place = Place::linked("data.md", "#parts").unwrap();
        assert_eq!(place, Place { file: "data.md".into(), anchor: Some("parts".into()) });
        assert_eq!(Place::linked("data.md", "cells.md").unwrap().file, "cells.md");
        assert_eq!(Place::linked("data.md", "https://example.org"), None);
    }
}
