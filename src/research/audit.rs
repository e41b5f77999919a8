//! Audits: a random sample of the values that the archive found by itself, to be judged by a person, and the
//! precision that follows with its interval.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::time::Instant;

use jiff::civil::Date;

use crate::article::date::DateSource;
use crate::article::document::Document;
use crate::article::entity::{Evidence, EvidenceSource, Mention, Topic, TopicSource};
use crate::article::schema::Field;
use crate::error::{Error, Result};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::request::Request;
use crate::text::sentences;

/// Values of one article that have the same chance to be drawn as those of others. Of more, each has less.
const MAX_VALUES: usize = 64;

/// Articles that are kept while a sample is drawn.
const MOST_READ: usize = 1_000;

/// Draws for each value of the sample, after which the archive has too few. A value is found in one of some
/// ten draws.
const DRAWS: usize = 500;

/// Bytes of a sentence that are shown.
const MAX_SENTENCE: usize = 600;

/// The quantile of the normal distribution for an interval of 95 %.
const QUANTILE: f64 = 1.959_963_985;

/// Values of a sample at most.
pub(crate) const MAX_SAMPLE: usize = 1_000;

/// What is audited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuditOf {
    /// The values of a facet.
    Facet(Field),
    /// Dates of publication.
    Dates,
}

impl AuditOf {
    /// What can be audited, with its name.
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("people", Self::Facet(Field::People)),
        ("places", Self::Facet(Field::Places)),
        ("organisations", Self::Facet(Field::Organisations)),
        ("topics", Self::Facet(Field::Topics)),
        ("dates", Self::Dates),
    ];

    /// What has this name, with the name.
    pub(crate) fn named(name: &str) -> Option<(&'static str, Self)> {
        Self::ALL.iter().find(|(known, _)| *known == name).copied()
    }

    /// What has this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::named(name).map(|(_, of)| of)
    }

    /// The field of its values.
    pub(crate) fn field(self) -> Field {
        match self {
            Self::Facet(field) => field,
            Self::Dates => Field::Published,
        }
    }

    /// Returns whether its values are names, which others may have too.
    pub(crate) fn has_names(self) -> bool {
        matches!(self, Self::Facet(field) if field != Field::Topics)
    }
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is none of its kind.
    Wrong,
    /// It is another of its kind.
    Other,
}

/// A value that was marked wrong in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrongValue {
    /// Its field.
    pub field: Field,
    /// Its key.
    pub key: String,
    /// The article.
    pub article: String,
    /// What is wrong.
    pub fault: Fault,
}

/// A value of the sample.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AuditedValue {
    /// Its key; of a date the date.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it was found by.
    pub why: String,
    /// The article.
    pub document: Document,
    /// The sentence that names it, or the beginning of the article.
    pub sentence: String,
    /// The bytes of the sentence that name it.
    pub marks: Vec<Range<usize>>,
}

/// A value of an article that may be drawn.
struct Candidate<'d> {
    key: &'d str,
    name: &'d str,
    mentions: &'d [Mention],
    why: String,
}

