//! How well one-word names find the person they mean, by the coreference of the GUM corpus: every name of a person is
//! given as a span, and the people made of them are held against the corpus's own.

#![allow(clippy::indexing_slicing, clippy::string_slice)]

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use morgue::article::entity::Person;
use morgue::enrich::entities::people;
use morgue::enrich::entities::span::{Kind, Span};

use super::gum::{self, Document};

/// What became of the one-word names of some articles.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resolution {
    /// Articles read.
    pub articles: usize,
    /// Names of people in them.
    pub names: usize,
    /// Those of one word.
    pub one_word: usize,
    /// One-word names whose person is named more fully somewhere in the article.
    pub resolvable: usize,
    /// Resolvable names that stand with the fullest name of their person.
    pub right: usize,
    /// Resolvable names that stand with a longer name of anybody: right or wrong, not alone.
    pub joined: usize,
    /// Names, of any length, that stand with the fullest name of somebody else.
    pub false_merges: usize,
}

impl Resolution {
    /// The share of resolvable names that are right.
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.resolvable.max(1) as f64
    }

    /// The share of resolvable names that were given somebody's longer name.
    pub fn coverage(&self) -> f64 {
        self.joined as f64 / self.resolvable.max(1) as f64
    }

    /// Two counts added up.
    pub fn and(self, other: Self) -> Self {
        Self {
            articles: self.articles + other.articles,
            names: self.names + other.names,
            one_word: self.one_word + other.one_word,
            resolvable: self.resolvable + other.resolvable,
            right: self.right + other.right,
            joined: self.joined + other.joined,
            false_merges: self.false_merges + other.false_merges,
        }
    }
}

/// A name of a person in the corpus: how many words it has, and whose it is.
struct Gold {
    words: usize,
    cluster: String,
}

/// The resolution of all articles of the corpus in `data`.
pub fn gum(data: &Path) -> Resolution {
    gum::read(data).iter().map(resolution).fold(Resolution::default(), Resolution::and)
}

/// The resolution of one article.
pub fn resolution(document: &Document) -> Resolution {
    let mut names: Vec<_> = document
        .marks
        .iter()
        .filter(|mark| mark.kind == "person")
        .filter_map(|mark| mark.name.clone().map(|name| (mark, name)))
        .collect();
    names.sort_by_key(|(mark, name)| (mark.slot, name.start));
    names.dedup_by(|(mark, name), (before, known)| {
        mark.slot == before.slot && name.start < known.end
    });
    let span = |(mark, name): &(&gum::Mark, gum::Name)| Span {
        slot: mark.slot,
        start: name.start,
        end: name.end,
        kind: Kind::Person,
        confidence: 1.0,
    };
    let spans: Vec<Span> = names.iter().map(span).collect();
    let gold: Vec<Gold> = names
        .into_iter()
        .map(|(mark, name)| Gold { words: name.words, cluster: mark.cluster.clone() })
        .collect();
    judge(&people::resolve(&document.article, &spans), &gold, &spans)
}

/// Which person each name of the corpus was put with, against whose it is.
fn judge(people: &[Person], gold: &[Gold], spans: &[Span]) -> Resolution {
    let mut by_place: HashMap<usize, usize> = HashMap::new();
    for (number, person) in people.iter().enumerate() {
        for mention in &person.mentions {
            let within = |span: &Span| {
                span.slot == mention.slot && span.start <= mention.start && mention.end <= span.end
            };
            let name = spans.iter().position(within);
            by_place.extend(name.map(|name| (name, number)));
        }
    }
    let mut fullest: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, name) in gold.iter().enumerate() {
        let known = fullest.entry(&name.cluster).or_insert(number);
        if name.words > gold[*known].words {
            *known = number;
        }
    }
    let mut made = Resolution { articles: 1, names: gold.len(), ..Resolution::default() };
    for (number, name) in gold.iter().enumerate() {
        let own = fullest[name.cluster.as_str()];
        let person = by_place.get(&number);
        let with = |other: usize| person.is_some() && person == by_place.get(&other);
        let longer = |other: usize| gold[other].words > 1 && gold[other].cluster != name.cluster;
        let others =
            fullest.values().copied().filter(|&other| longer(other) && with(other)).count();
        made.false_merges += usize::from(others > 0 && !(with(own) && gold[own].words > 1));
        if name.words > 1 {
            continue;
        }
        made.one_word += 1;
        if gold[own].words > 1 {
            made.resolvable += 1;
            made.right += usize::from(with(own));
            made.joined += usize::from(with(own) || others > 0);
        }
    }
    made
}
