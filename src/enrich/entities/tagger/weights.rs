//! Trained weights of the tagger: a hash table from features to one weight per label, and the
//! transition weights.

use super::label::{LABELS, may_follow};

/// Number of labels with weights: all but the last, [`super::label::OUTSIDE`], which is the
/// reference with score 0.
pub const ROW: usize = LABELS - 1;

/// Fingerprints in a bucket.
const BUCKET: usize = 8;
/// Extra buckets at the end for the overflow of the last bucket.
const OVERFLOW_BUCKETS: usize = 8;

/// Quantised weights by feature, and transition weights between labels.
#[derive(Default)]
pub struct Weights {
    fingerprints: Vec<[u16; BUCKET]>,
    rows: Vec<[i8; ROW]>,
    /// Transition weights by label, then by previous label, in units of [`Weights::scale`].
    pub transitions: Vec<[i32; LABELS]>,
    /// Log odds of one unit.
    pub scale: f32,
    /// Odds of each transition, by label and previous label; 0 for those that break a name.
    pub odds: Vec<[f32; LABELS]>,
}

impl Weights {
    /// Loads a table from the bytes written by [`Weights::pack`]. Malformed bytes give an empty
    /// table, which scores nothing.
    pub fn new(bytes: &[u8]) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (scale, bytes) = bytes.split_first_chunk::<4>()?;
        let (transitions, bytes) = bytes.split_at_checked(LABELS * LABELS * 2)?;
        let (buckets, bytes) = bytes.split_first_chunk::<4>()?;
        let (fingerprints, rows) =
            bytes.split_at_checked(u32::from_le_bytes(*buckets) as usize * BUCKET * 2)?;
        let short = |pair: &[u8; 2]| i16::from_le_bytes(*pair).into();
        let transitions: Vec<i32> = transitions.as_chunks::<2>().0.iter().map(short).collect();
        let fingerprints = fingerprints.as_chunks::<{ BUCKET * 2 }>().0.iter().map(|bucket| {
            let mut fingerprints = [0; BUCKET];
            let pairs = bucket.as_chunks::<2>().0.iter();
            fingerprints
                .iter_mut()
                .zip(pairs)
                .for_each(|(fingerprint, pair)| *fingerprint = u16::from_le_bytes(*pair));
            fingerprints
        });
        let scale = f32::from_le_bytes(*scale);
        let transitions = transitions.as_chunks::<LABELS>().0.to_vec();
        Some(Self {
            odds: odds(&transitions, scale),
            fingerprints: fingerprints.collect(),
            rows: rows
                .as_chunks::<ROW>()
                .0
                .iter()
                .map(|row| row.map(|weight| weight as i8))
                .collect(),
            transitions,
            scale,
        })
    }

    /// Adds the weights of features to the scores. Rows are located first and read afterwards, so
    /// that several memory accesses are in flight at a time.
    pub fn add(&self, features: &[u64], indices: &mut Vec<u32>, scores: &mut [i32; ROW]) {
        indices.clear();
        indices.extend(features.iter().filter_map(|feature| self.find(*feature)));
        for row in indices.iter().filter_map(|at| self.rows.get(*at as usize)) {
            scores.iter_mut().zip(row).for_each(|(score, weight)| *score += i32::from(*weight));
        }
    }

    /// Returns the index of the row of a feature.
    fn find(&self, feature: u64) -> Option<u32> {
        let fingerprint = fingerprint(feature);
        let mut at = self.bucket(feature);
        loop {
            let bucket = self.fingerprints.get(at)?;
            // Compares all eight fingerprints without branches, which compiles to one SIMD
            // comparison.
            let same = bucket
                .iter()
                .zip(0..)
                .fold(0_u32, |same, (stored, bit)| same | u32::from(*stored == fingerprint) << bit);
            if same != 0 {
                return Some(at as u32 * BUCKET as u32 + same.trailing_zeros());
            }
            if bucket.last() == Some(&0) {
                return None;
            }
            at += 1;
        }
    }

    fn bucket(&self, feature: u64) -> usize {
        let buckets = self.fingerprints.len().saturating_sub(OVERFLOW_BUCKETS).max(1);
        ((u128::from(feature) * buckets as u128) >> 64) as usize
    }

    /// Serializes a table: the scale, the transitions by label and previous label, and rows by
    /// feature, the most useful first.
    pub fn pack(scale: f32, transitions: &[[i16; LABELS]], rows: &[(u64, [i8; ROW])]) -> Vec<u8> {
        let buckets = rows.len() * 10 / (BUCKET * 9) + 1 + OVERFLOW_BUCKETS;
        let mut table = Self {
            fingerprints: vec![[0; BUCKET]; buckets],
            rows: vec![[0; ROW]; buckets * BUCKET],
            ..Self::default()
        };
        for (feature, row) in rows {
            let first = table.bucket(*feature);
            let slots = table.fingerprints.iter_mut().flatten().enumerate().skip(first * BUCKET);
            if let Some((at, free)) = slots.into_iter().find(|(_, stored)| **stored == 0)
                && let Some(slot_row) = table.rows.get_mut(at)
            {
                *free = fingerprint(*feature);
                *slot_row = *row;
            }
        }
        let mut bytes = scale.to_le_bytes().to_vec();
        bytes.extend(transitions.iter().flatten().flat_map(|weight| weight.to_le_bytes()));
        bytes.extend((buckets as u32).to_le_bytes());
        bytes.extend(
            table.fingerprints.iter().flatten().flat_map(|fingerprint| fingerprint.to_le_bytes()),
        );
        bytes.extend(table.rows.iter().flatten().map(|weight| *weight as u8));
        bytes
    }
}

