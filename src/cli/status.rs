//! `morgue status`: what the index holds, and what was rejected.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::BinaryBytes;

use super::desk::{Desk, print_json};
use super::page;
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
        "{}, {} in {}",
        page::plural(state.articles, "article", "articles"),
        BinaryBytes(state.bytes),
        page::plural(state.segments as u64, "segment", "segments")
    )?;
    for root in &state.roots {
        writeln!(stdout, "from {root}")?;
    }
    writeln!(
        stdout,
        "{}: {} read, {} ignored, {} rejected",
        page::plural(tally.files, "file", "files"),
        page::count(tally.files_unchanged),
        page::count(tally.files_ignored),
        page::count(tally.files_rejected)
    )?;
    writeln!(
        stdout,
        "{}: {}, {}, {} rejected{}",
        page::plural(tally.records, "record", "records"),
        page::plural(tally.articles, "article", "articles"),
        page::plural(tally.duplicates, "duplicate", "duplicates"),
        page::count(tally.rejected),
        page::rejections(tally, desk.verbose)
    )?;
    Ok(ExitCode::SUCCESS)
}
