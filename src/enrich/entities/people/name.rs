//! Parser for personal names: titles, given names, particles, surname and suffix. It looks
//! only at the name, not at the text around it.

use std::ops::Range;

use super::word_classes;
use super::word_classes::WordClasses;
use crate::text::tokenizer::Words;

/// Maximum number of words in a name.
const MAX_WORDS: usize = 12;

/// A name without titles, in natural order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PersonName {
    /// Words that distinguish people, in the order of the name, without particles and suffixes.
    pub parts: Vec<NamePart>,
    /// Particles that distinguish surnames: "van", "bin"; without the Arabic article.
    pub particles: Vec<String>,
    /// True if the Arabic article precedes the surname.
    pub has_article: bool,
    /// True if hyphens join all words: "Díaz-Canel".
    pub is_compound: bool,
    /// Folded suffix: "jr", "iii".
    pub suffix: Option<String>,
    /// Nicknames in quotes or brackets inside the name.
    pub nicknames: Vec<String>,
    /// Name for display.
    pub display: String,
    /// True if the family name comes first: Kim Jong-un.
    pub is_family_first: bool,
    /// True if the name is in capitals throughout.
    pub is_all_caps: bool,
    /// True if all words are titles: "Judge", "President".
    pub is_title_only: bool,
}

/// A word of a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct NamePart {
    /// Folded word.
    pub word: String,
    /// Phonetic key shared by its transcriptions.
    pub phonetic_key: String,
    /// True for one or more initials: "J.", "J.K.".
    pub is_initial: bool,
}

/// A span parsed as a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ParsedName {
    /// Byte range of the name in the span, without titles.
    pub range: Range<usize>,
    /// Classes of the titles in the span.
    pub title: WordClasses,
    /// The name.
    pub name: PersonName,
}

/// A word of a span.
struct NameToken<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    folded: String,
    classes: WordClasses,
    /// Text between it and the previous word.
    gap: &'t str,
}

/// Parses a span as a name; `None` if it contains no word of a name.
pub(super) fn parse(span: &str) -> Option<ParsedName> {
    let tokens = tokens(span);
    let count_titles = count_titles(&tokens);
    let title = tokens
        .iter()
        .take(count_titles)
        .fold(WordClasses::default(), |all, token| all.union(token.classes));
    let named = tokens.get(count_titles..)?;
    let (first, last) = (named.first()?, named.last()?);
    let mut end = last.end;
    if span.get(end..) == Some(".")
        && (last.classes.intersects(WordClasses::SUFFIX) || last.folded.chars().count() == 1)
    {
        end += 1;
    }
    let name = name(named, span.get(first.start..end)?)?;
    Some(ParsedName { range: first.start..end, title, name })
}

fn tokens(span: &str) -> Vec<NameToken<'_>> {
    let mut words = Words::new(span);
    let mut tokens: Vec<NameToken> = Vec::with_capacity(4);
    while let Some(word) = words.advance() {
        let before = tokens.last().map_or(0, |token| token.end);
        let (Some(text), Some(gap)) =
            (span.get(word.start..word.end), span.get(before..word.start))
        else {
            break;
        };
        let folded = words.folded().to_string();
        let classes = word_classes::classes(&folded);
        tokens.push(NameToken { text, start: word.start, end: word.end, folded, classes, gap });
        if tokens.len() == MAX_WORDS {
            break;
        }
    }
    tokens
}

/// Counts the titles at the beginning: "Russian Foreign Minister", "Gen.", "Secretary of State".
fn count_titles(tokens: &[NameToken]) -> usize {
    let mut count_titles = 0;
    let mut linked = false;
    for (at, token) in tokens.iter().enumerate().take(tokens.len().saturating_sub(1)) {
        let ends_link =
            linked && token.classes.intersects(WordClasses::MODIFIER.union(WordClasses::RANK));
        // Names do not begin with a lowercase word, except for particles.
        let plain = token.text.starts_with(char::is_lowercase)
            && !token.classes.intersects(WordClasses::PARTICLE);
        if (token.classes.intersects(word_classes::TITLE)
            && !token.classes.intersects(WordClasses::ALSO_GIVEN_NAME))
            || ends_link
            || plain
        {
            count_titles = at + 1;
        } else if !token.classes.intersects(
            WordClasses::MODIFIER.union(WordClasses::LINK).union(WordClasses::FUNCTION_WORD),
        ) && !word_classes::is_demonym(&token.folded)
        {
            break;
        }
        linked = count_titles > 0 && (linked || token.classes.intersects(WordClasses::LINK));
    }
    count_titles.max(count_titles_of_portfolio(tokens))
}

