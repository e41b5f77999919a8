//! From an article as it was read to a filing: with what follows from it, and the digests that tell it from others.

use crate::article::document;
use crate::article::document::Document;
use crate::article::entity::Subjects;
use crate::article::salience;
use crate::article::{Article, Fingerprint, Rejected};
use crate::corpus::walk::Record;
use crate::search::engine::IndexDocument;
use crate::text::language;

/// The longest label that is kept, in bytes. What is longer is a text that strayed into a field of labels.
const LABEL: usize = 400;

/// Who tells what an article is about.
pub type Enricher = fn(&Article) -> Subjects;

/// A record as the archive files it: what was read, and what follows from it. A rejected one becomes nothing.
///
/// # Errors
/// With why the record was rejected.
pub fn enrich(record: Record, path: &str, about: Enricher) -> Result<Document, Rejected> {
    let mut article = record.article?;
    drop_strayed_labels(&mut article);
    if article.language.is_empty() {
        let text = if article.body.is_empty() { &article.title } else { &article.body };
        article.language = language::detect(text).unwrap_or_default().to_string();
    }
    let (id, mut subjects) = (document::id(&article), about(&article));
    salience::score(&article, &mut subjects);
    let (path, format) = (format!("{path}{}", record.within), record.format.to_string());
    Ok(Document {
        id,
        path,
        record: record.number,
        format,
        encoding: record.encoding,
        article,
        subjects,
    })
}

/// A clipping of this file, ready to be filed: with the digests that tell it from others, and from what it said before.
pub fn index_document(clipping: Document, file: &str) -> IndexDocument {
    let text = document::text_digest(&clipping.article);
    let Fingerprint(bytes) = clipping.article.fingerprint;
    let version = bytes.iter().take(8).fold(0, |version, byte| version << 8 | u64::from(*byte));
    IndexDocument { file: file.to_string(), document: clipping, text, version }
}

fn drop_strayed_labels(article: &mut Article) {
    let mut strayed = false;
    let labels = &mut article.labels;
    let lists =
        [&mut labels.people, &mut labels.places, &mut labels.organisations, &mut labels.topics];
    for list in lists.into_iter().chain([&mut article.keywords, &mut article.authors]) {
        list.retain(|label| {
            strayed |= label.len() > LABEL;
            label.len() <= LABEL
        });
    }
    for label in
        [&mut article.agency, &mut article.publisher, &mut article.section, &mut article.language]
    {
        if label.len() > LABEL {
            strayed = true;
            label.clear();
        }
    }
    if strayed {
        article.warnings.push(format!("a label longer than {LABEL} bytes was left out"));
    }
}
