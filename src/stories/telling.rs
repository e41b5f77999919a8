//! What two articles are compared by, and whether one tells the other's story over again.
//!
//! Versions of a story share running words. So do a template's fillings: the earnings of two companies, the same
//! statistic of two weeks. What tells these apart is what stands in the gaps: a version has passages that the other
//! lacks, and at most a figure or a name put right; a filling has another figure or name in every gap.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::sketch::{RUN, said};
use crate::article::Article;
use crate::text::hash;
use crate::text::words::Words;

/// How many words of an article are compared.
const WORDS: usize = 8_000;

/// An article as it is compared with others.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    words: Vec<Word>,
    title: Vec<Word>,
    /// The runs of words, by hash, in order and each once.
    runs: Vec<u64>,
    /// The first and the last day it can have been published.
    days: Option<(i32, i32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Word {
    hash: u64,
    /// Whether it is a figure or a name.
    is_fact: bool,
}

impl Telling {
    /// An article as it is compared.
    pub fn of(article: &Article) -> Self {
        let mut telling = Self { title: words(&article.title, false), ..Self::default() };
        let shouted = is_shouted(&article.body);
        for text in said(article) {
            let words = words(text, !shouted);
            let hashes = || words.windows(RUN).map(|run| run.iter().map(|word| word.hash).fold(0, hash::with));
            telling.runs.extend(hashes());
            telling.words.extend(words);
        }
        telling.words.truncate(WORDS);
        telling.runs.sort_unstable();
        telling.runs.dedup();
        telling.days = article.published.as_ref().map(|published| {
            let day = |date: jiff::civil::Date| date.since(jiff::civil::Date::ZERO).map_or(0, |span| span.get_days());
            (day(published.moment.from), day(published.moment.to))
        });
        telling
    }
}

/// The words of a text; figures are facts, and so are names where its letters tell them.
fn words(text: &str, with_names: bool) -> Vec<Word> {
    let mut words = Words::new(text);
    let mut all = Vec::new();
    let mut end = 0;
    while let Some(word) = words.advance() {
        let gap = text.get(end..word.start).unwrap_or_default();
        let begins = end == 0 || gap.contains(['.', '!', '?', ':', '\n', '"', '“']);
        let printed = text.get(word.start..word.end).unwrap_or_default();
        let is_name = with_names && !begins && printed.starts_with(char::is_uppercase);
        let is_figure = is_figure(words.folded());
        all.push(Word { hash: hash::of(words.folded().as_bytes()), is_fact: is_name || is_figure });
        end = word.end;
    }
    all
}

fn is_figure(folded: &str) -> bool {
    const SPELLED: [&str; 14] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "nil",
        "unch",
    ];
    folded.contains(|c: char| c.is_ascii_digit()) || SPELLED.contains(&folded)
}

/// Whether a text is written in capitals.
fn is_shouted(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic()).take(400);
    letters().filter(|c| c.is_uppercase()).count() * 2 > letters().count()
}

/// How alike two articles are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Likeness {
    /// The share of the shorter's runs of words that the longer has too.
    pub contained: f64,
    /// The share of both articles' runs that both have.
    pub jaccard: f64,
    /// What the texts share in the same order.
    pub text: Gaps,
    /// What the headlines share.
    pub titles: Gaps,
    /// The share of the shorter headline's words that the longer has too.
    pub title: f64,
    /// The days between them; none where one is undated.
    pub apart: Option<i32>,
    /// How many words the shorter has.
    pub shorter: usize,
}

/// How alike two articles are, whichever is which.
pub fn likeness(one: &Telling, other: &Telling) -> Likeness {
    let order = |telling: &Telling| telling.words.len();
    let (one, other) = match order(one).cmp(&order(other)).then_with(|| one.words.cmp(&other.words)) {
        Ordering::Greater => (other, one),
        _ => (one, other),
    };
    let shared = in_both(&one.runs, &other.runs);
    let (least, all) = (one.runs.len().min(other.runs.len()), one.runs.len() + other.runs.len() - shared);
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let (text, titles) = (gaps(&one.words, &other.words), gaps(&one.title, &other.title));
    Likeness {
        contained: share(shared, least),
        jaccard: share(shared, all),
        text,
        titles,
        title: share(titles.kept, one.title.len().min(other.title.len())),
        apart: one.days.zip(other.days).map(|(one, other)| (other.0 - one.1).max(one.0 - other.1).max(0)),
        shorter: one.words.len(),
    }
}

/// How many values two sorted lists share.
fn in_both(one: &[u64], other: &[u64]) -> usize {
    let mut other = other.iter().peekable();
    one.iter()
        .filter(|value| {
            while other.next_if(|smaller| smaller < value).is_some() {}
            other.peek() == Some(value)
        })
        .count()
}

/// What two texts share in the same order, and what stands in the gaps between.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gaps {
    /// Words that stand in both.
    pub kept: usize,
    /// Figures and names among them.
    pub facts: usize,
    /// Gaps in which words are put for others.
    pub replaced: usize,
    /// Gaps of a few words in which a figure or a name is put for something else; the same change made twice counts
    /// once.
    pub filled: usize,
    /// facts in
    pub lost: usize,
}

fn gaps(one: &[Word], other: &[Word]) -> Gaps {
    let mut input = InternedInput::default();
    input.update_before(one.iter().map(|word| word.hash));
    input.update_after(other.iter().map(|word| word.hash));
    let diff = Diff::compute(Algorithm::Myers, &input);
    let kept = one.len() - diff.count_removals() as usize;
    let facts = (0..).zip(one).filter(|(at, word)| word.is_fact && !diff.is_removed(*at)).count();
    let mut gaps = Gaps { kept, facts, ..Gaps::default() };
    let mut changes = HashSet::new();
    for hunk in diff.hunks().filter(|hunk| !hunk.before.is_empty() && !hunk.after.is_empty()) {
        let (before, after) = (run(one, hunk.before), run(other, hunk.after));
        gaps.replaced += 1;
        let told = [before, after].map(|words| words.iter().filter(|word| word.is_fact).count());
        let few = before.len().max(after.len()) <= GAP;
        if few && told != [0, 0] && changes.insert((before, after)) {
            gaps.filled += 1;
            gaps.lost += told[0].max(told[1]);
        }
    }
    gaps
}

fn run(words: &[Word], range: Range<u32>) -> &[Word] {
    words.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// The most words of a gap that a template fills.
const GAP: usize = 6;

/// Whether two articles tell one story in the same words.
pub fn is_retold(one: &Telling, other: &Telling) -> bool {
    let like = likeness(one, other);
    like.contained >= 0.5 && like.text.filled <= 1 + like.text.kept / 50
}
