//! `morgue index`: bring the index up to date with its folders.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::context::{CommandContext, print_json};
use super::unpack_limits::Packed;
use super::{page, terminal};
use crate::config;
use crate::corpus::report::Report;
use crate::corpus::walk::{ReadOptions, Rules};
use crate::engine::tantivy::{TantivyEngine, index_meta};
use crate::enrich::entities;
use crate::ingest::job::Job;
use crate::ingest::pipeline;
use crate::ingest::progress::Progress;
use crate::read::format::{FieldMap, Options};
use crate::server::wire::TallyJson;

/// How much memory indexing uses unless told otherwise, in bytes.
const MEMORY: usize = 512 << 20;

/// How often a long run commits what it has.
const COMMIT_EVERY: Duration = Duration::from_secs(60);

/// Bring the index up to date with folders: new, changed and removed files
///
/// Unchanged files cost nothing. Without FOLDER, the folders the index was made from. Nothing that was indexed from
/// other folders is touched.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders of articles; files too
    folder: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Fail (exit 2) when a file or record was rejected
    #[arg(long)]
    strict: bool,
}

/// How folders are read.
#[derive(Debug, Clone, clap::Args)]
pub struct Reading {
    /// Make the index anew, from these folders and all it was made from before
    #[arg(long)]
    pub rebuild: bool,
    /// Let a folder that is empty or gone take its articles out of the index
    #[arg(long)]
    pub prune: bool,
    /// How many files are read at once; as many as there are cores
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// How much memory indexing may use, such as 512M
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// Read only files whose name or path matches; of an archive that matches, everything in it
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Do not read files, and members of archives, whose name or path matches
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    #[command(flatten)]
    pub packed: Packed,
}

/// Runs the command.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let engine = open(desk, &args.reading, &args.folder)?;
    let gauge = Arc::new(Progress::default());
    let bar = terminal::ProgressDisplay::watch(&gauge, desk.quiet || desk.json);
    let tally = update(&engine, &args.folder, &args.reading, desk, COMMIT_EVERY, &gauge);
    bar.finish();
    let tally = tally?;
    if desk.json {
        print_json(&TallyJson::from(&tally))?;
    } else if !desk.quiet {
        let mut stderr = anstream::stderr();
        writeln!(stderr, "{}", page::tally(&tally, desk.verbose))?;
    }
    let faults = tally.rejected + tally.files_rejected;
    Ok(if args.strict && faults > 0 { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

/// Opens the index for an update; to make it anew from folders, also one that this program can not read.
pub fn open(desk: &CommandContext, reading: &Reading, folders: &[PathBuf]) -> Result<TantivyEngine> {
    match TantivyEngine::open_or_create(&desk.index) {
        Err(_) if reading.rebuild && !folders.is_empty() => {
            index_meta::clear(&desk.index)?;
            Ok(desk.under_authority(TantivyEngine::open_or_create(&desk.index)?))
        }
        engine => Ok(desk.under_authority(engine?)),
    }
}

/// Brings an index up to date.
pub fn update(
    engine: &TantivyEngine,
    folders: &[PathBuf],
    reading: &Reading,
    desk: &CommandContext,
    commit_every: Duration,
    gauge: &Progress,
) -> Result<Report> {
    let jobs = reading.jobs.or(desk.config.jobs).unwrap_or_else(cores).max(1);
    let writer = engine.writer(jobs, memory(reading, desk)?)?;
    let account = match engine.account() {
        // An account that can not be read knows of no folders: they must be named.
        Err(_) if reading.rebuild && !folders.is_empty() => engine.blank_account(),
        account => account?,
    };
    let job = Job {
        about: entities::subjects,
        roots: folders.to_vec(),
        how: how(&reading.include, &reading.exclude, &reading.packed, desk)?,
        jobs,
        prune: reading.prune,
        rebuild: reading.rebuild,
        commit_every,
    };
    Ok(pipeline::run(Box::new(writer), account, &job, gauge)?)
}

/// How many files are read at once unless told otherwise.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn memory(reading: &Reading, desk: &CommandContext) -> Result<usize> {
    let Some(text) = reading.memory.as_ref().or(desk.config.memory.as_ref()) else {
        return Ok(MEMORY);
    };
    config::size(text)
        .with_context(|| format!("`{text}` is no size of memory; write it like 512M or 2G"))
}

/// How files are read, by flags and the config file.
pub fn how(include: &[String], exclude: &[String], packed: &Packed, desk: &CommandContext) -> Result<ReadOptions> {
    let join = |own: &[String], of_file: &[String]| {
        if own.is_empty() { of_file.to_vec() } else { own.to_vec() }
    };
    let include = join(include, &desk.config.include);
    let exclude = join(exclude, &desk.config.exclude);
    Ok(ReadOptions {
        options: Options { fields: FieldMap::new(desk.config.fields.clone())? },
        rules: Rules::new(&include, &exclude, &desk.index)?,
        limits: packed.limits(desk)?,
    })
}
