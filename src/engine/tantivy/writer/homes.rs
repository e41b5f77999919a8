//! Homes of publishers in one index: the evidence for them, and the articles that a changed home
//! changes.

use std::collections::HashMap;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, Searcher, SegmentOrdinal, TERMINATED};

use super::home_terms;
use super::home_terms::Relation;
use crate::article::home::{Home, HomeEvidence};
use crate::engine::tantivy::schema::Fields;

/// Reads what the articles of each publisher tell about its home.
pub(super) fn evidence(
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<HashMap<String, HomeEvidence>> {
    let mut all: HashMap<String, HomeEvidence> = HashMap::new();
    for term in read_terms(searcher, fields, Relation::Certain)? {
        let articles = term.articles(searcher, fields)?.len() as u32;
        if articles == 0 {
            continue;
        }
        let known = all.entry(term.publisher).or_default();
        if term.region.is_empty() {
            known.articles += articles;
        } else {
            *known.by_region.entry(term.region).or_default() += articles;
        }
    }
    Ok(all)
}

/// Finds the articles that were resolved with another home than their publisher has, as far as that
/// changes them.
pub(super) fn moved(
    searcher: &Searcher,
    fields: &Fields,
    homes: &HashMap<String, Home>,
) -> tantivy::Result<Vec<DocAddress>> {
    let is_home = |term: &HomeTerm| {
        homes.get(&term.publisher).is_some_and(|home| home.contains(&term.region))
    };
    let mut moved = Vec::new();
    for relation in [Relation::AtHome, Relation::Elsewhere] {
        for term in read_terms(searcher, fields, relation)? {
            if is_home(&term) != (relation == Relation::AtHome) {
                moved.extend(term.articles(searcher, fields)?);
            }
        }
    }
    moved.sort_unstable();
    moved.dedup();
    Ok(moved)
}

/// A term of one segment.
struct HomeTerm {
    publisher: String,
    region: String,
    segment: SegmentOrdinal,
    info: TermInfo,
}

impl HomeTerm {
    /// Lists the articles that have the term and are not deleted.
    fn articles(&self, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<DocAddress>> {
        let segment = searcher.segment_reader(self.segment);
        let index = segment.inverted_index(fields.hidden.homes)?;
        let mut postings =
            index.read_postings_from_terminfo(&self.info, IndexRecordOption::Basic)?;
        let mut articles = Vec::with_capacity(postings.size_hint() as usize);
        while postings.doc() != TERMINATED {
            if !segment.is_deleted(postings.doc()) {
                articles.push(DocAddress::new(self.segment, postings.doc()));
            }
            postings.advance();
        }
        Ok(articles)
    }
}

/// Reads the terms of a relation.
fn read_terms(
    searcher: &Searcher,
    fields: &Fields,
    relation: Relation,
) -> tantivy::Result<Vec<HomeTerm>> {
    let letter = relation.letter();
    let mut terms = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let index = reader.inverted_index(fields.hidden.homes)?;
        let mut stream = index.terms().range().ge(letter.to_string()).into_stream()?;
        while stream.advance() {
            let Some(term) =
                str::from_utf8(stream.key()).ok().and_then(|term| term.strip_prefix(letter))
            else {
                break;
            };
            let Some((publisher, region)) = home_terms::split(term) else { continue };
            terms.push(HomeTerm {
                publisher: publisher.to_string(),
                region: region.to_string(),
                segment,
                info: stream.value().clone(),
            });
        }
    }
    Ok(terms)
}
