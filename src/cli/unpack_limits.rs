//! How far archives are unpacked: the flags that say so, over the config file, over what is sensible.

use anyhow::{Context, Result};

use super::context::CommandContext;
use crate::config;
use crate::read::container::Limits;

/// How far archives are unpacked.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Archives (zip, tar, WARC and the like)")]
pub struct Packed {
    /// How many archives and compressions may lie in one another; 6 unless told otherwise
    #[arg(long, value_name = "N")]
    max_depth: Option<u32>,
    /// How many members are read of one file; 1000000 unless told otherwise
    #[arg(long, value_name = "N")]
    max_members: Option<u64>,
    /// How much one file may unpack to; 1T unless told otherwise
    #[arg(long, value_name = "SIZE")]
    max_unpacked: Option<String>,
    /// How many times its packed size anything may unpack to, beyond the first 64 MiB; 200 unless told otherwise
    #[arg(long, value_name = "N")]
    max_ratio: Option<u64>,
}

impl Packed {
    /// The limits that these flags and the config file set.
    ///
    /// # Errors
    /// When a size is none.
    pub fn limits(&self, desk: &CommandContext) -> Result<Limits> {
        let (usual, config) = (Limits::default(), &desk.config);
        let unpacked = match self.max_unpacked.as_ref().or(config.max_unpacked.as_ref()) {
            Some(text) => config::size(text)
                .with_context(|| format!("`{text}` is no size; write it like 500G or 2T"))?,
            None => usize::try_from(usual.unpacked).unwrap_or(usize::MAX),
        };
        Ok(Limits {
            depth: self.max_depth.or(config.max_depth).unwrap_or(usual.depth),
            members: self.max_members.or(config.max_members).unwrap_or(usual.members),
            unpacked: unpacked as u64,
            ratio: self.max_ratio.or(config.max_ratio).unwrap_or(usual.ratio),
        })
    }
}
