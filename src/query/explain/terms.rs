//! Noun phrases for what a text must mention: `“cocoa” within 5 words of “price”`.

use crate::article::schema::Field;
use crate::query::ast::pattern::{CaseFilter, Pattern};
use crate::query::ast::proximity::ProximityOperator;
use crate::query::ast::{NameQuery, Query};
use crate::text::language_names;

/// Describes a part of a query that is looked for in text, so that it can follow "mention".
///
/// `field` is the text field it is looked for in, if only one.
pub(crate) fn describe(query: &Query, field: Option<Field>) -> String {
    match query {
        Query::All => "anything".to_owned(),
        Query::Word(word) => format!("“{word}”"),
        Query::Phrase(words, 0) => format!("the phrase “{words}”"),
        Query::Phrase(words, slop) => {
            let slop = counted(*slop, "word");
            format!("the words “{words}” in this order with at most {slop} in between")
        }
        Query::Exact(words) if words.contains(char::is_uppercase) => {
            format!("exactly “{words}” with these capitals")
        }
        Query::Exact(words) => format!("exactly “{words}”"),
        Query::Cased(case, words) => cased(*case, words),
        Query::Pattern(pattern) => like(pattern),
        Query::Widened(words) => format!("“{words}” or what is used like it"),
        Query::Near(one, operator, other) => {
            format!("{} {} {}", operand(one), proximity(*operator), operand(other))
        }
        Query::NotNear(one, operator, other) => {
            format!("{} but not {} {}", operand(one), proximity(*operator), operand(other))
        }
        Query::AtLeast(times, inner) => {
            let times = if *times == 2 { "twice".to_owned() } else { counted(*times, "time") };
            format!("{} at least {times}", either(inner, field))
        }
        Query::First(words, inner) => {
            let first = if *words == 1 { "word".to_owned() } else { counted(*words, "word") };
            let field = field.unwrap_or(Field::Body).query_name();
            format!("{} in the first {first} of the {field}", either(inner, None))
        }
        Query::Facet(facet, name) => facet_value(*facet, name),
        Query::Boosted(inner, boost) => {
            format!("{} (counts {boost} times as much)", describe(inner, field))
        }
        Query::And(parts) => all_of(&parts.iter().collect::<Vec<_>>(), field),
        Query::Or(parts) => any_of(&parts.iter().collect::<Vec<_>>(), field),
        Query::Not(inner) => format!("no {}", describe(inner, field)),
        other => format!("`{other}`"),
    }
}

/// Joins parts with "and": alternatives last, then what must be missing.
pub(crate) fn all_of(parts: &[&Query], field: Option<Field>) -> String {
    let (missing, mut present): (Vec<&Query>, Vec<&Query>) =
        parts.iter().copied().partition(|part| matches!(part, Query::Not(_)));
    present.sort_by_key(|part| matches!(part, Query::Or(_)));
    let alone = present.len() == 1 && missing.is_empty();
    let part = |part: &Query| if alone { describe(part, field) } else { either(part, field) };
    let present: Vec<String> = present.into_iter().map(part).collect();
    let missing: Vec<&Query> = missing
        .into_iter()
        .map(|part| if let Query::Not(inner) = part { inner } else { part })
        .collect();
    match (present.as_slice(), missing.as_slice()) {
        (present, []) => listed(present, "and"),
        ([], missing) => format!("none of {}", any_of(missing, field)),
        (present, missing) => {
            format!("{} but not {}", listed(present, "and"), any_of(missing, field))
        }
    }
}

/// Joins parts with "or".
pub(crate) fn any_of(parts: &[&Query], field: Option<Field>) -> String {
    let part = |part: &&Query| match part {
        Query::And(inner) if inner.iter().any(|part| matches!(part, Query::Not(_))) => {
            format!("({})", describe(part, field))
        }
        Query::And(inner) if inner.len() == 2 => format!("both {}", describe(part, field)),
        Query::And(_) => format!("all of {}", describe(part, field)),
        part => describe(part, field),
    };
    listed(&parts.iter().map(part).collect::<Vec<_>>(), "or")
}

