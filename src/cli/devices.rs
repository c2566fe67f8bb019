//! `augscope devices`: where this program can train on this machine, and why a graphics card is missing.
#![allow(clippy::print_stdout, reason = "a sub-command answers on standard output")]

use augscope::encoder::available_devices;
use clap::Args;
use serde_json::json;

/// Says where this program can train, and why a graphics card is missing
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  augscope devices\n  augscope devices --json    for another program")]
pub struct DevicesArgs {
    /// Prints one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &DevicesArgs) {
    let devices = available_devices();
    if args.json {
        let list: Vec<_> = devices
            .iter()
            .map(|d| json!({ "device": d.choice.to_string(), "name": d.name, "missing": d.missing }))
            .collect();
        println!("{}", json!({ "version": env!("CARGO_PKG_VERSION"), "devices": list }));
        return;
    }
    for device in &devices {
        let name = format!("{:<8} {}", device.choice.to_string(), device.name);
        match &device.missing {
            None => println!("{name}"),
            Some(why) => println!("{name}: not here, since {why}"),
        }
    }
}
