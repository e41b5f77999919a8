//! Similar articles: those that share most of an article's subjects, weighted by their rarity and
//! their salience, and of its most significant words. Known as "more like this".

use std::collections::HashSet;

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Query as TantivyQuery, TermQuery};
use tantivy::schema::{Field as Handle, IndexRecordOption};

use super::TantivyEngine;
use super::collect::top_hits::RankedHit;
use super::query::lowering::Lowering;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::engine::common::ordinal::Ordinal;
use crate::engine::common::significant::{SignificantStem, SubjectValue, subjects};
use crate::engine::common::{bm25f, significant};
use crate::error::Result;
use crate::query::{NameQuery, Query};
use crate::search::budget::Budget;
use crate::search::plan::{Plan, Resolution};
use crate::search::request::Sort;
use crate::search::results::Match;

/// Hits that are collected for each one that is returned, as several may be versions of one story.
const HITS_PER_STORY: usize = 4;

impl TantivyEngine {
    /// Returns the most similar articles, best first, of each story the best and of the article's
    /// own story none. The score is the share of the article's own score.
    pub(super) fn more_like_this(
        &self,
        document: &Document,
        limit: usize,
        budget: &Budget,
    ) -> Result<Vec<Match>> {
        let snapshot = self.latest_snapshot()?;
        let view = self.view(&snapshot)?;
        let subjects = subjects(document);
        let plan = plan(&subjects, limit.saturating_mul(HITS_PER_STORY), budget);
        let (options, collected) = self.collect_with(&plan, &snapshot, &view, |lowering, _| {
            lowering.more_like_this(document, &subjects)
        })?;
        let address = self.find_by_id(&snapshot, &document.id)?;
        let story = address.and_then(|address| options.stories.ordinal(address));
        let is_self = |hit: &RankedHit| Some(hit.address) == address;
        // The article itself scores highest, unless it is not in the index.
        let self_hit = collected.hits.iter().find(|hit| is_self(hit)).or(collected.hits.first());
        let self_score = self_hit.map_or(1.0, RankedHit::score).max(f32::MIN_POSITIVE);
        let mut stories: HashSet<Ordinal> = story.into_iter().collect();
        let is_new = |hit: &&RankedHit| {
            let story = options.stories.ordinal(hit.address);
            !is_self(hit) && story.is_none_or(|story| stories.insert(story))
        };
        let hits: Vec<&RankedHit> = collected.hits.iter().filter(is_new).take(limit).collect();
        let mut matches = Vec::with_capacity(hits.len());
        for hit in hits {
            let hit = self.to_match(&options, &snapshot, &view, hit)?;
            matches.push(Match { score: (hit.score / self_score).min(1.0), ..hit });
        }
        Ok(matches)
    }
}

fn plan(subjects: &[SubjectValue], limit: usize, budget: &Budget) -> Plan {
    let resolved = |(field, value, _): &SubjectValue| {
        ((*field, NameQuery::Exact(value.to_string())), vec![value.to_string()])
    };
    let names = subjects.iter().map(resolved).collect();
    Plan {
        query: Query::All,
        resolution: Resolution { names, ..Resolution::default() },
        selections: Vec::new(),
        since: None,
        until: None,
        sort: Sort::Relevance,
        limit,
        after: None,
        facets: Vec::new(),
        timeline: false,
        collapsed: false,
        lists: false,
        budget: budget.clone(),
    }
}

impl Lowering<'_> {
    /// Matches articles that share a subject or a significant word, scored by how much they share.
    fn more_like_this(
        &self,
        document: &Document,
        subjects: &[SubjectValue],
    ) -> tantivy::Result<Box<dyn TantivyQuery>> {
        let mut clauses: Vec<Box<dyn TantivyQuery>> = Vec::new();
        let (mut postings_left, all) = (significant::MAX_POSTINGS, self.searcher.num_docs());
        for (field, value, salience) in subjects {
            let articles = self.max_articles_with(*field, value)?;
            if !significant::is_significant(articles, all, &mut postings_left) {
                continue;
            }
            let name = NameQuery::Exact(value.to_string());
            let weight = significant::SUBJECT_WEIGHT * salience * bm25f::rarity(articles, all);
            let mut push = |handle: Handle, weight: f32| -> tantivy::Result<()> {
                let has_value = self.any_key(*field, &name, handle)?;
                clauses.push(Box::new(ConstScoreQuery::new(has_value, weight)));
                Ok(())
            };
            if *field == Field::Topics {
                push(self.fields.get(*field), weight)?;
            } else {
                push(self.fields.get(*field), weight / 2.0)?;
                push(self.fields.hidden.majors, weight / 2.0)?;
            }
        }
        let fields = [self.fields.get(Field::Body), self.fields.get(Field::Title)];
        let mut counted = Vec::new();
        for (stem, frequency) in significant::frequent_stems(document) {
            let term = Term::from_field_text(self.fields.get(Field::Body), &stem);
            counted.push((stem, frequency, self.searcher.doc_freq(&term)?));
        }
        for SignificantStem { stem, weight, .. } in
            significant::significant_stems(counted, all, &mut postings_left)
        {
            for field in fields {
                let term = Term::from_field_text(field, &stem);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push(Box::new(BoostQuery::new(Box::new(query), weight)));
            }
        }
        Ok(Box::new(BooleanQuery::union(clauses)))
    }

    /// Returns the upper bound of the number of articles with a value of a facet.
    fn max_articles_with(&self, field: Field, value: &str) -> tantivy::Result<u64> {
        let keys = self.view.identity.members(value).chain([value]);
        keys.map(|key| self.searcher.doc_freq(&self.fields.term(field, key))).sum()
    }
}
