//! Compares every operator of the query language with brute force: the articles that match and the
//! words that are marked, on the sample archive, on real news, and on small invented articles.
//!
//! A long run: `PROPTEST_CASES=100000 cargo test --release --test suite -- operators facets --nocapture`.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use morgue::internals::article::Slot;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::search::answer;
use morgue::internals::search::answer::{Answer, Hit};
use morgue::internals::search::engine::Engine;
use morgue::internals::search::highlight::Marks;
use morgue::internals::search::request::Request;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::harness::{
    Archive, Random, TODAY, data, hits_only, is_complete, line, open, proptest_config,
    sample_index, search, shared_folder, update,
};
use crate::naive::{NO_WORD, Naive, NaiveArticle, NaiveQuery, SAMPLE, Text};

/// An archive in the engine and in the brute-force matcher.
struct Comparison<'n> {
    engine: TantivyEngine,
    naive: &'n Naive,
    articles: HashMap<&'n str, &'n NaiveArticle>,
}

type TestResult = Result<(), TestCaseError>;

/// The number of hits that are compared, and of those whose marks are compared.
const COMPARED_HITS: usize = 100;
const COMPARED_MARKS: usize = 12;

impl<'n> Comparison<'n> {
    fn new(index: &Path, naive: &'n Naive) -> Self {
        let articles =
            naive.articles.iter().map(|article| (article.id.as_str(), article)).collect();
        Self { engine: open(index), naive, articles }
    }

    /// Runs random queries. One that fails is reported in its simplest form.
    fn run(&self, cases: u32) {
        let result = TestRunner::new(Config { cases, ..proptest_config(cases) }).run(
            &any::<u64>().no_shrink(),
            |seed| {
                let mut dice = Random(seed | 1);
                let text_only = dice.below(3) == 0;
                let random = if text_only { NaiveQuery::random_text } else { NaiveQuery::random };
                let query = random(self.naive, &mut dice, 2);
                let Err(mut error) = self.check(&query, text_only) else { return Ok(()) };
                let mut failing = query;
                let fails = |query: NaiveQuery| {
                    self.check(&query, text_only).err().map(|error| (query, error))
                };
                while let Some(simpler) = failing.simplifications().into_iter().find_map(fails) {
                    (failing, error) = simpler;
                }
                Err(error)
            },
        );
        result.unwrap_or_else(|error| panic!("{error}"));
    }

    /// Compares a query, and turns a panic into an error.
    fn check(&self, query: &NaiveQuery, text_only: bool) -> TestResult {
        let result = catch_unwind(AssertUnwindSafe(|| self.compare(query, text_only)));
        result.unwrap_or_else(|_| Err(TestCaseError::fail(format!("`{query}` panics"))))
    }

    /// Compares the hits and the marks of a query. Without the marked words, a query of text alone
    /// without negation must find nothing.
    fn compare(&self, query: &NaiveQuery, text_only: bool) -> TestResult {
        let text = query.to_string();
        let answer = search(&self.engine, &Request { limit: COMPARED_HITS, ..hits_only(&text) });
        self.compare_hits(query, &answer)?;
        let hits: Vec<&Hit> = answer.hits.iter().take(COMPARED_MARKS).collect();
        let mut articles: Vec<NaiveArticle> =
            hits.iter().map(|hit| self.articles[hit.document.id.as_str()].clone()).collect();
        let needed = self.naive.highlighted_words(&articles, query, None);
        for (hit, (article, needed)) in hits.into_iter().zip(articles.iter_mut().zip(needed)) {
            let marks = answer::marks(&self.engine, &text, &hit.document, TODAY).expect("marks");
            remove_marked_words(query, hit, &marks, article, needed)?;
        }
        let matches = self.naive.matches_in(&articles, query, None);
        let still = articles.iter().zip(matches).find(|(_, is_match)| text_only && *is_match);
        let still = still.map(|(article, _)| self.excerpt(&article.id));
        prop_assert!(still.is_none(), "without its marked words `{query}` still finds {still:?}");
        Ok(())
    }

