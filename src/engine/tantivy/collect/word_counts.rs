//! Numbers of words by date: what frequencies in a million words are divided by.

use std::collections::HashMap;

use tantivy::Searcher;

use crate::article::schema::Field;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::search::timeline::Interval;

/// Adds up the words of the bodies of all dated articles by their first and last day.
pub(crate) fn words_by_date(searcher: &Searcher) -> tantivy::Result<Vec<Interval>> {
    let mut words: HashMap<(i64, i64), u64> = HashMap::new();
    for segment in searcher.segment_readers() {
        let columns = segment.fast_fields();
        let Some(first_days) = columns.column_opt::<i64>(Field::Published.name())? else {
            continue;
        };
        let Some(counts) = columns.column_opt::<u64>(HIDDEN.word_count.name)? else { continue };
        let last_days = columns.column_opt::<i64>(HIDDEN.last_day.name)?;
        for doc in segment.doc_ids_alive() {
            let Some(first) = first_days.first(doc) else { continue };
            let last = last_days.as_ref().and_then(|days| days.first(doc)).unwrap_or(first);
            *words.entry((first, last)).or_default() += counts.first(doc).unwrap_or(0);
        }
    }
    Ok(words.into_iter().collect())
}
