//! Withheld articles as the engine knows them: the log in memory, and a view of the index without them.
//!
//! They are taken out of the live documents of a snapshot, below everything that reads one: to whatever
//! searches, counts, lists or loads, a withheld article is a deleted one. No query has to leave it out,
//! and none can forget to. The index on disk and its writer are left as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tantivy::directory::{Directory, TerminatingWrite as _};
use tantivy::{BitSet, DocAddress, Index, ReloadPolicy, Searcher, SegmentReader};

use super::overlay::OverlayDirectory;
use crate::engine::tantivy::storage::file_names::SEGMENT_LIST;
use crate::error::Result;
use crate::identity::withheld::WithheldLog;

/// Age below which a file may change again without a new modification time.
const TIMESTAMP_RESOLUTION: Duration = Duration::from_secs(2);

/// The log of withheld articles of an index, read again when it has changed.
pub(crate) struct WithheldArticles {
    /// Path of the log, which need not exist.
    pub path: PathBuf,
    loaded: Mutex<Option<Loaded>>,
}

/// The log as it was last read, and the ids that are withheld.
struct Loaded {
    stamp: Option<(u64, SystemTime)>,
    /// True if the file was modified so recently that an equal stamp proves nothing.
    is_fresh: bool,
    log: WithheldLog,
    ids: Arc<BTreeSet<String>>,
}

impl WithheldArticles {
    /// Creates a cache of the log at this path.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, loaded: Mutex::default() }
    }

    /// Returns the ids that are withheld today: the same `Arc` as long as they are the same.
    ///
    /// # Errors
    /// Fails when the log exists and cannot be read, so that nothing is shown that may be withheld.
    pub(crate) fn current(&self) -> Result<Arc<BTreeSet<String>>> {
        let stamp = fs::metadata(&self.path)
            .ok()
            .and_then(|file| Some((file.len(), file.modified().ok()?)));
        // A thread that panicked while it held the lock left nothing half read behind.
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let known = loaded.take().filter(|it| !it.is_fresh && it.stamp == stamp);
        let (log, before) = match known {
            Some(known) => (known.log, Some(known.ids)),
            None => (WithheldLog::read(&self.path)?, None),
        };
        let ids: BTreeSet<String> =
            log.withheld_on(jiff::Zoned::now().date()).into_keys().map(str::to_owned).collect();
        let ids = before.filter(|before| **before == ids).unwrap_or_else(|| Arc::new(ids));
        let is_fresh = stamp.is_some_and(|(_, modified)| {
            modified.elapsed().is_ok_and(|age| age < TIMESTAMP_RESOLUTION)
        });
        *loaded = Some(Loaded { stamp, is_fresh, log, ids: Arc::clone(&ids) });
        Ok(ids)
    }
}

/// Returns a searcher over the same segments in which these documents are not alive.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn without(
    searcher: &Searcher,
    base: &dyn Directory,
    docs: &[DocAddress],
) -> tantivy::Result<Searcher> {
    let mut by_segment: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for address in docs {
        by_segment.entry(address.segment_ord).or_default().push(address.doc_id);
    }
    let overlay = OverlayDirectory::over(base.box_clone());
    let mut segments = Vec::new();
    let mut deletes = Vec::new();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let own = by_segment.get(&ordinal).map(Vec::as_slice).unwrap_or_default();
        let alive = alive(segment, own);
        let dead = u64::from(segment.max_doc()) - alive.len() as u64;
        let opstamp = opstamp(segment, own);
        let id = segment.segment_id();
        segments.push(json!({
            "segment_id": id.uuid_string(),
            "max_doc": segment.max_doc(),
            "deletes": (dead > 0).then(|| json!({"num_deleted_docs": dead, "opstamp": opstamp})),
        }));
        deletes.push((format!("{}.{opstamp}.del", id.uuid_string()), alive));
    }
    overlay.set_segment_list(segment_list(base, segments)?);
    let index = Index::open(overlay)?;
    for (name, alive) in deletes {
        let mut file = index.directory().open_write(Path::new(&name))?;
        alive.serialize(&mut file)?;
        file.flush()?;
        file.terminate()?;
    }
    super::super::analysis::analyzer::register(index.tokenizers());
    let reader: tantivy::IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}

/// The documents of a segment that are alive, without these.
fn alive(segment: &SegmentReader, without: &[u32]) -> BitSet {
    let mut alive = BitSet::with_max_value(segment.max_doc());
    for doc in segment.doc_ids_alive() {
        alive.insert(doc);
    }
    for doc in without.iter().filter(|doc| **doc < segment.max_doc()) {
        alive.remove(*doc);
    }
    alive
}

/// A number for the deletes of a segment that differs where they differ, so that snapshots with other
/// documents have another generation.
fn opstamp(segment: &SegmentReader, without: &[u32]) -> u64 {
    if without.is_empty() {
        return segment.delete_opstamp().unwrap_or(0);
    }
    let mut sorted = without.to_vec();
    sorted.sort_unstable();
    let mut hasher = DefaultHasher::new();
    (segment.delete_opstamp(), sorted).hash(&mut hasher);
    hasher.finish()
}

/// The list of segments of the last commit with these in the place of its own.
fn segment_list(base: &dyn Directory, segments: Vec<Value>) -> tantivy::Result<Vec<u8>> {
    let list = base.atomic_read(Path::new(SEGMENT_LIST))?;
    let mut list: Value = serde_json::from_slice(&list).map_err(io::Error::from)?;
    if let Some(members) = list.as_object_mut() {
        members.insert("segments".to_owned(), Value::Array(segments));
    }
    Ok(serde_json::to_vec(&list).map_err(io::Error::from)?)
}
