//! Random queries made of the words of articles, so that many of them match. Distances are chosen at
//! the limit or one beyond it.

use jiff::ToSpan;
use morgue::internals::article::Slot;
use morgue::internals::article::schema;
use morgue::internals::article::schema::Field;

use super::query::{DateRange, NaiveQuery, Proximity};
use super::text::Text;
use super::{Naive, NaiveArticle};
use crate::harness::Random;

mod leaves;

pub use leaves::is_plain;

impl NaiveQuery {
    /// A random query with Boolean operators nested up to a depth.
    pub fn random(naive: &Naive, dice: &mut Random, depth: usize) -> Self {
        Generator::new(naive, dice, false).query(depth)
    }

    /// A random query of text operators only, without negation.
    pub fn random_text(naive: &Naive, dice: &mut Random, depth: usize) -> Self {
        Generator::new(naive, dice, true).query(depth)
    }
}

struct Generator<'c> {
    naive: &'c Naive,
    dice: &'c mut Random,
    /// Restricts the queries to text operators without negation.
    text_only: bool,
    /// The fewest letters of a pattern; with fewer, patterns match too many words of a real archive.
    min_letters: usize,
}

/// A query and the span of words in a text that matches it.
struct PlacedQuery {
    query: NaiveQuery,
    first: usize,
    last: usize,
}

impl<'c> Generator<'c> {
    fn new(naive: &'c Naive, dice: &'c mut Random, text_only: bool) -> Self {
        let min_letters = if naive.vocabulary.len() < 100 { 1 } else { 3 };
        Self { naive, dice, text_only, min_letters }
    }

    fn query(&mut self, depth: usize) -> NaiveQuery {
        match self.dice.below(if depth == 0 { 8 } else { 12 }) {
            0 if !self.text_only => self.facet_value(),
            1 if !self.text_only => self.date_or_length(),
            0..8 => self.text_query(),
            8 if !self.text_only => self.query(depth - 1).negated(),
            9 => self.query(depth - 1).and(self.query(depth - 1)),
            _ => self.query(depth - 1).or(self.query(depth - 1)),
        }
    }

    fn facet_value(&mut self) -> NaiveQuery {
        let facets: Vec<Field> = schema::facet_fields().collect();
        let mentioned = [Field::People, Field::Places, Field::Organisations];
        let facet = if self.dice.below(2) == 0 {
            *self.dice.pick(&facets)
        } else {
            *self.dice.pick(&mentioned)
        };
        match self.naive.random_value(facet, self.dice) {
            Some(_) if self.dice.below(8) == 0 => NaiveQuery::HasValue(facet, None),
            Some(value) => NaiveQuery::HasValue(facet, Some(value)),
            None => NaiveQuery::All,
        }
    }

    fn date_or_length(&mut self) -> NaiveQuery {
        if self.dice.below(3) == 0 {
            let words = self.dice.pick(&self.naive.articles).body_words();
            let to = (self.dice.below(2) == 0).then(|| words + self.dice.below(200));
            return NaiveQuery::Length(words.saturating_sub(self.dice.below(2)), to);
        }
        let Some(day) = self.naive.random_day(self.dice) else { return NaiveQuery::All };
        NaiveQuery::Published(match self.dice.below(4) {
            0 => DateRange::Year(day.year()),
            1 => DateRange::On(day.month(), day.day()),
            2 => DateRange::Since(day),
            _ => DateRange::Between(day, day.saturating_add((self.dice.below(400) as i64).days())),
        })
    }

    /// A query that matches some words of a text, or nearly does.
    fn text_query(&mut self) -> NaiveQuery {
        let (article, text) = self.text();
        let needs_field = text.slot.is_none();
        let field = (needs_field || self.dice.below(4) == 0).then_some(text.field);
        let at = self.typeable_word(text);
        let query = match self.dice.below(14) {
            0..4 => self.operand(text, at).query,
            4..8 => self.near_pair(text, at).query,
            8 => {
                let pair = self.near_pair(text, at);
                self.near(text, pair).query
            }
            9 => self.at_least(article, text, at, field),
            10 if text.field == Field::Body || field.is_some() => {
                let one = if self.dice.below(2) == 0 {
                    self.operand(text, at)
                } else {
                    self.near_pair(text, at)
                };
                self.first(one).query
            }
            11 => {
                let (one, other) =
                    (self.operand(text, at).query, self.operand_anywhere(text).query);
                match self.dice.below(4) {
                    0 | 1 => one.and(other),
                    2 if !self.text_only => one.and(other.negated()),
                    _ => one.or(other),
                }
            }
            12 if !self.text_only => self.far(text, at),
            _ => self.loose_phrase(text, at).query,
        };
        field.into_iter().fold(query, NaiveQuery::in_field)
    }

    /// A random text with a word that can be typed, most often a body.
    fn text(&mut self) -> (&'c NaiveArticle, &'c Text) {
        let naive = self.naive;
        let found = (0..1000).find_map(|_| {
            let article = self.dice.pick(&naive.articles);
            let text = self.dice.pick(&article.texts);
            let odds = match text.slot {
                Some(Slot::Body) => 1,
                Some(_) => 2,
                None if self.text_only => return None,
                None => 4,
            };
            let chosen = self.dice.below(odds) == 0;
            (chosen && (0..text.words.len()).any(|at| self.can_type(text, at)))
                .then_some((article, text))
        });
        found.expect("an archive of some words")
    }

