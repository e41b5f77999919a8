//! A plan's query as a Tantivy query. Chosen values of facets are not in it: they are judged in the one pass over what
//! matches, because a facet's own choice must not narrow its counts.

use std::ops::Bound;

use jiff::civil::Date;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur,
    Query as Lowered, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field as Handle, IndexRecordOption};
use tantivy::{Searcher, TantivyError, Term};

use super::doc_set::Docs;
use super::proximity::{MinScore, Proximity};
use super::term_lowering;
use super::term_lowering::Bearers;
use crate::article::schema::Field;
use crate::engine::tantivy::deadline::Deadline;
use crate::engine::tantivy::ordinals::ordinal_map::OrdinalMap;
use crate::engine::tantivy::schema::{Fields, anniversary};
use crate::engine::tantivy::snapshot::View;
use crate::error::Error;
use crate::query::span_query::SpanQuery;
use crate::query::{Days, Lengths, MENTIONED, Name, Query};
use crate::search::engine::Plan;
use crate::search::timeline;

/// What it adds to an article's score to be mostly about somebody or something that is asked for.
const MAJOR: f32 = 2.0;

/// What it adds to that to be about them before all else.
const FOREMOST: f32 = 1.0;

/// Lowers the query of one plan for one state of the index.
pub struct Lowering<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Where the fields lie.
    pub fields: &'a Fields,
    /// The state of the index.
    pub searcher: &'a Searcher,
    /// The languages its articles are read in; empty for those whose words are folded only.
    pub analyses: Vec<String>,
    /// Who is who.
    pub view: &'a View,
    /// When to stop.
    pub halt: Deadline,
}

