//! An update of an index from its folders.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::cli::context::{
    CommandContext, OpenIndex, config, error_line, print_error, print_json, terminal,
};
use crate::cli::read_args::ReadArgs;
use crate::cli::render;
use crate::corpus::file_reader::ReadOptions;
use crate::corpus::manifest::Manifest;
use crate::corpus::manifest_log::ManifestSettings;
use crate::corpus::report::{EmptyRoot, Report};
use crate::corpus::rules::Rules;
use crate::corpus::walk;
use crate::corpus::watch::FolderWatcher;
use crate::engine::tantivy::{TantivyEngine, index_meta};
use crate::error::Error;
use crate::ingest::extraction::Extraction;
use crate::ingest::job::Job;
use crate::ingest::memory::{DEFAULT_MEMORY, LEAST_MEMORY, MemoryShares};
use crate::ingest::pipeline;
use crate::ingest::progress::Progress;
use crate::read::format::{FieldMap, Options};
use crate::search::engine::UpdatableEngine;
use crate::server::wire::ReportJson;

/// Interval between updates with `--watch` where the operating system cannot tell of changes.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Interval between the commits of a long run.
pub(super) const COMMIT_EVERY: Duration = Duration::from_secs(60);

/// Flags for reading and indexing folders.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct IndexingArgs {
    /// Build the index from scratch, from these and all earlier folders
    #[arg(long)]
    pub rebuild: bool,
    /// Go on running, and update the index when files change
    #[arg(long)]
    pub watch: bool,
    /// Remove the articles of a folder that is now empty or missing
    #[arg(long)]
    pub prune: bool,
    /// Make a plain full-text index: no names and topics but those that publishers assign, no stories.
    /// An index stays as it was made until --rebuild
    #[arg(long)]
    pub no_names: bool,
    /// Number of files to read in parallel (default: number of CPU cores)
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Memory for indexing, at least 128M (default: 512M)
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// Read only files whose name or path matches; archives that match are read completely
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Skip files and archive members whose name or path matches
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    #[command(flatten)]
    pub read: ReadArgs,
}

/// A run that updates an index, and all it needs.
pub(crate) struct Run<'r> {
    pub engine: &'r dyn UpdatableEngine,
    /// Folders or files; if empty, those indexed before.
    pub folders: &'r [PathBuf],
    pub args: &'r IndexingArgs,
    pub context: &'r CommandContext,
    /// Interval between commits.
    pub commit_every: Duration,
    pub progress: &'r Arc<Progress>,
}

impl Run<'_> {
    /// Updates the index, prints the report, and keeps what the first search of another process needs. The
    /// updates that follow a change leave that out: a search by the process that follows has it in memory.
    pub(crate) fn update(&self) -> Result<Report> {
        let report = self.update_unless(|_| false)?;
        self.engine.prepare_searches()?;
        Ok(report)
    }

    /// Updates the index and prints the report, unless it is one that nobody needs.
    fn update_unless(&self, is_silent: impl Fn(&Report) -> bool) -> Result<Report> {
        let is_quiet = self.context.quiet || self.context.json;
        let bar = terminal::ProgressBarThread::start(self.progress, is_quiet);
        self.progress.start();
        let report = self.update_index();
        bar.finish();
        self.progress.finish(report.as_ref().err().map(|error| error_line(error.as_ref())));
        let report = report?;
        if is_silent(&report) {
            return Ok(report);
        }
        if self.context.json {
            print_json(&ReportJson::from(&report))?;
        } else if !self.context.quiet {
            writeln!(anstream::stderr(), "{}", render::report(&report, self.context.verbose))?;
        }
        if !self.context.quiet {
            write!(anstream::stderr(), "{}", render::empty_roots(self.empty_roots(&report)))?;
        }
        Ok(report)
    }

    fn update_index(&self) -> Result<Report> {
        let Self { engine, context, .. } = self;
        let (job, index_memory) = self.job()?;
        let writer = engine.open_writer(job.jobs, index_memory)?;
        let (manifest, damage) = engine.manifest_for_update()?;
        damage.iter().for_each(|error| context.print_note(error));
        let report = pipeline::run(writer, manifest, &job, self.progress)?;
        engine.refresh()?;
        Ok(report)
    }

    /// Returns the settings of the run, and the bytes of memory for the engine's writer.
    pub(super) fn job(&self) -> Result<(Job, usize)> {
        let Self { args, context, .. } = self;
        let jobs = args.jobs.or(context.config.jobs).unwrap_or_else(cores).max(1);
        let MemoryShares { index, records, jobs } = MemoryShares::new(memory(args, context)?, jobs);
        let read_options = read_options(&args.include, &args.exclude, &args.read, context)?;
        let job = Job {
            extraction: if self.leaves_out_names() {
                Extraction::LabelsOnly
            } else {
                Extraction::Full
            },
            survives: Some(survives),
            roots: self.folders.to_vec(),
            read_options: ReadOptions { memory: records, ..read_options },
            jobs,
            prune: args.prune,
            rebuild: args.rebuild,
            commit_every: self.commit_every,
        };
        Ok((job, index))
    }

    /// Returns true if a new index is to have no names that are found in texts.
    fn leaves_out_names(&self) -> bool {
        self.args.no_names || self.context.config.names == Some(false)
    }

    /// Returns the roots without articles that deserve a word. With `--prune` they are expected.
    pub(super) fn empty_roots<'a>(&self, report: &'a Report) -> &'a [EmptyRoot] {
        if self.args.prune { &[] } else { &report.empty_roots }
    }

    /// Updates the index whenever files change, until the process ends.
    pub(crate) fn follow_changes(&self) -> ! {
        let args = IndexingArgs { rebuild: false, ..self.args.clone() };
        let run = Run { args: &args, ..*self };
        let watcher = run.watcher();
        if let Err(error) = &watcher {
            self.context.print_note(error);
        }
        loop {
            match &watcher {
                Ok(watcher) => watcher.wait(),
                Err(_) => std::thread::sleep(LOOK_EVERY),
            }
            let is_unchanged = |report: &Report| report.files_read == 0 && report.removed == 0;
            if let Err(error) = run.update_unless(is_unchanged) {
                // The index stays as it was; the next change is another chance.
                print_error(&error);
            }
        }
    }

    fn watcher(&self) -> Result<FolderWatcher, Error> {
        let roots: Vec<PathBuf> = match self.folders {
            [] => self.engine.roots()?.into_iter().map(PathBuf::from).collect(),
            folders => folders.to_vec(),
        };
        FolderWatcher::new(&roots, &self.context.index, &self.args.read.timeout(self.context))
    }
}

