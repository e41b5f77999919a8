//! Which words and pairs are features, how rare they are, and what the lexicon says of them. Names are no features unless
//! the lexicon has them: who is in the news changes, what news is about does not.

use std::collections::{HashMap, HashSet};

use morgue::article::Article;
use morgue::enrich::topics::features;
use morgue::enrich::topics::model::{DAMPING, Scores, TOPICS};
use morgue::text::hash;
use morgue::text::words::Words;

use crate::docs::{Doc, Kind};
use crate::learner::Lesson;

/// Texts that must hold a word, and a pair.
const WORD: u32 = 3;
const PAIR: u32 = 8;
/// The share of texts from which on a feature says nothing.
const COMMON: f32 = 0.35;
/// What the lexicon's word is for its topic.
const SPEAKS: f32 = 5.0;

/// The features.
pub struct Vocabulary {
    numbers: HashMap<u64, u32>,
    /// By number: the feature, and the logarithm of how rare it is in sixteenths.
    pub features: Vec<(u64, u8)>,
    /// By number: what the lexicon says.
    pub known: Vec<Scores>,
}

impl Vocabulary {
    pub fn learn(docs: &[Doc], codes: &[String]) -> Self {
        let lexicon = lexicon(codes);
        let names = names(docs, &lexicon);
        let mut held: HashMap<u64, (u32, bool)> = HashMap::new();
        for doc in docs.iter().filter(|doc| doc.kind != Kind::Definition) {
            let mut own: HashSet<(u64, bool)> = HashSet::new();
            told(&doc.article, &names, |feature, pair| own.extend([(feature, pair)]));
            for (feature, pair) in own {
                let (count, is_pair) = held.entry(feature).or_default();
                (*count, *is_pair) = (*count + 1, pair);
            }
        }
        let texts = docs.len() as f32;
        let useful = |feature: &u64, count: u32, pair: bool| {
            lexicon.contains_key(feature)
                || count >= if pair { PAIR } else { WORD } && (count as f32) < texts * COMMON
        };
        let mut features: Vec<(u64, u32)> = held
            .iter()
            .filter(|(feature, (count, pair))| useful(feature, *count, *pair))
            .map(|(feature, (count, _))| (*feature, *count))
            .chain(
                lexicon
                    .keys()
                    .filter(|feature| !held.contains_key(feature))
                    .map(|feature| (*feature, 0)),
            )
            .collect();
        features.sort_unstable();
        let rarity =
            |count: u32| ((texts / (count as f32 + 8.0)).ln() * 16.0).clamp(1.0, 255.0) as u8;
        Self {
            numbers: features
                .iter()
                .zip(0..)
                .map(|((feature, _), number)| (*feature, number))
                .collect(),
            known: features
                .iter()
                .map(|(feature, _)| lexicon.get(feature).copied().unwrap_or([0.0; TOPICS]))
                .collect(),
            features: features
                .into_iter()
                .map(|(feature, count)| (feature, rarity(count)))
                .collect(),
        }
    }

    /// What an article teaches.
    pub fn lesson(&self, article: &Article, targets: Scores) -> Lesson {
        let mut counts: std::collections::BTreeMap<u32, f32> = std::collections::BTreeMap::new();
        features::each(article, &mut String::new(), |feature, weight, _| {
            if let Some(number) = self.numbers.get(&feature) {
                *counts.entry(*number).or_default() += weight;
            }
        });
        let value = |(number, count): (u32, f32)| {
            (number, features::worth(count) * f32::from(self.features[number as usize].1) / 16.0)
        };
        let mut features: Vec<(u32, f32)> = counts.into_iter().map(value).collect();
        let length =
            (DAMPING + features.iter().map(|(_, value)| value * value).sum::<f32>()).sqrt();
        features.iter_mut().for_each(|(_, value)| *value /= length);
        Lesson { features, targets }
    }
}

/// Every word and pair without a name in it.
fn told(article: &Article, names: &HashSet<u64>, mut take: impl FnMut(u64, bool)) {
    let (mut first, mut second) = (0, 0);
    features::each(article, &mut String::new(), |feature, _, _| {
        // A word follows every word; where a pair stands between them, it is made of the two before it.
        if feature == features::pair(first, second) {
            if !names.contains(&first) && !names.contains(&second) {
                take(feature, true);
            }
        } else {
            (first, second) = (second, feature);
            if !names.contains(&feature) {
                take(feature, false);
            }
        }
    });
}

/// Words that hardly ever stand in small letters.
fn names(docs: &[Doc], lexicon: &HashMap<u64, Scores>) -> HashSet<u64> {
    let mut seen: HashMap<u64, (u32, u32)> = HashMap::new();
    for doc in docs {
        let body = Article { body: doc.article.body.clone(), ..Article::default() };
        features::each(&body, &mut String::new(), |feature, _, text| {
            if !text.contains(' ') {
                let (all, large) = seen.entry(feature).or_default();
                (*all, *large) =
                    (*all + 1, *large + u32::from(text.starts_with(char::is_uppercase)));
            }
        });
    }
    let is_name = |(feature, (all, large)): &(u64, (u32, u32))| {
        *large as f32 >= *all as f32 * 0.85 && !lexicon.contains_key(feature)
    };
    seen.into_iter().filter(is_name).map(|(feature, _)| feature).collect()
}

/// What the lexicon says of words and pairs; of each also with an s.
fn lexicon(codes: &[String]) -> HashMap<u64, Scores> {
    let mut known: HashMap<u64, Scores> = HashMap::new();
    let mut topic = 0;
    for line in include_str!("lexicon.txt").lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_digit())
            && line.get(..8).is_some_and(|code| codes.iter().any(|own| own == code))
        {
            topic = codes.iter().position(|code| code == &line[..8]).expect("a code");
            continue;
        }
        for words in line.split(',').map(str::trim).filter(|words| !words.is_empty()) {
            for written in [words.to_owned(), format!("{words}s")] {
                if let Some(feature) = feature(&written) {
                    known.entry(feature).or_insert([0.0; TOPICS])[topic] = SPEAKS;
                }
            }
        }
    }
    // A word of many subjects says less of each.
    for weights in known.values_mut() {
        let topics = weights.iter().filter(|weight| **weight > 0.0).count().max(1) as f32;
        weights.iter_mut().for_each(|weight| *weight /= topics);
    }
    known
}

fn feature(written: &str) -> Option<u64> {
    let mut words = Words::new(written);
    let mut hashes = Vec::new();
    while words.advance().is_some() {
        hashes.push(hash::of(words.folded().as_bytes()));
    }
    match hashes[..] {
        [word] => Some(word),
        [first, second] => Some(features::pair(first, second)),
        _ => None,
    }
}
