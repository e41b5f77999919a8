//! The tagger's spans as mentions: trimmed to the name, each with the title that stands before it. The same words are
//! read as a name once.

use std::collections::HashMap;

use super::lists;
use super::lists::{TITLE, Uses};
use super::name;
use super::name::Name;
use crate::article::{Article, Slot};
use crate::enrich::entities::span::{Kind, Span};

/// One mention of a person.
#[derive(Debug, Clone, Copy)]
pub struct Mention<'a> {
    /// The text it stands in.
    pub slot: Slot,
    /// All of that text.
    pub text: &'a str,
    /// First byte of the name.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Which of the forms it has.
    pub form: usize,
    /// What its title says, and the word itself: "Mrs", "Secretary".
    pub title: Uses,
    /// The title's last word.
    pub titled: &'a str,
    /// How sure the tagger is.
    pub confidence: f32,
    /// Where the person named before it in the same text ends.
    pub after: usize,
    /// Where the person named next in the same text begins.
    pub until: usize,
}

/// A name in the words that some mentions share.
#[derive(Debug, Clone)]
pub struct Form {
    /// The name.
    pub name: Name,
    /// The first mention that has it, by number.
    pub first: usize,
    /// How many have it.
    pub count: usize,
}

/// All that an article says of people, in reading order.
#[derive(Debug, Clone, Default)]
pub struct Mentions<'a> {
    /// Where they are mentioned.
    pub all: Vec<Mention<'a>>,
    /// In which words.
    pub forms: Vec<Form>,
}

/// The article's spans in reading order, without those that overlap another or lie outside their text.
pub fn in_order(article: &Article, spans: &[Span]) -> Vec<Span> {
    let mut ordered: Vec<Span> = spans
        .iter()
        .filter(|span| {
            span.start < span.end && article.slot(span.slot).get(span.start..span.end).is_some()
        })
        .copied()
        .collect();
    let place = |span: &Span| (span.slot, span.start, span.end);
    if !ordered.is_sorted_by_key(place) {
        ordered.sort_by_key(place);
    }
    let mut last: Option<(Slot, usize)> = None;
    ordered.retain(|span| {
        let free = last.is_none_or(|(slot, end)| slot != span.slot || end <= span.start);
        last = if free { Some((span.slot, span.end)) } else { last };
        free
    });
    ordered
}

/// The mentions of people among these spans. `is_credit` says which of them only sign the article.
pub fn collect<'a>(
    article: &'a Article,
    spans: &[Span],
    is_credit: impl Fn(&Span, &str) -> bool,
) -> Mentions<'a> {
    let mut found = Mentions::default();
    let mut read: HashMap<&str, Option<Known>> = HashMap::new();
    let people: Vec<&Span> = spans.iter().filter(|span| span.kind == Kind::Person).collect();
    for (number, span) in people.iter().enumerate() {
        let text = article.slot(span.slot);
        let Some(words) = text.get(span.start..span.end) else { continue };
        let known = match people.get(number + 1).and_then(|next| shared_family(text, span, next)) {
            Some(whole) => known(&whole, &mut found.forms).map(|known| Known {
                start: 0,
                end: words.len(),
                ..known
            }),
            None => *read.entry(words).or_insert_with(|| known(words, &mut found.forms)),
        };
        let Some(known) = known.filter(|_| !is_credit(span, text)) else { continue };
        let (start, end) = (span.start + known.start, span.start + known.end);
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| people.get(at)).filter(|other| other.slot == span.slot)
        };
        let titled = word_before(text, start);
        if is_family(text, start, words, titled) {
            continue;
        }
        found.all.push(Mention {
            slot: span.slot,
            text,
            start,
            end,
            form: known.form,
            title: known.title.and(title(titled)),
            titled,
            confidence: span.confidence,
            after: neighbour(number.checked_sub(1)).map_or(0, |other| other.end),
            until: neighbour(number.checked_add(1)).map_or(text.len(), |other| other.start),
        });
        if let Some(form) = found.forms.get_mut(known.form) {
            form.first = form.first.min(found.all.len() - 1);
            form.count += 1;
        }
    }
    found
}

/// Reads the words of a span as a form of its own.
fn known(words: &str, forms: &mut Vec<Form>) -> Option<Known> {
    let reading = name::read(words)?;
    forms.push(Form { name: reading.name, first: usize::MAX, count: 0 });
    Some(Known {
        form: forms.len() - 1,
        start: reading.name_at.start,
        end: reading.name_at.end,
        title: reading.title,
    })
}

/// The whole name of the first of two who share a family's: "Ada" in "Ada and Ben Marsh" is Ada Marsh.
fn shared_family(text: &str, span: &Span, next: &Span) -> Option<String> {
    let given = text.get(span.start..span.end)?;
    let between = text.get(span.end..next.start).filter(|_| span.slot == next.slot)?;
    if !matches!(between, " and " | " & ") || given.contains(' ') || !is_first_name(given) {
        return None;
    }
    let (first, family) = text.get(next.start..next.end)?.split_once(' ')?;
    (is_first_name(first) && !family.contains(' ')).then(|| format!("{given} {family}"))
}

fn is_first_name(word: &str) -> bool {
    lists::gender(&word.to_lowercase()).is_some()
}

/// What is known of the words of a span.
#[derive(Clone, Copy)]
struct Known {
    form: usize,
    start: usize,
    end: usize,
    title: Uses,
}

/// "the Clintons" are a family, nobody in particular.
fn is_family(text: &str, start: usize, words: &str, before: &str) -> bool {
    before.eq_ignore_ascii_case("the")
        && words.ends_with('s')
        && !words.contains(char::is_whitespace)
        && text.get(start..).is_some_and(|rest| rest.starts_with(words))
}

/// The word that stands right before a place in a text, with nothing but a space or the dot of "Mr." between.
pub fn word_before(text: &str, at: usize) -> &str {
    let window = text.get(text.floor_char_boundary(at.saturating_sub(32))..at).unwrap_or_default();
    let trimmed = window.trim_end_matches([' ', '\u{a0}']);
    if trimmed.len() == window.len() {
        return "";
    }
    let word = trimmed.strip_suffix('.').unwrap_or(trimmed);
    let dotted = word.len() < trimmed.len();
    let begin = word
        .rfind(|letter: char| !letter.is_alphanumeric())
        .map_or(0, |at| word.ceil_char_boundary(at + 1));
    // "Gen." is a title, "general." ends a sentence.
    word.get(begin..).filter(|word| !dotted || word.len() < 5).unwrap_or_default()
}

/// What a word before a name says as a title: in lower case, only an office does ("mayor", "his brother").
fn title(word: &str) -> Uses {
    if word.is_empty() {
        return Uses::default();
    }
    let uses = lists::uses(&word.to_lowercase());
    let capital = word.starts_with(char::is_uppercase);
    if uses.any(if capital { TITLE } else { Uses::OFFICE }) { uses } else { Uses::default() }
}
