//! Every operator of the query language finds what brute force finds, reading the articles word by word, and marks the
//! words that make it so: on the sample archive, on real news, and on small invented articles where everything meets.
//!
//! A long run: `PROPTEST_CASES=100000 cargo test --release --test suite -- operators facets --nocapture`.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use morgue::article::Slot;
use morgue::engine::tantivy::TantivyEngine;
use morgue::search::answer;
use morgue::search::answer::{Answer, Hit};
use morgue::search::engine::Engine;
use morgue::search::highlight::Marks;
use morgue::search::request::Request;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::harness::{
    Archive, Dice, TODAY, ask, data, laws, line, open, plain, sample_index, understood, update,
    workshop,
};
use crate::naive::{Ask, NOWHERE, Naive, SAMPLE, Seen, Text};

/// An archive, both ways.
struct Both<'n> {
    engine: TantivyEngine,
    naive: &'n Naive,
    articles: HashMap<&'n str, &'n Seen>,
}

type Lawful = Result<(), TestCaseError>;

/// How many hits are looked at, and in how many of them every mark.
const HITS: usize = 100;
const MARKED: usize = 12;

impl<'n> Both<'n> {
    fn of(index: &Path, naive: &'n Naive) -> Self {
        let articles = naive.articles.iter().map(|seen| (seen.id.as_str(), seen)).collect();
        Self { engine: open(index), naive, articles }
    }

    /// Puts questions by chance until one breaks the laws, and says it in its smallest form.
    fn keep(&self, cases: u32) {
        let kept = TestRunner::new(Config { cases, ..laws(cases) }).run(
            &any::<u64>().no_shrink(),
            |seed| {
                let mut dice = Dice(seed | 1);
                let of_text = dice.roll(3) == 0;
                let question =
                    if of_text { Ask::of_text } else { Ask::by_chance }(self.naive, &mut dice, 2);
                let Err(mut why) = self.stands(&question, of_text) else { return Ok(()) };
                let mut broken = question;
                let breaks = |question: Ask| {
                    self.stands(&question, of_text).err().map(|why| (question, why))
                };
                while let Some(smaller) = broken.simpler().into_iter().find_map(breaks) {
                    (broken, why) = smaller;
                }
                Err(why)
            },
        );
        kept.unwrap_or_else(|why| panic!("{why}"));
    }

    /// The laws hold, and nothing panics.
    fn stands(&self, question: &Ask, of_text: bool) -> Lawful {
        let held = catch_unwind(AssertUnwindSafe(|| self.holds(question, of_text)));
        held.unwrap_or_else(|_| Err(TestCaseError::fail(format!("`{question}` ends in a panic"))))
    }

    /// A question finds what brute force finds, and marks the words that make it so; without these, what is of text
    /// alone and denies nothing would find nothing.
    fn holds(&self, question: &Ask, of_text: bool) -> Lawful {
        let text = question.to_string();
        let answer = ask(&self.engine, &Request { limit: HITS, ..plain(&text) });
        self.finds(question, &answer)?;
        let hits: Vec<&Hit> = answer.hits.iter().take(MARKED).collect();
        let mut seen: Vec<Seen> =
            hits.iter().map(|hit| self.articles[hit.clipping.id.as_str()].clone()).collect();
        let needed = self.naive.marked(&seen, question, None);
        for (hit, (seen, needed)) in hits.into_iter().zip(seen.iter_mut().zip(needed)) {
            let marks = answer::marks(&self.engine, &text, &hit.clipping, TODAY).expect("marks");
            blank(question, hit, &marks, seen, needed)?;
        }
        let still = self.naive.answers(&seen, question, None);
        let still = seen.iter().zip(still).find(|(_, answers)| of_text && *answers);
        let still = still.map(|(seen, _)| self.shown(&seen.id));
        prop_assert!(still.is_none(), "without what `{question}` marks it still finds {still:?}");
        Ok(())
    }

