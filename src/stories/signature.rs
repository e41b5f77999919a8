//! The signature of an article: 80 bytes by which similar articles are found without reading them.
//! It consists of MinHash values of the word shingles (Broder 1997) of the whole text and of its
//! opening, and a hash of the headline. The share of equal values estimates the share of common
//! shingles.
//!
//! The values come from one-permutation hashing (Li, Owen and Zhang 2012): each shingle falls into
//! one bin, and a bin keeps its least hash. Empty bins are filled by optimal densification
//! (Shrivastava 2017). Only 16 bits of each value are stored (b-bit minwise hashing, Li and König
//! 2010).
//!
//! The opening has separate bins, because papers cut a story from the end: if only two paragraphs
//! of a long story were printed, hardly a bin of the whole text is left.

use super::version_label;
use crate::article::{Article, Slot};
use crate::text::hash;
use crate::text::tokenizer::Words;

/// The length of a signature in numbers.
pub(crate) const SIGNATURE_LEN: usize = WHOLE_NUMBERS + OPENING_NUMBERS + 1;

/// The signature of an article: two bins to a number, then the hash of the headline.
pub(crate) type Signature = [u32; SIGNATURE_LEN];

/// The count of numbers that hold the bins of the whole text.
const WHOLE_NUMBERS: usize = 16;

/// The count of numbers that hold the bins of the opening.
const OPENING_NUMBERS: usize = 3;

/// The number of shingles in the opening.
const OPENING_SHINGLES: usize = 50;

/// The length of a shingle in words.
pub(super) const SHINGLE_WORDS: usize = 3;

/// A shorter body does not represent its article alone.
const MIN_BODY_BYTES: usize = 200;

/// A text of fewer words resembles too many others to have a signature.
const MIN_WORDS: usize = 4;

/// Computes the signature of an article; none if its text is too short.
pub fn signature(article: &Article) -> Option<Signature> {
    let mut whole = MinHashBins::<WHOLE_BINS>::default();
    let mut opening = MinHashBins::<OPENING_BINS>::default();
    let mut shingles = 0;
    for text in signature_texts(article) {
        each_shingle(text, &mut |shingle| {
            whole.add(shingle);
            if shingles < OPENING_SHINGLES {
                opening.add(shingle);
            }
            shingles += 1;
        });
    }
    let title = version_label::unlabelled(&article.title)
        .fold(None, |title, word| Some(hash::combine(title.unwrap_or(0), word)));
    // Articles without a headline must not share its hash.
    let title = title.unwrap_or_else(|| hash::of(article.body.as_bytes())) as u32;
    let mut numbers = whole.numbers().chain(opening.numbers()).chain([title]);
    let is_long_enough = shingles + SHINGLE_WORDS > MIN_WORDS;
    is_long_enough.then(|| std::array::from_fn(|_| numbers.next().unwrap_or_default()))
}

/// The texts that represent an article: its body, and if that is short all others too. Headlines
/// count less, because they change more often than stories do.
pub(super) fn signature_texts(article: &Article) -> impl Iterator<Item = &str> {
    let is_short = article.body.len() < MIN_BODY_BYTES;
    article.slots().filter(move |(slot, _)| is_short || *slot == Slot::Body).map(|(_, text)| text)
}

/// Visits the hash of every shingle in a text.
fn each_shingle(text: &str, visit: &mut dyn FnMut(u64)) {
    let mut words = Words::new(text);
    let (mut before, mut last) = (0, 0);
    let mut count = 0;
    while words.advance().is_some() {
        let word = hash::of(words.folded().as_bytes());
        count += 1;
        if count >= SHINGLE_WORDS {
            visit(shingle([before, last, word]));
        }
        (before, last) = (last, word);
    }
}

/// Combines the hashes of the words of a shingle.
pub(super) fn shingle(words: [u64; SHINGLE_WORDS]) -> u64 {
    words.into_iter().fold(0, hash::combine)
}

/// The number of bands of a signature.
pub(super) const BANDS: usize = BINS + 1;

/// The positions of the two numbers of a signature that hold a band.
pub(super) fn band_numbers(at: usize) -> [usize; 2] {
    bins_of_band(at).map_or([SIGNATURE_LEN - 1; 2], |bins| bins.map(|bin| bin / 2))
}

