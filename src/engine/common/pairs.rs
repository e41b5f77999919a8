//! Pairs of adjacent plain words of a query. Where they are adjacent in a text too, they add to its
//! score.

use crate::article::schema::Field;
use crate::query::Query;

/// Weight of a pair against its two words.
pub(crate) const PAIR_WEIGHT: f32 = 0.2;

/// Pairs that are looked for.
const MAX_PAIRS: usize = 32;

/// Returns the pairs of adjacent plain words of a query, as phrases, each with the field it is
/// restricted to. Negated words make no pairs.
pub(crate) fn adjacent_pairs(query: &Query) -> Vec<(Query, Option<Field>)> {
    let mut pairs = Vec::new();
    push_pairs(query, None, &mut pairs);
    pairs.truncate(MAX_PAIRS);
    pairs
}

fn push_pairs(query: &Query, field: Option<Field>, pairs: &mut Vec<(Query, Option<Field>)>) {
    match query {
        Query::And(parts) | Query::Or(parts) => {
            for (one, other) in parts.iter().zip(parts.iter().skip(1)) {
                if let (Query::Word(one), Query::Word(other)) = (one, other) {
                    pairs.push((Query::Phrase(format!("{one} {other}"), 0), field));
                }
            }
            parts.iter().for_each(|part| push_pairs(part, field, pairs));
        }
        Query::In(field, inner) => push_pairs(inner, Some(*field), pairs),
        Query::Boosted(inner, _) => push_pairs(inner, field, pairs),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn pairs_are_adjacent_plain_words() {
        let pairs = |query: &str| -> Vec<String> {
            let pairs = adjacent_pairs(&parse(query).query).into_iter();
            let pairs = pairs.map(|(phrase, field)| match field {
                Some(field) => phrase.in_field(field).to_string(),
                None => phrase.to_string(),
            });
            pairs.collect()
        };
        assert_eq!(pairs("oil prices rise"), ["\"oil prices\"", "\"prices rise\""]);
        assert_eq!(pairs("title:(oil prices) \"a b\" rise -(c d)"), ["title:\"oil prices\""]);
        assert!(pairs("oil").is_empty());
    }
}
