//! Limits on reading: flags, which override the config file.

use std::time::Duration;

use anyhow::{Context, Result};

use super::context::{CommandContext, config};
use crate::read::container::Limits;
use crate::read::timeout::ReadTimeout;

/// Limits on reading files, and on unpacking archives (zip, tar, WARC, ...).
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Limits on files and archives")]
pub(super) struct ReadArgs {
    /// Seconds to wait for a file or folder that does not answer, at least 1 (default: 120)
    #[arg(long, value_name = "SECONDS")]
    read_timeout: Option<u64>,
    /// Maximum nesting depth of archives (zip, tar, WARC, ...) (default: 6)
    #[arg(long, value_name = "N")]
    max_depth: Option<u32>,
    /// Maximum number of members in one file (default: 1000000)
    #[arg(long, value_name = "N")]
    max_members: Option<u64>,
    /// Maximum size one file may unpack to (default: 1T)
    #[arg(long, value_name = "SIZE")]
    max_unpacked: Option<String>,
    /// Maximum ratio of unpacked to packed size, after the first 64 MiB (default: 200)
    #[arg(long, value_name = "N")]
    max_ratio: Option<u64>,
}

impl ReadArgs {
    /// The time for files and folders to answer set by flags and config file.
    pub(super) fn timeout(&self, context: &CommandContext) -> ReadTimeout {
        let seconds = self.read_timeout.or(context.config.read_timeout);
        seconds.map_or_else(ReadTimeout::default, |it| {
            ReadTimeout::new(Duration::from_secs(it.max(1)))
        })
    }

    /// The limits on archives set by flags and config file.
    ///
    /// # Errors
    /// Fails when a size is invalid.
    pub(super) fn limits(&self, context: &CommandContext) -> Result<Limits> {
        let (default, config) = (Limits::default(), &context.config);
        let unpacked = match self.max_unpacked.as_ref().or(config.max_unpacked.as_ref()) {
            Some(text) => config::parse_size(text)
                .with_context(|| format!("invalid size `{text}`: write it like 500G or 2T"))?
                as u64,
            None => default.unpacked,
        };
        Ok(Limits {
            depth: self.max_depth.or(config.max_depth).unwrap_or(default.depth),
            members: self.max_members.or(config.max_members).unwrap_or(default.members),
            unpacked,
            ratio: self.max_ratio.or(config.max_ratio).unwrap_or(default.ratio),
        })
    }
}
