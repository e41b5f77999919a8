//! How the parts of a query are spelt: which characters quote, which only punctuate, which shapes are operators.

use super::ast::Query;

/// An operator by its spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NOT`.
    Not,
    /// What stands between two parts and is not built yet: `NEAR/5`, `w/5`, `SENT`.
    Between,
    /// What stands before a part and is not built yet: `ATLEAST/3`, `FIRST/50`.
    Before,
}

impl Operator {
    /// The operator spelt like this. Bare names are operators in capitals only, names with a number in any case.
    pub fn spelt(text: &str) -> Option<Self> {
        match text {
            "AND" => Some(Self::And),
            "OR" => Some(Self::Or),
            "NOT" => Some(Self::Not),
            "NEAR" | "SENT" | "PARA" => Some(Self::Between),
            _ => Self::numbered(&text.to_ascii_lowercase()),
        }
    }

    fn numbered(text: &str) -> Option<Self> {
        let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
        match name {
            "w/s" | "w/p" if name == text => Some(Self::Between),
            _ if name == text => None,
            "near" | "near/" | "pre/" | "w/" | "n/" | "p/" | "adj" | "adj/" => Some(Self::Between),
            "atleast" | "atleast/" | "first/" => Some(Self::Before),
            _ => None,
        }
    }
}

/// Whether this opens and closes a quotation. Any of them closes what any other opened.
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// Whether this ends a run of characters that belong together.
pub fn is_border(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '|')
}

/// Whether this is punctuation, which no word begins or ends with.
pub fn is_noise(c: char) -> bool {
    let ascii = c.is_ascii() && !c.is_ascii_alphanumeric();
    ascii || matches!(c, '¡' | '§' | '¶' | '·' | '¿' | '\u{2000}'..='\u{206f}' | '、'..='〄' | '！'..='／' | '\u{feff}')
}

/// Whether there is anything to look for in it.
pub fn has_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// The text without punctuation around it. Initials keep their last dot: `U.S.`
pub fn trim(text: &str) -> &str {
    let text = text.trim_start_matches(is_noise);
    let bare = text.trim_end_matches(is_noise);
    match text.get(..=bare.len()) {
        Some(dotted) if dotted.ends_with('.') && bare.contains('.') => dotted,
        _ => bare,
    }
}

/// The plain words of a text that is spelt like none.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let part =
        |c: char| is_border(c) || is_noise(c) && !matches!(c, '.' | '\'' | '’' | '-' | '_' | '\u{200c}' | '\u{200d}');
    text.split(part).map(trim).filter(|piece| has_word(piece))
}

/// A word as a query. One that reads as an operator is only itself in quotes.
pub fn word(text: &str) -> Query {
    match Operator::spelt(text) {
        None => Query::Word(text.to_owned()),
        Some(_) => Query::Phrase(text.to_owned(), 0),
    }
}

/// Words side by side, without what a phrase can not print; none where there are no words.
pub fn phrase(text: &str) -> Option<Query> {
    let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c == '\\' || is_quote(c)).collect();
    has_word(text).then(|| Query::Phrase(joined(words), 0))
}

/// The text with one space between its words.
pub fn spaced(text: &str) -> String {
    joined(text.split_whitespace().collect())
}

fn joined(mut words: Vec<&str>) -> String {
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// If part of a word asks for what is not built yet: what that is, and the text without it.
pub fn unbuilt(chunk: &str) -> Option<(&'static str, &str)> {
    if !has_word(chunk) {
        return None;
    }
    if let Some((text, tail)) = chunk.split_once(['~', '^']) {
        let fuzzy = chunk.get(text.len()..).is_some_and(|sign| sign.starts_with('~'));
        let what = if fuzzy { "similar spelling" } else { "weight" };
        return Some((what, if tail.contains(char::is_alphabetic) { chunk } else { text }));
    }
    is_wildcard(chunk).then_some(("a wildcard", chunk))
}

/// `terror*`, `wom?n` and the `terror!` of Nexis, but no `why?`
fn is_wildcard(chunk: &str) -> bool {
    let one = |at: usize| chunk.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let cut = chunk.strip_suffix('!').is_some_and(|word| word.ends_with(char::is_alphanumeric));
    cut || chunk.contains('*') || chunk.match_indices('?').any(|(at, _)| one(at))
}

/// What stands up to the next quote and behind it, if there is one; a backslash keeps a quote from being one.
pub fn unquote(text: &str) -> (String, Option<&str>) {
    let mut content = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let next = chars.clone().next().filter(|next| c == '\\' && (*next == '\\' || is_quote(*next)));
        match next {
            Some(next) => {
                content.push(next);
                chars.next();
            }
            None if is_quote(c) => return (content, Some(chars.as_str())),
            None => content.push(c),
        }
    }
    (content, None)
}

/// The text of ‘such’ a quotation and its length with both quotes, where these clearly enclose it and are no apostrophes.
pub fn single_quoted(text: &str) -> Option<(&str, usize)> {
    let content = text.strip_prefix('‘')?;
    for (at, c) in content.char_indices() {
        let rest = content.get(at + c.len_utf8()..)?;
        let ends = rest.chars().next().is_none_or(|next| next.is_whitespace() || ")|,.;:?!".contains(next));
        match c {
            '’' if ends => return Some((content.get(..at)?, text.len() - rest.len())),
            '‘' | '(' | ')' => return None,
            _ if is_quote(c) => return None,
            _ => {}
        }
    }
    None
}

/// The pattern of a `/regular expression/` over one word, where the text begins with one.
pub fn pattern(text: &str) -> Option<&str> {
    let content = text.strip_prefix('/')?;
    let end = content.find(|c: char| c == '/' || c.is_whitespace())?;
    let behind = content.get(end..)?.strip_prefix('/')?;
    let ends = behind.chars().next().is_none_or(is_border);
    content.get(..end).filter(|pattern| ends && !pattern.is_empty())
}
