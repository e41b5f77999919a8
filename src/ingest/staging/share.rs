//! The share of a worker in the files of an archive.

use std::str::FromStr;

use crate::text::hash;

/// The greatest number of workers.
const MAX_WORKERS: u32 = 10_000;

/// One of several workers, which reads the files whose paths have its hash. Every worker finds its share
/// without asking the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    /// Number of the worker, from one.
    pub number: u32,
    /// Number of all workers.
    pub of: u32,
}

impl Share {
    /// Returns whether a file is this worker's.
    pub(crate) fn has(self, path: &str) -> bool {
        hash::of(path.as_bytes()) % u64::from(self.of.max(1)) + 1 == u64::from(self.number)
    }
}

impl FromStr for Share {
    type Err = String;

    /// Parses `3/16`, the third of sixteen workers.
    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(number, of)| {
            Some(Self { number: number.trim().parse().ok()?, of: of.trim().parse().ok()? })
        });
        let is_valid =
            |share: &Self| (1..=share.of).contains(&share.number) && share.of <= MAX_WORKERS;
        parsed
            .filter(is_valid)
            .ok_or_else(|| format!("`{text}` names no worker: write it like 3/16, the third of 16"))
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_one_share_and_shares_are_about_equal() {
        let shares: Vec<Share> = (1..=4).map(|number| Share { number, of: 4 }).collect();
        let mut counts = [0; 4];
        for file in 0..1000 {
            let path = format!("/data/news/1987/{file}.txt");
            let owners: Vec<usize> = (0..4).filter(|&at| shares[at].has(&path)).collect();
            assert_eq!(owners.len(), 1, "{path}");
            counts[owners[0]] += 1;
        }
        assert!(counts.iter().all(|count| (200..300).contains(count)), "{counts:?}");
    }

    #[test]
    fn shares_are_parsed_or_refused() {
        assert_eq!("3/16".parse(), Ok(Share { number: 3, of: 16 }));
        for text in ["", "3", "0/4", "5/4", "-1/4", "1/0", "1/99999999", "a/b", "1/4/2"] {
            assert!(text.parse::<Share>().is_err(), "{text}");
        }
    }
}