    fn finds(&self, question: &Ask, answer: &Answer) -> Lawful {
        let read_as = &answer.query;
        prop_assert!(understood(answer), "`{question}` {:?}", answer.warnings);
        let answering = self
            .naive
            .articles
            .iter()
            .zip(self.naive.answering(question))
            .filter(|(_, answers)| *answers);
        let expected: BTreeSet<&str> = answering.map(|(seen, _)| seen.id.as_str()).collect();
        let found: BTreeSet<&str> =
            answer.hits.iter().map(|hit| hit.clipping.id.as_str()).collect();
        let wrong: Vec<_> = found.difference(&expected).take(2).map(|id| self.shown(id)).collect();
        prop_assert!(wrong.is_empty(), "`{question}`, read as `{read_as}`, finds {wrong:#?}");
        let missed = expected.difference(&found).filter(|_| answer.next.is_none());
        let missed: Vec<_> = missed.take(2).map(|id| self.shown(id)).collect();
        prop_assert!(missed.is_empty(), "`{question}`, read as `{read_as}`, misses {missed:#?}");
        prop_assert_eq!(answer.total, expected.len() as u64, "`{}`", question);
        Ok(())
    }

    /// An article in few words.
    fn shown(&self, id: &str) -> String {
        let clipping = self.engine.article(id).expect("an answer").expect("an article");
        let texts = clipping.article.slots().filter(|(_, text)| !text.is_empty());
        let texts: Vec<String> =
            texts.map(|(slot, text)| format!("{slot}: {}", text.replace('\n', "¶"))).collect();
        texts.join(" | ").chars().take(1500).collect()
    }
}

