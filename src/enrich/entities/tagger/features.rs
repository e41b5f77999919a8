//! Feature templates of the tagger. The first pass uses the word and its affixes, its neighbours,
//! its run, the lexicon and the contexts of the same word elsewhere in the article. The second pass
//! adds the labels of the first.
//!
//! A feature is a 64-bit hash of its values and the number of its template. The numbers and the
//! order in which values are combined are part of the trained model and must not change.

use std::ops::Range;

use super::input::{PREDICATES, TaggerInput, WordContext};
use super::label::LABELS;
use super::lexicon::{Lexicon, LexiconEntry, phrase_hash, word_trait};
use super::tokens::TaggerToken;
use crate::text::hash::combine;

/// Longest phrase looked up in the lexicon, in tokens.
const MAX_PHRASE: usize = 4;

/// For one word, the number of times the first pass assigned each label in the article.
pub type LabelCounts = [u16; LABELS];

/// A run of tokens that may contain names, with the values that all its tokens share.
pub struct CandidateRun<'r> {
    input: &'r TaggerInput,
    range: Range<usize>,
    /// For each token, the traits of the lexicon phrase that covers it and its position in the
    /// phrase.
    phrases: Vec<u64>,
    neighbours_hash: u64,
    /// The last capitalised word of the run, as its hash and as a hash of its cluster and traits.
    head: [u64; 2],
}

impl<'r> CandidateRun<'r> {
    /// Creates the run over a range of tokens.
    pub fn new(input: &'r TaggerInput, range: Range<usize>, lexicon: &Lexicon) -> Self {
        let before = input.token(range.start.wrapping_sub(1));
        let after = input.token(range.end);
        let last = range.clone().rev().map(|at| input.token(at)).find(|token| token.is_capital());
        let last = last.unwrap_or(before);
        let phrases = phrases(input, &range, lexicon);
        let neighbours_hash = combine(before.word, after.word);
        let head = [last.word, combine(last.entry.cluster().into(), last.entry.traits().into())];
        Self { input, range, phrases, neighbours_hash, head }
    }

    fn position(&self, at: usize) -> u64 {
        let (from_start, to_end) = (at - self.range.start, self.range.end - 1 - at);
        (from_start.min(3) * 4 + to_end.min(3)) as u64
    }
}

/// Computes for each token of the run the traits of the phrase that covers it, and whether it is
/// the first, an inner or the last word of the phrase.
fn phrases(input: &TaggerInput, range: &Range<usize>, lexicon: &Lexicon) -> Vec<u64> {
    let mut covering = vec![0; range.len()];
    for start in range.clone().filter(|at| input.token(*at).is_word()) {
        let words: Vec<usize> =
            (start..range.end).filter(|at| input.token(*at).is_word()).take(MAX_PHRASE).collect();
        for (count, end) in words.iter().enumerate().skip(1).rev() {
            let hash = phrase_hash(words.iter().take(count + 1).map(|at| input.token(*at).word));
            let entry = lexicon.find(hash);
            if entry == LexiconEntry::default() {
                continue;
            }
            for at in start..=*end {
                let position = u64::from(at == start) + 2 * u64::from(at == *end);
                if let Some(covering) =
                    covering.get_mut(at - range.start).filter(|covering| **covering == 0)
                {
                    *covering = u64::from(entry.traits()) * 4 + position + 1;
                }
            }
            break;
        }
    }
    covering
}

/// Emits features: each template has its own number.
macro_rules! templates {
    ($emit:ident; $($index:literal => $value:expr),* $(,)?) => { $( $emit(combine($value, $index)); )* };
}

/// Emits the first-pass features of a token, except [`document_context`].
pub fn first_pass(run: &CandidateRun<'_>, at: usize, emit: &mut impl FnMut(u64)) {
    word_features(run.input.token(at), emit);
    neighbour_features(run, at, emit);
    run_features(run, at, emit);
}

/// Emits the features of the word itself.
fn word_features(token: &TaggerToken, emit: &mut impl FnMut(u64)) {
    let [prefix2, prefix3, prefix4] = token.prefixes;
    let [suffix2, suffix3, suffix4] = token.suffixes;
    let mode = token.paragraph_case as u64;
    let shape = token.shape as u64 * 4 + mode;
    let names = u64::from(token.entry.traits() & word_trait::NAMES);
    let cluster = u64::from(token.entry.cluster());
    templates!(emit;
        1 => token.word,
        2 => prefix2,
        3 => prefix3,
        4 => prefix4,
        5 => suffix2,
        6 => suffix3,
        7 => suffix4,
        8 => shape,
        9 => combine(names, shape),
        10 => combine(cluster, token.shape as u64),
        11 => u64::from(token.entry.traits()),
        12 => combine(token.word, shape),
        13 => (token.end - token.start).min(12) as u64,
    );
    let mut traits = token.entry.traits();
    while traits != 0 {
        let lowest = traits & traits.wrapping_neg();
        traits ^= lowest;
        emit(combine(combine(lowest.into(), mode), 14));
    }
}

