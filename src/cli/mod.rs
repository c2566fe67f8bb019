//! The command line: one sub-command a file. Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted.
#![allow(clippy::print_stderr, reason = "errors of the command line go to standard error")]

mod bench;
mod data_arguments;
mod demo;
mod evaluate;
mod exit;
mod inspect;
mod interrupt;
mod progress;
mod simulate;
mod threads;
mod train;
mod views;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Choose random transforms for microscopy images, pretrain an encoder with them, and read how
/// accurate every class became.
#[derive(Debug, Parser)]
#[command(
    name = "augscope",
    version,
    after_help = "Without a command the whole loop runs on simulated cells:\n  \
    augscope demo\n\nEvery command has an example: augscope train --help"
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::DemoArgs),
    Inspect(inspect::InspectArgs),
    Simulate(simulate::SimulateArgs),
    Views(views::ViewsArgs),
    Train(train::TrainArgs),
    Evaluate(evaluate::EvaluateArgs),
    Bench(bench::BenchArgs),
}

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    let command = Arguments::parse().command.unwrap_or(Command::Demo(demo::DemoArgs::default()));
    let done = match command {
        Command::Demo(args) => demo::run(&args),
        Command::Inspect(args) => inspect::run(args),
        Command::Simulate(args) => simulate::run(args),
        Command::Views(args) => views::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Bench(args) => bench::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("augscope: {error:#}");
            exit::code(&error)
        }
    }
}
