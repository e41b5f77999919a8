//! `morgue index`: brings the index up to date with its folders.

mod update;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;

use super::context::CommandContext;
use crate::ingest::progress::Progress;
use crate::ingest::staging::share::Share;
use update::COMMIT_EVERY;
pub(super) use update::{IndexingArgs, Run, cores, open_for_update, read_options};

/// Bring the index up to date with its folders: new, changed and removed files
///
/// Unchanged files are not read again. Without FOLDER, all folders indexed before are updated.
/// Articles from other folders stay in the index.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders or files with articles
    #[arg(value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    indexing: IndexingArgs,
    /// Exit with 2 if a file or record was rejected, or if a folder has no articles
    #[arg(long)]
    strict: bool,
    /// Only read a share of the files, the third of 16, and leave what is in them on the cluster for
    /// the run without --worker that follows
    #[arg(long, value_name = "N/M", conflicts_with_all = ["watch", "prune"])]
    worker: Option<Share>,
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    if let Some(share) = args.worker {
        return worker::run(context, &args.indexing, &args.folders, share, args.strict);
    }
    let (index, folders) = open_for_update(context, &args.indexing, &args.folders)?;
    let progress = Arc::new(Progress::default());
    let run = Run {
        engine: index.engine(),
        folders: &folders,
        args: &args.indexing,
        context,
        commit_every: COMMIT_EVERY,
        progress: &progress,
    };
    let report = run.update()?;
    if args.indexing.watch {
        run.follow_changes();
    }
    let has_faults =
        report.rejected + report.files_rejected > 0 || !run.empty_roots(&report).is_empty();
    Ok(if args.strict && has_faults { ExitCode::from(2) } else { ExitCode::SUCCESS })
}
