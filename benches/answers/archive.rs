//! An archive of a size that nobody may hand on, made of one that is at hand: real articles, recombined.
//!
//! Each article takes two or three real ones, by dice that fall the same everywhere. Of each it takes an equal part of
//! the paragraphs, one after another, so that lengths stay those of the real ones; title, standfirst, date, publisher,
//! section and every label are the first one's. Who is named in what was taken is named here, at the place it has come
//! to. So every text is another, while words, sentences, names and how often each occurs are real.

use std::ops::Range;
use std::path::{Path, PathBuf};

use morgue::article::document::Document;
use morgue::article::entity::{Mention, Subjects};
use morgue::article::salience;
use morgue::article::{Article, Fingerprint, Slot};
use morgue::engine::tantivy::TantivyEngine;
use morgue::enrich::entities;
use morgue::ingest::index_document;
use morgue::search::engine::{IndexDocument, Writer};

use crate::common::{self, Dice};

/// How many articles the archive has.
pub const ARTICLES: usize = 200_000;

const MEMORY: usize = 512 << 20;

/// What becomes of the same data under another of these is another index.
const MADE_BY: &[&str] = &[
    include_str!("archive.rs"),
    include_str!("../../src/engine/tantivy/schema.rs"),
    include_str!("../../src/engine/tantivy/analysis/analyzer.rs"),
];

/// The index of the recombined archive, and the folder it lies in; it is kept for the next run in the folder that
/// `MORGUE_BENCH_INDEX` names, or else among the temporary files.
pub fn index(data: &Path) -> (PathBuf, TantivyEngine) {
    let kept =
        std::env::var_os("MORGUE_BENCH_INDEX").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = kept.join(format!("morgue-answers-{}", common::digest(&MADE_BY.concat())));
    if folder.exists() {
        return (folder.clone(), TantivyEngine::open(&folder).expect("an index"));
    }
    let making = tempfile::tempdir_in(&kept).expect("a folder");
    make(data, making.path());
    std::fs::rename(making.keep(), &folder).expect("the folder can be named");
    (folder.clone(), TantivyEngine::open(&folder).expect("an index"))
}

/// Files the archive as `morgue index` does: a commit, and what merging that calls for.
fn make(data: &Path, folder: &Path) {
    let real: Vec<Document> = [data.join("reuters21578"), data.join("articles.jsonl.zst")]
        .iter()
        .flat_map(|root| common::filings(root, entities::subjects))
        .map(|filing| filing.document)
        .collect();
    println!("{ARTICLES} articles are made of {} and filed", real.len());
    let engine = TantivyEngine::open_or_create(folder).expect("an index");
    let mut writer = Box::new(engine.writer(common::cores(), MEMORY).expect("a writer"));
    (0..ARTICLES).for_each(|number| writer.add(&recombined(&real, number)).expect("filed"));
    writer.commit("").expect("committed");
    writer.finish().expect("finished");
}

fn recombined(real: &[Document], number: usize) -> IndexDocument {
    let mut dice = Dice::new(number as u64 + 1);
    let parts = 2 + dice.roll(2);
    let first = dice.pick(real);
    let name = number.to_string();
    let mut made = Document {
        id: common::digest(&name),
        path: format!("recombined/{:03}.jsonl", number / 1000),
        record: (number % 1000) as u32 + 1,
        article: Article { body: String::new(), captions: Vec::new(), ..first.article.clone() },
        subjects: labels(&first.subjects),
        ..first.clone()
    };
    made.article.fingerprint = Fingerprint::of(&name);
    name_in(&mut made.subjects, &first.subjects, |mention| {
        matches!(mention.slot, Slot::Title | Slot::Standfirst).then_some(mention)
    });
    take_paragraphs(&mut made, first, parts, &mut dice);
    for _ in 1..parts {
        take_paragraphs(&mut made, dice.pick(real), parts, &mut dice);
    }
    salience::score(&made.article, &mut made.subjects);
    let file = made.path.clone();
    index_document::index_document(made, &file)
}

/// What an article is about because its publisher says so.
fn labels(subjects: &Subjects) -> Subjects {
    let mut labels = subjects.clone();
    labels.people.retain(|person| person.mentions.is_empty());
    labels.places.retain(|place| place.mentions.is_empty());
    labels.organisations.retain(|org| org.mentions.is_empty());
    labels
}

/// Appends one of so many equal parts of an article's paragraphs, with whom they name.
fn take_paragraphs(made: &mut Document, from: &Document, parts: usize, dice: &mut Dice) {
    let body = &from.article.body;
    let paragraphs: Vec<Range<usize>> = paragraphs(body).collect();
    let count = paragraphs.len().div_ceil(parts);
    let begin = dice.roll(paragraphs.len() - count + 1);
    let taken = paragraphs[begin].start..paragraphs[begin + count - 1].end;
    if !made.article.body.is_empty() {
        made.article.body.push_str("\n\n");
    }
    let at = made.article.body.len();
    made.article.body.push_str(&body[taken.clone()]);
    name_in(&mut made.subjects, &from.subjects, |mention| {
        let inside =
            mention.slot == Slot::Body && taken.start <= mention.start && mention.end <= taken.end;
        inside.then(|| Mention {
            start: mention.start - taken.start + at,
            end: mention.end - taken.start + at,
            ..mention
        })
    });
}

fn paragraphs(body: &str) -> impl Iterator<Item = Range<usize>> {
    let ends = body
        .match_indices("\n\n")
        .map(|(end, gap)| (end, end + gap.len()))
        .chain([(body.len(), body.len())]);
    let mut start = 0;
    ends.map(move |(end, next)| std::mem::replace(&mut start, next)..end)
}

/// Names in an article everybody whose mentions have come into it.
fn name_in(made: &mut Subjects, from: &Subjects, come: impl Fn(Mention) -> Option<Mention>) {
    each(&mut made.people, &from.people, |person| (&person.key, &mut person.mentions), &come);
    each(&mut made.places, &from.places, |place| (&place.key, &mut place.mentions), &come);
    each(&mut made.organisations, &from.organisations, |org| (&org.key, &mut org.mentions), &come);
}

fn each<T: Clone>(
    made: &mut Vec<T>,
    from: &[T],
    parts: impl Fn(&mut T) -> (&String, &mut Vec<Mention>),
    come: impl Fn(Mention) -> Option<Mention>,
) {
    for named in from {
        let mut named = named.clone();
        let (key, mentions) = parts(&mut named);
        *mentions = mentions.iter().copied().filter_map(&come).collect();
        if mentions.is_empty() {
            continue;
        }
        let (key, mentions) = (key.clone(), mentions.clone());
        match made.iter_mut().map(&parts).find(|(known, _)| **known == key) {
            Some((_, known)) => known.extend(mentions),
            None => made.push(named),
        }
    }
}
