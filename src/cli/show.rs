//! `morgue show`: one article to read.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use super::context::{CommandContext, print_json, today};
use super::page;
use crate::article::document::Document;
use crate::error::Error;
use crate::search::answer;
use crate::search::engine::{Engine, Budget};
use crate::search::similar;
use crate::search::story::story;
use crate::server::wire::ArticleJson;

/// Read one article, with its people, places and topics
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article's id, as `search` prints it
    id: String,
    /// Mark what answers this query
    #[arg(
        long,
        value_name = "QUERY",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    query: String,
    /// How many similar articles to name at the end: 5 for a reader, none in JSON unless asked
    #[arg(long, value_name = "N")]
    similar: Option<usize>,
    /// Say what spoke for every value
    #[arg(long)]
    explain: bool,
}

/// Runs the command.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let engine = desk.engine()?;
    let clipping = article(&engine, &args.id)?;
    let tale = story(&engine, &clipping)?;
    let copies = engine.copies(&clipping)?;
    let marks = answer::marks(&engine, &args.query, &clipping, today())?;
    let similar = args.similar.unwrap_or(if desk.json { 0 } else { similar::SHOWN });
    let similar = similar::similar(&engine, &clipping, similar, &Budget::default())?;
    if desk.json {
        let told = ArticleJson::from(&clipping)
            .with_copies(&copies)
            .with_story(tale.as_ref())
            .with_similar(&similar);
        let told = if args.explain { told.with_why(&clipping) } else { told };
        print_json(&if args.query.is_empty() {
            told
        } else {
            told.with_marks(&marks, &clipping.article)
        })?;
    } else {
        let read = page::article(&clipping, &marks, &copies, desk.verbose || args.explain);
        let versions = tale.map_or(String::new(), |tale| page::versions(&tale, &clipping));
        write!(anstream::stdout(), "{read}{versions}{}", page::similar(&similar))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The article of this id.
///
/// # Errors
/// When there is none, or the index can not be read.
pub fn article(engine: &dyn Engine, id: &str) -> crate::error::Result<Document> {
    engine.article(id)?.ok_or_else(|| {
        Error::new(format!("there is no article `{id}`"))
            .hint("take an id that `morgue search` prints")
    })
}
