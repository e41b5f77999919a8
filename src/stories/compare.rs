//! Decides whether two articles are one story.
//!
//! Versions of a story share running words. So do the instances of a template: the earnings of two
//! companies, the same statistic of two weeks. They differ in the gaps between the shared words. A
//! version has passages that the other lacks, and corrects a figure or a name at most; an instance
//! of a template has another figure or name in every gap. The further apart two articles were
//! published, the fewer such gaps are allowed.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::features::{MAX_DAYS_APART, StoryFeatures, StoryWord, days_between};

/// Returns whether two articles are one story.
pub(crate) fn is_same_story(one: &StoryFeatures, other: &StoryFeatures) -> bool {
    let comparison = StoryComparison::of(one, other);
    comparison.overlaps() && !comparison.is_template()
}

/// Measures of the similarity of two articles.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoryComparison {
    /// The share of the shorter article's shingles that the longer has too (containment).
    pub containment: f64,
    /// The share of the shingles of either article that both have (resemblance).
    pub resemblance: f64,
    /// The alignment of their texts.
    pub text: Alignment,
    /// The alignment of their headlines.
    pub title: Alignment,
    /// The share of the shorter headline's words that the longer has too.
    pub title_containment: f64,
    /// The number of equal words at the start of the headlines.
    pub title_prefix: usize,
    /// The days between them; none if one is undated.
    pub days: Option<i32>,
    /// Set if a desk labelled one of them as a version.
    pub is_labelled: bool,
}

/// Articles that share fewer words are alerts of a line or two.
const MIN_BRIEF_WORDS: usize = 20;

/// Articles that share fewer words are briefs, in which a single figure counts for much.
const MIN_STORY_WORDS: usize = 60;

impl StoryComparison {
    /// Compares two articles; the result does not depend on their order.
    pub(super) fn of(one: &StoryFeatures, other: &StoryFeatures) -> Self {
        let (one, other) =
            match one.words.len().cmp(&other.words.len()).then_with(|| one.words.cmp(&other.words))
            {
                Ordering::Greater => (other, one),
                _ => (one, other),
            };
        let shared = count_shared(&one.shingles, &other.shingles);
        let title = Alignment::of(&one.title, &other.title);
        let prefix = one.title.iter().zip(&other.title).take_while(|(one, other)| one == other);
        Self {
            containment: ratio(shared, one.shingles.len().min(other.shingles.len())),
            resemblance: ratio(shared, one.shingles.len() + other.shingles.len() - shared),
            text: Alignment::of(&one.words, &other.words),
            title,
            title_containment: ratio(title.kept, one.title.len().min(other.title.len())),
            title_prefix: prefix.count(),
            days: days_between(one.days, other.days),
            is_labelled: one.is_labelled || other.is_labelled,
        }
    }

    /// Returns whether at least half of the shorter article is in the longer. A labelled version
    /// needs less. An alert needs most of its words, because the words of one event occur in many
    /// alerts.
    fn overlaps(&self) -> bool {
        let least = if self.is_labelled { 0.4 } else { 0.5 };
        let is_unrelated_alert = self.text.kept < MIN_BRIEF_WORDS
            && !self.has_same_title()
            && self.resemblance < 0.4
            && self.containment < 0.75;
        self.containment >= least && !is_unrelated_alert
    }

    /// Returns whether the headlines differ in additions and omissions only.
    fn has_same_title(&self) -> bool {
        self.title.replaced == 0 && self.title_containment >= 0.7
    }

    /// Returns whether more figures and names are replaced than a correction would replace.
    fn is_template(&self) -> bool {
        let Alignment { kept, refilled, .. } = self.text;
        match self.days {
            Some(0..=3) if self.is_labelled => self.is_refilled(),
            days if self.text.is_table() => {
                days.is_some_and(|days| days > 0) || !self.is_same_table()
            }
            Some(0) if self.has_same_title() => self.is_refilled(),
            Some(1) if self.has_same_title() => refilled > 1 + kept / 40,
            Some(0..=1) if kept < MIN_BRIEF_WORDS => self.text.replaced > 0,
            Some(0..=1) if kept < MIN_STORY_WORDS => !self.is_same_brief(),
            Some(0..=1) => refilled > kept / 40,
            None | Some(2..=MAX_DAYS_APART) if refilled == 0 => {
                kept < MIN_STORY_WORDS && self.resemblance < 0.8
            }
            None | Some(2..=MAX_DAYS_APART) => refilled > kept / 50 || self.containment < 0.6,
            Some(_) => refilled > 0 || self.resemblance < 0.8 || kept < 100,
        }
    }

    /// Returns whether two texts under one headline differ in more figures and names than a desk
    /// corrects in a day.
    fn is_refilled(&self) -> bool {
        let Alignment { kept, facts, refilled, replaced_facts, .. } = self.text;
        replaced_facts * 4 > facts && refilled > 1 + kept / 30
    }

    /// Returns whether two tables are the same. Markets print tables by the hour, with the hour in
    /// the headline.
    fn is_same_table(&self) -> bool {
        if self.has_same_title() {
            self.text.refilled <= 1
        } else {
            self.text.refilled + self.title.swapped == 0
        }
    }

