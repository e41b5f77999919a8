//! `morgue index FOLDER --worker 3/16`: stages a share of the files for the run that indexes them.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;

use super::update::{COMMIT_EVERY, IndexingArgs, Run};
use crate::cli::context::{CommandContext, error_line, print_json, terminal};
use crate::cli::render;
use crate::ingest::progress::Progress;
use crate::ingest::staging::share::Share;
use crate::ingest::staging::worker::{self, WorkerReport};
use crate::search::records::no_workers;
use crate::server::wire::WorkerReportJson;

/// Runs a worker, and prints what it did.
pub(super) fn run(
    context: &CommandContext,
    args: &IndexingArgs,
    folders: &[PathBuf],
    share: Share,
    is_strict: bool,
) -> Result<ExitCode> {
    let index = context.cluster(true)?.ok_or_else(no_workers)?;
    let progress = Arc::new(Progress::default());
    let commit_every = COMMIT_EVERY;
    let run =
        Run { engine: index.engine(), folders, args, context, commit_every, progress: &progress };
    let bar = terminal::ProgressBarThread::start(&progress, context.quiet || context.json);
    let report = stage(&run, share);
    bar.finish();
    progress.finish(report.as_ref().err().map(|error| error_line(error.as_ref())));
    let report = report?;
    if context.json {
        print_json(&WorkerReportJson::from(&report))?;
    } else if !context.quiet {
        writeln!(anstream::stderr(), "{}", render::worker_report(&report, share))?;
    }
    let has_faults = report.unreadable + report.rejected > 0;
    Ok(if is_strict && has_faults { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

fn stage(run: &Run<'_>, share: Share) -> Result<WorkerReport> {
    let area = run.engine.open_staging()?;
    let (job, _) = run.job()?;
    let (manifest, damage) = run.engine.manifest_for_update()?;
    damage.iter().for_each(|error| run.context.print_note(error));
    Ok(worker::run(area, &manifest, &job, share, run.progress)?)
}
