//! `morgue check`: compares a draft with the archive.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::cli::context::{CommandContext, print_json, seconds};
use crate::cli::render;
use crate::corpus::draft_text;
use crate::research::check::{Draft, Verdict, check};
use crate::search::budget::Budget;
use crate::server::wire::CheckJson;

/// Check the quotations, titles, dates and figures of a draft against the archive
///
/// The draft is a text, Markdown, DOCX or HTML file, or - for standard input. A quotation is
/// verbatim, altered (the words that differ are shown), said by another person or in another
/// article than the draft says, or not found. Exits with 1 if any quotation is not verbatim where
/// the draft says.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The draft, or - for standard input
    draft: PathBuf,
    /// Show also what agrees: verbatim quotations with their sentences, titles and figures
    #[arg(long)]
    all: bool,
    /// Time limit in seconds; checks what it can by then
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Runs the command.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let text = read(&args.draft)?;
    let index = context.engine()?;
    let engine = index.engine();
    let draft = Draft::new(&text);
    let report = check(engine, &draft, &Budget::from_timeout(args.timeout))?;
    if context.json {
        print_json(&CheckJson::new(&draft, &report))?;
    } else {
        let all = args.all || context.verbose;
        write!(anstream::stdout(), "{}", render::check(&draft, &report, all))?;
    }
    let is_clean = report.is_complete && report.count(Verdict::Verbatim) == report.quotations.len();
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Reads the draft.
fn read(path: &Path) -> Result<String> {
    if path != Path::new("-") {
        return Ok(draft_text::read_file(path)?);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(draft_text::read_bytes("standard input", &bytes)?)
}
