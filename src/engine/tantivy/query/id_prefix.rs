//! Lookup of articles by the first characters of an id, in the term dictionaries of the id field.

use std::collections::BTreeSet;

use crate::article::document::Document;
use crate::article::schema::Field;
use crate::engine::tantivy::TantivyEngine;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;

impl TantivyEngine {
    /// Returns the articles with an id that begins with this prefix, in order of their ids and at
    /// most `limit`. The id may also be that of a duplicate record.
    pub(crate) fn find_by_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Document>> {
        let snapshot = self.latest_snapshot()?;
        let (view, field) = (self.view(&snapshot)?, self.fields.get(Field::Id));
        let mut addresses = BTreeSet::new();
        for segment in snapshot.searcher.segment_readers() {
            let index = segment.inverted_index(field).context(|| self.read_context())?;
            let ids = index.terms().range().ge(prefix).into_stream();
            let mut ids = ids.context(|| self.read_context())?;
            while addresses.len() < limit && ids.advance() {
                let id = String::from_utf8_lossy(ids.key());
                if !id.starts_with(prefix) {
                    break;
                }
                // Deleted articles have terms too, but are not found.
                addresses.extend(self.find_by_id(&snapshot, &id)?);
            }
        }
        let manifest = self.manifest_view()?;
        let duplicates = manifest.text_by_duplicate.keys().filter(|id| id.starts_with(prefix));
        // Sorted, because the map has no order.
        for id in duplicates.collect::<BTreeSet<_>>() {
            if addresses.len() >= limit {
                break;
            }
            addresses.extend(self.find_by_id(&snapshot, id)?);
        }
        let documents = addresses.into_iter();
        let documents = documents.map(|address| self.document(&snapshot, &view, address));
        let mut documents = documents.collect::<Result<Vec<_>>>()?;
        documents.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(documents)
    }
}
