//! `morgue status`: prints what the index holds, and which files were ignored or rejected.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::BinaryBytes;

use super::context::{CommandContext, OpenIndex, print_json, today};
use super::render;
use crate::corpus::outcome::{IgnoredMembers, Outcome};
use crate::corpus::report::{IgnoredGroup, Rejection, Report};
use crate::search::engine::UpdatableEngine;
use crate::server::wire::StatusJson;

/// Show what the index holds: articles, sizes, folders, and ignored and rejected files
///
/// Reasons are listed with counts; with -v, every file is listed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

/// Runs the command.
pub(super) fn run(_: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let engine = index.engine();
    let state = engine.state()?;
    if context.json {
        print_json(&StatusJson::from(&state))?;
        return Ok(ExitCode::SUCCESS);
    }
    let stories = match state.labels_only || state.stories == 0 {
        true => String::new(),
        false => format!(" in {}", render::plural(state.stories, "story", "stories")),
    };
    let mut page = format!(
        "{}{stories}, {} in {}\n",
        render::plural(state.articles, "article", "articles"),
        BinaryBytes(state.bytes),
        render::plural(state.segments as u64, "segment", "segments")
    );
    state.roots.iter().for_each(|root| page.push_str(&format!("from {root}\n")));
    if state.labels_only {
        page.push_str(
            "names and topics: only those that publishers assign, and no stories (--no-names)\n",
        );
    }
    page.push_str(&counts(&state.report));
    page.push_str(&withheld(&index)?);
    if context.verbose {
        page.push_str(&all_ignored(engine)?);
        page.push_str(render::rejections(&state.report, true).trim_start_matches('\n'));
        page.push('\n');
    } else {
        page.push_str(&reasons(&state.report));
    }
    writeln!(anstream::stdout(), "{}", page.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn counts(report: &Report) -> String {
    format!(
        "{}: {} read, {} ignored, {} rejected\n{}: {}, {}, {} rejected\n",
        render::plural(report.files, "file", "files"),
        render::count(report.files_unchanged),
        render::count(report.files_ignored),
        render::count(report.files_rejected),
        render::plural(report.records, "record", "records"),
        render::plural(report.articles, "article", "articles"),
        render::plural(report.duplicates, "duplicate", "duplicates"),
        render::count(report.rejected)
    )
}

/// How many articles are withheld; the records of their files are counted above.
fn withheld(index: &OpenIndex) -> Result<String> {
    let log = index.engine().withheld_log()?;
    Ok(match log.withheld_on(today()).len() as u64 {
        0 => String::new(),
        withheld => {
            let articles = render::plural(withheld, "article is", "articles are");
            format!("{articles} withheld: `morgue withhold` prints the log\n")
        }
    })
}

/// The reasons for ignoring and rejecting, each with a count and an example.
fn reasons(report: &Report) -> String {
    let mut page = String::new();
    for (reason, IgnoredGroup { files, members, first }) in &report.ignored {
        let mut counts = Vec::new();
        if *files > 0 {
            counts.push(render::plural(*files, "file", "files"));
        }
        if *members > 0 {
            counts.push(render::plural(*members, "archive member", "archive members"));
        }
        let example = first.first().map_or("", String::as_str);
        let _ = writeln!(page, "ignored {}: {reason} ({example})", counts.join(" and "));
    }
    for (count, rejection) in group_rejections(&report.rejections) {
        let Rejection { path, record, reason } = rejection;
        let record = record.map_or(String::new(), |record| format!(", record {record}"));
        let _ = writeln!(page, "rejected {}: {reason} ({path}{record})", render::count(count));
    }
    if !page.is_empty() {
        page.push_str("`morgue status -v` lists them all\n");
    }
    page
}

/// Groups rejections whose reasons differ only in numbers, the largest group first, each with its
/// first rejection.
fn group_rejections(rejections: &[Rejection]) -> Vec<(u64, &Rejection)> {
    let mut groups: BTreeMap<String, (u64, &Rejection)> = BTreeMap::new();
    for rejection in rejections {
        let key: String = rejection.reason.chars().filter(|c| !c.is_ascii_digit()).collect();
        groups.entry(key).or_insert((0, rejection)).0 += 1;
    }
    let mut groups: Vec<(u64, &Rejection)> = groups.into_values().collect();
    groups.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    groups
}

/// Every ignored file, and ignored archive members as far as the manifest names them.
fn all_ignored(engine: &dyn UpdatableEngine) -> Result<String> {
    let mut page = String::new();
    for (path, entry) in engine.manifest()?.files() {
        match &entry.outcome {
            Outcome::Ignored { reason, .. } => _ = writeln!(page, "ignored {path}: {reason}"),
            Outcome::Read(records) => {
                for IgnoredMembers { reason, count, first } in &records.ignored {
                    let named: Vec<String> =
                        first.iter().map(|inner_path| format!("{path}{inner_path}")).collect();
                    let more = match count - named.len() as u64 {
                        0 => String::new(),
                        more => format!(" and {} more", render::count(more)),
                    };
                    let _ = writeln!(page, "ignored {}{more}: {reason}", named.join(", "));
                }
            }
            Outcome::Rejected { .. } => {}
        }
    }
    Ok(page)
}