impl Lowering<'_> {
    /// The whole of the plan but its chosen values; the floor is what the best hits so far have raised.
    pub fn plan(&self, floor: &MinScore) -> tantivy::Result<Box<dyn Lowered>> {
        let mut query = self.query(&self.plan.query, None)?;
        let pairs = if self.plan.sort.is_by_score() { self.pairs()? } else { Vec::new() };
        if !pairs.is_empty() {
            query = Box::new(Proximity::new(query, pairs, floor.clone()));
        }
        if self.plan.since.is_none() && self.plan.until.is_none() {
            return Ok(query);
        }
        let within = silent(self.within(self.plan.since, self.plan.until));
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, within)])))
    }

    fn query(&self, query: &Query, field: Option<Field>) -> tantivy::Result<Box<dyn Lowered>> {
        Ok(match query {
            Query::All => silent(Box::new(AllQuery)),
            Query::In(field, inner) => self.query(inner, Some(*field))?,
            Query::About(facet, name) => self.about(*facet, name)?,
            Query::Major(name) => self.major(name)?,
            Query::Published(Days::On { month, day }) => {
                let term = Term::from_field_u64(self.fields.anniversary, anniversary(*month, *day));
                silent(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
            }
            Query::Published(days) => {
                let span = days.resolve(self.plan.resolution.today);
                silent(self.within(span.from, span.to))
            }
            Query::Long(lengths) => silent(self.long(*lengths)),
            Query::Weighted(inner, weight) => {
                Box::new(BoostQuery::new(self.query(inner, field)?, weight.factor()))
            }
            Query::And(parts) => self.and(parts, field)?,
            Query::Or(parts) => {
                let parts: tantivy::Result<Vec<_>> =
                    parts.iter().map(|part| self.query(part, field)).collect();
                Box::new(BooleanQuery::union(parts?))
            }
            Query::Not(_) => self.and(std::slice::from_ref(query), field)?,
            Query::AtLeast(times, inner) => self.stands(inner, field, *times)?,
            text => self.stands(text, field, 1)?,
        })
    }

    /// Articles in whose texts it stands so often. What has no word in it asks for nothing.
    fn stands(
        &self,
        query: &Query,
        field: Option<Field>,
        times: u32,
    ) -> tantivy::Result<Box<dyn Lowered>> {
        match SpanQuery::of(query) {
            Some(sought) => self.texts(sought, field, times),
            None => Ok(silent(Box::new(AllQuery))),
        }
    }

    fn and(&self, parts: &[Query], field: Option<Field>) -> tantivy::Result<Box<dyn Lowered>> {
        let mut clauses = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            clauses.push(match part {
                Query::Not(inner) => (Occur::MustNot, self.query(inner, field)?),
                part => (Occur::Must, self.query(part, field)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, silent(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Articles with any value of a facet that is listed.
    fn listed(&self, facet: Field) -> tantivy::Result<Box<dyn Lowered>> {
        let dictionary =
            self.view.dictionaries.get(facet, self.searcher, self.fields).map_err(unreadable)?;
        if dictionary.segments.iter().all(OrdinalMap::is_listed) {
            return Ok(Box::new(ExistsQuery::new(facet.name().to_owned(), false)));
        }
        let mut listed = term_lowering::Docs::new();
        for (segment, numbering) in self.searcher.segment_readers().iter().zip(&dictionary.segments)
        {
            let Some(column) = segment.fast_fields().str(facet.name())? else { continue };
            let docs =
                segment.doc_ids_alive().filter(|doc| numbering.lists_any(column.ords(), *doc));
            listed.insert(segment.segment_id(), docs.collect());
        }
        Ok(Box::new(Docs::new(listed)))
    }

    /// Articles that have one of the values the name means; the better, the more they are about it.
    fn about(&self, facet: Field, name: &Name) -> tantivy::Result<Box<dyn Lowered>> {
        if *name == Name::Any {
            return Ok(silent(self.listed(facet)?));
        }
        let bears = silent(self.bearing(facet, name, self.fields.get(facet))?);
        let mentions =
            SpanQuery::of(&Query::About(facet, name.clone())).filter(|_| MENTIONED.contains(&facet));
        let Some(mentions) = mentions else { return Ok(bears) };
        let adds = |handle, score| -> tantivy::Result<Box<dyn Lowered>> {
            Ok(Box::new(ConstScoreQuery::new(self.bearing(facet, name, handle)?, score)))
        };
        Ok(Box::new(BooleanQuery::new(vec![
            (Occur::Must, bears),
            (Occur::Should, self.texts(mentions, None, 1)?),
            (Occur::Should, adds(self.fields.majors, MAJOR)?),
            (Occur::Should, adds(self.fields.foremost, FOREMOST)?),
        ])))
    }

    /// Articles that are mostly about whom, where or what the name means.
    fn major(&self, name: &Name) -> tantivy::Result<Box<dyn Lowered>> {
        let of = |facet: &Field| {
            let mostly = silent(self.bearing(*facet, name, self.fields.majors)?);
            Ok(Box::new(BooleanQuery::new(vec![
                (Occur::Must, mostly),
                (Occur::Should, self.about(*facet, name)?),
            ])) as _)
        };
        let any: tantivy::Result<Vec<Box<dyn Lowered>>> = MENTIONED.iter().map(of).collect();
        Ok(Box::new(BooleanQuery::union(any?)))
    }

    /// Articles that have one of the values the name means in a field of keys: by any key of theirs, but for those in which
    /// the key means another, and with those in which another's key means them.
    pub fn bearing(
        &self,
        facet: Field,
        name: &Name,
        handle: Handle,
    ) -> tantivy::Result<Box<dyn Lowered>> {
        let Bearers { keys, but, only } = self.bearers(facet, name)?;
        let has = |key: &str| -> Box<dyn Lowered> {
            Box::new(TermQuery::new(Term::from_field_text(handle, key), IndexRecordOption::Basic))
        };
        let docs = |docs: term_lowering::Docs| -> Box<dyn Lowered> { Box::new(Docs::new(docs)) };
        let mut found: Vec<Box<dyn Lowered>> = match keys.as_slice() {
            [] => Vec::new(),
            [key] => vec![has(key)],
            _ => vec![Box::new(TermSetQuery::new(
                keys.iter().map(|key| Term::from_field_text(handle, key)),
            ))],
        };
        for (key, elsewhere) in but {
            found.push(Box::new(BooleanQuery::new(vec![
                (Occur::Must, has(&key)),
                (Occur::MustNot, docs(elsewhere)),
            ])));
        }
        for (key, here) in only {
            found.push(Box::new(BooleanQuery::new(vec![
                (Occur::Must, has(&key)),
                (Occur::Must, docs(here)),
            ])));
        }
        Ok(match found.len() {
            0 => Box::new(EmptyQuery),
            1 => found.swap_remove(0),
            _ => Box::new(BooleanQuery::union(found)),
        })
    }

    /// Articles whose body is so long.
    fn long(&self, lengths: Lengths) -> Box<dyn Lowered> {
        let bound = |words: Option<u32>| match words {
            Some(words) => {
                Bound::Included(Term::from_field_u64(self.fields.length, u64::from(words)))
            }
            None => Bound::Unbounded,
        };
        Box::new(RangeQuery::new(bound(lengths.from), bound(lengths.to)))
    }

    /// Articles whose whole interval lies within these days.
    fn within(&self, from: Option<Date>, to: Option<Date>) -> Box<dyn Lowered> {
        let bound = |handle, date: Option<Date>| match date {
            Some(date) => Bound::Included(Term::from_field_i64(handle, timeline::day(date))),
            None => Bound::Unbounded,
        };
        let first = self.fields.get(Field::Published);
        let last = self.fields.last_day;
        let since = from.map(|_| RangeQuery::new(bound(first, from), Bound::Unbounded));
        let until = to.map(|_| RangeQuery::new(Bound::Unbounded, bound(last, to)));
        let bounds: Vec<Box<dyn Lowered>> =
            since.into_iter().chain(until).map(|range| Box::new(range) as _).collect();
        if bounds.is_empty() {
            Box::new(AllQuery)
        } else {
            Box::new(BooleanQuery::intersection(bounds))
        }
    }
}

/// What a facet that can not be read means to Tantivy.
pub fn unreadable(why: Error) -> TantivyError {
    TantivyError::InternalError(why.to_string())
}

/// A query that selects and has no say in the ranking.
fn silent(query: Box<dyn Lowered>) -> Box<dyn Lowered> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
