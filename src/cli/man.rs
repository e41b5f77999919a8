//! `morgue man`: the manual page.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory;

use super::Morgue;
use super::context::CommandContext;

/// Print the manual page: `morgue man | man -l -`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command to print the page of; the whole program's if none is named
    command: Option<String>,
}

/// Runs the command.
pub fn run(args: Args, _: &CommandContext) -> Result<ExitCode> {
    let mut whole = Morgue::command();
    whole.build();
    let page = match &args.command {
        Some(name) => whole
            .find_subcommand(name)
            .cloned()
            .map(|command| command.display_name(format!("morgue-{name}")))
            .ok_or_else(|| anyhow::anyhow!("there is no command `{name}`"))?,
        None => whole,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    io::stdout().write_all(&text)?;
    Ok(ExitCode::SUCCESS)
}
