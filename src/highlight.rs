//! From a query and an article to the spans that answer, and to the fragment of the text that shows them best. Ranges
//! travel, markup does not.

use std::ops::Range;

use jiff::civil::Date;

use crate::article::Slot;
use crate::clipping::{Clipping, Naming};
use crate::query::{Days, Name, Query};
use crate::schema::{self, Field};
use crate::search::Names;
use crate::text::stem::{self, Stemmer};
use crate::text::words::Words;

/// How many bytes of text a fragment shows, about.
const FRAGMENT: usize = 240;

/// How far a fragment reaches back for the beginning of its sentence, in bytes.
const REACH: usize = 80;

/// A piece of text with what answers in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    /// The piece, on one line; dots stand where it was cut.
    pub text: String,
    /// The byte ranges of it that answer, in order.
    pub marks: Vec<Range<usize>>,
}

/// What answers in the texts of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    spans: Vec<Span>,
}

/// One range that answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    slot: Slot,
    start: usize,
    end: usize,
    /// Which word or phrase of the query it answers.
    leaf: usize,
}

impl Marks {
    /// The byte ranges that answer in one text of the article.
    pub fn of(&self, slot: Slot) -> Vec<Range<usize>> {
        ranges(self.spans.iter().filter(|span| span.slot == slot))
    }

    /// The fragment that shows best why the article answers: of its body, or else of its standfirst or a caption; where
    /// nothing but the headline answers, the first lines of the story.
    pub fn fragment(&self, clipping: &Clipping) -> Fragment {
        let texts: Vec<(Slot, &str)> = clipping.article.slots().filter(|(slot, _)| *slot != Slot::Title).collect();
        let answering = texts.iter().rev().find(|(slot, _)| self.spans.iter().any(|span| span.slot == *slot));
        let first = || texts.iter().rev().find(|(_, text)| !text.is_empty());
        let Some((slot, text)) = answering.or_else(first) else { return Fragment::default() };
        let spans: Vec<&Span> = self.spans.iter().filter(|span| span.slot == *slot).collect();
        cut(text, window(text, &spans), &spans)
    }
}

/// A stretch of text that is alike throughout: it answers or not, and names one thing or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The text.
    pub text: &'a str,
    /// Whether it answers.
    pub marked: bool,
    /// What it names.
    pub naming: Option<&'a Naming<'a>>,
}

/// A text in pieces, in order and whole; marks and namings come in order, in bytes of the text. A naming that goes over
/// the end of the text is left out.
pub fn pieces<'a>(text: &'a str, marks: &[Range<usize>], namings: &'a [Naming<'a>]) -> Vec<Piece<'a>> {
    let mut borders: Vec<usize> = marks.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    borders.extend(namings.iter().flat_map(|naming| [naming.start, naming.end]));
    borders.push(text.len());
    borders.sort_unstable();
    borders.dedup();
    let (mut at, mut pieces) = (0, Vec::new());
    let (mut marks, mut namings) = (marks.iter().peekable(), namings.iter().peekable());
    for border in borders {
        while marks.next_if(|mark| mark.end <= at).is_some() {}
        while namings.next_if(|naming| naming.end <= at).is_some() {}
        if let Some(text) = text.get(at..border).filter(|text| !text.is_empty()) {
            let marked = marks.peek().is_some_and(|mark| mark.start <= at);
            pieces.push(Piece { text, marked, naming: namings.peek().copied().filter(|naming| naming.start <= at) });
            at = border;
        }
    }
    pieces
}

fn ranges<'s>(spans: impl Iterator<Item = &'s Span>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match ranges.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => ranges.push(span.start..span.end),
        }
    }
    ranges
}

/// The spans of an article that satisfy a query. What is negated is never marked, nor is a branch of an OR that the
/// article does not satisfy.
pub fn marks(query: &Query, names: &Names, today: Date, clipping: &Clipping) -> Marks {
    let mut reader = Reader { names, today, clipping, texts: read(clipping), leaf: 0 };
    let mut spans = reader.satisfied(query, None).unwrap_or_default();
    spans.sort();
    spans.dedup();
    Marks { spans }
}

/// A text of the article as words.
struct Text {
    field: Field,
    /// Its slot; of bylines and datelines, which nothing marks, none.
    slot: Option<Slot>,
    words: Vec<(Range<usize>, String)>,
}

