//! Classes of characters and plain words. Nothing here knows queries.

/// Punctuation that ends a clause. No value of a field consists of it.
pub(crate) const CLAUSE_ENDS: [char; 7] = [',', ';', ':', '.', '!', '?', '\''];

/// Returns true for quotation marks. Any of them closes what any other opened.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// Returns true for characters that end a run of characters that belong together.
pub(crate) fn is_border(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '|')
}

/// Returns true for punctuation, with which no word begins or ends.
pub(crate) fn is_punctuation(c: char) -> bool {
    let ascii = c.is_ascii() && !c.is_ascii_alphanumeric();
    ascii
        || matches!(c, '¡' | '§' | '¶' | '·' | '¿' | '\u{2000}'..='\u{206f}' | '、'..='〄' | '！'..='／' | '\u{feff}')
}

/// Returns true for texts with a letter or a digit.
pub(crate) fn has_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// Returns the text without the punctuation around it. Initials keep their last dot: `U.S.`
pub(crate) fn trim(text: &str) -> &str {
    let text = text.trim_start_matches(is_punctuation);
    let bare = text.trim_end_matches(is_punctuation);
    match text.get(..=bare.len()) {
        Some(dotted) if dotted.ends_with('.') && bare.contains('.') => dotted,
        _ => bare,
    }
}

/// Returns the text without the punctuation behind it that has no meaning in a query.
pub(crate) fn trim_end(text: &str) -> &str {
    text.trim_end_matches(|c| is_punctuation(c) && !"~*?!^=".contains(c))
}

/// Returns the symbol in the punctuation behind a word without which it means something else:
/// `C++`, `C#`, `5%`. Symbols are not indexed.
pub(crate) fn lost_symbol(text: &str) -> Option<char> {
    let (_, behind) = text.split_at_checked(text.trim_end_matches(is_punctuation).len())?;
    behind.chars().find(|c| matches!(c, '+' | '#' | '%'))
}

/// Returns the words of a text that is not meant as a query, such as a web address.
pub(crate) fn plain_words(text: &str) -> impl Iterator<Item = &str> {
    let is_separator = |c: char| {
        is_border(c)
            || is_punctuation(c)
                && !matches!(c, '.' | '\'' | '’' | '-' | '_' | '\u{200c}' | '\u{200d}')
    };
    text.split(is_separator).map(trim).filter(|word| has_word(word))
}

/// Returns the words with one space between them, without characters that quotes cannot hold.
/// `None` where there are no words.
pub(crate) fn quotable(text: &str) -> Option<String> {
    let parts = text.split(|c: char| c.is_whitespace() || c == '\\' || is_quote(c));
    has_word(text).then(|| joined(parts))
}

/// Returns the text with one space between its words.
pub(crate) fn single_spaced(text: &str) -> String {
    joined(text.split_whitespace())
}

fn joined<'t>(words: impl Iterator<Item = &'t str>) -> String {
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns true for names that need no quotes in a query.
pub(crate) fn is_plain_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
    text.starts_with(char::is_alphanumeric) && text.chars().all(is_plain)
}
