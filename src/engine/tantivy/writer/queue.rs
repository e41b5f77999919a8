//! The documents that wait for Tantivy's threads, bounded by their size: Tantivy lets 10,000 wait.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tantivy::TantivyDocument;
use tantivy::schema::document::Document;

/// Time without progress after which the threads may have failed.
const PATIENCE: Duration = Duration::from_secs(5);

/// The size of the documents in Tantivy's queue, and how much of it there may be.
#[derive(Debug)]
pub(super) struct Queue {
    limit: usize,
    waiting: Mutex<usize>,
    taken: Condvar,
}

/// A document on its way to the index. It counts as waiting until it is indexed.
pub(super) struct QueuedDocument {
    document: TantivyDocument,
    bytes: usize,
    queue: Arc<Queue>,
}

impl Queue {
    /// Creates a queue for this many bytes.
    pub(super) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, waiting: Mutex::new(0), taken: Condvar::new() })
    }

    /// Waits until a document of this size has room; one that is larger than the queue waits until it
    /// is empty. Returns false when nothing was taken from the queue for a while.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        let is_full = |waiting: usize| waiting > 0 && waiting + bytes > self.limit;
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while is_full(*waiting) {
            let (taken, timeout) =
                self.taken.wait_timeout(waiting, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            waiting = taken;
            if timeout.timed_out() {
                return !is_full(*waiting);
            }
        }
        true
    }

    /// Puts a document of this size into the queue.
    pub(super) fn put(self: &Arc<Self>, document: TantivyDocument, bytes: usize) -> QueuedDocument {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) += bytes;
        QueuedDocument { document, bytes, queue: Arc::clone(self) }
    }
}

impl Drop for QueuedDocument {
    fn drop(&mut self) {
        let mut waiting = self.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_sub(self.bytes);
        drop(waiting);
        self.queue.taken.notify_all();
    }
}

impl Document for QueuedDocument {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        Document::iter_fields_and_values(&self.document)
    }
}
