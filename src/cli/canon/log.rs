//! `morgue canon log`: prints the corrections, and automatic merges with their reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use super::name_lookup;
use crate::article::schema::Field;
use crate::cli::context::{CommandContext, print_json};
use crate::cli::render;
use crate::engine::editable::EditableEngine;
use crate::identity::authority::{Action, AuthorityEntry, AuthorityFile};
use crate::identity::coreference::Reassignment;

/// The log as JSON.
#[derive(Serialize)]
struct LogJson {
    file: String,
    entries: Vec<EntryJson>,
    automatic: Vec<AutomaticJson>,
    warnings: Vec<String>,
}

/// A correction.
#[derive(Serialize)]
struct EntryJson {
    number: usize,
    #[serde(skip_serializing_if = "String::is_empty")]
    date: String,
    entry: String,
    #[serde(rename = "stands")]
    is_active: bool,
}

/// An automatic merge.
#[derive(Serialize)]
struct AutomaticJson {
    from: String,
    to: String,
    #[serde(rename = "why")]
    reason: String,
    /// Number of articles, if the merge does not hold everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    articles: Option<u64>,
    #[serde(rename = "stands")]
    is_active: bool,
}

/// Runs the command, for one name or for all.
pub(super) fn run(
    engine: &dyn EditableEngine,
    name: Option<&str>,
    context: &CommandContext,
) -> Result<ExitCode> {
    let authority = engine.authority_file()?;
    let keys = name.map(|name| keys(engine, name)).transpose()?;
    let entries = entries(&authority, keys.as_ref());
    let automatic = automatic_merges(engine, keys.as_ref())?;
    let file = engine.authority_location();
    let is_empty = entries.is_empty() && automatic.is_empty();
    if context.json {
        let warnings = authority.warnings.iter();
        let warnings =
            warnings.map(|(line, warning)| format!("{file} line {line}: {warning}")).collect();
        print_json(&LogJson { file, entries, automatic, warnings })?;
    } else {
        print(&entries, &automatic, keys.is_some())?;
    }
    Ok(if is_empty { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// All keys of the person, organisation, topic or place that a name means.
fn keys(engine: &dyn EditableEngine, name: &str) -> Result<BTreeSet<String>> {
    let key = name_lookup::key(engine, name)?;
    let terms = engine.facet_terms(name_lookup::facet_of(&key)?)?;
    let mut keys = BTreeSet::from([key.clone()]);
    if let Some(term) = terms.get(&key)? {
        keys.insert(term.value.clone());
        let merged = term.alternates.iter().filter(|other| other.articles.is_none());
        keys.extend(merged.map(|other| other.key.clone()));
    }
    Ok(keys)
}

/// The corrections that mention one of these keys, with those that undo them.
fn entries(authority: &AuthorityFile, keys: Option<&BTreeSet<String>>) -> Vec<EntryJson> {
    let is_about = |entry: &AuthorityEntry| {
        keys.is_none_or(|keys| entry.action.keys().iter().any(|key| keys.contains(*key)))
    };
    let about = authority.entries.iter().filter(|entry| is_about(entry));
    let about: BTreeSet<String> = about.map(AuthorityEntry::to_string).collect();
    let undoes = |entry: &AuthorityEntry| match &entry.action {
        Action::Undo { entry: Some(undone), .. } => about.contains(undone),
        _ => false,
    };
    let numbered = (1..).zip(&authority.entries);
    numbered
        .filter(|(_, entry)| is_about(entry) || undoes(entry))
        .map(|(number, entry)| EntryJson {
            number,
            date: entry.date.clone(),
            entry: entry.action.to_string(),
            is_active: entry.is_active,
        })
        .collect()
}

/// The automatic merges from or to one of these keys.
fn automatic_merges(
    engine: &dyn EditableEngine,
    keys: Option<&BTreeSet<String>>,
) -> Result<Vec<AutomaticJson>> {
    let findings = engine.findings()?;
    let people = engine.facet_terms(Field::People)?;
    let is_about =
        |from: &str, to: &str| keys.is_none_or(|keys| keys.contains(from) || keys.contains(to));
    let person = |key: &str| people.value(key);
    let links = findings.links.iter().filter(|link| is_about(&link.from, &link.to));
    let mut merges: Vec<AutomaticJson> = links
        .map(|link| AutomaticJson {
            is_active: person(&link.from).is_some() && person(&link.from) == person(&link.to),
            from: link.from.clone(),
            to: link.to.clone(),
            reason: link.reason.clone(),
            articles: None,
        })
        .collect();
    let mut reassigned: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let moves = findings.reassignments.iter();
    for found in moves.filter(|found| is_about(&found.from, &found.to)) {
        *reassigned.entry((&found.from, &found.to)).or_default() += 1;
    }
    for ((from, to), articles) in reassigned {
        let person = people.get(to)?;
        merges.push(AutomaticJson {
            is_active: person.is_some_and(|it| it.alternates.iter().any(|other| other.key == from)),
            from: from.to_string(),
            to: to.to_string(),
            reason: Reassignment::REASON.to_string(),
            articles: Some(articles),
        });
    }
    Ok(merges)
}

/// Prints corrections, and automatic merges with reasons if the log is about one name.
fn print(entries: &[EntryJson], merges: &[AutomaticJson], is_about_name: bool) -> Result<()> {
    let mut stdout = anstream::stdout();
    for EntryJson { number, date, entry, is_active } in entries {
        let state = if *is_active { "" } else { "  (undone)" };
        writeln!(stdout, "{number:>4}  {date:<20}  {entry}{state}")?;
    }
    if !is_about_name && !merges.is_empty() {
        let count = render::plural(merges.len() as u64, "automatic merge", "automatic merges");
        writeln!(stdout, "{count}; `morgue canon log NAME` shows the reasons")?;
        return Ok(());
    }
    for AutomaticJson { from, to, reason, articles, is_active } in merges {
        let articles = articles.map_or(String::new(), |count| {
            format!(" in {}", render::plural(count, "article", "articles"))
        });
        let state = if *is_active { "" } else { "  (overruled)" };
        writeln!(stdout, "      {from} is {to}{articles}: {reason}{state}")?;
    }
    Ok(())
}
