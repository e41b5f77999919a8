//! `morgue mcp`: the archive as tools of an assistant.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::follow_commits;
use crate::cli::context::{CommandContext, seconds};
use crate::server::{self, AppState};

/// Let an assistant search the archive, by the Model Context Protocol
///
/// An assistant starts the command itself and talks to it over standard input and output. Its tools
/// search, count, read and compare; none writes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Time limit for a search, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
}

/// Runs the command until standard input ends.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let followed = index.clone();
    std::thread::spawn(move || follow_commits(&followed));
    server::serve_mcp(AppState::new(index.shared(), Arc::default(), args.timeout))?;
    Ok(ExitCode::SUCCESS)
}
