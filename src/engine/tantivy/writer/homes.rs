//! Homes of publishers in one index: the evidence for them, and the articles that a changed home
//! changes.

use std::collections::{BTreeSet, HashMap};

use tantivy::{DocAddress, Searcher, Term};

use crate::article::home::{Home, HomeEvidence};
use crate::engine::common::home_terms;
use crate::engine::common::home_terms::Relation;
use crate::engine::tantivy::ordinals::raw_values;
use crate::engine::tantivy::schema::Fields;

/// Reads what the articles of each publisher tell about its home.
pub(super) fn evidence(
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<HashMap<String, HomeEvidence>> {
    let mut all: HashMap<String, HomeEvidence> = HashMap::new();
    for HomeTerm { publisher, region, articles } in terms(searcher, fields, Relation::Certain)? {
        let known = all.entry(publisher).or_default();
        if region.is_empty() {
            known.articles += articles;
        } else {
            *known.by_region.entry(region).or_default() += articles;
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
) -> tantivy::Result<BTreeSet<DocAddress>> {
    let articles = |relation: Relation, publisher: &str, region: &str| {
        let term = relation.term(publisher, region);
        raw_values::articles(&Term::from_field_text(fields.hidden.homes, &term), searcher)
    };
    let mut moved = BTreeSet::new();
    for (publisher, home) in homes {
        for region in home.regions() {
            moved.extend(articles(Relation::Elsewhere, publisher, region)?);
        }
    }
    for HomeTerm { publisher, region, .. } in terms(searcher, fields, Relation::AtHome)? {
        if !homes.get(&publisher).is_some_and(|home| home.contains(&region)) {
            moved.extend(articles(Relation::AtHome, &publisher, &region)?);
        }
    }
    Ok(moved)
}

/// A term of one segment that articles have.
struct HomeTerm {
    publisher: String,
    region: String,
    /// Number of articles that are not deleted.
    articles: u32,
}

/// Reads the terms of a relation.
fn terms(
    searcher: &Searcher,
    fields: &Fields,
    relation: Relation,
) -> tantivy::Result<Vec<HomeTerm>> {
    let letter = relation.letter();
    let mut terms = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.hidden.homes)?;
        let mut stream = index.terms().range().ge(letter.to_string()).into_stream()?;
        while stream.advance() {
            let Some(term) =
                str::from_utf8(stream.key()).ok().and_then(|term| term.strip_prefix(letter))
            else {
                break;
            };
            let Some((publisher, region)) = home_terms::split(term) else { continue };
            let articles =
                raw_values::count_articles(segment, fields.hidden.homes, stream.value())?;
            if articles > 0 {
                let (publisher, region) = (publisher.to_string(), region.to_string());
                terms.push(HomeTerm { publisher, region, articles });
            }
        }
    }
    Ok(terms)
}