/// Counts the words up to an office that an unknown portfolio precedes: "Marine Minister". A first
/// name before it speaks for a name.
fn count_titles_of_portfolio(tokens: &[NameToken]) -> usize {
    let is_office = |token: &NameToken| {
        token.classes.intersects(WordClasses::OFFICE)
            && !token.classes.intersects(WordClasses::ALSO_GIVEN_NAME)
    };
    let Some(office) = tokens.iter().take(3).position(is_office) else { return 0 };
    let portfolio = tokens.get(..office).unwrap_or_default();
    let is_named = portfolio.iter().any(|token| word_classes::gender(&token.folded).is_some());
    if is_named || office + 2 >= tokens.len() { 0 } else { office + 1 }
}

fn name(tokens: &[NameToken], text: &str) -> Option<PersonName> {
    let mut name = PersonName { is_all_caps: is_all_caps_text(text), ..PersonName::default() };
    let mut quoted = false;
    let mut words: Vec<&NameToken> = Vec::with_capacity(tokens.len());
    let mut inverted = None;
    for (at, token) in tokens.iter().enumerate() {
        if at > 0 {
            quoted ^= token.gap.contains(['"', '“', '”', '(', ')'])
                || token.gap.contains(" '")
                || token.gap.contains("' ");
        }
        let last = at + 1 == tokens.len();
        if quoted {
            name.nicknames.push(token.folded.clone());
        } else if !words.is_empty() && is_suffix(token, last) {
            name.suffix = Some(token.folded.clone());
        } else {
            if token.gap.contains(',') && !words.is_empty() {
                inverted = Some(words.len());
            }
            words.push(token);
        }
    }
    if let Some(at) = inverted.filter(|&at| at < words.len()) {
        words.rotate_left(at);
    }
    name.is_title_only = words
        .iter()
        .all(|token| token.classes.intersects(word_classes::TITLE.union(WordClasses::MODIFIER)));
    add_parts(&words, &mut name);
    name.is_compound = words.len() > 1 && words.iter().skip(1).all(|token| token.gap == "-");
    name.is_family_first = is_family_first(&name.parts);
    name.display = display(tokens, &words, text, &name, inverted.is_some());
    name.parts
        .iter()
        .any(|part| part.word.chars().count() > 1 && part.word.chars().any(char::is_alphabetic))
        .then_some(name)
}

/// Recognises Roman numerals and "Jr". Words that are also names count only in capitals or at the
/// end.
fn is_suffix(token: &NameToken, last: bool) -> bool {
    token.classes.intersects(WordClasses::NUMERAL) && token.text.chars().all(char::is_uppercase)
        || token.classes.intersects(WordClasses::SUFFIX)
            && !token.classes.intersects(WordClasses::NUMERAL)
            && last
}

fn add_parts(words: &[&NameToken], name: &mut PersonName) {
    for (at, token) in words.iter().enumerate() {
        let last = at + 1 == words.len();
        let next = words.get(at + 1).map_or("", |next| next.gap);
        let elided = next.starts_with(['\'', '’']) && matches!(token.folded.as_str(), "l" | "d");
        if !last && (elided || is_particle(token, at, next.starts_with('-'))) {
            let article = matches!(token.folded.as_str(), "al" | "el" | "ad" | "as" | "ash" | "ar");
            name.has_article |= article;
            if !elided && !article && !matches!(token.folded.as_str(), "e" | "y" | "and") {
                name.particles.push(token.folded.clone());
            }
            continue;
        }
        let is_initial = !last && is_initial(token, name.is_all_caps);
        let phonetic_key = word_classes::phonetic_key(&token.folded);
        name.parts.push(NamePart { word: token.folded.clone(), phonetic_key, is_initial });
    }
}

/// Recognises particles: "al-Assad", "bin Laden", "van Gogh"; but not in Al Gore and Ben Bernanke.
fn is_particle(token: &NameToken, at: usize, hyphen: bool) -> bool {
    let capital = token.text.starts_with(char::is_uppercase);
    token.classes.intersects(WordClasses::PARTICLE)
        && (at > 0 || hyphen || !capital || token.classes.intersects(WordClasses::LEADING_PARTICLE))
}

