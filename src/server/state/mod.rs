//! State shared by all pages and endpoints.

mod overview;

use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use tokio::sync::Semaphore;

use super::editing::Editor;
use super::metrics::Metrics;
use super::problem::Problem;
use super::relative_paths::RelativePaths;
use crate::article::document::Document;
use crate::corpus::watch_log::{Watch, WatchFolder};
use crate::error::{Error, Result};
use crate::ingest::progress::Progress;
use crate::query::Warning;
use crate::search::answer;
use crate::search::answer::Answer;
use crate::search::autocomplete::Completions;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::request::Request;
use crate::search::turns::Turns;
pub(crate) use overview::{Latest, Overview};

/// Searches that work or wait for their turn at a time. More wait before they start.
const MAX_SEARCHES: usize = 128;

/// Exports at a time. More are refused.
const MAX_EXPORTS: usize = 8;

/// The numbers of an archive, with the version of the index that they were counted of.
type CountedOverview = (u64, Arc<Overview>);

/// State shared by all pages and endpoints; cloning it is cheap.
#[derive(Clone)]
pub(crate) struct AppState {
    /// The engine that answers searches.
    pub engine: Arc<dyn Engine>,
    /// Progress of indexing while the server runs.
    pub progress: Arc<Progress>,
    /// The time limit of a search.
    pub timeout: Duration,
    /// The turns of long searches.
    pub turns: Arc<Turns>,
    /// Permits of searches that work or wait for their turn.
    pub searches: Arc<Semaphore>,
    /// Whether clients may see full paths.
    shows_paths: bool,
    /// Makes corrections of names, where readers may.
    pub editor: Option<Arc<dyn Editor>>,
    /// The logs of standing queries.
    watches: Option<Arc<WatchFolder>>,
    /// Figures about the server.
    pub metrics: Metrics,
    /// Permits of exports, each of which takes as long as its client reads.
    pub exports: Arc<Semaphore>,
    /// Completions for one state of the index, built on first use.
    completions: Arc<Mutex<Option<Arc<Completions>>>>,
    /// The numbers of the whole archive, as they were counted last.
    overview: Arc<Mutex<Option<CountedOverview>>>,
    /// The time at which the server started, which tells its answers from those of another.
    started: u128,
}

impl AppState {
    /// Creates the state for an engine whose searches may take up to `timeout`.
    pub(crate) fn new(engine: Arc<dyn Engine>, progress: Arc<Progress>, timeout: Duration) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            engine,
            progress,
            timeout,
            // One core stays free for short searches.
            turns: Turns::new(cores.saturating_sub(1)),
            searches: Arc::new(Semaphore::new(MAX_SEARCHES)),
            exports: Arc::new(Semaphore::new(MAX_EXPORTS)),
            shows_paths: true,
            editor: None,
            watches: None,
            metrics: Metrics::new(),
            completions: Arc::default(),
            overview: Arc::default(),
            started: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_nanos()),
        }
    }

    /// Lets readers correct names.
    pub(crate) fn with_editor(self, editor: Arc<dyn Editor>) -> Self {
        Self { editor: Some(editor), ..self }
    }

    /// Shows what standing queries found.
    pub(crate) fn with_watches(self, watches: WatchFolder) -> Self {
        Self { watches: Some(Arc::new(watches)), ..self }
    }

    /// Lists the standing queries.
    ///
    /// # Errors
    /// Fails when their logs cannot be read.
    pub(super) fn watches(&self) -> Result<Vec<Watch>> {
        self.watches.as_ref().map_or(Ok(Vec::new()), |watches| watches.list()).map_err(|_| unread())
    }

    /// Reads a standing query.
    ///
    /// # Errors
    /// Fails when there is no such query, or its log cannot be read.
    pub(super) fn watch(&self, name: &str) -> Result<Watch, Problem> {
        let found = self.watches()?.into_iter().find(|watch| watch.name == name);
        found.ok_or_else(|| Problem::not_found(format!("there is no watch `{name}`")))
    }

    /// Shows every path relative to its root, for clients on other machines.
    pub(super) fn with_relative_paths(self) -> Self {
        let engine = Arc::new(RelativePaths::new(self.engine));
        Self { engine, shows_paths: false, ..self }
    }

    /// Returns whether clients may see full paths, and so the files themselves.
    pub(super) fn shows_paths(&self) -> bool {
        self.shows_paths
    }

    /// Returns the number of searches that work or wait for their turn.
    pub(super) fn running_searches(&self) -> usize {
        MAX_SEARCHES.saturating_sub(self.searches.available_permits())
    }

    /// Returns the number of exports that are being read.
    pub(super) fn running_exports(&self) -> usize {
        MAX_EXPORTS.saturating_sub(self.exports.available_permits())
    }

    /// Answers a search. Relative dates count from today.
    ///
    /// # Errors
    /// Fails when the request is invalid or the index cannot be read.
    pub(crate) fn search(&self, request: &Request, budget: &Budget) -> Result<Answer, Problem> {
        let mut answer = answer::answer(&*self.engine, request, today(), budget)?;
        if let Some(failure) = self.progress.failure() {
            answer.exact = false;
            let cause = if self.shows_paths { format!(": {failure}") } else { String::new() };
            answer.warnings.push(Warning::general(format!(
                "the last update of the index failed, so that articles may be missing{cause}"
            )));
        }
        Ok(answer)
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

    /// Returns the numbers of the whole archive, counted again after the index has changed. Nobody waits
    /// for another to count.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn overview(&self) -> Result<Arc<Overview>> {
        let lock = || self.overview.lock().unwrap_or_else(PoisonError::into_inner);
        let version = self.engine.version()?;
        if let Some((_, overview)) = lock().as_ref().filter(|(counted, _)| *counted == version) {
            return Ok(Arc::clone(overview));
        }
        let fresh = Arc::new(Overview::count(&*self.engine, today())?);
        *lock() = Some((version, Arc::clone(&fresh)));
        Ok(fresh)
    }

    /// Returns the version of what the server answers now.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn version(&self) -> Result<AnswerVersion> {
        Ok(AnswerVersion {
            started: self.started,
            index: self.engine.version()?,
            today: today(),
            files_done: self.progress.files_done.load(Relaxed),
            files: self.progress.files.load(Relaxed),
            is_running: self.progress.is_running(),
            failure: self.progress.failure(),
        })
    }
}

/// Error for logs that cannot be read, without their place on the disk.
fn unread() -> Error {
    Error::new("the watches cannot be read")
        .hint("run `morgue watch list` on the server for the reason")
}

/// A version of what the server answers, for entity tags.
#[derive(Debug, Hash)]
pub(super) struct AnswerVersion {
    started: u128,
    index: u64,
    today: Date,
    files_done: u64,
    files: u64,
    is_running: bool,
    failure: Option<String>,
}

/// Today's date in the server's time zone.
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}
