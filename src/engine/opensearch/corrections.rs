//! Corrections of names in an archive on a cluster, and its log of withheld articles.

use std::sync::Arc;

use jiff::Timestamp;

use super::OpenSearchEngine;
use crate::engine::common::identity::naming::RawNames as _;
use crate::engine::editable::EditableEngine;
use crate::error::Result;
use crate::identity::authority::{Action, AuthorityEntry, AuthorityFile, facet_of_key};
use crate::identity::clippings::ClippingEntry;
use crate::identity::coreference::Findings;
use crate::identity::withheld::{WithheldEntry, WithheldLog};

impl EditableEngine for OpenSearchEngine {
    fn authority_location(&self) -> String {
        self.authority.location()
    }

    fn authority_file(&self) -> Result<Arc<AuthorityFile>> {
        self.authority.current()
    }

    fn append_correction(
        &self,
        now: Timestamp,
        decide: &dyn Fn(&AuthorityFile) -> Result<Action>,
    ) -> Result<(usize, AuthorityEntry)> {
        self.authority.append(now, decide)
    }

    fn withheld_log(&self) -> Result<WithheldLog> {
        self.withheld.log()
    }

    fn append_withheld(
        &self,
        now: Timestamp,
        decide: &dyn Fn(&WithheldLog) -> Result<WithheldEntry>,
    ) -> Result<(usize, WithheldEntry)> {
        self.withheld.append(now, decide)
    }

    fn clippings_location(&self) -> String {
        self.clippings.location.clone()
    }

    fn append_clipping(&self, now: Timestamp, entry: ClippingEntry) -> Result<usize> {
        self.clippings.append(now, &entry)
    }

    fn findings(&self) -> Result<Arc<Findings>> {
        Ok(Arc::new(self.latest()?.published()?.findings.clone()))
    }

    fn raw_name(&self, key: &str) -> Result<Option<String>> {
        let Some(field) = facet_of_key(key) else { return Ok(None) };
        Ok(self.latest()?.raw_facet(field)?.named_term(key)?.map(|term| term.name))
    }
}