fn is_initial(token: &NameToken, is_all_caps: bool) -> bool {
    let letters = token.folded.chars().count();
    let capitals = letters == 2
        && token.text.chars().all(char::is_uppercase)
        && !token.classes.intersects(WordClasses::FAMILY_NAME_FIRST);
    letters == 1 || (token.text.contains('.') && letters <= 4) || (capitals && !is_all_caps)
}

fn is_family_first(parts: &[NamePart]) -> bool {
    let Some((family, given)) = parts.split_first() else { return false };
    word_classes::classes(&family.word).intersects(WordClasses::FAMILY_NAME_FIRST)
        && matches!(given.len(), 1 | 2)
        && given
            .iter()
            .all(|part| !part.is_initial && word_classes::is_east_asian_given_name(&part.word))
}

/// Returns true for texts in capitals that are longer than initials and acronyms.
fn is_all_caps_text(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
        && text.chars().filter(|letter| letter.is_uppercase()).count() > 3
}

/// Formats the name for display: in natural order, without nicknames, not in capitals.
fn display(
    tokens: &[NameToken],
    words: &[&NameToken],
    text: &str,
    name: &PersonName,
    inverted: bool,
) -> String {
    let plain = name.nicknames.is_empty() && !inverted;
    let mixed = text.chars().any(char::is_lowercase);
    let start = tokens.first().map_or(0, |token| token.start);
    let mut display = String::with_capacity(text.len());
    let mut written = 0;
    for token in words {
        let gap = if plain || token.gap == "-" { token.gap } else { " " };
        if written > 0 {
            display.push_str(if gap.chars().any(char::is_whitespace) {
                gap.trim_end().trim_end_matches(',')
            } else {
                gap
            });
            display.push_str(if gap.chars().any(char::is_whitespace) { " " } else { "" });
        }
        display.push_str(&restore_case(token, name.is_all_caps, mixed, written == 0));
        written += 1;
        // Initials keep their dot, which is not part of the word.
        let dotted = text.get((token.end - start)..).is_some_and(|rest| rest.starts_with('.'));
        if dotted && !plain && token.folded.chars().count() == 1 {
            display.push('.');
        }
    }
    if plain
        && written > 0
        && words.last().is_some_and(|token| token.end - start < text.len())
        && name.suffix.is_none()
    {
        display.push_str(text.get(text.len() - 1..).filter(|end| *end == ".").unwrap_or_default());
    }
    if let Some(suffix) =
        tokens.iter().rev().find(|token| name.suffix.as_ref() == Some(&token.folded))
    {
        display.push(' ');
        display.push_str(&format_suffix(suffix));
    }
    display
}

fn format_suffix(suffix: &NameToken) -> String {
    match suffix.folded.as_str() {
        "jr" | "jnr" | "junior" => "Jr".to_string(),
        "sr" | "snr" | "senior" => "Sr".to_string(),
        _ => suffix.text.trim_end_matches('.').to_string(),
    }
}

/// Restores the case of a word: CARTER becomes Carter, MCDONALD becomes McDonald; initials stay.
fn restore_case(token: &NameToken, is_all_caps: bool, mixed: bool, first: bool) -> String {
    let capitals = !token.text.chars().any(char::is_lowercase);
    let letters = token.text.chars().filter(|letter| letter.is_alphabetic()).count();
    let initials = token.text.contains('.') || letters < 2;
    let is_loud = is_all_caps || mixed && letters > 2;
    if !capitals || initials || !is_loud || token.classes.intersects(WordClasses::NUMERAL) {
        return token.text.to_string();
    }
    if is_all_caps && !first && token.classes.intersects(WordClasses::PARTICLE) {
        return token.text.to_lowercase();
    }
    proper_case(token.text)
}

/// Capitalises the first letter and letters after an apostrophe, a hyphen and "Mc".
pub(super) fn proper_case(word: &str) -> String {
    let mut cased = String::with_capacity(word.len());
    let mut opens = true;
    for letter in word.chars() {
        if opens || cased == "Mc" {
            cased.extend(letter.to_uppercase());
        } else {
            cased.extend(letter.to_lowercase());
        }
        opens = matches!(letter, '\'' | '’' | '-' | '‘');
    }
    cased
}

