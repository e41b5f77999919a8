//! Feature selection: words and bigrams, their rarity and their prior weights from the lexicon.
//! Names are left out unless the lexicon has them, because the people in the news change but the
//! topics stay.

use std::collections::{HashMap, HashSet};

use morgue::internals::article::Article;
use morgue::internals::enrich::topics::features;
use morgue::internals::enrich::topics::model::{DAMPING, MAX_TOPICS, Scores};
use morgue::internals::text::hash;
use morgue::internals::text::tokenizer::Words;

use crate::docs::{Doc, LabelSource};
use crate::trainer::TrainingExample;

/// Least number of texts with a word, and with a bigram.
const MIN_WORD_TEXTS: u32 = 3;
const MIN_BIGRAM_TEXTS: u32 = 8;
/// Share of the texts from which a feature is too common.
const MAX_SHARE: f32 = 0.35;
/// Prior weight of a lexicon word for its topic.
const LEXICON_WEIGHT: f32 = 5.0;

/// The selected features.
pub struct Vocabulary {
    id_by_feature: HashMap<u64, u32>,
    /// By index: the hash of the feature, and its rarity in sixteenths of a natural logarithm.
    pub features: Vec<(u64, u8)>,
    /// By index: prior weights from the lexicon.
    pub priors: Vec<Scores>,
}

impl Vocabulary {
    pub fn select(docs: &[Doc], codes: &[String]) -> Self {
        let lexicon = lexicon(codes);
        let names = names(docs, &lexicon);
        let mut counts: HashMap<u64, (u32, bool)> = HashMap::new();
        for doc in docs.iter().filter(|doc| doc.source != LabelSource::Definition) {
            let mut in_text: HashSet<(u64, bool)> = HashSet::new();
            emit_without_names(&doc.article, &names, |feature, is_bigram| {
                in_text.extend([(feature, is_bigram)])
            });
            for (feature, is_bigram) in in_text {
                let (count, kind) = counts.entry(feature).or_default();
                (*count, *kind) = (*count + 1, is_bigram);
            }
        }
        let texts = docs.len() as f32;
        let is_useful = |feature: &u64, count: u32, is_bigram: bool| {
            lexicon.contains_key(feature)
                || count >= if is_bigram { MIN_BIGRAM_TEXTS } else { MIN_WORD_TEXTS }
                    && (count as f32) < texts * MAX_SHARE
        };
        let mut features: Vec<(u64, u32)> = counts
            .iter()
            .filter(|(feature, (count, is_bigram))| is_useful(feature, *count, *is_bigram))
            .map(|(feature, (count, _))| (*feature, *count))
            .chain(
                lexicon
                    .keys()
                    .filter(|feature| !counts.contains_key(feature))
                    .map(|feature| (*feature, 0)),
            )
            .collect();
        features.sort_unstable();
        let rarity =
            |count: u32| ((texts / (count as f32 + 8.0)).ln() * 16.0).clamp(1.0, 255.0) as u8;
        Self {
            id_by_feature: features
                .iter()
                .zip(0..)
                .map(|((feature, _), id)| (*feature, id))
                .collect(),
            priors: features
                .iter()
                .map(|(feature, _)| lexicon.get(feature).copied().unwrap_or([0.0; MAX_TOPICS]))
                .collect(),
            features: features
                .into_iter()
                .map(|(feature, count)| (feature, rarity(count)))
                .collect(),
        }
    }

    /// Converts an article to a training example.
    pub fn example(&self, article: &Article, targets: Scores) -> TrainingExample {
        let mut counts: std::collections::BTreeMap<u32, f32> = std::collections::BTreeMap::new();
        features::extract(article, &mut String::new(), |feature, weight, _| {
            if let Some(id) = self.id_by_feature.get(&feature) {
                *counts.entry(*id).or_default() += weight;
            }
        });
        let value = |(id, count): (u32, f32)| {
            (id, features::term_frequency(count) * f32::from(self.features[id as usize].1) / 16.0)
        };
        let mut features: Vec<(u32, f32)> = counts.into_iter().map(value).collect();
        let length =
            (DAMPING + features.iter().map(|(_, value)| value * value).sum::<f32>()).sqrt();
        features.iter_mut().for_each(|(_, value)| *value /= length);
        TrainingExample { features, targets }
    }
}

/// Emits every word and bigram without a name.
fn emit_without_names(article: &Article, names: &HashSet<u64>, mut emit: impl FnMut(u64, bool)) {
    let (mut first, mut second) = (0, 0);
    features::extract(article, &mut String::new(), |feature, _, _| {
        // Words and bigrams alternate; a bigram consists of the two words before it.
        if feature == features::bigram(first, second) {
            if !names.contains(&first) && !names.contains(&second) {
                emit(feature, true);
            }
        } else {
            (first, second) = (second, feature);
            if !names.contains(&feature) {
                emit(feature, false);
            }
        }
    });
}

/// Finds words that are nearly always capitalised.
fn names(docs: &[Doc], lexicon: &HashMap<u64, Scores>) -> HashSet<u64> {
    let mut counts: HashMap<u64, (u32, u32)> = HashMap::new();
    for doc in docs {
        let body = Article { body: doc.article.body.clone(), ..Article::default() };
        features::extract(&body, &mut String::new(), |feature, _, text| {
            if !text.contains(' ') {
                let (all, capitalised) = counts.entry(feature).or_default();
                (*all, *capitalised) =
                    (*all + 1, *capitalised + u32::from(text.starts_with(char::is_uppercase)));
            }
        });
    }
    let is_name = |(feature, (all, capitalised)): &(u64, (u32, u32))| {
        *capitalised as f32 >= *all as f32 * 0.85 && !lexicon.contains_key(feature)
    };
    counts.into_iter().filter(is_name).map(|(feature, _)| feature).collect()
}

/// Reads the prior weights of words and bigrams, each also with a plural "s".
fn lexicon(codes: &[String]) -> HashMap<u64, Scores> {
    let mut priors: HashMap<u64, Scores> = HashMap::new();
    let mut topic = 0;
    for line in include_str!("lexicon.txt").lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_digit())
            && line.get(..8).is_some_and(|code| codes.iter().any(|known| known == code))
        {
            topic = codes.iter().position(|code| code == &line[..8]).expect("a code");
            continue;
        }
        for words in line.split(',').map(str::trim).filter(|words| !words.is_empty()) {
            for written in [words.to_owned(), format!("{words}s")] {
                if let Some(feature) = feature(&written) {
                    priors.entry(feature).or_insert([0.0; MAX_TOPICS])[topic] = LEXICON_WEIGHT;
                }
            }
        }
    }
    // The weight of a word with several topics is divided among them.
    for weights in priors.values_mut() {
        let topics = weights.iter().filter(|weight| **weight > 0.0).count().max(1) as f32;
        weights.iter_mut().for_each(|weight| *weight /= topics);
    }
    priors
}

fn feature(written: &str) -> Option<u64> {
    let mut words = Words::new(written);
    let mut hashes = Vec::new();
    while words.advance().is_some() {
        hashes.push(hash::of(words.folded().as_bytes()));
    }
    match hashes[..] {
        [word] => Some(word),
        [first, second] => Some(features::bigram(first, second)),
        _ => None,
    }
}
