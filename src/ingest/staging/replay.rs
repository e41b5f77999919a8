//! Replay of staged files: the records that a worker found, instead of those that reading would find.

use std::sync::Arc;

use super::records::{self, Head, Origin, Part, StagedRecord};
use crate::corpus::changes::PendingFile;
use crate::corpus::file_reader::{FileSummary, ReadOptions};
use crate::error::{Error, Result};
use crate::ingest::event::EventKind;
use crate::ingest::extraction::Extraction;
use crate::ingest::homes::Homes;
use crate::ingest::index_document::resolve_again;
use crate::read::source::Flow;
use crate::search::records::IndexDocument;
use crate::search::records::StagingArea;

/// What workers staged, as a run that indexes it looks at it.
#[derive(Clone)]
pub(crate) struct StagedFiles {
    pub area: Arc<dyn StagingArea>,
    pub extraction: Extraction,
}

/// A file whose records are staged.
pub(crate) struct StagedFile<'s> {
    staged: &'s StagedFiles,
    file: &'s PendingFile,
    origin: Origin,
    head: Head,
}

impl StagedFiles {
    /// Finds what reading a file now would give. Where the area cannot be read, the file is read.
    pub(crate) fn find<'s>(
        &'s self,
        file: &'s PendingFile,
        options: &ReadOptions,
    ) -> Option<StagedFile<'s>> {
        let text = self.area.head(&file.path).ok().flatten()?;
        let head: Head = records::decode(&text)?;
        let origin = Origin::new(file, options, self.extraction);
        let is_current = head.is_current(file, options, &origin);
        is_current.then_some(StagedFile { staged: self, file, origin, head })
    }
}

impl StagedFile<'_> {
    /// Hands on every record in order, and returns the summary of the file.
    ///
    /// # Errors
    /// Fails when a part is missing: a worker stages the file again at this moment. The next run reads it.
    pub(crate) fn replay(
        self,
        homes: &Homes,
        emit: &mut dyn FnMut(EventKind) -> Flow,
    ) -> Result<FileSummary> {
        let Self { staged, file, origin, head } = self;
        let path = &file.path;
        let missing = || {
            Error::new(format!("cannot read `{path}`"))
                .with_source("a worker stages it again at this moment")
        };
        let mut emit_all = |records: Vec<StagedRecord>| {
            for record in records {
                if emit(event(record, path, staged.extraction, homes)).is_break() {
                    return Flow::Break(());
                }
            }
            Flow::Continue(())
        };
        for number in 0..head.parts {
            let text = staged.area.part(path, number)?.ok_or_else(missing)?;
            let part: Part = records::decode(&text).ok_or_else(missing)?;
            if part.origin != origin {
                return Err(missing());
            }
            if emit_all(part.records).is_break() {
                return Ok(head.summary);
            }
        }
        // The caller knows that it was told to stop.
        let _ = emit_all(head.records);
        Ok(head.summary)
    }
}

/// Makes the event of a record, with its places resolved under the home that its publisher has now.
fn event(record: StagedRecord, path: &str, extraction: Extraction, homes: &Homes) -> EventKind {
    match record {
        StagedRecord::Rejected(rejected) => EventKind::Rejected(rejected),
        StagedRecord::Document(document) => {
            let mut document = document.restore(path);
            settle(&mut document, extraction, homes);
            EventKind::Document(Box::new(document))
        }
    }
}

/// Resolves the places of a document again, if another home than the worker knew changes them.
fn settle(document: &mut IndexDocument, extraction: Extraction, homes: &Homes) {
    let home = homes.of(&document.document.article.publisher);
    let regions = &document.regions;
    if regions.at_home.iter().any(|region| !home.contains(region))
        || regions.elsewhere.iter().any(|region| home.contains(region))
    {
        resolve_again(document, extraction, &home);
    }
}
