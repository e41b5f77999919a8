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

/// The length in bytes of a Turkish suffix, if nothing else follows the apostrophe.
pub(super) fn turkish_suffix(after: &str, continues_word: fn(char) -> bool) -> Option<usize> {
    const LONGEST: usize = 16;
    let near = after.get(..after.floor_char_boundary(LONGEST)).unwrap_or(after);
    let end = near.find(|c: char| !continues_word(c)).unwrap_or(near.len());
    let letters =
        near.get(..end).filter(|_| end < LONGEST.min(after.len()) || end == after.len())?;
    let mut folded = String::new();
    letters.chars().for_each(|c| fold(c, &mut folded));
    TURKISH_SUFFIXES.contains(&&*folded).then_some(end)
}
