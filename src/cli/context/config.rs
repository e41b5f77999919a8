//! Config file. Flags override environment variables, which override the config file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{Error, ErrorContext, Result};

/// The config file that is read if none is named and it exists in the working directory.
pub(crate) const DEFAULT_FILE: &str = "morgue.toml";

/// The settings of a config file. Every key is optional.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// Index folder.
    pub index: Option<PathBuf>,
    /// Authority file; `canon.log` in the index folder by default.
    pub canon: Option<PathBuf>,
    /// Address for the web pages and the API.
    pub listen: Option<String>,
    /// Number of files to read in parallel.
    pub jobs: Option<usize>,
    /// False for a plain full-text index, without the names and topics that are found in texts.
    pub names: Option<bool>,
    /// Memory limit for indexing: `512M`.
    pub memory: Option<String>,
    /// Globs for the files to read.
    pub include: Vec<String>,
    /// Globs for the files to leave out.
    pub exclude: Vec<String>,
    /// Seconds to wait for a file or folder that does not answer.
    pub read_timeout: Option<u64>,
    /// Maximum nesting depth of archives and compressions.
    pub max_depth: Option<u32>,
    /// Maximum number of members read from one file.
    pub max_members: Option<u64>,
    /// Maximum size one file may unpack to: `1T`.
    pub max_unpacked: Option<String>,
    /// Maximum ratio of unpacked to packed size, after the first 64 MiB.
    pub max_ratio: Option<u64>,
    /// Whom standing queries may tell.
    pub watch: WatchConfig,
    /// How to sign in to a cluster.
    #[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "no cluster is reached"))]
    pub cluster: ClusterConfig,
    /// Additional field names in your records, by morgue's name: `title = ["hed", "kop"]`.
    pub fields: BTreeMap<String, Vec<String>>,
}

/// The settings of standing queries.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WatchConfig {
    /// Addresses that may be posted to, with what lies below them.
    pub webhooks: Vec<String>,
    /// A file with the secret by which webhooks are signed.
    pub secret_file: Option<PathBuf>,
}

#[cfg(feature = "webhook")]
impl WatchConfig {
    /// Reads the secret; nothing where no file is named.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub(crate) fn read_secret(&self) -> std::io::Result<Option<Vec<u8>>> {
        self.secret_file.as_ref().map(fs::read).transpose()
    }
}

/// How to sign in to a cluster. Passwords and tokens come from the environment only.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "no cluster is reached"))]
pub(crate) struct ClusterConfig {
    /// Name of the user; `MORGUE_CLUSTER_USER` overrides it.
    pub user: Option<String>,
    /// File of certificates in PEM, trusted instead of those of the web; `MORGUE_CLUSTER_CA`
    /// overrides it.
    pub ca: Option<PathBuf>,
}

#[cfg(feature = "cluster")]
impl ClusterConfig {
    /// Combines the settings with the environment.
    ///
    /// # Errors
    /// Fails when there is a user without a password, or the certificates cannot be read.
    pub(crate) fn access(&self) -> Result<crate::engine::opensearch::ClusterAccess> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let user = variable("MORGUE_CLUSTER_USER").or_else(|| self.user.clone());
        let password = variable("MORGUE_CLUSTER_PASSWORD");
        let token = variable("MORGUE_CLUSTER_TOKEN");
        if user.is_some() != password.is_some() && token.is_none() {
            return Err(Error::new("a cluster needs both a user and a password")
                .user_error()
                .hint("set MORGUE_CLUSTER_USER and MORGUE_CLUSTER_PASSWORD"));
        }
        let ca = variable("MORGUE_CLUSTER_CA").map(PathBuf::from).or_else(|| self.ca.clone());
        let read = |path: PathBuf| {
            fs::read(&path).context(|| format!("cannot read the certificates `{}`", path.display()))
        };
        Ok(crate::engine::opensearch::ClusterAccess {
            user: user.zip(password),
            token,
            authorities: ca.map(read).transpose()?,
        })
    }
}

impl Config {
    /// Loads this config file; without a name, [`DEFAULT_FILE`] if it exists.
    ///
    /// # Errors
    /// Fails when a named file does not exist, is not TOML, or has an unknown key.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self> {
        let path = match file {
            Some(path) => path,
            None if Path::new(DEFAULT_FILE).is_file() => Path::new(DEFAULT_FILE),
            None => return Ok(Self::default()),
        };
        let message = || format!("cannot read the config file `{}`", path.display());
        let text = fs::read_to_string(path).context(message)?;
        toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Error::new(message()).with_source(format!("line {line}: {}", error.message()))
        })
    }
}

/// Parses a size with an optional unit, `512M`, `2 GiB` or `800000`, into bytes.
pub(crate) fn parse_size(text: &str) -> Option<usize> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_suffix('B').unwrap_or(&text);
    let text = text.strip_suffix('I').unwrap_or(text);
    let (number, unit) = match text.strip_suffix(['K', 'M', 'G', 'T']) {
        Some(number) if text.ends_with('K') => (number, 1 << 10),
        Some(number) if text.ends_with('M') => (number, 1 << 20),
        Some(number) if text.ends_with('G') => (number, 1 << 30),
        Some(number) => (number, 1usize << 40),
        None => (text, 1),
    };
    number.trim().parse::<usize>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_optional_units() {
        for (text, bytes) in [
            ("512M", Some(512 << 20)),
            ("2 GiB", Some(2 << 30)),
            ("1T", Some(1 << 40)),
            ("64kb", Some(64 << 10)),
            ("9", Some(9)),
            ("many", None),
            ("", None),
        ] {
            assert_eq!(parse_size(text), bytes, "{text}");
        }
    }

    #[test]
    fn unknown_keys_are_errors() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("morgue.toml");
        fs::write(&file, "indx = \"a\"\n").expect("a file");
        assert!(Config::load(Some(&file)).is_err());
        fs::write(&file, "index = \"a\"\n[fields]\ntitle = [\"hed\"]\n").expect("a file");
        let config = Config::load(Some(&file)).expect("a valid file");
        assert_eq!(config.fields["title"], ["hed"]);
    }
}
