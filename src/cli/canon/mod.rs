//! `morgue canon`: the authority file, in which people say who is who.

mod log;
mod who;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;

use super::context::{CommandContext, print_json, today};
use super::page;
use crate::engine::tantivy::TantivyEngine;
use crate::error::Error;
use crate::identity::authority;
use crate::identity::authority::{AuthorityFile, Action, Entry};
use crate::search::answer;
use crate::search::engine::{Engine, Budget};
use crate::search::request::{Filter, Request};

/// Say who is who: merge names, part them, rename, hide; every entry can be undone
///
/// Entries go to the authority file, a text file that can lie under version control: canon.log in the index folder, or
/// where --canon says. Searches and facets follow at once. A and B are names, or keys as a facet's JSON gives them
/// (person/john-kerry); a key stays valid after merges.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    deed: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make one person, or organisation, of several: all become the first one's
    Merge {
        /// Whose person they become
        #[arg(value_name = "A")]
        into: String,
        /// The others
        #[arg(value_name = "B", required = true)]
        others: Vec<String>,
    },
    /// Make two of what the evidence, or a merge, made one; it is not repeated
    Part {
        /// The one
        #[arg(value_name = "A")]
        one: String,
        /// The other
        #[arg(value_name = "B")]
        other: String,
    },
    /// Divide one name between people: in these articles it is somebody else
    Split {
        /// The name
        #[arg(value_name = "A")]
        name: String,
        /// The ids of the articles
        #[arg(long, value_name = "ID", required = true, num_args = 1..)]
        articles: Vec<String>,
    },
    /// Show by another name; the key stays
    Rename {
        /// Who
        #[arg(value_name = "A")]
        who: String,
        /// The name to show
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// List no more: what is no person, place, organisation or topic
    Hide {
        /// What
        #[arg(value_name = "A")]
        who: String,
    },
    /// Take back the last entry, or the one of this number
    Undo {
        /// The number, as `log` gives it
        number: Option<usize>,
    },
    /// Print the entries, and with a name also what was merged by the evidence, and why
    Log {
        /// Whom it concerns
        #[arg(value_name = "A")]
        who: Option<String>,
    },
}

/// An entry that was made.
#[derive(Serialize)]
struct MadeJson<'m> {
    file: String,
    number: usize,
    date: &'m str,
    entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    articles: Option<u64>,
    message: &'m str,
}

/// Runs the command: `log` exits 1 when there is nothing to print.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let engine = desk.engine()?;
    let deed = match args.deed {
        What::Log { who } => return log::run(&engine, who.as_deref(), desk),
        What::Undo { number } => return undo(&engine, number, desk),
        What::Merge { into, others } => {
            let keys: Result<Vec<_>> =
                others.iter().map(|other| who::key(&engine, other)).collect();
            Action::Merge { into: who::key(&engine, &into)?, keys: keys? }
        }
        What::Part { one, other } => {
            Action::Part { one: who::key(&engine, &one)?, other: who::key(&engine, &other)? }
        }
        What::Split { name, articles } => split(&engine, &name, articles)?,
        What::Rename { who, name } => Action::Rename { key: who::key(&engine, &who)?, name },
        What::Hide { who } => Action::Hide { key: who::key(&engine, &who)? },
    };
    if let Some(fault) = deed.fault() {
        return Err(Error::new(fault).user_error().into());
    }
    if matches!(&deed, Action::Rename { name, .. } if name.trim().is_empty()) {
        return Err(Error::new("a name has a letter at least").user_error().into());
    }
    let names: Vec<String> =
        deed.keys().into_iter().map(|key| who::name(&engine, key)).collect::<Result<_>>()?;
    let made = authority::append(engine.canon_path(), Timestamp::now(), |canon| {
        unused(&engine, deed, canon)
    })?;
    say(&engine, &made, &names, desk)
}

