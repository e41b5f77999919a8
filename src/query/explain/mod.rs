//! Explains a query in one English sentence, so that a reader sees how it was understood.

pub(crate) mod dates;
pub(crate) mod terms;

use super::ast::clip::{ClipKind, ClipQuery};
use super::ast::length::LengthRange;
use super::ast::state::ArticleState;
use super::ast::{NameQuery, Query};
use crate::article::schema::Field;
use terms::{all_of, any_of, facet_value, listed};

/// Describes the articles that a query finds: `Articles about the place “syria” that mention
/// “ceasefire” and were published in March 2016`.
pub fn explain(query: &Query) -> String {
    let parts: Vec<&Query> = match query {
        Query::And(parts) => parts.iter().filter(|part| **part != Query::All).collect(),
        Query::All => Vec::new(),
        query => vec![query],
    };
    if parts.is_empty() {
        return "All articles".to_owned();
    }
    let (subjects, others): (Vec<&Query>, Vec<&Query>) =
        parts.into_iter().partition(|part| is_facet(part));
    let mut sentence = format!("Articles{}", adjuncts(&subjects));
    let only = if let [only] = others.as_slice() { clause(only).adjunct } else { None };
    if let Some(adjunct) = only {
        sentence.push(' ');
        sentence.push_str(&adjunct);
    } else if !others.is_empty() {
        sentence.push_str(" that ");
        sentence.push_str(&predicate(&others));
    }
    sentence
}

/// Statement that a part of a query makes about an article, affirmed and denied.
struct Clause {
    /// `are about the place “syria”`.
    affirmed: String,
    /// `are not about the place “syria”`.
    denied: String,
    /// The same directly behind "articles", where that is possible: `about the place “syria”`.
    adjunct: Option<String>,
}

impl Clause {
    fn are(rest: String) -> Self {
        let (affirmed, denied) = (format!("are {rest}"), format!("are not {rest}"));
        Self { affirmed, denied, adjunct: Some(rest) }
    }

    fn were(rest: String) -> Self {
        let (affirmed, denied) = (format!("were {rest}"), format!("were not {rest}"));
        Self { affirmed, denied, adjunct: Some(rest) }
    }

    fn have(rest: String) -> Self {
        let (affirmed, denied) = (format!("have {rest}"), format!("do not have {rest}"));
        Self { affirmed, denied, adjunct: Some(format!("with {rest}")) }
    }

    /// Adds a remark behind the clause.
    fn with_remark(self, remark: &str) -> Self {
        Self {
            affirmed: format!("{} ({remark})", self.affirmed),
            adjunct: self.adjunct.map(|adjunct| format!("{adjunct} ({remark})")),
            ..self
        }
    }
}

fn clause(query: &Query) -> Clause {
    match query {
        text if is_text(text) => Clause {
            affirmed: format!("mention {}", terms::describe(text, None)),
            denied: format!("do not mention {}", any_of(&[text], None)),
            adjunct: None,
        },
        Query::In(field, inner) => Clause::have(in_field(*field, inner)),
        Query::Facet(facet, name) => about(*facet, name),
        Query::Major(name) => Clause::are(mainly_about(name)),
        Query::Published(filter) => Clause::were(format!("published {}", dates::describe(filter))),
        Query::Length(range) => Clause { adjunct: None, ..Clause::are(length(*range)) },
        Query::Corrected => Clause { adjunct: None, ..Clause::were("corrected later".to_owned()) },
        Query::WordsChanged(range) if range.is_any() => {
            Clause { adjunct: None, ..Clause::were("superseded later".to_owned()) }
        }
        Query::State(ArticleState::Undated) => {
            Clause { adjunct: None, ..Clause::have("no date".to_owned()) }
        }
        Query::State(ArticleState::InferredTopics) => {
            Clause { adjunct: None, ..Clause::have("topics that were inferred".to_owned()) }
        }
        Query::State(ArticleState::InferredNames) => {
            Clause { adjunct: None, ..Clause::have("names that were inferred".to_owned()) }
        }
        Query::Clipped(clip) => Clause { adjunct: None, ..Clause::have(clipped(clip)) },
        Query::WordsChanged(range) => {
            Clause { adjunct: None, ..Clause::were(changed_later(*range)) }
        }
        Query::Boosted(inner, boost) => {
            clause(inner).with_remark(&format!("counts {boost} times as much"))
        }
        Query::And(parts) => {
            let affirmed = predicate(&parts.iter().collect::<Vec<_>>());
            let denied = format!("are not among those that {affirmed}");
            Clause { affirmed, denied, adjunct: None }
        }
        Query::Or(parts) => {
            let (affirmed, denied): (Vec<_>, Vec<_>) =
                parts.iter().map(clause).map(|part| (part.affirmed, part.denied)).unzip();
            let affirmed = format!("either {}", listed(&affirmed, "or"));
            Clause { affirmed, denied: listed(&denied, "and"), adjunct: None }
        }
        Query::Not(inner) => {
            let Clause { affirmed, denied, .. } = clause(inner);
            Clause { affirmed: denied, denied: affirmed, adjunct: None }
        }
        _ => Clause::are("in the archive".to_owned()),
    }
}

