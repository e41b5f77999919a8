//! `morgue diff`: the words that changed from one article to another.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use super::context::{CommandContext, print_json};
use super::page;
use super::show::article;
use crate::server::wire::DifferenceJson;
use crate::stories::diff::diff;

/// Show the words that changed from one article to another, as between two versions of a story
///
/// What went stands in [-...-], what came in {+...+}.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the earlier article
    from: String,
    /// The id of the later one
    to: String,
}

/// Runs the command.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let engine = desk.engine()?;
    let (from, to) = (article(&engine, &args.from)?, article(&engine, &args.to)?);
    let changed = diff(&from.article, &to.article);
    if desk.json {
        print_json(&DifferenceJson::of(&from, &to, &changed))?;
    } else {
        write!(anstream::stdout(), "{}", page::difference(&from, &to, &changed))?;
    }
    Ok(ExitCode::SUCCESS)
}
