//! The features by which two articles are compared: their words and shingles, the figures and names
//! among them, and their days.

use jiff::civil::Date;

use super::signature::{SHINGLE_WORDS, shingle, signature_texts};
use super::version_label::VersionLabel;
use crate::article::Article;
use crate::text::hash;
use crate::text::tokenizer::Words;

/// The number of words of an article that are compared.
const MAX_WORDS: usize = 8_000;

/// The features of an article for comparison with others.
#[derive(Debug, Clone, Default)]
pub struct StoryFeatures {
    pub(super) words: Vec<StoryWord>,
    pub(super) title: Vec<StoryWord>,
    /// The hashes of the shingles, sorted and without duplicates.
    pub(super) shingles: Vec<u64>,
    /// Set if the desk labelled it as a version of a story.
    pub(super) is_labelled: bool,
    pub(super) days: Option<DayRange>,
}

/// A word for comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct StoryWord {
    /// The hash of its folded form.
    pub hash: u64,
    /// Set for a figure or a name.
    pub is_fact: bool,
}

impl StoryFeatures {
    /// Extracts the features of an article.
    pub fn from_article(article: &Article) -> Self {
        let label = VersionLabel::of(article);
        let mut features = Self {
            title: words(&article.title, false),
            is_labelled: label.is_some_and(|label| label != VersionLabel::Alert),
            days: day_range(article),
            ..Self::default()
        };
        let with_names = !is_all_caps(&article.body);
        for text in signature_texts(article) {
            let mut words = words(text, with_names);
            words.truncate(MAX_WORDS.saturating_sub(features.words.len()));
            let hash = |words: &[StoryWord; SHINGLE_WORDS]| shingle(words.map(|word| word.hash));
            features.shingles.extend(words.array_windows().map(hash));
            features.words.extend(words);
        }
        features.shingles.sort_unstable();
        features.shingles.dedup();
        features
    }
}

/// The words of a text, up to the limit. Names are recognised by their capitals, except at the
/// beginning of a sentence.
fn words(text: &str, with_names: bool) -> Vec<StoryWord> {
    let mut words = Words::new(text);
    let mut all = Vec::new();
    let mut end = 0;
    while let Some(word) = words.advance().filter(|_| all.len() < MAX_WORDS) {
        let gap = text.get(end..word.start).unwrap_or_default();
        let begins_sentence = end == 0 || gap.contains(['.', '!', '?', ':', '\n', '"', '“']);
        let printed = text.get(word.start..word.end).unwrap_or_default();
        let is_name = with_names && !begins_sentence && printed.starts_with(char::is_uppercase);
        let folded = words.folded();
        let is_fact = is_name || is_figure(folded);
        all.push(StoryWord { hash: hash::of(folded.as_bytes()), is_fact });
        end = word.end;
    }
    all
}

/// Returns whether a word is a figure, spelled out or not, including the abbreviations of tables.
fn is_figure(folded: &str) -> bool {
    const SPELLED: [&str; 14] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "nil", "unch",
    ];
    folded.contains(|c: char| c.is_ascii_digit()) || SPELLED.contains(&folded)
}

/// The number of letters that decide whether a text is in capitals.
const CASE_SAMPLE_LETTERS: usize = 400;

/// Returns whether a text is mostly in capitals.
fn is_all_caps(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic()).take(CASE_SAMPLE_LETTERS);
    letters().filter(|c| c.is_uppercase()).count() * 2 > letters().count()
}

/// A first and a last day, inclusive, counted from the first day of the year 0.
pub(crate) type DayRange = (i32, i32);

/// The first and last day on which an article can have been published, if they are known.
pub fn day_range(article: &Article) -> Option<DayRange> {
    let day = |date: Date| {
        let span = date.since(Date::ZERO);
        debug_assert!(span.is_ok(), "the days between two civil dates always fit a span");
        span.map_or(0, |span| span.get_days())
    };
    article.published.as_ref().map(|published| (day(published.date.from), day(published.date.to)))
}

/// The least number of days between two articles; none if one of them is undated.
pub(super) fn days_between(one: Option<DayRange>, other: Option<DayRange>) -> Option<i32> {
    one.zip(other)
        .map(|(one, other)| other.0.saturating_sub(one.1).max(one.0.saturating_sub(other.1)).max(0))
}

/// Versions of a story are at most this many days apart. Articles further apart are one story only
/// if hardly a word differs.
pub(super) const MAX_DAYS_APART: i32 = 7;

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
            is_all_caps("RAIN IN ACCRA, says he")
                && !is_all_caps("Rain in Accra")
                && !is_all_caps("1987")
        );
    }

    #[test]
    fn days_between_are_counted_between_the_nearest_ends() {
        let between = |one, other| days_between(Some(one), Some(other));
        assert_eq!((between((5, 5), (7, 7)), between((7, 9), (2, 5))), (Some(2), Some(2)));
        assert_eq!((between((1, 31), (4, 4)), days_between(None, Some((4, 4)))), (Some(0), None));
    }
}
