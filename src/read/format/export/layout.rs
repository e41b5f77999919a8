//! Layout of an export: its signature, its record boundaries and the parser of its records.

use super::record::ExportRecord;
use crate::text::calendar;

/// Format of the text that one database writes many articles into.
pub(super) struct Layout {
    /// Reports whether lines from the beginning of a text belong to such an export.
    pub recognises: fn(lines: &[&str]) -> bool,
    /// Returns which boundary a line marks, given whether an earlier line ended the record.
    pub boundary: fn(line: &str, has_ended: bool) -> Boundary,
    /// Parses a record; returns nothing for a table of contents or the summary of a search.
    pub parse: fn(record: &str) -> Option<ExportRecord>,
}

/// Boundary between records that a line marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Boundary {
    /// None: the line is inside a record.
    Inside,
    /// The line is the first of the next record.
    First,
    /// The line is the last of its record.
    Last,
    /// The line ends its record, although more fields of it may follow.
    End,
}

/// Reports whether a line is a word count in any language: a number and one word, "734 words".
pub(super) fn is_word_count(line: &str) -> bool {
    let is_number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(char::is_alphabetic)
    };
    let is_unit = |word: &str| {
        word.chars().all(char::is_alphabetic) && !word.is_empty() && word.chars().count() <= 12
    };
    // Chinese and Japanese count characters, with no space before the unit.
    let characters = line.trim().strip_suffix('字').map(|count| count.trim_end_matches('文'));
    let characters = characters.or_else(|| line.trim().strip_suffix("자"));
    let spaced = line.trim().rsplit_once([' ', '\u{a0}']).is_some_and(|(count, unit)| {
        is_number(count) && is_unit(unit) && calendar::month(unit).is_none() && count.len() <= 9
    });
    spaced || characters.is_some_and(|count| is_number(count.trim()) && count.len() <= 9)
}

/// Returns the accession number on the last line of a record: "Document `LBA0000020160718ec7i0001x`",
/// whose first word comes in the language of the interface.
pub(super) fn accession_number(line: &str) -> Option<&str> {
    let line = line.trim();
    let (word, number) = line.rsplit_once([' ', '\u{a0}'])?;
    let is_word = word.chars().count() <= 14 && word.chars().all(char::is_alphabetic);
    let is_number = number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (12..=40).contains(&number.len())
        && number.starts_with(|c: char| c.is_ascii_uppercase())
        && number.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= 8);
    (is_word && is_number).then_some(number)
}

/// Name of a desk without the part of the paper after it: "Foreign Desk; 1", "Editorial Desk; A".
pub(super) fn desk(line: &str) -> &str {
    match line.rsplit_once(';') {
        Some((name, part)) if part.trim().chars().count() <= 6 => name.trim(),
        _ => line,
    }
}

/// Reports whether a line claims a copyright.
pub(super) fn is_copyright(line: &str) -> bool {
    const CLAIMS: [&str; 10] = [
        "copyright",
        "(c) ",
        "©",
        "all rights reserved",
        "alle rechte vorbehalten",
        "tous droits réservés",
        "alle rechten voorbehouden",
        "todos los derechos reservados",
        "todos os direitos reservados",
        "tutti i diritti riservati",
    ];
    let line = line.trim_start();
    CLAIMS.iter().any(|claim| {
        // Every line is asked, so that none is copied.
        let mut letters = line.chars().flat_map(char::to_lowercase);
        claim.chars().all(|letter| letters.next() == Some(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_counts_and_copyrights_are_whole_lines() {
        assert!(
            is_word_count("1,734 words")
                && is_word_count(" 12 Wörter")
                && is_word_count("212文字")
                && !is_word_count("18 July")
                && !is_word_count("He said 12 words")
        );
        assert!(is_copyright("(c) 2016 The Courier") && !is_copyright("The copyright law"));
    }
}