/// Computes the odds of transitions from their weights.
pub(crate) fn odds(transitions: &[[i32; LABELS]], scale: f32) -> Vec<[f32; LABELS]> {
    let row = |(label, row): (usize, &[i32; LABELS])| {
        let mut odds = [0.0; LABELS];
        for ((odds, step), before) in odds.iter_mut().zip(row).zip(0..) {
            if may_follow(label, before) {
                *odds = (*step as f32 * scale).exp();
            }
        }
        odds
    };
    transitions.iter().enumerate().map(row).collect()
}

/// Returns the fingerprint that distinguishes a feature within its bucket: never zero, which marks
/// an empty slot.
fn fingerprint(feature: u64) -> u16 {
    (feature as u16).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash;

    #[test]
    fn packed_rows_are_added() {
        let rows: Vec<(u64, [i8; ROW])> = (0..1000)
            .map(|number: u64| (hash::combine(7, number), [(number % 100) as i8; ROW]))
            .collect();
        let weights = Weights::new(&Weights::pack(0.5, &[[3; LABELS]; LABELS], &rows));
        assert_eq!((weights.scale, weights.transitions.len()), (0.5, LABELS));
        let mut indices = Vec::new();
        for (feature, row) in &rows {
            let mut scores = [1; ROW];
            weights.add(&[*feature], &mut indices, &mut scores);
            assert_eq!(scores[0], 1 + i32::from(row[0]));
        }
        let mut scores = [0; ROW];
        let unknown: Vec<u64> = (2000..3000).map(|number| hash::combine(8, number)).collect();
        weights.add(&unknown, &mut indices, &mut scores);
        assert!(scores[0].abs() < 500, "unknown features seldom share a fingerprint");
    }

    #[test]
    fn malformed_bytes_score_nothing() {
        for bytes in [&[][..], &[1, 2, 3], &[0; 600]] {
            let mut scores = [0; ROW];
            Weights::new(bytes).add(&[17], &mut Vec::new(), &mut scores);
            assert_eq!(scores, [0; ROW]);
        }
    }
}