    /// A word of a text that can be typed, with a preference for rare ones.
    fn typeable_word(&mut self, text: &Text) -> usize {
        let can: Vec<usize> = (0..text.words.len()).filter(|at| self.can_type(text, *at)).collect();
        let some: Vec<usize> = (0..3).map(|_| *self.dice.pick(&can)).collect();
        let count = |at: &usize| self.naive.word_types.all[text.words[*at].word_type].count;
        some.into_iter().min_by_key(count).expect("three words")
    }

    /// A word of the text at most this many words away.
    fn word_near(&mut self, text: &Text, at: usize, most: usize) -> usize {
        let near = at.saturating_sub(most)..(at + most + 1).min(text.words.len());
        let can: Vec<usize> = near.filter(|at| self.can_type(text, *at)).collect();
        if can.is_empty() { at } else { *self.dice.pick(&can) }
    }

    /// An operand for a proximity operator.
    fn operand(&mut self, text: &Text, at: usize) -> PlacedQuery {
        match self.dice.below(12) {
            0 => {
                let one = self.leaf(text, at);
                PlacedQuery { query: one.query.or(self.leaf_of_any_text()), ..one }
            }
            1..4 if !self.text_only => self.mention(text, at),
            4 if text.field == Field::Body => {
                let one = self.leaf(text, at);
                self.first(one)
            }
            5 if !self.text_only => self.loose_phrase(text, at),
            6 => {
                let one = self.leaf(text, at);
                PlacedQuery { query: one.query.weighted(), ..one }
            }
            _ => self.leaf(text, at),
        }
    }

    fn operand_anywhere(&mut self, text: &Text) -> PlacedQuery {
        let at = self.typeable_word(text);
        self.operand(text, at)
    }

    fn leaf_of_any_text(&mut self) -> NaiveQuery {
        let (_, text) = self.text();
        let at = self.typeable_word(text);
        self.leaf(text, at).query
    }

    /// The value that a word names, or the word itself if it names none.
    fn mention(&mut self, text: &Text, at: usize) -> PlacedQuery {
        let Some(mention) = text.mentions.iter().find(|mention| mention.words.contains(&at)) else {
            return self.leaf(text, at);
        };
        let any = mention.values.is_empty() || self.dice.below(3) == 0;
        let value =
            (!any).then(|| self.naive.values[*self.dice.pick(&mention.values) as usize].clone());
        let (first, last) = (mention.words[0], mention.words[mention.words.len() - 1]);
        PlacedQuery { query: NaiveQuery::HasValue(mention.facet, value), first, last }
    }

    /// Two operands within a distance, or just beyond it.
    fn near_pair(&mut self, text: &Text, at: usize) -> PlacedQuery {
        let one = self.operand(text, at);
        self.near(text, one)
    }

    /// Adds another operand near this one.
    fn near(&mut self, text: &Text, one: PlacedQuery) -> PlacedQuery {
        let (proximity, other) = self.nearby_operand(text, &one);
        let (first, last) = (one.first.min(other.first), one.last.max(other.last));
        PlacedQuery { query: one.query.near(proximity, other.query), first, last }
    }

    fn far(&mut self, text: &Text, at: usize) -> NaiveQuery {
        let one = self.operand(text, at);
        let (proximity, other) = self.nearby_operand(text, &one);
        let far = one.query.not_near(proximity, other.query);
        let placed = PlacedQuery { query: far.clone(), ..one };
        if self.dice.below(3) == 0 { self.near(text, placed).query } else { far }
    }

    /// An operand near this one, and the distance between them.
    fn nearby_operand(&mut self, text: &Text, one: &PlacedQuery) -> (Proximity, PlacedQuery) {
        let by_number = self.dice.below(3) > 0;
        let at = self.word_near(text, one.last, if by_number { 8 } else { 40 });
        let mut other = self.operand(text, at);
        if self.dice.below(10) == 0 {
            other = self.near(text, other);
        }
        let ends = |placed: &PlacedQuery| [placed.first, placed.last];
        let distances =
            ends(one).into_iter().flat_map(|end| ends(&other).map(|other| end.abs_diff(other)));
        let distance = distances.min().unwrap_or(0);
        let words =
            (distance + *self.dice.pick(&[1, 2, 2, 2, 2, 3, 4, 7, 500])).saturating_sub(2).max(1);
        let proximity = match self.dice.below(4) {
            0..2 if by_number => Proximity::Within(words),
            _ if by_number => Proximity::Before(words),
            0..2 => Proximity::Sentence,
            _ => Proximity::Paragraph,
        };
        (proximity, other)
    }

    /// An ATLEAST query with the number of occurrences in this article, or one more or fewer.
    fn at_least(
        &mut self,
        article: &NaiveArticle,
        text: &Text,
        at: usize,
        field: Option<Field>,
    ) -> NaiveQuery {
        let one =
            if self.dice.below(3) == 0 { self.near_pair(text, at) } else { self.operand(text, at) };
        let times =
            self.naive.occurrence_counts(std::slice::from_ref(article), &one.query, field)[0];
        one.query.at_least((times + *self.dice.pick(&[0, 1, 1, 2])).saturating_sub(1).max(2))
    }

    /// A FIRST query with just enough words, or one more or fewer.
    fn first(&mut self, one: PlacedQuery) -> PlacedQuery {
        let words = (one.last + *self.dice.pick(&[0, 1, 1, 2, 20])).max(1);
        PlacedQuery { query: one.query.first(words), ..one }
    }
}