/// A split: the articles must name whom it divides.
fn split(engine: &TantivyEngine, name: &str, articles: Vec<String>) -> Result<Action> {
    let from = who::key(engine, name)?;
    let Some(field) = authority::kind(&from) else {
        return Err(Error::new(format!("`{from}` is no key")).into());
    };
    let values = engine.facet_terms(field)?;
    let person = values.get(&from).map_or(from.as_str(), |value| &value.value);
    let mut ids = Vec::new();
    for id in articles {
        let clipping = engine.article(&id)?.ok_or_else(|| {
            Error::new(format!("there is no article `{id}`"))
                .hint("take an id that `morgue search` prints")
        })?;
        if !clipping.values(field).contains(&person) {
            let what = format!("the article `{id}` does not name {}", values.name(person));
            return Err(Error::new(what).user_error().into());
        }
        ids.push(clipping.id);
    }
    Ok(Action::Split { to: from.clone(), from, articles: ids })
}

/// Gives a split a key that nobody has.
fn unused(engine: &TantivyEngine, deed: Action, canon: &AuthorityFile) -> crate::Result<Action> {
    let Action::Split { from, articles, .. } = deed else { return Ok(deed) };
    let field = authority::kind(&from).unwrap_or(crate::article::schema::Field::People);
    let known = engine.keys(field)?;
    let taken = |key: &String| {
        known.name(key).is_some()
            || canon.entries.iter().any(|entry| entry.deed.keys().contains(&key.as_str()))
    };
    let to =
        (2..).map(|number| format!("{from}-{number}")).find(|key| !taken(key)).unwrap_or_default();
    Ok(Action::Split { from, to, articles })
}

fn undo(engine: &TantivyEngine, number: Option<usize>, desk: &CommandContext) -> Result<ExitCode> {
    let made =
        authority::append(engine.canon_path(), Timestamp::now(), |canon| canon.undoing(number))?;
    say(engine, &made, &[], desk)
}

/// Says what happened.
fn say(
    engine: &TantivyEngine,
    (number, entry): &(usize, Entry),
    names: &[String],
    desk: &CommandContext,
) -> Result<ExitCode> {
    let keys = entry.deed.keys();
    let key = match &entry.deed {
        Action::Split { to, .. } => Some(to.as_str()),
        _ => keys.first().copied(),
    };
    let articles = |key: &str| -> Result<u64> { Ok(articles(engine, key)?) };
    let counted =
        key.filter(|_| !matches!(entry.deed, Action::Hide { .. })).map(articles).transpose()?;
    let message = match (&entry.deed, names) {
        (Action::Merge { into, .. }, [_, others @ ..]) => {
            let are = if others.len() == 1 { "is" } else { "are" };
            format!(
                "{} {are} {} now, in {}",
                listed(others),
                who::name(engine, into)?,
                in_articles(counted)
            )
        }
        (Action::Part { other, .. }, [one, two, ..]) => {
            let theirs = Some(articles(other)?);
            format!("{one} ({}) and {two} ({}) are two", in_articles(counted), in_articles(theirs))
        }
        (Action::Split { to, .. }, [name, ..]) => {
            format!("{name} is somebody else in {}: {to}", in_articles(counted))
        }
        (Action::Rename { name, .. }, [before, ..]) => format!("{before} is called {name} now"),
        (Action::Hide { .. }, [name, ..]) => format!("{name} is not listed any more"),
        (Action::Undo { number, entry: Some(taken) }, _) => {
            format!("entry {number} is taken back: {taken}")
        }
        (deed, _) => deed.to_string(),
    };
    if desk.json {
        let file = engine.canon_path().display().to_string();
        let (number, date, entry) = (*number, entry.date.as_str(), entry.deed.to_string());
        print_json(&MadeJson {
            file,
            number,
            date,
            entry,
            key,
            articles: counted,
            message: &message,
        })?;
    } else if !desk.quiet {
        writeln!(anstream::stdout(), "{message}")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn in_articles(count: Option<u64>) -> String {
    page::plural(count.unwrap_or(0), "article", "articles")
}

/// `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        names => names.concat(),
    }
}

/// How many articles name somebody.
fn articles(engine: &TantivyEngine, key: &str) -> crate::Result<u64> {
    let Some(field) = authority::kind(key) else { return Ok(0) };
    let filters = vec![Filter { field, value: key.to_string(), exclude: false }];
    let request = Request { filters, limit: 0, facets: Vec::new(), ..Request::default() };
    Ok(answer::answer(engine, &request, today(), &Budget::default())?.total)
}
