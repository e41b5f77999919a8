//! Whether one article tells the other's story over again.
//!
//! Versions of a story share running words. So do a template's fillings: the earnings of two companies, the same
//! statistic of two weeks. What tells these apart is what stands in the gaps. A version has passages that the other lacks,
//! and at most a figure or a name put right; a filling has another figure or name in every gap. The further apart two
//! articles were published, the less of that is let pass.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::features::{StoryFeatures, WEEK, Word, days_between};

/// Whether two articles tell one story in the same words.
pub fn is_same_story(one: &StoryFeatures, other: &StoryFeatures) -> bool {
    let like = Comparison::of(one, other);
    like.overlaps() && !like.is_template()
}

/// How alike two articles are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparison {
    /// The share of the shorter's runs of words that the longer has too.
    pub contained: f64,
    /// The share of both articles' runs that both have.
    pub in_both: f64,
    /// What their texts share in the same order.
    pub text: Gaps,
    /// What their headlines share.
    pub title: Gaps,
    /// The share of the shorter headline's words that the longer has too.
    pub titled: f64,
    /// With how many words the headlines open alike.
    pub opening: usize,
    /// The days between them; none where one is undated.
    pub days: Option<i32>,
    /// Whether a desk calls one of them a version.
    pub is_marked: bool,
}

/// The fewest words two articles share if they are more than alerts of a line or two.
const ALERT: usize = 20;

/// The fewest words two articles share if they are more than briefs, in which one figure is much.
const BRIEF: usize = 60;

impl Comparison {
    /// How alike two articles are, whichever is which.
    pub fn of(one: &StoryFeatures, other: &StoryFeatures) -> Self {
        let (one, other) =
            match one.words.len().cmp(&other.words.len()).then_with(|| one.words.cmp(&other.words))
            {
                Ordering::Greater => (other, one),
                _ => (one, other),
            };
        let shared = in_both(&one.runs, &other.runs);
        let title = Gaps::of(&one.title, &other.title);
        Self {
            contained: share(shared, one.runs.len().min(other.runs.len())),
            in_both: share(shared, one.runs.len() + other.runs.len() - shared),
            text: Gaps::of(&one.words, &other.words),
            title,
            titled: share(title.kept, one.title.len().min(other.title.len())),
            opening: one
                .title
                .iter()
                .zip(&other.title)
                .take_while(|(one, other)| one == other)
                .count(),
            days: days_between(one.days, other.days),
            is_marked: one.is_marked || other.is_marked,
        }
    }

    /// Whether half of the shorter is in the longer. Of what a desk calls a version less will do; an alert must be there
    /// nearly whole, since the words of one event are those of many.
    fn overlaps(&self) -> bool {
        let least = if self.is_marked { 0.4 } else { 0.5 };
        let is_lost = self.text.kept < ALERT
            && !self.same_title()
            && self.in_both < 0.4
            && self.contained < 0.75;
        self.contained >= least && !is_lost
    }

    /// Whether nothing in one headline is put for something in the other.
    fn same_title(&self) -> bool {
        self.title.replaced == 0 && self.titled >= 0.7
    }

    /// Whether more figures and names are put for others than a correction would.
    fn is_template(&self) -> bool {
        let Gaps { kept, filled, .. } = self.text;
        match self.days {
            Some(0..=3) if self.is_marked => self.is_refilled(),
            days if self.text.is_table() => {
                days.is_some_and(|days| days > 0) || !self.is_same_table()
            }
            Some(0) if self.same_title() => self.is_refilled(),
            Some(1) if self.same_title() => filled > 1 + kept / 40,
            Some(0..=1) if kept < ALERT => self.text.replaced > 0,
            Some(0..=1) if kept < BRIEF => !self.is_same_brief(),
            Some(0..=1) => filled > kept / 40,
            None | Some(2..=WEEK) if filled == 0 => kept < BRIEF && self.in_both < 0.8,
            None | Some(2..=WEEK) => filled > kept / 50 || self.contained < 0.6,
            Some(_) => filled > 0 || self.in_both < 0.8 || kept < 100,
        }
    }

    /// Of two texts under one headline: whether more is put for other than a desk puts right in a day.
    fn is_refilled(&self) -> bool {
        let Gaps { kept, facts, filled, lost, .. } = self.text;
        lost * 4 > facts && filled > 1 + kept / 30
    }

    /// Of two tables: markets print them by the hour, under a headline with the hour in it.
    fn is_same_table(&self) -> bool {
        if self.same_title() {
            self.text.filled <= 1
        } else {
            self.text.filled + self.title.swapped == 0
        }
    }

