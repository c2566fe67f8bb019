//! Holds intervals and tests against worlds in which the truth is known.
//!
//! `calibration [ROUNDS]`: 1,000 comparisons of a recipe with itself (a share of them where ROUNDS is smaller), how often
//! the intervals of recalls and of differences cover the truth, and how often a planted loss of 20 points is found.
#![allow(clippy::print_stdout, reason = "what it finds is its answer")]

mod coverage;
mod selfs;
mod world;

fn main() -> anyhow::Result<()> {
    let rounds = std::env::args().nth(1).map_or(Ok(1000), |rounds| rounds.parse::<usize>())?;
    let mut met = true;
    met &= selfs::itself(rounds)?;
    met &= selfs::planted(rounds)?;
    met &= coverage::of_recalls(rounds);
    selfs::coverage(rounds)?;
    anyhow::ensure!(met, "a bar is missed");
    Ok(())
}