    fn compare_hits(&self, query: &NaiveQuery, answer: &Answer) -> TestResult {
        let parsed = &answer.query;
        prop_assert!(is_complete(answer), "`{query}` {:?}", answer.warnings);
        let matching = self
            .naive
            .articles
            .iter()
            .zip(self.naive.matches(query))
            .filter(|(_, is_match)| *is_match);
        let expected: BTreeSet<&str> = matching.map(|(article, _)| article.id.as_str()).collect();
        let found: BTreeSet<&str> =
            answer.hits.iter().map(|hit| hit.document.id.as_str()).collect();
        let wrong: Vec<_> =
            found.difference(&expected).take(2).map(|id| self.excerpt(id)).collect();
        prop_assert!(wrong.is_empty(), "`{query}`, parsed as `{parsed}`, finds {wrong:#?}");
        let missed = expected.difference(&found).filter(|_| answer.next.is_none());
        let missed: Vec<_> = missed.take(2).map(|id| self.excerpt(id)).collect();
        prop_assert!(missed.is_empty(), "`{query}`, parsed as `{parsed}`, misses {missed:#?}");
        prop_assert_eq!(answer.total, expected.len() as u64, "`{}`", query);
        Ok(())
    }

    /// Returns the beginning of an article.
    fn excerpt(&self, id: &str) -> String {
        let document = self.engine.article(id).expect("an answer").expect("an article");
        let texts = document.article.slots().filter(|(_, text)| !text.is_empty());
        let texts: Vec<String> =
            texts.map(|(slot, text)| format!("{slot}: {}", text.replace('\n', "¶"))).collect();
        texts.join(" | ").chars().take(1500).collect()
    }
}