fn read(clipping: &Clipping) -> Vec<Text> {
    let article = &clipping.article;
    let mut stemmer = Stemmer::for_article(clipping.analysis());
    let mut words = |text: &str| {
        let (mut words, mut all) = (Words::new(text), Vec::new());
        while let Some(word) = words.advance() {
            all.push((word.start..word.end, stemmer.stem(words.folded()).to_string()));
        }
        all
    };
    let field = |slot: Slot| match slot {
        Slot::Title => Field::Title,
        Slot::Standfirst => Field::Standfirst,
        Slot::Caption(_) => Field::Captions,
        Slot::Body => Field::Body,
    };
    let slots = article.slots().map(|(slot, text)| (field(slot), Some(slot), text));
    let dateline = article.dateline.as_ref().map_or("", |dateline| &dateline.raw);
    let printed = [(Field::Byline, None, article.byline.as_str()), (Field::Dateline, None, dateline)];
    slots.chain(printed).map(|(field, slot, text)| Text { field, slot, words: words(text) }).collect()
}

struct Reader<'r> {
    names: &'r Names,
    today: Date,
    clipping: &'r Clipping,
    texts: Vec<Text>,
    leaf: usize,
}

impl Reader<'_> {
    /// The spans that satisfy a query, or nothing where the article does not satisfy it.
    fn satisfied(&mut self, query: &Query, field: Option<Field>) -> Option<Vec<Span>> {
        match query {
            Query::All => Some(Vec::new()),
            Query::Word(text) | Query::Phrase(text, _) => self.side_by_side(text, field),
            Query::In(field, inner) => self.satisfied(inner, Some(*field)),
            Query::About(facet, name) => self.about(*facet, name),
            Query::Published(days) => self.is_published(days).then(Vec::new),
            Query::Not(inner) => self.satisfied(inner, field).is_none().then(Vec::new),
            Query::And(parts) => {
                let spans: Option<Vec<_>> = parts.iter().map(|part| self.satisfied(part, field)).collect();
                spans.map(|spans| spans.concat())
            }
            Query::Or(parts) => {
                let found: Vec<_> = parts.iter().filter_map(|part| self.satisfied(part, field)).collect();
                (!found.is_empty()).then(|| found.concat())
            }
            _ => None,
        }
    }

    fn side_by_side(&mut self, text: &str, field: Option<Field>) -> Option<Vec<Span>> {
        self.leaf += 1;
        let leaf = self.leaf;
        let asked = self.stems(text);
        if asked.is_empty() {
            return Some(Vec::new());
        }
        let mut found = false;
        let mut spans = Vec::new();
        for text in self.texts.iter().filter(|text| looks_in(text.field, field)) {
            for words in text.words.windows(asked.len()).filter(|words| stems_are(words, &asked)) {
                found = true;
                if let (Some(slot), Some((first, _)), Some((last, _))) = (text.slot, words.first(), words.last()) {
                    spans.push(Span { slot, start: first.start, end: last.end, leaf });
                }
            }
        }
        found.then_some(spans)
    }

    fn stems(&self, text: &str) -> Vec<String> {
        let analysis = self.clipping.analysis();
        let (mut words, mut stems) = (Words::new(text), Vec::new());
        while words.advance().is_some() {
            stems.push(stem::stem(analysis, words.folded()).into_owned());
        }
        stems
    }

    /// The mentions of what a name means, where the article bears it.
    fn about(&mut self, facet: Field, name: &Name) -> Option<Vec<Span>> {
        self.leaf += 1;
        let leaf = self.leaf;
        let meant = self.names.get(&(facet, name.clone())).map(Vec::as_slice).unwrap_or_default();
        let is_meant = |value: &str| meant.iter().any(|meant| meant == value);
        self.clipping.values(facet).into_iter().any(is_meant).then(|| {
            let namings = self.clipping.namings().into_iter().filter(|naming| naming.field == facet);
            let named = namings.filter(|naming| naming.values.iter().any(|value| is_meant(value)));
            named.map(|naming| Span { slot: naming.slot, start: naming.start, end: naming.end, leaf }).collect()
        })
    }

    fn is_published(&self, days: &Days) -> bool {
        let Some(published) = &self.clipping.article.published else { return false };
        let (from, to) = (published.moment.from, published.moment.to);
        if let Days::On { month, day } = days {
            return from == to && (from.month(), from.day()) == (*month, *day);
        }
        let span = days.resolve(self.today);
        span.from.is_none_or(|first| first <= from) && span.to.is_none_or(|last| to <= last)
    }
}

