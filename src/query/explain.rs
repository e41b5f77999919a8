//! A query said back in one English sentence, so that whoever typed it sees how it was understood.

use super::ast::{Name, Query};
use super::days::{Days, Period, Unit};
use crate::schema::Field;

/// The query as a sentence: `articles with the word syria in the title, published in 2016`.
pub fn explain(query: &Query) -> String {
    match query {
        Query::All => "all articles".to_owned(),
        Query::And(parts) => format!("articles {}", clauses(parts).join(", ")),
        query => format!("articles {}", clause(query)),
    }
}

/// What one part asks of an article.
fn clause(query: &Query) -> String {
    match query {
        Query::All => "with anything".to_owned(),
        Query::Word(word) => format!("with the word {word}"),
        Query::Phrase(words, _) => format!("with the phrase “{words}”"),
        Query::In(field, inner) if is_simple(inner) => format!("{} {}", clause(inner), place(*field)),
        Query::In(field, inner) => format!("{} ({})", place(*field), clause(inner)),
        Query::About(field, name) => about(*field, name),
        Query::Published(days) => format!("published {}", when(days)),
        Query::And(parts) => clauses(parts).join(" and "),
        Query::Or(parts) => any_of(parts),
        Query::Not(inner) => without(inner),
        other => format!("with {other}"),
    }
}

/// What several parts ask together, the words in one clause: text first, what is not wanted last.
fn clauses(parts: &[Query]) -> Vec<String> {
    let words = words(parts);
    let mut clauses: Vec<_> = parts.iter().filter(|part| words.len() < 2 || !matches!(part, Query::Word(_))).collect();
    clauses.sort_by_key(|part| rank(part));
    let together = (words.len() > 1).then(|| format!("with the words {}", listed(&words)));
    together.into_iter().chain(clauses.into_iter().map(clause)).collect()
}

fn rank(query: &Query) -> u8 {
    match query {
        Query::About(..) => 1,
        Query::Published(_) => 2,
        Query::Not(_) => 3,
        _ => 0,
    }
}

fn any_of(parts: &[Query]) -> String {
    let words = words(parts);
    if words.len() == parts.len() {
        return format!("with any of the words {}", words.join(", "));
    }
    let choices: Vec<_> = parts.iter().map(clause).collect();
    format!("either {}", choices.join(" or "))
}

fn without(query: &Query) -> String {
    let clause = clause(query);
    match clause.strip_prefix("with ") {
        Some(thing) if is_single(query) => format!("without {thing}"),
        _ if is_single(query) => format!("not {clause}"),
        _ => format!("not ({clause})"),
    }
}

/// Whether a query asks for one thing only.
fn is_single(query: &Query) -> bool {
    match query {
        Query::In(_, inner) => is_single(inner),
        Query::And(_) | Query::Or(_) | Query::Not(_) => false,
        _ => true,
    }
}

/// Whether a query is one clause, which a place can follow.
fn is_simple(query: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => words(parts).len() == parts.len(),
        query => is_single(query),
    }
}

fn words(parts: &[Query]) -> Vec<&str> {
    parts
        .iter()
        .filter_map(|part| match part {
            Query::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .collect()
}

/// `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        words => words.join(""),
    }
}

fn place(field: Field) -> String {
    match field {
        Field::Captions => "in a caption".to_owned(),
        field => format!("in the {}", field.asked()),
    }
}

fn about(field: Field, name: &Name) -> String {
    let relation = match field {
        Field::People => "about the person",
        Field::Places => "about the place",
        Field::Organisations => "about the organisation",
        Field::Topics => "about the topic",
        Field::Authors => "by the author",
        Field::Agency => "from the agency",
        Field::Publisher => "from the publisher",
        Field::Section => "in the section",
        Field::Language => "in the language",
        field => return format!("with the {} {}", field.asked(), called(name)),
    };
    format!("{relation} {}", called(name))
}

fn called(name: &Name) -> String {
    match name {
        Name::Any => "whoever it is".to_owned(),
        Name::Part(text) => format!("“{text}”"),
        Name::Exactly(text) => format!("that is exactly “{text}”"),
    }
}

fn when(days: &Days) -> String {
    match days {
        Days::Within(period) => within(*period),
        Days::Between(from, to) => format!("from {} to {}", bare(*from), bare(*to)),
        Days::From(period) => format!("{} or later", within(*period)),
        Days::UpTo(period) => format!("{} or earlier", within(*period)),
        Days::After(period) => format!("after {}", bare(*period)),
        Days::Before(period) => format!("before {}", bare(*period)),
        Days::On { month, day } => format!("on {month:02}-{day:02} of any year"),
    }
}

fn within(period: Period) -> String {
    match period {
        Period::Year(_) | Period::Month(_) | Period::Past(..) => format!("in {}", bare(period)),
        Period::Day(_) => format!("on {}", bare(period)),
        Period::This(_) | Period::Last(_) => bare(period),
    }
}

fn bare(period: Period) -> String {
    match period {
        Period::This(Unit::Day) | Period::Last(Unit::Day) => period.to_string(),
        Period::Past(1, unit) => format!("the last {unit}"),
        Period::Past(count, unit) => format!("the last {count} {unit}s"),
        Period::This(unit) => format!("this {unit}"),
        Period::Last(unit) => format!("last {unit}"),
        fixed => fixed.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_query_is_said_back() {
        for (query, sentence) in [
            ("", "all articles"),
            ("syria", "articles with the word syria"),
            ("NOT syria", "articles without the word syria"),
            ("a b \"c d\"", "articles with the words a and b, with the phrase “c d”"),
            (
                "-iraq date:2016 person:kerry title:(syria ceasefire talks)",
                "articles with the words syria, ceasefire and talks in the title, about the person “kerry”, published in 2016, \
                 without the word iraq",
            ),
            ("a OR b OR c", "articles with any of the words a, b, c"),
            ("a OR b \"c d\"", "articles either with the word a or with the word b and with the phrase “c d”"),
            ("caption:(a OR \"b c\")", "articles in a caption (either with the word a or with the phrase “b c”)"),
            (
                "x -(a b) -section:world",
                "articles with the word x, not (with the words a and b), not in the section “world”",
            ),
            ("title:* -byline:\"a b\"", "articles with anything in the title, without the phrase “a b” in the byline"),
            ("person:=kerry keyword:oil", "articles about the person that is exactly “kerry”, with the keyword “oil”"),
            ("date:2016-07..today", "articles published from 2016-07 to today"),
            ("date:>=2016-07-18 on:04-13", "articles published on 2016-07-18 or later, published on 04-13 of any year"),
            ("date:last-30-days -date:yesterday", "articles published in the last 30 days, not published yesterday"),
        ] {
            assert_eq!(explain(&parse(query).query), sentence, "{query}");
        }
    }
}
