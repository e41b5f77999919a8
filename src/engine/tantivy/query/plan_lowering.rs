//! Lowering of a plan's query to a Tantivy query. Selected facet values are not in it: the
//! collector filters by them, because a facet's own selection must not narrow its counts.

use std::ops::Bound;
use std::sync::Arc;

use jiff::civil::Date;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur,
    Query as TantivyQuery, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field as Handle, IndexRecordOption};

use super::doc_set::{DocIds, DocSetQuery};
use super::lowering::{Lowering, dictionary_error};
use super::proximity::{MinScore, ProximityQuery};
use crate::article::schema::Field;
use crate::engine::common::document_terms::anniversary;
use crate::engine::common::identity::moved_keys::KeyTerms;
use crate::engine::tantivy::ordinals::ordinal_map::OrdinalMap;
use crate::engine::tantivy::stories::Superseded;
use crate::query::span_query::SpanQuery;
use crate::query::{
    ArticleState, ClipQuery, DateFilter, ENTITY_FACETS, LengthRange, NameQuery, Query,
};
use crate::search::timeline;

/// Score of having the subject that is searched for as a main subject.
const MAJOR_SCORE: f32 = 2.0;

/// Further score of having it as the foremost subject.
const FOREMOST_SCORE: f32 = 1.0;

type Lowered = tantivy::Result<Box<dyn TantivyQuery>>;

