//! Runs of standing queries: what is new goes to the log first, and to its receivers then.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use super::{deliver, found};
use crate::cli::context::{CommandContext, error_line, print_json};
use crate::cli::render;
use crate::corpus::watch_log::{Watch, WatchFolder, WatchLog, WatchRun};
use crate::research::standing::{ShownNews, news};
use crate::search::engine::Engine;
use crate::server::wire::NewsJson;

/// Runs some watches, or all. One that fails does not keep the others from running.
pub(super) fn run(
    engine: &dyn Engine,
    folder: &WatchFolder,
    names: Vec<String>,
    context: &CommandContext,
) -> Result<ExitCode> {
    let (mut is_news, mut failures) = (false, 0);
    for name in found::chosen(folder, names)? {
        match run_one(engine, folder, &name, context) {
            Ok(found) => is_news |= found,
            Err(error) => {
                failures += 1;
                // If stderr is closed, there is nowhere to report that.
                let error = error_line(error.as_ref());
                let _ = writeln!(anstream::stderr(), "morgue: watch `{name}`: {error}");
            }
        }
    }
    Ok(match (failures, is_news) {
        (0, true) => ExitCode::SUCCESS,
        (0, false) => ExitCode::from(1),
        _ => ExitCode::from(2),
    })
}

/// Runs a watch and returns whether anything is new.
fn run_one(
    engine: &dyn Engine,
    folder: &WatchFolder,
    name: &str,
    context: &CommandContext,
) -> Result<bool> {
    // Held until the end, so that a second run waits and finds nothing of this one.
    let mut log = folder.open(name)?;
    let matches = found::matches(engine, &log.watch)?;
    let news = news(engine, &matches, &log.watch.known, &log.watch.corrected)?;
    if !news.is_empty() {
        let run = WatchRun {
            run: next_number(&log),
            date: found::now(),
            new: news.new.clone(),
            renamed: news.renamed.clone(),
            corrected: news.corrected.clone(),
        };
        log.add_run(run)?;
    }
    if news.is_news()
        && let Some(run) = log.watch.runs.last()
    {
        print(&log.watch, run, &found::load(engine, &log.watch, run)?, context)?;
    }
    deliver::deliver(engine, &mut log, context)?;
    Ok(news.is_news())
}

fn next_number(log: &WatchLog) -> u64 {
    log.watch.runs.last().map_or(1, |run| run.run + 1)
}

fn print(watch: &Watch, run: &WatchRun, shown: &ShownNews, context: &CommandContext) -> Result<()> {
    if context.json {
        print_json(&NewsJson::new(watch, run, shown))
    } else {
        write!(anstream::stdout(), "{}", render::news(watch, run, shown))?;
        Ok(())
    }
}
