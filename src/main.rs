//! morgue: full-text search for news archives.

use std::panic::{self, PanicHookInfo};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use anyhow::anyhow;
use clap::Parser;
use morgue::cli;

/// Place and message of the last panic.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// Size of the stack in bytes. Only what is used takes up memory.
const STACK: usize = 64 << 20;

fn main() -> ExitCode {
    // A panic is caught and reported where its cause is known: the reader of a file, the engine.
    // Whoever sets RUST_BACKTRACE sees all of them.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(remember));
    }
    // Files are read on a stack as large as that of the threads that read them for an index.
    let run = || panic::catch_unwind(|| cli::run(cli::Cli::parse()));
    let ended = match std::thread::Builder::new().stack_size(STACK).spawn(run) {
        Ok(thread) => thread.join().unwrap_or_else(Err),
        Err(_) => run(),
    };
    match ended {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => cli::print_error(&error),
        Err(_) => {
            let last = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner);
            cli::print_error(&anyhow!("an error in morgue itself, please report it: {last}"))
        }
    }
}

fn remember(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(String::new, ToString::to_string);
    let message = panic.payload_as_str().unwrap_or_default();
    *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = format!("{place}: {message}");
}
