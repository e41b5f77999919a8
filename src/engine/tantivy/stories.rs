//! Stories of one snapshot: the articles that are versions of one another. They are computed at the
//! end of an update and kept in a sidecar; no two articles are compared twice.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument};

use super::doc_address;
use super::hidden_fields::HIDDEN;
use super::ordinals::ordinal::Ordinal;
use super::schema::{Fields, required};
use super::storage::sidecar;
use crate::article::Article;
use crate::article::schema;
use crate::article::schema::Field;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::search::results::StoryRef;
use crate::stories::{self, Comparisons, SIGNATURE_LEN, Signature, SignedArticle, StoryFeatures};
use crate::text::hash;

/// Returns the version of the rules: stories of another version are computed again.
fn rules() -> String {
    format!("morgue stories 1 of {}", schema::VERSION)
}

/// Results of a comparison, as they are written.
const SAME_STORY: &str = "retold";
const OTHER_STORY: &str = "apart";

/// The stories of one snapshot.
#[derive(Debug, Default)]
pub(super) struct Stories {
    /// In no particular order; their index is the story's ordinal.
    all: Vec<Story>,
    by_segment: Vec<SegmentStories>,
}

/// A story with several versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Story {
    /// Key: the smallest id of its versions.
    pub key: String,
    /// Its versions.
    pub versions: Vec<DocAddress>,
}

/// The story of every article of a segment, where it is a version of one.
#[derive(Debug, Clone, Default)]
pub(super) struct SegmentStories(Arc<[Option<Ordinal>]>);

impl Story {
    /// Returns the reference that a hit carries.
    pub(super) fn to_ref(&self) -> StoryRef {
        StoryRef { key: self.key.clone(), versions: self.versions.len() as u64 }
    }
}

impl SegmentStories {
    /// Returns the story that an article is a version of.
    pub(super) fn story(&self, doc: DocId) -> Option<Ordinal> {
        *self.0.get(doc as usize)?
    }
}

impl Stories {
    fn new(all: Vec<Story>, segments: &[SegmentReader]) -> Self {
        let mut by_segment: Vec<Vec<Option<Ordinal>>> =
            segments.iter().map(|segment| vec![None; segment.max_doc() as usize]).collect();
        for (index, story) in all.iter().enumerate() {
            for version in &story.versions {
                let segment = by_segment.get_mut(version.segment_ord as usize);
                let slot = segment.and_then(|docs| docs.get_mut(version.doc_id as usize));
                debug_assert!(slot.is_some(), "stories are of the documents of their snapshot");
                if let Some(slot) = slot {
                    *slot = Some(Ordinal::new(index));
                }
            }
        }
        let by_segment = by_segment.into_iter().map(|docs| SegmentStories(docs.into())).collect();
        Self { all, by_segment }
    }

    /// Returns the stories of the articles of a segment.
    pub(super) fn of_segment(&self, segment: SegmentOrdinal) -> SegmentStories {
        debug_assert!((segment as usize) < self.by_segment.len(), "stories are of one snapshot");
        self.by_segment.get(segment as usize).cloned().unwrap_or_default()
    }

    /// Returns the ordinal of the story that an article is a version of.
    pub(super) fn ordinal(&self, address: DocAddress) -> Option<Ordinal> {
        self.by_segment.get(address.segment_ord as usize)?.story(address.doc_id)
    }

    /// Returns the story that an article is a version of.
    pub(super) fn story(&self, address: DocAddress) -> Option<&Story> {
        self.all.get(self.ordinal(address)?.index())
    }

    /// Counts the stories.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Counts the articles that are versions of a story.
    pub(super) fn versions(&self) -> u64 {
        self.all.iter().map(|story| story.versions.len() as u64).sum()
    }
}

/// Finder of the stories of one index. It keeps the comparisons it has made, so that the snapshots
/// of a growing index compare only what is new.
pub(super) struct StoryFinder {
    folder: PathBuf,
    comparisons: Mutex<Option<Arc<Comparisons>>>,
}

