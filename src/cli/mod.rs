//! The command line: one file per subcommand, each with its arguments and `run`.

mod canon;
mod completions;
mod context;
mod diff;
mod export;
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
mod unpack_limits;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

pub use context::complain;
use context::{Color, Common, CommandContext};

/// Search a folder of news: by word, person, place, topic and date.
///
/// `morgue open FOLDER` indexes a folder and serves it to your browser.
/// `morgue index FOLDER` and then `morgue search QUERY` do it in the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "morgue",
    version,
    propagate_version = true,
    infer_subcommands = true,
    max_term_width = 100
)]
pub struct Morgue {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Open(open::Args),
    Index(index::Args),
    Search(search::Args),
    Show(show::Args),
    Diff(diff::Args),
    Inspect(inspect::Args),
    Facet(facet::Args),
    Export(export::Args),
    Canon(canon::Args),
    Status(status::Args),
    Verify(verify::Args),
    Serve(serve::Args),
    Completions(completions::Args),
    Man(man::Args),
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
    let desk = CommandContext::new(morgue.common)?;
    match morgue.command {
        Command::Open(args) => open::run(args, &desk),
        Command::Index(args) => index::run(args, &desk),
        Command::Search(args) => search::run(args, &desk),
        Command::Show(args) => show::run(args, &desk),
        Command::Diff(args) => diff::run(args, &desk),
        Command::Inspect(args) => inspect::run(args, &desk),
        Command::Facet(args) => facet::run(args, &desk),
        Command::Export(args) => export::run(args, &desk),
        Command::Canon(args) => canon::run(args, &desk),
        Command::Status(args) => status::run(args, &desk),
        Command::Verify(args) => verify::run(args, &desk),
        Command::Serve(args) => serve::run(args, &desk),
        Command::Completions(args) => completions::run(args, &desk),
        Command::Man(args) => man::run(args, &desk),
    }
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