/// Compares the marked words of a hit with those that make it match, and removes them from the
/// article.
fn remove_marked_words(
    query: &NaiveQuery,
    hit: &Hit,
    marks: &Marks,
    article: &mut NaiveArticle,
    needed: Vec<BTreeSet<usize>>,
) -> TestResult {
    let mut shown = Vec::new();
    for (text, needed) in article.texts.iter_mut().zip(needed) {
        let Some(slot) = text.slot else { continue };
        let (ranges, printed) = (marks.in_slot(slot), hit.document.article.slot(slot));
        let marked = words_in(text, &ranges);
        let marked = marked
            .map_err(|reason| TestCaseError::fail(format!("`{query}`: {reason} in `{printed}`")))?;
        let words = |positions: BTreeSet<usize>| -> Vec<(usize, &str)> {
            let word = |position: &usize| (*position, &printed[text.words[*position].span.clone()]);
            positions.iter().take(9).map(word).collect()
        };
        let (superfluous, missing) = (words(&marked - &needed), words(&needed - &marked));
        prop_assert!(
            superfluous.is_empty() && missing.is_empty(),
            "`{query}` wrongly marks {superfluous:?} and misses {missing:?} in {slot} `{printed}`"
        );
        marked.into_iter().for_each(|position| text.words[position].word_type = NO_WORD);
        shown.extend(ranges.into_iter().map(|range| on_one_line(&printed[range])));
    }
    prop_assert_eq!(&marks.in_slot(Slot::Title), &hit.title_marks, "`{}`", query);
    for mark in &hit.snippet.marks {
        let marked = hit.snippet.text.get(mark.clone()).map(on_one_line);
        let is_marked =
            marked.as_ref().is_some_and(|marked| shown.iter().any(|shown| shown.contains(marked)));
        prop_assert!(
            is_marked,
            "`{query}` marks {marked:?} in the snippet `{}`, of {shown:?}",
            hit.snippet.text
        );
    }
    Ok(())
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the positions of the words in some ranges. The ranges must be sorted, and begin and end
/// as words do or with the full stop behind one.
fn words_in(text: &Text, ranges: &[Range<usize>]) -> Result<BTreeSet<usize>, String> {
    let mut all = BTreeSet::new();
    for (number, range) in ranges.iter().enumerate() {
        if number > 0 && ranges[number - 1].end > range.start {
            return Err(format!("{range:?} is out of order"));
        }
        let within = |position: &usize| {
            let span = &text.words[*position].span;
            span.start < range.end && range.start < span.end
        };
        let words: Vec<usize> = (0..text.words.len()).filter(within).collect();
        let borders = words.first().zip(words.last()).map(|(first, last)| (*first, *last));
        let Some((first, last)) = borders else { return Err(format!("no word in {range:?}")) };
        // A name may end with the full stop of its abbreviation: "Hoffman Estates, Ill.".
        let ends = [text.words[last].span.end, text.words[last].span.end + 1];
        if text.words[first].span.start != range.start || !ends.contains(&range.end) {
            return Err(format!("{range:?} begins or ends within a word"));
        }
        all.extend(words);
    }
    Ok(all)
}

#[test]
fn operators_match_brute_force_on_the_sample() {
    Comparison::new(sample_index(), &SAMPLE).run(proptest_config(400).cases);
}

#[test]
fn operators_match_brute_force_on_real_news() {
    let Some(data) = data() else { return };
    let roots = ["reut2-000.sgm", "reut2-001.sgm"].map(|name| data.join("reuters21578").join(name));
    let index = shared_folder("operators-reuters");
    update(&index, &roots);
    let naive = Naive::read(&roots);
    assert!(naive.articles.len() > 1900, "{}", naive.articles.len());
    Comparison::new(&index, &naive).run(proptest_config(200).cases);
}

// -- invented articles

/// Few words, so that they often meet. Some are forms of one word, some differ in capitals or accents
/// only, and some are names.
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

/// The number of queries per archive.
const QUERIES_PER_ARCHIVE: u32 = 300;

/// Makes a text of a few sentences and paragraphs.
fn prose(dice: &mut Random, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(most + 1) {
        let words: Vec<&str> = (0..=dice.below(6)).map(|_| *dice.pick(WORDS)).collect();
        text += &format!(
            "{}{}",
            words.join(" "),
            dice.pick(&[". ", ". ", "! ", ", ", " ", "\n\n", ".\n\n"])
        );
    }
    text
}

/// Makes up to ten small articles, one per line.
fn invented(dice: &mut Random) -> String {
    let count = 1 + dice.below(10);
    let record = |at| {
        let captions: Vec<String> = (0..dice.below(3)).map(|_| prose(dice, 1)).collect();
        line(
            json!({ "title": format!("{} {at}", prose(dice, 1)), "standfirst": prose(dice, 1), "body": prose(dice, 6),
            "captions": captions, "byline": prose(dice, 1), "language": dice.pick(&["en", "en", "fr", "vi"]),
            "date": format!("201{}-0{}-11", dice.below(3), 1 + dice.below(9)) }),
        )
    };
    (0..count).map(record).collect()
}

/// Indexes three files of small articles one after the other, and removes the first again.
pub fn invented_archive(number: u32) -> Archive {
    let (archive, mut dice) = (Archive::new(), Random(7919 * u64::from(number) + 1));
    for name in ["a.jsonl", "b.jsonl", "c.jsonl"] {
        archive.write(name, invented(&mut dice));
        update(&archive.index(), &[archive.news()]);
    }
    archive.remove("a.jsonl");
    update(&archive.index(), &[archive.news()]);
    archive
}

#[test]
fn operators_match_brute_force_on_small_articles() {
    let cases = proptest_config(1500).cases;
    let archives = cases.div_ceil(QUERIES_PER_ARCHIVE);
    for number in 0..archives {
        let archive = invented_archive(number);
        Comparison::new(&archive.index(), &Naive::read(&[archive.news()])).run(cases / archives);
    }
}
