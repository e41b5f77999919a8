//! An article's words in 64 bytes: of all its runs of words, the least by hash in each of 32 bins (one-permutation
//! MinHash). Two articles share as many bins as they share runs of words.

use crate::article::{Article, Slot};
use crate::text::hash;
use crate::text::words::Words;

/// How many numbers a sketch is; each is two bins.
pub const WIDTH: usize = 16;

/// An article's words in a few numbers.
pub type Sketch = [u32; WIDTH];

const BINS: usize = 2 * WIDTH;

/// How many words a run is.
pub const RUN: usize = 3;

/// A body of fewer bytes does not stand for its article alone.
const SHORT: usize = 200;

/// What has fewer words than this is like too many others.
const LEAST: usize = 4;

/// The sketch of an article; none where it says too little.
pub fn sketch(article: &Article) -> Option<Sketch> {
    let mut runs = Runs::default();
    said(article).for_each(|text| runs.read(text));
    (runs.words >= LEAST).then(|| runs.sketch())
}

/// The texts that an article is known by: its body, and where that is short all others too, since headlines change more
/// often than stories do.
pub fn said(article: &Article) -> impl Iterator<Item = &str> {
    let is_short = article.body.len() < SHORT;
    article.slots().filter(move |(slot, _)| is_short || *slot == Slot::Body).map(|(_, text)| text)
}

/// How many of the 32 bins two sketches share.
pub fn shared(one: &Sketch, other: &Sketch) -> usize {
    bins(one).zip(bins(other)).filter(|(one, other)| one == other).count()
}

/// What two bins side by side hold, as one number: sketches that agree in both meet there. There are as many keys as bins.
pub fn key(sketch: &Sketch, at: usize) -> u32 {
    let bin = |at: usize| {
        sketch.get(at / 2 % WIDTH).map_or(0, |pair| if at.is_multiple_of(2) { pair >> 16 } else { pair & 0xffff })
    };
    bin(at) << 16 | bin(at + 1)
}

/// How many keys a sketch has.
pub const KEYS: usize = BINS;

fn bins(sketch: &Sketch) -> impl Iterator<Item = u16> {
    sketch.iter().flat_map(|pair| [(pair >> 16) as u16, *pair as u16])
}

/// The least hash of each bin so far.
struct Runs {
    least: [u64; BINS],
    words: usize,
}

impl Default for Runs {
    fn default() -> Self {
        Self { least: [u64::MAX; BINS], words: 0 }
    }
}

impl Runs {
    fn read(&mut self, text: &str) {
        let mut words = Words::new(text);
        let mut run = [0; RUN];
        let mut length = 0;
        while words.advance().is_some() {
            run.rotate_left(1);
            if let Some(last) = run.last_mut() {
                *last = hash::of(words.folded().as_bytes());
            }
            length += 1;
            if length >= RUN {
                self.put(run.into_iter().fold(0, hash::with));
            }
        }
        self.words += length;
    }

    fn put(&mut self, hash: u64) {
        if let Some(least) = self.least.get_mut((hash >> 59) as usize) {
            *least = hash.min(*least);
        }
    }

    /// An empty bin takes what a full one holds, each its own on a path of its own, so that short texts that are alike
    /// still agree.
    fn sketch(&self) -> Sketch {
        let full = |at: usize| self.least.get(at).copied().filter(|least| *least < u64::MAX);
        let lent = |at: usize| {
            let path = (0..LONGEST_PATH).map(|step| (hash::with(at as u64, step) >> 59) as usize);
            path.chain(0..BINS).find_map(full).unwrap_or_default()
        };
        let bin = |at: usize| hash::with(full(at).unwrap_or_else(|| lent(at)), 1) as u32 >> 16;
        std::array::from_fn(|pair| bin(2 * pair) << 16 | bin(2 * pair + 1))
    }
}

/// How far an empty bin looks for a full one before it takes the first there is.
const LONGEST_PATH: u64 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Option<Sketch> {
        sketch(&Article { body: body.to_owned(), ..Article::default() })
    }

    const RAIN: &str = "The river rose by four feet in the night and took the bridge at Horta with it, the mayor said. \
        Nobody was on it. Trains will stop at Feteira until the army has put up a bridge of its own, which may take \
        until the end of the week, and a ferry will run for cars.";

    #[test]
    fn texts_that_are_alike_share_most_bins() {
        let (one, other) = (of(RAIN).unwrap(), of(&RAIN.replace("four feet", "five feet")).unwrap());
        assert!((24..BINS).contains(&shared(&one, &other)), "{}", shared(&one, &other));
        assert_eq!(shared(&one, &of(&RAIN.to_uppercase().replace(". ", ".\n\n")).unwrap()), BINS);
        let stranger =
            of("Copper fell to its lowest price in a year on Monday as stocks in London rose again.").unwrap();
        assert!(shared(&one, &stranger) <= 2);
    }

    #[test]
    fn keys_are_bins_side_by_side() {
        let sketch: Sketch = std::array::from_fn(|at| at as u32);
        assert_eq!((key(&sketch, 2), key(&sketch, 3), key(&sketch, 31)), (1, 1 << 16, 15 << 16));
    }

    #[test]
    fn too_little_has_no_sketch() {
        assert_eq!((of(""), of("Rain in Accra")), (None, None));
        assert!(of("Rain in Accra again").is_some());
    }
}
