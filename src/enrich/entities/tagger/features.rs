//! What speaks for the label of a token: the word and its letters, its neighbours, the run it stands in, what the
//! lexicon knows, what stands around the same word elsewhere; and, in the second pass, what the first called it there.

use std::ops::Range;

use super::input::{Company, FACTS, Reading};
use super::label::LABELS;
use super::lexicon::{Entry, Lexicon, phrase, trait_of};
use super::tokens::Token;
use crate::text::hash::with;

/// The longest phrase that is looked up, in tokens.
const PHRASE: usize = 4;

/// How often the first pass gave each label to a word in the article.
pub type Called = [u16; LABELS];

/// A run of tokens in an article, with what all its tokens share.
pub struct Run<'r> {
    reading: &'r Reading,
    range: Range<usize>,
    /// What the lexicon says of phrases that hold each token, with its position in them.
    phrases: Vec<u64>,
    around: u64,
    /// Two ways to name the last capitalised word: itself, and what it is used like.
    head: [u64; 2],
}

impl<'r> Run<'r> {
    /// The run over this range.
    pub fn new(reading: &'r Reading, range: Range<usize>, lexicon: &Lexicon) -> Self {
        let before = reading.token(range.start.wrapping_sub(1));
        let after = reading.token(range.end);
        let last = range.clone().rev().map(|at| reading.token(at)).find(|token| token.is_capital());
        let last = last.unwrap_or(before);
        let phrases = phrases(reading, &range, lexicon);
        let around = with(before.word, after.word);
        let head = [last.word, with(last.entry.cluster().into(), last.entry.traits().into())];
        Self { reading, range, phrases, around, head }
    }

    fn place(&self, at: usize) -> u64 {
        let (from_start, to_end) = (at - self.range.start, self.range.end - 1 - at);
        (from_start.min(3) * 4 + to_end.min(3)) as u64
    }
}

/// For each token of the run, what phrases hold it: traits, and whether it is their first, inner or last word.
fn phrases(reading: &Reading, range: &Range<usize>, lexicon: &Lexicon) -> Vec<u64> {
    let mut held = vec![0; range.len()];
    for start in range.clone().filter(|at| reading.token(*at).is_word()) {
        let words: Vec<usize> =
            (start..range.end).filter(|at| reading.token(*at).is_word()).take(PHRASE).collect();
        for (count, end) in words.iter().enumerate().skip(1).rev() {
            let hash = phrase(words.iter().take(count + 1).map(|at| reading.token(*at).word));
            let entry = lexicon.find(hash);
            if entry == Entry::default() {
                continue;
            }
            for at in start..=*end {
                let position = u64::from(at == start) + 2 * u64::from(at == *end);
                if let Some(held) = held.get_mut(at - range.start).filter(|held| **held == 0) {
                    *held = u64::from(entry.traits()) * 4 + position + 1;
                }
            }
            break;
        }
    }
    held
}

/// The number of a template; each has its own.
macro_rules! templates {
    ($emit:ident; $($number:literal => $value:expr),* $(,)?) => { $( $emit(with($value, $number)); )* };
}

/// The features of a token, given to `emit` one after the other.
pub fn first(run: &Run<'_>, at: usize, emit: &mut impl FnMut(u64)) {
    word(run.reading.token(at), emit);
    neighbours(run, at, emit);
    in_run(run, at, emit);
}

/// What a word says by itself.
fn word(token: &Token, emit: &mut impl FnMut(u64)) {
    let [prefix2, prefix3, prefix4] = token.prefixes;
    let [suffix2, suffix3, suffix4] = token.suffixes;
    let mode = token.mode as u64;
    let shape = token.shape as u64 * 4 + mode;
    let names = u64::from(token.entry.traits() & trait_of::NAMES);
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
        9 => with(names, shape),
        10 => with(cluster, token.shape as u64),
        11 => u64::from(token.entry.traits()),
        12 => with(token.word, shape),
        13 => (token.end - token.start).min(12) as u64,
    );
    let mut traits = token.entry.traits();
    while traits != 0 {
        let lowest = traits & traits.wrapping_neg();
        traits ^= lowest;
        emit(with(with(lowest.into(), mode), 14));
    }
}

