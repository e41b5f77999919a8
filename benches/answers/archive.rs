//! A large archive made of a smaller one: real articles, recombined.
//!
//! Each article is made of two or three real ones, chosen by a deterministic random generator. It takes
//! an equal share of adjacent paragraphs from each, so that lengths stay realistic. Title, standfirst,
//! date, publisher, section and labels are those of the first. Mentions move with their paragraphs. So
//! every text is different, while words, sentences, names and their frequencies are real.

use std::ops::Range;
use std::path::{Path, PathBuf};

use morgue::internals::article::document::Document;
use morgue::internals::article::entity::{Mention, Subjects};
use morgue::internals::article::salience;
use morgue::internals::article::{Article, Fingerprint, Slot};
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::ingest::index_document;
use morgue::internals::search::engine::Writer;
use morgue::internals::search::records::IndexDocument;

use crate::common::{self, Dice};

/// The number of articles in the archive.
pub const ARTICLES: usize = 200_000;

const MEMORY: usize = 512 << 20;

/// The sources that determine the index. A change of one makes another index.
const INDEX_SOURCES: &[&str] = &[
    include_str!("archive.rs"),
    include_str!("../../src/engine/tantivy/hidden_fields.rs"),
    include_str!("../../src/engine/tantivy/schema.rs"),
    include_str!("../../src/engine/tantivy/analysis/analyzer.rs"),
];

/// Opens the index of the recombined archive and returns it with its folder. It is kept for the next
/// run in the folder that `MORGUE_BENCH_INDEX` names, by default among the temporary files.
pub fn index(data: &Path) -> (PathBuf, TantivyEngine) {
    let parent =
        std::env::var_os("MORGUE_BENCH_INDEX").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = parent.join(format!("morgue-answers-{}", common::digest(&INDEX_SOURCES.concat())));
    if folder.exists() {
        return (folder.clone(), TantivyEngine::open(&folder).expect("an index"));
    }
    let unfinished = tempfile::tempdir_in(&parent).expect("a folder");
    build(data, unfinished.path());
    std::fs::rename(unfinished.keep(), &folder).expect("a folder that can be renamed");
    (folder.clone(), TantivyEngine::open(&folder).expect("an index"))
}

/// Indexes the archive as `morgue index` does, with one commit and its merges.
fn build(data: &Path, folder: &Path) {
    let real: Vec<Document> = [data.join("reuters21578"), data.join("articles.jsonl.zst")]
        .iter()
        .flat_map(|root| common::index_documents(root, Extraction::Full))
        .map(|indexed| indexed.document)
        .collect();
    println!("indexing {ARTICLES} articles made of {}", real.len());
    let engine = TantivyEngine::open_or_create(folder).expect("an index");
    let mut writer = Box::new(engine.writer(common::cores(), MEMORY).expect("a writer"));
    (0..ARTICLES)
        .for_each(|number| writer.add(&recombined(&real, number)).expect("an indexed document"));
    writer.commit("").expect("a commit");
    writer.finish().expect("a finished writer");
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
    add_subjects(&mut made.subjects, &first.subjects, |mention| {
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

/// Returns the subjects that the publisher's labels give an article.
fn labels(subjects: &Subjects) -> Subjects {
    let mut labels = subjects.clone();
    labels.people.retain(|person| person.mentions.is_empty());
    labels.places.retain(|place| place.mentions.is_empty());
    labels.organisations.retain(|org| org.mentions.is_empty());
    labels
}

/// Appends one of several equal shares of an article's paragraphs, with their mentions.
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
    add_subjects(&mut made.subjects, &from.subjects, |mention| {
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

/// Adds the subjects whose mentions have moved into an article.
fn add_subjects(made: &mut Subjects, from: &Subjects, moved: impl Fn(Mention) -> Option<Mention>) {
    each(&mut made.people, &from.people, |person| (&person.key, &mut person.mentions), &moved);
    each(&mut made.places, &from.places, |place| (&place.key, &mut place.mentions), &moved);
    each(&mut made.organisations, &from.organisations, |org| (&org.key, &mut org.mentions), &moved);
}

fn each<T: Clone>(
    made: &mut Vec<T>,
    from: &[T],
    parts: impl Fn(&mut T) -> (&String, &mut Vec<Mention>),
    moved: impl Fn(Mention) -> Option<Mention>,
) {
    for named in from {
        let mut named = named.clone();
        let (key, mentions) = parts(&mut named);
        *mentions = mentions.iter().copied().filter_map(&moved).collect();
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