/// What readers gave to an article: `the tag “quakes”`, `a note with “later”`.
fn clipped(clip: &ClipQuery) -> String {
    match (clip.kind, &clip.name) {
        (ClipKind::Tag, Some(name)) => format!("the tag “{name}”"),
        (ClipKind::Tag, None) => "a tag".to_owned(),
        (ClipKind::Collection, Some(name)) => format!("a place in the collection “{name}”"),
        (ClipKind::Collection, None) => "a place in a collection".to_owned(),
        (ClipKind::Note, Some(text)) => format!("a note with “{text}”"),
        (ClipKind::Note, None) => "a note".to_owned(),
    }
}

/// Joins what several parts say together: what must be there first, then what must not.
fn predicate(parts: &[&Query]) -> String {
    let (denied, affirmed): (Vec<&Query>, Vec<&Query>) =
        parts.iter().copied().partition(|part| matches!(part, Query::Not(_)));
    let (text, mut others): (Vec<&Query>, Vec<&Query>) =
        affirmed.into_iter().partition(|part| is_text(part));
    others.sort_by_key(|part| rank(part));
    let mentioned = (!text.is_empty()).then(|| format!("mention {}", all_of(&text, None)));
    let affirmed: Vec<String> =
        mentioned.into_iter().chain(others.into_iter().map(|part| clause(part).affirmed)).collect();
    let (missing, others): (Vec<&Query>, Vec<&Query>) = denied
        .into_iter()
        .map(|part| if let Query::Not(inner) = part { inner } else { part })
        .partition(|part| is_text(part));
    let only_mentions = affirmed.len() == 1 && !text.is_empty();
    if only_mentions && others.is_empty() && !missing.is_empty() {
        return format!("{} but not {}", affirmed.concat(), any_of(&missing, None));
    }
    let missing =
        (!missing.is_empty()).then(|| format!("do not mention {}", any_of(&missing, None)));
    let denied: Vec<String> =
        missing.into_iter().chain(others.into_iter().map(|part| clause(part).denied)).collect();
    match (affirmed.len(), denied.len()) {
        (_, 0) => listed(&affirmed, "and"),
        (0, _) => listed(&denied, "and"),
        (1, _) => format!("{} but {}", affirmed.concat(), listed(&denied, "and")),
        _ => format!("{}, but {}", listed(&affirmed, "and"), listed(&denied, "and")),
    }
}

/// Joins clauses about facets directly behind "articles".
fn adjuncts(parts: &[&Query]) -> String {
    let mut joined = String::new();
    let mut last_preposition = String::new();
    for adjunct in parts.iter().filter_map(|part| clause(part).adjunct) {
        let preposition = adjunct.split(' ').next().unwrap_or_default().to_owned();
        joined.push_str(if preposition == last_preposition { " and " } else { " " });
        joined.push_str(&adjunct);
        last_preposition = preposition;
    }
    joined
}

/// Orders clauses: fields of text, then dates, then lengths.
fn rank(query: &Query) -> u8 {
    match query {
        Query::Published(_) => 1,
        Query::Length(_)
        | Query::Corrected
        | Query::WordsChanged(_)
        | Query::State(_)
        | Query::Clipped(_) => 2,
        _ => 0,
    }
}

