//! What a person sets once: a file, the environment and flags, in rising order, become plain values.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{ErrorContext, Error, Result};

/// The file that is read when none is named and it is there.
pub const DEFAULT_FILE: &str = "morgue.toml";

/// The config file. Every key may be left out.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder of the index.
    pub index: Option<PathBuf>,
    /// The authority file; `canon.log` in the index folder if nobody says otherwise.
    pub canon: Option<PathBuf>,
    /// The address pages and API are served on.
    pub listen: Option<String>,
    /// How many files are read at once.
    pub jobs: Option<usize>,
    /// How much memory indexing may use: `512M`.
    pub memory: Option<String>,
    /// Only files whose name or path matches one of these are read.
    pub include: Vec<String>,
    /// Files whose name or path matches one of these are not read.
    pub exclude: Vec<String>,
    /// How many archives and compressions may lie in one another.
    pub max_depth: Option<u32>,
    /// How many members are read of one file.
    pub max_members: Option<u64>,
    /// How much one file may unpack to: `1T`.
    pub max_unpacked: Option<String>,
    /// How many times its packed size anything may unpack to, beyond the first 64 MiB.
    pub max_ratio: Option<u64>,
    /// For a field of ours, the names it bears in your records: `title = ["hed", "kop"]`.
    pub fields: BTreeMap<String, Vec<String>>,
}

impl Config {
    /// The config in this file; without a name, in `morgue.toml` where that is.
    ///
    /// # Errors
    /// When the file is named and not there, or is no TOML, or has a key we do not know.
    pub fn read(file: Option<&Path>) -> Result<Self> {
        let path = match file {
            Some(path) => path,
            None if Path::new(DEFAULT_FILE).is_file() => Path::new(DEFAULT_FILE),
            None => return Ok(Self::default()),
        };
        let doing = || format!("cannot read the config file `{}`", path.display());
        let text = fs::read_to_string(path).context(doing)?;
        toml::from_str(&text).map_err(|why| {
            let before = why.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Error::new(doing()).with_source(format!("line {line}: {}", why.message()))
        })
    }
}

/// A size as people write it, in bytes: `512M`, `2G`, `800000`.
pub fn size(text: &str) -> Option<usize> {
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
    fn sizes_as_people_write_them() {
        for (text, bytes) in [
            ("512M", Some(512 << 20)),
            ("2 GiB", Some(2 << 30)),
            ("1T", Some(1 << 40)),
            ("64kb", Some(64 << 10)),
            ("9", Some(9)),
            ("many", None),
            ("", None),
        ] {
            assert_eq!(size(text), bytes, "{text}");
        }
    }

    #[test]
    fn a_key_we_do_not_know_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("morgue.toml");
        fs::write(&file, "indx = \"a\"\n").expect("a file");
        assert!(Config::read(Some(&file)).is_err());
        fs::write(&file, "index = \"a\"\n[fields]\ntitle = [\"hed\"]\n").expect("a file");
        let config = Config::read(Some(&file)).expect("a good file");
        assert_eq!(config.fields["title"], ["hed"]);
    }
}
