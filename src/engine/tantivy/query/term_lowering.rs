//! Lowering of span queries: from the leaves of a query to the terms of the index.

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{EmptyQuery, Query as TantivyQuery};
use tantivy::schema::Field as Handle;

use super::doc_set::DocIds;
use super::lowering::{Lowering, dictionary_error};
use super::position_cursor::{FieldTerms, LeafTerms, TextStarts};
use super::postings::{Scope, ScopedTerm};
use super::span_scorer::{FieldPlan, SpanPlan, SpanTermQuery};
use crate::article::schema;
use crate::article::schema::{Field, FieldKind};
use crate::engine::common::bm25f::FieldRanking;
use crate::engine::common::identity::moved_keys::KeyTerms;
use crate::engine::common::{annotations, bm25f, pairs, stems};
use crate::engine::tantivy::schema::ParallelFields;
use crate::query::NameQuery;
use crate::query::span_query::{Leaf, SpanQuery};
use crate::search::plan::Expansion;

/// Rarity above which a word says something of what an article is about: less than two thirds of
/// the articles have it.
const MIN_PAIR_RARITY: f32 = 0.4;

impl Lowering<'_> {
    /// Matches documents with at least `min_count` spans in their texts.
    pub(crate) fn spans(
        &self,
        query: SpanQuery,
        field: Option<Field>,
        min_count: u32,
    ) -> tantivy::Result<Box<dyn TantivyQuery>> {
        Ok(match self.span_plan(query, field, min_count)? {
            Some(plan) => Box::new(SpanTermQuery::from(plan)),
            None => Box::new(EmptyQuery),
        })
    }

    /// Plans a span query; nothing where it is in a field without text.
    fn span_plan(
        &self,
        query: SpanQuery,
        field: Option<Field>,
        min_count: u32,
    ) -> tantivy::Result<Option<SpanPlan>> {
        let mut fields = Vec::new();
        for (text_field, parallel) in self.searched_fields(field) {
            let leaves: tantivy::Result<Vec<_>> = query
                .leaves
                .iter()
                .map(|leaf| self.leaf_terms(leaf, text_field, parallel))
                .collect();
            let boundary =
                |term| ScopedTerm::everywhere(Term::from_field_text(parallel.annotations, term));
            let text_starts = match text_field {
                Field::Captions if field.is_some() => TextStarts::Many,
                text_field if field.is_some() || text_field == Field::Body => TextStarts::One,
                _ => TextStarts::Unused,
            };
            fields.push(FieldPlan {
                handle: self.fields.get(text_field),
                terms: FieldTerms {
                    leaves: leaves?,
                    sentence_end: boundary(annotations::SENTENCE_END),
                    paragraph_end: boundary(annotations::PARAGRAPH_END),
                    text_starts,
                },
                ranking: self.ranking(text_field)?,
            });
        }
        if fields.is_empty() {
            return Ok(None);
        }
        let rarity = query.requirement().rarity(&self.rarities(&query, &fields)?);
        let deadline = self.deadline.clone();
        Ok(Some(SpanPlan { query, fields, min_count, rarity, deadline }))
    }

    /// Plans the pairs of adjacent words of the query. Words that most articles have make no pair.
    pub(crate) fn proximity_pairs(&self) -> tantivy::Result<Vec<Arc<SpanPlan>>> {
        let mut plans = Vec::new();
        for (phrase, field) in pairs::adjacent_pairs(&self.plan.query) {
            // A word without letters or digits, such as a dash, has no terms.
            let Some(query) = SpanQuery::from_query(&phrase) else { continue };
            let Some(plan) = self.span_plan(query, field, 1)? else { continue };
            let least =
                self.rarities(&plan.query, &plan.fields)?.into_iter().fold(f32::MAX, f32::min);
            if least > MIN_PAIR_RARITY {
                plans.push(Arc::new(plan));
            }
        }
        Ok(plans)
    }

    /// Returns the text fields that a word is looked for in: this one, or the default ones.
    fn searched_fields(&self, field: Option<Field>) -> Vec<(Field, ParallelFields)> {
        let defaults = schema::default_text_fields().filter(|_| field.is_none());
        let fields = field.into_iter().chain(defaults);
        fields.filter_map(|field| Some((field, self.fields.parallel(field)?))).collect()
    }

    fn ranking(&self, field: Field) -> tantivy::Result<FieldRanking> {
        let FieldKind::Text { weight, length_norm, .. } = field.spec().kind else {
            return Ok(FieldRanking { weight: 1.0, length_norm: 0.0, average_length: 1.0 });
        };
        let (mut words, mut articles) = (0, 0);
        for segment in self.searcher.segment_readers() {
            words += segment.inverted_index(self.fields.get(field))?.total_num_tokens();
            articles += u64::from(segment.max_doc());
        }
        let average_length = words as f32 / articles.max(1) as f32;
        Ok(FieldRanking { weight, length_norm, average_length })
    }

    fn leaf_terms(
        &self,
        leaf: &Leaf,
        field: Field,
        parallel: ParallelFields,
    ) -> tantivy::Result<LeafTerms> {
        let term = |handle: Handle, text: &str| {
            ScopedTerm::everywhere(Term::from_field_text(handle, text))
        };
        Ok(match leaf {
            Leaf::Stem(folded) => {
                let stem = |language: &String| {
                    term(self.fields.get(field), &stems::stem_term(language, folded))
                };
                LeafTerms::Words(self.languages.iter().map(stem).collect())
            }
            Leaf::Exact(folded) => LeafTerms::Words(vec![term(parallel.exact, folded)]),
            Leaf::Cased(folded, rule) => {
                let (annotations, is_present) = annotations::case_terms(rule);
                let annotations =
                    annotations.iter().map(|text| term(parallel.annotations, text)).collect();
                let words = vec![term(parallel.exact, folded)];
                LeafTerms::Annotated { words, annotations, is_present }
            }
            Leaf::Pattern(pattern) => {
                let expansion = self.plan.resolution.expansions.get(pattern);
                let words = expansion.map(|it| it.words.as_slice()).unwrap_or_default();
                LeafTerms::Words(words.iter().map(|(word, _)| term(parallel.exact, word)).collect())
            }
            Leaf::Mention(facet, name) => LeafTerms::Mentions {
                keys: self.mention_terms(*facet, name, parallel.annotations)?,
                end: term(parallel.annotations, annotations::MENTION_END),
            },
        })
    }

    fn mention_terms(
        &self,
        facet: Field,
        name: &NameQuery,
        handle: Handle,
    ) -> tantivy::Result<Vec<ScopedTerm>> {
        let term = |key: &str| Term::from_field_text(handle, key);
        if *name == NameQuery::Any {
            return Ok(vec![ScopedTerm::everywhere(term(annotations::any_mention_term(facet)))]);
        }
        let KeyTerms { everywhere, except, only } = self.key_terms(facet, name)?;
        let everywhere = everywhere.iter().map(|key| ScopedTerm::everywhere(term(key)));
        let except = except
            .into_iter()
            .map(|(key, docs)| ScopedTerm { term: term(&key), scope: Scope::Except(docs) });
        let only = only
            .into_iter()
            .map(|(key, docs)| ScopedTerm { term: term(&key), scope: Scope::Only(docs) });
        Ok(everywhere.chain(except).chain(only).collect())
    }

    /// Returns the keys of the values that a name means.
    pub(crate) fn key_terms(
        &self,
        facet: Field,
        name: &NameQuery,
    ) -> tantivy::Result<KeyTerms<DocIds>> {
        let values = self.plan.resolution.names.get(&(facet, name.clone()));
        let dictionaries = &self.view.dictionaries;
        let dictionary =
            dictionaries.get(facet, self.searcher, self.fields).map_err(dictionary_error)?;
        let values = values.map(Vec::as_slice).unwrap_or_default();
        Ok(dictionary.moved.key_terms(values, &self.view.identity))
    }

    /// Returns the rarity of each leaf.
    fn rarities(&self, query: &SpanQuery, fields: &[FieldPlan]) -> tantivy::Result<Vec<f32>> {
        let articles = self.searcher.num_docs();
        let rarity = |(index, leaf): (usize, &Leaf)| {
            if let Leaf::Pattern(pattern) = leaf {
                let expansion = self.plan.resolution.expansions.get(pattern);
                return Ok(bm25f::rarity(expansion.map_or(0, Expansion::max_articles), articles));
            }
            let mut most = 0;
            for field in fields {
                most = most.max(self.articles_with(field.terms.leaves.get(index))?);
            }
            Ok(bm25f::rarity(most, articles))
        };
        query.leaves.iter().enumerate().map(rarity).collect()
    }

    fn articles_with(&self, leaf: Option<&LeafTerms>) -> tantivy::Result<u64> {
        debug_assert!(leaf.is_some(), "every field has the terms of every leaf");
        let terms = leaf.map(LeafTerms::required).unwrap_or_default();
        terms.iter().map(|term| self.searcher.doc_freq(&term.term)).sum()
    }
}
