//! Which articles of one state of the index are versions of one story: found once at the end of a run and kept beside the
//! index. What was compared once is not compared again in a later run.

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use tantivy::columnar::{Column, StrColumn};
use tantivy::fastfield::FastFieldReaders;
use tantivy::schema::Value as _;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument};

use super::identity::census;
use super::schema::{Fields, hidden};
use super::sidecar;
use crate::article::Article;
use crate::article::schema;
use crate::article::schema::Field;
use crate::error::{ErrorContext, Result};
use crate::search::engine;
use crate::stories::{self, Comparisons, Signature, SignedArticle, StoryFeatures, WIDTH};
use crate::text::hash;

/// The file, and the one of what was judged on the way.
pub const FILE: &str = "stories.tsv";
pub const JUDGED: &str = "judged.tsv";

/// The rules: what others found is found anew.
fn rules() -> String {
    format!("morgue stories 1 of {}", schema::VERSION)
}

/// What was judged of two articles.
const RETOLD: &str = "retold";
const APART: &str = "apart";

/// The number of an article that is no version of any story.
const NONE: u32 = u32::MAX;

/// The stories of one state of the index.
#[derive(Debug, Default)]
pub struct Stories {
    /// In no order that means anything.
    all: Vec<Story>,
    /// Per segment.
    tellers: Vec<Tellers>,
}

/// A story that several articles tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What it is called by: the smallest id of its versions.
    pub key: String,
    /// Where its versions lie.
    pub versions: Vec<DocAddress>,
}

/// The stories that the articles of a segment are versions of.
#[derive(Debug, Clone, Default)]
pub struct Tellers(Arc<[u32]>);

/// The stories of this state.
///
/// # Errors
/// When the index can not be read.
pub fn of(folder: &Path, searcher: &Searcher, fields: &Fields) -> Result<Stories> {
    let state = sidecar::state(&rules(), searcher);
    let stories = match read(&folder.join(FILE), &state) {
        Some(stories) => stories,
        None => find(folder, &state, searcher, fields)?,
    };
    let articles: Vec<DocId> =
        searcher.segment_readers().iter().map(SegmentReader::max_doc).collect();
    Ok(Stories::of(stories, &articles))
}

fn find(folder: &Path, state: &str, searcher: &Searcher, fields: &Fields) -> Result<Vec<Story>> {
    let doing = || format!("cannot read the stories of `{}`", folder.display());
    let (addresses, sketched) = sketched(searcher).context(doing)?;
    let tell = &mut |at: usize| {
        let article =
            addresses.get(at).map(|address| article(searcher, fields, *address)).transpose();
        // What can not be read is like nothing; whoever is shown it is told.
        let article = article.ok().flatten();
        Ok(article.map(|article| StoryFeatures::of(&article)).unwrap_or_default())
    };
    let (told, judged) = stories::cluster(&sketched, &known(&folder.join(JUDGED)), tell)?;
    let ids: Vec<Option<StrColumn>> =
        columns(searcher, |columns| columns.str(Field::Id.name())).context(doing)?;
    let story = |versions: Vec<usize>| {
        let versions: Vec<DocAddress> =
            versions.into_iter().filter_map(|at| addresses.get(at).copied()).collect();
        let id = |address: &DocAddress| {
            let mut id = String::new();
            let ids = ids.get(address.segment_ord as usize)?.as_ref()?;
            ids.ord_to_str(ids.ords().first(address.doc_id)?, &mut id).ok().map(|_| id)
        };
        Story { key: versions.iter().filter_map(id).min().unwrap_or_default(), versions }
    };
    let stories: Vec<Story> = told.into_iter().map(story).collect();
    // In a folder that can not be written they are found again each time.
    let _ = write(folder, state, &stories).and_then(|()| keep(folder, &judged));
    Ok(stories)
}

/// Every article that says enough to be told again, and where it lies.
fn sketched(searcher: &Searcher) -> tantivy::Result<(Vec<DocAddress>, Vec<SignedArticle>)> {
    let (mut addresses, mut all) = (Vec::new(), Vec::new());
    for (number, segment) in (0..).zip(searcher.segment_readers()) {
        let columns = segment.fast_fields();
        let (sketches, texts) =
            (columns.column_opt::<u64>(hidden::SKETCH)?, columns.u64(hidden::VERSION)?);
        let first = columns.column_opt::<i64>(Field::Published.name())?;
        let last = columns.column_opt::<i64>(hidden::LAST_DAY)?;
        let Some(sketches) = sketches else { continue };
        for doc in segment.doc_ids_alive() {
            let mut sketch: Signature = [0; WIDTH];
            let mut numbers = sketches.values_for_doc(doc);
            let filled = sketch
                .iter_mut()
                .zip(&mut numbers)
                .map(|(place, number)| *place = number as u32)
                .count();
            if filled < WIDTH {
                continue;
            }
            let day = |days: &Option<Column<i64>>| i32::try_from(days.as_ref()?.first(doc)?).ok();
            let days = day(&first).zip(day(&last));
            // What two articles are held against each other by: what the records say, and how they were read.
            let told = days.map_or(0, |(first, last)| hash::with(first as u64, last as u64));
            let text = sketch
                .iter()
                .fold(hash::with(texts.first(doc).unwrap_or(0), told), |text, number| {
                    hash::with(text, u64::from(*number))
                });
            all.push(SignedArticle { text, days, sketch });
            addresses.push(DocAddress::new(number, doc));
        }
    }
    Ok((addresses, all))
}

