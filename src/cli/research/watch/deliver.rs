//! Deliveries to the receivers of a standing query. A delivery is noted in the log after the receiver has
//! taken it. A process that is killed in between delivers again, with the same key: each is told at least
//! once, and can tell a repetition.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use super::found;
use crate::cli::context::CommandContext;
use crate::cli::context::config::WatchConfig;
use crate::corpus::watch_log::{COMMAND, Watch, WatchLog, WatchRun};
use crate::error::Error;
use crate::search::engine::Engine;
use crate::server::wire::NewsJson;
use crate::server::wire::watch::key;

/// Delivers every run to the receivers that do not have it yet, in order. A receiver that fails is told
/// at the next run.
pub(super) fn deliver(
    engine: &dyn Engine,
    log: &mut WatchLog,
    context: &CommandContext,
) -> Result<()> {
    let mut failure = None;
    for receiver in log.watch.receivers() {
        let pending: Vec<WatchRun> = log.watch.pending(receiver).into_iter().cloned().collect();
        for run in pending {
            let shown = found::load(engine, &log.watch, &run)?;
            let body = serde_json::to_vec(&NewsJson::new(&log.watch, &run, &shown))?;
            let told = match receiver {
                COMMAND => run_command(&log.watch, &run, &body),
                _ => post(&log.watch, &run, &body, context),
            };
            if let Err(error) = told {
                failure = Some(error);
                break;
            }
            log.add_delivery(run.run, receiver, &found::now())?;
        }
    }
    failure.map_or(Ok(()), Err)
}

/// Runs the command of a watch with what is new on its standard input.
fn run_command(watch: &Watch, run: &WatchRun, body: &[u8]) -> Result<()> {
    let line = watch.definition.command.as_deref().unwrap_or_default();
    let mut command = if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.arg("/C");
        command
    } else {
        let mut command = Command::new("sh");
        command.arg("-c");
        command
    };
    let mut child = command
        .arg(line)
        .env("MORGUE_WATCH", &watch.name)
        .env("MORGUE_RUN", run.run.to_string())
        .env("MORGUE_KEY", key(watch, run))
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run the command `{line}`"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read it all may be content; its exit status says so.
        let _ = stdin.write_all(body);
    }
    let status = child.wait().with_context(|| format!("cannot run the command `{line}`"))?;
    match status.success() {
        true => Ok(()),
        false => Err(Error::new(format!("the command `{line}` failed with {status}"))
            .hint("what is new is kept, and sent again at the next run")
            .into()),
    }
}

#[cfg(feature = "webhook")]
fn post(watch: &Watch, run: &WatchRun, body: &[u8], context: &CommandContext) -> Result<()> {
    let address = watch.definition.webhook.as_deref().unwrap_or_default();
    super::webhook::post(address, &key(watch, run), body, &context.config.watch)
}

#[cfg(not(feature = "webhook"))]
fn post(_: &Watch, _: &WatchRun, _: &[u8], _: &CommandContext) -> Result<()> {
    Err(without_webhooks().into())
}

/// Checks that an address may be posted to.
#[cfg(feature = "webhook")]
pub(super) fn check_webhook(address: &str, config: &WatchConfig) -> Result<()> {
    super::webhook::check(address, config)?;
    super::webhook::secret(config).map(drop)
}

#[cfg(not(feature = "webhook"))]
pub(super) fn check_webhook(_: &str, _: &WatchConfig) -> Result<()> {
    Err(without_webhooks().into())
}

#[cfg(not(feature = "webhook"))]
fn without_webhooks() -> Error {
    Error::new("this morgue was built without webhooks")
        .hint("build it with the feature `webhook`, or use --command")
}
