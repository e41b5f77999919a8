//! Where a page of hits ends, written so that the next page can begin there.
//!
//! By date a cursor is the last hit's own sort key, so that articles which come and go in between neither shift nor
//! repeat the rest. A score means something only within one state of the index, so by relevance the cursor names it.

use std::fmt;

use super::request::Sort;

/// The sort key of a hit, and the state of the index it was found in.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// The order of the hits.
    pub sort: Sort,
    /// The state of the index.
    pub generation: u64,
    /// What the hit is sorted by.
    pub key: Key,
    /// The hit's id, which breaks ties.
    pub id: String,
}

/// What a hit is sorted by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Key {
    /// Its score, then the first day of its date counted from 1970.
    Score(f32, Option<i64>),
    /// First and last day of its date, counted from 1970; nothing where it is undated.
    Days(Option<(i64, i64)>),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sort, generation, id, .. } = self;
        match self.key {
            Key::Score(score, Some(day)) => {
                write!(f, "{}.{generation:x}.{:x}:{day}.{id}", sort.name(), score.to_bits())
            }
            Key::Score(score, None) => {
                write!(f, "{}.{generation:x}.{:x}.{id}", sort.name(), score.to_bits())
            }
            Key::Days(Some((from, to))) => {
                write!(f, "{}.{generation:x}.{from}:{to}.{id}", sort.name())
            }
            Key::Days(None) => write!(f, "{}.{generation:x}.undated.{id}", sort.name()),
        }
    }
}

impl Cursor {
    /// Reads a cursor back; nothing where it is none of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '.');
        let sort = Sort::named(parts.next()?)?;
        let generation = u64::from_str_radix(parts.next()?, 16).ok()?;
        let key = match (sort, parts.next()?) {
            (sort, key) if sort.is_by_score() => {
                let (bits, day) =
                    key.split_once(':').map_or((key, None), |(bits, day)| (bits, Some(day)));
                let score = f32::from_bits(u32::from_str_radix(bits, 16).ok()?);
                Key::Score(score, day.map(str::parse).transpose().ok()?)
            }
            (_, "undated") => Key::Days(None),
            (_, days) => {
                let (from, to) = days.split_once(':')?;
                Key::Days(Some((from.parse().ok()?, to.parse().ok()?)))
            }
        };
        Some(Self { sort, generation, key, id: parts.next()?.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back_as_itself(
            sort in 0..Sort::ALL.len(), generation: u64, score in 0f32..1e6, days: Option<(i32, i32)>, id in "[a-z0-9]{1,16}",
        ) {
            let sort = Sort::ALL[sort].1;
            let days = days.map(|(from, to)| (i64::from(from), i64::from(to)));
            let key = if sort.is_by_score() { Key::Score(score, days.map(|(from, _)| from)) } else { Key::Days(days) };
            let cursor = Cursor { sort, generation, key, id };
            prop_assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }

        #[test]
        fn any_text_is_a_cursor_or_is_not(text in "\\PC{0,60}") {
            Cursor::parse(&text);
        }
    }
}
