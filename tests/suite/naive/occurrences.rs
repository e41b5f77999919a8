//! Brute-force positions: the words of each text that match a positional query.

use std::collections::BTreeSet;

use morgue::internals::article::schema;
use morgue::internals::article::schema::Field;

use super::query::{NaiveQuery, Proximity};
use super::text::{NO_WORD, Text};
use super::word_matcher::word_matchers;
use super::{Naive, NaiveArticle};

/// The positions of the words of one match, in order.
pub type Occurrence = Vec<usize>;

/// All matches in one text.
pub type Occurrences = BTreeSet<Occurrence>;

impl Naive {
    /// The matches of a positional query in every text of every article.
    pub fn occurrences(
        &self,
        articles: &[NaiveArticle],
        query: &NaiveQuery,
        field: Option<Field>,
    ) -> Vec<Vec<Occurrences>> {
        let of = |inner: &NaiveQuery| self.occurrences(articles, inner, field);
        match query {
            NaiveQuery::Weighted(inner) => of(inner),
            NaiveQuery::Or(one, other) => {
                combine(of(one), of(other), |_, one, other| &one | &other, articles)
            }
            NaiveQuery::Near(one, proximity, other) => combine(
                of(one),
                of(other),
                |text, one, other| pairs(text, &one, *proximity, &other),
                articles,
            ),
            NaiveQuery::NotNear(one, proximity, other) => combine(
                of(one),
                of(other),
                |text, one, other| without_near(text, one, *proximity, &other),
                articles,
            ),
            NaiveQuery::First(words, inner) => {
                let mut occurrences =
                    self.occurrences(articles, inner, field.or(Some(Field::Body)));
                occurrences
                    .iter_mut()
                    .flatten()
                    .for_each(|text| text.retain(|occurrence| last(occurrence) < *words));
                occurrences
            }
            NaiveQuery::HasValue(facet, value) => {
                let value = value.as_ref().map(|value| self.known_value_id(value));
                in_each_text(articles, field, |text| {
                    let named = text.mentions.iter().filter(|mention| {
                        mention.facet == *facet
                            && value.map_or(!mention.values.is_empty(), |value| {
                                mention.values.contains(&value)
                            })
                    });
                    named.map(|mention| mention.words.clone()).collect()
                })
            }
            leaf => {
                let (matchers, between) = word_matchers(leaf);
                assert!(!matchers.is_empty(), "{leaf} has no word");
                // For each word of the query, whether each word type of the archive matches it.
                let fitting: Vec<Vec<bool>> =
                    matchers.iter().map(|matcher| matcher.matching(&self.word_types.all)).collect();
                in_each_text(articles, field, |text| in_order(text, &fitting, between))
            }
        }
    }
}

/// Applies a search to every text of the field, or of the default fields.
fn in_each_text(
    articles: &[NaiveArticle],
    field: Option<Field>,
    find: impl Fn(&Text) -> Occurrences,
) -> Vec<Vec<Occurrences>> {
    let is_searched = |text: &Text| match field {
        Some(field) => text.field == field,
        None => schema::default_text_fields().any(|field| text.field == field),
    };
    let find = |text: &Text| if is_searched(text) { find(text) } else { Occurrences::new() };
    articles.iter().map(|article| article.texts.iter().map(&find).collect()).collect()
}

/// Joins the matches of two operands text by text.
fn combine(
    one: Vec<Vec<Occurrences>>,
    other: Vec<Vec<Occurrences>>,
    join: impl Fn(&Text, Occurrences, Occurrences) -> Occurrences,
    articles: &[NaiveArticle],
) -> Vec<Vec<Occurrences>> {
    let both = articles.iter().zip(one.into_iter().zip(other));
    both.map(|(article, (one, other))| {
        let texts = article.texts.iter().zip(one.into_iter().zip(other));
        texts.map(|(text, (one, other))| join(text, one, other)).collect()
    })
    .collect()
}

/// Matches words in order: from every first word, each next word at its first position.
fn in_order(text: &Text, fitting: &[Vec<bool>], between: usize) -> Occurrences {
    let fits = |at: usize, fitting: &[bool]| {
        text.words[at].word_type != NO_WORD && fitting[text.words[at].word_type]
    };
    let mut found = Occurrences::new();
    for begin in (0..text.words.len()).filter(|at| fits(*at, &fitting[0])) {
        let mut occurrence = vec![begin];
        for fitting in &fitting[1..] {
            let next = last(&occurrence) + 1..text.words.len();
            occurrence.extend(next.into_iter().find(|at| fits(*at, fitting)));
        }
        let complete = occurrence.len() == fitting.len();
        if complete && last(&occurrence) - begin < fitting.len() + between {
            found.insert(occurrence);
        }
    }
    found
}

pub fn first(occurrence: &Occurrence) -> usize {
    occurrence[0]
}

pub fn last(occurrence: &Occurrence) -> usize {
    occurrence[occurrence.len() - 1]
}

fn overlap(one: &Occurrence, other: &Occurrence) -> bool {
    one.iter().any(|word| other.contains(word))
}

/// Returns whether two matches are within a distance of each other.
fn is_near(text: &Text, one: &Occurrence, proximity: Proximity, other: &Occurrence) -> bool {
    let ends = |occurrence: &Occurrence| [first(occurrence), last(occurrence)];
    let distances =
        ends(one).into_iter().flat_map(|one| ends(other).map(|other| one.abs_diff(other)));
    let distance = distances.min().expect("four distances");
    match proximity {
        Proximity::Within(most) => distance <= most,
        Proximity::Before(most) => last(one) < first(other) && first(other) - last(one) <= most,
        Proximity::Sentence => in_same_block(one, other, |at| text.words[at].sentence),
        Proximity::Paragraph => in_same_block(one, other, |at| text.words[at].paragraph),
    }
}

/// Returns whether the nearest ends of two matches are in the same sentence or paragraph. Those of
/// overlapping matches always are.
fn in_same_block(one: &Occurrence, other: &Occurrence, block: impl Fn(usize) -> usize) -> bool {
    let (earlier, later) = if last(one) <= last(other) { (one, other) } else { (other, one) };
    last(earlier) >= first(later) || block(last(earlier)) == block(first(later))
}

/// All pairs within a distance of each other that share no word.
fn pairs(
    text: &Text,
    ones: &Occurrences,
    proximity: Proximity,
    others: &Occurrences,
) -> Occurrences {
    let mut found = Occurrences::new();
    for one in ones {
        for other in others
            .iter()
            .filter(|other| !overlap(one, other) && is_near(text, one, proximity, other))
        {
            let mut pair = [one.as_slice(), other].concat();
            pair.sort_unstable();
            found.insert(pair);
        }
    }
    found
}

/// The matches without another operand nearby. A match that shares a word with one is near it, but
/// a match is not near itself.
fn without_near(
    text: &Text,
    mut ones: Occurrences,
    proximity: Proximity,
    others: &Occurrences,
) -> Occurrences {
    let near = |one: &Occurrence, other: &Occurrence| {
        overlap(one, other) || is_near(text, one, proximity, other)
    };
    ones.retain(|one| !others.iter().any(|other| one != other && near(one, other)));
    ones
}
