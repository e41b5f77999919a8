//! The command line: one file per subcommand, each with its arguments and `run`.

mod completions;
mod facet;
mod index;
mod inspect;
mod man;
mod open;
mod page;
mod search;
mod serve;
mod show;
mod status;
mod terminal;

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use serde::Serialize;

use crate::config::Config;
use crate::engine::embedded::Embedded;

/// Where the index lies when nobody says otherwise.
const DEFAULT_INDEX: &str = "index";

/// Search a folder of news: by word, person, place, topic and date.
///
/// `morgue open FOLDER` indexes a folder and serves it to your browser.
/// `morgue index FOLDER` and then `morgue search QUERY` do it in the terminal.
#[derive(Debug, Parser)]
#[command(name = "morgue", version, propagate_version = true, infer_subcommands = true, max_term_width = 100)]
pub struct Morgue {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Common {
    /// The folder of the index
    #[arg(long, global = true, value_name = "DIR", env = "MORGUE_INDEX")]
    index: Option<PathBuf>,
    /// The config file; `morgue.toml` here if there is one
    #[arg(long, global = true, value_name = "FILE", env = "MORGUE_CONFIG")]
    config: Option<PathBuf>,
    /// Whether to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
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
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Open(open::Args),
    Index(index::Args),
    Search(search::Args),
    Show(show::Args),
    Inspect(inspect::Args),
    Facet(facet::Args),
    Status(status::Args),
    Serve(serve::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// What a command works with: the common flags and the config file, put together.
#[derive(Clone)]
pub struct Desk {
    index: PathBuf,
    config: Config,
    json: bool,
    quiet: bool,
    verbose: bool,
}

impl Desk {
    fn new(common: Common) -> Result<Self> {
        let config = Config::read(common.config.as_deref())?;
        let index = common.index.or_else(|| config.index.clone()).unwrap_or_else(|| DEFAULT_INDEX.into());
        Ok(Self { index, config, json: common.json, quiet: common.quiet, verbose: common.verbose > 0 })
    }

    fn engine(&self) -> Result<Embedded> {
        Ok(Embedded::open(&self.index)?)
    }
}

/// Runs the command.
///
/// # Errors
/// With the chain of what went wrong.
pub fn run(morgue: Morgue) -> Result<ExitCode> {
    let choice = match morgue.common.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
    let desk = Desk::new(morgue.common)?;
    match morgue.command {
        Command::Open(args) => open::run(args, &desk),
        Command::Index(args) => index::run(args, &desk),
        Command::Search(args) => search::run(args, &desk),
        Command::Show(args) => show::run(args, &desk),
        Command::Inspect(args) => inspect::run(args, &desk),
        Command::Facet(args) => facet::run(args, &desk),
        Command::Status(args) => status::run(args, &desk),
        Command::Serve(args) => serve::run(args, &desk),
        Command::Completions(args) => completions::run(args, &desk),
        Command::Man(args) => man::run(args, &desk),
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
fn print_json(object: &impl Serialize) -> Result<()> {
    let mut stdout = io::stdout().lock();
    // As an error of the stream it was, so that a closed pipe is known for one.
    serde_json::to_writer(&mut stdout, object).map_err(io::Error::from).context("cannot write JSON")?;
    writeln!(stdout)?;
    Ok(())
}

/// Today's date where the program runs.
fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Morgue::command().debug_assert();
    }
}
