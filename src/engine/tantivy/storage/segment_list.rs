//! Tantivy's list of segments, `meta.json`, read without the segments that are damaged.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::file_names::SEGMENT_LIST;
use crate::error::Error;

/// Extensions of the files that every segment has.
const COMPONENTS: [&str; 6] = ["idx", "pos", "term", "store", "fast", "fieldnorm"];

/// Segments that readers and the writer do not see, because a file of theirs is damaged.
#[derive(Debug, Default)]
pub(crate) struct HiddenSegments {
    ids: RwLock<BTreeSet<String>>,
    /// Number of articles in those that the list had when it was last read.
    articles: RwLock<u64>,
}

/// A segment in the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ListedSegment {
    #[serde(rename = "segment_id")]
    id: String,
    max_doc: u64,
    deletes: Option<Deletes>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Deletes {
    num_deleted_docs: u64,
    opstamp: u64,
}

impl ListedSegment {
    /// Returns the id as it begins the names of the segment's files.
    pub(crate) fn file_stem(&self) -> String {
        self.id.replace('-', "")
    }

    /// Returns the names of the segment's files.
    pub(crate) fn files(&self) -> Vec<String> {
        let stem = self.file_stem();
        let deletes = self.deletes.iter().map(|deletes| format!("{stem}.{}.del", deletes.opstamp));
        COMPONENTS.iter().map(|extension| format!("{stem}.{extension}")).chain(deletes).collect()
    }

    fn articles(&self) -> u64 {
        let deleted = self.deletes.as_ref().map_or(0, |deletes| deletes.num_deleted_docs);
        self.max_doc.saturating_sub(deleted)
    }
}

impl HiddenSegments {
    /// Hides the segments with these file stems, and no others, from the next reading of the list.
    pub(crate) fn set(&self, stems: impl IntoIterator<Item = String>) {
        *self.ids.write().unwrap_or_else(PoisonError::into_inner) = stems.into_iter().collect();
    }

    /// Returns whether a segment is hidden.
    pub(crate) fn contains(&self, segment: &ListedSegment) -> bool {
        let ids = self.ids.read().unwrap_or_else(PoisonError::into_inner);
        ids.contains(&segment.file_stem())
    }

    /// Returns the number of articles that were hidden when the list was last read.
    pub(crate) fn articles(&self) -> u64 {
        *self.articles.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes the hidden segments from a list.
    pub(super) fn remove_from(&self, list: Vec<u8>) -> io::Result<Vec<u8>> {
        let ids = self.ids.read().unwrap_or_else(PoisonError::into_inner);
        let hidden: Vec<ListedSegment> =
            segments(&list)?.into_iter().filter(|it| ids.contains(&it.file_stem())).collect();
        let articles = hidden.iter().map(ListedSegment::articles).sum();
        *self.articles.write().unwrap_or_else(PoisonError::into_inner) = articles;
        if hidden.is_empty() {
            return Ok(list);
        }
        let mut list: Value = serde_json::from_slice(&list)?;
        if let Some(Value::Array(segments)) = list.get_mut("segments") {
            let is_hidden = |segment: &Value| {
                let id = segment.get("segment_id").and_then(Value::as_str);
                hidden.iter().any(|hidden| Some(hidden.id.as_str()) == id)
            };
            segments.retain(|segment| !is_hidden(segment));
        }
        Ok(serde_json::to_vec_pretty(&list)?)
    }
}

/// Reads the segments of a list.
pub(crate) fn segments(list: &[u8]) -> io::Result<Vec<ListedSegment>> {
    #[derive(Deserialize)]
    struct List {
        segments: Vec<ListedSegment>,
    }
    Ok(serde_json::from_slice::<List>(list)?.segments)
}

/// Error for a list of segments that cannot be read.
pub(crate) fn is_damaged(folder: &Path) -> Error {
    let path = folder.join(SEGMENT_LIST);
    Error::new(format!("the file `{}` of the index is damaged", path.display()))
        .hint("run `morgue index` to build the index again from its folders")
        .damage()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"{
  "segments": [
    { "segment_id": "0a-1", "max_doc": 5, "deletes": { "num_deleted_docs": 2, "opstamp": 7 } },
    { "segment_id": "0a-2", "max_doc": 4, "deletes": null }
  ],
  "opstamp": 7
}"#;

    #[test]
    fn hidden_segments_leave_the_list_and_are_counted() {
        let hidden = HiddenSegments::default();
        hidden.set(["0a1".to_string(), "other".to_string()]);
        let list = hidden.remove_from(LIST.as_bytes().to_vec()).unwrap();
        let left = segments(&list).unwrap();
        assert_eq!((left.len(), left[0].file_stem().as_str(), hidden.articles()), (1, "0a2", 3));
        hidden.remove_from(list).unwrap();
        assert_eq!(hidden.articles(), 0);
    }

    #[test]
    fn a_segment_with_deletes_has_a_file_more() {
        let files: Vec<usize> =
            segments(LIST.as_bytes()).unwrap().iter().map(|it| it.files().len()).collect();
        assert_eq!(files, [7, 6]);
    }
}
