//! Messages about the files that are being read.

use std::sync::Arc;

use crate::corpus::changes::PendingFile;
use crate::corpus::file_reader::FileSummary;
use crate::corpus::outcome::RejectedRecord;
use crate::error::Result;
use crate::read::record_memory::Reservation;
use crate::search::records::IndexDocument;

/// A message from a worker about the file it is reading.
pub(crate) struct Event<'f> {
    /// The file.
    pub file: &'f PendingFile,
    /// The news about it.
    pub kind: EventKind,
    /// The memory of the record, free again when the event is dropped.
    pub reservation: Option<Arc<Reservation>>,
}

/// The kind of an event. A file sends any number of documents and rejections, then `Finished`.
pub(crate) enum EventKind {
    /// An article, ready for the index.
    Document(Box<IndexDocument>),
    /// A record that could not be read.
    Rejected(RejectedRecord),
    /// The end of the file.
    Finished(Result<FileSummary>),
}
