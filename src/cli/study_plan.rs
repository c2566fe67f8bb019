//! `augscope study --plan`: the runs of a study, and what they will take, before any is begun.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use super::progress::words;
use augscope::job::Stop;
use augscope::run::study::{Forecast, Plan, forecast};
use std::fmt::Write;

/// Tells what `plan` will take; measures some seconds, and writes nothing into the study's folder.
///
/// # Errors
/// Where the images cannot be opened.
pub fn run(plan: &Plan, json: bool, stop: &Stop) -> anyhow::Result<()> {
    let forecast = forecast(plan, stop)?;
    if json {
        println!("{}", serde_json::to_string(&forecast)?);
    } else {
        print!("{}", text(&forecast));
    }
    Ok(())
}

fn text(forecast: &Forecast) -> String {
    let Forecast { runs, done, seconds, bytes, .. } = forecast;
    let mut text =
        format!("{}: {runs} runs of {} recipes, {done} done\n", forecast.study, forecast.recipes.len());
    for run in &forecast.names {
        let stands = match &run.misfit {
            Some(difference) => format!("  is another run than the study asks for now: {difference}"),
            None if run.done => "  done".into(),
            None => String::new(),
        };
        let _ = writeln!(text, "  {}{stands}", run.name);
    }
    for kind in &forecast.kinds {
        let by = if kind.by_runs { "by the runs that are done" } else { "by a few measured steps" };
        let memory =
            kind.memory.map_or(String::new(), |bytes| format!(", {:.1} GB of memory", bytes as f64 / 1e9));
        let _ = writeln!(
            text,
            "{} on {}: {} runs, about {} each ({by}), {:.0} MB on disk each{memory}",
            kind.objective,
            kind.encoder,
            kind.runs,
            words(kind.seconds),
            kind.bytes as f64 / 1e6
        );
    }
    let _ = writeln!(
        text,
        "in all about {} on this machine, one run after the other, and {:.1} GB on disk",
        words(*seconds),
        *bytes as f64 / 1e9
    );
    text
}
