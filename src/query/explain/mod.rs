//! A query said back in one English sentence, so that whoever typed it sees how it was understood.

pub(crate) mod things;

use super::ast::length::Lengths;
use super::ast::{Name, Query};
use super::dates::{Days, Period, Unit};
use crate::article::schema::Field;
use things::{kind, thing};

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
        Query::In(field, inner) => inside(*field, inner),
        Query::About(field, name) => about(*field, name),
        Query::Major(name) => mostly_about(name),
        Query::Published(days) => format!("published {}", when(days)),
        Query::Long(lengths) => long(*lengths),
        Query::Weighted(inner, weight) => match &**inner {
            Query::And(_) | Query::Or(_) => {
                format!("({}; this weighs {weight} times as much)", clause(inner))
            }
            inner => format!("{} (weighing {weight} times as much)", clause(inner)),
        },
        Query::And(parts) => clauses(parts).join(" and "),
        Query::Or(parts) => any_of(parts),
        Query::Not(inner) => without(inner),
        text => format!("with {}", thing(text, None)),
    }
}

/// What one part asks of one field of text.
fn inside(field: Field, query: &Query) -> String {
    match query {
        Query::All => format!("with anything {}", place(field)),
        Query::And(_) | Query::Or(_) if !is_simple(query) => {
            format!("{} ({})", place(field), clause(query))
        }
        Query::And(_) | Query::Or(_) | Query::Weighted(..) => {
            format!("{} {}", clause(query), place(field))
        }
        Query::First(..) | Query::AtLeast(..) => format!("with {}", thing(query, Some(field))),
        text => format!("with {} {}", thing(text, None), place(field)),
    }
}

/// What several parts ask together, the words in one clause: text first, what is not wanted last.
fn clauses(parts: &[Query]) -> Vec<String> {
    let words = words(parts);
    let mut clauses: Vec<_> =
        parts.iter().filter(|part| words.len() < 2 || !matches!(part, Query::Word(_))).collect();
    clauses.sort_by_key(|part| rank(part));
    let together = (words.len() > 1).then(|| format!("with the words {}", listed(&words)));
    together.into_iter().chain(clauses.into_iter().map(clause)).collect()
}

fn rank(query: &Query) -> u8 {
    match query {
        Query::About(..) => 1,
        Query::Major(_) => 1,
        Query::Published(_) => 2,
        Query::Long(_) => 3,
        Query::Not(_) => 4,
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
        Query::In(_, inner) | Query::Weighted(inner, _) => is_single(inner),
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
        Field::People | Field::Places | Field::Organisations | Field::Topics => "about",
        Field::Authors => "by",
        Field::Agency | Field::Publisher => "from",
        Field::Section | Field::Language => "in",
        _ => "with",
    };
    format!("{relation} {}", named(field, name))
}

/// `the person “kerry”`, `any person`.
fn named(field: Field, name: &Name) -> String {
    let kind = kind(field);
    match name {
        Name::Any => format!("any {kind}"),
        Name::Part(name) => format!("the {kind} “{name}”"),
        Name::Exactly(name) => format!("the {kind} that is exactly “{name}”"),
    }
}

fn mostly_about(name: &Name) -> String {
    match name {
        Name::Any => "mostly about one person, place or organisation".to_owned(),
        Name::Part(name) => format!("mostly about “{name}”"),
        Name::Exactly(name) => format!("mostly about what is exactly “{name}”"),
    }
}

fn long(lengths: Lengths) -> String {
    match (lengths.from, lengths.to) {
        (Some(from), Some(to)) if from == to => format!("of {from} words"),
        (Some(from), Some(to)) => format!("of {from} to {to} words"),
        (Some(from), None) => format!("of at least {from} words"),
        (None, to) => format!("of at most {} words", to.unwrap_or_default()),
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

    const TABLE: &[(&str, &str)] = &[
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
        (
            "a OR b \"c d\"",
            "articles either with the word a or with the word b and with the phrase “c d”",
        ),
        (
            "caption:(a OR \"b c\")",
            "articles in a caption (either with the word a or with the phrase “b c”)",
        ),
        (
            "x -(a b) -section:world",
            "articles with the word x, not (with the words a and b), not in the section “world”",
        ),
        (
            "title:* -byline:\"a b\"",
            "articles with anything in the title, without the phrase “a b” in the byline",
        ),
        (
            "person:=kerry keyword:oil",
            "articles about the person that is exactly “kerry”, with the keyword “oil”",
        ),
        (
            "ceasefire NEAR/5 person:kerry \"gas pipeline\" NOT PRE/1 russia",
            "articles with ceasefire within 5 words of a mention of the person “kerry”, \
                 with the phrase “gas pipeline” but not right before russia",
        ),
        (
            "a NEAR/5 b SENT (c PARA d)",
            "articles with (a within 5 words of b) in the same sentence as (c in the same paragraph as d)",
        ),
        (
            "(a OR b*) PRE/3 person:*",
            "articles with (a or a word like b*) at most 3 words before a mention of any person",
        ),
        ("-(a NEAR/1 b)", "articles without a right beside b"),
        ("ATLEAST/3 sanctions", "articles with at least 3 times the word sanctions"),
        (
            "title:ATLEAST/2 (a OR \"b c\")",
            "articles with at least twice either the word a or the phrase “b c” in the title",
        ),
        (
            "FIRST/50 ceasefire",
            "articles with the word ceasefire in the first 50 words of the body",
        ),
        (
            "ATLEAST/2 title:FIRST/1 =a",
            "articles with at least twice exactly “a” in the first word of the title",
        ),
        (
            "caps(Turkey) allcaps(\"a b\") -nocaps(aids)",
            "articles with “Turkey” with a capital, with “a b” in capitals only, without “aids” without a capital",
        ),
        (
            "=\"US Open\" \"a b\"~1",
            "articles with exactly “US Open” with these capitals, with the words “a b” in this order with at most 1 word in between",
        ),
        (
            "wom?n kerry~1 /a|b/",
            "articles with a word like wom?n, with a word spelt like kerry with at most 1 letter wrong, with a word that matches /a|b/",
        ),
        (
            "major:kerry words:>500 -person:*",
            "articles mostly about “kerry”, of at least 501 words, not about any person",
        ),
        (
            "major:=kerry words:..9 -words:5..6",
            "articles mostly about what is exactly “kerry”, of at most 9 words, not of 5 to 6 words",
        ),
        (
            "title:syria^3 (a OR b)^2",
            "articles with the word syria in the title (weighing 3 times as much), (with any of the words a, b; this weighs 2 times as much)",
        ),
        ("date:2016-07..today", "articles published from 2016-07 to today"),
        (
            "date:>=2016-07-18 on:04-13",
            "articles published on 2016-07-18 or later, published on 04-13 of any year",
        ),
        (
            "date:last-30-days -date:yesterday",
            "articles published in the last 30 days, not published yesterday",
        ),
    ];

    #[test]
    fn a_query_is_said_back() {
        for (query, sentence) in TABLE {
            assert_eq!(explain(&parse(query).query), *sentence, "{query}");
        }
    }
}