    /// Of two briefs under different headlines: whether hardly a thing is another, and both are of the same length or open
    /// with the same name. One of many in a round-up is not its story.
    fn is_same_brief(&self) -> bool {
        let same = self.text.filled == 0 && (self.in_both >= 0.4 || self.opening > 0);
        let most = if self.days == Some(0) { 2 } else { 1 };
        let corrected = self.text.filled <= most && self.contained >= 0.6 && self.opening >= 2;
        self.title.swapped == 0 && (same || corrected)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
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
pub(super) struct Gaps {
    /// Words that stand in both.
    pub kept: usize,
    /// Figures and names among them.
    pub facts: usize,
    /// Gaps in which words are put for others.
    pub replaced: usize,
    /// Those of a few words, a figure or a name among them; the same change made twice counts once.
    pub filled: usize,
    /// Figures and names in these.
    pub lost: usize,
    /// Gaps in which one figure or name is put for another.
    pub swapped: usize,
}

/// The most words of a gap that a template fills.
const GAP: usize = 6;

impl Gaps {
    fn of(one: &[Word], other: &[Word]) -> Self {
        let mut input = InternedInput::default();
        input.update_before(one.iter().map(|word| word.hash));
        input.update_after(other.iter().map(|word| word.hash));
        let diff = Diff::compute(Algorithm::Myers, &input);
        let kept = || (0..).zip(one).filter(|(at, _)| !diff.is_removed(*at));
        let facts = kept().filter(|(_, word)| word.is_fact).count();
        let mut gaps = Self { kept: kept().count(), facts, ..Self::default() };
        let mut seen = HashSet::new();
        for hunk in diff.hunks().filter(|hunk| !hunk.before.is_empty() && !hunk.after.is_empty()) {
            let (before, after) = (within(one, hunk.before), within(other, hunk.after));
            gaps.replaced += 1;
            let facts =
                [before, after].map(|words| words.iter().filter(|word| word.is_fact).count());
            gaps.swapped += usize::from(!facts.contains(&0));
            let lost = facts.into_iter().max().unwrap_or_default();
            if lost > 0 && before.len().max(after.len()) <= GAP && seen.insert((before, after)) {
                gaps.filled += 1;
                gaps.lost += lost;
            }
        }
        gaps
    }

    /// Whether figures and names are most of what is said.
    fn is_table(&self) -> bool {
        self.facts * 5 >= self.kept * 3
    }
}

fn within(words: &[Word], range: Range<u32>) -> &[Word] {
    words.get(range.start as usize..range.end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::article::date::{DateSource, NewsDate, Published};

    fn article(day: i8, title: &str, body: &str) -> Article {
        let moment = NewsDate::day(jiff::civil::date(2016, 7, day));
        let published = Some(Published { date: moment, source: DateSource::Metadata });
        Article { title: title.into(), body: body.into(), published, ..Article::default() }
    }

    fn retold(one: &Article, other: &Article) -> bool {
        let (one, other) = (StoryFeatures::of(one), StoryFeatures::of(other));
        let retold = is_same_story(&one, &other);
        assert_eq!(retold, is_same_story(&other, &one));
        retold
    }

    const RIVER: &str = "The river rose by 4 feet in the night and took the bridge at Horta with it, the mayor said. \
        Nobody was on it. Trains will stop at Feteira until the army has put up a bridge of its own, which may take \
        until the end of the week, and a ferry will run for cars.";

    #[test]
    fn versions_of_a_story_are_one() {
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
            assert!(retold(&first, &article(19, title, &body)), "{title}");
        }
    }

    #[test]
    fn fillings_of_a_template_are_several() {
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
        assert!(!retold(&first, &other) && !retold(&first, &later));
    }

    #[test]
    fn nothing_is_like_nothing() {
        assert!(!retold(&Article::default(), &Article::default()));
        assert!(!retold(&Article::default(), &article(18, "River takes bridge", RIVER)));
    }

    proptest::proptest! {
        #[test]
        fn it_does_not_matter_which_is_which(
            one in "\\PC{0,80}|([abc1]{1,2}[ .]){0,40}",
            other in "\\PC{0,80}|([abc1]{1,2}[ .]){0,40}",
        ) {
            retold(&article(1, "a", &one), &article(2, "a", &other));
            retold(&article(1, &one, &other), &article(2, &one, &other));
        }
    }
}
