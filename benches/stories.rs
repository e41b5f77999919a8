//! The quality and speed of story detection: `cargo bench --bench stories`, with `MORGUE_DATA` set.
//!
//! The truth is `tests/truth/stories.tsv`; its first half was used for tuning, its second only
//! measures. The archives of 100,000 to a million articles are recombined from sentences of the
//! data; a fifth of the articles are versions of another.

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

use common::thread_time;
use edits::Random;
use measure::{Half, Score, Truth, found, read};
use morgue::internals::article::Article;
use morgue::internals::article::date::{DateSource, NewsDate, Published};
use morgue::internals::stories;
use morgue::internals::stories::{Clusters, Comparisons, SignedArticle, StoryFeatures};
use morgue::internals::text::sentences;

fn main() {
    let Some(data) = common::data() else { return };
    let reuters = read(&data.join("reuters21578"), "sgm");
    let web = read(&data.join("articles.jsonl.zst"), "");
    let story = found(&reuters);
    for (name, half) in [("tuning", Half::Tuning), ("measuring", Half::Measuring)] {
        report(name, &Truth::of(half), &reuters, &story);
    }
    for (name, articles) in [("Reuters-21578", &reuters), ("articles.jsonl", &web)] {
        println!("edits of {name} that are found to be the story of their model:");
        for (edits, each) in [(&edits::VERSIONS[..], 10), (&edits::OTHERS[..], 50)] {
            for result in edits::found_edits(articles, edits, each, found) {
                println!("  {:<40} {:>3} of {}", result.kind, result.found, result.all);
            }
        }
    }
    let bytes: usize = web.iter().map(|article| article.body.len()).sum();
    let time = thread_time(|| assert!(web.iter().filter_map(stories::signature).count() > 0));
    println!("signatures: {:.0} MB of text a second", bytes as f64 / 1e6 / time.as_secs_f64());
    let sentences = sentences_of(&reuters);
    [100_000, 300_000, 1_000_000].into_iter().for_each(|articles| scale(&sentences, articles));
}

fn report(half: &str, truth: &Truth, articles: &[Article], story: &[usize]) {
    let score = Score::of(truth, articles, story);
    println!(
        "{half} half, {} stories and {} near misses: precision {:.3}, recall {:.3} of {} pairs that overlap by more than \
         half, adjusted Rand index {:.3}",
        truth.stories.len(),
        truth.distinct.len(),
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

/// The cost of clustering an archive of this size, and of clustering it again with the known
/// results.
fn scale(sentences: &[&str], articles: usize) {
    let mut all: Vec<SignedArticle> = Vec::with_capacity(articles);
    for number in 0..articles {
        let article = synthetic(sentences, number);
        let signature = stories::signature(&article).expect("some words");
        let days = stories::day_range(&article);
        all.push(SignedArticle { text_id: number as u64, days, signature });
    }
    let (mut loaded, mut found, mut compared) = (0, 0, Comparisons::default());
    let mut run = |known: &Comparisons| {
        loaded = 0;
        let mut features = |at: usize| {
            loaded += 1;
            Ok::<_, ()>(StoryFeatures::from_article(&synthetic(sentences, at)))
        };
        let time = thread_time(|| {
            let clusters = stories::cluster(&all, known, &mut features);
            let Clusters { stories, comparisons, .. } = clusters.expect("all have features");
            (found, compared) = (stories.len(), comparisons);
        });
        (time.as_secs_f64() * 1e6 / articles as f64, loaded, found, std::mem::take(&mut compared))
    };
    let (first, loaded, found, known) = run(&Comparisons::default());
    let (again, loaded_again, ..) = run(&known);
    println!(
        "{articles:>9} articles: {found} stories, {first:.1} µs an article with {loaded} loaded; again {again:.1} µs \
         with {loaded_again} loaded"
    );
}

/// An article of sentences chosen by its number; every fifth is a version of the one before.
fn synthetic(sentences: &[&str], number: usize) -> Article {
    let model = if number.is_multiple_of(5) { number.saturating_sub(1) } else { number };
    let mut random = Random::new(model as u64 + 1);
    let count = 6 + random.below(8);
    let mut chosen: Vec<&str> =
        (0..count).map(|_| sentences[random.below(sentences.len())]).collect();
    if model != number {
        chosen.truncate(count - 2);
    }
    let day =
        jiff::civil::date(1950, 1, 1).saturating_add(jiff::Span::new().days((model / 50) as i64));
    Article {
        title: chosen[0].to_owned(),
        body: chosen.join(" "),
        published: Some(Published { date: NewsDate::day(day), source: DateSource::Metadata }),
        ..Article::default()
    }
}
