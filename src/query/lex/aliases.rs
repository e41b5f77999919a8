//! Spellings that other search engines use for our operators.

use std::ops::Range;

/// The greatest number of aliases that are explained for one query.
const MAX_EXPLAINED: usize = 8;

/// Spellings of other search engines in a query, and how they were read.
#[derive(Default)]
pub(crate) struct OperatorAliases {
    /// The spelling as typed and the operator it means.
    read: Vec<(String, String)>,
    /// The range of the first.
    first: Range<usize>,
}

impl OperatorAliases {
    /// Adds an alias unless it is known.
    pub(crate) fn add(&mut self, start: usize, typed: &str, meaning: String) {
        if self.read.is_empty() {
            self.first = start..start + typed.len();
        }
        let known = self.read.iter().any(|(known, _)| known == typed);
        if !known && self.read.len() < MAX_EXPLAINED {
            self.read.push((typed.to_owned(), meaning));
        }
    }

    /// Explains all aliases in one sentence, with the range of the first.
    pub(crate) fn explanation(&self) -> Option<(Range<usize>, String)> {
        let mut read = self.read.iter();
        let (typed, meaning) = read.next()?;
        let rest = read.map(|(typed, meaning)| format!(", `{typed}` as `{meaning}`"));
        let message = format!("`{typed}` is read as `{meaning}`{}", rest.collect::<String>());
        Some((self.first.clone(), message))
    }
}
