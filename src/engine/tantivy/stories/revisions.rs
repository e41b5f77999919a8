//! The articles of a snapshot that a later version of the same desk superseded. They are found at the end
//! of an update and kept in a sidecar by the texts of each story, so that only the versions of stories
//! that have changed are read.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use tantivy::{DocAddress, Searcher, SegmentReader};

use super::signed_articles::{StoredArticle, read_stored};
use super::snapshot_stories::{Stories, Story};
use crate::article::Article;
use crate::article::schema;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::engine::tantivy::query::doc_set::DocIds;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::storage::sidecar;
use crate::stories::revision::{Revision, revisions};
use crate::text::hash;

/// Versions of one story that are compared.
const MAX_VERSIONS: usize = 200;

/// Returns the version of the rules: revisions of another version are found again.
fn rules() -> String {
    format!("morgue revisions 1 of {}", schema::VERSION)
}

/// How a later version changed an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Superseded {
    /// The number of words that changed.
    pub words: u32,
    /// Set where the later version is a correction.
    pub is_correction: bool,
}

/// The superseded versions of one story, by their position in it.
type StoryRevisions = Vec<(usize, Superseded)>;

/// The superseded articles of one snapshot.
#[derive(Debug, Default)]
pub(crate) struct Revisions(HashMap<DocAddress, Superseded>);

impl Revisions {
    /// Returns the revisions of a snapshot: from the sidecar, and of stories that it does not have from
    /// their versions.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn load(
        folder: &Path,
        searcher: &Searcher,
        fields: &Fields,
        stories: &Stories,
    ) -> tantivy::Result<Self> {
        let known = read(&folder.join(sidecar::REVISIONS));
        let mut all = HashMap::new();
        for story in stories.iter() {
            let key = story_key(searcher, story)?;
            let found = match known.get(&key) {
                Some(found) => found.clone(),
                None => find(searcher, fields, story)?,
            };
            for (at, superseded) in found {
                all.extend(story.versions.get(at).map(|address| (*address, superseded)));
            }
        }
        Ok(Self(all))
    }

    /// Brings the sidecar up to date with a snapshot.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn save(
        folder: &Path,
        searcher: &Searcher,
        fields: &Fields,
        stories: &Stories,
    ) -> tantivy::Result<()> {
        let known = read(&folder.join(sidecar::REVISIONS));
        let (mut lines, mut count, mut is_new) = (String::new(), 0, false);
        for story in stories.iter() {
            let key = story_key(searcher, story)?;
            let found = match known.get(&key) {
                Some(found) => found.clone(),
                None => {
                    is_new = true;
                    find(searcher, fields, story)?
                }
            };
            encode(&mut lines, key, &found);
            count += 1;
        }
        if is_new || count != known.len() {
            // A sidecar that cannot be written costs later searches time, nothing else.
            let _ = sidecar::write(folder, sidecar::REVISIONS, &rules(), lines.as_bytes());
        }
        Ok(())
    }

    /// The articles whose revision meets a condition.
    pub(crate) fn docs(
        &self,
        segments: &[SegmentReader],
        is_match: impl Fn(&Superseded) -> bool,
    ) -> DocIds {
        let mut docs = DocIds::new();
        for (address, _) in self.0.iter().filter(|(_, superseded)| is_match(superseded)) {
            if let Some(segment) = segments.get(address.segment_ord as usize) {
                docs.entry(segment.segment_id()).or_default().insert(address.doc_id);
            }
        }
        docs
    }
}

/// A digest of the records of a story, in its order.
fn story_key(searcher: &Searcher, story: &Story) -> tantivy::Result<u64> {
    let mut key = hash::of(b"");
    for version in &story.versions {
        let segment = searcher.segment_reader(version.segment_ord);
        let records = segment.fast_fields().u64(HIDDEN.record_digest.name)?;
        key = hash::combine(key, records.first(version.doc_id).unwrap_or_default());
    }
    Ok(key)
}

/// Finds the superseded versions of a story.
fn find(searcher: &Searcher, fields: &Fields, story: &Story) -> tantivy::Result<StoryRevisions> {
    let mut documents: Vec<StoredArticle> = Vec::new();
    for address in story.versions.iter().take(MAX_VERSIONS) {
        documents.push(read_stored(searcher, fields, *address)?);
    }
    let members: Vec<(&str, &Article)> =
        documents.iter().map(|it| (it.id.as_str(), &it.article)).collect();
    let superseded =
        |Revision { words, is_correction, .. }: Revision| Superseded { words, is_correction };
    let found = revisions(&members).into_iter().enumerate();
    Ok(found.filter_map(|(at, revision)| Some((at, superseded(revision?)))).collect())
}

/// Writes a story as a line: its key, and the position, the words and the kind of each revision.
fn encode(lines: &mut String, key: u64, found: &StoryRevisions) {
    // Writing to a string cannot fail.
    let _ = write!(lines, "{key:x}");
    for (at, Superseded { words, is_correction }) in found {
        let _ = write!(lines, "\t{at}:{words}:{}", u8::from(*is_correction));
    }
    lines.push('\n');
}

/// Reads the sidecar; nothing where it is missing, damaged or of other rules.
fn read(path: &Path) -> HashMap<u64, StoryRevisions> {
    let file = sidecar::read(path).filter(|(known, _)| *known == rules());
    let Some((_, lines)) = file else { return HashMap::new() };
    lines.lines().filter_map(decode).collect()
}

fn decode(line: &str) -> Option<(u64, StoryRevisions)> {
    let mut parts = line.split('\t');
    let key = u64::from_str_radix(parts.next()?, 16).ok()?;
    let revision = |part: &str| {
        let mut numbers = part.split(':');
        let at = numbers.next()?.parse().ok()?;
        let words = numbers.next()?.parse().ok()?;
        Some((at, Superseded { words, is_correction: numbers.next()? == "1" }))
    };
    Some((key, parts.map(revision).collect::<Option<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_back() {
        let found = vec![
            (0, Superseded { words: 12, is_correction: true }),
            (3, Superseded { words: 0, is_correction: false }),
        ];
        for found in [found, Vec::new()] {
            let mut lines = String::new();
            encode(&mut lines, 0xfeed, &found);
            assert_eq!(decode(lines.trim_end()), Some((0xfeed, found)));
        }
        assert_eq!(decode("xyz"), None);
    }
}
