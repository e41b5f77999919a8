//! How the parts of a query are spelt: which characters quote, which only punctuate, which shapes are operators.

use std::fmt;

use crate::query::ast::Query;
use crate::query::ast::nearness::Nearness;
use crate::query::ast::weight::Weight;

/// How near `NEAR` and `PRE` are without a number, as ProQuest has it: nobody else gives them a meaning.
const NEAR: u32 = 4;

/// An operator by its spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NOT`.
    Not,
    /// `NEAR/5`, `w/5`, `SENT`.
    Near(Nearness),
    /// `ATLEAST/3`.
    AtLeast(u32),
    /// `FIRST/50`.
    First(u32),
}

impl Operator {
    /// The operator spelt like this. Bare names are operators in capitals only, names with a number in any case.
    pub fn spelt(text: &str) -> Option<Self> {
        Some(match text {
            "AND" => Self::And,
            "OR" => Self::Or,
            "NOT" => Self::Not,
            "NEAR" => Self::Near(Nearness::Within(NEAR)),
            "PRE" => Self::Near(Nearness::Before(NEAR)),
            "SENT" => Self::Near(Nearness::Sentence),
            "PARA" => Self::Near(Nearness::Paragraph),
            _ => return Self::numbered(&text.to_ascii_lowercase()),
        })
    }

    fn numbered(text: &str) -> Option<Self> {
        let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = number(text.get(name.len()..).unwrap_or_default());
        Some(match (name, number) {
            ("w/s", None) => Self::Near(Nearness::Sentence),
            ("w/p", None) => Self::Near(Nearness::Paragraph),
            ("near" | "near/" | "w/" | "n/", Some(words)) => Self::Near(Nearness::Within(words)),
            ("pre/" | "p/" | "adj" | "adj/", Some(words)) => Self::Near(Nearness::Before(words)),
            ("atleast" | "atleast/", Some(times)) => Self::AtLeast(times.max(1)),
            ("first/", Some(words)) => Self::First(words.max(1)),
            _ => return None,
        })
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And => f.write_str("AND"),
            Self::Or => f.write_str("OR"),
            Self::Not => f.write_str("NOT"),
            Self::Near(how) => write!(f, "{how}"),
            Self::AtLeast(times) => write!(f, "ATLEAST/{times}"),
            Self::First(words) => write!(f, "FIRST/{words}"),
        }
    }
}

/// A number of digits alone; the greatest there is where it is greater.
pub fn number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// The digits that a text begins with.
pub fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The weight that a text begins with, `^3`, and its length.
pub fn weight(text: &str) -> Option<(Weight, usize)> {
    let behind = text.strip_prefix('^')?;
    let end = behind.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(behind.len());
    let number = behind.get(..end)?.trim_end_matches('.');
    let ends = !behind.get(number.len()..)?.starts_with(char::is_alphanumeric);
    Weight::parse(number).filter(|_| ends).map(|weight| (weight, 1 + number.len()))
}

/// The number of the `/f50/` that a text begins with, which is how Factiva asks for the first words, and its length.
pub fn early(text: &str) -> Option<(u32, usize)> {
    let behind = text.strip_prefix("/f").or_else(|| text.strip_prefix("/F"))?;
    let digits = digits(behind);
    let rest = behind.get(digits.len()..)?.strip_prefix('/')?;
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '/');
    number(digits).filter(|_| ends).map(|words| (words.max(1), digits.len() + 3))
}

/// What ends a clause. No value of a field consists of it.
pub const MARKS: [char; 7] = [',', ';', ':', '.', '!', '?', '\''];

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
    ascii
        || matches!(c, '¡' | '§' | '¶' | '·' | '¿' | '\u{2000}'..='\u{206f}' | '、'..='〄' | '！'..='／' | '\u{feff}')
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

/// The text without punctuation behind it that does not mean anything.
pub fn bare(text: &str) -> &str {
    text.trim_end_matches(|c| is_noise(c) && !"~*?!^=".contains(c))
}

/// The plain words of a text that is spelt like none.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| {
        is_border(c)
            || is_noise(c) && !matches!(c, '.' | '\'' | '’' | '-' | '_' | '\u{200c}' | '\u{200d}')
    };
    text.split(part).map(trim).filter(|piece| has_word(piece))
}

/// A word as a query. One that reads as an operator is only itself in quotes.
pub fn word(text: &str) -> Query {
    match Operator::spelt(text) {
        None => Query::Word(text.to_owned()),
        Some(_) => Query::Phrase(text.to_owned(), 0),
    }
}

/// Words side by side, without what quotes can not hold; none where there are no words.
pub fn quotable(text: &str) -> Option<String> {
    let words: Vec<_> =
        text.split(|c: char| c.is_whitespace() || c == '\\' || is_quote(c)).collect();
    has_word(text).then(|| joined(words))
}

/// Whether a text reads back as itself without quotes.
pub fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
    text.starts_with(char::is_alphanumeric) && text.chars().all(plain)
}

/// Whether a word reads back as itself without quotes.
pub fn is_plain_word(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || c == '-';
    text.starts_with(char::is_alphanumeric)
        && text.ends_with(char::is_alphanumeric)
        && text.chars().all(plain)
        && Operator::spelt(text).is_none()
}

/// The text with one space between its words.
pub fn spaced(text: &str) -> String {
    joined(text.split_whitespace().collect())
}

fn joined(mut words: Vec<&str>) -> String {
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// The word and the number of edits of `gorbachov~1`, as typed; without a number there are two.
pub fn misspelt(chunk: &str) -> Option<(&str, &str)> {
    let (word, edits) = chunk.trim_end_matches(|c| is_noise(c) && c != '~').rsplit_once('~')?;
    let plain = edits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (plain && has_word(word)).then_some((word, edits))
}

/// The word that Nexis cuts with `terror!`.
pub fn truncated(chunk: &str) -> Option<&str> {
    chunk.strip_suffix('!').filter(|word| word.ends_with(char::is_alphanumeric))
}

/// What stands up to the next quote and behind it, if there is one; a backslash keeps a quote from being one.
pub fn unquote(text: &str) -> (String, Option<&str>) {
    let mut content = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let next =
            chars.clone().next().filter(|next| c == '\\' && (*next == '\\' || is_quote(*next)));
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
        let ends = rest
            .chars()
            .next()
            .is_none_or(|next| next.is_whitespace() || ")|,.;:?!".contains(next));
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
    let mut escaped = false;
    let end = content.find(|c: char| {
        let ends = c.is_whitespace() || c == '/' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let behind = content.get(end..)?.strip_prefix('/')?;
    let ends = behind.chars().next().is_none_or(|c| is_border(c) || c == '^' || MARKS.contains(&c));
    content.get(..end).filter(|pattern| ends && !pattern.is_empty())
}