/// Draws a random sample of the values that the archive found in the articles of a request: of all values of all
/// articles, each with the same chance. The same seed and the same archive give the same sample.
///
/// # Errors
/// Fails when the request is invalid, the index cannot be read, or nothing was found that can be drawn.
pub(crate) fn sample(
    engine: &dyn Engine,
    request: &Request,
    (of, size, seed): (AuditOf, usize, u64),
    today: Date,
    budget: &Budget,
) -> Result<Vec<AuditedValue>> {
    let request = Request { facets: Vec::new(), limit: 0, ..request.clone() };
    let plan = planner::plan(engine, &request, today, budget)?.plan;
    let ids = engine.matching(&plan)?.articles;
    let mut random = Random(seed);
    let mut sample: Vec<AuditedValue> = Vec::new();
    // In a small archive the same articles are drawn again and again.
    let mut read: HashMap<usize, Option<Document>> = HashMap::new();
    for _ in 0..size.saturating_mul(DRAWS) {
        let is_over = budget.deadline.is_some_and(|deadline| Instant::now() > deadline);
        if sample.len() >= size || ids.is_empty() || is_over {
            break;
        }
        // An article is drawn with the same chance as any other, and kept with a chance that grows with its
        // values: so each value has the same chance (rejection sampling).
        let drawn = random.below(ids.len());
        let number = random.below(MAX_VALUES);
        let Some(article) = ids.get(drawn) else { continue };
        if read.len() >= MOST_READ {
            read.clear();
        }
        let document = match read.entry(drawn) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(engine.article(&article.id)?),
        };
        let Some(document) = document else { continue };
        let value = match of {
            AuditOf::Dates => dated(document, number == 0),
            AuditOf::Facet(field) => {
                let candidates = candidates(document, field);
                // Of more values than numbers, some are not drawn in this turn but in another.
                let shift = random.below(candidates.len().saturating_sub(MAX_VALUES) + 1);
                let number = number + shift;
                candidates.get(number).map(|candidate| value(document, candidate))
            }
        };
        let is_new = |value: &AuditedValue| {
            !sample.iter().any(|it| it.key == value.key && it.document.id == value.document.id)
        };
        sample.extend(value.filter(is_new));
    }
    if sample.is_empty() {
        let error = Error::new("the archive found no such value by itself").user_error();
        return Err(error.hint("what publishers assigned is not audited"));
    }
    Ok(sample)
}

/// Returns whether an article has a value that the archive found in it.
#[cfg(feature = "server")]
pub(crate) fn has_value(document: &Document, of: AuditOf, key: &str) -> bool {
    match of {
        AuditOf::Facet(field) => candidates(document, field).iter().any(|it| it.key == key),
        AuditOf::Dates => dated(document, true).is_some_and(|it| it.key == key),
    }
}

/// The values of a facet that the archive found in an article.
fn candidates(document: &Document, field: Field) -> Vec<Candidate<'_>> {
    let subjects = &document.subjects;
    let people = subjects.people.iter().map(|it| (&it.key, &it.name, &it.mentions, &it.evidence));
    let places = subjects.places.iter().map(|it| (&it.key, &it.name, &it.mentions, &it.evidence));
    let organisations =
        subjects.organisations.iter().map(|it| (&it.key, &it.name, &it.mentions, &it.evidence));
    let entities: Vec<_> = match field {
        Field::People => people.collect(),
        Field::Places => places.collect(),
        Field::Organisations => organisations.collect(),
        _ => return topics(document),
    };
    let is_found = |(_, _, mentions, evidence): &(_, _, &Vec<Mention>, &Evidence)| {
        evidence.by != EvidenceSource::Publisher && !mentions.is_empty()
    };
    entities
        .into_iter()
        .filter(is_found)
        .map(|(key, name, mentions, evidence)| Candidate {
            key,
            name,
            mentions,
            why: why(evidence),
        })
        .collect()
}

fn topics(document: &Document) -> Vec<Candidate<'_>> {
    let inferred = document.subjects.narrowest().filter(|it| it.source == TopicSource::Inferred);
    let candidate = |topic: &'_ Topic| format!("{:.0} % sure", topic.score * 100.0);
    inferred
        .map(|it| Candidate { key: &it.key, name: &it.name, mentions: &[], why: candidate(it) })
        .collect()
}

fn why(evidence: &Evidence) -> String {
    let by = if evidence.by == EvidenceSource::Rule { "by a rule" } else { "by the model" };
    let reason = if evidence.reason.is_empty() { "" } else { ": " };
    format!("{by}, {:.0} % sure{reason}{}", evidence.confidence * 100.0, evidence.reason)
}

fn value(document: &Document, candidate: &Candidate<'_>) -> AuditedValue {
    let (sentence, marks) = match candidate.mentions.first() {
        Some(first) => sentence_of(document, candidate.mentions, first),
        None => beginning(document),
    };
    AuditedValue {
        key: candidate.key.to_owned(),
        name: candidate.name.to_owned(),
        why: candidate.why.clone(),
        document: document.clone(),
        sentence,
        marks,
    }
}

