//! `morgue watch`: standing queries that tell what is new.

mod deliver;
mod found;
mod run;
#[cfg(feature = "webhook")]
mod webhook;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use crate::cli::context::{CommandContext, print_json, today};
use crate::cli::render;
use crate::cli::search::FilterArgs;
use crate::corpus::watch_log::{Watch, WatchDefinition, WatchFolder};
use crate::error::Error;
use crate::search::answer::receipt;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::server::exports::news_feed::{FeedFormat, NewsFeed};
use crate::server::wire::WatchJson;

/// Keep queries and tell what is new since the last run: articles, by story, and corrections
///
/// Every operator and filter of a search works. The logs are in the folder `watches` beside the
/// authority file. `run` finds what is new, and tells a command or a webhook; feeds have it too.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: WatchCommand,
}

#[derive(Debug, clap::Subcommand)]
enum WatchCommand {
    /// Keep a query under a name; what matches already is not news
    Add(Box<AddArgs>),
    /// List the queries that are kept
    List,
    /// Forget a query and its log
    Remove {
        /// The name
        name: String,
    },
    /// Find what is new since the last run, and tell it. Exits with 1 if nothing is new
    Run {
        /// The names (default: all)
        names: Vec<String>,
    },
    /// Write the feed of a query: what its last runs found
    Feed {
        /// The name
        name: String,
        /// Format of the feed
        #[arg(long, value_name = "FORMAT", default_value = "atom", value_parser = ["atom", "json-feed"])]
        format: String,
        /// Address of the server, for links, such as `http://127.0.0.1:7878`
        #[arg(long, value_name = "URL", default_value = "")]
        site: String,
    },
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// The name: lower-case letters, digits, - and _
    name: String,
    /// The query
    #[arg(required = true)]
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Run this command line whenever something is new; it gets JSON on its standard input
    #[arg(long, value_name = "COMMAND")]
    command: Option<String>,
    /// Post JSON to this address whenever something is new; the config file must allow it
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
    /// Count what matches already as news of the first run
    #[arg(long)]
    existing: bool,
}

/// Runs the command.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let (engine, folder) = (index.engine(), index.watches()?);
    match args.command {
        WatchCommand::Add(args) => add(engine, &folder, *args, context),
        WatchCommand::List => list(&folder, context),
        WatchCommand::Remove { name } => {
            folder.remove(&name)?;
            say(context, &format!("removed the watch {name}"))
        }
        WatchCommand::Run { names } => run::run(engine, &folder, names, context),
        WatchCommand::Feed { name, format, site } => {
            let format = FeedFormat::from_name(&format).unwrap_or(FeedFormat::Atom);
            let feed = NewsFeed::of(engine, &folder.get(&name)?, site.trim_end_matches('/'))?;
            write!(std::io::stdout(), "{}", feed.to_text(format))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn say(context: &CommandContext, message: &str) -> Result<ExitCode> {
    if !context.quiet {
        writeln!(anstream::stdout(), "{message}")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn add(
    engine: &dyn Engine,
    folder: &WatchFolder,
    args: AddArgs,
    context: &CommandContext,
) -> Result<ExitCode> {
    if args.filters.collapses() {
        let error = Error::new("a watch tells of articles and of their stories").user_error();
        return Err(error.hint("leave --collapse away").into());
    }
    let typed = args.query.join(" ");
    let request = args.filters.request(typed.clone());
    let planned = planner::plan(engine, &request, today(), &Budget::default())?;
    context.print_warnings(&typed, &planned.warnings)?;
    if let Some(address) = &args.webhook {
        deliver::check_webhook(address, &context.config.watch)?;
    }
    let definition = WatchDefinition {
        query: planned.plan.query.to_string(),
        filters: request.filters.iter().map(receipt::written).collect(),
        since: request.since,
        until: request.until,
        command: args.command,
        webhook: args.webhook,
    };
    let mut watch = Watch { name: args.name, added: found::now(), definition, ..Watch::default() };
    let found = found::matches(engine, &watch)?;
    let matching = found.articles.len() as u64;
    if !args.existing {
        (watch.known, watch.corrected) = (found.articles, found.corrected);
    }
    folder.create(&watch)?;
    if context.json {
        print_json(&WatchJson::from(&watch))?;
        return Ok(ExitCode::SUCCESS);
    }
    let articles = render::plural(matching, "article matches", "articles match");
    let news = if args.existing { "are news of the first run" } else { "are not news" };
    let sends = if watch.receivers().is_empty() { "" } else { " and sends it" };
    say(
        context,
        &format!(
            "watching {} as {}: {articles} now and {news}; `morgue watch run` finds what is new{sends}",
            watch.definition.query, watch.name
        ),
    )
}

fn list(folder: &WatchFolder, context: &CommandContext) -> Result<ExitCode> {
    let watches = folder.list()?;
    for watch in &watches {
        if context.json {
            print_json(&WatchJson::from(watch))?;
        } else {
            write!(anstream::stdout(), "{}", render::watch(watch))?;
        }
    }
    Ok(if watches.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
