//! What stands before and behind an apostrophe without being part of the word.

use crate::text::folding::fold;

/// Articles and prepositions that French and Italian elide before a vowel.
pub(super) const ELIDED: [&str; 31] = [
    "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "dell",
    "nell", "all", "dall", "sull", "coll", "un", "quest", "quell", "bell", "tutt", "degl", "negl",
    "dagl", "sugl", "senz", "anch", "mezz",
];

/// Endings that Turkish writes behind the apostrophe of a name, folded.
const TURKISH_SUFFIXES: [&str; 73] = [
    "a", "e", "i", "u", "ya", "ye", "yi", "yu", "na", "ne", "ni", "nu", "da", "de", "ta", "te",
    "dan", "den", "tan", "ten", "nda", "nde", "ndan", "nden", "in", "un", "nin", "nun", "daki",
    "deki", "taki", "teki", "ndaki", "ndeki", "la", "le", "yla", "yle", "lar", "ler", "lara",
    "lere", "lari", "leri", "larin", "lerin", "lardan", "lerden", "larda", "lerde", "li", "lu",
    "dir", "dur", "tir", "tur", "ydi", "ydu", "ymis", "daydi", "deydi", "ninki", "dakiler",
    "dekiler", "liler", "lular", "ca", "ce", "sa", "se", "ki", "ken", "yken",
];

/// The Turkish suffix that follows the apostrophe, if nothing else does.
pub(super) fn turkish_suffix(after: &str, continues_word: fn(char) -> bool) -> Option<&str> {
    const LONGEST: usize = 16;
    let near = after.get(..after.floor_char_boundary(LONGEST)).unwrap_or(after);
    let end = near.find(|c: char| !continues_word(c)).unwrap_or(near.len());
    let letters =
        near.get(..end).filter(|_| end < LONGEST.min(after.len()) || end == after.len())?;
    let mut folded = String::new();
    letters.chars().for_each(|c| fold(c, &mut folded));
    TURKISH_SUFFIXES.contains(&&*folded).then_some(letters)
}

/// Letters of the shortest name that takes a suffix, and of the shortest that takes one of a single
/// letter: "Jum'a", "Dar'a" and "Sa'da" are whole words.
const SHORTEST_NAME: usize = 3;
const SHORTEST_BEFORE_LETTER: usize = 4;

/// Reports whether a word may be a Turkish name with this suffix: it is capitalised or in capitals, and
/// the suffix has the sounds that it has after this word. How capitals are pronounced is not known.
pub(super) fn takes_suffix(word: &str, suffix: &str) -> bool {
    let letters = word.chars().count();
    let in_capitals = letters > 1 && !word.contains(char::is_lowercase);
    if in_capitals {
        return true;
    }
    let shortest = if suffix.chars().count() == 1 { SHORTEST_BEFORE_LETTER } else { SHORTEST_NAME };
    letters >= shortest
        && word.starts_with(char::is_uppercase)
        && suffix.starts_with(char::is_lowercase)
        && has_buffer_as_needed(word, suffix)
        && harmonises(word, suffix)
        && !word.ends_with("qu")
        && !word.ends_with("ng")
}

fn is_vowel(c: char) -> bool {
    let mut folded = String::new();
    fold(c, &mut folded);
    folded.starts_with(['a', 'e', 'i', 'o', 'u'])
}

/// Reports whether a suffix begins with the consonant that separates it from a vowel, and only after
/// one: "Türkiye'nin", "İzmir'in".
fn has_buffer_as_needed(word: &str, suffix: &str) -> bool {
    match (word.chars().next_back().is_some_and(is_vowel), suffix.chars().next()) {
        (after_vowel, Some('y' | 'n')) => after_vowel,
        (after_vowel, Some(first)) => !(after_vowel && is_vowel(first)),
        (_, None) => false,
    }
}

/// Reports whether the vowels of a suffix are made at the back or at the front of the mouth like the
/// last of the word. An i may stand for either, and a final l is made at the front: "Kemal'e".
fn harmonises(word: &str, suffix: &str) -> bool {
    let is_back = |c: char| match c {
        'a' | 'ı' | 'o' | 'u' | 'A' | 'I' | 'O' | 'U' => Some(true),
        'e' | 'i' | 'ö' | 'ü' | 'E' | 'İ' | 'Ö' | 'Ü' => Some(false),
        _ => None,
    };
    let stem = word.chars().rev().find_map(is_back);
    let first = suffix.chars().filter(|c| *c != 'i').find_map(is_back);
    match (stem, first) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(stem), Some(first)) => stem == first || word.ends_with('l'),
    }
}
