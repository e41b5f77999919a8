//! `morgue status`: what the index holds, and what was rejected.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::BinaryBytes;

use super::{Desk, page, print_json};
use crate::search::Engine;
use crate::server::wire::StatusJson;

/// Say what the index holds: articles, sizes, folders, and what was rejected and why
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_: Args, desk: &Desk) -> Result<ExitCode> {
    let state = desk.engine()?.state()?;
    if desk.json {
        print_json(&StatusJson::from(&state))?;
        return Ok(ExitCode::SUCCESS);
    }
    let tally = &state.tally;
    let mut stdout = anstream::stdout();
    writeln!(
        stdout,
        "{} articles, {} in {} segments",
        page::count(state.articles),
        BinaryBytes(state.bytes),
        state.segments
    )?;
    for root in &state.roots {
        writeln!(stdout, "from {root}")?;
    }
    writeln!(
        stdout,
        "{} files: {} read, {} ignored, {} rejected",
        page::count(tally.files),
        page::count(tally.files_unchanged),
        page::count(tally.files_ignored),
        page::count(tally.files_rejected)
    )?;
    writeln!(
        stdout,
        "{} records: {} articles, {} duplicates, {} rejected{}",
        page::count(tally.records),
        page::count(tally.articles),
        page::count(tally.duplicates),
        page::count(tally.rejected),
        page::rejections(tally, desk.verbose)
    )?;
    Ok(ExitCode::SUCCESS)
}
