//! `morgue verify`: checks that folders, manifest and index agree.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use super::context::{CommandContext, print_json};
use super::index::{cores, read_options};
use super::read_args::ReadArgs;
use super::render;
use crate::ingest::verify;
use crate::ingest::verify::{VerifyFinding, VerifyFindings, VerifyReport};

/// Number of findings of each kind that are listed without -v.
const MAX_LISTED: usize = 20;

/// Verify that folders, manifest and index agree, by reading every file again
///
/// Exits with 0 if they agree, else with 2. Files that changed since the last run are listed apart
/// from errors.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Number of files to read in parallel (default: number of CPU cores)
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// The --include globs used for indexing
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// The --exclude globs used for indexing
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    #[command(flatten)]
    read: ReadArgs,
}

/// The report as JSON.
#[derive(Serialize)]
struct VerifyJson<'a> {
    agrees: bool,
    files: u64,
    files_read: u64,
    records: u64,
    articles: u64,
    changed: u64,
    faults: u64,
    changes: Vec<FindingJson<'a>>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u32>,
    #[serde(rename = "what")]
    message: &'a str,
}

impl<'a> From<&'a VerifyFinding> for FindingJson<'a> {
    fn from(finding: &'a VerifyFinding) -> Self {
        Self { path: &finding.path, record: finding.record, message: &finding.message }
    }
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let report = verify_index(&args, context)?;
    if context.json {
        print_json(&VerifyJson {
            agrees: report.agrees(),
            files: report.files,
            files_read: report.read,
            records: report.records,
            articles: report.articles,
            changed: report.changed.total,
            faults: report.faults.total,
            changes: report.changed.first.iter().map(FindingJson::from).collect(),
            findings: report.faults.first.iter().map(FindingJson::from).collect(),
        })?;
    } else {
        write!(anstream::stdout(), "{}", page(&report, context.verbose))?;
    }
    Ok(if report.agrees() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn verify_index(args: &Args, context: &CommandContext) -> Result<VerifyReport> {
    let index = context.engine()?;
    let engine = index.engine();
    let jobs = args.jobs.or(context.config.jobs).unwrap_or_else(cores).max(1);
    let options = read_options(&args.include, &args.exclude, &args.read, context)?;
    let mut report = VerifyReport::default();
    match (engine.manifest(), engine.indexed_records()) {
        (Ok(manifest), Ok(records)) => {
            report = verify::verify(&manifest, &records, &options, jobs);
        }
        (manifest, records) => {
            let index = context.index.display().to_string();
            for error in manifest.err().into_iter().chain(records.err()) {
                let message = format!("{:#}", anyhow::Error::from(error));
                report.faults.add(&index, None, message);
            }
        }
    }
    let index = context.index.display().to_string();
    for error in engine.verify_files()? {
        report.faults.add(&index, None, error.to_string());
    }
    for path in engine.orphaned_files()? {
        let message = "belongs to no commit of the index; `morgue index` removes it";
        report.faults.add(&path.display().to_string(), None, message);
    }
    Ok(report)
}

/// The report as text.
fn page(report: &VerifyReport, all: bool) -> String {
    let mut page = format!(
        "{} in {}; read {} again, with {}\n",
        render::plural(report.articles, "article", "articles"),
        render::plural(report.files, "file", "files"),
        render::plural(report.read, "file", "files"),
        render::plural(report.records, "record", "records"),
    );
    if report.agrees() {
        page.push_str("folders, manifest and index agree\n");
    }
    let title = ("difference since the last run", "differences since the last run");
    list(&mut page, &report.changed, title, "run `morgue index` to update the index", all);
    let advice = "run `morgue index` to repair the index, and with --rebuild if that is not enough";
    list(&mut page, &report.faults, ("error", "errors"), advice, all);
    page
}

fn list(
    page: &mut String,
    findings: &VerifyFindings,
    (one, many): (&str, &str),
    advice: &str,
    all: bool,
) {
    if findings.total == 0 {
        return;
    }
    page.push_str(&format!("{}; {advice}\n", render::plural(findings.total, one, many)));
    let shown = if all { usize::MAX } else { MAX_LISTED };
    for VerifyFinding { path, record, message } in findings.first.iter().take(shown) {
        let record = record.map_or(String::new(), |record| format!(", record {record}"));
        page.push_str(&format!("  {path}{record}: {message}\n"));
    }
    let hidden = findings.total.saturating_sub(findings.first.len().min(shown) as u64);
    if hidden > 0 {
        page.push_str(&format!("  and {} more\n", render::count(hidden)));
    }
}
