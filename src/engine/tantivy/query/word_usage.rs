//! The usage of the words of an index: learned by the first search that needs it, and kept in its folder.
//!
//! It is learned again when the archive has grown or shrunk by a tenth, and whenever other articles are
//! withheld: what only these say must not be shown.

use std::sync::{Arc, PoisonError};

use tantivy::Searcher;

use crate::engine::tantivy::TantivyEngine;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::engine::tantivy::storage::sidecar;
use crate::engine::tantivy::storage::usage::{self, UsageState};
use crate::engine::tantivy::stories::signed_articles;
use crate::enrich::usage::{UsageLearner, WordUsage};
use crate::error::Result;
use crate::text::hash;

/// Articles that are read about; of more, an even part.
const MAX_ARTICLES: u64 = 40_000;

impl TantivyEngine {
    /// Returns the usage of the words of the latest snapshot. Others that need it wait while it is learned.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn usage_of_words(&self) -> Result<Arc<WordUsage>> {
        let snapshot = self.latest_snapshot()?;
        let now = UsageState::new(&snapshot.withheld, snapshot.searcher.num_docs());
        // A thread that panicked while it held the lock left nothing half learned behind.
        let mut kept = self.usage.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, usage)) = kept.as_ref().filter(|(state, _)| state.serves(&now)) {
            return Ok(Arc::clone(usage));
        }
        let stored =
            usage::read(&self.folder.join(sidecar::USAGE)).filter(|(state, _)| state.serves(&now));
        let (state, usage) = match stored {
            Some(stored) => stored,
            None => {
                let usage = self.learn(&snapshot.searcher).context(|| self.read_context())?;
                // In a folder that cannot be written, every process learns it for itself.
                let _ = sidecar::write(&self.folder, sidecar::USAGE, &now.line(), &usage.encode());
                (now, usage)
            }
        };
        let usage = Arc::new(usage);
        *kept = Some((state, Arc::clone(&usage)));
        Ok(usage)
    }

    /// Learns the usage from the articles of a searcher.
    fn learn(&self, searcher: &Searcher) -> tantivy::Result<WordUsage> {
        let every = searcher.num_docs() / MAX_ARTICLES + 1;
        let mut learner = UsageLearner::default();
        'segments: for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
            for doc in segment.doc_ids_alive() {
                let address = tantivy::DocAddress::new(ordinal, doc);
                let article = signed_articles::read_article(searcher, &self.fields, address)?;
                // By the text and not by the place in the index, so that another order chooses the same.
                if !hash::of(article.body.as_bytes()).is_multiple_of(every) {
                    continue;
                }
                if !learner.begin_article() {
                    break 'segments;
                }
                let language = &article.language;
                for text in [&article.title, &article.standfirst, &article.body] {
                    learner.add_text(language, text);
                }
            }
        }
        Ok(learner.finish())
    }
}
