//! Brute-force matching: the articles that match a query and the words to highlight.

use std::collections::BTreeSet;

use morgue::internals::article::schema::Field;

use super::occurrences::{Occurrences, first, last};
use super::query::NaiveQuery;
use super::{Naive, NaiveArticle};

/// Word positions per article and text.
pub type HighlightedWords = Vec<Vec<BTreeSet<usize>>>;

impl Naive {
    /// Returns for each article of the archive whether it matches.
    pub fn matches(&self, query: &NaiveQuery) -> Vec<bool> {
        self.matches_in(&self.articles, query, None)
    }

    /// Returns for each of these articles whether it matches, in one field if one is given.
    pub fn matches_in(
        &self,
        articles: &[NaiveArticle],
        query: &NaiveQuery,
        field: Option<Field>,
    ) -> Vec<bool> {
        let each = |holds: &dyn Fn(&NaiveArticle) -> bool| articles.iter().map(holds).collect();
        let both = |one: &NaiveQuery, other: &NaiveQuery, join: fn(bool, bool) -> bool| {
            let (one, other) =
                (self.matches_in(articles, one, field), self.matches_in(articles, other, field));
            one.into_iter().zip(other).map(|(one, other)| join(one, other)).collect()
        };
        match query {
            NaiveQuery::All => vec![true; articles.len()],
            NaiveQuery::HasValue(facet, None) => each(&|article| !article.values[facet].is_empty()),
            NaiveQuery::HasValue(facet, Some(value)) => {
                let value = self.known_value_id(value);
                each(&|article| article.values[facet].contains(&value))
            }
            NaiveQuery::Published(when) => {
                each(&|article| article.days.is_some_and(|days| when.contains(days)))
            }
            NaiveQuery::Length(from, to) => each(&|article| {
                *from <= article.body_words() && to.is_none_or(|to| article.body_words() <= to)
            }),
            NaiveQuery::InField(field, inner) => self.matches_in(articles, inner, Some(*field)),
            NaiveQuery::Weighted(inner) => self.matches_in(articles, inner, field),
            NaiveQuery::Not(inner) => {
                self.matches_in(articles, inner, field).into_iter().map(|holds| !holds).collect()
            }
            NaiveQuery::And(one, other) => both(one, other, |one, other| one && other),
            NaiveQuery::Or(one, other) => both(one, other, |one, other| one || other),
            NaiveQuery::AtLeast(times, inner) => self
                .occurrence_counts(articles, inner, field)
                .into_iter()
                .map(|n| n >= *times)
                .collect(),
            positional => {
                let occurrences = self.occurrences(articles, positional, field);
                occurrences
                    .into_iter()
                    .map(|texts| texts.iter().any(|text| !text.is_empty()))
                    .collect()
            }
        }
    }

    /// The number of occurrences of a positional query in each article.
    pub fn occurrence_counts(
        &self,
        articles: &[NaiveArticle],
        query: &NaiveQuery,
        field: Option<Field>,
    ) -> Vec<usize> {
        let in_text = |text: &Occurrences| {
            text.iter().map(|it| (first(it), last(it))).collect::<BTreeSet<_>>().len()
        };
        let occurrences = self.occurrences(articles, query, field);
        occurrences.iter().map(|texts| texts.iter().map(in_text).sum()).collect()
    }

    /// The words to highlight in each article. Negated parts have none, nor have operands of OR that
    /// do not match.
    pub fn highlighted_words(
        &self,
        articles: &[NaiveArticle],
        query: &NaiveQuery,
        field: Option<Field>,
    ) -> HighlightedWords {
        let words = |occurrences: Vec<Vec<Occurrences>>| -> HighlightedWords {
            let of_text = |text: Occurrences| text.into_iter().flatten().collect();
            occurrences.into_iter().map(|texts| texts.into_iter().map(of_text).collect()).collect()
        };
        let mut highlighted = match query {
            NaiveQuery::And(one, other) | NaiveQuery::Or(one, other) => {
                let mut highlighted = self.highlighted_words(articles, one, field);
                let other = self.highlighted_words(articles, other, field);
                highlighted
                    .iter_mut()
                    .flatten()
                    .zip(other.into_iter().flatten())
                    .for_each(|(one, other)| one.extend(other));
                highlighted
            }
            NaiveQuery::Not(inner) => match &**inner {
                NaiveQuery::Not(inner) => self.highlighted_words(articles, inner, field),
                _ => no_words(articles),
            },
            NaiveQuery::InField(field, inner) => {
                self.highlighted_words(articles, inner, Some(*field))
            }
            NaiveQuery::Weighted(inner) => self.highlighted_words(articles, inner, field),
            NaiveQuery::AtLeast(_, inner) => words(self.occurrences(articles, inner, field)),
            // A value outside of a positional operator is highlighted in all fields.
            NaiveQuery::HasValue(..) => words(self.occurrences(articles, query, None)),
            NaiveQuery::All | NaiveQuery::Published(_) | NaiveQuery::Length(..) => {
                no_words(articles)
            }
            positional => words(self.occurrences(articles, positional, field)),
        };
        for (texts, _) in highlighted
            .iter_mut()
            .zip(self.matches_in(articles, query, field))
            .filter(|(_, matches)| !matches)
        {
            texts.iter_mut().for_each(BTreeSet::clear);
        }
        highlighted
    }
}

fn no_words(articles: &[NaiveArticle]) -> HighlightedWords {
    articles.iter().map(|article| vec![BTreeSet::new(); article.texts.len()]).collect()
}
