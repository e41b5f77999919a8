//! Questions by chance, made from the words of articles so that many are answered: what they ask to be near stands just
//! near enough, or just not.

use jiff::ToSpan;
use morgue::article::Slot;
use morgue::article::schema;
use morgue::article::schema::Field;

use super::ask::{Ask, How, When};
use super::text::Text;
use super::{Naive, Seen};
use crate::harness::Dice;

mod leaves;

pub use leaves::is_plain;

impl Ask {
    /// A question by chance, so many operators of sets deep at the most.
    pub fn by_chance(naive: &Naive, dice: &mut Dice, depth: usize) -> Self {
        Chance::new(naive, dice, false).question(depth)
    }

    /// One that is made of text alone and denies nothing.
    pub fn of_text(naive: &Naive, dice: &mut Dice, depth: usize) -> Self {
        Chance::new(naive, dice, true).question(depth)
    }
}

struct Chance<'c> {
    naive: &'c Naive,
    dice: &'c mut Dice,
    /// Text alone, and nothing denied.
    text_only: bool,
    /// How many letters a pattern gives at least: in real news, fewer would be like too many words.
    letters: usize,
}

/// A question that some words of a text answer: from the first to the last.
struct Placed {
    ask: Ask,
    first: usize,
    last: usize,
}

impl<'c> Chance<'c> {
    fn new(naive: &'c Naive, dice: &'c mut Dice, text_only: bool) -> Self {
        let letters = if naive.vocabulary.len() < 100 { 1 } else { 3 };
        Self { naive, dice, text_only, letters }
    }

    fn question(&mut self, depth: usize) -> Ask {
        match self.dice.roll(if depth == 0 { 8 } else { 12 }) {
            0 if !self.text_only => self.label(),
            1 if !self.text_only => self.days_or_length(),
            0..8 => self.found(),
            8 if !self.text_only => self.question(depth - 1).negated(),
            9 => self.question(depth - 1).and(self.question(depth - 1)),
            _ => self.question(depth - 1).or(self.question(depth - 1)),
        }
    }

    fn label(&mut self) -> Ask {
        let facets: Vec<Field> = schema::facets().collect();
        let mentioned = [Field::People, Field::Places, Field::Organisations];
        let facet = if self.dice.roll(2) == 0 {
            *self.dice.pick(&facets)
        } else {
            *self.dice.pick(&mentioned)
        };
        match self.naive.value(facet, self.dice) {
            Some(_) if self.dice.roll(8) == 0 => Ask::About(facet, None),
            Some(value) => Ask::About(facet, Some(value)),
            None => Ask::All,
        }
    }

    fn days_or_length(&mut self) -> Ask {
        if self.dice.roll(3) == 0 {
            let words = self.dice.pick(&self.naive.articles).body_words();
            let to = (self.dice.roll(2) == 0).then(|| words + self.dice.roll(200));
            return Ask::Long(words.saturating_sub(self.dice.roll(2)), to);
        }
        let Some(day) = self.naive.day(self.dice) else { return Ask::All };
        Ask::Published(match self.dice.roll(4) {
            0 => When::Year(day.year()),
            1 => When::On(day.month(), day.day()),
            2 => When::Since(day),
            _ => When::Between(day, day.saturating_add((self.dice.roll(400) as i64).days())),
        })
    }

    /// What some words of a text answer, or nearly do.
    fn found(&mut self) -> Ask {
        let (seen, text) = self.text();
        let asked_for = text.slot.is_none();
        let field = (asked_for || self.dice.roll(4) == 0).then_some(text.field);
        let at = self.at(text);
        let ask = match self.dice.roll(14) {
            0..4 => self.side(text, at).ask,
            4..8 => self.near_one(text, at).ask,
            8 => {
                let pair = self.near_one(text, at);
                self.near(text, pair).ask
            }
            9 => self.at_least(seen, text, at, field),
            10 if text.field == Field::Body || field.is_some() => {
                let one = if self.dice.roll(2) == 0 {
                    self.side(text, at)
                } else {
                    self.near_one(text, at)
                };
                self.first(one).ask
            }
            11 => {
                let (one, other) = (self.side(text, at).ask, self.side_of(text).ask);
                match self.dice.roll(4) {
                    0 | 1 => one.and(other),
                    2 if !self.text_only => one.and(other.negated()),
                    _ => one.or(other),
                }
            }
            12 if !self.text_only => self.far(text, at),
            _ => self.loose_phrase(text, at).ask,
        };
        field.into_iter().fold(ask, Ask::within)
    }

    /// A text by chance that has a word one can type: often a body, seldom what is looked in only when asked for.
    fn text(&mut self) -> (&'c Seen, &'c Text) {
        let naive = self.naive;
        let found = (0..1000).find_map(|_| {
            let seen = self.dice.pick(&naive.articles);
            let text = self.dice.pick(&seen.texts);
            let odds = match text.slot {
                Some(Slot::Body) => 1,
                Some(_) => 2,
                None if self.text_only => return None,
                None => 4,
            };
            let wanted = self.dice.roll(odds) == 0;
            (wanted && (0..text.words.len()).any(|at| self.can_type(text, at)))
                .then_some((seen, text))
        });
        found.expect("an archive of some words")
    }

