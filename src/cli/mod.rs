//! The command line: one file for each command, with its arguments and a `run` function.

mod canon;
mod completions;
mod context;
mod diff;
mod export;
mod facet;
mod index;
mod inspect;
mod man;
mod read_args;
mod render;
mod research;
mod search;
#[cfg(feature = "server")]
mod serve;
mod show;
mod status;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser, Subcommand};

pub use context::print_error;
use context::{Color, CommandContext, CommonArgs};

/// Full-text search for news archives: by word, person, place, topic and date.
///
/// `morgue open FOLDER` indexes a folder of articles and opens it in the browser.
/// In the terminal, run `morgue index FOLDER` and then `morgue search QUERY`.
#[derive(Debug, Parser)]
#[command(
    name = "morgue",
    version,
    propagate_version = true,
    infer_subcommands = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(flatten)]
    common: CommonArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[cfg(feature = "server")]
    Open(serve::open::Args),
    Index(index::Args),
    Search(search::Args),
    Show(show::Args),
    Diff(diff::Args),
    Inspect(inspect::Args),
    Facet(facet::Args),
    Check(research::check::Args),
    Recheck(research::recheck::Args),
    Watch(research::watch::Args),
    Batch(research::batch::Args),
    Trend(research::trend::Args),
    Kwic(research::kwic::Args),
    Network(research::network::Args),
    Typical(research::typical::Args),
    Export(export::Args),
    Clip(research::clip::Args),
    Audit(research::audit::Args),
    Withhold(research::withhold::Args),
    Lift(research::withhold::LiftArgs),
    Canon(canon::Args),
    Status(status::Args),
    Verify(verify::Args),
    #[cfg(feature = "server")]
    Serve(serve::Args),
    #[cfg(feature = "server")]
    Mcp(serve::mcp::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Runs the command.
///
/// # Errors
/// Fails with the chain of errors to print.
pub fn run(cli: Cli) -> Result<ExitCode> {
    let choice = match cli.common.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
    let context = CommandContext::new(cli.common)?;
    match cli.command {
        #[cfg(feature = "server")]
        Command::Open(args) => serve::open::run(args, &context),
        Command::Index(args) => index::run(args, &context),
        Command::Search(args) => search::run(args, &context),
        Command::Show(args) => show::run(args, &context),
        Command::Diff(args) => diff::run(args, &context),
        Command::Inspect(args) => inspect::run(args, &context),
        Command::Facet(args) => facet::run(args, &context),
        Command::Check(args) => research::check::run(args, &context),
        Command::Recheck(args) => research::recheck::run(args, &context),
        Command::Watch(args) => research::watch::run(args, &context),
        Command::Batch(args) => research::batch::run(args, &context),
        Command::Trend(args) => research::trend::run(args, &context),
        Command::Kwic(args) => research::kwic::run(args, &context),
        Command::Network(args) => research::network::run(args, &context),
        Command::Typical(args) => research::typical::run(args, &context),
        Command::Audit(args) => research::audit::run(args, &context),
        Command::Clip(args) => research::clip::run(args, &context),
        Command::Withhold(args) => research::withhold::run(args, &context),
        Command::Lift(args) => research::withhold::lift(args, &context),
        Command::Export(args) => export::run(args, &context),
        Command::Canon(args) => canon::run(args, &context),
        Command::Status(args) => status::run(args, &context),
        Command::Verify(args) => verify::run(args, &context),
        #[cfg(feature = "server")]
        Command::Serve(args) => serve::run(args, &context),
        #[cfg(feature = "server")]
        Command::Mcp(args) => serve::mcp::run(args, &context),
        Command::Completions(args) => completions::run(args, Cli::command()),
        Command::Man(args) => man::run(args, Cli::command()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_valid() {
        Cli::command().debug_assert();
    }
}
