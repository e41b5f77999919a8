//! `morgue diff`: shows the words that changed between two articles.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use super::context::{CommandContext, print_json};
use super::render;
use super::show::find_article;
use crate::server::wire::DiffJson;
use crate::stories::diff::diff;

/// Show the words that changed between two articles, such as two versions of a story
///
/// Removed words are shown as [-...-], added words as {+...+}.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the earlier article, or its first characters
    from: String,
    /// Id of the later article, or its first characters
    to: String,
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let engine = index.engine();
    let (from, to) = (find_article(engine, &args.from)?, find_article(engine, &args.to)?);
    let changes = diff(&from.article, &to.article);
    if context.json {
        print_json(&DiffJson::new(&from, &to, &changes))?;
    } else {
        write!(anstream::stdout(), "{}", render::diff(&from, &to, &changes))?;
    }
    Ok(ExitCode::SUCCESS)
}