/// The date of an article, where the archive found it by itself. Each article has one, so that it is kept with
/// the chance of one value.
fn dated(document: &Document, is_kept: bool) -> Option<AuditedValue> {
    let published = document.article.published.as_ref().filter(|_| is_kept)?;
    let why = match published.source {
        DateSource::Metadata => return None,
        DateSource::Dateline => "from the dateline",
        DateSource::Text => "from the text",
        DateSource::File => "from the name of the file or folder",
    };
    let (sentence, marks) = beginning(document);
    let dateline = document.article.dateline.as_ref().map_or("", |it| it.raw.as_str());
    let sentence = match dateline {
        "" => sentence,
        dateline => format!("{dateline} | {sentence}"),
    };
    let key = published.date.to_string();
    let why = format!("{why}; file {}", document.path);
    Some(AuditedValue { name: key.clone(), key, why, document: document.clone(), sentence, marks })
}

/// The first sentence of the body, or the title of an article without one.
fn beginning(document: &Document) -> (String, Vec<Range<usize>>) {
    let body = document.article.body.as_str();
    let text = if body.trim().is_empty() { document.article.title.as_str() } else { body };
    let end = sentences::starts(text).into_iter().find(|start| *start > 60).unwrap_or(text.len());
    (cut(text.get(..end).unwrap_or(text)).to_owned(), Vec::new())
}

/// The sentence with the first mention, and the bytes in it that name the value.
fn sentence_of(
    document: &Document,
    mentions: &[Mention],
    first: &Mention,
) -> (String, Vec<Range<usize>>) {
    let text = document.article.slot(first.slot);
    let starts = sentences::starts(text);
    let start = starts.iter().copied().filter(|start| *start <= first.start).max().unwrap_or(0);
    let end = starts.into_iter().find(|start| *start > first.start).unwrap_or(text.len());
    let sentence = cut(text.get(start..end.max(first.end)).unwrap_or(text));
    let in_sentence = mentions.iter().filter(|it| {
        it.slot == first.slot && it.start >= start && it.end <= start + sentence.len()
    });
    let marks = in_sentence.map(|it| it.start - start..it.end - start).collect();
    (sentence.to_owned(), marks)
}

fn cut(text: &str) -> &str {
    let text = text.trim_end();
    text.get(..text.floor_char_boundary(MAX_SENTENCE)).unwrap_or(text)
}

/// Pseudo-random numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // The upper half of the product is even enough for any archive.
        ((u128::from(mixed) * limit as u128) >> 64) as usize
    }
}

/// The share of right values with its interval of 95 % (Wilson 1927), which holds for small samples and for
/// shares near one.
pub(crate) fn precision(right: u64, judged: u64) -> Option<(f64, Range<f64>)> {
    if judged == 0 {
        return None;
    }
    let (n, share) = (judged as f64, right as f64 / judged as f64);
    let square = QUANTILE * QUANTILE;
    let centre = (share + square / (2.0 * n)) / (1.0 + square / n);
    let half =
        QUANTILE / (1.0 + square / n) * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    Some((share, (centre - half).max(0.0)..(centre + half).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_wilson() {
        // By the formula, and as statistics packages give them.
        for (right, judged, low, high) in [
            (45, 50, 0.786, 0.957),
            (50, 50, 0.929, 1.0),
            (0, 10, 0.0, 0.278),
            (1, 2, 0.095, 0.905),
        ] {
            let (share, interval) = precision(right, judged).unwrap();
            assert!((share - right as f64 / judged as f64).abs() < 1e-9);
            assert!((interval.start - low).abs() < 0.001, "{right} of {judged}: {interval:?}");
            assert!((interval.end - high).abs() < 0.001, "{right} of {judged}: {interval:?}");
        }
        assert_eq!(precision(0, 0), None);
    }

    #[test]
    fn random_numbers_are_even_and_repeatable() {
        let draw = |seed| {
            let mut random = Random(seed);
            (0..10_000).map(|_| random.below(10)).collect::<Vec<_>>()
        };
        let drawn = draw(7);
        for number in 0..10 {
            let share = drawn.iter().filter(|it| **it == number).count();
            assert!((850..1150).contains(&share), "{number}: {share}");
        }
        assert_eq!(drawn, draw(7));
        assert_ne!(drawn, draw(8));
    }
}
