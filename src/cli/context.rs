//! What every command works with and by: the common flags, the index they name, and how answers and errors are said.

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{ArgAction, ValueEnum};
use serde::Serialize;

use super::page;
use crate::config::Config;
use crate::engine::tantivy::TantivyEngine;
use crate::query::Warning;

/// Where the index lies when nobody says otherwise.
const DEFAULT_INDEX: &str = "index";

/// What every command understands.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Common {
    /// The folder of the index
    #[arg(long, global = true, value_name = "DIR", env = "MORGUE_INDEX")]
    index: Option<PathBuf>,
    /// The authority file, which says who is who; `canon.log` in the index folder unless told otherwise
    #[arg(long, global = true, value_name = "FILE", env = "MORGUE_CANON")]
    canon: Option<PathBuf>,
    /// The config file; `morgue.toml` here if there is one
    #[arg(long, global = true, value_name = "FILE", env = "MORGUE_CONFIG")]
    config: Option<PathBuf>,
    /// Whether to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Say nothing but what was asked for
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Print JSON for programs
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// What a command works with: the common flags and the config file, put together.
#[derive(Clone)]
pub struct CommandContext {
    /// The folder of the index.
    pub index: PathBuf,
    /// The authority file, where it is not the index's own.
    pub canon: Option<PathBuf>,
    /// The config file.
    pub config: Config,
    /// Whether JSON is printed.
    pub json: bool,
    /// Whether only what was asked for is said.
    pub quiet: bool,
    /// Whether more is said.
    pub verbose: bool,
}

impl CommandContext {
    /// What these flags and the config file say.
    ///
    /// # Errors
    /// When the config file can not be read.
    pub fn new(common: Common) -> Result<Self> {
        let config = Config::read(common.config.as_deref())?;
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

    /// The engine over the index.
    ///
    /// # Errors
    /// When there is none, or it can not be read.
    pub fn engine(&self) -> Result<TantivyEngine> {
        let engine = self.under_authority(TantivyEngine::open(&self.index)?);
        for (line, why) in engine.canon()?.warnings.iter().filter(|_| !self.quiet) {
            writeln!(
                anstream::stderr(),
                "note: {} line {line}: {why}",
                engine.canon_path().display()
            )?;
        }
        Ok(engine)
    }

    /// Says what was odd about a query, unless only what was asked for is said.
    ///
    /// # Errors
    /// When nobody can be told.
    pub fn warn(&self, query: &str, warnings: &[Warning]) -> Result<()> {
        for Warning { start, end, message } in warnings.iter().filter(|_| !self.quiet) {
            writeln!(anstream::stderr(), "{}", page::warning(query, *start, *end, message))?;
        }
        Ok(())
    }

    /// The engine with the authority file that is named.
    pub fn under_authority(&self, engine: TantivyEngine) -> TantivyEngine {
        match &self.canon {
            Some(path) => engine.with_canon(path),
            None => engine,
        }
    }
}

/// Says what went wrong and what to do, and gives the exit code for it. Whoever closed the pipe wants to hear nothing.
pub fn complain(error: &anyhow::Error) -> ExitCode {
    let closed = |why: &&(dyn std::error::Error + 'static)| {
        why.downcast_ref::<io::Error>().is_some_and(|why| why.kind() == ErrorKind::BrokenPipe)
    };
    if error.chain().find(closed).is_some() {
        return ExitCode::SUCCESS;
    }
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    let advice = error.chain().find_map(|why| why.downcast_ref::<crate::Error>()?.advice());
    let mut stderr = anstream::stderr();
    let bad = anstyle::AnsiColor::Red.on_default().bold();
    // Where nobody can be told, nobody is.
    let _ = writeln!(stderr, "{bad}morgue:{bad:#} {}", chain.join(": "));
    if let Some(advice) = advice {
        let _ = writeln!(stderr, "{advice}");
    }
    ExitCode::from(2)
}

/// Prints one JSON object on a line.
pub fn print_json(object: &impl Serialize) -> Result<()> {
    let mut stdout = io::stdout().lock();
    // As an error of the stream it was, so that a closed pipe is known for one.
    serde_json::to_writer(&mut stdout, object)
        .map_err(io::Error::from)
        .context("cannot write JSON")?;
    writeln!(stdout)?;
    Ok(())
}

/// A time in seconds, as flags give it.
///
/// # Errors
/// When it is no such time, a sentence that says so.
pub fn seconds(text: &str) -> Result<Duration, String> {
    let time = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| format!("`{text}` is no time in seconds, such as 10 or 0.5"))
}

/// Today's date where the program runs.
pub fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}
