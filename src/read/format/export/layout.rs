//! What a layout of exports is: how one is told, where its records part, and how one record reads.

use super::record::Said;

/// One database's way to write many articles into one file.
pub struct Layout {
    /// Whether lines from the beginning of a text are such an export.
    pub recognises: fn(lines: &[&str]) -> bool,
    /// Where a line parts records, given whether the record before it has told its end.
    pub border: fn(line: &str, ended: bool) -> Border,
    /// What a record says of an article; nothing where it is a list of contents or a search's summary.
    pub said: fn(record: &str) -> Option<Said>,
}

/// What a line says about where records part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// It stands inside one.
    Inside,
    /// It opens the next.
    Opens,
    /// It closes its own.
    Closes,
    /// It ends its own, which may yet go on with more fields.
    Ends,
}

/// A line's label and what follows it on the line, where the label is known: `BYLINE: By JANE DOE`.
pub fn labelled<'l, T: Copy>(line: &'l str, labels: &[(&str, T)]) -> Option<(T, &'l str)> {
    let (label, rest) = line.trim_start().split_once(':')?;
    let label = label.trim_end();
    labels.iter().find(|(known, _)| *known == label).map(|(_, part)| (*part, rest.trim()))
}

/// The number of words a line counts: `734 words`.
pub fn counts_words(line: &str) -> bool {
    const WORDS: [&str; 8] =
        ["words", "word", "Wörter", "Words", "mots", "palabras", "parole", "palavras"];
    let number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(char::is_alphabetic)
    };
    line.trim().rsplit_once(' ').is_some_and(|(count, unit)| number(count) && WORDS.contains(&unit))
}

/// Whether a line claims a copyright.
pub fn is_copyright(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    [
        "copyright",
        "(c) ",
        "©",
        "all rights reserved",
        "alle rechte vorbehalten",
        "tous droits réservés",
    ]
    .iter()
    .any(|sign| line.starts_with(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_by_their_whole_name() {
        let labels = [("BYLINE", 1), ("LOAD-DATE", 2)];
        assert_eq!(labelled("BYLINE: By JANE DOE", &labels), Some((1, "By JANE DOE")));
        assert_eq!(labelled("  LOAD-DATE:", &labels), Some((2, "")));
        assert_eq!(labelled("He said: BYLINE: no", &labels), None);
    }

    #[test]
    fn counts_of_words_are_told_from_sentences() {
        assert!(
            counts_words("1,734 words")
                && counts_words(" 12 Wörter")
                && !counts_words("He said 12 words")
        );
        assert!(is_copyright("(c) 2016 The Courier") && !is_copyright("The copyright law"));
    }
}
