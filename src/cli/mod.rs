//! The command line: one sub-command a file. Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted.
#![allow(clippy::print_stderr, reason = "errors of the command line go to standard error")]

mod bench;
mod cells;
mod check;
mod compare;
mod comparison_arguments;
mod data_arguments;
mod demo;
mod devices;
mod embed;
mod evaluate;
mod exit;
mod export;
mod generate;
mod import;
mod inspect;
mod interrupt;
mod progress;
mod queue;
mod ranges;
mod report;
mod schema;
mod simulate;
mod study;
mod study_engine;
mod study_plan;
mod study_queue;
mod summary;
mod threads;
mod train;
mod version;
mod views;
mod why;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Choose random transforms for microscopy images, pretrain an encoder with them, and read how
/// accurate every class became.
#[derive(Debug, Parser)]
#[command(
    name = "augscope",
    version = version::version(),
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
    augscope            the window\n  \
    augscope cells      the window with a data set or a project in it\n  \
    augscope demo       the whole loop on simulated cells, without a window\n\n\
    Every command has an example: augscope train --help"
)]
struct Arguments {
    /// Opens the window with this folder of images, table or project in it
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::DemoArgs),
    Inspect(inspect::InspectArgs),
    Simulate(simulate::SimulateArgs),
    Views(views::ViewsArgs),
    Cells(cells::CellsArgs),
    Check(check::CheckArgs),
    // Of many more flags than the others.
    Train(Box<train::TrainArgs>),
    Evaluate(evaluate::EvaluateArgs),
    Compare(compare::CompareArgs),
    Report(report::ReportArgs),
    Embed(embed::EmbedArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Schema(schema::SchemaArgs),
    Why(why::WhyArgs),
    Ranges(ranges::RangesArgs),
    Study(study::StudyArgs),
    Queue(queue::QueueArgs),
    Bench(bench::BenchArgs),
    Devices(devices::DevicesArgs),
    Generate(generate::GenerateArgs),
}

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(command) = arguments.command else {
        return finish(crate::app::start(arguments.path).map_err(anyhow::Error::from));
    };
    finish(match command {
        Command::Demo(args) => demo::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Simulate(args) => simulate::run(args),
        Command::Views(args) => views::run(&args),
        Command::Cells(args) => cells::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Embed(args) => embed::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Why(args) => why::run(args),
        Command::Ranges(args) => ranges::run(&args),
        Command::Study(args) => study::run(&args),
        Command::Queue(args) => queue::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Devices(args) => {
            devices::run(&args);
            Ok(())
        }
    })
}

fn finish(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("augscope: {error:#}");
            exit::code(&error)
        }
    }
}
