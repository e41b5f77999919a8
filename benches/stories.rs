//! How well stories are found, and what it costs: `cargo bench --bench stories`, with `MORGUE_DATA` set.
//!
//! The truth is `tests/truth/stories.tsv`; its first half was tuned on, its second only measures. The archives of 100,000
//! to a million articles are sentences of the data put together anew, a fifth of them versions of another.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

#[path = "common/mod.rs"]
mod common;
#[path = "../tests/suite/stories/edits.rs"]
mod edits;
#[path = "../tests/suite/stories/measure.rs"]
mod measure;

use common::cpu;
use edits::Chance;
use measure::{Half, Score, Truth, found, read};
use morgue::article::Article;
use morgue::article::date::{DateSource, NewsDate, Published};
use morgue::stories;
use morgue::stories::{Comparisons, SignedArticle, StoryFeatures};
use morgue::text::sentences;

fn main() {
    let Some(data) = common::data() else { return };
    let reuters = read(&data.join("reuters21578"), "sgm");
    let web = read(&data.join("articles.jsonl.zst"), "");
    let story = found(&reuters);
    for (name, half) in [("tuning", Half::Tuning), ("measuring", Half::Measuring)] {
        report(name, &Truth::of(half), &reuters, &story);
    }
    for (name, articles) in [("Reuters-21578", &reuters), ("articles.jsonl", &web)] {
        println!("edits of {name}, and how many are found to be one story with their model:");
        for (edits, each) in [(&edits::VERSIONS[..], 10), (&edits::OTHERS[..], 50)] {
            for kind in edits::joined(articles, edits, each, found) {
                println!("  {:<40} {:>3} of {}", kind.kind, kind.joined, kind.all);
            }
        }
    }
    let bytes: usize = web.iter().map(|article| article.body.len()).sum();
    let time = cpu(|| assert!(web.iter().filter_map(stories::signature).count() > 0));
    println!("sketches: {:.0} MB of text a second", bytes as f64 / 1e6 / time.as_secs_f64());
    let sentences = sentences_of(&reuters);
    [100_000, 300_000, 1_000_000].into_iter().for_each(|articles| scale(&sentences, articles));
}

fn report(half: &str, truth: &Truth, articles: &[Article], story: &[usize]) {
    let score = Score::of(truth, articles, story);
    println!(
        "{half} half, {} stories and {} near misses: precision {:.3}, recall {:.3} of {} pairs with an overlap above one \
         half, adjusted Rand index {:.3}",
        truth.stories.len(),
        truth.apart.len(),
        score.precision(),
        score.recall(),
        score.right + score.missed,
        score.rand
    );
}

fn sentences_of(articles: &[Article]) -> Vec<&str> {
    let of = |article: &Article| {
        let starts: Vec<usize> =
            std::iter::once(0).chain(sentences::starts(&article.body)).collect();
        let ends = starts.iter().skip(1).copied().chain([article.body.len()]);
        starts.iter().copied().zip(ends).collect::<Vec<_>>()
    };
    let all = articles
        .iter()
        .flat_map(|article| of(article).into_iter().map(move |(start, end)| (article, start, end)));
    all.map(|(article, start, end)| article.body.get(start..end).unwrap_or_default().trim())
        .collect()
}

/// What finding stories costs in an archive of so many articles, and how little of that the next run has to do again.
fn scale(sentences: &[&str], articles: usize) {
    let mut all: Vec<SignedArticle> = Vec::with_capacity(articles);
    for number in 0..articles {
        let article = synthetic(sentences, number);
        let sketch = stories::signature(&article).expect("some words");
        all.push(SignedArticle { text: number as u64, days: stories::days(&article), sketch });
    }
    let (mut told, mut found, mut judged) = (0, 0, Comparisons::default());
    let mut run = |known: &Comparisons| {
        told = 0;
        let mut tell = |at: usize| {
            told += 1;
            Ok::<_, ()>(StoryFeatures::of(&synthetic(sentences, at)))
        };
        let time = cpu(|| {
            let (stories, now) = stories::cluster(&all, known, &mut tell).expect("all can be told");
            (found, judged) = (stories.len(), now);
        });
        (time.as_secs_f64() * 1e6 / articles as f64, told, found, std::mem::take(&mut judged))
    };
    let (first, told, found, known) = run(&Comparisons::default());
    let (again, told_again, ..) = run(&known);
    println!(
        "{articles:>9} articles: {found} stories, {first:.1} µs an article with {told} told; again {again:.1} µs with \
         {told_again} told"
    );
}

/// An article of sentences that its number chooses; every fifth is a version of the one before.
fn synthetic(sentences: &[&str], number: usize) -> Article {
    let model = if number.is_multiple_of(5) { number.saturating_sub(1) } else { number };
    let mut chance = Chance::new(model as u64 + 1);
    let count = 6 + chance.below(8);
    let mut said: Vec<&str> =
        (0..count).map(|_| sentences[chance.below(sentences.len())]).collect();
    if model != number {
        said.truncate(count - 2);
    }
    let day =
        jiff::civil::date(1950, 1, 1).saturating_add(jiff::Span::new().days((model / 50) as i64));
    Article {
        title: said[0].to_owned(),
        body: said.join(" "),
        published: Some(Published { date: NewsDate::day(day), source: DateSource::Metadata }),
        ..Article::default()
    }
}
