//! State shared by all pages and endpoints.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;

use super::problem::Problem;
use super::relative_paths::RelativePaths;
use crate::article::document::Document;
use crate::error::Result;
use crate::ingest::progress::Progress;
use crate::search::answer;
use crate::search::answer::Answer;
use crate::search::autocomplete::Completions;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::request::Request;

/// State shared by all pages and endpoints; cloning it is cheap.
#[derive(Clone)]
pub(crate) struct AppState {
    /// The engine that answers searches.
    pub engine: Arc<dyn Engine>,
    /// Progress of indexing while the server runs.
    pub progress: Arc<Progress>,
    /// The time limit of a search.
    pub timeout: Duration,
    /// Completions for one state of the index, built on first use.
    completions: Arc<Mutex<Option<Arc<Completions>>>>,
}

impl AppState {
    /// Creates the state for an engine whose searches may take up to `timeout`.
    pub(crate) fn new(engine: Arc<dyn Engine>, progress: Arc<Progress>, timeout: Duration) -> Self {
        Self { engine, progress, timeout, completions: Arc::default() }
    }

    /// Shows every path relative to its root, for clients on other machines.
    pub(super) fn with_relative_paths(self) -> Self {
        Self { engine: Arc::new(RelativePaths::new(self.engine)), ..self }
    }

    /// Answers a search. Relative dates count from today.
    ///
    /// # Errors
    /// Fails when the request is invalid or the index cannot be read.
    pub(crate) fn search(&self, request: &Request, budget: &Budget) -> Result<Answer, Problem> {
        Ok(answer::answer(&*self.engine, request, today(), budget)?)
    }

    /// Loads the article with this id.
    ///
    /// # Errors
    /// Fails when the archive has no such article or the index cannot be read.
    pub(crate) fn document(&self, id: &str) -> Result<Document, Problem> {
        let document = self.engine.article(id)?;
        document.ok_or_else(|| Problem::not_found(format!("there is no article `{id}`")))
    }

    /// Returns the names to complete from, rebuilt after the index has changed. Concurrent callers
    /// wait for one rebuild.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn completions(&self) -> Result<Arc<Completions>> {
        // The value is replaced in one assignment, so a panic cannot leave it half written.
        let mut cached = self.completions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(completions) = cached.as_ref()
            && completions.is_current(&*self.engine)?
        {
            return Ok(Arc::clone(completions));
        }
        let fresh = Arc::new(Completions::build(&*self.engine, today())?);
        *cached = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

/// Today's date in the server's time zone.
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}
