//! Temporary entry point for trying out two sub-commands.

mod cli;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Inspect(cli::inspect::InspectArgs),
    Simulate(cli::simulate::SimulateArgs),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Inspect(args) => cli::inspect::run(args),
        Command::Simulate(args) => cli::simulate::run(args),
    }
}
