//! Questions in plain words: "what did Kerry say about Syria in July 2016". Words that only make it a
//! question are left out, and its dates are read; which words are names only an archive can tell.
//!
//! It works by lists of words and rules. A query that is not clearly a question stays as it is, and so
//! does one with quotes at its beginning, with operators or in parentheses.

mod dates;
mod words;

use std::ops::Range;

use super::ast::Query;
use super::dates::DateFilter;
use super::parse::ParsedQuery;
use words::WordClass;

/// The greatest number of words in a question. Nobody asks longer ones.
const MAX_WORDS: usize = 40;

/// Words from the beginning within which the verb of a question comes: "which of the two countries
/// did".
const MAX_BEFORE_VERB: usize = 5;

/// A question as it was typed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Question<'q> {
    /// The text.
    pub text: &'q str,
    /// Its words, phrases and dates in order.
    pub parts: Vec<QuestionPart>,
    /// Set where no word but the first has a capital, so that names may have none.
    pub is_lower_case: bool,
}

/// A part of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuestionPart {
    /// Its byte range in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: PartKind,
    /// Set behind a preposition that precedes places.
    pub follows_locative: bool,
    /// Set where punctuation separates it from the part before.
    pub is_separate: bool,
}

/// The kind of a part of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// A word that only makes it a question, or joins others.
    LeftOut,
    /// A word that the question is about.
    Word(Query),
    /// A phrase in quotes.
    Phrase(Query),
    /// A date.
    Date(DateFilter),
}

/// Returns true for queries that are questions.
#[cfg(feature = "server")]
pub(crate) fn is_question(text: &str) -> bool {
    Question::read(text, &super::parse(text)).is_some()
}

/// A word of the text with its class.
struct Token<'q> {
    text: &'q str,
    range: Range<usize>,
    query: &'q Query,
    class: WordClass,
}

impl<'q> Question<'q> {
    /// Reads a query as a question, unless it is none or asks for nothing.
    pub(crate) fn read(text: &'q str, parsed: &'q ParsedQuery) -> Option<Self> {
        let leaves = parsed.leaves();
        let are_plain =
            leaves.iter().all(|(leaf, _)| matches!(leaf, Query::Word(_) | Query::Phrase(..)));
        let has_operators = text.contains(|c: char| "()|&*/^~=<>:".contains(c));
        if !are_plain || has_operators || leaves.len() > MAX_WORDS || !is_conjunction(&parsed.query)
        {
            return None;
        }
        let all_capitals = !text.contains(char::is_lowercase);
        let tokens: Vec<Token<'_>> = leaves
            .iter()
            .map(|(query, range)| {
                let text = text.get(range.clone()).unwrap_or_default().trim_end_matches(is_end);
                let class = match query {
                    Query::Word(_) => WordClass::of(text, all_capitals),
                    _ => WordClass::default(),
                };
                Token { text, range: range.start..range.start + text.len(), query, class }
            })
            .collect();
        let start = opening(&tokens, text.trim_end().ends_with('?'))?;
        let question = Self {
            text,
            parts: parts(text, &tokens, start),
            is_lower_case: is_lower_case(&tokens),
        };
        question.parts.iter().any(|part| part.kind != PartKind::LeftOut).then_some(question)
    }

