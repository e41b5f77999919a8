//! `morgue verify`: the proof that folders, account and index agree.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use super::context::{CommandContext, print_json};
use super::index::how;
use super::page;
use super::unpack_limits::Packed;
use crate::ingest::verify;
use crate::ingest::verify::{VerifyFinding, VerifyFindings, VerifyReport};

/// How many findings of a kind are named, unless all are asked for.
const NAMED: usize = 20;

/// What to do about files that changed, and about everything else.
const UPDATE: &str = "run `morgue index` to bring the index up to date";
const REBUILD: &str = "run `morgue index --rebuild` to make index and account anew";

/// Prove that folders, account and index agree: every file is read again
///
/// Exits 0 when all agree and 2 when not. Files that changed since the last run are told from what is wrong.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many files are read at once; as many as there are cores
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// What `index` was told to include
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// What `index` was told to exclude
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    #[command(flatten)]
    packed: Packed,
}

/// The report as it is printed for programs.
#[derive(Serialize)]
struct ReportJson<'a> {
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
    what: &'a str,
}

impl<'a> From<&'a VerifyFinding> for FindingJson<'a> {
    fn from(finding: &'a VerifyFinding) -> Self {
        Self { path: &finding.path, record: finding.record, what: &finding.what }
    }
}

/// Runs the command: exits 2 when something does not agree.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let report = prove(&args, desk)?;
    if desk.json {
        print_json(&ReportJson {
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
        write!(anstream::stdout(), "{}", told(&report, desk.verbose))?;
    }
    Ok(if report.agrees() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn prove(args: &Args, desk: &CommandContext) -> Result<VerifyReport> {
    let engine = desk.engine()?;
    let how = how(&args.include, &args.exclude, &args.packed, desk)?;
    let jobs = args.jobs.or(desk.config.jobs).unwrap_or_else(super::index::cores).max(1);
    let mut report = VerifyReport::default();
    match (engine.account(), engine.holdings()) {
        (Ok(account), Ok(holdings)) => report = verify::verify(&account, &holdings, &how, jobs),
        (account, holdings) => {
            for why in account.err().into_iter().chain(holdings.err()) {
                report.faults.add(
                    &desk.index.display().to_string(),
                    None,
                    format!("{:#}", anyhow::Error::from(why)),
                );
            }
        }
    }
    for file in engine.damaged()? {
        report.faults.add(&file, None, "a file of the index is damaged");
    }
    Ok(report)
}

/// The report for a person.
fn told(report: &VerifyReport, all: bool) -> String {
    let mut page = format!(
        "{} in {}: {} read again, {}\n",
        page::plural(report.articles, "article", "articles"),
        page::plural(report.files, "file", "files"),
        page::count(report.read),
        page::plural(report.records, "record", "records"),
    );
    if report.agrees() {
        page.push_str("folders, account and index agree\n");
    }
    list(&mut page, &report.changed, "changed since the last run", UPDATE, all);
    list(&mut page, &report.faults, "wrong", REBUILD, all);
    page
}

fn list(page: &mut String, findings: &VerifyFindings, what: &str, advice: &str, all: bool) {
    if findings.total == 0 {
        return;
    }
    page.push_str(&format!("{} {what}; {advice}\n", page::count(findings.total)));
    let shown = if all { usize::MAX } else { NAMED };
    for VerifyFinding { path, record, what } in findings.first.iter().take(shown) {
        let record = record.map_or(String::new(), |record| format!(", record {record}"));
        page.push_str(&format!("  {path}{record}: {what}\n"));
    }
    let hidden = findings.total.saturating_sub(findings.first.len().min(shown) as u64);
    if hidden > 0 {
        page.push_str(&format!("  and {} more\n", page::count(hidden)));
    }
}
