//! Wildcards, edit distance and small regular expressions in the most obvious implementation.

use std::collections::BTreeSet;
use std::fmt;

/// Returns whether a word matches a pattern, with `*` for any letters and `?` for one.
pub fn matches_wildcard(pattern: &[char], word: &[char]) -> bool {
    match pattern.split_first() {
        None => word.is_empty(),
        Some(('*', rest)) => {
            (0..=word.len()).any(|skipped| matches_wildcard(rest, &word[skipped..]))
        }
        Some(('?', rest)) => !word.is_empty() && matches_wildcard(rest, &word[1..]),
        Some((letter, rest)) => word.first() == Some(letter) && matches_wildcard(rest, &word[1..]),
    }
}

/// The optimal string alignment distance: insertions, deletions, replacements and swaps of adjacent
/// letters, with no letter edited twice.
pub fn edit_distance(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let distance = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                let swaps =
                    i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                if swaps { distance.min(table[i - 2][j - 2] + 1) } else { distance }
            };
        }
    }
    table[one.len()][other.len()]
}

/// A piece of a regular expression.
#[derive(Debug, Clone, PartialEq)]
pub enum RegexPiece {
    Letter(char),
    Any,
    OneOf(Vec<char>),
    Either(Vec<RegexPiece>, Vec<RegexPiece>),
    Maybe(Box<RegexPiece>),
    Many(Box<RegexPiece>),
}

/// Returns whether a regular expression matches the whole word.
pub fn matches_regex(pieces: &[RegexPiece], word: &[char]) -> bool {
    ends_of_all(pieces, word, 0).contains(&word.len())
}

/// The positions after all pieces, starting at `from`.
fn ends_of_all(pieces: &[RegexPiece], word: &[char], from: usize) -> BTreeSet<usize> {
    pieces.iter().fold(BTreeSet::from([from]), |reached, piece| {
        reached.into_iter().flat_map(|from| piece.ends(word, from)).collect()
    })
}

impl RegexPiece {
    /// The positions after this piece, starting at `from`.
    fn ends(&self, word: &[char], from: usize) -> BTreeSet<usize> {
        let one = |fits: &dyn Fn(char) -> bool| {
            word.get(from).filter(|letter| fits(**letter)).map(|_| from + 1).into_iter().collect()
        };
        match self {
            RegexPiece::Letter(letter) => one(&|found| found == *letter),
            RegexPiece::Any => one(&|_| true),
            RegexPiece::OneOf(letters) => one(&|found| letters.contains(&found)),
            RegexPiece::Either(pieces, others) => {
                &ends_of_all(pieces, word, from) | &ends_of_all(others, word, from)
            }
            RegexPiece::Maybe(piece) => &piece.ends(word, from) | &BTreeSet::from([from]),
            RegexPiece::Many(piece) => {
                let mut reached = BTreeSet::from([from]);
                loop {
                    let further: BTreeSet<usize> =
                        reached.iter().flat_map(|from| piece.ends(word, *from)).collect();
                    if further.is_subset(&reached) {
                        return reached;
                    }
                    reached.extend(further);
                }
            }
        }
    }
}

impl fmt::Display for RegexPiece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all =
            |pieces: &[RegexPiece]| pieces.iter().map(RegexPiece::to_string).collect::<String>();
        match self {
            RegexPiece::Letter(letter) => write!(f, "{letter}"),
            RegexPiece::Any => f.write_str("."),
            RegexPiece::OneOf(letters) => write!(f, "[{}]", letters.iter().collect::<String>()),
            RegexPiece::Either(pieces, others) => write!(f, "({}|{})", all(pieces), all(others)),
            RegexPiece::Maybe(piece) => write!(f, "{piece}?"),
            RegexPiece::Many(piece) => write!(f, "{piece}*"),
        }
    }
}

#[test]
fn patterns_and_distances_match_the_examples() {
    let letters = |text: &str| text.chars().collect::<Vec<char>>();
    for (pattern, word, expected) in [
        ("terror*", "terror", true),
        ("terror*", "terrorists", true),
        ("wom?n", "women", true),
        ("wom?n", "womn", false),
        ("*gate", "watergate", true),
        ("*gate", "gates", false),
        ("a*b*a", "abba", true),
    ] {
        assert_eq!(
            matches_wildcard(&letters(pattern), &letters(word)),
            expected,
            "{pattern} {word}"
        );
    }
    for (one, other, expected) in [
        ("", "ab", 2),
        ("ab", "ba", 1),
        ("ca", "abc", 3),
        ("gorbachov", "gorbachev", 1),
        ("talks", "talk", 1),
    ] {
        assert_eq!(
            (
                edit_distance(&letters(one), &letters(other)),
                edit_distance(&letters(other), &letters(one))
            ),
            (expected, expected)
        );
    }
    let (a, b) = (|| RegexPiece::Letter('a'), || RegexPiece::Letter('b'));
    let either = RegexPiece::Many(Box::new(RegexPiece::Either(vec![a(), b()], vec![b()])));
    let pieces = [
        either,
        RegexPiece::Maybe(Box::new(a())),
        RegexPiece::OneOf(vec!['x', 'y']),
        RegexPiece::Any,
    ];
    assert_eq!(pieces.iter().map(RegexPiece::to_string).collect::<String>(), "(ab|b)*a?[xy].");
    for (word, expected) in
        [("babaxz", true), ("xx", true), ("aaxz", false), ("abay", false), ("abbabyb", true)]
    {
        assert_eq!(matches_regex(&pieces, &letters(word)), expected, "{word}");
    }
}