    /// Returns a part of the text.
    pub(crate) fn typed(&self, range: &Range<usize>) -> &'q str {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

/// Returns true for punctuation behind a word that is not part of it.
fn is_end(c: char) -> bool {
    matches!(c, ',' | ';' | '?' | '!' | '…')
}

fn is_lower_case(tokens: &[Token<'_>]) -> bool {
    !tokens
        .iter()
        .skip(1)
        .any(|token| token.text.starts_with(char::is_uppercase) && token.text != "I")
}

/// Returns true for words that are all searched for, none excluded.
fn is_conjunction(query: &Query) -> bool {
    match query {
        Query::And(parts) => {
            parts.iter().all(|part| matches!(part, Query::Word(_) | Query::Phrase(..)))
        }
        _ => false,
    }
}

/// What a question asks for, from its first words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Opening {
    /// The number of words that make it a question.
    words: usize,
    /// Set where articles are asked for, not what they are about.
    asks_for_news: bool,
    /// Set where it asks what somebody said or did.
    asks_what: bool,
}

/// Recognises a question by its first words, or by its mark and its first word.
fn opening(tokens: &[Token<'_>], has_mark: bool) -> Option<Opening> {
    let class = |index: usize| tokens.get(index).map(|token| token.class).unwrap_or_default();
    let lower =
        |index: usize| tokens.get(index).map(|it| it.text.to_lowercase()).unwrap_or_default();
    let (first, second) = (class(0), class(1));
    if tokens.len() < if has_mark { 2 } else { 3 } {
        return None;
    }
    if lower(0) == "tell" && lower(1) == "me" && (lower(2) == "about" || class(2).interrogative) {
        return Some(Opening { words: 3, asks_for_news: false, asks_what: true });
    }
    if first.request {
        let news = (1..4).find(|index| class(*index).news)?;
        let is_plain = (1..news).all(|index| class(index).function_word || lower(index) == "all")
            && (news == 1 || matches!(lower(1).as_str(), "me" | "all"));
        let opening = Opening { words: news + 1, asks_for_news: true, asks_what: false };
        return (is_plain && tokens.len() > news + 1).then_some(opening);
    }
    let verb = (1..MAX_BEFORE_VERB).find(|index| class(*index).auxiliary);
    let asks_for_noun = matches!(lower(0).as_str(), "what" | "which" | "whose");
    let is_question = first.contraction
        || first.interrogative && second.auxiliary
        || lower(0) == "how" && second.degree
        || lower(0) == "what" && second.empty_verb
        || asks_for_noun && verb.is_some()
        || has_mark && (first.interrogative || first.auxiliary);
    let news = (1..4).find(|index| class(*index).news);
    let counts_news =
        matches!((lower(0).as_str(), second.degree), ("how", true) | ("what" | "which", _));
    let opening = match news.filter(|_| counts_news) {
        Some(news) => Opening { words: news + 1, asks_for_news: true, asks_what: false },
        None => {
            let words = if lower(0) == "how" && second.degree { 2 } else { 1 };
            Opening {
                words,
                asks_for_news: false,
                asks_what: first.contraction || lower(0) == "what" || lower(0) == "how",
            }
        }
    };
    is_question.then_some(opening)
}

/// Divides the words into those that matter, dates, and others.
fn parts(text: &str, tokens: &[Token<'_>], opening: Opening) -> Vec<QuestionPart> {
    let (mut parts, mut at) = (Vec::with_capacity(tokens.len()), 0);
    while let Some(token) = tokens.get(at) {
        let texts: Vec<&str> = tokens.iter().skip(at).map(|token| token.text).collect();
        match dates::date(&texts).filter(|_| at > 0 && is_word(token)) {
            Some(date) => {
                let first = at + date.prepositions;
                parts.extend(
                    (at..first).filter_map(|at| part(text, tokens, at, 1, PartKind::LeftOut)),
                );
                parts.extend(part(text, tokens, first, date.words, PartKind::Date(date.filter)));
                at = first + date.words;
            }
            None => {
                parts.extend(part(text, tokens, at, 1, kind(token, at, opening)));
                at += 1;
            }
        }
    }
    parts
}

/// Makes a part of several words.
fn part(
    text: &str,
    tokens: &[Token<'_>],
    at: usize,
    words: usize,
    kind: PartKind,
) -> Option<QuestionPart> {
    let (first, last) = (tokens.get(at)?, tokens.get(at + words.checked_sub(1)?)?);
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let gap = before.and_then(|before| text.get(before.range.end..first.range.start));
    Some(QuestionPart {
        range: first.range.start..last.range.end,
        kind,
        follows_locative: before.is_some_and(|before| before.class.locative),
        is_separate: gap.is_none_or(|gap| !gap.trim().is_empty()),
    })
}

fn is_word(token: &Token<'_>) -> bool {
    matches!(token.query, Query::Word(_))
}

fn kind(token: &Token<'_>, at: usize, opening: Opening) -> PartKind {
    let class = token.class;
    let is_left_out = at < opening.words
        || class.function_word
        || class.auxiliary
        || class.interrogative
        || class.contraction
        || opening.asks_what && class.empty_verb
        || opening.asks_for_news && class.news_verb;
    match token.query {
        Query::Word(_) if is_left_out => PartKind::LeftOut,
        Query::Word(_) => PartKind::Word(token.query.clone()),
        _ => PartKind::Phrase(token.query.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    /// What stays of a question: words, phrases and dates.
    fn kept(text: &str) -> Option<String> {
        let parsed = parse(text);
        let question = Question::read(text, &parsed)?;
        let shown = question.parts.iter().filter_map(|part| match &part.kind {
            PartKind::LeftOut => None,
            PartKind::Word(query) | PartKind::Phrase(query) => Some(query.to_string()),
            PartKind::Date(filter) => Some(filter.to_string()),
        });
        Some(shown.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn questions_lose_the_words_that_make_them_questions() {
        for (question, words) in [
            ("who is Caspar Weinberger", "Caspar Weinberger"),
            ("Who's Caspar Weinberger?", "Caspar Weinberger"),
            ("what did Kerry say about Syria in July 2016", "Kerry Syria date:2016-07"),
            ("What did Kerry say about Syria in July, 2016?", "Kerry Syria date:2016-07"),
            ("when was the ferry sunk", "ferry sunk"),
            ("how many articles about coffee in Brazil", "coffee Brazil"),
            ("how many articles mention the Bank of England?", "Bank England"),
            ("how many people died in the flood", "people died flood"),
            ("how much does cocoa cost", "cocoa cost"),
            (
                "which countries did the president visit in 1987",
                "countries president visit date:1987",
            ),
            ("what happened in Damascus on 18 July 2016", "Damascus date:2016-07-18"),
            ("where is Damascus", "Damascus"),
            ("who sank the ferry?", "sank ferry"),
            ("did Reagan meet Gorbachev since 1985?", "Reagan meet Gorbachev date:>=1985"),
            ("tell me about the ferry", "ferry"),
            ("show me all stories about coffee", "coffee"),
            ("what did WHO say about malaria", "WHO malaria"),
            ("what did Kerry say about \"the ceasefire\"", "Kerry \"the ceasefire\""),
            ("WHO IS CASPAR WEINBERGER", "CASPAR WEINBERGER"),
            ("what is the U.S. position", "U.S. position"),
            (
                "why were oil prices falling between 1985 and 1987",
                "oil prices falling date:1985..1987",
            ),
            ("what are May's plans", "May's plans"),
        ] {
            assert_eq!(kept(question).as_deref(), Some(words), "{question}");
        }
    }

    #[test]
    fn other_queries_are_no_questions() {
        for query in [
            "",
            "who",
            "WHO vaccine",
            "who malaria report",
            "WHO is in Geneva",
            "when harry met sally",
            "what women want",
            "how i met your mother",
            "show me the money",
            "what is",
            "who is who",
            "\"who\" is Caspar Weinberger",
            "(who is Caspar Weinberger)",
            "who is person:kerry",
            "who is -kerry there",
            "who is kerr*",
            "who OR is kerry",
            "tell me why",
            "what is it?",
            "syria ceasefire july 2016",
            "where eagles dare",
            "which",
            "list of stories",
            "why?",
        ] {
            assert_eq!(kept(query), None, "{query}");
        }
    }
}