fn columns<T>(
    searcher: &Searcher,
    column: impl Fn(&FastFieldReaders) -> tantivy::Result<T>,
) -> tantivy::Result<Vec<T>> {
    searcher.segment_readers().iter().map(|segment| column(segment.fast_fields())).collect()
}

/// What is read of a clipping to hold it against others.
#[derive(Default, Deserialize)]
struct Filed {
    article: Article,
}

fn article(searcher: &Searcher, fields: &Fields, address: DocAddress) -> tantivy::Result<Article> {
    let document: TantivyDocument = searcher.doc(address)?;
    let json =
        document.get_first(fields.clipping).and_then(|value| value.as_bytes()).unwrap_or_default();
    let filed: Filed = serde_json::from_slice(json).map_err(io::Error::from)?;
    Ok(filed.article)
}

fn read(path: &Path, state: &str) -> Option<Vec<Story>> {
    let (_, lines) = sidecar::read(path).filter(|(known, _)| known == state)?;
    let story = |line: &str| {
        let (key, versions) = line.split_once('\t')?;
        let address = |number: &str| {
            let (segment, doc) = census::address(number.parse().ok()?);
            Some(DocAddress::new(u32::try_from(segment).ok()?, doc))
        };
        Some(Story {
            key: key.to_string(),
            versions: versions.split('\t').map(address).collect::<Option<_>>()?,
        })
    };
    lines.lines().map(story).collect()
}

fn write(folder: &Path, state: &str, stories: &[Story]) -> io::Result<()> {
    let mut lines = String::new();
    for Story { key, versions } in stories {
        lines.push_str(key);
        for version in versions {
            // Writing to a string can not fail.
            let _ =
                write!(lines, "\t{}", census::number(version.segment_ord as usize, version.doc_id));
        }
        lines.push('\n');
    }
    sidecar::write(folder, FILE, state, &lines)
}

/// What was judged in a run before, by the same rules.
fn known(path: &Path) -> Comparisons {
    let mut judged = Comparisons::default();
    let Some((_, lines)) = sidecar::read(path).filter(|(by, _)| *by == rules()) else {
        return judged;
    };
    for line in lines.lines() {
        let mut fields = line.splitn(3, '\t');
        let mut text = || fields.next().and_then(|text| u64::from_str_radix(text, 16).ok());
        if let (Some(one), Some(other)) = (text(), text()) {
            judged.put(one, other, fields.next() == Some(RETOLD));
        }
    }
    judged
}

fn keep(folder: &Path, judged: &Comparisons) -> io::Result<()> {
    let mut lines = String::new();
    for (one, other, retold) in judged.all() {
        // Writing to a string can not fail.
        let _ = writeln!(lines, "{one:x}\t{other:x}\t{}", if retold { RETOLD } else { APART });
    }
    sidecar::write(folder, JUDGED, &rules(), &lines)
}

impl Story {
    /// What a reader is told of it.
    pub fn told(&self) -> engine::StoryRef {
        engine::StoryRef { key: self.key.clone(), versions: self.versions.len() as u64 }
    }
}

impl Stories {
    /// Those stories, in an index whose segments have so many articles, gone ones among them.
    pub fn of(all: Vec<Story>, articles: &[DocId]) -> Self {
        let mut tellers: Vec<Vec<u32>> =
            articles.iter().map(|articles| vec![NONE; *articles as usize]).collect();
        for (number, story) in (0..NONE).zip(&all) {
            for address in &story.versions {
                let segment = tellers.get_mut(address.segment_ord as usize);
                if let Some(place) =
                    segment.and_then(|segment| segment.get_mut(address.doc_id as usize))
                {
                    *place = number;
                }
            }
        }
        Self { all, tellers: tellers.into_iter().map(|segment| Tellers(segment.into())).collect() }
    }

    /// The stories of the articles of a segment.
    pub fn of_segment(&self, segment: SegmentOrdinal) -> Tellers {
        self.tellers.get(segment as usize).cloned().unwrap_or_default()
    }

    /// The number of the story that an article is a version of.
    pub fn number(&self, address: DocAddress) -> Option<u32> {
        self.tellers.get(address.segment_ord as usize)?.story(address.doc_id)
    }

    /// The story that an article is a version of.
    pub fn story(&self, address: DocAddress) -> Option<&Story> {
        self.all.get(self.number(address)? as usize)
    }

    /// How many stories there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// How many stories there are that several articles tell, and how many articles these are.
    pub fn count(&self) -> (u64, u64) {
        let versions = self.all.iter().map(|story| story.versions.len() as u64).sum();
        (self.all.len() as u64, versions)
    }
}

impl Tellers {
    /// The number of the story that an article is a version of.
    pub fn story(&self, doc: DocId) -> Option<u32> {
        self.0.get(doc as usize).copied().filter(|story| *story != NONE)
    }
}
