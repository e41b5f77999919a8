//! `morgue man`: prints the manual page.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Result, anyhow};

/// Print the manual page; to read it: `morgue man | man -l -`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The command to print the page of (default: the whole program)
    command: Option<String>,
}

/// Runs the command for this program.
pub(super) fn run(args: Args, mut program: clap::Command) -> Result<ExitCode> {
    program.build();
    let command = match &args.command {
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .map(|command| command.display_name(format!("morgue-{name}")))
            .ok_or_else(|| anyhow!("unknown command `{name}`"))?,
        None => program,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(ExitCode::SUCCESS)
}
