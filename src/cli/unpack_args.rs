//! Limits for unpacking archives: flags, which override the config file.

use anyhow::{Context, Result};

use super::context::CommandContext;
use crate::config;
use crate::read::container::Limits;

/// Limits for unpacking archives.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Archive limits (zip, tar, WARC, ...)")]
pub(super) struct UnpackArgs {
    /// Maximum nesting depth of archives (default: 6)
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

impl UnpackArgs {
    /// The limits set by flags and config file.
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
