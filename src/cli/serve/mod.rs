//! `morgue serve`: serves web pages and the API for an existing index.

pub(super) mod mcp;
pub(super) mod open;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::canon::CanonEditor;
use super::context::{CommandContext, OpenIndex, seconds};
use crate::error::Error;
use crate::ingest::progress::Progress;
use crate::server::{self, MIN_TOKEN, Server};

/// The default address.
const DEFAULT_ADDRESS: &str = "127.0.0.1:7878";

/// Interval between checks for commits of other processes.
const REFRESH: Duration = Duration::from_secs(2);

/// Interval between verifications of all files of the index.
const VERIFY_EVERY: Duration = Duration::from_secs(3600);

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
    /// Serve only clients with this token: at least 16 letters, digits, `-`, `_` or `.`
    #[arg(long, value_name = "TOKEN", env = "MORGUE_TOKEN", hide_env_values = true, value_parser = token)]
    token: Option<String>,
    /// Serve anybody who can reach an address that is not of this machine alone
    #[arg(long, conflicts_with = "token")]
    public: bool,
    /// Let web pages of this origin, such as `https://tools.example`, read the answers; repeatable
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    cors: Vec<String>,
    /// Let readers correct names on the pages, as `morgue canon` does
    #[arg(long, conflicts_with = "public")]
    edit: bool,
    /// Time limit for a search, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
}

impl ListenArgs {
    /// The address from flag, config file or default.
    pub(super) fn address<'a>(&'a self, context: &'a CommandContext) -> &'a str {
        self.listen.as_deref().or(context.config.listen.as_deref()).unwrap_or(DEFAULT_ADDRESS)
    }

    /// The state of a server over this index.
    ///
    /// # Errors
    /// Fails when names are to be corrected that cannot be.
    pub(super) fn state(
        &self,
        index: OpenIndex,
        progress: Arc<Progress>,
    ) -> Result<server::AppState> {
        let state = server::AppState::new(index.shared(), progress, self.timeout);
        // A user without a folder of their own has no standing queries.
        let watches = index.watches().ok();
        let state = watches.into_iter().fold(state, server::AppState::with_watches);
        if !self.edit {
            return Ok(state);
        }
        Ok(state.with_editor(Arc::new(CanonEditor::new(index.editable()))))
    }

    /// Returns the token that clients need, if any.
    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Returns the origins whose pages may read the answers.
    pub(super) fn origins(&self) -> &[String] {
        &self.cors
    }

    /// Binds the address. One that other machines can reach needs a token, or `--public`.
    ///
    /// # Errors
    /// Fails when the address cannot be bound, or needs a token.
    pub(super) fn bind(&self, context: &CommandContext) -> Result<Server> {
        let server = Server::bind(self.address(context))?;
        if !server.address().ip().is_loopback() && self.token.is_none() && !self.public {
            let message = format!("other machines can reach `{}`", server.address());
            return Err(Error::new(message)
                .hint("protect the archive with --token TOKEN, or open it to all with --public")
                .into());
        }
        Ok(server)
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
        match &self.token {
            Some(token) => format!("http://{address}/?token={token}"),
            None => format!("http://{address}"),
        }
    }
}

fn token(text: &str) -> Result<String, String> {
    match server::is_token(text) {
        true => Ok(text.to_string()),
        false => Err(format!(
            "a token has at least {MIN_TOKEN} letters, digits, `-`, `_` or `.`, and no others"
        )),
    }
}

/// Reads an origin as browsers send it: scheme, host and port, without a path.
fn origin(text: &str) -> Result<String, String> {
    let host = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let is_host = |host: &str| {
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c))
    };
    match host.is_some_and(is_host) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err("an origin is a scheme and a host, such as https://tools.example".to_string()),
    }
}

/// Runs the command until it is interrupted.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let state = args.listen.state(index.clone(), Arc::default())?;
    let server = args.listen.bind(context)?;
    args.listen.print_address(&server)?;
    let (followed, verified) = (index.clone(), index);
    std::thread::spawn(move || follow_commits(&followed));
    std::thread::spawn(move || verify_now_and_then(&verified));
    server.run(state, args.listen.token(), args.listen.origins());
    Ok(ExitCode::SUCCESS)
}

/// Loads in the background what was committed, for as long as the process runs.
pub(super) fn follow_commits(index: &OpenIndex) -> ! {
    loop {
        // After a failure, the old state is served until the next check.
        let _ = index.engine().refresh();
        std::thread::sleep(REFRESH);
    }
}

/// Verifies the files of an index in the background, for as long as the process runs. What is damaged
/// is left out of searches, which say so.
pub(super) fn verify_now_and_then(index: &OpenIndex) -> ! {
    loop {
        // What has changed since it was last verified was verified when the index was opened.
        std::thread::sleep(VERIFY_EVERY);
        // An index that cannot be read now may be again at the next check. Searches tell of damage
        // that was found; the file is named here.
        for error in index.engine().verify_files().unwrap_or_default() {
            // If stderr is closed, there is nowhere to report that.
            let _ = writeln!(anstream::stderr(), "morgue: {error}");
        }
    }
}
