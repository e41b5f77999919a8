//! Coreference of one-word names on the GUM corpus: every name of a person is given as a span, and
//! the resulting people are compared with those of the corpus.

#![allow(clippy::indexing_slicing, clippy::string_slice)]

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use morgue::internals::article::entity::Person;
use morgue::internals::enrich::entities::people;
use morgue::internals::enrich::entities::span::{EntityKind, Span};

use super::gum::{self, GumDocument};

/// Counts of resolved one-word names.
#[derive(Debug, Clone, Copy, Default)]
pub struct CorefCounts {
    /// Number of articles.
    pub articles: usize,
    /// Number of names of people.
    pub names: usize,
    /// Number of names with one word.
    pub one_word: usize,
    /// One-word names whose person has a longer name elsewhere in the article.
    pub resolvable: usize,
    /// Resolvable names grouped with the fullest name of their person.
    pub right: usize,
    /// Resolvable names grouped with any longer name, right or wrong.
    pub joined: usize,
    /// Names of any length grouped with the fullest name of another person.
    pub false_merges: usize,
}

impl CorefCounts {
    /// Share of resolvable names that are right.
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.resolvable.max(1) as f64
    }

    /// Share of resolvable names grouped with a longer name.
    pub fn coverage(&self) -> f64 {
        self.joined as f64 / self.resolvable.max(1) as f64
    }

    /// Adds up two counts.
    pub fn add(self, other: Self) -> Self {
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

/// A name in the corpus: number of words and person.
struct GoldName {
    words: usize,
    cluster: String,
}

/// Measures all articles of the corpus in `data`.
pub fn gum(data: &Path) -> CorefCounts {
    gum::read(data).iter().map(resolution).fold(CorefCounts::default(), CorefCounts::add)
}

/// Measures one article.
pub fn resolution(document: &GumDocument) -> CorefCounts {
    let mut names: Vec<_> = document
        .mentions
        .iter()
        .filter(|mention| mention.kind == "person")
        .filter_map(|mention| mention.name.clone().map(|name| (mention, name)))
        .collect();
    names.sort_by_key(|(mention, name)| (mention.slot, name.start));
    names.dedup_by(|(mention, name), (previous, kept)| {
        mention.slot == previous.slot && name.start < kept.end
    });
    let span = |(mention, name): &(&gum::GumMention, gum::GumName)| Span {
        slot: mention.slot,
        start: name.start,
        end: name.end,
        kind: EntityKind::Person,
        confidence: 1.0,
    };
    let spans: Vec<Span> = names.iter().map(span).collect();
    let gold: Vec<GoldName> = names
        .into_iter()
        .map(|(mention, name)| GoldName { words: name.words, cluster: mention.cluster.clone() })
        .collect();
    compare(&people::resolve(&document.article, &spans), &gold, &spans)
}

/// Compares the person of each name with the corpus.
fn compare(people: &[Person], gold: &[GoldName], spans: &[Span]) -> CorefCounts {
    let mut person_of_name: HashMap<usize, usize> = HashMap::new();
    for (number, person) in people.iter().enumerate() {
        for mention in &person.mentions {
            let within = |span: &Span| {
                span.slot == mention.slot && span.start <= mention.start && mention.end <= span.end
            };
            let name = spans.iter().position(within);
            person_of_name.extend(name.map(|name| (name, number)));
        }
    }
    let mut fullest: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, name) in gold.iter().enumerate() {
        let kept = fullest.entry(&name.cluster).or_insert(number);
        if name.words > gold[*kept].words {
            *kept = number;
        }
    }
    let mut counts = CorefCounts { articles: 1, names: gold.len(), ..CorefCounts::default() };
    for (number, name) in gold.iter().enumerate() {
        let fullest_own = fullest[name.cluster.as_str()];
        let person = person_of_name.get(&number);
        let is_grouped_with =
            |other: usize| person.is_some() && person == person_of_name.get(&other);
        let is_other_full_name =
            |other: usize| gold[other].words > 1 && gold[other].cluster != name.cluster;
        let others = fullest
            .values()
            .copied()
            .filter(|&other| is_other_full_name(other) && is_grouped_with(other))
            .count();
        counts.false_merges += usize::from(
            others > 0 && !(is_grouped_with(fullest_own) && gold[fullest_own].words > 1),
        );
        if name.words > 1 {
            continue;
        }
        counts.one_word += 1;
        if gold[fullest_own].words > 1 {
            counts.resolvable += 1;
            counts.right += usize::from(is_grouped_with(fullest_own));
            counts.joined += usize::from(is_grouped_with(fullest_own) || others > 0);
        }
    }
    counts
}