/// The words that are marked in a hit are those that make it answer: takes them out of it.
fn blank(
    question: &Ask,
    hit: &Hit,
    marks: &Marks,
    seen: &mut Seen,
    needed: Vec<BTreeSet<usize>>,
) -> Lawful {
    let mut shown = Vec::new();
    for (text, needed) in seen.texts.iter_mut().zip(needed) {
        let Some(slot) = text.slot else { continue };
        let (ranges, printed) = (marks.of(slot), hit.clipping.article.slot(slot));
        let marked = words_in(text, &ranges);
        let marked = marked
            .map_err(|why| TestCaseError::fail(format!("`{question}`: {why} in `{printed}`")))?;
        let words = |numbers: BTreeSet<usize>| -> Vec<(usize, &str)> {
            numbers.iter().take(9).map(|at| (*at, &printed[text.words[*at].at.clone()])).collect()
        };
        let (idle, lacking) = (words(&marked - &needed), words(&needed - &marked));
        prop_assert!(
            idle.is_empty() && lacking.is_empty(),
            "`{question}` marks {idle:?} for nothing and leaves out {lacking:?} in {slot} `{printed}`"
        );
        marked.into_iter().for_each(|at| text.words[at].kind = NOWHERE);
        shown.extend(ranges.into_iter().map(|range| on_one_line(&printed[range])));
    }
    prop_assert_eq!(&marks.of(Slot::Title), &hit.title_marks, "`{}`", question);
    for mark in &hit.snippet.marks {
        let marked = hit.snippet.text.get(mark.clone()).map(on_one_line);
        let known =
            marked.as_ref().is_some_and(|marked| shown.iter().any(|shown| shown.contains(marked)));
        prop_assert!(
            known,
            "`{question}` marks {marked:?} in the snippet `{}`, of {shown:?}",
            hit.snippet.text
        );
    }
    Ok(())
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The numbers of the words in some ranges, which lie in order and begin and end as words do, or with the stop behind one.
fn words_in(text: &Text, ranges: &[Range<usize>]) -> Result<BTreeSet<usize>, String> {
    let mut all = BTreeSet::new();
    for (number, range) in ranges.iter().enumerate() {
        if number > 0 && ranges[number - 1].end > range.start {
            return Err(format!("{range:?} is out of order"));
        }
        let within = |at: &usize| {
            text.words[*at].at.start < range.end && range.start < text.words[*at].at.end
        };
        let words: Vec<usize> = (0..text.words.len()).filter(within).collect();
        let borders = words.first().zip(words.last()).map(|(first, last)| (*first, *last));
        let Some((first, last)) = borders else { return Err(format!("no word in {range:?}")) };
        // A name may end with the stop of its abbreviation: "Hoffman Estates, Ill.".
        let ends = [text.words[last].at.end, text.words[last].at.end + 1];
        if text.words[first].at.start != range.start || !ends.contains(&range.end) {
            return Err(format!("{range:?} begins or ends within a word"));
        }
        all.extend(words);
    }
    Ok(all)
}

#[test]
fn operators_on_the_sample_do_what_they_say() {
    Both::of(sample_index(), &SAMPLE).keep(laws(400).cases);
}

#[test]
fn operators_on_real_news_do_what_they_say() {
    let Some(data) = data() else { return };
    let roots = ["reut2-000.sgm", "reut2-001.sgm"].map(|name| data.join("reuters21578").join(name));
    let index = workshop("operators-reuters");
    update(&index, &roots);
    let naive = Naive::read(&roots);
    assert!(naive.articles.len() > 1900, "{}", naive.articles.len());
    Both::of(&index, &naive).keep(laws(200).cases);
}

// -- invented articles

/// Few words, so that they meet; some are forms of one, some differ in capitals or accents only, some name somebody.
const WORDS: &[&str] = &[
    "ark",
    "arks",
    "bark",
    "elm",
    "elms",
    "Élm",
    "ELM",
    "straße",
    "oak",
    "Oak",
    "o'ak",
    "U.S.",
    "Syria",
    "John Kerry",
];

/// How many questions are put to one archive before the next is made.
const QUESTIONS: u32 = 300;

/// A text of a few sentences and paragraphs.
fn prose(dice: &mut Dice, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..dice.roll(most + 1) {
        let words: Vec<&str> = (0..=dice.roll(6)).map(|_| *dice.pick(WORDS)).collect();
        text += &format!(
            "{}{}",
            words.join(" "),
            dice.pick(&[". ", ". ", "! ", ", ", " ", "\n\n", ".\n\n"])
        );
    }
    text
}

/// Up to ten small articles, one a line.
fn invented(dice: &mut Dice) -> String {
    let count = 1 + dice.roll(10);
    let record = |at| {
        let captions: Vec<String> = (0..dice.roll(3)).map(|_| prose(dice, 1)).collect();
        line(
            json!({ "title": format!("{} {at}", prose(dice, 1)), "standfirst": prose(dice, 1), "body": prose(dice, 6),
            "captions": captions, "byline": prose(dice, 1), "language": dice.pick(&["en", "en", "fr", "vi"]),
            "date": format!("201{}-0{}-11", dice.roll(3), 1 + dice.roll(9)) }),
        )
    };
    (0..count).map(record).collect()
}

/// Three files of small articles, indexed one after the other, and the first taken away again.
fn invented_archive(number: u32) -> Archive {
    let (archive, mut dice) = (Archive::new(), Dice(7919 * u64::from(number) + 1));
    for name in ["a.jsonl", "b.jsonl", "c.jsonl"] {
        archive.write(name, invented(&mut dice));
        update(&archive.index(), &[archive.news()]);
    }
    archive.remove("a.jsonl");
    update(&archive.index(), &[archive.news()]);
    archive
}

#[test]
fn operators_on_small_articles_do_what_they_say() {
    let cases = laws(1500).cases;
    let archives = cases.div_ceil(QUESTIONS);
    for number in 0..archives {
        let archive = invented_archive(number);
        Both::of(&archive.index(), &Naive::read(&[archive.news()])).keep(cases / archives);
    }
}
