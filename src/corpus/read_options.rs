//! Settings for reading files.

use super::issues::{IssueCache, IssueSettings};
use super::outcome::ReadSettings;
use super::rules::Rules;
use crate::read::container::Limits;
use crate::read::format::Options;
use crate::read::record_memory::RecordMemory;
use crate::read::timeout::ReadTimeout;

/// Settings for reading files.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Options for the format readers.
    pub format_options: Options,
    /// Rules on the names of files and members.
    pub rules: Rules,
    /// Limits for unpacking archives.
    pub limits: Limits,
    /// Bounds the records in memory.
    pub memory: RecordMemory,
    /// The time that files and folders may take to answer.
    pub timeout: ReadTimeout,
    /// The issues of digitised newspapers that were found last.
    pub issues: IssueCache,
}

impl ReadOptions {
    /// The same options for another run, to which files may have changed.
    pub(crate) fn for_run(&self) -> Self {
        Self { issues: IssueCache::default(), ..self.clone() }
    }

    pub(super) fn issue_settings(&self) -> IssueSettings<'_> {
        let Self { timeout, memory, limits, .. } = self;
        IssueSettings { timeout, memory, limits: *limits }
    }

    /// True if a file that was read with these settings has the same members with the options.
    pub(crate) fn agrees(&self, settings: &ReadSettings) -> bool {
        let ReadSettings { rules, limits, .. } = settings;
        rules.as_deref().is_none_or(|rules| rules == self.rules.patterns())
            && limits.as_ref().is_none_or(|limits| *limits == self.limits.to_string())
    }

    /// True if a file had a record that was too long for the memory of then and may not be now.
    pub(crate) fn has_more_memory(&self, settings: &ReadSettings) -> bool {
        settings.record_memory.is_some_and(|bytes| bytes < self.memory.bytes() as u64)
    }
}
