//! Cursors: the end of a page of hits as a text, at which the next page begins.
//!
//! By date a cursor is the sort key of the last hit, so that articles that come and go in between
//! neither shift nor repeat the rest. A score is valid for one generation of the index only, so by
//! relevance the cursor includes it.

use std::fmt;

use super::request::Sort;

/// The sort key of a hit and the generation of the index in which it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// The order of the hits.
    pub sort: Sort,
    /// The generation of the index.
    pub generation: u64,
    /// The sort key of the hit.
    pub key: SortKey,
    /// The id of the hit, which breaks ties.
    pub id: String,
}

/// The sort key of a hit. Days are counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SortKey {
    /// The score, then the first day of the date.
    Score(f32, Option<i64>),
    /// The first and the last day of the date; `None` for undated hits.
    Days(Option<(i64, i64)>),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sort, generation, id, .. } = self;
        match self.key {
            SortKey::Score(score, Some(day)) => {
                write!(f, "{}.{generation:x}.{:x}:{day}.{id}", sort.name(), score.to_bits())
            }
            SortKey::Score(score, None) => {
                write!(f, "{}.{generation:x}.{:x}.{id}", sort.name(), score.to_bits())
            }
            SortKey::Days(Some((from, to))) => {
                write!(f, "{}.{generation:x}.{from}:{to}.{id}", sort.name())
            }
            SortKey::Days(None) => write!(f, "{}.{generation:x}.undated.{id}", sort.name()),
        }
    }
}

impl Cursor {
    /// Parses a printed cursor. `None` where the text is not a cursor.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '.');
        let sort = Sort::from_name(parts.next()?)?;
        let generation = u64::from_str_radix(parts.next()?, 16).ok()?;
        let key = match (sort, parts.next()?) {
            (sort, key) if sort.is_by_score() => {
                let (bits, day) =
                    key.split_once(':').map_or((key, None), |(bits, day)| (bits, Some(day)));
                let score = f32::from_bits(u32::from_str_radix(bits, 16).ok()?);
                SortKey::Score(score, day.map(str::parse).transpose().ok()?)
            }
            (_, "undated") => SortKey::Days(None),
            (_, days) => {
                let (from, to) = days.split_once(':')?;
                SortKey::Days(Some((from.parse().ok()?, to.parse().ok()?)))
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
        fn a_cursor_parses_as_it_prints(
            sort in 0..Sort::ALL.len(), generation: u64, score in 0f32..1e6, days: Option<(i32, i32)>, id in "[a-z0-9]{1,16}",
        ) {
            let sort = Sort::ALL[sort].1;
            let days = days.map(|(from, to)| (i64::from(from), i64::from(to)));
            let key = if sort.is_by_score() { SortKey::Score(score, days.map(|(from, _)| from)) } else { SortKey::Days(days) };
            let cursor = Cursor { sort, generation, key, id };
            prop_assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }

        #[test]
        fn any_text_parses_or_fails(text in "\\PC{0,60}") {
            Cursor::parse(&text);
        }
    }
}
