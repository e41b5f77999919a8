//! From a record to a document for the index: adds language, subjects, salience, id and digests.

use super::extraction::Extraction;
use super::homes::Homes;
use crate::article::document;
use crate::article::document::Document;
use crate::article::home::{Home, LocalRegions};
use crate::article::salience;
use crate::article::{Article, Fingerprint, Rejected};
use crate::corpus::file_reader::ParsedRecord;
use crate::enrich::entities::Enrichment;
use crate::search::records::{IndexDocument, IndexedRecord};
use crate::text::language;

/// Length of the longest label that is kept, in bytes. A longer one is text in the wrong field.
const MAX_LABEL: usize = 400;

/// Makes a document for the index of a record of this file, as yet without a signature.
///
/// # Errors
/// Returns the reason if the record was rejected.
pub fn enrich(
    record: ParsedRecord,
    file: &str,
    extraction: Extraction,
    homes: &Homes,
) -> Result<IndexDocument, Rejected> {
    let mut article = record.article?;
    drop_long_labels(&mut article);
    if article.language.is_empty() {
        let text = if article.body.is_empty() { &article.title } else { &article.body };
        article.language = language::detect(text).unwrap_or_default().to_string();
    }
    let Enrichment { mut subjects, regions } =
        extraction.subjects(&article, &homes.of(&article.publisher));
    salience::score(&article, &mut subjects);
    let document = Document {
        id: document::id(&article),
        path: format!("{file}{}", record.inner_path),
        record: record.number,
        format: record.format.to_string(),
        encoding: record.encoding,
        article,
        subjects,
    };
    Ok(IndexDocument { regions, ..digested(document, file) })
}

/// Adds to a document of this file what can be computed from it: the digests of its text and of its
/// record, and its signature.
pub fn index_document(document: Document, file: &str) -> IndexDocument {
    let signature = Extraction::Full.signature(&document.article);
    IndexDocument { signature, ..digested(document, file) }
}

fn digested(document: Document, file: &str) -> IndexDocument {
    let text_digest = document::text_digest(&document.article);
    let Fingerprint(bytes) = document.article.fingerprint;
    let record_digest = bytes.iter().take(8).fold(0, |digest, byte| digest << 8 | u64::from(*byte));
    let regions = LocalRegions::default();
    let (file, signature) = (file.to_string(), None);
    IndexDocument { file, document, text_digest, record_digest, regions, signature }
}

/// Finds the subjects of an indexed article again, under another home of its publisher.
pub(crate) fn resolve_again(indexed: &mut IndexDocument, extraction: Extraction, home: &Home) {
    let article = &indexed.document.article;
    let Enrichment { mut subjects, regions } = extraction.subjects(article, home);
    salience::score(article, &mut subjects);
    indexed.regions = regions;
    indexed.signature = extraction.signature(article);
    indexed.document.subjects = subjects;
}

/// The facts about a document that deduplication needs.
pub(crate) fn indexed_record(document: &IndexDocument) -> IndexedRecord {
    IndexedRecord {
        file: document.file.as_str().into(),
        inner_path: document.inner_path().into(),
        record: document.document.record,
        id: document.document.id.clone(),
        text_digest: document.text_digest.clone(),
        record_digest: document.record_digest,
        publisher: document.document.article.publisher.as_str().into(),
    }
}

fn drop_long_labels(article: &mut Article) {
    let mut dropped = false;
    let labels = &mut article.labels;
    let lists =
        [&mut labels.people, &mut labels.places, &mut labels.organisations, &mut labels.topics];
    for list in lists.into_iter().chain([&mut article.keywords, &mut article.authors]) {
        list.retain(|label| {
            dropped |= label.len() > MAX_LABEL;
            label.len() <= MAX_LABEL
        });
    }
    for label in
        [&mut article.agency, &mut article.publisher, &mut article.section, &mut article.language]
    {
        if label.len() > MAX_LABEL {
            dropped = true;
            label.clear();
        }
    }
    if dropped {
        article.warnings.push(format!("a label longer than {MAX_LABEL} bytes was left out"));
    }
}
