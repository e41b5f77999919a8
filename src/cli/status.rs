//! `morgue status`: what the index holds, and what became of every file and record it was made from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::BinaryBytes;

use super::context::{CommandContext, print_json};
use super::page;
use crate::corpus::manifest::Outcome;
use crate::corpus::report::{Ignored, Report};
use crate::engine::tantivy::TantivyEngine;
use crate::search::engine::Engine;
use crate::server::wire::StatusJson;

/// Say what the index holds: articles, sizes, folders, and what was ignored or rejected and why
///
/// Reasons are listed with how often they hold; with -v, with everything they hold for.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_: Args, desk: &CommandContext) -> Result<ExitCode> {
    let engine = desk.engine()?;
    let state = engine.state()?;
    if desk.json {
        print_json(&StatusJson::from(&state))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut page = format!(
        "{} in {}, {} in {}\n",
        page::plural(state.articles, "article", "articles"),
        page::plural(state.stories, "story", "stories"),
        BinaryBytes(state.bytes),
        page::plural(state.segments as u64, "segment", "segments")
    );
    state.roots.iter().for_each(|root| page.push_str(&format!("from {root}\n")));
    page.push_str(&counts(&state.report));
    if desk.verbose {
        page.push_str(&everything(&engine)?);
        page.push_str(page::rejections(&state.report, true).trim_start_matches('\n'));
        page.push('\n');
    } else {
        page.push_str(&reasons(&state.report));
    }
    write!(anstream::stdout(), "{}", page.trim_end())?;
    writeln!(anstream::stdout())?;
    Ok(ExitCode::SUCCESS)
}

fn counts(tally: &Report) -> String {
    format!(
        "{}: {} read, {} ignored, {} rejected\n{}: {}, {}, {} rejected\n",
        page::plural(tally.files, "file", "files"),
        page::count(tally.files_unchanged),
        page::count(tally.files_ignored),
        page::count(tally.files_rejected),
        page::plural(tally.records, "record", "records"),
        page::plural(tally.articles, "article", "articles"),
        page::plural(tally.duplicates, "duplicate", "duplicates"),
        page::count(tally.rejected)
    )
}

/// Why things were ignored and rejected, how often, and an example of each.
fn reasons(tally: &Report) -> String {
    let mut page = String::new();
    for (why, Ignored { files, members, first }) in &tally.ignored {
        let mut counted = Vec::new();
        if *files > 0 {
            counted.push(page::plural(*files, "file", "files"));
        }
        if *members > 0 {
            counted.push(page::plural(*members, "member of an archive", "members of archives"));
        }
        let example = first.first().map_or("", String::as_str);
        let _ = writeln!(page, "ignored {}: {why} ({example})", counted.join(" and "));
    }
    // Reasons that differ in a number only are one.
    let mut groups: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for rejection in &tally.rejections {
        let kind: String = rejection.reason.chars().filter(|c| !c.is_ascii_digit()).collect();
        let record = rejection.record.map_or(String::new(), |record| format!(", record {record}"));
        let example = || (0, format!("{} ({}{record})", rejection.reason, rejection.path));
        groups.entry(kind).or_insert_with(example).0 += 1;
    }
    let mut groups: Vec<(u64, String)> = groups.into_values().collect();
    groups.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    for (count, example) in groups {
        let _ = writeln!(page, "rejected {}: {example}", page::count(count));
    }
    if !page.is_empty() {
        page.push_str("`morgue status -v` names them all\n");
    }
    page
}

/// Every file that was ignored, and members of archives as far as the account names them.
fn everything(engine: &TantivyEngine) -> Result<String> {
    let mut page = String::new();
    for (path, entry) in engine.account()?.files() {
        match &entry.fate {
            Outcome::Ignored { why, .. } => _ = writeln!(page, "ignored {path}: {why}"),
            Outcome::Read(reading) => {
                for aside in &reading.ignored {
                    let first: Vec<String> =
                        aside.first.iter().map(|within| format!("{path}{within}")).collect();
                    let more = aside.count - first.len() as u64;
                    let more = if more > 0 {
                        format!(" and {} more", page::count(more))
                    } else {
                        String::new()
                    };
                    let _ = writeln!(page, "ignored {}{more}: {}", first.join(", "), aside.why);
                }
            }
            Outcome::Rejected { .. } => {}
        }
    }
    Ok(page)
}
