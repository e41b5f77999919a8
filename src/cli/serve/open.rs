//! `morgue open`: serves folders in the browser and indexes them in the background.

use std::env;
use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::{ListenArgs, follow_commits, verify_now_and_then};
use crate::cli::context::{CommandContext, OpenIndex, print_error};
use crate::cli::index::{self, IndexingArgs};
use crate::corpus::walk;
use crate::ingest::progress::Progress;

/// Interval between commits: new articles are found after this time.
const COMMIT_EVERY: Duration = Duration::from_secs(5);

/// Open folders in the browser: serve them, and index them in the background
///
/// The address is printed. The browser is opened if the output is a terminal and there is a
/// display; if the browser cannot be opened, the command goes on without it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
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
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    for folder in &args.folders {
        walk::resolve_root(folder, &args.indexing.read.timeout(context))?;
    }
    let Args { folders, no_browser, listen, indexing } = args;
    let (opened, folders) = index::open_for_update(context, &indexing, &folders)?;
    let progress = Arc::new(Progress::default());
    // Before the first page is asked for, which would call the archive empty.
    progress.start();
    let state = listen.state(opened.clone(), Arc::clone(&progress))?;
    let server = listen.bind(context)?;
    listen.print_address(&server)?;
    if !no_browser && can_open_browser() {
        open_browser(&listen.browser_url(&server));
    }
    let context = context.clone();
    // Not joined: an interrupted update leaves the index as of its last commit.
    let (followed, verified) = (opened.clone(), opened.clone());
    std::thread::spawn(move || update(&folders, &indexing, &context, &opened, &progress));
    std::thread::spawn(move || follow_commits(&followed));
    std::thread::spawn(move || verify_now_and_then(&verified));
    server.run(state, listen.token(), listen.origins());
    Ok(ExitCode::SUCCESS)
}

/// Updates the index once, or with `--watch` whenever files change. Runs until the process ends.
fn update(
    folders: &[PathBuf],
    args: &IndexingArgs,
    context: &CommandContext,
    opened: &OpenIndex,
    progress: &Arc<Progress>,
) {
    let engine = opened.engine();
    let run = index::Run { engine, folders, args, context, commit_every: COMMIT_EVERY, progress };
    // The pages stay available, with the index as of the last commit.
    match catch_unwind(AssertUnwindSafe(|| run.update())) {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => _ = print_error(&error),
        Err(_) => progress.finish(Some("an error in morgue itself, please report it".to_string())),
    }
    if args.watch {
        run.follow_changes();
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
