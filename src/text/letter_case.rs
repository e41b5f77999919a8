//! Letter case of printed words: it distinguishes Turkey from turkey, and AIDS from aids.

/// The letter case of a word. Only letters count: dots, hyphens and digits have no case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum LetterCase {
    /// No capitals: `turkey`, `1987`.
    Lowercase,
    /// A single letter, which is a capital: `F-16`.
    SingleCapital,
    /// A capital followed by lowercase letters: `Turkey`.
    Capitalized,
    /// At least two letters, all of them capitals: `AIDS`, `U.S.`
    AllCaps,
    /// Any other pattern, with `A` for a capital and `a` for a lowercase letter: McDonald is
    /// `AaAaaaaa`.
    Mixed(String),
}

impl LetterCase {
    /// Classifies a printed word.
    pub(crate) fn of(word: &str) -> Self {
        let mut letters = word.chars().filter(|c| c.is_alphabetic()).map(char::is_uppercase);
        let Some(first) = letters.next() else { return Self::Lowercase };
        let (mut capitals, mut lowercase) = (usize::from(first), usize::from(!first));
        letters.for_each(|capital| if capital { capitals += 1 } else { lowercase += 1 });
        match (first, capitals, lowercase) {
            (_, 0, _) => Self::Lowercase,
            (true, 1, 0) => Self::SingleCapital,
            (true, 1, _) => Self::Capitalized,
            (_, _, 0) => Self::AllCaps,
            _ => Self::Mixed(pattern(word)),
        }
    }
}

fn pattern(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphabetic())
        .map(|c| if c.is_uppercase() { 'A' } else { 'a' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_classified_by_their_capitals() {
        for (word, letters) in [
            ("turkey", LetterCase::Lowercase),
            ("1987", LetterCase::Lowercase),
            ("F-16", LetterCase::SingleCapital),
            ("Zürich", LetterCase::Capitalized),
            ("U.S.", LetterCase::AllCaps),
            ("McDonald", LetterCase::Mixed("AaAaaaaa".into())),
            ("eBay", LetterCase::Mixed("aAaa".into())),
        ] {
            assert_eq!(LetterCase::of(word), letters, "{word}");
        }
    }
}
