//! `morgue canon`: corrects names in the authority file.

#[cfg(feature = "server")]
mod editor;
mod log;
mod name_lookup;
mod split;
mod wrong;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;

#[cfg(feature = "server")]
pub(super) use editor::CanonEditor;

use super::context::{CommandContext, print_json, today};
use super::render;
use crate::engine::editable::EditableEngine;
use crate::error::Error;
use crate::identity::authority::{Action, AuthorityEntry};
use crate::search::answer;
use crate::search::budget::Budget;
use crate::search::request::{Filter, Request};
use split::{split, with_unused_key};
pub(super) use wrong::correct_wrong;

/// Correct names: merge, separate, split, rename or hide them; every correction can be undone
///
/// Corrections are appended to the authority file, a text file that can be kept under version
/// control: canon.log in the index folder, or the file named by --canon. An archive on a cluster
/// keeps it itself, for all who use the archive. Searches and facets follow at once. A and B are names, or keys as the JSON of a facet shows them (person/john-kerry); a key
/// stays valid after merges.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: CanonCommand,
}

#[derive(Debug, clap::Subcommand)]
enum CanonCommand {
    /// Merge names into one person or organisation
    Merge {
        /// The name to keep
        #[arg(value_name = "A")]
        into: String,
        /// The names to merge into it
        #[arg(value_name = "B", required = true)]
        others: Vec<String>,
    },
    /// Separate two names that were merged, automatically or by a correction, for good
    #[command(alias = "part")]
    Separate {
        /// One of the names
        #[arg(value_name = "A")]
        one: String,
        /// The other
        #[arg(value_name = "B")]
        other: String,
    },
    /// Split a name: in these articles it means a different person or organisation
    Split {
        /// The name
        #[arg(value_name = "A")]
        name: String,
        /// Ids of the articles
        #[arg(long, value_name = "ID", required = true, num_args = 1..)]
        articles: Vec<String>,
    },
    /// Change the displayed name; the key stays
    Rename {
        /// The current name
        #[arg(value_name = "A")]
        current: String,
        /// The name to display
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Hide something that is not a person, place, organisation or topic
    Hide {
        /// The name
        #[arg(value_name = "A")]
        name: String,
    },
    /// Undo the last correction, or the one with this number
    Undo {
        /// The number, as `log` prints it
        number: Option<usize>,
    },
    /// List the corrections; for one name also its automatic merges, with reasons
    Log {
        /// The name (default: all)
        #[arg(value_name = "A")]
        name: Option<String>,
    },
}

/// A correction that was made, as JSON.
#[derive(Serialize)]
struct CorrectionJson<'c> {
    file: String,
    number: usize,
    date: &'c str,
    entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    articles: Option<u64>,
    message: &'c str,
}

/// Runs the command: `log` exits with 1 if there is nothing to print.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let engine = index.engine();
    let key = |name: &str| name_lookup::key(engine, name);
    let action = match args.command {
        CanonCommand::Log { name } => return log::run(engine, name.as_deref(), context),
        CanonCommand::Undo { number } => return undo(engine, number, context),
        CanonCommand::Merge { into, others } => {
            let keys = others.iter().map(|other| key(other)).collect::<Result<_>>()?;
            Action::Merge { into: key(&into)?, keys }
        }
        CanonCommand::Separate { one, other } => {
            Action::Separate { one: key(&one)?, other: key(&other)? }
        }
        CanonCommand::Split { name, articles } => split(engine, &name, articles)?,
        CanonCommand::Rename { name, .. } if name.trim().is_empty() => {
            return Err(Error::new("the new name is empty").user_error().into());
        }
        CanonCommand::Rename { current, name } => Action::Rename { key: key(&current)?, name },
        CanonCommand::Hide { name } => Action::Hide { key: key(&name)? },
    };
    if let Some(problem) = action.problem() {
        return Err(Error::new(problem).user_error().into());
    }
    let names: Vec<String> = action
        .keys()
        .into_iter()
        .map(|key| name_lookup::name(engine, key))
        .collect::<Result<_>>()?;
    let made = engine.append_correction(Timestamp::now(), &|authority| {
        with_unused_key(engine, action.clone(), authority)
    })?;
    print_correction(engine, &made, &names, context)
}

fn undo(
    engine: &dyn EditableEngine,
    number: Option<usize>,
    context: &CommandContext,
) -> Result<ExitCode> {
    let made =
        engine.append_correction(Timestamp::now(), &|authority| authority.undo_action(number))?;
    print_correction(engine, &made, &[], context)
}

/// Prints a correction that was made. `names` are the displayed names of its keys before.
fn print_correction(
    engine: &dyn EditableEngine,
    (number, entry): &(usize, AuthorityEntry),
    names: &[String],
    context: &CommandContext,
) -> Result<ExitCode> {
    let key = match &entry.action {
        Action::Split { to, .. } => Some(to.as_str()),
        action => action.keys().first().copied(),
    };
    let articles = match (&entry.action, key) {
        (Action::Hide { .. }, _) | (_, None) => None,
        (_, Some(key)) => Some(count_articles(engine, key)?),
    };
    let message = message(engine, &entry.action, names, articles)?;
    if context.json {
        print_json(&CorrectionJson {
            file: engine.authority_location(),
            number: *number,
            date: &entry.date,
            entry: entry.action.to_string(),
            key,
            articles,
            message: &message,
        })?;
    } else if !context.quiet {
        writeln!(anstream::stdout(), "{message}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Describes a correction in one sentence.
fn message(
    engine: &dyn EditableEngine,
    action: &Action,
    names: &[String],
    articles: Option<u64>,
) -> Result<String> {
    let in_articles = |count: u64| render::plural(count, "article", "articles");
    let count = in_articles(articles.unwrap_or_default());
    Ok(match (action, names) {
        (Action::Merge { into, .. }, [_, others @ ..]) => {
            format!("merged {} into {} ({count})", listed(others), name_lookup::name(engine, into)?)
        }
        (Action::Separate { other, .. }, [one_name, other_name, ..]) => {
            let other_count = in_articles(count_articles(engine, other)?);
            format!("separated {one_name} ({count}) from {other_name} ({other_count})")
        }
        (Action::Split { to, .. }, [name, ..]) => {
            format!("split {name}: {to} has {count}")
        }
        (Action::Rename { name, .. }, [before, ..]) => format!("renamed {before} to {name}"),
        (Action::Hide { .. }, [name, ..]) => format!("hid {name}"),
        (Action::Undo { number, entry: Some(undone) }, _) => {
            format!("undid correction {number}: {undone}")
        }
        (action, _) => action.to_string(),
    })
}

/// `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        names => names.concat(),
    }
}

/// Counts the articles with a key.
fn count_articles(engine: &dyn EditableEngine, key: &str) -> Result<u64> {
    let field = name_lookup::facet_of(key)?;
    let filters = vec![Filter { field, value: key.to_string(), exclude: false }];
    let request = Request { filters, limit: 0, facets: Vec::new(), ..Request::default() };
    Ok(answer::answer(engine, &request, today(), &Budget::default())?.total)
}
