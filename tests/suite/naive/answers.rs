//! Which articles answer a question, and which of their words do.

use std::collections::BTreeSet;

use morgue::article::schema::Field;

use super::ask::Ask;
use super::places::{Occurrences, first, last};
use super::{Naive, Seen};

/// Numbers of words: per article, per text.
pub type Marked = Vec<Vec<BTreeSet<usize>>>;

impl Naive {
    /// Whether each article of the archive answers a question.
    pub fn answering(&self, ask: &Ask) -> Vec<bool> {
        self.answers(&self.articles, ask, None)
    }

    /// Whether each of these articles does, looked at in one field.
    pub fn answers(&self, articles: &[Seen], ask: &Ask, field: Option<Field>) -> Vec<bool> {
        let each = |holds: &dyn Fn(&Seen) -> bool| articles.iter().map(holds).collect();
        let both = |one: &Ask, other: &Ask, join: fn(bool, bool) -> bool| {
            let (one, other) =
                (self.answers(articles, one, field), self.answers(articles, other, field));
            one.into_iter().zip(other).map(|(one, other)| join(one, other)).collect()
        };
        match ask {
            Ask::All => vec![true; articles.len()],
            Ask::About(facet, None) => each(&|seen| !seen.values[facet].is_empty()),
            Ask::About(facet, Some(value)) => {
                let value = self.known(value);
                each(&|seen| seen.values[facet].contains(&value))
            }
            Ask::Published(when) => each(&|seen| seen.days.is_some_and(|days| when.holds(days))),
            Ask::Long(from, to) => each(&|seen| {
                *from <= seen.body_words() && to.is_none_or(|to| seen.body_words() <= to)
            }),
            Ask::In(field, inner) => self.answers(articles, inner, Some(*field)),
            Ask::Weighted(inner) => self.answers(articles, inner, field),
            Ask::Not(inner) => {
                self.answers(articles, inner, field).into_iter().map(|holds| !holds).collect()
            }
            Ask::And(one, other) => both(one, other, |one, other| one && other),
            Ask::Or(one, other) => both(one, other, |one, other| one || other),
            Ask::AtLeast(times, inner) => {
                self.times(articles, inner, field).into_iter().map(|n| n >= *times).collect()
            }
            placed => {
                let places = self.places(articles, placed, field);
                places.into_iter().map(|texts| texts.iter().any(|text| !text.is_empty())).collect()
            }
        }
    }

    /// How many times what has places occurs in each article.
    pub fn times(&self, articles: &[Seen], ask: &Ask, field: Option<Field>) -> Vec<usize> {
        let in_text = |text: &Occurrences| {
            text.iter().map(|it| (first(it), last(it))).collect::<BTreeSet<_>>().len()
        };
        let places = self.places(articles, ask, field);
        places.iter().map(|texts| texts.iter().map(in_text).sum()).collect()
    }

    /// The words that make each article answer. What is denied has none, nor has a part of an OR that does not hold.
    pub fn marked(&self, articles: &[Seen], ask: &Ask, field: Option<Field>) -> Marked {
        let words = |places: Vec<Vec<Occurrences>>| -> Marked {
            let of_text = |text: Occurrences| text.into_iter().flatten().collect();
            places.into_iter().map(|texts| texts.into_iter().map(of_text).collect()).collect()
        };
        let mut marked = match ask {
            Ask::And(one, other) | Ask::Or(one, other) => {
                let mut marked = self.marked(articles, one, field);
                let other = self.marked(articles, other, field);
                marked
                    .iter_mut()
                    .flatten()
                    .zip(other.into_iter().flatten())
                    .for_each(|(one, other)| one.extend(other));
                marked
            }
            Ask::Not(inner) => match &**inner {
                Ask::Not(inner) => self.marked(articles, inner, field),
                _ => nothing(articles),
            },
            Ask::In(field, inner) => self.marked(articles, inner, Some(*field)),
            Ask::Weighted(inner) => self.marked(articles, inner, field),
            Ask::AtLeast(_, inner) => words(self.places(articles, inner, field)),
            // Whoever is asked for alone is looked for among the article's values, and shown wherever it is named.
            Ask::About(..) => words(self.places(articles, ask, None)),
            Ask::All | Ask::Published(_) | Ask::Long(..) => nothing(articles),
            placed => words(self.places(articles, placed, field)),
        };
        for (texts, _) in marked
            .iter_mut()
            .zip(self.answers(articles, ask, field))
            .filter(|(_, answers)| !answers)
        {
            texts.iter_mut().for_each(BTreeSet::clear);
        }
        marked
    }
}

fn nothing(articles: &[Seen]) -> Marked {
    articles.iter().map(|seen| vec![BTreeSet::new(); seen.texts.len()]).collect()
}
