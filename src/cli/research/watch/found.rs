//! What a run of a standing query finds.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::cli::context::today;
use crate::corpus::watch_log::{Watch, WatchFolder, WatchRun};
use crate::error::Result;
use crate::research::standing;
use crate::research::standing::{Matches, News, ShownNews};
use crate::search::budget::Budget;
use crate::search::engine::Engine;

/// Finds what matches a watch now.
pub(super) fn matches(engine: &dyn Engine, watch: &Watch) -> Result<Matches> {
    let definition = &watch.definition;
    let (since, until) = (definition.since.as_deref(), definition.until.as_deref());
    let request = standing::request(&definition.query, &definition.filters, since, until)?;
    standing::matches(engine, &request, today(), &Budget::default())
}

/// Loads the articles of a run.
pub(super) fn load(engine: &dyn Engine, watch: &Watch, run: &WatchRun) -> Result<ShownNews> {
    let (new, corrected) = (run.new.clone(), run.corrected.clone());
    standing::shown(engine, &News { new, corrected, renamed: Vec::new() }, &watch.known)
}

/// The names of some watches, or of all.
///
/// # Errors
/// Fails when the logs cannot be read.
pub(super) fn chosen(folder: &WatchFolder, names: Vec<String>) -> Result<BTreeSet<String>> {
    match names.is_empty() {
        true => Ok(folder.list()?.into_iter().map(|watch| watch.name).collect()),
        false => Ok(names.into_iter().collect()),
    }
}

/// The moment, to the second.
pub(super) fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