/// Opens or creates the index for an update from these folders. An index that is damaged as a whole
/// is replaced, and so is one that cannot be opened where `--rebuild` asks for it. Returns the engine,
/// and the folders with those of a replaced index.
pub(crate) fn open_for_update(
    context: &CommandContext,
    args: &IndexingArgs,
    folders: &[PathBuf],
) -> Result<(OpenIndex, Vec<PathBuf>)> {
    if let Some(index) = context.cluster(true)? {
        return Ok((index, folders.to_vec()));
    }
    let opened = TantivyEngine::open_or_create(&context.index);
    match opened {
        Err(error) if error.is_damage() || args.rebuild => {
            replace_damaged(context, args, folders, error)
        }
        engine => {
            let engine = context.with_authority_file(engine?);
            engine.damage().iter().for_each(|error| context.print_note(error));
            Ok((OpenIndex::Folder(Arc::new(engine)), folders.to_vec()))
        }
    }
}

/// Makes an empty index in the place of one that cannot be opened, for its folders and these. Nothing
/// is removed before all of them are found.
fn replace_damaged(
    context: &CommandContext,
    args: &IndexingArgs,
    folders: &[PathBuf],
    error: Error,
) -> Result<(OpenIndex, Vec<PathBuf>)> {
    let (mut roots, timeout) = (BTreeSet::new(), args.read.timeout(context));
    let ManifestSettings { roots: logged, labels_only } = Manifest::logged_settings(&context.index);
    for root in logged {
        if !walk::is_empty(Path::new(&root)) {
            roots.insert(root);
        } else if !args.prune {
            let message =
                format!("{error}, and `{root}`, which it was made from, is empty or missing");
            let advice = "mount its disk, or leave it out with --prune";
            return Err(Error::new(message).hint(advice).into());
        }
    }
    for folder in folders {
        roots.insert(walk::resolve_root(folder, &timeout)?);
    }
    if roots.is_empty() {
        return Err(error.hint("run `morgue index --rebuild FOLDER...` with your folders").into());
    }
    index_meta::clear(&context.index)?;
    context.print_note(&error);
    let engine = context.with_authority_file(TantivyEngine::open_or_create(&context.index)?);
    let settings = ManifestSettings { roots, labels_only };
    engine.record_settings(&settings)?;
    let folders = settings.roots.into_iter().map(PathBuf::from).collect();
    Ok((OpenIndex::Folder(Arc::new(engine)), folders))
}

/// Time for which a file is tried. One that takes longer does not crash its reader at once.
const TRIAL: Duration = Duration::from_secs(60);

/// Reads a file in a process of its own, and returns whether that does not crash.
fn survives(path: &str) -> bool {
    let Ok(program) = std::env::current_exe() else { return true };
    let mut command = Command::new(program);
    command.args(["inspect", "--quiet", "--json", "--"]).arg(path);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut process) = command.spawn() else { return true };
    let started = Instant::now();
    while started.elapsed() < TRIAL {
        match process.try_wait() {
            Ok(Some(status)) => return !has_crashed(status),
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Err(_) => return true,
        }
    }
    // It may have ended just now.
    let _ = process.kill();
    let _ = process.wait();
    true
}

/// Returns whether a process ended by a fault of its own, and not because somebody ended it.
#[cfg(unix)]
fn has_crashed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    /// SIGILL, SIGABRT, SIGBUS on Linux, SIGKILL as the system sends it when memory runs out, SIGBUS
    /// on macOS, SIGSEGV.
    const FAULTS: [i32; 6] = [4, 6, 7, 9, 10, 11];
    status.signal().is_some_and(|signal| FAULTS.contains(&signal))
}

#[cfg(not(unix))]
fn has_crashed(status: ExitStatus) -> bool {
    // The codes of exceptions on Windows are negative.
    status.code().is_some_and(|code| code < 0)
}

/// The number of CPU cores.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn memory(args: &IndexingArgs, context: &CommandContext) -> Result<usize> {
    let Some(text) = args.memory.as_ref().or(context.config.memory.as_ref()) else {
        return Ok(DEFAULT_MEMORY);
    };
    let memory = config::parse_size(text)
        .with_context(|| format!("invalid memory size `{text}`: write it like 512M or 2G"))?;
    if memory < LEAST_MEMORY {
        let least = LEAST_MEMORY >> 20;
        bail!("`{text}` is too little memory for indexing: the least is {least}M");
    }
    Ok(memory)
}

/// The read options set by flags and config file. Globs given as flags replace those of the file.
pub(crate) fn read_options(
    include: &[String],
    exclude: &[String],
    read: &ReadArgs,
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
        limits: read.limits(context)?,
        timeout: read.timeout(context),
        ..ReadOptions::default()
    })
}
