//! Corrections of names in the authority file of an index, and its log of withheld articles.

use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::editable::EditableEngine;
use crate::engine::tantivy::TantivyEngine;
use crate::error::Result;
use crate::identity::authority;
use crate::identity::authority::{Action, AuthorityEntry, AuthorityFile, facet_of_key};
use crate::identity::clippings::{self, ClippingEntry};
use crate::identity::coreference::Findings;
use crate::identity::withheld;
use crate::identity::withheld::{WithheldEntry, WithheldLog};

impl EditableEngine for TantivyEngine {
    fn authority_location(&self) -> String {
        self.authority.path.display().to_string()
    }

    fn authority_file(&self) -> Result<Arc<AuthorityFile>> {
        self.authority.current()
    }

    fn clippings_location(&self) -> String {
        self.clippings_path().display().to_string()
    }

    fn append_clipping(&self, now: Timestamp, entry: ClippingEntry) -> Result<usize> {
        clippings::append(self.clippings_path(), now, entry)
    }

    fn append_correction(
        &self,
        now: Timestamp,
        decide: &dyn Fn(&AuthorityFile) -> Result<Action>,
    ) -> Result<(usize, AuthorityEntry)> {
        authority::append(&self.authority.path, now, decide)
    }

    fn withheld_log(&self) -> Result<WithheldLog> {
        WithheldLog::read(&self.withheld.path)
    }

    fn append_withheld(
        &self,
        now: Timestamp,
        decide: &dyn Fn(&WithheldLog) -> Result<WithheldEntry>,
    ) -> Result<(usize, WithheldEntry)> {
        withheld::append(&self.withheld.path, now, decide)
    }

    fn findings(&self) -> Result<Arc<Findings>> {
        self.guarded(|| {
            let snapshot = self.latest_snapshot()?;
            self.findings_of(&snapshot)
        })
    }

    fn raw_name(&self, key: &str) -> Result<Option<String>> {
        let Some(field) = facet_of_key(key) else { return Ok(None) };
        self.guarded(|| {
            let snapshot = self.latest_snapshot()?;
            let view = self.view(&snapshot)?;
            let values = view.dictionaries.raw_values(field, &snapshot.searcher, &self.fields)?;
            values.name(key)
        })
    }
}
