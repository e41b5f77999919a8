//! `morgue show`: prints one article.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use super::context::{CommandContext, print_json, today};
use super::render;
use crate::article::document::Document;
use crate::error::Error;
use crate::search::answer;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::similar;
use crate::search::story::story;
use crate::server::wire::ArticleJson;

/// Number of articles listed for an ambiguous prefix.
const MAX_LISTED: usize = 10;

/// Show an article, with its people, places and topics
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the article, as `search` prints it, or its first characters
    id: String,
    /// Mark the matches of this query
    #[arg(
        long,
        value_name = "QUERY",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    query: String,
    /// Number of similar articles to list (default: 5, in JSON 0)
    #[arg(long, value_name = "N")]
    similar: Option<usize>,
    /// Show the evidence for every person, place, organisation and topic
    #[arg(long)]
    explain: bool,
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let engine = index.engine();
    let document = find_article(engine, &args.id)?;
    let story = story(engine, &document)?;
    let superseding = story.as_ref().and_then(|story| story.superseding(&document.id));
    let duplicates = engine.copies(&document)?;
    let marks = answer::marks(engine, &args.query, &document, today())?;
    let limit = args.similar.unwrap_or(if context.json { 0 } else { similar::DEFAULT_SIMILAR });
    let similar = similar::similar(engine, &document, limit, &Budget::default())?;
    if context.json {
        let mut json = ArticleJson::from(&document)
            .with_duplicates(&duplicates)
            .with_story(story.as_ref())
            .with_superseding(superseding.as_ref())
            .with_similar(&similar);
        if args.explain {
            json = json.with_topic_evidence(&document);
        }
        if !args.query.is_empty() {
            json = json.with_marks(&marks, &document.article);
        }
        print_json(&json)?;
    } else {
        let explain = context.verbose || args.explain;
        let mut page = render::article(&document, &marks, &duplicates, explain);
        page += &superseding.map_or(String::new(), |it| render::superseding(&it));
        page += &story.map_or(String::new(), |story| render::versions(&story, &document));
        page += &render::similar(&similar);
        write!(anstream::stdout(), "{page}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Finds the article with this id, or the only one whose id begins with this text.
///
/// # Errors
/// Fails when there is no such article or more than one, or when the index cannot be read.
pub(super) fn find_article(engine: &dyn Engine, id: &str) -> crate::Result<Document> {
    if let Some(document) = engine.article(id)? {
        return Ok(document);
    }
    let mut candidates = engine.articles_by_id_prefix(id, MAX_LISTED + 1)?;
    match (candidates.pop(), candidates.len()) {
        (Some(document), 0) => Ok(document),
        (Some(last), _) => {
            candidates.push(last);
            Err(ambiguous(id, &candidates))
        }
        (None, _) => Err(Error::new(format!("there is no article `{id}`"))
            .user_error()
            .hint("use an id that `morgue search` prints")),
    }
}

fn ambiguous(prefix: &str, candidates: &[Document]) -> Error {
    let listed: Vec<String> = candidates
        .iter()
        .take(MAX_LISTED)
        .map(|document| match document.article.title.as_str() {
            "" => document.id.clone(),
            title => format!("{} ({title})", document.id),
        })
        .collect();
    let more = if candidates.len() > MAX_LISTED { " and others" } else { "" };
    let list = listed.join(", ");
    Error::new(format!("`{prefix}` is ambiguous: it begins the ids {list}{more}"))
        .user_error()
        .hint("add more characters of the id")
}
