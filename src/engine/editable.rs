//! Corrections of names, and withheld articles: what `morgue canon` and `morgue withhold` ask of an engine,
//! whatever keeps its logs.

use std::sync::Arc;

use jiff::Timestamp;

use crate::error::Result;
use crate::identity::authority::{Action, AuthorityEntry, AuthorityFile};
use crate::identity::clippings::ClippingEntry;
use crate::identity::coreference::Findings;
use crate::identity::withheld::{WithheldEntry, WithheldLog};
use crate::search::engine::UpdatableEngine;

/// An engine whose names can be corrected, and whose articles can be withheld.
pub trait EditableEngine: UpdatableEngine {
    /// Returns where the authority file is, for messages.
    fn authority_location(&self) -> String;

    /// Returns the authority file as it is now.
    ///
    /// # Errors
    /// Fails when the file exists and cannot be read.
    fn authority_file(&self) -> Result<Arc<AuthorityFile>>;

    /// Appends an entry to the authority file that is decided on its current state, and returns it with its
    /// number. Where another process writes at the same moment, `decide` may be asked more than once.
    ///
    /// # Errors
    /// Fails when the file cannot be written, or when `decide` fails.
    fn append_correction(
        &self,
        now: Timestamp,
        decide: &dyn Fn(&AuthorityFile) -> Result<Action>,
    ) -> Result<(usize, AuthorityEntry)>;

    /// Returns the log of withheld articles.
    ///
    /// # Errors
    /// Fails when it exists and cannot be read, or is damaged.
    fn withheld_log(&self) -> Result<WithheldLog>;

    /// Appends an entry to the log of withheld articles that is decided on its current state, and returns
    /// it with its number. `decide` may be asked more than once.
    ///
    /// # Errors
    /// Fails when the log cannot be written, or when `decide` fails.
    fn append_withheld(
        &self,
        now: Timestamp,
        decide: &dyn Fn(&WithheldLog) -> Result<WithheldEntry>,
    ) -> Result<(usize, WithheldEntry)>;

    /// Returns where the clippings are, for messages.
    fn clippings_location(&self) -> String;

    /// Appends a clipping of some articles, and returns the number of its entry.
    ///
    /// # Errors
    /// Fails when the entry makes no sense, or when the clippings cannot be written.
    fn append_clipping(&self, now: Timestamp, entry: ClippingEntry) -> Result<usize>;

    /// Returns the coreference findings of the archive, before the authority file overrules any.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn findings(&self) -> Result<Arc<Findings>>;

    /// Returns the name that most articles give a key, before identity merges or moves any.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn raw_name(&self, key: &str) -> Result<Option<String>>;
}
