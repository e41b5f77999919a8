//! Records of a file as they are staged, in JSON.

use serde::{Deserialize, Serialize};

use crate::article::document::Document;
use crate::article::home::LocalRegions;
use crate::article::{salience, schema};
use crate::corpus::changes::PendingFile;
use crate::corpus::file_reader::{self, FileSummary, ReadOptions};
use crate::corpus::outcome::{FileStamp, RejectedRecord};
use crate::error::{ErrorContext as _, Result};
use crate::ingest::extraction::Extraction;
use crate::search::records::IndexDocument;
use crate::stories::Signature;

/// Version of the format below.
const FORMAT: u32 = 1;

/// What the records of a file depend on: the program, its settings, and the file's stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    settings: String,
    stamp: FileStamp,
}

impl Origin {
    /// Makes the origin of what is read of a file now.
    pub(super) fn new(file: &PendingFile, options: &ReadOptions, extraction: Extraction) -> Self {
        let formats: Vec<&str> =
            options.format_options.formats.iter().map(|format| format.name).collect();
        let fields = &options.format_options.fields;
        let (program, index) = (env!("CARGO_PKG_VERSION"), schema::VERSION);
        let settings = (FORMAT, program, index, extraction, fields, formats);
        let settings = serde_json::to_string(&settings).unwrap_or_default();
        Self { settings, stamp: file.stamp }
    }
}

/// The head of a staged file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub origin: Origin,
    /// True if the file was modified so recently that its stamp proves nothing.
    pub recently_modified: bool,
    pub summary: FileSummary,
    /// Length of the longest text in bytes.
    pub longest_text: usize,
    /// Number of parts before the last records, which are in the head.
    pub parts: u32,
    pub records: Vec<StagedRecord>,
}

/// Some records of a staged file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Part {
    pub origin: Origin,
    pub records: Vec<StagedRecord>,
}

/// A record of a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum StagedRecord {
    Document(Box<StagedDocument>),
    Rejected(RejectedRecord),
}

/// An article, with what its JSON does not tell.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StagedDocument {
    document: Document,
    text_digest: String,
    record_digest: u64,
    regions: LocalRegions,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<Signature>,
}

impl Head {
    /// Returns whether reading the file now would give the same records.
    pub(super) fn is_current(
        &self,
        file: &PendingFile,
        options: &ReadOptions,
        origin: &Origin,
    ) -> bool {
        let settings = &self.summary.read_settings;
        let digest = |path: &str| file_reader::digest(path, &options.timeout).ok();
        self.origin == *origin
            && self.longest_text <= options.memory.longest_text()
            && options.agrees(settings)
            && !options.has_more_memory(settings)
            // A page of a digitised newspaper that no file describes may be described now.
            && settings.companions.as_ref().is_none_or(|files| {
                let is_same = |(path, known): (&String, &String)| digest(path).as_ref() == Some(known);
                !files.is_empty() && files.iter().all(is_same)
            })
            && (!self.recently_modified || digest(&file.path).as_ref() == Some(&self.summary.digest))
    }
}

impl From<IndexDocument> for StagedDocument {
    fn from(read: IndexDocument) -> Self {
        let IndexDocument { document, text_digest, record_digest, regions, signature, .. } = read;
        Self { document, text_digest, record_digest, regions, signature }
    }
}

impl StagedDocument {
    /// Returns the document as it was read from this file.
    pub(super) fn restore(self, file: &str) -> IndexDocument {
        let Self { mut document, text_digest, record_digest, regions, signature } = self;
        salience::score(&document.article, &mut document.subjects);
        let file = file.to_owned();
        IndexDocument { file, document, text_digest, record_digest, regions, signature }
    }
}

/// Writes something to stage as JSON.
///
/// # Errors
/// Fails when it has no JSON.
pub(super) fn encode(staged: &impl Serialize, path: &str) -> Result<String> {
    serde_json::to_string(staged).context(|| format!("cannot stage `{path}`"))
}

/// Reads something that was staged; nothing where another version of the program staged it.
pub(super) fn decode<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
