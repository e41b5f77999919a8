//! `morgue withhold` and `morgue lift`: keep articles out of every answer, and let them be found again.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::cli::context::{CommandContext, print_json, today};
use crate::cli::render;
use crate::error::Error;
use crate::identity::withheld::{WithheldEntry, WithheldLog};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::request::Request;
use crate::search::story::story;

/// Articles that one command withholds at most.
const MAX_ARTICLES: usize = 10_000;

/// Keep articles out of every answer: counts, exports, stories, feeds, completions, checks
///
/// WHAT is an id, or a query whose present matches are withheld. The log with who and why is
/// withheld.log beside the authority file; it survives `index --rebuild`. `morgue lift` lets the
/// articles be found again. Without WHAT, the log is printed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id of an article, or a query; none prints the log
    #[arg(value_name = "WHAT", requires = "because")]
    what: Vec<String>,
    /// First day on which they can be found again (default: when they are lifted)
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Date>,
    /// The reason, for the log
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// Who withholds them, for the log (default: the user of the system)
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Withhold also the other versions of their stories
    #[arg(long)]
    versions: bool,
}

/// Let withheld articles be found again
#[derive(Debug, clap::Args)]
pub(crate) struct LiftArgs {
    /// Ids of articles, or the number of an entry of the log
    #[arg(value_name = "ID", required = true)]
    what: Vec<String>,
    /// The reason, for the log
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// Who lifts it, for the log (default: the user of the system)
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// An entry of the log as JSON.
#[derive(Serialize)]
struct EntryJson<'e> {
    number: usize,
    #[serde(flatten)]
    entry: &'e WithheldEntry,
    /// The articles of this entry that are withheld now.
    withheld: Vec<&'e str>,
}

/// Runs `morgue withhold`: with nothing to withhold it prints the log, and exits with 1 if that is empty.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let engine = index.engine();
    if args.what.is_empty() {
        return print_log(&engine.withheld_log()?, context);
    }
    let because = reason(args.because.as_deref().unwrap_or_default())?;
    if let Some(until) = args.until.filter(|until| *until <= today()) {
        return Err(Error::new(format!("{until} is not after today"))
            .user_error()
            .hint("--until names the first day on which the article can be found again")
            .into());
    }
    let (mut ids, query) = chosen(engine, &args.what.join(" "), context)?;
    let others = other_versions(engine, &ids)?;
    if args.versions {
        ids.extend(others.iter().cloned());
    }
    if ids.len() > MAX_ARTICLES {
        let message = format!("{} articles are too many to withhold at once", ids.len());
        return Err(Error::new(message)
            .user_error()
            .hint(format!("narrow the query to {MAX_ARTICLES} articles"))
            .into());
    }
    let entry = WithheldEntry {
        by: name(args.by),
        withhold: ids.iter().cloned().collect(),
        query,
        until: args.until,
        because,
        ..WithheldEntry::default()
    };
    let (number, entry) = engine.append_withheld(Timestamp::now(), &|_| Ok(entry.clone()))?;
    let until =
        entry.until.map_or("until it is lifted".to_owned(), |until| format!("until {until}"));
    let articles = render::plural(ids.len() as u64, "article", "articles");
    report(context, number, &entry, &format!("withheld {articles} {until} (entry {number})"))?;
    if !args.versions && !others.is_empty() && !context.quiet {
        let versions = render::plural(others.len() as u64, "other version", "other versions");
        let listed: Vec<&str> = others.iter().take(5).map(String::as_str).collect();
        writeln!(
            anstream::stderr(),
            "note: {versions} of the story can still be found ({}); --versions withholds all",
            listed.join(", ")
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `morgue lift`.
pub(crate) fn lift(args: LiftArgs, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let because = reason(&args.because)?;
    let by = name(args.by);
    let made = index.engine().append_withheld(Timestamp::now(), &|log| {
        let withheld = log.withheld_on(today());
        let mut lift = BTreeSet::new();
        for what in &args.what {
            let number: Option<usize> = what.parse().ok();
            let found: Vec<&str> = withheld
                .iter()
                .filter(|(id, entry)| **id == what || number == Some(**entry))
                .map(|(id, _)| *id)
                .collect();
            if found.is_empty() {
                return Err(Error::new(format!("`{what}` withholds nothing now"))
                    .user_error()
                    .hint("`morgue withhold` prints the log with ids and numbers"));
            }
            lift.extend(found.into_iter().map(str::to_owned));
        }
        let lift = lift.into_iter().collect();
        let (by, because) = (by.clone(), because.clone());
        Ok(WithheldEntry { by, lift, because, ..WithheldEntry::default() })
    })?;
    let (number, entry) = made;
    let articles = render::plural(entry.lift.len() as u64, "article", "articles");
    report(context, number, &entry, &format!("{articles} can be found again (entry {number})"))?;
    Ok(ExitCode::SUCCESS)
}

fn report(
    context: &CommandContext,
    number: usize,
    entry: &WithheldEntry,
    message: &str,
) -> Result<()> {
    if context.json {
        let withheld = entry.withhold.iter().map(String::as_str).collect();
        print_json(&EntryJson { number, entry, withheld })?;
    } else if !context.quiet {
        writeln!(anstream::stdout(), "{message}")?;
    }
    Ok(())
}

/// The articles to withhold: the one with this id, or else those that a query finds, and the query.
fn chosen(
    engine: &dyn Engine,
    what: &str,
    context: &CommandContext,
) -> Result<(BTreeSet<String>, Option<String>)> {
    if let Some(document) = engine.article(what)? {
        return Ok((BTreeSet::from([document.id]), None));
    }
    let request = Request { query: what.to_owned(), facets: Vec::new(), ..Request::default() };
    let planned = planner::plan(engine, &request, today(), &Budget::default())?;
    context.print_warnings(what, &planned.warnings)?;
    let matching = engine.matching(&planned.plan)?.articles;
    if matching.is_empty() {
        return Err(Error::new(format!(
            "no article has the id `{what}`, and as a query it finds none"
        ))
        .user_error()
        .hint("name the id of an article, or a query that finds it")
        .into());
    }
    let ids = matching.into_iter().map(|article| article.id).collect();
    Ok((ids, Some(planned.plan.query.to_string())))
}

/// The other versions of the stories of some articles.
fn other_versions(engine: &dyn Engine, ids: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    let mut others = BTreeSet::new();
    for id in ids {
        let Some(document) = engine.article(id)? else { continue };
        let versions = story(engine, &document)?.into_iter().flat_map(|story| story.versions);
        others.extend(versions.map(|version| version.document.id));
    }
    Ok(others.difference(ids).cloned().collect())
}

fn print_log(log: &WithheldLog, context: &CommandContext) -> Result<ExitCode> {
    let withheld = log.withheld_on(today());
    for (number, entry) in (1..).zip(&log.entries) {
        let ids = entry.withhold.iter().map(String::as_str);
        let now: Vec<&str> = ids.filter(|id| withheld.get(id) == Some(&number)).collect();
        if context.json {
            print_json(&EntryJson { number, entry, withheld: now })?;
        } else {
            write!(anstream::stdout(), "{}", render::withheld(number, entry, now.len()))?;
        }
    }
    Ok(if log.entries.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Who makes an entry.
pub(super) fn name(given: Option<String>) -> String {
    let system =
        || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    given.or_else(system).filter(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

fn reason(text: &str) -> Result<String> {
    match text.trim() {
        "" => Err(Error::new("the reason is empty").user_error().into()),
        reason => Ok(reason.to_owned()),
    }
}

/// Parses a day.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a day, such as 2027-01-31"))
}
