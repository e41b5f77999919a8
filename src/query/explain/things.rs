//! What stands at places of a text, in words: the things that an explanation says an article has.

use crate::article::schema::Field;
use crate::query::ast::nearness::Nearness;
use crate::query::ast::pattern::{Case, Pattern};
use crate::query::ast::{Name, Query};

/// A thing as it stands behind "with"; its first words are those of this field, or of the body.
pub(crate) fn thing(query: &Query, field: Option<Field>) -> String {
    match query {
        Query::Word(word) => format!("the word {word}"),
        Query::AtLeast(times, inner) => match &**inner {
            Query::First(..) => format!("at least {} {}", how_often(*times), thing(inner, field)),
            inner => {
                format!("at least {} {}{}", how_often(*times), thing(inner, None), inside(field))
            }
        },
        Query::First(words, inner) => {
            let field = field.unwrap_or(Field::Body).asked();
            let first = if *words == 1 { "word".to_owned() } else { counted(*words, "word") };
            format!("{} in the first {first} of the {field}", thing(inner, None))
        }
        Query::Or(parts) => {
            let things: Vec<_> = parts.iter().map(|part| thing(part, None)).collect();
            format!("either {}", things.join(" or "))
        }
        query => operand(query),
    }
}

fn inside(field: Option<Field>) -> String {
    match field {
        None => String::new(),
        Some(Field::Captions) => " in the captions".to_owned(),
        Some(field) => format!(" in the {}", field.asked()),
    }
}

fn how_often(times: u32) -> String {
    if times == 2 { "twice".to_owned() } else { counted(times, "time") }
}

fn counted(number: u32, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A thing as briefly as it stands beside others.
fn operand(query: &Query) -> String {
    match query {
        Query::Word(word) => word.clone(),
        Query::Phrase(words, 0) => format!("the phrase “{words}”"),
        Query::Phrase(words, between) => {
            format!(
                "the words “{words}” in this order with at most {} in between",
                counted(*between, "word")
            )
        }
        Query::Exactly(words) if words.contains(char::is_uppercase) => {
            format!("exactly “{words}” with these capitals")
        }
        Query::Exactly(words) => format!("exactly “{words}”"),
        Query::Cased(case, words) => cased(*case, words),
        Query::Like(pattern) => like(pattern),
        Query::About(field, Name::Any) => format!("a mention of any {}", kind(*field)),
        Query::About(field, Name::Part(name)) => {
            format!("a mention of the {} “{name}”", kind(*field))
        }
        Query::About(field, Name::Exactly(name)) => {
            format!("a mention of the {} that is exactly “{name}”", kind(*field))
        }
        Query::Or(parts) => {
            let parts: Vec<_> = parts.iter().map(operand).collect();
            format!("({})", parts.join(" or "))
        }
        Query::Near(one, how, other) => format!("{} {} {}", nested(one), near(*how), nested(other)),
        Query::Far(one, how, other) => {
            format!("{} but not {} {}", nested(one), near(*how), nested(other))
        }
        Query::First(..) => format!("({})", thing(query, None)),
        other => other.to_string(),
    }
}

/// A thing beside a sign of nearness.
fn nested(query: &Query) -> String {
    match query {
        Query::Near(..) | Query::Far(..) => format!("({})", operand(query)),
        query => operand(query),
    }
}

fn near(how: Nearness) -> String {
    match how {
        Nearness::Within(1) => "right beside".to_owned(),
        Nearness::Within(words) => format!("within {words} words of"),
        Nearness::Before(1) => "right before".to_owned(),
        Nearness::Before(words) => format!("at most {words} words before"),
        Nearness::Sentence => "in the same sentence as".to_owned(),
        Nearness::Paragraph => "in the same paragraph as".to_owned(),
    }
}

fn cased(case: Case, words: &str) -> String {
    match case {
        Case::Some if words.contains(' ') => format!("“{words}” with a capital in each word"),
        Case::Some => format!("“{words}” with a capital"),
        Case::All => format!("“{words}” in capitals only"),
        Case::None => format!("“{words}” without a capital"),
    }
}

fn like(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Wildcard(wildcard) => format!("a word like {wildcard}"),
        Pattern::Fuzzy(word, 1) => format!("a word spelt like {word} with at most 1 letter wrong"),
        Pattern::Fuzzy(word, _) => format!("a word spelt like {word} with at most 2 letters wrong"),
        Pattern::Regex(regex) => format!("a word that matches /{regex}/"),
    }
}

/// What the values of a facet are called, one at a time.
pub(crate) fn kind(field: Field) -> &'static str {
    match field {
        Field::Organisations => "organisation",
        Field::Language => "language",
        field => field.asked(),
    }
}
