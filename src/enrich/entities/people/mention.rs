//! Mentions of people: the tagger's spans, trimmed to the name, with the title before them. Each
//! distinct wording is parsed once.

use std::collections::HashMap;

use super::name;
use super::name::PersonName;
use super::word_classes;
use super::word_classes::{TITLE, WordClasses};
use crate::article::{Article, Slot};
use crate::enrich::entities::span::{EntityKind, Span};

/// A mention of a person.
#[derive(Debug, Clone, Copy)]
pub(super) struct PersonMention<'a> {
    /// The text that contains it.
    pub slot: Slot,
    /// The whole text.
    pub text: &'a str,
    /// Byte offset of the name.
    pub start: usize,
    /// Byte offset after the name.
    pub end: usize,
    /// Index of its form.
    pub form: usize,
    /// Classes of its title.
    pub title_classes: WordClasses,
    /// Last word of the title: "Mrs", "Secretary".
    pub title_word: &'a str,
    /// Confidence of the tagger.
    pub confidence: f32,
    /// End of the previous person in the same text.
    pub previous_end: usize,
    /// Start of the next person in the same text.
    pub next_start: usize,
}

/// A distinct wording of a name.
#[derive(Debug, Clone)]
pub(super) struct NameForm {
    /// The parsed name.
    pub name: PersonName,
    /// Index of the first mention with it; [`NOT_MENTIONED`] before one is known.
    pub first: usize,
    /// Number of mentions with it.
    pub count: usize,
}

/// [`NameForm::first`] of a form without mentions: greater than any index.
const NOT_MENTIONED: usize = usize::MAX;

/// The mentions of people in an article, in reading order.
#[derive(Debug, Clone, Default)]
pub(super) struct PersonMentions<'a> {
    /// The mentions.
    pub all: Vec<PersonMention<'a>>,
    /// Their distinct forms.
    pub forms: Vec<NameForm>,
}

/// Sorts the spans of an article in reading order, without those that overlap another or lie
/// outside their text.
pub(super) fn sorted_spans(article: &Article, spans: &[Span]) -> Vec<Span> {
    let mut ordered: Vec<Span> = spans
        .iter()
        .filter(|span| {
            span.start < span.end && article.slot(span.slot).get(span.start..span.end).is_some()
        })
        .copied()
        .collect();
    let position = |span: &Span| (span.slot, span.start, span.end);
    if !ordered.is_sorted_by_key(position) {
        ordered.sort_by_key(position);
    }
    let mut last: Option<(Slot, usize)> = None;
    ordered.retain(|span| {
        let is_free = last.is_none_or(|(slot, end)| slot != span.slot || end <= span.start);
        last = if is_free { Some((span.slot, span.end)) } else { last };
        is_free
    });
    ordered
}

/// Collects the mentions of people in these spans, except for those that only sign the article.
pub(super) fn collect<'a>(
    article: &'a Article,
    spans: &[Span],
    is_credit: impl Fn(&Span, &str) -> bool,
) -> PersonMentions<'a> {
    let mut found = PersonMentions::default();
    let mut cache: HashMap<&str, Option<ParsedSpan>> = HashMap::new();
    let people: Vec<&Span> = spans.iter().filter(|span| span.kind == EntityKind::Person).collect();
    for (index, span) in people.iter().enumerate() {
        let text = article.slot(span.slot);
        let Some(words) = text.get(span.start..span.end) else { continue };
        let parsed =
            match people.get(index + 1).and_then(|next| expand_shared_surname(text, span, next)) {
                Some(whole) => parse_form(&whole, &mut found.forms).map(|parsed| ParsedSpan {
                    start: 0,
                    end: words.len(),
                    ..parsed
                }),
                None => *cache.entry(words).or_insert_with(|| parse_form(words, &mut found.forms)),
            };
        let Some(parsed) = parsed.filter(|_| !is_credit(span, text)) else { continue };
        let (start, end) = (span.start + parsed.start, span.start + parsed.end);
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| people.get(at)).filter(|other| other.slot == span.slot)
        };
        let title_word = word_before(text, start);
        if is_family_plural(text, start, words, title_word) {
            continue;
        }
        found.all.push(PersonMention {
            slot: span.slot,
            text,
            start,
            end,
            form: parsed.form,
            title_classes: parsed.title_classes.union(title_classes(title_word)),
            title_word,
            confidence: span.confidence,
            previous_end: neighbour(index.checked_sub(1)).map_or(0, |other| other.end),
            next_start: neighbour(index.checked_add(1)).map_or(text.len(), |other| other.start),
        });
        if let Some(form) = found.forms.get_mut(parsed.form) {
            form.first = form.first.min(found.all.len() - 1);
            form.count += 1;
        }
    }
    found
}

