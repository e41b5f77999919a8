//! What an article says in 80 bytes: of all its runs of words, and of those it opens with, the least by hash in each of
//! some bins (one-permutation MinHash), and its headline. Two articles share as many bins as they share runs of words.
//!
//! The opening has bins of its own, since papers cut a story from the end: of a long one that two paragraphs were printed
//! of, hardly a bin of the whole is left.

use super::version_label;
use crate::article::{Article, Slot};
use crate::text::hash;
use crate::text::words::Words;

/// How many numbers a sketch is.
pub const WIDTH: usize = WHOLE + OPENING + 1;

/// What an article says, in a few numbers.
pub type Signature = [u32; WIDTH];

/// Numbers of the whole text; each is two bins.
const WHOLE: usize = 16;

/// Numbers of its opening.
const OPENING: usize = 3;

/// How many words the opening is.
const OPENING_WORDS: usize = 50;

/// How many words a run is.
pub const RUN: usize = 3;

/// A body of fewer bytes does not stand for its article alone.
const SHORT: usize = 200;

/// What has fewer words than this is like too many others.
const LEAST: usize = 4;

/// The sketch of an article; none where it says too little.
pub fn signature(article: &Article) -> Option<Signature> {
    let (mut whole, mut opening) =
        (Bins::<{ 2 * WHOLE }>::default(), Bins::<{ 2 * OPENING }>::default());
    let mut words = 0;
    for text in said(article) {
        each_run(text, &mut |run| {
            whole.put(run);
            if words < OPENING_WORDS {
                opening.put(run);
            }
            words += 1;
        });
    }
    let title = version_label::unmarked(&article.title)
        .fold(None, |title, word| Some(hash::with(title.unwrap_or(0), word)));
    // Without a headline there is none to share.
    let title = title.unwrap_or_else(|| hash::of(article.body.as_bytes())) as u32;
    let mut numbers = whole.numbers().chain(opening.numbers()).chain([title]);
    (words + RUN > LEAST).then(|| std::array::from_fn(|_| numbers.next().unwrap_or_default()))
}

/// The texts that an article is known by: its body, and where that is short all others too, since headlines change more
/// often than stories do.
pub fn said(article: &Article) -> impl Iterator<Item = &str> {
    let is_short = article.body.len() < SHORT;
    article.slots().filter(move |(slot, _)| is_short || *slot == Slot::Body).map(|(_, text)| text)
}

/// Tells every run of words in a text by its hash.
fn each_run(text: &str, tell: &mut dyn FnMut(u64)) {
    let mut words = Words::new(text);
    let (mut before, mut last) = (0, 0);
    let mut read = 0;
    while words.advance().is_some() {
        let word = hash::of(words.folded().as_bytes());
        read += 1;
        if read >= RUN {
            tell(run([before, last, word]));
        }
        (before, last) = (last, word);
    }
}

/// The hash of a run of words by theirs.
pub fn run(words: [u64; RUN]) -> u64 {
    words.into_iter().fold(0, hash::with)
}

/// How many keys a sketch has.
pub const KEYS: usize = 2 * WHOLE + 2 * OPENING + 1;

/// What two bins side by side hold, as one number, or the headline: sketches that agree in a key meet there.
pub fn key(sketch: &Signature, at: usize) -> u32 {
    let number = |at: usize| sketch.get(at).copied().unwrap_or_default();
    let half = |at: usize| {
        if at.is_multiple_of(2) { number(at / 2) >> 16 } else { number(at / 2) & 0xffff }
    };
    let (first, bins) = match at {
        0..WHOLE_BINS => (0, WHOLE_BINS),
        WHOLE_BINS..BINS => (WHOLE_BINS, BINS - WHOLE_BINS),
        _ => return number(WIDTH - 1),
    };
    half(at) << 16 | half(first + (at - first + 1) % bins)
}

const WHOLE_BINS: usize = 2 * WHOLE;
const BINS: usize = WHOLE_BINS + 2 * OPENING;

/// How many bins two sketches share: of the whole text, and of its opening.
pub fn shared(one: &Signature, other: &Signature) -> (usize, usize) {
    let same = |one: u32, other: u32| {
        usize::from(one >> 16 == other >> 16) + usize::from(one as u16 == other as u16)
    };
    let mut same = one.iter().zip(other).map(|(one, other)| same(*one, *other));
    (same.by_ref().take(WHOLE).sum(), same.take(OPENING).sum())
}

/// The least hash of each bin so far.
struct Bins<const N: usize>([u64; N]);

impl<const N: usize> Default for Bins<N> {
    fn default() -> Self {
        Self([u64::MAX; N])
    }
}

impl<const N: usize> Bins<N> {
    fn put(&mut self, hash: u64) {
        if let Some(least) = self.0.get_mut(place(hash, N)) {
            *least = hash.min(*least);
        }
    }

    /// Two bins a number.
    fn numbers(&self) -> impl Iterator<Item = u32> {
        let bin = |at: usize| hash::with(self.full(at), 1) as u32 >> 16;
        (0..N / 2).map(move |pair| bin(2 * pair) << 16 | bin(2 * pair + 1))
    }

    /// What a bin holds. An empty one takes what a full one holds, each on a path of its own, so that short texts that are
    /// alike still agree.
    fn full(&self, at: usize) -> u64 {
        let path = (0..LONGEST_PATH).map(|step| place(hash::with(at as u64, step), N));
        let full = |at: usize| self.0.get(at).copied().filter(|least| *least < u64::MAX);
        std::iter::once(at).chain(path).chain(0..N).find_map(full).unwrap_or_default()
    }
}

/// The bin of a hash, by its upper half.
fn place(hash: u64, bins: usize) -> usize {
    ((hash >> 32) as usize * bins) >> 32
}

/// How far an empty bin looks for a full one before it takes the first there is.
const LONGEST_PATH: u64 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Option<Signature> {
        signature(&Article { body: body.to_owned(), ..Article::default() })
    }

    const RAIN: &str = "The river rose by four feet in the night and took the bridge at Horta with it, the mayor said. \
        Nobody was on it. Trains will stop at Feteira until the army has put up a bridge of its own, which may take \
        until the end of the week, and a ferry will run for cars.";

    #[test]
    fn texts_that_are_alike_share_most_bins() {
        let (one, other) =
            (of(RAIN).unwrap(), of(&RAIN.replace("four feet", "five feet")).unwrap());
        assert!((24..WHOLE_BINS).contains(&shared(&one, &other).0), "{:?}", shared(&one, &other));
        assert_eq!(
            shared(&one, &of(&RAIN.to_uppercase().replace(". ", ".\n\n")).unwrap()),
            (32, 6)
        );
        let stranger = of(
            "Copper fell to its lowest price in a year on Monday as stocks in London rose again.",
        )
        .unwrap();
        assert!(shared(&one, &stranger).0 <= 2);
    }

    #[test]
    fn keys_are_bins_side_by_side() {
        let sketch: Signature = std::array::from_fn(|at| at as u32);
        assert_eq!((key(&sketch, 2), key(&sketch, 3), key(&sketch, 31)), (1, 1 << 16, 15 << 16));
    }

    #[test]
    fn too_little_has_no_sketch() {
        assert_eq!((of(""), of("Rain in Accra")), (None, None));
        assert!(of("Rain in Accra again").is_some());
    }
}
