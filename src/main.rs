//! morgue: full-text search for news archives.

use std::process::ExitCode;

use clap::Parser;
use morgue::cli;

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) => cli::print_error(&error),
    }
}
