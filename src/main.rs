//! morgue: search a folder of news.

use std::process::ExitCode;

use clap::Parser;
use morgue::cli;
use morgue::cli::Morgue;

fn main() -> ExitCode {
    match cli::run(Morgue::parse()) {
        Ok(code) => code,
        Err(error) => cli::complain(&error),
    }
}
