//! `augscope generate`: man pages, completions for shells and icons, for those who make packages. Not shown in the help.

use super::Arguments;
use anyhow::Context;
use augscope::export::{ICON, icon};
use clap::{CommandFactory, ValueEnum};
use clap_complete::{Shell, generate_to};
use std::path::{Path, PathBuf};

/// Name of the program in files and scripts.
const NAME: &str = "augscope";

/// Writes man pages, completions for shells or icons into a folder.
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub struct GenerateArgs {
    /// What to write
    #[arg(value_enum)]
    pub what: What,
    /// The folder; it is made where it is not there
    #[arg(value_name = "DIR")]
    pub out: PathBuf,
}

/// What can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// augscope.1, and a page for every sub-command
    Man,
    /// Scripts for bash, elvish, fish, PowerShell and zsh
    Completions,
    /// SIZExSIZE/apps/augscope.png, and scalable/apps/augscope.svg
    Icons,
}

/// Runs the sub-command.
///
/// # Errors
/// Where the folder cannot be written.
pub fn run(args: &GenerateArgs) -> anyhow::Result<()> {
    std::fs::create_dir_all(&args.out)
        .and_then(|()| write(args.what, &args.out))
        .with_context(|| format!("{} cannot be written", args.out.display()))
}

fn write(what: What, out: &Path) -> std::io::Result<()> {
    // The version's words name this machine's processor, which is not that of who reads the page.
    let command = Arguments::command().version(env!("CARGO_PKG_VERSION"));
    match what {
        What::Man => clap_mangen::generate_to(command, out),
        What::Completions => {
            for shell in Shell::value_variants() {
                generate_to(*shell, &mut command.clone(), NAME, out)?;
            }
            Ok(())
        }
        What::Icons => icons(out),
    }
}

/// The icon in the usual sizes, laid out as desktops look for it.
fn icons(out: &Path) -> std::io::Result<()> {
    for side in [16, 24, 32, 48, 64, 128, 256, 512] {
        let folder = out.join(format!("{side}x{side}/apps"));
        std::fs::create_dir_all(&folder)?;
        let png = icon(side).map_err(std::io::Error::other)?;
        std::fs::write(folder.join("augscope.png"), png)?;
    }
    let folder = out.join("scalable/apps");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("augscope.svg"), ICON)
}