/// Parses the words of a span as a new form.
fn parse_form(words: &str, forms: &mut Vec<NameForm>) -> Option<ParsedSpan> {
    let parsed = name::parse(words)?;
    forms.push(NameForm { name: parsed.name, first: NOT_MENTIONED, count: 0 });
    Some(ParsedSpan {
        form: forms.len() - 1,
        start: parsed.range.start,
        end: parsed.range.end,
        title_classes: parsed.title,
    })
}

/// Completes the first of two given names that share a surname: "Ada" in "Ada and Ben Marsh" is Ada
/// Marsh.
fn expand_shared_surname(text: &str, span: &Span, next: &Span) -> Option<String> {
    let given = text.get(span.start..span.end)?;
    let between = text.get(span.end..next.start).filter(|_| span.slot == next.slot)?;
    if !matches!(between, " and " | " & ") || given.contains(' ') || !is_first_name(given) {
        return None;
    }
    let (first, family) = text.get(next.start..next.end)?.split_once(' ')?;
    (is_first_name(first) && !family.contains(' ')).then(|| format!("{given} {family}"))
}

fn is_first_name(word: &str) -> bool {
    word_classes::gender(&word.to_lowercase()).is_some()
}

/// A parsed span: its form, the offsets of the name within it, and the classes of its title.
#[derive(Clone, Copy)]
struct ParsedSpan {
    form: usize,
    start: usize,
    end: usize,
    title_classes: WordClasses,
}

/// Returns true for a family in the plural, such as "the Clintons".
fn is_family_plural(text: &str, start: usize, words: &str, before: &str) -> bool {
    before.eq_ignore_ascii_case("the")
        && words.ends_with('s')
        && !words.contains(char::is_whitespace)
        && text.get(start..).is_some_and(|rest| rest.starts_with(words))
}

/// Returns the word directly before an offset, separated only by a space or the dot of "Mr.".
pub(super) fn word_before(text: &str, at: usize) -> &str {
    let window = text.get(text.floor_char_boundary(at.saturating_sub(32))..at).unwrap_or_default();
    let trimmed = window.trim_end_matches([' ', '\u{a0}']);
    if trimmed.len() == window.len() {
        return "";
    }
    let word = trimmed.strip_suffix('.').unwrap_or(trimmed);
    let has_dot = word.len() < trimmed.len();
    let start = word
        .rfind(|letter: char| !letter.is_alphanumeric())
        .map_or(0, |at| word.ceil_char_boundary(at + 1));
    // "Gen." is a title, but "general." ends a sentence.
    word.get(start..).filter(|word| !has_dot || word.len() < 5).unwrap_or_default()
}

/// Returns the classes of the word before a name as a title. In lowercase only an office counts:
/// "mayor", but not "his brother".
fn title_classes(word: &str) -> WordClasses {
    if word.is_empty() {
        return WordClasses::default();
    }
    let classes = word_classes::classes(&word.to_lowercase());
    let capital = word.starts_with(char::is_uppercase);
    if classes.intersects(if capital { TITLE } else { WordClasses::OFFICE }) {
        classes
    } else {
        WordClasses::default()
    }
}
