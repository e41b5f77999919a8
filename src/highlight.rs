//! From a query and an article to the spans that answer, and to the fragment of the text that shows them best. Ranges
//! travel, markup does not.

use std::ops::Range;

use jiff::civil::Date;

use crate::article::TextField;
use crate::clipping::Clipping;
use crate::query::{Days, Name, Query};
use crate::schema::{self, Field};
use crate::search::Names;
use crate::text::stem::Stemmer;
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
    text: usize,
    start: usize,
    end: usize,
    /// Which word or phrase of the query it answers.
    leaf: usize,
}

impl Marks {
    /// The byte ranges that answer in one text of the article: the `which`th of its field.
    pub fn of(&self, clipping: &Clipping, field: TextField, which: usize) -> Vec<Range<usize>> {
        let at = clipping.article.texts().enumerate().filter(|(_, (of, _))| *of == field).nth(which);
        at.map_or_else(Vec::new, |(text, _)| ranges(self.spans.iter().filter(|span| span.text == text)))
    }

    /// The fragment that shows best why the article answers: of its body, or else of its standfirst or a caption; where
    /// nothing but the headline answers, the first lines of the story.
    pub fn fragment(&self, clipping: &Clipping) -> Fragment {
        let texts: Vec<(TextField, &str)> = clipping.article.texts().collect();
        let shown = |(text, (field, _)): &(usize, &(TextField, &str))| {
            *field != TextField::Title && self.spans.iter().any(|span| span.text == *text)
        };
        let answering = texts.iter().enumerate().rev().find(shown);
        let first =
            || texts.iter().enumerate().rev().find(|(_, (field, text))| *field != TextField::Title && !text.is_empty());
        let Some((at, (_, text))) = answering.or_else(first) else { return Fragment::default() };
        let spans: Vec<&Span> = self.spans.iter().filter(|span| span.text == at).collect();
        cut(text, window(text, &spans), &spans)
    }
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
    let mut reader = Reader { names, today, clipping, texts: read(clipping), stemmer: None, leaf: 0 };
    let mut spans = reader.satisfied(query, None).unwrap_or_default();
    spans.sort();
    spans.dedup();
    Marks { spans }
}

/// A text of the article as words.
struct Text {
    field: Field,
    /// Its number among [`crate::article::Article::texts`]; of bylines and datelines, which nothing marks, none.
    number: Option<usize>,
    words: Vec<(Range<usize>, String)>,
}

fn read(clipping: &Clipping) -> Vec<Text> {
    let article = &clipping.article;
    let mut stemmer = Stemmer::brief(clipping.analysis());
    let mut words = |text: &str| {
        let (mut words, mut all) = (Words::new(text), Vec::new());
        while let Some(word) = words.advance() {
            all.push((word.start..word.end, stemmer.stem(words.folded()).to_string()));
        }
        all
    };
    let field = |field: TextField| match field {
        TextField::Title => Field::Title,
        TextField::Standfirst => Field::Standfirst,
        TextField::Captions => Field::Captions,
        TextField::Body => Field::Body,
    };
    let numbered = article.texts().enumerate().map(|(number, (of, text))| (field(of), Some(number), text));
    let dateline = article.dateline.as_ref().map_or("", |dateline| &dateline.raw);
    let printed = [(Field::Byline, None, article.byline.as_str()), (Field::Dateline, None, dateline)];
    numbered.chain(printed).map(|(field, number, text)| Text { field, number, words: words(text) }).collect()
}

struct Reader<'r> {
    names: &'r Names,
    today: Date,
    clipping: &'r Clipping,
    texts: Vec<Text>,
    stemmer: Option<Stemmer>,
    leaf: usize,
}

impl Reader<'_> {
    /// The spans that satisfy a query, or nothing where the article does not satisfy it.
    fn satisfied(&mut self, query: &Query, field: Option<Field>) -> Option<Vec<Span>> {
        match query {
            Query::All => Some(Vec::new()),
            Query::Word(text) | Query::Phrase(text) => self.side_by_side(text, field),
            Query::In(field, inner) => self.satisfied(inner, Some(*field)),
            Query::About(facet, name) => self.is_about(*facet, name).then(Vec::new),
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
                if let (Some(text), Some((first, _)), Some((last, _))) = (text.number, words.first(), words.last()) {
                    spans.push(Span { text, start: first.start, end: last.end, leaf });
                }
            }
        }
        found.then_some(spans)
    }

    fn stems(&mut self, text: &str) -> Vec<String> {
        let analysis = self.clipping.analysis();
        let stemmer = self.stemmer.get_or_insert_with(|| Stemmer::brief(analysis));
        let (mut words, mut stems) = (Words::new(text), Vec::new());
        while words.advance().is_some() {
            stems.push(stemmer.stem(words.folded()).to_string());
        }
        stems
    }

    fn is_about(&self, facet: Field, name: &Name) -> bool {
        let meant = self.names.get(&(facet, name.clone())).map(Vec::as_slice).unwrap_or_default();
        self.clipping.values(facet).iter().any(|value| meant.iter().any(|meant| meant == value))
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