    /// A word of a text that can be typed, rather a rare one.
    fn at(&mut self, text: &Text) -> usize {
        let can: Vec<usize> = (0..text.words.len()).filter(|at| self.can_type(text, *at)).collect();
        let some: Vec<usize> = (0..3).map(|_| *self.dice.pick(&can)).collect();
        let count = |at: &usize| self.naive.kinds.all[text.words[*at].kind].count;
        some.into_iter().min_by_key(count).expect("three of them")
    }

    /// Another word of the text, so far away at the most.
    fn beside(&mut self, text: &Text, at: usize, most: usize) -> usize {
        let near = at.saturating_sub(most)..(at + most + 1).min(text.words.len());
        let can: Vec<usize> = near.filter(|at| self.can_type(text, *at)).collect();
        if can.is_empty() { at } else { *self.dice.pick(&can) }
    }

    /// What can stand on a side of a sign of nearness.
    fn side(&mut self, text: &Text, at: usize) -> Placed {
        match self.dice.roll(12) {
            0 => {
                let one = self.leaf(text, at);
                Placed { ask: one.ask.or(self.side_of_any()), ..one }
            }
            1..4 if !self.text_only => self.mention(text, at),
            4 if text.field == Field::Body => {
                let one = self.leaf(text, at);
                self.first(one)
            }
            5 if !self.text_only => self.loose_phrase(text, at),
            6 => {
                let one = self.leaf(text, at);
                Placed { ask: one.ask.weighted(), ..one }
            }
            _ => self.leaf(text, at),
        }
    }

    fn side_of(&mut self, text: &Text) -> Placed {
        let at = self.at(text);
        self.side(text, at)
    }

    fn side_of_any(&mut self) -> Ask {
        let (_, text) = self.text();
        let at = self.at(text);
        self.leaf(text, at).ask
    }

    /// Whom or what this word names; the word where it names nothing.
    fn mention(&mut self, text: &Text, at: usize) -> Placed {
        let Some(mention) = text.mentions.iter().find(|mention| mention.words.contains(&at)) else {
            return self.leaf(text, at);
        };
        let any = mention.values.is_empty() || self.dice.roll(3) == 0;
        let value =
            (!any).then(|| self.naive.names[*self.dice.pick(&mention.values) as usize].clone());
        let (first, last) = (mention.words[0], mention.words[mention.words.len() - 1]);
        Placed { ask: Ask::About(mention.facet, value), first, last }
    }

    /// Two near each other, or nearly so.
    fn near_one(&mut self, text: &Text, at: usize) -> Placed {
        let one = self.side(text, at);
        self.near(text, one)
    }

    /// Another near this.
    fn near(&mut self, text: &Text, one: Placed) -> Placed {
        let (how, other) = self.other(text, &one);
        let (first, last) = (one.first.min(other.first), one.last.max(other.last));
        Placed { ask: one.ask.near(how, other.ask), first, last }
    }

    fn far(&mut self, text: &Text, at: usize) -> Ask {
        let one = self.side(text, at);
        let (how, other) = self.other(text, &one);
        let far = one.ask.far(how, other.ask);
        let place = Placed { ask: far.clone(), ..one };
        if self.dice.roll(3) == 0 { self.near(text, place).ask } else { far }
    }

    /// What stands near this, and how near.
    fn other(&mut self, text: &Text, one: &Placed) -> (How, Placed) {
        let by_number = self.dice.roll(3) > 0;
        let at = self.beside(text, one.last, if by_number { 8 } else { 40 });
        let mut other = self.side(text, at);
        if self.dice.roll(10) == 0 {
            other = self.near(text, other);
        }
        let ends = |place: &Placed| [place.first, place.last];
        let distances =
            ends(one).into_iter().flat_map(|end| ends(&other).map(|other| end.abs_diff(other)));
        let distance = distances.min().unwrap_or(0);
        let words =
            (distance + *self.dice.pick(&[1, 2, 2, 2, 2, 3, 4, 7, 500])).saturating_sub(2).max(1);
        let how = match self.dice.roll(4) {
            0..2 if by_number => How::Within(words),
            _ if by_number => How::Before(words),
            0..2 => How::Sentence,
            _ => How::Paragraph,
        };
        (how, other)
    }

    /// As often as it occurs in this article, or once more or less.
    fn at_least(&mut self, seen: &Seen, text: &Text, at: usize, field: Option<Field>) -> Ask {
        let one =
            if self.dice.roll(3) == 0 { self.near_one(text, at) } else { self.side(text, at) };
        let times = self.naive.times(std::slice::from_ref(seen), &one.ask, field)[0];
        one.ask.at_least((times + *self.dice.pick(&[0, 1, 1, 2])).saturating_sub(1).max(2))
    }

    /// Within as many first words as just hold it, or one more or less.
    fn first(&mut self, one: Placed) -> Placed {
        let words = (one.last + *self.dice.pick(&[0, 1, 1, 2, 20])).max(1);
        Placed { ask: one.ask.first(words), ..one }
    }
}