/// Returns true for parts that are looked for in text alone, anywhere in the article.
fn is_text(query: &Query) -> bool {
    match query {
        Query::Word(_)
        | Query::Phrase(..)
        | Query::Exact(_)
        | Query::Cased(..)
        | Query::Pattern(_)
        | Query::Widened(_)
        | Query::Near(..)
        | Query::NotNear(..)
        | Query::AtLeast(..)
        | Query::First(..) => true,
        Query::Boosted(inner, _) => is_text(inner),
        Query::Or(parts) => parts.iter().all(is_text),
        Query::And(parts) => {
            let denied = |part: &Query| matches!(part, Query::Not(inner) if is_text(inner));
            parts.iter().any(is_text) && parts.iter().all(|part| is_text(part) || denied(part))
        }
        _ => false,
    }
}

/// Returns true for parts that name a value of a facet, however boosted.
fn is_facet(query: &Query) -> bool {
    match query {
        Query::Facet(..) | Query::Major(_) => true,
        Query::Boosted(inner, _) => is_facet(inner),
        _ => false,
    }
}

/// Describes what one field of text must hold: `“syria” in the title`.
fn in_field(field: Field, query: &Query) -> String {
    let place = match field {
        Field::Captions => "caption".to_owned(),
        field => field.query_name().to_owned(),
    };
    let article = if field == Field::Captions { "a" } else { "the" };
    let described = terms::describe(query, Some(field));
    match query {
        Query::All => format!("a {place}"),
        Query::First(..) => described,
        Query::AtLeast(_, inner) if matches!(**inner, Query::First(..)) => described,
        _ => format!("{described} in {article} {place}"),
    }
}

fn about(facet: Field, name: &NameQuery) -> Clause {
    let value = facet_value(facet, name);
    match facet {
        Field::People | Field::Places | Field::Organisations | Field::Topics => {
            Clause::are(format!("about {value}"))
        }
        Field::Authors => Clause::are(format!("by {value}")),
        Field::Agency | Field::Publisher => Clause::are(format!("from {value}")),
        Field::Section | Field::Language => Clause::are(format!("in {value}")),
        _ => Clause::have(value),
    }
}

fn mainly_about(name: &NameQuery) -> String {
    match name {
        NameQuery::Any => "mainly about one person, place or organisation".to_owned(),
        NameQuery::Part(name) => format!("mainly about “{name}”"),
        NameQuery::Exact(name) => format!("mainly about exactly “{name}”"),
    }
}

fn changed_later(range: LengthRange) -> String {
    match (range.from, range.to) {
        (Some(from), Some(to)) if from == to => format!("changed later in exactly {from} words"),
        (Some(from), Some(to)) => format!("changed later in {from} to {to} words"),
        (Some(from), None) => format!("changed later in at least {from} words"),
        (None, Some(to)) => format!("changed later in at most {to} words"),
        (None, None) => "changed later".to_owned(),
    }
}

