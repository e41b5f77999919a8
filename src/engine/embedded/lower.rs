//! A plan's query as a Tantivy query. Chosen values of facets are not in it: they are judged in the one pass over what
//! matches, because a facet's own choice must not narrow its counts.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use jiff::civil::Date;
use tantivy::index::SegmentId;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Lowered, RangeQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Searcher, TantivyError, Term};

use super::analyser;
use super::docs::Docs;
use super::fields::{Fields, anniversary};
use super::numbering::Shift;
use super::snapshot::View;
use crate::error::Error;
use crate::query::{Days, Name, Query};
use crate::schema::{self, Field, Kind};
use crate::search::Plan;
use crate::text::words::Words;
use crate::timeline;

/// Lowers the queries of one state of the index.
pub struct Lowering<'a> {
    /// Where the fields lie.
    pub fields: &'a Fields,
    /// The state of the index.
    pub searcher: &'a Searcher,
    /// The languages its articles are read in; empty for those whose words are folded only.
    pub analyses: Vec<String>,
    /// Who is who.
    pub view: &'a View,
}

impl Lowering<'_> {
    /// The whole of a plan but its chosen values.
    pub fn plan(&self, plan: &Plan) -> tantivy::Result<Box<dyn Lowered>> {
        let query = self.query(&plan.query, None, plan)?;
        if plan.since.is_none() && plan.until.is_none() {
            return Ok(query);
        }
        let within = silent(self.within(plan.since, plan.until));
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, within)])))
    }

    fn query(&self, query: &Query, field: Option<Field>, plan: &Plan) -> tantivy::Result<Box<dyn Lowered>> {
        Ok(match query {
            Query::All => silent(Box::new(AllQuery)),
            Query::Word(text) | Query::Phrase(text, _) => self.text(text, field)?,
            Query::In(field, inner) => self.query(inner, Some(*field), plan)?,
            Query::About(facet, name) => silent(self.about(*facet, name, plan)?),
            Query::Published(Days::On { month, day }) => {
                let term = Term::from_field_u64(self.fields.anniversary, anniversary(*month, *day));
                silent(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
            }
            Query::Published(days) => {
                let span = days.resolve(plan.today);
                silent(self.within(span.from, span.to))
            }
            Query::And(parts) => self.and(parts, field, plan)?,
            Query::Or(parts) => {
                let parts: tantivy::Result<Vec<_>> = parts.iter().map(|part| self.query(part, field, plan)).collect();
                Box::new(BooleanQuery::union(parts?))
            }
            Query::Not(_) => self.and(std::slice::from_ref(query), field, plan)?,
            _ => Box::new(EmptyQuery),
        })
    }

    fn and(&self, parts: &[Query], field: Option<Field>, plan: &Plan) -> tantivy::Result<Box<dyn Lowered>> {
        let mut clauses = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            clauses.push(match part {
                Query::Not(inner) => (Occur::MustNot, self.query(inner, field, plan)?),
                part => (Occur::Must, self.query(part, field, plan)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, silent(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Words as typed, in one field or in all that plain words look in. What has no word in it asks for nothing.
    fn text(&self, text: &str, field: Option<Field>) -> tantivy::Result<Box<dyn Lowered>> {
        let mut words = Words::new(text);
        let mut folded: Vec<(usize, String)> = Vec::new();
        while let Some(word) = words.advance() {
            folded.push((word.number as usize, words.folded().to_string()));
        }
        if folded.is_empty() {
            return Ok(silent(Box::new(AllQuery)));
        }
        let mut found: Vec<Box<dyn Lowered>> = Vec::new();
        for field in field.into_iter().chain(schema::searched().filter(|_| field.is_none())) {
            for analysis in &self.analyses {
                found.extend(self.side_by_side(&folded, field, analysis)?);
            }
        }
        Ok(match found.len() {
            0 => Box::new(EmptyQuery),
            1 => found.swap_remove(0),
            _ => Box::new(BooleanQuery::union(found)),
        })
    }

    /// The words side by side in one field, as one language reads them; nothing where one of them never occurs.
    fn side_by_side(
        &self,
        words: &[(usize, String)],
        field: Field,
        analysis: &str,
    ) -> tantivy::Result<Option<Box<dyn Lowered>>> {
        let mut terms = Vec::with_capacity(words.len());
        for (number, folded) in words {
            let term = self.fields.term(field, &analyser::term(analysis, folded));
            if self.searcher.doc_freq(&term)? == 0 {
                return Ok(None);
            }
            terms.push((*number, term));
        }
        let query: Box<dyn Lowered> = match terms.as_slice() {
            [(_, term)] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new_with_offset(terms)),
        };
        Ok(Some(match field.spec().kind {
            Kind::Text { weight, .. } if weight != 1.0 => Box::new(BoostQuery::new(query, weight)),
            _ => query,
        }))
    }

    /// Articles that have one of the values the name means: by any key of theirs, but for those in which the key means
    /// another, and with those in which another's key means them.
    fn about(&self, facet: Field, name: &Name, plan: &Plan) -> tantivy::Result<Box<dyn Lowered>> {
        let values = plan.names.get(&(facet, name.clone())).map(Vec::as_slice).unwrap_or_default();
        let identity = &self.view.identity;
        let own = values.iter().filter(|value| identity.head(value) == value.as_str()).map(String::as_str);
        let mut keys: Vec<&str> = own.chain(values.iter().flat_map(|value| identity.members(value))).collect();
        keys.sort_unstable();
        let means = |value: &String| values.binary_search(value).is_ok();
        let dictionary = self.view.dictionaries.get(facet, self.searcher, self.fields).map_err(unreadable)?;
        let mut away: BTreeMap<&str, Vec<&Shift>> = BTreeMap::new();
        let gone = dictionary.shifts.iter().filter(|shift| keys.binary_search(&shift.from.as_str()).is_ok());
        gone.filter(|shift| !means(&shift.to)).for_each(|shift| away.entry(&shift.from).or_default().push(shift));
        let here: Vec<&Shift> = dictionary.shifts.iter().filter(|shift| means(&shift.to)).collect();
        keys.retain(|key| !away.contains_key(key));
        let mut found = vec![self.bearing(facet, &keys)];
        for (key, shifts) in away {
            let but = (Occur::MustNot, self.docs(&shifts));
            found.push(Box::new(BooleanQuery::new(vec![(Occur::Must, self.bearing(facet, &[key])), but])));
        }
        if !here.is_empty() {
            found.push(self.docs(&here));
        }
        Ok(if found.len() == 1 { found.swap_remove(0) } else { Box::new(BooleanQuery::union(found)) })
    }

    /// Articles that have one of these keys.
    fn bearing(&self, facet: Field, keys: &[&str]) -> Box<dyn Lowered> {
        match keys {
            [] => Box::new(EmptyQuery),
            [key] => Box::new(TermQuery::new(self.fields.term(facet, key), IndexRecordOption::Basic)),
            _ => Box::new(TermSetQuery::new(keys.iter().map(|key| self.fields.term(facet, key)))),
        }
    }

    /// The articles of these exceptions.
    fn docs(&self, shifts: &[&Shift]) -> Box<dyn Lowered> {
        let mut docs: HashMap<SegmentId, Vec<DocId>> = HashMap::new();
        for shift in shifts {
            if let Some(segment) = self.searcher.segment_readers().get(shift.segment) {
                docs.entry(segment.segment_id()).or_default().push(shift.doc);
            }
        }
        Box::new(Docs::new(docs))
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
        let bounds: Vec<Box<dyn Lowered>> = since.into_iter().chain(until).map(|range| Box::new(range) as _).collect();
        if bounds.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::intersection(bounds)) }
    }
}

fn unreadable(why: Error) -> TantivyError {
    TantivyError::InternalError(why.to_string())
}

/// A query that selects and has no say in the ranking.
fn silent(query: Box<dyn Lowered>) -> Box<dyn Lowered> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
