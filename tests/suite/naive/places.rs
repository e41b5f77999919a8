//! Where in the texts of articles a question is satisfied, and by which words.

use std::collections::BTreeSet;

use morgue::article::schema;
use morgue::article::schema::Field;

use super::ask::{Ask, How};
use super::text::{NOWHERE, Text};
use super::wanted::wanted;
use super::{Naive, Seen};

/// The words of one text that satisfy a question together, by their numbers, in order.
pub type Occurrence = Vec<usize>;

/// All of them in one text.
pub type Occurrences = BTreeSet<Occurrence>;

impl Naive {
    /// Where what has places stands: in every text of every article.
    pub fn places(
        &self,
        articles: &[Seen],
        ask: &Ask,
        field: Option<Field>,
    ) -> Vec<Vec<Occurrences>> {
        let of = |inner: &Ask| self.places(articles, inner, field);
        match ask {
            Ask::Weighted(inner) => of(inner),
            Ask::Or(one, other) => {
                on_both(of(one), of(other), |_, one, other| &one | &other, articles)
            }
            Ask::Near(one, how, other) => on_both(
                of(one),
                of(other),
                |text, one, other| pairs(text, &one, *how, &other),
                articles,
            ),
            Ask::Far(one, how, other) => on_both(
                of(one),
                of(other),
                |text, one, other| lone(text, one, *how, &other),
                articles,
            ),
            Ask::First(words, inner) => {
                let mut places = self.places(articles, inner, field.or(Some(Field::Body)));
                places
                    .iter_mut()
                    .flatten()
                    .for_each(|text| text.retain(|place| last(place) < *words));
                places
            }
            Ask::About(facet, value) => {
                let value = value.as_ref().map(|value| self.known(value));
                on_each(articles, field, |text| {
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
                let (wanted, between) = wanted(leaf);
                assert!(!wanted.is_empty(), "{leaf} has no word");
                // Word by word, and of every word of the archive, whether it is one that is wanted there.
                let fitting: Vec<Vec<bool>> =
                    wanted.iter().map(|wanted| wanted.among(&self.kinds.all)).collect();
                on_each(articles, field, |text| in_order(text, &fitting, between))
            }
        }
    }
}

/// The same done to every text that is looked in.
fn on_each(
    articles: &[Seen],
    field: Option<Field>,
    find: impl Fn(&Text) -> Occurrences,
) -> Vec<Vec<Occurrences>> {
    let looked_in = |text: &Text| match field {
        Some(field) => text.field == field,
        None => schema::searched().any(|field| text.field == field),
    };
    let find = |text: &Text| if looked_in(text) { find(text) } else { Occurrences::new() };
    articles.iter().map(|seen| seen.texts.iter().map(&find).collect()).collect()
}

/// What two have in each text, joined.
fn on_both(
    one: Vec<Vec<Occurrences>>,
    other: Vec<Vec<Occurrences>>,
    join: impl Fn(&Text, Occurrences, Occurrences) -> Occurrences,
    articles: &[Seen],
) -> Vec<Vec<Occurrences>> {
    let both = articles.iter().zip(one.into_iter().zip(other));
    both.map(|(seen, (one, other))| {
        let texts = seen.texts.iter().zip(one.into_iter().zip(other));
        texts.map(|(text, (one, other))| join(text, one, other)).collect()
    })
    .collect()
}

/// From every first word on, each next where it comes first, if no more stand in between than may.
fn in_order(text: &Text, fitting: &[Vec<bool>], between: usize) -> Occurrences {
    let fits =
        |at: usize, wanted: &[bool]| text.words[at].kind != NOWHERE && wanted[text.words[at].kind];
    let mut found = Occurrences::new();
    for begin in (0..text.words.len()).filter(|at| fits(*at, &fitting[0])) {
        let mut place = vec![begin];
        for wanted in &fitting[1..] {
            place.extend((last(&place) + 1..text.words.len()).find(|at| fits(*at, wanted)));
        }
        if place.len() == fitting.len() && last(&place) - begin < fitting.len() + between {
            found.insert(place);
        }
    }
    found
}

pub fn first(place: &Occurrence) -> usize {
    place[0]
}

pub fn last(place: &Occurrence) -> usize {
    place[place.len() - 1]
}

fn share_a_word(one: &Occurrence, other: &Occurrence) -> bool {
    one.iter().any(|word| other.contains(word))
}

/// Whether the other is as near as this.
fn is_near(text: &Text, one: &Occurrence, how: How, other: &Occurrence) -> bool {
    let ends = |place: &Occurrence| [first(place), last(place)];
    let distances =
        ends(one).into_iter().flat_map(|one| ends(other).map(|other| one.abs_diff(other)));
    let distance = distances.min().expect("four of them");
    match how {
        How::Within(most) => distance <= most,
        How::Before(most) => last(one) < first(other) && first(other) - last(one) <= most,
        How::Sentence => are_together(one, other, |at| text.words[at].sentence),
        How::Paragraph => are_together(one, other, |at| text.words[at].paragraph),
    }
}

/// Whether the nearest ends of both lie in one stretch of the text; those of two that interlock always do.
fn are_together(one: &Occurrence, other: &Occurrence, stretch: impl Fn(usize) -> usize) -> bool {
    let (sooner, later) = if last(one) <= last(other) { (one, other) } else { (other, one) };
    last(sooner) >= first(later) || stretch(last(sooner)) == stretch(first(later))
}

/// Every pair that stands as near as this and shares no word.
fn pairs(text: &Text, ones: &Occurrences, how: How, others: &Occurrences) -> Occurrences {
    let mut found = Occurrences::new();
    for one in ones {
        for other in others
            .iter()
            .filter(|other| !share_a_word(one, other) && is_near(text, one, how, other))
        {
            let mut pair = [one.as_slice(), other].concat();
            pair.sort_unstable();
            found.insert(pair);
        }
    }
    found
}

/// Those that no other is as near to as this, itself aside; what shares a word with one is near to it.
fn lone(text: &Text, mut ones: Occurrences, how: How, others: &Occurrences) -> Occurrences {
    let near = |one: &Occurrence, other: &Occurrence| {
        share_a_word(one, other) || is_near(text, one, how, other)
    };
    ones.retain(|one| !others.iter().any(|other| one != other && near(one, other)));
    ones
}