/// The value of a band, given the numbers that hold it: two adjacent bins as one number, or the hash of the
/// headline. Articles with an equal band are candidates for comparison (locality-sensitive hashing by
/// bands).
pub(super) fn band_of([one, other]: [u32; 2], at: usize) -> u32 {
    let half = |number: u32, bin: usize| {
        if bin.is_multiple_of(2) { number >> 16 } else { number & 0xffff }
    };
    bins_of_band(at).map_or(one, |[first, second]| half(one, first) << 16 | half(other, second))
}

/// The two bins of a band; none for the hash of the headline.
fn bins_of_band(at: usize) -> Option<[usize; 2]> {
    let (first, bins) = match at {
        0..WHOLE_BINS => (0, WHOLE_BINS),
        WHOLE_BINS..BINS => (WHOLE_BINS, OPENING_BINS),
        _ => return None,
    };
    Some([at, first + (at - first + 1) % bins])
}

const WHOLE_BINS: usize = 2 * WHOLE_NUMBERS;
const OPENING_BINS: usize = 2 * OPENING_NUMBERS;
const BINS: usize = WHOLE_BINS + OPENING_BINS;

/// Counts the equal bins of two signatures: of the whole text, and of the opening.
pub(super) fn shared_bins(one: &Signature, other: &Signature) -> (usize, usize) {
    let equal = |one: u32, other: u32| {
        usize::from(one >> 16 == other >> 16) + usize::from(one as u16 == other as u16)
    };
    let mut equal = one.iter().zip(other).map(|(one, other)| equal(*one, *other));
    (equal.by_ref().take(WHOLE_NUMBERS).sum(), equal.take(OPENING_NUMBERS).sum())
}

/// The least hash of each bin.
struct MinHashBins<const N: usize>([u64; N]);

/// The value of an empty bin.
const EMPTY: u64 = u64::MAX;

impl<const N: usize> Default for MinHashBins<N> {
    fn default() -> Self {
        Self([EMPTY; N])
    }
}

impl<const N: usize> MinHashBins<N> {
    fn add(&mut self, hash: u64) {
        if let Some(least) = self.0.get_mut(bin_of(hash, N)) {
            *least = hash.min(*least);
        }
    }

    /// Packs two bins of 16 bits into each number.
    fn numbers(&self) -> impl Iterator<Item = u32> {
        let bin = |at: usize| hash::combine(self.value(at), 1) as u32 >> 16;
        (0..N / 2).map(move |pair| bin(2 * pair) << 16 | bin(2 * pair + 1))
    }

    /// The value of a bin. An empty bin borrows the value of a full one, found by a probe sequence
    /// that depends on the bin only, so that similar short texts still agree.
    fn value(&self, at: usize) -> u64 {
        let probes = (0..MAX_PROBES).map(|step| bin_of(hash::combine(at as u64, step), N));
        let full = |at: usize| self.0.get(at).copied().filter(|least| *least != EMPTY);
        std::iter::once(at).chain(probes).chain(0..N).find_map(full).unwrap_or_default()
    }
}

/// The bin of a hash, by its upper half.
fn bin_of(hash: u64, bins: usize) -> usize {
    ((hash >> 32) as usize * bins) >> 32
}

/// The number of probes that an empty bin makes before it takes the first full bin.
const MAX_PROBES: u64 = 256;

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
    fn similar_texts_share_most_bins() {
        let (one, other) =
            (of(RAIN).unwrap(), of(&RAIN.replace("four feet", "five feet")).unwrap());
        assert!(
            (24..WHOLE_BINS).contains(&shared_bins(&one, &other).0),
            "{:?}",
            shared_bins(&one, &other)
        );
        assert_eq!(
            shared_bins(&one, &of(&RAIN.to_uppercase().replace(". ", ".\n\n")).unwrap()),
            (32, 6)
        );
        let stranger = of(
            "Copper fell to its lowest price in a year on Monday as stocks in London rose again.",
        )
        .unwrap();
        assert!(shared_bins(&one, &stranger).0 <= 2);
    }

    #[test]
    fn bands_are_adjacent_bins() {
        let numbers: Signature = std::array::from_fn(|at| at as u32);
        let band = |at: usize| band_of(band_numbers(at).map(|number| numbers[number]), at);
        assert_eq!((band(2), band(3), band(31)), (1, 1 << 16, 15 << 16));
    }

    #[test]
    fn a_short_text_has_no_signature() {
        assert_eq!((of(""), of("Rain in Accra")), (None, None));
        assert!(of("Rain in Accra again").is_some());
    }
}
