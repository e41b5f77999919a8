//! What a word is like, said in the most obvious way: wildcards, edits, small regular expressions.

use std::collections::BTreeSet;
use std::fmt;

/// Whether a word is this, with `*` for any run of letters and `?` for one.
pub fn fits(pattern: &[char], word: &[char]) -> bool {
    match pattern.split_first() {
        None => word.is_empty(),
        Some(('*', rest)) => (0..=word.len()).any(|skipped| fits(rest, &word[skipped..])),
        Some(('?', rest)) => !word.is_empty() && fits(rest, &word[1..]),
        Some((letter, rest)) => word.first() == Some(letter) && fits(rest, &word[1..]),
    }
}

/// How many letters must be put in, left out, replaced or swapped with the next to make the one of the other, no place
/// being touched twice.
pub fn edits(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let least = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                let swaps =
                    i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                if swaps { least.min(table[i - 2][j - 2] + 1) } else { least }
            };
        }
    }
    table[one.len()][other.len()]
}

/// A piece of a regular expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Letter(char),
    Any,
    OneOf(Vec<char>),
    Either(Vec<Piece>, Vec<Piece>),
    Maybe(Box<Piece>),
    Many(Box<Piece>),
}

/// Whether these pieces are the whole word.
pub fn is_whole(pieces: &[Piece], word: &[char]) -> bool {
    after_all(pieces, word, 0).contains(&word.len())
}

/// Where reading a word may stand after all of these pieces, from here.
fn after_all(pieces: &[Piece], word: &[char], from: usize) -> BTreeSet<usize> {
    pieces.iter().fold(BTreeSet::from([from]), |reached, piece| {
        reached.into_iter().flat_map(|from| piece.after(word, from)).collect()
    })
}

impl Piece {
    fn after(&self, word: &[char], from: usize) -> BTreeSet<usize> {
        let one = |fits: &dyn Fn(char) -> bool| {
            word.get(from).filter(|letter| fits(**letter)).map(|_| from + 1).into_iter().collect()
        };
        match self {
            Piece::Letter(letter) => one(&|found| found == *letter),
            Piece::Any => one(&|_| true),
            Piece::OneOf(letters) => one(&|found| letters.contains(&found)),
            Piece::Either(pieces, others) => {
                &after_all(pieces, word, from) | &after_all(others, word, from)
            }
            Piece::Maybe(piece) => &piece.after(word, from) | &BTreeSet::from([from]),
            Piece::Many(piece) => {
                let mut reached = BTreeSet::from([from]);
                loop {
                    let further: BTreeSet<usize> =
                        reached.iter().flat_map(|from| piece.after(word, *from)).collect();
                    if further.is_subset(&reached) {
                        return reached;
                    }
                    reached.extend(further);
                }
            }
        }
    }
}

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = |pieces: &[Piece]| pieces.iter().map(Piece::to_string).collect::<String>();
        match self {
            Piece::Letter(letter) => write!(f, "{letter}"),
            Piece::Any => f.write_str("."),
            Piece::OneOf(letters) => write!(f, "[{}]", letters.iter().collect::<String>()),
            Piece::Either(pieces, others) => write!(f, "({}|{})", all(pieces), all(others)),
            Piece::Maybe(piece) => write!(f, "{piece}?"),
            Piece::Many(piece) => write!(f, "{piece}*"),
        }
    }
}

#[test]
fn patterns_are_compared_letter_by_letter() {
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
        assert_eq!(fits(&letters(pattern), &letters(word)), expected, "{pattern} {word}");
    }
    for (one, other, expected) in [
        ("", "ab", 2),
        ("ab", "ba", 1),
        ("ca", "abc", 3),
        ("gorbachov", "gorbachev", 1),
        ("talks", "talk", 1),
    ] {
        assert_eq!(
            (edits(&letters(one), &letters(other)), edits(&letters(other), &letters(one))),
            (expected, expected)
        );
    }
    let (a, b) = (|| Piece::Letter('a'), || Piece::Letter('b'));
    let either = Piece::Many(Box::new(Piece::Either(vec![a(), b()], vec![b()])));
    let pieces = [either, Piece::Maybe(Box::new(a())), Piece::OneOf(vec!['x', 'y']), Piece::Any];
    assert_eq!(pieces.iter().map(Piece::to_string).collect::<String>(), "(ab|b)*a?[xy].");
    for (word, expected) in
        [("babaxz", true), ("xx", true), ("aaxz", false), ("abay", false), ("abbabyb", true)]
    {
        assert_eq!(is_whole(&pieces, &letters(word)), expected, "{word}");
    }
}
