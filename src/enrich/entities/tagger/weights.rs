//! The trained weights: for every feature that proved useful, how much it speaks for each label.

use super::label::{LABELS, may_follow};

/// Scores of all labels but the last, [`super::label::OUTSIDE`], which others are measured against.
pub const ROW: usize = LABELS - 1;

/// Fingerprints in a bucket.
const BUCKET: usize = 8;
/// Buckets behind the last that hold what it can not.
const OVERFLOW: usize = 8;

/// A table of rows by feature, and the scores of one label after another.
#[derive(Default)]
pub struct Weights {
    checks: Vec<[u16; BUCKET]>,
    rows: Vec<[i8; ROW]>,
    /// By label, then by label before: what stands for one step of [`Weights::scale`] in a row is 1 here too.
    pub transitions: Vec<[i32; LABELS]>,
    /// What one step means as a logarithm of odds.
    pub scale: f32,
    /// The odds of each transition, by label and label before; none of those that break a name.
    pub odds: Vec<[f32; LABELS]>,
}

impl Weights {
    /// The table of these bytes, as [`Weights::pack`] made them; an empty one of bytes that are none.
    pub fn new(bytes: &[u8]) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (scale, bytes) = bytes.split_first_chunk::<4>()?;
        let (transitions, bytes) = bytes.split_at_checked(LABELS * LABELS * 2)?;
        let (buckets, bytes) = bytes.split_first_chunk::<4>()?;
        let (checks, rows) =
            bytes.split_at_checked(u32::from_le_bytes(*buckets) as usize * BUCKET * 2)?;
        let short = |pair: &[u8; 2]| i16::from_le_bytes(*pair).into();
        let transitions: Vec<i32> = transitions.as_chunks::<2>().0.iter().map(short).collect();
        let checks = checks.as_chunks::<{ BUCKET * 2 }>().0.iter().map(|bucket| {
            let mut checks = [0; BUCKET];
            let pairs = bucket.as_chunks::<2>().0.iter();
            checks
                .iter_mut()
                .zip(pairs)
                .for_each(|(check, pair)| *check = u16::from_le_bytes(*pair));
            checks
        });
        let scale = f32::from_le_bytes(*scale);
        let transitions = transitions.as_chunks::<LABELS>().0.to_vec();
        Some(Self {
            odds: odds(&transitions, scale),
            checks: checks.collect(),
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

    /// Adds what these features say to the scores. Those that weigh something are found first and read then, so that
    /// the memory is asked for many at a time.
    pub fn add(&self, features: &[u64], found: &mut Vec<u32>, scores: &mut [i32; ROW]) {
        found.clear();
        found.extend(features.iter().filter_map(|feature| self.find(*feature)));
        for row in found.iter().filter_map(|at| self.rows.get(*at as usize)) {
            scores.iter_mut().zip(row).for_each(|(score, weight)| *score += i32::from(*weight));
        }
    }

    /// Where the row of a feature lies.
    fn find(&self, feature: u64) -> Option<u32> {
        let check = check(feature);
        let mut at = self.bucket(feature);
        loop {
            let bucket = self.checks.get(at)?;
            // All eight at once: the compiler makes one comparison of it.
            let same = bucket
                .iter()
                .zip(0..)
                .fold(0_u32, |same, (held, bit)| same | u32::from(*held == check) << bit);
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
        let buckets = self.checks.len().saturating_sub(OVERFLOW).max(1);
        ((u128::from(feature) * buckets as u128) >> 64) as usize
    }

    /// The bytes of a table: the scale, the transitions by label and label before, and rows by feature, the most useful
    /// first.
    pub fn pack(scale: f32, transitions: &[[i16; LABELS]], rows: &[(u64, [i8; ROW])]) -> Vec<u8> {
        let buckets = rows.len() * 10 / (BUCKET * 9) + 1 + OVERFLOW;
        let mut table = Self {
            checks: vec![[0; BUCKET]; buckets],
            rows: vec![[0; ROW]; buckets * BUCKET],
            ..Self::default()
        };
        for (feature, row) in rows {
            let first = table.bucket(*feature);
            let room = table.checks.iter_mut().flatten().enumerate().skip(first * BUCKET);
            if let Some((at, free)) = room.into_iter().find(|(_, held)| **held == 0)
                && let Some(place) = table.rows.get_mut(at)
            {
                *free = check(*feature);
                *place = *row;
            }
        }
        let mut bytes = scale.to_le_bytes().to_vec();
        bytes.extend(transitions.iter().flatten().flat_map(|weight| weight.to_le_bytes()));
        bytes.extend((buckets as u32).to_le_bytes());
        bytes.extend(table.checks.iter().flatten().flat_map(|check| check.to_le_bytes()));
        bytes.extend(table.rows.iter().flatten().map(|weight| *weight as u8));
        bytes
    }
}

/// The odds of transitions.
pub fn odds(transitions: &[[i32; LABELS]], scale: f32) -> Vec<[f32; LABELS]> {
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

/// What tells a feature from others of its bucket: never zero, which means that there is none.
fn check(feature: u64) -> u16 {
    (feature as u16).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash;

    #[test]
    fn what_is_packed_is_added() {
        let rows: Vec<(u64, [i8; ROW])> = (0..1000)
            .map(|number: u64| (hash::with(7, number), [(number % 100) as i8; ROW]))
            .collect();
        let weights = Weights::new(&Weights::pack(0.5, &[[3; LABELS]; LABELS], &rows));
        assert_eq!((weights.scale, weights.transitions.len()), (0.5, LABELS));
        let mut found = Vec::new();
        for (feature, row) in &rows {
            let mut scores = [1; ROW];
            weights.add(&[*feature], &mut found, &mut scores);
            assert_eq!(scores[0], 1 + i32::from(row[0]));
        }
        let mut scores = [0; ROW];
        let strangers: Vec<u64> = (2000..3000).map(|number| hash::with(8, number)).collect();
        weights.add(&strangers, &mut found, &mut scores);
        assert!(scores[0].abs() < 500, "a stranger is told from a friend");
    }

    #[test]
    fn bytes_that_are_no_table_say_nothing() {
        for bytes in [&[][..], &[1, 2, 3], &[0; 600]] {
            let mut scores = [0; ROW];
            Weights::new(bytes).add(&[17], &mut Vec::new(), &mut scores);
            assert_eq!(scores, [0; ROW]);
        }
    }
}
