//! Similar articles on a cluster: those that share most of an article's subjects, weighted by their
//! rarity and their salience, and of its most significant words.
//!
//! The embedded engine weighs a word by how often it occurs in the other article too. Here it counts
//! once, so that the order may differ a little.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::fields::TermKind;
use super::identity::view::View;
use super::query::keys::has_value;
use super::search::DOCUMENT_FIELDS;
use super::snapshot::{FieldTerm, Snapshot};
use super::stories::Story;
use super::{OpenSearchEngine, fields};
use crate::article::document;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::engine::common::{bm25f, significant};
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::search::budget::Budget;
use crate::search::results::Match;

/// Hits that are read for each one that is returned, as several may be versions of one story.
const HITS_PER_STORY: usize = 4;

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
        let snapshot = self.latest()?;
        let view = self.view(&snapshot)?;
        let clauses = shared(document, &snapshot, &view)?;
        let search = json!({
            "size": limit.saturating_mul(HITS_PER_STORY).saturating_add(1),
            "query": {"bool": {"should": clauses, "minimum_should_match": 1}},
            "sort": [{"_score": "desc"}, {Field::Id.name(): "asc"}],
            "_source": DOCUMENT_FIELDS,
        });
        let found = snapshot.cluster.search(&search, budget)?;
        let hits = found.pointer("/hits/hits").and_then(Value::as_array);
        let (mut matches, stories) = (Vec::new(), snapshot.stories()?);
        for hit in hits.into_iter().flatten() {
            let (score, source) = (hit.member("_score").as_f64(), hit.member("_source"));
            let text = source.member(fields::TEXT_DIGEST).as_str().unwrap_or_default();
            matches.push(Match {
                score: score.unwrap_or(0.0) as f32,
                document: self.document(source, &snapshot, &view)?,
                story: stories.story(text).map(Story::to_ref),
            });
        }
        // The article itself scores highest, unless it is not in the archive.
        let is_self = |it: &&Match| it.document.id == document.id;
        let own = matches.iter().find(is_self).or(matches.first());
        let own = own.map_or(1.0, |it| it.score).max(f32::MIN_POSITIVE);
        let own_story = stories.story(&document::text_digest(&document.article));
        let mut known: HashSet<String> = own_story.map(|it| it.key.clone()).into_iter().collect();
        matches.retain(|it| {
            let is_new = it.story.as_ref().is_none_or(|story| known.insert(story.key.clone()));
            is_new && it.document.id != document.id
        });
        matches.truncate(limit);
        matches.iter_mut().for_each(|it| it.score = (it.score / own).min(1.0));
        Ok(matches)
    }
}

/// Matches articles that share a subject or a significant word, each scored by its weight.
fn shared(document: &Document, snapshot: &Snapshot, view: &View) -> Result<Vec<Value>> {
    let (subjects, stems) =
        (significant::subjects(document), significant::frequent_stems(document));
    let keys_of = |(field, value, _): &(Field, &str, f32)| -> Vec<FieldTerm> {
        let keys = view.identity.members(value).chain([*value]);
        keys.map(|key| (field.name().to_owned(), key.to_owned())).collect()
    };
    let body = TermKind::Stem.field(Field::Body);
    let of_stem = |stem: &str| -> FieldTerm { (body.clone(), stem.to_owned()) };
    let mut terms: Vec<FieldTerm> = subjects.iter().flat_map(keys_of).collect();
    terms.extend(stems.iter().map(|(stem, _)| of_stem(stem)));
    let counts: HashMap<FieldTerm, u64> = snapshot.counts(&terms)?;
    let count = |term: &FieldTerm| counts.get(term).copied().unwrap_or(0);
    let all = snapshot.statistics()?.articles;
    let mut clauses = Vec::new();
    let mut push = |filter: Value, weight: f32| {
        clauses.push(json!({"constant_score": {"filter": filter, "boost": weight}}));
    };
    let mut left = significant::MAX_POSTINGS;
    for subject in &subjects {
        let (field, value, salience) = *subject;
        let articles = keys_of(subject).iter().map(count).sum();
        if !significant::is_significant(articles, all, &mut left) {
            continue;
        }
        let weight = significant::SUBJECT_WEIGHT * salience * bm25f::rarity(articles, all);
        let (facet, values) = (snapshot.facet(field, view)?, [value.to_owned()]);
        let has_value = |name: &str| has_value(field, name, &values, &facet);
        if field == Field::Topics {
            push(has_value(field.name()), weight);
        } else {
            push(has_value(field.name()), weight / 2.0);
            push(has_value(fields::MAJORS), weight / 2.0);
        }
    }
    let counted = stems.into_iter().map(|(stem, frequency)| {
        let articles = count(&of_stem(&stem));
        (stem, frequency, articles)
    });
    for stem in significant::significant_stems(counted.collect(), all, &mut left) {
        let weight = stem.weight * bm25f::rarity(stem.articles, all);
        for field in [&body, &TermKind::Stem.field(Field::Title)] {
            push(json!({"term": {field: stem.stem}}), weight);
        }
    }
    Ok(clauses)
}
