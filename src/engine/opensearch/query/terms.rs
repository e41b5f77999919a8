//! Terms of the leaves of a span query, the articles that can match it, and how rare it is.

use super::combine::{any, nothing};
use super::keys::has_key;
use super::lowering::Lowering;
use super::script::{LeafTerms, ScriptField, SpanPlan};
use crate::article::schema;
use crate::article::schema::Field;
use crate::engine::common::identity::moved_keys::KeyTerms;
use crate::engine::common::{annotations, bm25f, stems};
use crate::engine::opensearch::fields;
use crate::engine::opensearch::fields::TermKind;
use crate::engine::opensearch::identity::facet_view::Articles;
use crate::query::NameQuery;
use crate::query::span_query::{Leaf, Requirement, SpanQuery};
use crate::search::plan::Expansion;
use serde_json::{Value, json};

impl Lowering<'_> {
    /// Returns the text fields that a word is looked for in: this one, or the default ones.
    fn searched_fields(field: Option<Field>) -> Vec<Field> {
        let defaults = schema::default_text_fields().filter(|_| field.is_none());
        field.filter(|field| field.is_text()).into_iter().chain(defaults).collect()
    }

    /// Describes the searched fields for the script.
    pub(crate) fn script_fields(&self, field: Option<Field>) -> Vec<ScriptField> {
        let described = |text: Field| {
            let ranking = self.statistics.ranking(text);
            ScriptField {
                positions: fields::positions(text),
                length: fields::length(text),
                starts: match text {
                    Field::Captions if field.is_some() => 2,
                    text if field.is_some() || text == Field::Body => 1,
                    _ => 0,
                },
                ranking: (ranking.weight, ranking.length_norm, ranking.average_length),
            }
        };
        Self::searched_fields(field).into_iter().map(described).collect()
    }

    /// Returns the terms of a leaf, which are the same in every field.
    pub(crate) fn leaf_terms(&self, leaf: &Leaf) -> LeafTerms {
        let of = |kind: TermKind, terms: Vec<String>| LeafTerms {
            kind: Some(kind),
            terms: everywhere(terms),
            ..LeafTerms::default()
        };
        match leaf {
            Leaf::Stem(folded) => {
                let stem = |language: &String| stems::stem_term(language, folded);
                of(TermKind::Stem, self.languages.iter().map(stem).collect())
            }
            Leaf::Exact(folded) => of(TermKind::Exact, vec![folded.clone()]),
            Leaf::Cased(folded, rule) => LeafTerms {
                marks: Some(annotations::case_terms(rule)),
                ..of(TermKind::Exact, vec![folded.clone()])
            },
            Leaf::Pattern(pattern) => {
                let expansion = self.plan.resolution.expansions.get(pattern);
                let words = expansion.map(|it| it.words.as_slice()).unwrap_or_default();
                of(TermKind::Exact, words.iter().map(|(word, _)| word.clone()).collect())
            }
            Leaf::Mention(facet, name) => {
                let terms = match name {
                    NameQuery::Any => {
                        everywhere(vec![annotations::any_mention_term(*facet).to_owned()])
                    }
                    name => self.keys(*facet, name).unwrap_or_default(),
                };
                LeafTerms { kind: Some(TermKind::Annotation), terms, is_mention: true, marks: None }
            }
        }
    }

    /// Matches the articles that have what the query needs in one of the fields, wherever it is.
    pub(crate) fn candidates(
        &self,
        query: &SpanQuery,
        plan: &SpanPlan<'_>,
        field: Option<Field>,
    ) -> Value {
        let requirement = query.requirement();
        let fields = Self::searched_fields(field).into_iter();
        any(fields.map(|field| required(&requirement, plan, field)).collect())
    }

    /// Returns the rarity of each leaf.
    pub(crate) fn rarities(
        &self,
        query: &SpanQuery,
        plan: &SpanPlan<'_>,
        field: Option<Field>,
    ) -> Vec<f32> {
        let articles = self.statistics.articles;
        let rarity = |(leaf, terms): (&Leaf, &LeafTerms)| {
            if let Leaf::Pattern(pattern) = leaf {
                let expansion = self.plan.resolution.expansions.get(pattern);
                return bm25f::rarity(expansion.map_or(0, Expansion::max_articles), articles);
            }
            let fields = Self::searched_fields(field).into_iter();
            let most = fields.map(|field| self.articles_with(field, terms)).max();
            bm25f::rarity(most.unwrap_or(0), articles)
        };
        query.leaves.iter().zip(&plan.leaves).map(rarity).collect()
    }

    /// Returns the rarity of the whole query.
    pub(crate) fn total_rarity(
        &self,
        query: &SpanQuery,
        plan: &SpanPlan<'_>,
        field: Option<Field>,
    ) -> f32 {
        query.requirement().rarity(&self.rarities(query, plan, field))
    }

    /// Adds the numbers of articles that have the terms of a leaf in a field. Those that are not known
    /// are noted and taken for none.
    fn articles_with(&self, field: Field, leaf: &LeafTerms) -> u64 {
        let kind = leaf.kind.unwrap_or(TermKind::Stem);
        let count = |term: &String| {
            let term = (kind.field(field), term.clone());
            self.counts.get(&term).copied().unwrap_or_else(|| {
                self.unknown.borrow_mut().insert(term);
                0
            })
        };
        leaf.all_terms().map(count).sum()
    }
}

/// Matches the articles that have what is required in a field.
fn required(requirement: &Requirement, plan: &SpanPlan<'_>, field: Field) -> Value {
    match requirement {
        Requirement::Leaf(leaf) => {
            let Some(leaf) = plan.leaves.get(*leaf) else { return nothing() };
            has_key(&leaf.kind.unwrap_or(TermKind::Stem).field(field), &leaf.terms)
        }
        Requirement::All(parts) if parts.is_empty() => nothing(),
        Requirement::All(parts) => {
            let parts: Vec<Value> = parts.iter().map(|part| required(part, plan, field)).collect();
            json!({"bool": {"filter": parts}})
        }
        Requirement::Any(parts) => {
            any(parts.iter().map(|part| required(part, plan, field)).collect())
        }
    }
}

/// Terms that count in every article.
fn everywhere(terms: Vec<String>) -> KeyTerms<Articles> {
    KeyTerms { everywhere: terms, ..KeyTerms::default() }
}
