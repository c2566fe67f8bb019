//! Random sequences of edits: undo everything, do everything again, and the files are the same, byte for byte.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "edit_sequences/random_edit.rs"]
mod random_edit;

use augscope::evaluate::Random;
use augscope::pipeline::{Edit, PRESETS, Pipeline, PipelineFile};
use random_edit::{KINDS, kind_of, random_edit};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

const SEQUENCES: u64 = 10_000;
/// The text is compared after every single edit in one of so many sequences, else at both ends.
const CLOSELY: u64 = 16;

/// What a sequence begins with: nothing, a preset with its comments, or a file with groups and lengths in micrometres.
fn beginning(sequence: u64) -> PipelineFile {
    const GROUPS: &str = "format = 1 # mine\nname = \"groups\"\n[input]\nlengths = \"um\"\num_per_pixel = 0.325\n\
        # one of these\n[[group]]\nid = \"one\"\npick = 1\n\n[[step]]\nkind = \"rotate\"\ngroup = \"one\" # first\n\
        [[step]]\nkind = \"gaussian-blur\"\ngroup = \"one\"\nsigma = 0.5\n[step.second]\nprobability = 0.1\n";
    let start = sequence as usize % (PRESETS.len() + 2);
    match PRESETS.get(start) {
        Some((_, text)) => PipelineFile::parse(text).unwrap(),
        None if start == PRESETS.len() => PipelineFile::parse(GROUPS).unwrap(),
        None => PipelineFile::new(Pipeline::default()),
    }
}

#[test]
fn ten_thousand_sequences_undone_and_done_again_leave_the_same_files() {
    let [done, refused] = [(); 2].map(|()| KINDS.map(|_| AtomicUsize::new(0)));
    (0..SEQUENCES).into_par_iter().for_each(|sequence| {
        let mut random = Random::new(7, sequence);
        let closely = sequence % CLOSELY == 0;
        let mut file = beginning(sequence);
        let mut texts = vec![file.to_toml()];
        let mut undo: Vec<Edit> = Vec::new();
        for _ in 0..5 + random.below(40) {
            let edit = random_edit(&file.pipeline, &mut random);
            let kind = kind_of(&edit);
            let before = file.pipeline.clone();
            match file.pipeline.edit(edit.clone()) {
                Ok(inverse) => {
                    done[kind].fetch_add(1, Ordering::Relaxed);
                    undo.push(inverse);
                    if closely {
                        texts.push(file.to_toml());
                    }
                }
                Err(error) => {
                    refused[kind].fetch_add(1, Ordering::Relaxed);
                    assert_eq!(
                        file.pipeline, before,
                        "{sequence}: {edit:?} was refused and changed something"
                    );
                    assert!(!error.to_string().is_empty());
                }
            }
        }
        let end = file.to_toml();
        // What was made can be read again, and is the same.
        let read = PipelineFile::parse(&end).unwrap_or_else(|error| panic!("{sequence}: {error}\n{end}"));
        assert_eq!(read.to_toml(), end, "{sequence}");
        let redo = walk(&mut file, undo, &mut texts.iter().rev().skip(1), closely, sequence);
        assert_eq!(file.to_toml(), texts[0], "{sequence}: undone");
        walk(&mut file, redo, &mut texts.iter().skip(1), closely, sequence);
        assert_eq!(file.to_toml(), end, "{sequence}: done again");
    });
    // Edits of every kind were among them, good ones and, where there are such, bad ones.
    for (place, kind) in KINDS.iter().enumerate() {
        let [done, refused] = [&done, &refused].map(|counts| counts[place].load(Ordering::Relaxed));
        assert!(done > 1000, "{kind}: {done} done");
        let never_refused = ["Rename", "Describe"].contains(kind);
        assert!(never_refused || refused > 100, "{kind}: {refused} refused");
    }
}

/// Does `edits` from the last to the first, and answers with their inverses. `texts` are the files on the way.
fn walk(
    file: &mut PipelineFile,
    edits: Vec<Edit>,
    texts: &mut dyn Iterator<Item = &String>,
    closely: bool,
    sequence: u64,
) -> Vec<Edit> {
    let mut inverses = Vec::with_capacity(edits.len());
    for edit in edits.into_iter().rev() {
        let words = format!("{edit:?}");
        let inverse = file.pipeline.edit(edit);
        inverses.push(inverse.unwrap_or_else(|error| panic!("{sequence}: {words} was refused: {error}")));
        if closely {
            assert_eq!(Some(&file.to_toml()), texts.next(), "{sequence}: {words}");
        }
    }
    inverses
}
