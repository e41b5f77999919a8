//! `morgue clip`: gives articles tags, collections and notes, and lists what was given.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;

use super::withhold::name;
use crate::cli::context::{CommandContext, print_json, today};
use crate::cli::render;
use crate::engine::editable::EditableEngine;
use crate::error::Error;
use crate::identity::clippings::{self, Clipping, ClippingEntry, folded};
use crate::research::clippings::{clippings as shown_clippings, note};
use crate::search::budget::Budget;
use crate::search::planner;
use crate::search::request::Request;
use crate::server::wire::ClippingJson;

/// Give articles tags, collections and notes, and list what was given
///
/// WHAT is an id, or a query whose present matches are meant. The entries are in clippings.log beside
/// the authority file; they survive `index --rebuild`. Without WHAT, the clippings are printed, with
/// --json for export. Queries find them: tag:quakes, collection:book, note:later, tag:*.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id of an article, or a query; none lists the clippings
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    /// Tag; repeatable
    #[arg(short, long, value_name = "TAG")]
    tag: Vec<String>,
    /// Take a tag off
    #[arg(long, value_name = "TAG")]
    untag: Vec<String>,
    /// Put into a collection; repeatable
    #[arg(short, long, value_name = "NAME")]
    collection: Vec<String>,
    /// Take out of a collection
    #[arg(long, value_name = "NAME")]
    uncollect: Vec<String>,
    /// A note; with --passage about a passage of the article
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The passage that the note is about, as the article has it
    #[arg(long, value_name = "PASSAGE", requires = "note")]
    passage: Option<String>,
    /// Take away the note with this number
    #[arg(long, value_name = "N")]
    unnote: Option<usize>,
    /// Who gives it, for the log (default: the user of the system)
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Runs the command. Without anything to give it lists clippings, and exits with 1 if there are none.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let engine = index.engine();
    let gives = !(args.untag.is_empty() && args.uncollect.is_empty())
        || args.note.is_some()
        || args.unnote.is_some();
    if args.what.is_empty() && !gives {
        return list(engine, &args, context);
    }
    if args.what.is_empty() {
        let error = Error::new("there is no article to clip").user_error();
        return Err(error.hint("name the id of an article, or a query").into());
    }
    let articles = chosen(engine, &args.what.join(" "), context)?;
    let entry = ClippingEntry {
        by: name(args.by),
        note: args
            .note
            .as_deref()
            .map(|text| {
                made_note(engine, &articles, text, args.passage.as_deref().unwrap_or_default())
            })
            .transpose()?,
        articles: articles.into_iter().collect(),
        tag: args.tag,
        untag: args.untag,
        collect: args.collection,
        uncollect: args.uncollect,
        unnote: args.unnote,
        ..ClippingEntry::default()
    };
    let count = entry.articles.len() as u64;
    let number = engine.append_clipping(Timestamp::now(), entry)?;
    if !context.quiet {
        let articles = render::plural(count, "article", "articles");
        writeln!(anstream::stdout(), "clipped {articles} (entry {number})")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a note on the one article that is meant.
fn made_note(
    engine: &dyn EditableEngine,
    articles: &BTreeSet<String>,
    text: &str,
    passage: &str,
) -> Result<clippings::Note> {
    let only = articles.first().filter(|_| articles.len() == 1);
    let document = only.map(|id| engine.article(id)).transpose()?.flatten();
    let document = document.ok_or_else(|| {
        Error::new(format!("a note is on one article, and {} are meant", articles.len()))
            .user_error()
            .hint("name its id")
    })?;
    Ok(note(&document, text, passage)?)
}

/// The articles that are meant: the one with this id, or else those that a query finds.
fn chosen(
    engine: &dyn EditableEngine,
    what: &str,
    context: &CommandContext,
) -> Result<BTreeSet<String>> {
    if let Some(document) = engine.article(what)? {
        return Ok(BTreeSet::from([document.id]));
    }
    let request = Request { query: what.to_owned(), facets: Vec::new(), ..Request::default() };
    let planned = planner::plan(engine, &request, today(), &Budget::default())?;
    context.print_warnings(what, &planned.warnings)?;
    let matching = engine.matching(&planned.plan)?.articles;
    if matching.is_empty() {
        let message = format!("no article has the id `{what}`, and as a query it finds none");
        let error = Error::new(message).user_error();
        return Err(error.hint("name the id of an article, or a query that finds it").into());
    }
    Ok(matching.into_iter().map(|article| article.id).collect())
}

/// Lists the clippings, those with the tags and in the collections that are named.
fn list(engine: &dyn EditableEngine, args: &Args, context: &CommandContext) -> Result<ExitCode> {
    let is_meant = |clipping: &Clipping| {
        args.tag.iter().all(|tag| clipping.tags.contains_key(&folded(tag)))
            && args.collection.iter().all(|it| clipping.collections.contains_key(&folded(it)))
    };
    let all = shown_clippings(engine, &is_meant)?;
    for clipping in &all.shown {
        if context.json {
            print_json(&ClippingJson::from(clipping))?;
        } else {
            write!(anstream::stdout(), "{}", render::clipping(clipping))?;
        }
    }
    if all.missing > 0 && !context.quiet {
        let articles = render::plural(all.missing, "article", "articles");
        writeln!(anstream::stderr(), "note: {articles} with clippings cannot be found here now")?;
    }
    let damaged = &engine.clippings()?.damaged;
    if let Some(line) = damaged.first() {
        let path = engine.clippings_location();
        writeln!(anstream::stderr(), "warning: line {line} of `{path}` cannot be read")?;
    }
    Ok(if all.shown.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
