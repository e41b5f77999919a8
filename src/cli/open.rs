//! `morgue open`: the main job in one step: serve, and bring the index up to date meanwhile.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::context::{CommandContext, complain};
use super::index::{self, Reading};
use super::serve::Listen;
use super::{page, terminal};
use crate::engine::tantivy::TantivyEngine;
use crate::ingest::progress::Progress;
use crate::server::Server;

/// How often what has been read becomes searchable meanwhile.
const COMMIT_EVERY: Duration = Duration::from_secs(5);

/// Serve folders to your browser, and bring their index up to date meanwhile
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders of articles; files too
    #[arg(required = true)]
    folder: Vec<PathBuf>,
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    reading: Reading,
}

/// Runs the command until it is asked to end.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    for folder in &args.folder {
        crate::corpus::walk::root(folder)?;
    }
    let engine = Arc::new(index::open(desk, &args.reading, &args.folder)?);
    let gauge = Arc::new(Progress::default());
    let server = Server::bind(args.listen.address(desk))?;
    args.listen.announce(&server)?;
    let served = args.listen.desk(Arc::clone(&engine), Arc::clone(&gauge));
    let desk = Arc::new(desk.clone());
    // Nobody waits for this thread: an index half made is whole up to its last commit.
    std::thread::spawn(move || update(&args, &desk, &engine, &gauge));
    server.run(served)?;
    Ok(ExitCode::SUCCESS)
}

fn update(args: &Args, desk: &CommandContext, engine: &TantivyEngine, gauge: &Arc<Progress>) {
    let bar = terminal::ProgressDisplay::watch(gauge, desk.quiet);
    let tally = index::update(engine, &args.folder, &args.reading, desk, COMMIT_EVERY, gauge);
    bar.finish();
    gauge.end();
    match tally {
        // Where nobody can be told, nobody is.
        Ok(tally) if !desk.quiet => {
            _ = writeln!(anstream::stderr(), "{}", page::tally(&tally, desk.verbose))
        }
        Ok(_) => {}
        Err(error) => _ = complain(&error),
    }
}
