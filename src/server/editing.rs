//! Corrections of names and clippings on the pages, for a server that was started with `--edit`. What makes
//! them is given to the server: the files are not its business.

use crate::error::Result;
use crate::research::audit::WrongValue;
use crate::research::clippings::ClippingEntry;

/// A correction of names that a reader asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Correction {
    /// Makes one value of two.
    Merge {
        /// The key of the value that stays.
        into: String,
        /// The name or key of the other.
        other: String,
    },
    /// Makes two values of a value and one of its names, whatever merged them.
    Separate {
        /// The key of the value.
        key: String,
        /// The key of the name.
        other: String,
    },
    /// Makes a value mean another one in an article.
    Split {
        /// The key of the value.
        key: String,
        /// The id of the article.
        article: String,
    },
    /// Changes the name that a value is shown with.
    Rename {
        /// The key of the value.
        key: String,
        /// The new name.
        name: String,
    },
    /// Hides a value.
    Hide {
        /// Its key.
        key: String,
    },
    /// Undoes an earlier correction.
    Undo {
        /// Its number.
        number: usize,
    },
}

/// A correction that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MadeCorrection {
    /// Its number, for undoing it.
    pub number: usize,
    /// When it was made.
    pub date: String,
    /// The correction as the authority file has it.
    pub entry: String,
    /// Set unless it was undone.
    pub is_active: bool,
}

/// Makes corrections of names.
pub(crate) trait Editor: Send + Sync {
    /// Makes a correction. Searches follow at once.
    ///
    /// # Errors
    /// Fails when a name is unknown or ambiguous, or the file cannot be written.
    fn correct(&self, correction: Correction) -> Result<()>;

    /// Corrects values that an audit found wrong. Returns the entries that were made, and the number of values
    /// for which there is no correction. Searches follow at once.
    ///
    /// # Errors
    /// Fails when the index cannot be read, or the file cannot be written.
    fn correct_wrong(&self, wrong: &[WrongValue]) -> Result<(Vec<String>, usize)>;

    /// Gives articles tags, collections or a note, or takes them away. Searches follow at once.
    ///
    /// # Errors
    /// Fails when the entry makes no sense, or the file cannot be written.
    fn clip(&self, entry: ClippingEntry) -> Result<()>;

    /// Returns all corrections, the latest first.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    fn corrections(&self) -> Result<Vec<MadeCorrection>>;
}
