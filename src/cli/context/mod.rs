//! Command context: the common flags and the config file, and printing of JSON and errors.

pub(crate) mod config;
mod open_index;
pub(crate) mod terminal;

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{ArgAction, ValueEnum};
use serde::Serialize;

use super::render;
use crate::engine::tantivy::TantivyEngine;
use crate::query::Warning;
use config::Config;
pub(crate) use open_index::OpenIndex;

/// The index folder if none is named.
const DEFAULT_INDEX: &str = "index";

/// Flags of every command.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct CommonArgs {
    /// Index folder (default: index), or the address of a cluster: `opensearch+https://host:9200/name`
    #[arg(long, global = true, value_name = "DIR", env = "MORGUE_INDEX")]
    index: Option<PathBuf>,
    /// Authority file with corrections to names (default: canon.log in the index folder or archive)
    #[arg(long, global = true, value_name = "FILE", env = "MORGUE_CANON")]
    canon: Option<PathBuf>,
    /// Config file (default: morgue.toml in the working directory, if it exists)
    #[arg(long, global = true, value_name = "FILE", env = "MORGUE_CONFIG")]
    config: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Print only results and errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print more details
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// The settings of a command that come from common flags and the config file.
#[derive(Clone)]
pub(super) struct CommandContext {
    /// Index folder, or the address of a cluster.
    pub index: PathBuf,
    /// Authority file, if it is not the one in the index folder.
    pub canon: Option<PathBuf>,
    /// Config file.
    pub config: Config,
    /// Print JSON.
    pub json: bool,
    /// Print only results and errors.
    pub quiet: bool,
    /// Print more details.
    pub verbose: bool,
}

impl CommandContext {
    /// Combines the flags with the config file.
    ///
    /// # Errors
    /// Fails when the config file cannot be read.
    pub(super) fn new(common: CommonArgs) -> Result<Self> {
        let config = Config::load(common.config.as_deref())?;
        let index =
            common.index.or_else(|| config.index.clone()).unwrap_or_else(|| DEFAULT_INDEX.into());
        let canon = common.canon.or_else(|| config.canon.clone());
        Ok(Self {
            index,
            canon,
            config,
            json: common.json,
            quiet: common.quiet,
            verbose: common.verbose > 0,
        })
    }

    /// Opens the index, and prints warnings about the authority file.
    ///
    /// # Errors
    /// Fails when there is no index or it cannot be read.
    pub(super) fn engine(&self) -> Result<OpenIndex> {
        let index = match self.cluster(false)? {
            Some(index) => index,
            None => {
                let engine = self.with_authority_file(TantivyEngine::open(&self.index)?);
                OpenIndex::Folder(Arc::new(engine))
            }
        };
        let engine = index.engine();
        engine.damage().iter().for_each(|error| self.print_note(error));
        let file = engine.authority_location();
        for (line, warning) in engine.authority_file()?.warnings.iter().filter(|_| !self.quiet) {
            writeln!(anstream::stderr(), "note: {file} line {line}: {warning}")?;
        }
        Ok(index)
    }

    /// Makes the engine use the authority file named by flag or config.
    pub(super) fn with_authority_file(&self, engine: TantivyEngine) -> TantivyEngine {
        match &self.canon {
            Some(path) => engine.with_authority_file(path),
            None => engine,
        }
    }

    /// Prints what an error says as a note to stderr, unless `--quiet` is given.
    pub(super) fn print_note(&self, error: &crate::Error) {
        if !self.quiet {
            // If stderr is closed, there is nowhere to report that.
            let _ = writeln!(anstream::stderr(), "note: {}", error_line(error));
        }
    }

    /// Prints the warnings about a query to stderr, unless `--quiet` is given.
    ///
    /// # Errors
    /// Fails when stderr cannot be written.
    pub(super) fn print_warnings(&self, query: &str, warnings: &[Warning]) -> Result<()> {
        for Warning { start, end, message } in warnings.iter().filter(|_| !self.quiet) {
            writeln!(anstream::stderr(), "{}", render::warning(query, *start, *end, message))?;
        }
        Ok(())
    }
}

/// Prints an error with its causes and its hint, and returns exit code 2. A closed pipe is success:
/// the reader has seen enough.
pub fn print_error(error: &anyhow::Error) -> ExitCode {
    let is_broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe)
    };
    if error.chain().any(is_broken_pipe) {
        return ExitCode::SUCCESS;
    }
    let hint = error.chain().find_map(|cause| cause.downcast_ref::<crate::Error>()?.hint_text());
    let mut stderr = anstream::stderr();
    let style = anstyle::AnsiColor::Red.on_default().bold();
    // If stderr is closed, there is nowhere to report that.
    let _ = writeln!(stderr, "{style}morgue:{style:#} {}", error_line(error.as_ref()));
    if let Some(hint) = hint {
        let _ = writeln!(stderr, "{hint}");
    }
    ExitCode::from(2)
}

/// Formats an error and its causes as one line.
pub(super) fn error_line(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Prints an object as one line of JSON.
///
/// # Errors
/// Fails when stdout cannot be written.
pub(super) fn print_json(object: &impl Serialize) -> Result<()> {
    let mut stdout = io::stdout().lock();
    // Converted back to an I/O error, so that a broken pipe is recognised.
    serde_json::to_writer(&mut stdout, object)
        .map_err(io::Error::from)
        .context("cannot write JSON")?;
    writeln!(stdout)?;
    Ok(())
}

/// Parses a duration in seconds.
///
/// # Errors
/// Fails with a message for the user.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let time = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| format!("`{text}` is not a number of seconds, such as 10 or 0.5"))
}

/// Today's date in the local time zone.
pub(super) fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}
