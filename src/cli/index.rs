//! `morgue index`: brings the index up to date with its folders.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::context::{CommandContext, print_json};
use super::unpack_args::UnpackArgs;
use super::{render, terminal};
use crate::config;
use crate::corpus::file_reader::ReadOptions;
use crate::corpus::report::Report;
use crate::corpus::rules::Rules;
use crate::engine::tantivy::{TantivyEngine, index_meta};
use crate::enrich::entities;
use crate::ingest::job::{DEFAULT_MEMORY, Job};
use crate::ingest::pipeline;
use crate::ingest::progress::Progress;
use crate::read::format::{FieldMap, Options};
use crate::server::wire::ReportJson;

/// Interval between the commits of a long run.
const COMMIT_EVERY: Duration = Duration::from_secs(60);

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
}

/// Flags for reading and indexing folders.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct IndexingArgs {
    /// Build the index from scratch, from these and all earlier folders
    #[arg(long)]
    pub rebuild: bool,
    /// Remove the articles of a folder that is now empty or missing
    #[arg(long)]
    pub prune: bool,
    /// Number of files to read in parallel (default: number of CPU cores)
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Memory limit for indexing (default: 512M)
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// Read only files whose name or path matches; archives that match are read completely
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Skip files and archive members whose name or path matches
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    #[command(flatten)]
    pub unpack: UnpackArgs,
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let engine = open_for_update(context, &args.indexing, &args.folders)?;
    let progress = Arc::new(Progress::default());
    let bar = terminal::ProgressBarThread::start(&progress, context.quiet || context.json);
    let report = update(&engine, &args.folders, &args.indexing, context, COMMIT_EVERY, &progress);
    bar.finish();
    let report = report?;
    if context.json {
        print_json(&ReportJson::from(&report))?;
    } else if !context.quiet {
        writeln!(anstream::stderr(), "{}", render::report(&report, context.verbose))?;
    }
    // An empty folder is expected with --prune.
    let empty_roots = if args.indexing.prune { &[] } else { report.empty_roots.as_slice() };
    if !context.quiet {
        write!(anstream::stderr(), "{}", render::empty_roots(empty_roots))?;
    }
    let has_faults = report.rejected + report.files_rejected > 0 || !empty_roots.is_empty();
    Ok(if args.strict && has_faults { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

/// Opens or creates the index. For a rebuild from named folders, an index that cannot be opened is
/// replaced.
pub(super) fn open_for_update(
    context: &CommandContext,
    args: &IndexingArgs,
    folders: &[PathBuf],
) -> Result<TantivyEngine> {
    match TantivyEngine::open_or_create(&context.index) {
        Err(_) if args.rebuild && !folders.is_empty() => {
            index_meta::clear(&context.index)?;
            Ok(context.with_authority_file(TantivyEngine::open_or_create(&context.index)?))
        }
        engine => Ok(context.with_authority_file(engine?)),
    }
}

/// Brings an index up to date.
pub(super) fn update(
    engine: &TantivyEngine,
    folders: &[PathBuf],
    args: &IndexingArgs,
    context: &CommandContext,
    commit_every: Duration,
    progress: &Progress,
) -> Result<Report> {
    let jobs = args.jobs.or(context.config.jobs).unwrap_or_else(cores).max(1);
    let writer = engine.writer(jobs, memory(args, context)?)?;
    let job = Job {
        enricher: entities::enrich,
        roots: folders.to_vec(),
        read_options: read_options(&args.include, &args.exclude, &args.unpack, context)?,
        jobs,
        prune: args.prune,
        rebuild: args.rebuild,
        commit_every,
    };
    let manifest = match job.ignores_manifest() {
        true => engine.manifest_for_rebuild(),
        false => engine.manifest()?,
    };
    Ok(pipeline::run(Box::new(writer), manifest, &job, progress)?)
}

/// The number of CPU cores.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn memory(args: &IndexingArgs, context: &CommandContext) -> Result<usize> {
    let Some(text) = args.memory.as_ref().or(context.config.memory.as_ref()) else {
        return Ok(DEFAULT_MEMORY);
    };
    config::parse_size(text)
        .with_context(|| format!("invalid memory size `{text}`: write it like 512M or 2G"))
}

/// The read options set by flags and config file. Globs given as flags replace those of the file.
pub(super) fn read_options(
    include: &[String],
    exclude: &[String],
    unpack: &UnpackArgs,
    context: &CommandContext,
) -> Result<ReadOptions> {
    let config = &context.config;
    let include = if include.is_empty() { &config.include } else { include };
    let exclude = if exclude.is_empty() { &config.exclude } else { exclude };
    Ok(ReadOptions {
        format_options: Options {
            fields: FieldMap::new(config.fields.clone())?,
            formats: Vec::new(),
        },
        rules: Rules::new(include, exclude, &context.index)?,
        limits: unpack.limits(context)?,
    })
}
