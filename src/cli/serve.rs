//! `morgue serve`: pages and API over an index that exists.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::context::{CommandContext, seconds};
use crate::engine::tantivy::TantivyEngine;
use crate::ingest::progress::Progress;
use crate::server::{self, Server};

/// The address when nobody says otherwise.
const DEFAULT_ADDRESS: &str = "127.0.0.1:7878";

/// How often the server looks whether another process has changed the index.
const REFRESH: Duration = Duration::from_secs(2);

/// Serve pages and API over an index that exists
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    listen: Listen,
}

/// Where to listen, and for how long to search.
#[derive(Debug, clap::Args)]
pub struct Listen {
    /// The address to listen on; 127.0.0.1:7878 unless told otherwise, port 0 for any that is free
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// How long a search may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
}

impl Listen {
    /// The address of the flag, the config file, or the usual one.
    pub fn address<'a>(&'a self, desk: &'a CommandContext) -> &'a str {
        self.listen.as_deref().or(desk.config.listen.as_deref()).unwrap_or(DEFAULT_ADDRESS)
    }

    /// What the server answers from.
    pub fn desk(&self, engine: Arc<TantivyEngine>, gauge: Arc<Progress>) -> server::AppState {
        server::AppState::new(engine, gauge, self.timeout)
    }

    /// Prints where the server listens.
    pub fn announce(&self, server: &Server) -> Result<()> {
        let mut stdout = anstream::stdout();
        writeln!(stdout, "http://{}", server.address())?;
        stdout.flush()?;
        Ok(())
    }
}

/// Runs the command until it is asked to end.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let engine = Arc::new(desk.engine()?);
    let server = Server::bind(args.listen.address(desk))?;
    args.listen.announce(&server)?;
    let watched = Arc::downgrade(&engine);
    std::thread::spawn(move || {
        while let Some(engine) = watched.upgrade() {
            refresh(&engine);
            drop(engine);
            std::thread::sleep(REFRESH);
        }
    });
    server.run(args.listen.desk(engine, Arc::default()))?;
    Ok(ExitCode::SUCCESS)
}

/// What can not be read now may be readable at the next look; until then the state before is served.
fn refresh(engine: &TantivyEngine) {
    let _ = engine.refresh();
}