/// Describes a part; alternatives are introduced by "either".
fn either(query: &Query, field: Option<Field>) -> String {
    match query {
        Query::Or(_) => format!("either {}", describe(query, field)),
        query => describe(query, field),
    }
}

/// Describes one side of a proximity operator, in parentheses where it is compound.
fn operand(query: &Query) -> String {
    match query {
        Query::Near(..) | Query::NotNear(..) | Query::First(..) | Query::Or(_) => {
            format!("({})", describe(query, None))
        }
        query => describe(query, None),
    }
}

fn proximity(operator: ProximityOperator) -> String {
    match operator {
        ProximityOperator::Within(1) => "next to".to_owned(),
        ProximityOperator::Within(words) => format!("within {words} words of"),
        ProximityOperator::Before(1) => "directly before".to_owned(),
        ProximityOperator::Before(words) => format!("at most {words} words before"),
        ProximityOperator::Sentence => "in the same sentence as".to_owned(),
        ProximityOperator::Paragraph => "in the same paragraph as".to_owned(),
    }
}

fn cased(case: CaseFilter, words: &str) -> String {
    match case {
        CaseFilter::Some if words.contains(' ') => {
            format!("“{words}” with a capital letter in each word")
        }
        CaseFilter::Some => format!("“{words}” with a capital letter"),
        CaseFilter::All => format!("“{words}” in capitals"),
        CaseFilter::None => format!("“{words}” without capitals"),
    }
}

fn like(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Wildcard(wildcard) => wildcard_in_words(wildcard),
        Pattern::Fuzzy(word, 1) => {
            format!("a word spelled like “{word}” with at most 1 letter wrong")
        }
        Pattern::Fuzzy(word, edits) => {
            format!("a word spelled like “{word}” with at most {edits} letters wrong")
        }
        Pattern::Regex(regex) => format!("a word that matches the pattern /{regex}/"),
    }
}

fn wildcard_in_words(wildcard: &str) -> String {
    let plain = |text: &str| !text.is_empty() && !text.contains(['*', '?']);
    let beginning = wildcard.strip_suffix('*').filter(|rest| plain(rest));
    let ending = wildcard.strip_prefix('*').filter(|rest| plain(rest));
    match (beginning, ending) {
        (Some(beginning), _) => format!("a word that begins with “{beginning}”"),
        (_, Some(ending)) => format!("a word that ends in “{ending}”"),
        _ => format!("a word that matches “{wildcard}”"),
    }
}

/// Names a value of a facet: `the person “kerry”`, `any person`, `English`.
pub(crate) fn facet_value(facet: Field, name: &NameQuery) -> String {
    let kind = singular(facet);
    let language = |text: &str| {
        let code = language_names::code(text).unwrap_or(text);
        language_names::name(code).filter(|_| facet == Field::Language)
    };
    match name {
        NameQuery::Any => format!("any {kind}"),
        NameQuery::Part(text) | NameQuery::Exact(text) if language(text).is_some() => {
            language(text).unwrap_or_default().to_owned()
        }
        NameQuery::Part(text) => format!("the {kind} “{text}”"),
        NameQuery::Exact(text) => format!("exactly the {kind} “{text}”"),
    }
}

/// Names one value of a facet: `person`, `organisation`.
fn singular(facet: Field) -> &'static str {
    match facet {
        Field::Organisations => "organisation",
        Field::Language => "language",
        facet => facet.query_name(),
    }
}

/// Lists items as English does: `a, b and c`.
pub(crate) fn listed(items: &[String], conjunction: &str) -> String {
    match items {
        [most @ .., last] if !most.is_empty() => {
            format!("{} {conjunction} {last}", most.join(", "))
        }
        items => items.concat(),
    }
}

fn counted(number: u32, unit: &str) -> String {
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}
