//! `morgue open`: the main job in one step: serve, and bring the index up to date meanwhile.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::index::{self, Reading};
use super::serve::Listen;
use super::{Desk, complain, page, terminal};
use crate::ingest::Gauge;
use crate::server::{self, Server};

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
pub fn run(args: Args, desk: &Desk) -> Result<ExitCode> {
    for folder in &args.folder {
        crate::corpus::root(folder)?;
    }
    let engine = Arc::new(index::open(desk, args.reading.rebuild)?);
    let gauge = Arc::new(Gauge::default());
    let server = Server::bind(args.listen.address(desk))?;
    args.listen.announce(&server)?;
    let served = server::Desk { engine: engine.clone(), gauge: Arc::clone(&gauge) };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let bar = terminal::Progress::watch(&gauge, desk.quiet);
            let tally = index::update(&engine, &args.folder, &args.reading, desk, COMMIT_EVERY, &gauge);
            bar.finish();
            match tally {
                Ok(tally) if !desk.quiet => drop(writeln!(anstream::stderr(), "{}", page::tally(&tally, desk.verbose))),
                Ok(_) => {}
                Err(error) => drop(complain(&error)),
            }
        });
        let ended = server.run(served);
        // An index half made is whole up to its last commit: there is nothing to wait for.
        match ended {
            Ok(()) => std::process::exit(0),
            Err(error) => Err(error.into()),
        }
    })
}
