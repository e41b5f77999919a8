//! Counts which terms occur near which, in bounded memory, and weights the counts by positive pointwise
//! mutual information (Levy, Goldberg and Dagan 2015: smoothed contexts, closer words count more).

use super::vocabulary::{END, GAP};

/// Words on each side that are the context of a word.
const WINDOW: usize = 5;

/// Terms that serve as contexts, the most frequent of the vocabulary.
pub(super) const MAX_CONTEXTS: usize = 6_000;

/// Pairs that are collected before they are added up.
const BUFFERED: usize = 1 << 22;

/// Distinct pairs that are kept. Beyond, the rarest are forgotten.
const MAX_CELLS: usize = 12_000_000;

/// Exponent by which the frequencies of contexts are smoothed, so that rare ones count less.
const SMOOTHING: f64 = 0.75;

/// A sparse matrix by rows.
#[derive(Default)]
pub(super) struct SparseMatrix {
    /// For each row the end of its cells.
    pub ends: Vec<usize>,
    /// The column of each cell.
    pub columns: Vec<u32>,
    /// The value of each cell.
    pub values: Vec<f32>,
    /// The number of columns.
    pub width: usize,
}

impl SparseMatrix {
    /// Iterates over the rows: columns and values.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&[u32], &[f32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| {
            let range = start..*end;
            let columns = self.columns.get(range.clone()).unwrap_or_default();
            (columns, self.values.get(range).unwrap_or_default())
        })
    }
}

/// Counts of pairs, sorted by pair.
#[derive(Default)]
struct PairCounts {
    pairs: Vec<u64>,
    counts: Vec<u32>,
    buffer: Vec<(u64, u32)>,
    /// Counts up to this are forgotten when there are too many pairs.
    floor: u32,
}

impl PairCounts {
    fn add(&mut self, pair: u64, weight: u32) {
        self.buffer.push((pair, weight));
        if self.buffer.len() >= BUFFERED {
            self.merge();
        }
    }

    /// Adds up what is buffered.
    fn merge(&mut self) {
        self.buffer.sort_by_key(|(pair, _)| *pair);
        let mut pairs: Vec<u64> = Vec::with_capacity(self.pairs.len() + self.buffer.len() / 2);
        let mut counts: Vec<u32> = Vec::with_capacity(pairs.capacity());
        let mut old = self.pairs.iter().copied().zip(self.counts.iter().copied()).peekable();
        let mut new = self.buffer.drain(..).peekable();
        loop {
            let next = match (old.peek(), new.peek()) {
                (Some(one), Some(other)) if one.0 <= other.0 => old.next(),
                (Some(_), None) => old.next(),
                (_, Some(_)) => new.next(),
                (None, None) => break,
            };
            let Some((pair, weight)) = next else { break };
            match (pairs.last(), counts.last_mut()) {
                (Some(last), Some(count)) if *last == pair => *count = count.saturating_add(weight),
                _ => {
                    pairs.push(pair);
                    counts.push(weight);
                }
            }
        }
        drop((old, new));
        (self.pairs, self.counts) = (pairs, counts);
        while self.pairs.len() > MAX_CELLS {
            self.floor += WINDOW as u32;
            let floor = self.floor;
            let kept = self.pairs.iter().zip(&self.counts).filter(|(_, count)| **count > floor);
            (self.pairs, self.counts) = kept.map(|(pair, count)| (*pair, *count)).unzip();
        }
    }
}

/// Counts contexts of the terms of these tokens, and weights them.
pub(super) fn weighted_contexts(tokens: &[u32], terms: usize) -> SparseMatrix {
    let contexts = terms.min(MAX_CONTEXTS);
    let mut counts = PairCounts::default();
    for (at, token) in tokens.iter().enumerate() {
        if *token == GAP || *token == END {
            continue;
        }
        let before = tokens.get(at.saturating_sub(WINDOW)..at).unwrap_or_default();
        let behind = tokens.get(at + 1..(at + 1 + WINDOW).min(tokens.len())).unwrap_or_default();
        for side in [&mut before.iter().rev() as &mut dyn Iterator<Item = &u32>, &mut behind.iter()]
        {
            for (distance, context) in (1..).zip(side.take_while(|it| **it != END)) {
                if (*context as usize) < contexts {
                    // Whole numbers give the same sum in whatever order the articles come.
                    let weight = (WINDOW + 1 - distance) as u32;
                    counts.add(u64::from(*token) << 32 | u64::from(*context), weight);
                }
            }
        }
    }
    counts.merge();
    weighted(&counts, terms, contexts)
}

/// Weights counts by positive pointwise mutual information.
fn weighted(counts: &PairCounts, terms: usize, contexts: usize) -> SparseMatrix {
    let cells = || {
        counts.pairs.iter().map(|pair| ((pair >> 32) as usize, *pair as u32)).zip(&counts.counts)
    };
    let (mut of_term, mut of_context) = (vec![0.0; terms], vec![0.0; contexts]);
    for ((term, context), count) in cells() {
        if let (Some(row), Some(column)) =
            (of_term.get_mut(term), of_context.get_mut(context as usize))
        {
            *row += f64::from(*count);
            *column += f64::from(*count);
        }
    }
    for count in &mut of_context {
        *count = f64::powf(*count, SMOOTHING);
    }
    let all: f64 = of_context.iter().sum();
    let mut matrix = SparseMatrix { width: contexts, ..SparseMatrix::default() };
    for ((term, context), count) in cells() {
        while matrix.ends.len() < term {
            matrix.ends.push(matrix.columns.len());
        }
        let total = of_term.get(term).copied().unwrap_or_default();
        let share = of_context.get(context as usize).copied().unwrap_or_default() / all;
        let information = (f64::from(*count) / (total * share)).ln();
        if information > 0.0 {
            matrix.columns.push(context);
            matrix.values.push(information as f32);
        }
    }
    while matrix.ends.len() < terms {
        matrix.ends.push(matrix.columns.len());
    }
    matrix
}