impl PersonName {
    /// Returns true for full names: two or more words, or a word with a regnal number.
    pub(super) fn is_full(&self) -> bool {
        self.parts.len() > 1 || self.is_numbered()
    }

    /// Returns true for one name with a regnal number: "Elizabeth II".
    pub(super) fn is_numbered(&self) -> bool {
        self.parts.len() == 1
            && self.suffix.as_deref().is_some_and(|suffix| {
                word_classes::classes(suffix).intersects(WordClasses::NUMERAL)
            })
    }

    /// The last word.
    pub(super) fn last(&self) -> Option<&NamePart> {
        self.parts.last()
    }

    /// Scores completeness: whole words count 2; initials and a leading "Al" or "El", which may be
    /// an article, count 1.
    pub(super) fn fullness(&self) -> usize {
        let half = |at: usize, part: &NamePart| {
            part.is_initial || (at == 0 && matches!(part.word.as_str(), "al" | "el"))
        };
        let parts =
            self.parts.iter().enumerate().map(|(at, part)| if half(at, part) { 1 } else { 2 });
        parts.sum::<usize>() + usize::from(self.suffix.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn display(span: &str) -> String {
        parse(span).map(|parsed| parsed.name.display).unwrap_or_default()
    }

    #[test]
    fn titles_are_not_part_of_a_name() {
        for (span, expected) in [
            ("President Bashar al-Assad", "Bashar al-Assad"),
            ("Mr Kerry", "Kerry"),
            ("Gen. Joe Dunford", "Joe Dunford"),
            ("Secretary of State John Kerry", "John Kerry"),
            ("Russian Foreign Minister Sergei Lavrov", "Sergei Lavrov"),
            ("Kerry's", "Kerry"),
            ("Dean Smith", "Dean Smith"),
            ("Martin Luther King, Jr.", "Martin Luther King Jr"),
            ("Queen Elizabeth II", "Elizabeth II"),
            ("Lavrov, Sergei", "Sergei Lavrov"),
            ("Joaquin \"El Chapo\" Guzman", "Joaquin Guzman"),
            ("J.K. Rowling", "J.K. Rowling"),
            ("John F. Kerry", "John F. Kerry"),
            ("O'Brien's", "O'Brien"),
        ] {
            assert_eq!(display(span), expected, "{span}");
        }
        assert_eq!(parse("Gen. Joe Dunford").unwrap().range, 5..16);
        assert!(parse("President").unwrap().name.is_title_only);
        assert!(parse("--").is_none() && parse("").is_none() && parse("J.").is_none());
    }

    #[test]
    fn capitals_become_a_name() {
        for (span, expected) in [
            ("CARTER", "Carter"),
            ("RONALD MCDONALD", "Ronald McDonald"),
            ("SINEAD O'CONNOR", "Sinead O'Connor"),
            ("LOUIS VAN GAAL", "Louis van Gaal"),
            ("BASHAR AL-ASSAD", "Bashar al-Assad"),
            ("Nicolas SARKOZY", "Nicolas Sarkozy"),
            ("HENRY VIII", "Henry VIII"),
            ("JFK", "JFK"),
        ] {
            assert_eq!(display(span), expected, "{span}");
        }
    }

    #[test]
    fn particles_stay_with_the_surname() {
        let core = |span: &str| {
            parse(span).unwrap().name.parts.iter().map(|part| part.word.clone()).collect::<Vec<_>>()
        };
        assert_eq!(core("Bashar al-Assad"), ["bashar", "assad"]);
        assert_eq!(core("al-Assad"), ["assad"]);
        assert_eq!(core("Osama bin Laden"), ["osama", "laden"]);
        assert_eq!(core("Le Pen"), ["pen"]);
        assert_eq!(core("Massimo D'Alema"), ["massimo", "alema"]);
        assert_eq!(core("L’Enfant"), ["enfant"]);
        assert_eq!(core("Al Gore"), ["al", "gore"]);
        assert_eq!(core("Ben Bernanke"), ["ben", "bernanke"]);
        assert_eq!(core("Luiz Inácio Lula da Silva"), ["luiz", "inacio", "lula", "silva"]);
    }
}
