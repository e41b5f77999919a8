//! Similar articles on a cluster: those that share most of an article's subjects, weighted by their
//! rarity and their salience, and of its most significant words.
//!
//! The embedded engine weighs a word by how often it occurs in the other article too. Here it counts
//! once, so that the order may differ a little.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::fields::TermKind;
use super::snapshot::{FieldTerm, Snapshot};
use super::{OpenSearchEngine, fields};
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::engine::common::{bm25f, significant};
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::search::budget::Budget;
use crate::search::results::Match;

impl OpenSearchEngine {
    /// Returns the most similar articles, best first. The score is the share of the article's own
    /// score.
    pub(super) fn more_like_this(
        &self,
        document: &Document,
        limit: usize,
        budget: &Budget,
    ) -> Result<Vec<Match>> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let clauses = shared(document, &self.latest())?;
        let search = json!({
            "size": limit.saturating_add(1),
            "query": {"bool": {"should": clauses, "minimum_should_match": 1}},
            "sort": [{"_score": "desc"}, {Field::Id.name(): "asc"}],
            "_source": [fields::DOCUMENT],
        });
        let found = self.cluster.search(&search, budget)?;
        let hits = found.pointer("/hits/hits").and_then(Value::as_array);
        let mut matches = Vec::new();
        for hit in hits.into_iter().flatten() {
            let score = hit.member("_score").as_f64().unwrap_or(0.0) as f32;
            matches.push(Match {
                score,
                document: self.document(hit.member("_source"))?,
                story: None,
            });
        }
        // The article itself scores highest, unless it is not in the archive.
        let is_self = |it: &&Match| it.document.id == document.id;
        let own = matches.iter().find(is_self).or(matches.first());
        let own = own.map_or(1.0, |it| it.score).max(f32::MIN_POSITIVE);
        matches.retain(|it| it.document.id != document.id);
        matches.truncate(limit);
        matches.iter_mut().for_each(|it| it.score = (it.score / own).min(1.0));
        Ok(matches)
    }
}

/// Matches articles that share a subject or a significant word, each scored by its weight.
fn shared(document: &Document, snapshot: &Snapshot) -> Result<Vec<Value>> {
    let (subjects, stems) =
        (significant::subjects(document), significant::frequent_stems(document));
    let of_subject = |(field, value, _): &(Field, &str, f32)| -> FieldTerm {
        (field.name().to_owned(), (*value).to_owned())
    };
    let body = TermKind::Stem.field(Field::Body);
    let of_stem = |stem: &str| -> FieldTerm { (body.clone(), stem.to_owned()) };
    let mut terms: Vec<FieldTerm> = subjects.iter().map(of_subject).collect();
    terms.extend(stems.iter().map(|(stem, _)| of_stem(stem)));
    let counts: HashMap<FieldTerm, u64> = snapshot.counts(&terms)?;
    let count = |term: &FieldTerm| counts.get(term).copied().unwrap_or(0);
    let all = snapshot.statistics()?.articles;
    let mut clauses = Vec::new();
    let mut push = |field: &str, term: &str, weight: f32| {
        let filter = json!({"term": {field: term}});
        clauses.push(json!({"constant_score": {"filter": filter, "boost": weight}}));
    };
    let mut left = significant::MAX_POSTINGS;
    for subject in &subjects {
        let (field, value, salience) = *subject;
        let articles = count(&of_subject(subject));
        if !significant::is_significant(articles, all, &mut left) {
            continue;
        }
        let weight = significant::SUBJECT_WEIGHT * salience * bm25f::rarity(articles, all);
        if field == Field::Topics {
            push(field.name(), value, weight);
        } else {
            push(field.name(), value, weight / 2.0);
            push(fields::MAJORS, value, weight / 2.0);
        }
    }
    let counted = stems.into_iter().map(|(stem, frequency)| {
        let articles = count(&of_stem(&stem));
        (stem, frequency, articles)
    });
    for stem in significant::significant_stems(counted.collect(), all, &mut left) {
        let weight = stem.weight * bm25f::rarity(stem.articles, all);
        push(&body, &stem.stem, weight);
        push(&TermKind::Stem.field(Field::Title), &stem.stem, weight);
    }
    Ok(clauses)
}
