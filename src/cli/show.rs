//! `morgue show`: one article to read.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use super::desk::{Desk, print_json, today};
use super::page;
use crate::answer;
use crate::error::Error;
use crate::search::Engine;
use crate::server::wire::ArticleJson;

/// Read one article, with its people, places and topics
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article's id, as `search` prints it
    id: String,
    /// Mark what answers this query
    #[arg(long, value_name = "QUERY", default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    query: String,
    /// Say what spoke for every value
    #[arg(long)]
    explain: bool,
}

/// Runs the command.
pub fn run(args: Args, desk: &Desk) -> Result<ExitCode> {
    let engine = desk.engine()?;
    let clipping = engine.article(&args.id)?.ok_or_else(|| {
        Error::new(format!("there is no article `{}`", args.id)).hint("take an id that `morgue search` prints")
    })?;
    let copies = engine.copies(&clipping)?;
    let marks = answer::marks(&engine, &args.query, &clipping, today())?;
    if desk.json {
        let told = ArticleJson::from(&clipping).with_copies(&copies);
        let told = if args.explain { told.with_why(&clipping) } else { told };
        print_json(&if args.query.is_empty() { told } else { told.with_marks(&marks, &clipping.article) })?;
    } else {
        write!(anstream::stdout(), "{}", page::article(&clipping, &marks, &copies, desk.verbose || args.explain))?;
    }
    Ok(ExitCode::SUCCESS)
}