impl Lowering<'_> {
    /// Lowers the whole plan except its selected values. Pairs of adjacent words are looked for
    /// only in documents that can still reach `min_score`.
    pub(crate) fn plan(&self, min_score: &MinScore) -> Lowered {
        let mut query = self.query(&self.plan.query, None)?;
        let pairs = if self.plan.sort.is_by_score() { self.proximity_pairs()? } else { Vec::new() };
        if !pairs.is_empty() {
            query = Box::new(ProximityQuery::new(query, pairs, min_score.clone()));
        }
        if self.plan.since.is_none() && self.plan.until.is_none() {
            return Ok(query);
        }
        let days = unscored(self.days_within(self.plan.since, self.plan.until));
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, days)])))
    }

    /// Matches the articles that readers gave something, by their ids.
    fn clipped(&self, clip: &ClipQuery) -> Box<dyn TantivyQuery> {
        let ids = self.plan.resolution.clipped.get(clip).into_iter().flatten();
        let id = self.fields.get(Field::Id);
        Box::new(TermSetQuery::new(ids.map(|it| Term::from_field_text(id, it))))
    }

    fn query(&self, query: &Query, field: Option<Field>) -> Lowered {
        Ok(match query {
            Query::All => unscored(Box::new(AllQuery)),
            Query::In(field, inner) => self.query(inner, Some(*field))?,
            Query::Facet(facet, name) => self.facet(*facet, name)?,
            Query::Major(name) => self.major(name)?,
            Query::Published(DateFilter::DayOfYear { month, day }) => {
                let day = anniversary(*month, *day);
                let term = Term::from_field_u64(self.fields.hidden.anniversary, day);
                unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
            }
            Query::Published(filter) => {
                let range = filter.resolve(self.plan.resolution.today);
                unscored(self.days_within(range.from, range.to))
            }
            Query::Length(range) => unscored(self.length(*range)),
            Query::Corrected => unscored(self.superseded(|revision| revision.is_correction)),
            Query::WordsChanged(range) => {
                unscored(self.superseded(|revision| range.contains(revision.words)))
            }
            Query::State(state) => unscored(self.state(*state)),
            Query::Clipped(clip) => unscored(self.clipped(clip)),
            Query::Boosted(inner, boost) => {
                Box::new(BoostQuery::new(self.query(inner, field)?, boost.factor()))
            }
            Query::And(parts) => self.and(parts, field)?,
            Query::Or(parts) => {
                let parts: tantivy::Result<Vec<_>> =
                    parts.iter().map(|part| self.query(part, field)).collect();
                Box::new(BooleanQuery::union(parts?))
            }
            Query::Not(_) => self.and(std::slice::from_ref(query), field)?,
            Query::AtLeast(times, inner) => self.text(inner, field, *times)?,
            text => self.text(text, field, 1)?,
        })
    }

    /// Lowers a query that matches spans of text. One without words matches everything.
    fn text(&self, query: &Query, field: Option<Field>, min_count: u32) -> Lowered {
        match SpanQuery::from_query(query) {
            Some(spans) => self.spans(spans, field, min_count),
            None => Ok(unscored(Box::new(AllQuery))),
        }
    }

    fn and(&self, parts: &[Query], field: Option<Field>) -> Lowered {
        let mut clauses = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            clauses.push(match part {
                Query::Not(inner) => (Occur::MustNot, self.query(inner, field)?),
                part => (Occur::Must, self.query(part, field)?),
            });
        }
        // Tantivy matches nothing where every clause is negated.
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Matches documents with any listed value of a facet.
    fn any_listed(&self, facet: Field) -> Lowered {
        let dictionary = self
            .view
            .dictionaries
            .get(facet, self.searcher, self.fields)
            .map_err(dictionary_error)?;
        if dictionary.segments.iter().all(OrdinalMap::is_complete) {
            return Ok(Box::new(ExistsQuery::new(facet.name().to_owned(), false)));
        }
        let mut listed = DocIds::new();
        for (segment, map) in self.searcher.segment_readers().iter().zip(&dictionary.segments) {
            // A segment without such a column has no document with a value.
            let Some(column) = segment.fast_fields().str(facet.name())? else { continue };
            let docs =
                segment.doc_ids_alive().filter(|doc| map.has_listed_value(column.ords(), *doc));
            listed.insert(segment.segment_id(), docs.collect());
        }
        Ok(Box::new(DocSetQuery::new(Arc::new(listed))))
    }

    /// Matches documents with one of the values that a name means, ranked by how much they are
    /// about it.
    fn facet(&self, facet: Field, name: &NameQuery) -> Lowered {
        if *name == NameQuery::Any {
            return Ok(unscored(self.any_listed(facet)?));
        }
        let has_value = unscored(self.any_key(facet, name, self.fields.get(facet))?);
        let mentions = SpanQuery::from_query(&Query::Facet(facet, name.clone()));
        let Some(mentions) = mentions.filter(|_| ENTITY_FACETS.contains(&facet)) else {
            return Ok(has_value);
        };
        let scored = |handle, score| -> Lowered {
            Ok(Box::new(ConstScoreQuery::new(self.any_key(facet, name, handle)?, score)))
        };
        Ok(Box::new(BooleanQuery::new(vec![
            (Occur::Must, has_value),
            (Occur::Should, self.spans(mentions, None, 1)?),
            (Occur::Should, scored(self.fields.hidden.majors, MAJOR_SCORE)?),
            (Occur::Should, scored(self.fields.hidden.foremost, FOREMOST_SCORE)?),
        ])))
    }

    /// Matches documents with a main subject that a name means.
    fn major(&self, name: &NameQuery) -> Lowered {
        let in_facet = |facet: &Field| {
            let is_major = unscored(self.any_key(*facet, name, self.fields.hidden.majors)?);
            Ok(Box::new(BooleanQuery::new(vec![
                (Occur::Must, is_major),
                (Occur::Should, self.facet(*facet, name)?),
            ])) as _)
        };
        let facets: tantivy::Result<Vec<Box<dyn TantivyQuery>>> =
            ENTITY_FACETS.iter().map(in_facet).collect();
        Ok(Box::new(BooleanQuery::union(facets?)))
    }

    /// Matches documents with a key of one of the values that a name means in a field of keys:
    /// except where the key means another value, and also where the key of another value means it.
    pub(crate) fn any_key(&self, facet: Field, name: &NameQuery, handle: Handle) -> Lowered {
        let KeyTerms { everywhere, except, only } = self.key_terms(facet, name)?;
        let has_key = |key: &str| -> Box<dyn TantivyQuery> {
            Box::new(TermQuery::new(Term::from_field_text(handle, key), IndexRecordOption::Basic))
        };
        let is_in =
            |docs: Arc<DocIds>| -> Box<dyn TantivyQuery> { Box::new(DocSetQuery::new(docs)) };
        let mut clauses: Vec<Box<dyn TantivyQuery>> = match everywhere.as_slice() {
            [] => Vec::new(),
            [key] => vec![has_key(key)],
            keys => vec![Box::new(TermSetQuery::new(
                keys.iter().map(|key| Term::from_field_text(handle, key)),
            ))],
        };
        for (key, docs) in except {
            clauses.push(Box::new(BooleanQuery::new(vec![
                (Occur::Must, has_key(&key)),
                (Occur::MustNot, is_in(docs)),
            ])));
        }
        for (key, docs) in only {
            clauses.push(Box::new(BooleanQuery::new(vec![
                (Occur::Must, has_key(&key)),
                (Occur::Must, is_in(docs)),
            ])));
        }
        Ok(match clauses.len() {
            0 => Box::new(EmptyQuery),
            1 => clauses.swap_remove(0),
            _ => Box::new(BooleanQuery::union(clauses)),
        })
    }

    /// Matches documents that a later version superseded, if it meets a condition.
    fn superseded(&self, is_match: impl Fn(&Superseded) -> bool) -> Box<dyn TantivyQuery> {
        debug_assert!(self.revisions.is_some(), "they are computed for a query about them");
        let segments = self.searcher.segment_readers();
        let docs = self.revisions.as_ref().map(|it| it.docs(segments, is_match));
        Box::new(DocSetQuery::new(Arc::new(docs.unwrap_or_default())))
    }

    /// Matches documents in a state.
    fn state(&self, state: ArticleState) -> Box<dyn TantivyQuery> {
        match state {
            ArticleState::Undated => {
                let dated = ExistsQuery::new(Field::Published.name().to_owned(), false);
                Box::new(BooleanQuery::new(vec![
                    (Occur::Must, Box::new(AllQuery)),
                    (Occur::MustNot, Box::new(dated)),
                ]))
            }
            inferred => {
                let term = Term::from_field_text(self.fields.hidden.inferred, inferred.value());
                Box::new(TermQuery::new(term, IndexRecordOption::Basic))
            }
        }
    }

    /// Matches documents whose body has a length in this range.
    fn length(&self, range: LengthRange) -> Box<dyn TantivyQuery> {
        let handle = self.fields.hidden.word_count;
        let bound = |words: Option<u32>| match words {
            Some(words) => Bound::Included(Term::from_field_u64(handle, u64::from(words))),
            None => Bound::Unbounded,
        };
        Box::new(RangeQuery::new(bound(range.from), bound(range.to)))
    }

    /// Matches documents whose whole date interval lies within these days.
    fn days_within(&self, from: Option<Date>, to: Option<Date>) -> Box<dyn TantivyQuery> {
        let first = self.fields.get(Field::Published);
        let last = self.fields.hidden.last_day;
        let bound = |handle: Handle, date: Date| {
            Bound::Included(Term::from_field_i64(handle, timeline::epoch_day(date)))
        };
        let since = from.map(|from| RangeQuery::new(bound(first, from), Bound::Unbounded));
        let until = to.map(|to| RangeQuery::new(Bound::Unbounded, bound(last, to)));
        let bounds: Vec<Box<dyn TantivyQuery>> =
            since.into_iter().chain(until).map(|range| Box::new(range) as _).collect();
        if bounds.is_empty() {
            Box::new(AllQuery)
        } else {
            Box::new(BooleanQuery::intersection(bounds))
        }
    }
}

/// Makes a query match without adding to the score.
fn unscored(query: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
