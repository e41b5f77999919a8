//! `morgue open`: serves folders in the browser and indexes them in the background.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::context::{CommandContext, print_error};
use super::index::{self, IndexingArgs};
use super::serve::ListenArgs;
use super::{render, terminal};
use crate::corpus::walk;
use crate::engine::tantivy::TantivyEngine;
use crate::ingest::progress::Progress;
use crate::server::Server;

/// Interval between commits: new articles are found after this time.
const COMMIT_EVERY: Duration = Duration::from_secs(5);

/// Open folders in the browser: serve them, and index them in the background
///
/// The address is printed. The browser is opened if the output is a terminal and there is a
/// display; if the browser cannot be opened, the command goes on without it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders or files with articles
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Do not open the browser
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    listen: ListenArgs,
    #[command(flatten)]
    indexing: IndexingArgs,
}

/// Runs the command until it is interrupted.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    for folder in &args.folders {
        walk::resolve_root(folder)?;
    }
    let engine = Arc::new(index::open_for_update(context, &args.indexing, &args.folders)?);
    let progress = Arc::new(Progress::default());
    let server = Server::bind(args.listen.address(context))?;
    args.listen.print_address(&server)?;
    if !args.no_browser && can_open_browser() {
        open_browser(&args.listen.browser_url(&server));
    }
    let state = args.listen.state(Arc::clone(&engine), Arc::clone(&progress));
    let context = context.clone();
    // Not joined: an interrupted update leaves the index as of its last commit.
    std::thread::spawn(move || update(&args, &context, &engine, &progress));
    server.run(state)?;
    Ok(ExitCode::SUCCESS)
}

fn update(args: &Args, context: &CommandContext, engine: &TantivyEngine, progress: &Arc<Progress>) {
    let bar = terminal::ProgressBarThread::start(progress, context.quiet);
    let report =
        index::update(engine, &args.folders, &args.indexing, context, COMMIT_EVERY, progress);
    bar.finish();
    progress.finish();
    match report {
        Ok(report) if !context.quiet => {
            let page = render::report(&report, context.verbose);
            let empty = if args.indexing.prune { &[] } else { report.empty_roots.as_slice() };
            // If stderr is closed, there is nowhere to report that.
            let _ = write!(anstream::stderr(), "{page}\n{}", render::empty_roots(empty));
        }
        Ok(_) => {}
        // The pages stay available, with the index as of the last commit.
        Err(error) => _ = print_error(&error),
    }
}

/// True if a person is likely to see the browser: stdout is a terminal, and there is a display.
fn can_open_browser() -> bool {
    io::stdout().is_terminal()
        && has_display(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn has_display(is_set: impl Fn(&str) -> bool) -> bool {
    cfg!(any(target_os = "macos", windows)) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Opens an address in the browser. A failure is ignored: the address is printed as well.
fn open_browser(url: &str) {
    let (program, arguments): (_, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // In a thread, because some of these commands run as long as the browser does.
    std::thread::spawn(move || command.status());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_is_needed_where_there_may_be_none() {
        let always = cfg!(any(target_os = "macos", windows));
        assert_eq!(has_display(|_| false), always);
        assert!(has_display(|name| name == "DISPLAY"));
        assert!(has_display(|name| name == "WAYLAND_DISPLAY"));
    }
}
