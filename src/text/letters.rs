//! Which letters of a printed word are capitals: what tells Turkey from turkey, and AIDS from aids.

/// How a word is written. Only letters count: neither dots nor hyphens nor digits have a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LetterCase {
    /// No capital: `turkey`, `1987`.
    Small,
    /// One letter, and it is a capital: `F-16`.
    Single,
    /// A capital and small letters: `Turkey`.
    Initial,
    /// Capitals only, two at least: `AIDS`, `U.S.`
    Capitals,
    /// Anything else, letter by letter, `A` for a capital and `a` for a small one: `McDonald` is `AaAaaaaa`.
    Mixed(String),
}

impl LetterCase {
    /// How this word is written.
    pub fn of(word: &str) -> Self {
        let mut letters = word.chars().filter(|c| c.is_alphabetic()).map(char::is_uppercase);
        let Some(first) = letters.next() else { return Self::Small };
        let (mut capitals, mut small) = (usize::from(first), usize::from(!first));
        letters.for_each(|capital| if capital { capitals += 1 } else { small += 1 });
        match (first, capitals, small) {
            (_, 0, _) => Self::Small,
            (true, 1, 0) => Self::Single,
            (true, 1, _) => Self::Initial,
            (_, _, 0) => Self::Capitals,
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
    fn words_are_told_by_their_capitals() {
        for (word, letters) in [
            ("turkey", LetterCase::Small),
            ("1987", LetterCase::Small),
            ("F-16", LetterCase::Single),
            ("Zürich", LetterCase::Initial),
            ("U.S.", LetterCase::Capitals),
            ("McDonald", LetterCase::Mixed("AaAaaaaa".into())),
            ("eBay", LetterCase::Mixed("aAaa".into())),
        ] {
            assert_eq!(LetterCase::of(word), letters, "{word}");
        }
    }
}