impl StoryFinder {
    /// Creates the finder of the index in this folder.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, comparisons: Mutex::default() }
    }

    /// Returns the stories of a snapshot: from the sidecar, or else computed in memory.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn load(&self, searcher: &Searcher, fields: &Fields) -> Result<Stories> {
        let state = sidecar::state(&rules(), searcher);
        let stories = match read_stories(&self.folder.join(sidecar::STORIES), &state) {
            Some(stories) => stories,
            None => self.compute(searcher, fields)?.0,
        };
        Ok(Stories::new(stories, searcher.segment_readers()))
    }

    /// Brings the sidecars up to date with a snapshot.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn save(&self, searcher: &Searcher, fields: &Fields) -> Result<()> {
        let (folder, state) = (&self.folder, sidecar::state(&rules(), searcher));
        if read_stories(&folder.join(sidecar::STORIES), &state).is_none() {
            let (stories, comparisons) = self.compute(searcher, fields)?;
            let stories = encode_stories(&stories);
            let comparisons = encode_comparisons(&comparisons);
            // Sidecars that cannot be written cost later searches time, nothing else. The stories come
            // last: as long as they are missing, the comparisons are written again too.
            let _ = sidecar::write(folder, sidecar::COMPARISONS, &rules(), &comparisons)
                .and_then(|()| sidecar::write(folder, sidecar::STORIES, &state, &stories));
        }
        Ok(())
    }

    fn compute(
        &self,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<(Vec<Story>, Arc<Comparisons>)> {
        let context = || format!("cannot read the stories of `{}`", self.folder.display());
        let mut kept = self.comparisons.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept
            .clone()
            .unwrap_or_else(|| Arc::new(read_comparisons(&self.folder.join(sidecar::COMPARISONS))));
        let (addresses, signed) = signed_articles(searcher).context(context)?;
        let features = &mut |index: usize| {
            let article = addresses
                .get(index)
                .and_then(|address| read_article(searcher, fields, *address).ok());
            // An article that cannot be read is like no other. A search that hits it reports the
            // error.
            Ok(article.map(|article| StoryFeatures::from_article(&article)).unwrap_or_default())
        };
        let (clusters, comparisons) = stories::cluster(&signed, &known, features)?;
        let comparisons = Arc::new(comparisons);
        *kept = Some(Arc::clone(&comparisons));
        let mut stories = Vec::with_capacity(clusters.len());
        let ids = id_columns(searcher).context(context)?;
        for cluster in clusters {
            let versions: Vec<DocAddress> =
                cluster.into_iter().filter_map(|index| addresses.get(index).copied()).collect();
            let ids: tantivy::Result<Vec<String>> =
                versions.iter().map(|version| read_id(&ids, *version)).collect();
            let key = required(ids.context(context)?.into_iter().min(), Field::Id.name());
            stories.push(Story { key: key.context(context)?, versions });
        }
        Ok((stories, comparisons))
    }
}

/// Reads the signatures of all articles that are long enough to have one.
fn signed_articles(searcher: &Searcher) -> tantivy::Result<(Vec<DocAddress>, Vec<SignedArticle>)> {
    let (mut addresses, mut signed) = (Vec::new(), Vec::new());
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let columns = segment.fast_fields();
        // A segment of short articles has no such column.
        let Some(signatures) = columns.column_opt::<u64>(HIDDEN.signature.name)? else { continue };
        let records = columns.u64(HIDDEN.record_digest.name)?;
        let first = columns.column_opt::<i64>(Field::Published.name())?;
        let last = columns.column_opt::<i64>(HIDDEN.last_day.name)?;
        for doc in segment.doc_ids_alive() {
            let Some(signature) = read_signature(&signatures, doc) else { continue };
            let day = |days: &Option<Column<i64>>| i32::try_from(days.as_ref()?.first(doc)?).ok();
            let days = day(&first).zip(day(&last));
            // A comparison is known again by the record and by what was read of it.
            let record = required(records.first(doc), HIDDEN.record_digest.name)?;
            let date = days.map_or(0, |(first, last)| hash::combine(first as u64, last as u64));
            let text_id = signature.iter().fold(hash::combine(record, date), |text_id, number| {
                hash::combine(text_id, u64::from(*number))
            });
            signed.push(SignedArticle { text_id, days, signature });
            addresses.push(DocAddress::new(ordinal, doc));
        }
    }
    Ok((addresses, signed))
}