fn length(range: LengthRange) -> String {
    match (range.from, range.to) {
        (Some(from), Some(to)) if from == to => format!("exactly {from} words long"),
        (Some(from), Some(to)) => format!("{from} to {to} words long"),
        (Some(from), None) => format!("at least {from} words long"),
        (None, Some(to)) => format!("at most {to} words long"),
        (None, None) => "of any length".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    const TABLE: &[(&str, &str)] = &[
        ("", "All articles"),
        ("* person:x", "Articles about the person “x”"),
        ("syria", "Articles that mention “syria”"),
        ("NOT syria", "Articles that do not mention “syria”"),
        ("a b \"c d\"", "Articles that mention “a”, “b” and the phrase “c d”"),
        (
            "place:syria date:1987-03 cocoa",
            "Articles about the place “syria” that mention “cocoa” and were published in March 1987",
        ),
        (
            "-iraq date:2016 person:kerry title:(syria ceasefire talks)",
            "Articles about the person “kerry” that have “syria”, “ceasefire” and “talks” in the title and were published in \
             2016, but do not mention “iraq”",
        ),
        ("a OR b OR c", "Articles that mention “a”, “b” or “c”"),
        ("a OR b \"c d\"", "Articles that mention “a” or both “b” and the phrase “c d”"),
        ("(a OR b) c", "Articles that mention “c” and either “a” or “b”"),
        ("a OR -b", "Articles that either mention “a” or do not mention “b”"),
        ("caption:(a OR \"b c\")", "Articles with “a” or the phrase “b c” in a caption"),
        ("title:(a -b)", "Articles with “a” but not “b” in the title"),
        ("a b -c -d", "Articles that mention “a” and “b” but not “c” or “d”"),
        (
            "x -(a b) -section:world",
            "Articles that mention “x” but do not mention both “a” and “b” and are not in the section “world”",
        ),
        (
            "title:* -byline:\"a b\"",
            "Articles that have a title but do not have the phrase “a b” in the byline",
        ),
        (
            "person:=kerry keyword:oil",
            "Articles about exactly the person “kerry” with the keyword “oil”",
        ),
        (
            "ceasefire NEAR/5 person:kerry \"gas pipeline\" NOT PRE/1 russia",
            "Articles that mention “ceasefire” within 5 words of the person “kerry” and the phrase “gas pipeline” but not \
             directly before “russia”",
        ),
        (
            "a NEAR/5 b SENT (c PARA d)",
            "Articles that mention (“a” within 5 words of “b”) in the same sentence as (“c” in the same paragraph as “d”)",
        ),
        (
            "(a OR b*) PRE/3 person:*",
            "Articles that mention (“a” or a word that begins with “b”) at most 3 words before any person",
        ),
        ("-(a NEAR/1 b)", "Articles that do not mention “a” next to “b”"),
        ("ATLEAST/3 sanctions", "Articles that mention “sanctions” at least 3 times"),
        (
            "title:ATLEAST/2 (a OR \"b c\")",
            "Articles with either “a” or the phrase “b c” at least twice in the title",
        ),
        (
            "FIRST/50 ceasefire",
            "Articles that mention “ceasefire” in the first 50 words of the body",
        ),
        (
            "ATLEAST/2 title:FIRST/1 =a",
            "Articles with exactly “a” in the first word of the title at least twice",
        ),
        (
            "caps(Turkey) allcaps(\"a b\") -nocaps(aids)",
            "Articles that mention “Turkey” with a capital letter and “a b” in capitals but not “aids” without capitals",
        ),
        (
            "=\"US Open\" \"a b\"~1",
            "Articles that mention exactly “US Open” with these capitals and the words “a b” in this order with at most 1 \
             word in between",
        ),
        (
            "wom?n kerry~1 /a|b/ *gate",
            "Articles that mention a word that matches “wom?n”, a word spelled like “kerry” with at most 1 letter wrong, a \
             word that matches the pattern /a|b/ and a word that ends in “gate”",
        ),
        (
            "major:kerry words:>500 -person:*",
            "Articles mainly about “kerry” that are at least 501 words long but are not about any person",
        ),
        (
            "major:=kerry words:..9 -words:5..6",
            "Articles mainly about exactly “kerry” that are at most 9 words long but are not 5 to 6 words long",
        ),
        (
            "title:syria^3 (a OR b)^2",
            "Articles that mention “a” or “b” (counts 2 times as much) and have “syria” in the title (counts 3 times as much)",
        ),
        ("agency:mna lang:en", "Articles from the agency “mna” in English"),
        (
            "lang:english lang:Farsi -lang:xx",
            "Articles in English and in Persian that are not in the language “xx”",
        ),
        (
            "date:2016 OR section:world",
            "Articles that either were published in 2016 or are in the section “world”",
        ),
        (
            "-(date:2016 OR section:world)",
            "Articles that were not published in 2016 and are not in the section “world”",
        ),
        (
            "-(a date:2016)",
            "Articles that are not among those that mention “a” and were published in 2016",
        ),
        ("date:2016-07..today", "Articles published from July 2016 to today"),
        (
            "date:>=2016-07-18 on:04-13",
            "Articles that were published on 18 July 2016 or later and were published on 13 April of any year",
        ),
        (
            "date:last-30-days -date:yesterday",
            "Articles that were published in the last 30 days but were not published yesterday",
        ),
    ];

    #[test]
    fn queries_are_explained_in_sentences() {
        for (query, sentence) in TABLE {
            assert_eq!(explain(&parse(query).query), *sentence, "{query}");
        }
    }
}
