//! What two articles are compared by: their words, which of these are figures and names, and their days.

use jiff::civil::Date;

use super::signature::{RUN, run, said};
use super::version_label::VersionLabel;
use crate::article::Article;
use crate::text::hash;
use crate::text::words::Words;

/// How many words of an article are compared.
const WORDS: usize = 8_000;

/// An article as it is compared with others.
#[derive(Debug, Clone, Default)]
pub struct StoryFeatures {
    pub(super) words: Vec<Word>,
    pub(super) title: Vec<Word>,
    /// The runs of words, by hash, in order and each once.
    pub(super) runs: Vec<u64>,
    /// Whether its desk calls it a version of something.
    pub(super) is_marked: bool,
    pub(super) days: Option<Days>,
}

/// A word as it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Word {
    pub hash: u64,
    /// Whether it is a figure or a name.
    pub is_fact: bool,
}

impl StoryFeatures {
    /// An article as it is compared.
    pub fn of(article: &Article) -> Self {
        let mut telling = Self {
            title: words(&article.title, false),
            is_marked: VersionLabel::of(article).is_some_and(|mark| mark != VersionLabel::Alert),
            days: days(article),
            ..Self::default()
        };
        let with_names = !is_shouted(&article.body);
        for text in said(article) {
            let mut words = words(text, with_names);
            words.truncate(WORDS.saturating_sub(telling.words.len()));
            let hash = |words: &[Word; RUN]| run(words.map(|word| word.hash));
            telling.runs.extend(words.array_windows().map(hash));
            telling.words.extend(words);
        }
        telling.runs.sort_unstable();
        telling.runs.dedup();
        telling
    }
}

/// The words of a text, as many as are compared. Names are told by their capitals, but for those that begin a sentence.
fn words(text: &str, with_names: bool) -> Vec<Word> {
    let mut words = Words::new(text);
    let mut all = Vec::new();
    let mut end = 0;
    while let Some(word) = words.advance().filter(|_| all.len() < WORDS) {
        let gap = text.get(end..word.start).unwrap_or_default();
        let begins = end == 0 || gap.contains(['.', '!', '?', ':', '\n', '"', '“']);
        let printed = text.get(word.start..word.end).unwrap_or_default();
        let is_name = with_names && !begins && printed.starts_with(char::is_uppercase);
        let folded = words.folded();
        all.push(Word { hash: hash::of(folded.as_bytes()), is_fact: is_name || is_figure(folded) });
        end = word.end;
    }
    all
}

/// Whether a word is a figure, also one that tables and headlines spell out.
fn is_figure(folded: &str) -> bool {
    const SPELLED: [&str; 14] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "nil", "unch",
    ];
    folded.contains(|c: char| c.is_ascii_digit()) || SPELLED.contains(&folded)
}

/// How many letters tell whether a text is written in capitals.
const LETTERS: usize = 400;

/// Whether a text is written in capitals.
fn is_shouted(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic()).take(LETTERS);
    letters().filter(|c| c.is_uppercase()).count() * 2 > letters().count()
}

/// The first and the last day of something, counted from a day long ago.
pub type Days = (i32, i32);

/// The first and the last day an article can have been published, where that is known.
pub fn days(article: &Article) -> Option<Days> {
    let day = |date: Date| date.since(Date::ZERO).map_or(0, |span| span.get_days());
    article
        .published
        .as_ref()
        .map(|published| (day(published.date.from), day(published.date.to)))
}

/// The fewest days between two articles; none where one is undated.
pub fn days_between(one: Option<Days>, other: Option<Days>) -> Option<i32> {
    one.zip(other)
        .map(|(one, other)| other.0.saturating_sub(one.1).max(one.0.saturating_sub(other.1)).max(0))
}

/// How many days apart versions of a story are written; what is further apart is one only if hardly a word differs.
pub const WEEK: i32 = 7;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_names_are_facts() {
        let facts = |text: &str| -> Vec<bool> {
            words(text, true).iter().map(|word| word.is_fact).collect()
        };
        assert_eq!(
            facts("Rain fell in Accra. It cost 3.5 mln"),
            [false, false, false, true, false, false, true, false]
        );
        assert_eq!(facts("two cts unch"), [true, false, true]);
        assert!(
            is_shouted("RAIN IN ACCRA, says he")
                && !is_shouted("Rain in Accra")
                && !is_shouted("1987")
        );
    }

    #[test]
    fn days_lie_between() {
        let between = |one, other| days_between(Some(one), Some(other));
        assert_eq!((between((5, 5), (7, 7)), between((7, 9), (2, 5))), (Some(2), Some(2)));
        assert_eq!((between((1, 31), (4, 4)), days_between(None, Some((4, 4)))), (Some(0), None));
    }
}