/// Reads the signature of an article; nothing where it is too short for one.
fn read_signature(column: &Column<u64>, doc: DocId) -> Option<Signature> {
    let mut signature: Signature = [0; SIGNATURE_LEN];
    let mut numbers = column.values_for_doc(doc);
    for slot in &mut signature {
        *slot = numbers.next()? as u32;
    }
    Some(signature)
}

fn id_columns(searcher: &Searcher) -> tantivy::Result<Vec<Option<StrColumn>>> {
    let segments = searcher.segment_readers().iter();
    segments.map(|segment| segment.fast_fields().str(Field::Id.name())).collect()
}

fn read_id(columns: &[Option<StrColumn>], address: DocAddress) -> tantivy::Result<String> {
    let mut id = String::new();
    let column = columns.get(address.segment_ord as usize).and_then(Option::as_ref);
    let ordinal = column.and_then(|column| Some((column, column.ords().first(address.doc_id)?)));
    let (column, ordinal) = required(ordinal, Field::Id.name())?;
    column.ord_to_str(ordinal, &mut id)?;
    Ok(id)
}

/// The part of a stored document that stories are found by.
#[derive(Default, Deserialize)]
struct StoredArticle {
    article: Article,
}

fn read_article(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
) -> tantivy::Result<Article> {
    let document: TantivyDocument = searcher.doc(address)?;
    let json = document.get_first(fields.hidden.document).and_then(|value| value.as_bytes());
    let json = required(json, HIDDEN.document.name)?;
    let stored: StoredArticle = serde_json::from_slice(json).map_err(io::Error::from)?;
    Ok(stored.article)
}

fn read_stories(path: &Path, state: &str) -> Option<Vec<Story>> {
    let (_, lines) = sidecar::read(path).filter(|(known, _)| known == state)?;
    let story = |line: &str| {
        let (key, versions) = line.split_once('\t')?;
        let address = |number: &str| Some(doc_address::unpack(number.parse().ok()?));
        let versions = versions.split('\t').map(address).collect::<Option<_>>()?;
        Some(Story { key: key.to_string(), versions })
    };
    lines.lines().map(story).collect()
}

/// Encodes stories: a line for each, with its key and the addresses of its versions.
fn encode_stories(stories: &[Story]) -> String {
    let mut lines = String::new();
    for Story { key, versions } in stories {
        lines.push_str(key);
        for version in versions {
            // Writing to a string cannot fail.
            let _ = write!(lines, "\t{}", doc_address::pack(*version));
        }
        lines.push('\n');
    }
    lines
}

/// Reads the comparisons of an earlier update by the same rules.
fn read_comparisons(path: &Path) -> Comparisons {
    let mut comparisons = Comparisons::default();
    let Some((_, lines)) = sidecar::read(path).filter(|(known, _)| *known == rules()) else {
        return comparisons;
    };
    for line in lines.lines() {
        let mut fields = line.splitn(3, '\t');
        let mut text = || fields.next().and_then(|text| u64::from_str_radix(text, 16).ok());
        if let (Some(one), Some(other)) = (text(), text()) {
            comparisons.insert(one, other, fields.next() == Some(SAME_STORY));
        }
    }
    comparisons
}

/// Encodes comparisons: a line for each, with two digests and the result.
fn encode_comparisons(comparisons: &Comparisons) -> String {
    let mut lines = String::new();
    for (one, other, is_same) in comparisons.sorted() {
        let result = if is_same { SAME_STORY } else { OTHER_STORY };
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{one:x}\t{other:x}\t{result}");
    }
    lines
}
