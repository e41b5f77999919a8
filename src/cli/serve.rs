//! `morgue serve`: serves web pages and the API for an existing index.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::context::{CommandContext, seconds};
use crate::engine::tantivy::TantivyEngine;
use crate::ingest::progress::Progress;
use crate::server::{self, Server};

/// The default address.
const DEFAULT_ADDRESS: &str = "127.0.0.1:7878";

/// Interval between checks for commits of other processes.
const REFRESH: Duration = Duration::from_secs(2);

/// Serve web pages and the API for an existing index
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    listen: ListenArgs,
}

/// Flags of the server.
#[derive(Debug, clap::Args)]
pub(super) struct ListenArgs {
    /// Address to listen on (default: 127.0.0.1:7878); port 0 picks a free port
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Time limit for a search, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
}

impl ListenArgs {
    /// The address from flag, config file or default.
    pub(super) fn address<'a>(&'a self, context: &'a CommandContext) -> &'a str {
        self.listen.as_deref().or(context.config.listen.as_deref()).unwrap_or(DEFAULT_ADDRESS)
    }

    /// The state of a server over this engine.
    pub(super) fn state(
        &self,
        engine: Arc<TantivyEngine>,
        progress: Arc<Progress>,
    ) -> server::AppState {
        server::AppState::new(engine, progress, self.timeout)
    }

    /// Prints the address of the server.
    pub(super) fn print_address(&self, server: &Server) -> Result<()> {
        let mut stdout = anstream::stdout();
        writeln!(stdout, "http://{}", server.address())?;
        stdout.flush()?;
        Ok(())
    }

    /// The URL for a browser on this machine. A server that listens on all addresses is reached by
    /// the loopback address.
    pub(super) fn browser_url(&self, server: &Server) -> String {
        let address = server.address();
        let address = if address.ip().is_unspecified() {
            SocketAddr::from((Ipv4Addr::LOCALHOST, address.port()))
        } else {
            address
        };
        format!("http://{address}")
    }
}

/// Runs the command until it is interrupted.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let engine = Arc::new(context.engine()?);
    let server = Server::bind(args.listen.address(context))?;
    args.listen.print_address(&server)?;
    let watched = Arc::downgrade(&engine);
    std::thread::spawn(move || {
        while let Some(engine) = watched.upgrade() {
            // After a failure, the old state is served until the next check.
            let _ = engine.refresh();
            drop(engine);
            std::thread::sleep(REFRESH);
        }
    });
    server.run(args.listen.state(engine, Arc::default()))?;
    Ok(ExitCode::SUCCESS)
}
