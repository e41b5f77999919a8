//! What to bring into the index, and how.

use std::path::PathBuf;
use std::time::Duration;

use super::index_document::Enricher;
use crate::corpus::manifest::Manifest;
use crate::corpus::walk;
use crate::corpus::walk::ReadOptions;
use crate::enrich::entities;
use crate::error::{Error, Result};

/// A run that is to be made.
#[derive(Debug, Clone)]
pub struct Job {
    /// Folders and files; none for those the index was made from.
    pub roots: Vec<PathBuf>,
    /// Which files are news by their names, and how to read them.
    pub how: ReadOptions,
    /// Who tells what an article is about.
    pub about: Enricher,
    /// How many files are read at once.
    pub jobs: usize,
    /// Whether a root that held files and holds none may take its articles with it.
    pub prune: bool,
    /// Whether every file is read, whatever the account says, of these roots and all before.
    pub rebuild: bool,
    /// How often what was done so far is committed.
    pub commit_every: Duration,
}

impl Job {
    /// These roots, read as they come: one file at a time, one commit at the end.
    pub fn of(roots: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            roots: roots.into_iter().collect(),
            how: ReadOptions::default(),
            about: entities::subjects,
            jobs: 1,
            prune: false,
            rebuild: false,
            commit_every: Duration::MAX,
        }
    }

    /// The full paths of the roots; to make an index anew, with all it was made from. One that is gone keeps its name when
    /// the account knows it: its articles may go too.
    ///
    /// # Errors
    /// When a root was never there, or none is named or known.
    pub fn full_roots(&self, account: &Manifest) -> Result<Vec<String>> {
        let mut roots = Vec::new();
        for path in &self.roots {
            let named = std::path::absolute(path)
                .map(|path| path.display().to_string())
                .unwrap_or_default();
            match walk::root(path) {
                Ok(root) => roots.push(root.display().to_string()),
                Err(_) if account.roots().any(|root| root == named) => roots.push(named),
                Err(error) => return Err(error),
            }
        }
        let before =
            account.roots().filter(|_| self.rebuild || roots.is_empty()).map(str::to_string);
        let before: Vec<String> = before.filter(|root| !roots.contains(root)).collect();
        roots.extend(before);
        if roots.is_empty() {
            return Err(Error::new("there is nothing to index")
                .hint("name a folder of articles: `morgue index FOLDER`"));
        }
        Ok(roots)
    }
}
