//! Ids of everything that matches, read from columns: no article is loaded.

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentOrdinal};

use super::super::TantivyEngine;
use super::super::schema::required;
use crate::article::schema::Field;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::engine::tantivy::snapshot::Snapshot;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::{Error, Result};
use crate::search::plan::Plan;
use crate::search::results::{MatchedArticle, MatchedArticles};

impl TantivyEngine {
    /// Returns the id and the digest of the record of every article that matches a plan, sorted by
    /// id, and the state of the archive in which they matched.
    ///
    /// # Errors
    /// Fails when the index cannot be read, or when the budget of the plan is used up.
    pub(crate) fn matching_articles(&self, plan: &Plan) -> Result<MatchedArticles> {
        let snapshot = self.latest_snapshot()?;
        let view = self.view(&snapshot)?;
        let plan =
            Plan { limit: 0, facets: Vec::new(), timeline: false, lists: true, ..plan.clone() };
        let (options, collected) = self.collect(&plan, &snapshot, &view)?;
        if options.deadline.has_passed() {
            return Err(Error::new("the search was stopped before everything was found"));
        }
        let mut articles = Vec::with_capacity(collected.listed.iter().map(|it| it.1.len()).sum());
        for (segment, docs) in &collected.listed {
            read_segment(&snapshot, *segment, docs, &mut articles)
                .context(|| self.read_context())?;
        }
        articles.sort_by(|one: &MatchedArticle, other| one.id.cmp(&other.id));
        let state = self.search_state(&snapshot, &view, collected.digest.value());
        Ok(MatchedArticles { articles, state })
    }
}

/// Reads the ids and digests of some documents of a segment.
fn read_segment(
    snapshot: &Snapshot,
    segment: SegmentOrdinal,
    docs: &[DocId],
    articles: &mut Vec<MatchedArticle>,
) -> tantivy::Result<()> {
    let columns = snapshot.searcher.segment_reader(segment).fast_fields();
    let ids: StrColumn = required(columns.str(Field::Id.name())?, Field::Id.name())?;
    let records = columns.u64(HIDDEN.record_digest.name)?;
    // In the order of the dictionary, which is read once from its beginning to its end.
    let mut numbered: Vec<(u64, u64)> = Vec::with_capacity(docs.len());
    for doc in docs {
        let id = required(ids.ords().first(*doc), Field::Id.name())?;
        numbered.push((id, records.first(*doc).unwrap_or_default()));
    }
    numbered.sort_unstable();
    // Two texts share an id only while an update has not ended.
    numbered.dedup_by_key(|(id, _)| *id);
    let ordinals: Vec<u64> = numbered.iter().map(|(id, _)| *id).collect();
    let mut digests = numbered.iter().map(|(_, record)| *record);
    ids.dictionary().sorted_ords_to_term_cb(&ordinals, |term| {
        let id = String::from_utf8_lossy(term).into_owned();
        articles.push(MatchedArticle { id, record: digests.next().unwrap_or_default() });
    })?;
    Ok(())
}
