//! `morgue canon log`: what people decided, and what the evidence did, about somebody or in all.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use super::who;
use crate::article::schema::Field;
use crate::cli::context::{CommandContext, print_json};
use crate::cli::page;
use crate::engine::tantivy::TantivyEngine;
use crate::identity::authority;
use crate::identity::authority::{AuthorityFile, Action, Entry};
use crate::search::engine::Engine;

/// What there is to say.
#[derive(Serialize)]
struct LogJson {
    file: String,
    entries: Vec<EntryJson>,
    automatic: Vec<AutomaticJson>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct EntryJson {
    number: usize,
    #[serde(skip_serializing_if = "String::is_empty")]
    date: String,
    entry: String,
    stands: bool,
}

/// A merge by the evidence.
#[derive(Serialize)]
struct AutomaticJson {
    from: String,
    to: String,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    articles: Option<u64>,
    stands: bool,
}

/// Runs the command.
pub fn run(engine: &TantivyEngine, name: Option<&str>, desk: &CommandContext) -> Result<ExitCode> {
    let canon = engine.canon()?;
    let concerned = name.map(|name| concerned(engine, name)).transpose()?;
    let entries = entries(&canon, concerned.as_ref());
    let automatic = automatic(engine, concerned.as_ref())?;
    let file = engine.canon_path().display().to_string();
    let found = !entries.is_empty() || !automatic.is_empty();
    if desk.json {
        let warnings =
            canon.warnings.iter().map(|(line, why)| format!("{file} line {line}: {why}")).collect();
        print_json(&LogJson { file, entries, automatic, warnings })?;
    } else {
        print(&entries, &automatic, concerned.is_some())?;
    }
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Every key of somebody: those that are theirs, and those that were once or are said not to be.
fn concerned(engine: &TantivyEngine, name: &str) -> Result<BTreeSet<String>> {
    let key = who::key(engine, name)?;
    let field = authority::kind(&key).unwrap_or(Field::People);
    let values = engine.facet_terms(field)?;
    let mut keys = BTreeSet::from([key.clone()]);
    if let Some(value) = values.get(&key) {
        keys.insert(value.value.clone());
        keys.extend(
            value.also.iter().filter(|also| also.articles.is_none()).map(|also| also.key.clone()),
        );
    }
    Ok(keys)
}

fn entries(canon: &AuthorityFile, concerned: Option<&BTreeSet<String>>) -> Vec<EntryJson> {
    let speaks = |entry: &Entry| {
        concerned.is_none_or(|keys| entry.deed.keys().iter().any(|key| keys.contains(*key)))
    };
    let cited: BTreeSet<String> =
        canon.entries.iter().filter(|entry| speaks(entry)).map(Entry::to_string).collect();
    let undoes = |entry: &Entry| match &entry.deed {
        Action::Undo { entry: Some(taken), .. } => cited.contains(taken),
        _ => false,
    };
    let said = canon.entries.iter().zip(1..).filter(|(entry, _)| speaks(entry) || undoes(entry));
    said.map(|(entry, number)| EntryJson {
        number,
        date: entry.date.clone(),
        entry: entry.deed.to_string(),
        stands: entry.stands,
    })
    .collect()
}

fn automatic(
    engine: &TantivyEngine,
    concerned: Option<&BTreeSet<String>>,
) -> Result<Vec<AutomaticJson>> {
    let findings = engine.findings()?;
    let values = engine.facet_terms(Field::People)?;
    let speaks = |from: &str, to: &str| {
        concerned.is_none_or(|keys| keys.contains(from) || keys.contains(to))
    };
    let person = |key: &str| values.get(key).map(|value| value.value.as_str());
    let links = findings.links.iter().filter(|link| speaks(&link.from, &link.to));
    let mut automatic: Vec<AutomaticJson> = links
        .map(|link| AutomaticJson {
            stands: person(&link.from).is_some() && person(&link.from) == person(&link.to),
            from: link.from.clone(),
            to: link.to.clone(),
            why: link.why.clone(),
            articles: None,
        })
        .collect();
    let mut moved: BTreeMap<(&str, &str), (u64, &str)> = BTreeMap::new();
    for found in findings.moved.iter().filter(|found| speaks(&found.from, &found.to)) {
        moved.entry((&found.from, &found.to)).or_insert((0, found.why())).0 += 1;
    }
    automatic.extend(moved.into_iter().map(|((from, to), (articles, why))| AutomaticJson {
        stands: values.get(to).is_some_and(|value| value.also.iter().any(|also| also.key == from)),
        from: from.to_string(),
        to: to.to_string(),
        why: why.to_string(),
        articles: Some(articles),
    }));
    Ok(automatic)
}

fn print(entries: &[EntryJson], automatic: &[AutomaticJson], all: bool) -> Result<()> {
    let mut stdout = anstream::stdout();
    for EntryJson { number, date, entry, stands } in entries {
        let state = if *stands { "" } else { "  (taken back)" };
        writeln!(stdout, "{number:>4}  {date:<20}  {entry}{state}")?;
    }
    if !all && !automatic.is_empty() {
        let merges = page::plural(automatic.len() as u64, "merge", "merges");
        writeln!(stdout, "{merges} by the evidence; `morgue canon log NAME` gives the reasons")?;
        return Ok(());
    }
    for AutomaticJson { from, to, why, articles, stands } in automatic {
        let articles = articles.map_or(String::new(), |count| {
            format!(" in {}", page::plural(count, "article", "articles"))
        });
        let state = if *stands { "" } else { "  (overruled)" };
        writeln!(stdout, "      {from} is {to}{articles}: {why}{state}")?;
    }
    Ok(())
}