fn stems_are(words: &[(Range<usize>, String)], asked: &[String]) -> bool {
    words.iter().zip(asked).all(|((_, stem), asked)| stem == asked)
}

fn looks_in(text: Field, asked: Option<Field>) -> bool {
    match asked {
        Some(asked) => text == asked,
        None => schema::searched().any(|searched| searched == text),
    }
}

/// Where the fragment lies: around the spans that answer most of the query in the least room, the first such.
fn window(text: &str, spans: &[&Span]) -> Range<usize> {
    let mut best: Option<(usize, Range<usize>)> = None;
    for (at, first) in spans.iter().enumerate() {
        let near: Vec<_> =
            spans.iter().skip(at).take_while(|span| span.end.saturating_sub(first.start) <= FRAGMENT).collect();
        let mut leaves: Vec<usize> = near.iter().map(|span| span.leaf).collect();
        leaves.sort_unstable();
        leaves.dedup();
        let worth = leaves.len() * 8 + near.len().min(7);
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            best = Some((worth, first.start..near.last().map_or(first.end, |last| last.end)));
        }
    }
    let Some((_, core)) = best else { return 0..border_after(text, FRAGMENT) };
    let room = FRAGMENT.saturating_sub(core.len()) / 2;
    let start = opening(text, core.start, room);
    start..border_after(text, (start + FRAGMENT).max(core.end))
}

/// The beginning of a fragment: of the sentence, where that is near, else of a word.
fn opening(text: &str, core: usize, room: usize) -> usize {
    let earliest = floor(text, core.saturating_sub(room + REACH));
    let before = text.get(earliest..core).unwrap_or_default();
    let sentence = [". ", "\n", "? ", "! ", ".” ", ".\" "].iter();
    let sentence = sentence.filter_map(|end| before.rfind(end).map(|at| earliest + at + end.len())).max();
    if earliest == 0 && core <= room + REACH && sentence.is_none() {
        return 0;
    }
    sentence.unwrap_or_else(|| {
        let from = floor(text, core.saturating_sub(room));
        let rest = text.get(from..core).unwrap_or_default();
        rest.find(char::is_whitespace).map_or(from, |space| from + space + 1)
    })
}

/// The end of the word that `at` lies in.
fn border_after(text: &str, at: usize) -> usize {
    let at = floor(text, at.min(text.len()));
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find(char::is_whitespace).unwrap_or(rest.len()).min(64).min(rest.len())
}

fn floor(text: &str, mut at: usize) -> usize {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Copies the window to one line and moves the marks along.
fn cut(text: &str, window: Range<usize>, spans: &[&Span]) -> Fragment {
    let window = floor(text, window.start)..floor(text, window.end);
    let mut fragment = Fragment::default();
    let begins_sentence = text.get(..window.start).is_none_or(|before| {
        before.is_empty() || before.trim_end_matches(' ').ends_with(['.', '\n', '?', '!', '”', '"'])
    });
    if !begins_sentence {
        fragment.text.push_str("… ");
    }
    let inside = spans.iter().filter(|span| span.start >= window.start && span.end <= window.end);
    let mut at = window.start;
    for range in ranges(inside.copied()) {
        push_line(&mut fragment.text, text.get(at..range.start).unwrap_or_default());
        let start = fragment.text.len();
        push_line(&mut fragment.text, text.get(range.clone()).unwrap_or_default());
        fragment.marks.push(start..fragment.text.len());
        at = range.end;
    }
    push_line(&mut fragment.text, text.get(at..window.end).unwrap_or_default());
    let trimmed = fragment.text.trim_end().len();
    fragment.text.truncate(trimmed);
    if text.get(window.end..).is_some_and(|rest| !rest.trim().is_empty()) {
        fragment.text.push_str(" …");
    }
    fragment
}

/// Appends text with every run of white space as one space.
fn push_line(line: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
}
