//! Job: the settings of one run.

use std::path::PathBuf;
use std::time::Duration;

use super::extraction::Extraction;
use crate::corpus::file_reader::ReadOptions;
use crate::corpus::manifest::Manifest;
use crate::corpus::walk;
use crate::error::{Error, Result};

/// The settings of a run.
#[derive(Debug, Clone)]
pub struct Job {
    /// Folders and files to index; if empty, those indexed before.
    pub roots: Vec<PathBuf>,
    /// Rules on file names, and settings for reading.
    pub read_options: ReadOptions,
    /// What a new index or a rebuild finds in articles. An index keeps what it was made with.
    pub extraction: Extraction,
    /// Tells whether a process survives reading this file. It is asked for files that were being read
    /// when an earlier run ended; without it, they are read again.
    pub survives: Option<fn(&str) -> bool>,
    /// Number of files to read in parallel.
    pub jobs: usize,
    /// Removes the articles of a root that is now empty or missing, instead of failing.
    pub prune: bool,
    /// Reads every file of these and all earlier roots, whatever the manifest says.
    pub rebuild: bool,
    /// Interval between commits during the run.
    pub commit_every: Duration,
}

impl Job {
    /// A job with default settings for these roots: one file at a time, one commit at the end unless
    /// there are very many articles.
    pub fn new(roots: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            roots: roots.into_iter().collect(),
            read_options: ReadOptions::default(),
            extraction: Extraction::default(),
            survives: None,
            jobs: 1,
            prune: false,
            rebuild: false,
            commit_every: Duration::MAX,
        }
    }

    /// Returns what to find in the articles of an archive: a new one takes it from the job, any other keeps
    /// what it was made with.
    ///
    /// # Errors
    /// Fails when the job leaves out what the archive has.
    pub(crate) fn extraction_for(&self, manifest: &Manifest) -> Result<Extraction> {
        let labels_only = self.extraction == Extraction::LabelsOnly;
        if manifest.is_new() || self.rebuild {
            return Ok(self.extraction);
        }
        if manifest.has_labels_only() {
            return Ok(Extraction::LabelsOnly);
        }
        if labels_only {
            return Err(Error::new("the index has names, topics and stories").hint(
                "leave them out with `--rebuild --no-names`, or name another index with --index",
            ));
        }
        Ok(self.extraction)
    }

    /// Returns the full paths of the roots; for a rebuild, with all earlier roots. A root that no
    /// longer exists is accepted if the manifest knows it.
    ///
    /// # Errors
    /// Fails when a root never existed, or when there is none.
    pub fn resolve_roots(&self, manifest: &Manifest) -> Result<Vec<String>> {
        let mut roots = Vec::new();
        for path in &self.roots {
            roots.push(walk::resolve_root(path, &self.read_options.timeout).or_else(|error| {
                let absolute = std::path::absolute(path).ok();
                let absolute = absolute.and_then(|path| path.to_str().map(str::to_string));
                absolute.filter(|path| manifest.roots().any(|root| root == path)).ok_or(error)
            })?);
        }
        if self.rebuild || roots.is_empty() {
            let earlier = manifest.roots().filter(|root| !roots.iter().any(|named| named == root));
            let earlier: Vec<String> = earlier.map(str::to_string).collect();
            roots.extend(earlier);
        }
        if roots.is_empty() {
            return Err(Error::new("there is nothing to index")
                .hint("name a folder of articles: `morgue index FOLDER`"));
        }
        Ok(roots)
    }
}