    /// Returns whether two briefs under different headlines are the same: hardly a figure or name
    /// differs, and they have the same length or begin with the same name. One of many briefs in a
    /// round-up is another story.
    fn is_same_brief(&self) -> bool {
        let is_same = self.text.refilled == 0 && (self.resemblance >= 0.4 || self.title_prefix > 0);
        let most = if self.days == Some(0) { 2 } else { 1 };
        let is_corrected =
            self.text.refilled <= most && self.containment >= 0.6 && self.title_prefix >= 2;
        self.title.swapped == 0 && (is_same || is_corrected)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Counts the values that two sorted lists share.
fn count_shared(one: &[u64], other: &[u64]) -> usize {
    let mut other = other.iter().peekable();
    one.iter()
        .filter(|value| {
            while other.next_if(|smaller| smaller < value).is_some() {}
            other.peek() == Some(value)
        })
        .count()
}

/// An alignment of two texts: what they share in the same order, and the gaps between.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Alignment {
    /// Words in both texts.
    pub kept: usize,
    /// Figures and names among them.
    pub facts: usize,
    /// Gaps in which words replace others.
    pub replaced: usize,
    /// Short ones among these gaps that contain a figure or a name; the same replacement counts
    /// once.
    pub refilled: usize,
    /// Figures and names in these short gaps.
    pub replaced_facts: usize,
    /// Gaps in which a figure or name replaces another.
    pub swapped: usize,
}

/// The longest gap that a template leaves open, in words.
const MAX_GAP_WORDS: usize = 6;

impl Alignment {
    /// Aligns two texts by their longest common subsequence.
    fn of(one: &[StoryWord], other: &[StoryWord]) -> Self {
        let mut input = InternedInput::default();
        input.update_before(one.iter().map(|word| word.hash));
        input.update_after(other.iter().map(|word| word.hash));
        let diff = Diff::compute(Algorithm::Myers, &input);
        let kept = || (0..).zip(one).filter(|(at, _)| !diff.is_removed(*at));
        let facts = kept().filter(|(_, word)| word.is_fact).count();
        let mut alignment = Self { kept: kept().count(), facts, ..Self::default() };
        let mut replacements = HashSet::new();
        for hunk in diff.hunks().filter(|hunk| !hunk.before.is_empty() && !hunk.after.is_empty()) {
            let (before, after) = (within(one, hunk.before), within(other, hunk.after));
            alignment.replaced += 1;
            let facts =
                [before, after].map(|words| words.iter().filter(|word| word.is_fact).count());
            alignment.swapped += usize::from(!facts.contains(&0));
            let most = facts.into_iter().max().unwrap_or_default();
            let is_short = before.len().max(after.len()) <= MAX_GAP_WORDS;
            if most > 0 && is_short && replacements.insert((before, after)) {
                alignment.refilled += 1;
                alignment.replaced_facts += most;
            }
        }
        alignment
    }

    /// Returns whether most of the shared words are figures and names.
    fn is_table(&self) -> bool {
        self.facts * 5 >= self.kept * 3
    }
}

fn within(words: &[StoryWord], range: Range<u32>) -> &[StoryWord] {
    words.get(range.start as usize..range.end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::article::date::{DateSource, NewsDate, Published};

    fn article(day: i8, title: &str, body: &str) -> Article {
        let date = NewsDate::day(jiff::civil::date(2016, 7, day));
        let published = Some(Published { date, source: DateSource::Metadata });
        Article { title: title.into(), body: body.into(), published, ..Article::default() }
    }

    fn is_same(one: &Article, other: &Article) -> bool {
        let (one, other) = (StoryFeatures::from_article(one), StoryFeatures::from_article(other));
        let result = is_same_story(&one, &other);
        assert_eq!(result, is_same_story(&other, &one));
        result
    }

    const RIVER: &str = "The river rose by 4 feet in the night and took the bridge at Horta with it, the mayor said. \
        Nobody was on it. Trains will stop at Feteira until the army has put up a bridge of its own, which may take \
        until the end of the week, and a ferry will run for cars.";

    #[test]
    fn versions_are_one_story() {
        let first = article(18, "River takes bridge at Horta", RIVER);
        let cut = RIVER.split_once(" Trains").unwrap().0;
        for (title, body) in [
            ("River takes bridge at Horta", cut.to_owned()),
            (
                "Bridge falls at Horta",
                format!("{RIVER}\n\nThe bridge was built in 1931 by the engineer Ida Holm."),
            ),
            ("CORRECTED-River takes bridge at Horta", RIVER.replace("4 feet", "5 feet")),
            ("RIVER TAKES BRIDGE", RIVER.to_uppercase()),
        ] {
            assert!(is_same(&first, &article(19, title, &body)), "{title}");
        }
    }

    #[test]
    fn instances_of_a_template_are_several_stories() {
        let net = |town: &str, figures: [&str; 4]| {
            format!(
                "{} Mills said its board in {town} set a dividend of {} cts a share, payable March {}, to holders of \
                 record on April {}, after net profit of {} mln in the quarter.",
                town, figures[0], figures[1], figures[2], figures[3]
            )
        };
        let first = article(18, "HORTA MILLS SETS PAYOUT", &net("Horta", ["12", "3", "7", "4.5"]));
        let other = article(18, "BEIRA MILLS SETS PAYOUT", &net("Beira", ["14", "5", "9", "1.5"]));
        let later = article(25, "HORTA MILLS SETS PAYOUT", &net("Horta", ["12", "6", "8", "4.6"]));
        assert!(!is_same(&first, &other) && !is_same(&first, &later));
    }

    #[test]
    fn empty_articles_are_not_one_story() {
        assert!(!is_same(&Article::default(), &Article::default()));
        assert!(!is_same(&Article::default(), &article(18, "River takes bridge", RIVER)));
    }

    proptest::proptest! {
        #[test]
        fn the_comparison_is_symmetric(
            one in "\\PC{0,80}|([abc1]{1,2}[ .]){0,40}",
            other in "\\PC{0,80}|([abc1]{1,2}[ .]){0,40}",
        ) {
            is_same(&article(1, "a", &one), &article(2, "a", &other));
            is_same(&article(1, &one, &other), &article(2, &one, &other));
        }
    }
}