/// What the words and marks around say.
fn neighbours(run: &Run<'_>, at: usize, emit: &mut impl FnMut(u64)) {
    let near = |step: isize| run.reading.token(at.wrapping_add_signed(step));
    let token = near(0);
    let [back3, back2, back, on, on2, on3] =
        [near(-3), near(-2), near(-1), near(1), near(2), near(3)];
    let names = |token: &Token| u64::from(token.entry.traits() & trait_of::NAMES);
    let kind = |token: &Token| u64::from(token.entry.traits()) * 8 + token.shape as u64;
    let cluster = |token: &Token| u64::from(token.entry.cluster());
    let shapes =
        |tokens: &[&Token]| tokens.iter().fold(0, |all, token| all * 8 + token.shape as u64);
    templates!(emit;
        20 => back.word,
        21 => on.word,
        22 => back2.word,
        23 => on2.word,
        24 => back3.word,
        25 => on3.word,
        26 => with(shapes(&[back2, back, token, on, on2]), token.mode as u64),
        27 => shapes(&[back, token, on]),
        28 => back.suffixes[1],
        29 => on.suffixes[1],
        30 => kind(back),
        31 => kind(on),
        32 => kind(back2),
        33 => kind(on2),
        34 => with(names(back), names(token)),
        35 => with(names(token), names(on)),
        36 => with(names(back), names(on)),
        37 => cluster(back),
        38 => cluster(on),
        39 => cluster(back2),
        40 => cluster(on2),
        41 => with(cluster(back), cluster(token)),
        42 => with(cluster(token), cluster(on)),
        43 => with(back.word, names(token)),
        44 => with(on.word, names(token)),
        45 => with(back2.word, back.word),
        46 => with(on.word, on2.word),
    );
}

/// What the run says that the token stands in, and the rest of the article.
fn in_run(run: &Run<'_>, at: usize, emit: &mut impl FnMut(u64)) {
    let reading = run.reading;
    let (token, place) = (reading.token(at), run.place(at));
    let before = reading.token(run.range.start.wrapping_sub(1));
    let after = reading.token(run.range.end);
    let first = reading.token(run.range.start);
    let phrase = run.phrases.get(at - run.range.start).copied().unwrap_or(0);
    let [head, head_kind] = run.head;
    templates!(emit;
        50 => place,
        51 => with(place, before.word),
        52 => with(place, after.word),
        53 => with(place, head),
        54 => with(place, head_kind),
        55 => with(place, first.word),
        56 => with(place, u64::from(first.entry.traits())),
        57 => with(run.around, place),
        58 => with(head, token.entry.cluster().into()),
        59 => with(u64::from(before.entry.cluster()), place),
        60 => with(u64::from(after.entry.cluster()), place),
        61 => with(place, token.shape as u64 * 4 + token.mode as u64),
        62 => with(place, u64::from(token.entry.traits() & trait_of::NAMES)),
        63 => phrase,
    );
}

/// What stands around the same word elsewhere in the article.
pub fn elsewhere(reading: &Reading, at: usize, company: &Company, emit: &mut impl FnMut(u64)) {
    let token = reading.token(at);
    let own = reading.facts(at);
    let mut all = 0;
    for ((count, own), number) in company.facts.iter().zip(own).zip(0..FACTS as u64) {
        let others = count.saturating_sub(u16::from(own));
        if others > 0 {
            emit(with(number * 2 + u64::from(others > 1), 70));
            all |= 1 << number;
        }
    }
    templates!(emit;
        71 => all,
        72 => u64::from(company.small.min(3)) * 8 + token.shape as u64,
        73 => with(all, u64::from(token.entry.traits() & trait_of::NAMES)),
    );
}

/// What the first pass called the same word elsewhere, and this token and its neighbours.
pub fn second(
    reading: &Reading,
    at: usize,
    labels: [usize; 3],
    called: &Called,
    emit: &mut impl FnMut(u64),
) {
    let token = reading.token(at);
    let [back, own, on] = labels;
    let mut kinds = [0_u64; 5];
    let (mut most, mut most_often, mut all) = (0_u64, 0, 0_u64);
    for (label, count) in called.iter().enumerate() {
        let others = count.saturating_sub(u16::from(label == own));
        if others == 0 {
            continue;
        }
        emit(with(label as u64 * 4 + u64::from(others.min(3)), 80));
        all |= 1 << label;
        if let Some(kind) = kinds.get_mut(label / 4) {
            *kind += u64::from(others);
            if *kind > most_often {
                (most, most_often) = (label as u64 / 4 + 1, *kind);
            }
        }
    }
    let sure = most_often.min(4) * 8 + most;
    let [back, own, on] = [back as u64, own as u64, on as u64];
    templates!(emit;
        81 => sure,
        82 => with(sure, own),
        83 => with(sure, token.shape as u64 * 4 + token.mode as u64),
        84 => with(all, own),
        85 => with(with(back, own), on),
        86 => with(own, u64::from(token.entry.traits() & trait_of::NAMES)),
        87 => with(sure, with(back, on)),
        88 => with(all, u64::from(token.entry.traits() & trait_of::NAMES)),
        89 => with(with(back, own), with(on, most)),
    );
}