/// Emits the features of the neighbouring tokens.
fn neighbour_features(run: &CandidateRun<'_>, at: usize, emit: &mut impl FnMut(u64)) {
    let near = |step: isize| run.input.token(at.wrapping_add_signed(step));
    let token = near(0);
    let [back3, back2, back, next, next2, next3] =
        [near(-3), near(-2), near(-1), near(1), near(2), near(3)];
    let names = |token: &TaggerToken| u64::from(token.entry.traits() & word_trait::NAMES);
    let kind = |token: &TaggerToken| u64::from(token.entry.traits()) * 8 + token.shape as u64;
    let cluster = |token: &TaggerToken| u64::from(token.entry.cluster());
    let shapes = |tokens: &[&TaggerToken]| {
        tokens.iter().fold(0, |bits, token| bits * 8 + token.shape as u64)
    };
    templates!(emit;
        20 => back.word,
        21 => next.word,
        22 => back2.word,
        23 => next2.word,
        24 => back3.word,
        25 => next3.word,
        26 => combine(shapes(&[back2, back, token, next, next2]), token.paragraph_case as u64),
        27 => shapes(&[back, token, next]),
        28 => back.suffixes[1],
        29 => next.suffixes[1],
        30 => kind(back),
        31 => kind(next),
        32 => kind(back2),
        33 => kind(next2),
        34 => combine(names(back), names(token)),
        35 => combine(names(token), names(next)),
        36 => combine(names(back), names(next)),
        37 => cluster(back),
        38 => cluster(next),
        39 => cluster(back2),
        40 => cluster(next2),
        41 => combine(cluster(back), cluster(token)),
        42 => combine(cluster(token), cluster(next)),
        43 => combine(back.word, names(token)),
        44 => combine(next.word, names(token)),
        45 => combine(back2.word, back.word),
        46 => combine(next.word, next2.word),
    );
}

/// Emits the features of the run that contains the token.
fn run_features(run: &CandidateRun<'_>, at: usize, emit: &mut impl FnMut(u64)) {
    let input = run.input;
    let (token, position) = (input.token(at), run.position(at));
    let before = input.token(run.range.start.wrapping_sub(1));
    let after = input.token(run.range.end);
    let first = input.token(run.range.start);
    let phrase = run.phrases.get(at - run.range.start).copied().unwrap_or(0);
    let [head, head_kind] = run.head;
    templates!(emit;
        50 => position,
        51 => combine(position, before.word),
        52 => combine(position, after.word),
        53 => combine(position, head),
        54 => combine(position, head_kind),
        55 => combine(position, first.word),
        56 => combine(position, u64::from(first.entry.traits())),
        57 => combine(run.neighbours_hash, position),
        58 => combine(head, token.entry.cluster().into()),
        59 => combine(u64::from(before.entry.cluster()), position),
        60 => combine(u64::from(after.entry.cluster()), position),
        61 => combine(position, token.shape as u64 * 4 + token.paragraph_case as u64),
        62 => combine(position, u64::from(token.entry.traits() & word_trait::NAMES)),
        63 => phrase,
    );
}

/// Emits the features of the contexts in which the same word occurs elsewhere in the article.
pub fn document_context(
    input: &TaggerInput,
    at: usize,
    context: &WordContext,
    emit: &mut impl FnMut(u64),
) {
    let token = input.token(at);
    let local = input.predicates(at);
    let mut bits = 0;
    for ((count, local), index) in context.predicates.iter().zip(local).zip(0..PREDICATES as u64) {
        let others = count.saturating_sub(u16::from(local));
        if others > 0 {
            emit(combine(index * 2 + u64::from(others > 1), 70));
            bits |= 1 << index;
        }
    }
    templates!(emit;
        71 => bits,
        72 => u64::from(context.lowercase.min(3)) * 8 + token.shape as u64,
        73 => combine(bits, u64::from(token.entry.traits() & word_trait::NAMES)),
    );
}

/// Emits the second-pass features: the first-pass labels of this token, its neighbours and the same
/// word elsewhere.
pub fn second_pass(
    input: &TaggerInput,
    at: usize,
    labels: [usize; 3],
    label_counts: &LabelCounts,
    emit: &mut impl FnMut(u64),
) {
    let token = input.token(at);
    let [back, local, next] = labels;
    let mut kind_counts = [0_u64; 5];
    let (mut most_frequent, mut highest_count, mut bits) = (0_u64, 0, 0_u64);
    for (label, count) in label_counts.iter().enumerate() {
        let others = count.saturating_sub(u16::from(label == local));
        if others == 0 {
            continue;
        }
        emit(combine(label as u64 * 4 + u64::from(others.min(3)), 80));
        bits |= 1 << label;
        if let Some(kind) = kind_counts.get_mut(label / 4) {
            *kind += u64::from(others);
            if *kind > highest_count {
                (most_frequent, highest_count) = (label as u64 / 4 + 1, *kind);
            }
        }
    }
    let majority = highest_count.min(4) * 8 + most_frequent;
    let [back, local, next] = [back as u64, local as u64, next as u64];
    templates!(emit;
        81 => majority,
        82 => combine(majority, local),
        83 => combine(majority, token.shape as u64 * 4 + token.paragraph_case as u64),
        84 => combine(bits, local),
        85 => combine(combine(back, local), next),
        86 => combine(local, u64::from(token.entry.traits() & word_trait::NAMES)),
        87 => combine(majority, combine(back, next)),
        88 => combine(bits, u64::from(token.entry.traits() & word_trait::NAMES)),
        89 => combine(combine(back, local), combine(next, most_frequent)),
    );
}
