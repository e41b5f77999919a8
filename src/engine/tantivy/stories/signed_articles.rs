//! What finding stories needs of the articles of a snapshot, read from its columns.

use std::io;

use serde::Deserialize;
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, TantivyDocument};

use crate::article::Article;
use crate::article::schema::Field;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::engine::tantivy::schema::{Fields, required};
use crate::stories::{SIGNATURE_LEN, Signature, SignedArticle};
use crate::text::hash;

/// The articles that are long enough to have a signature.
#[derive(Default)]
pub(super) struct SignedArticles {
    /// Their signatures.
    pub signed: Vec<SignedArticle>,
    /// Their addresses.
    pub addresses: Vec<DocAddress>,
    /// The hashes of their ids.
    pub id_hashes: Vec<u32>,
}

impl SignedArticles {
    /// Reads the articles of a snapshot.
    pub(super) fn read(searcher: &Searcher) -> tantivy::Result<Self> {
        let mut articles = Self::default();
        for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
            articles.read_segment(ordinal, segment)?;
        }
        Ok(articles)
    }

    fn read_segment(&mut self, ordinal: u32, segment: &SegmentReader) -> tantivy::Result<()> {
        let columns = segment.fast_fields();
        // A segment of short articles has no such column.
        let Some(signatures) = columns.column_opt::<u64>(HIDDEN.signature.name)? else {
            return Ok(());
        };
        let records = columns.u64(HIDDEN.record_digest.name)?;
        let first = columns.column_opt::<i64>(Field::Published.name())?;
        let last = columns.column_opt::<i64>(HIDDEN.last_day.name)?;
        let ids = IdHashes::read(segment)?;
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
            self.signed.push(SignedArticle { text_id, days, signature });
            self.addresses.push(DocAddress::new(ordinal, doc));
            self.id_hashes.push(required(ids.of(doc), Field::Id.name())?);
        }
        Ok(())
    }
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

/// The hashes of the ids of a segment, by which an article that got another id is noticed without reading
/// the ids one by one.
struct IdHashes {
    column: StrColumn,
    by_ordinal: Vec<u32>,
}

impl IdHashes {
    fn read(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = required(segment.fast_fields().str(Field::Id.name())?, Field::Id.name())?;
        let mut by_ordinal = Vec::with_capacity(column.num_terms());
        let mut ids = column.dictionary().stream()?;
        while ids.advance() {
            by_ordinal.push(hash::of(ids.key()) as u32);
        }
        Ok(Self { column, by_ordinal })
    }

    fn of(&self, doc: DocId) -> Option<u32> {
        let ordinal = self.column.ords().first(doc)?;
        self.by_ordinal.get(ordinal as usize).copied()
    }
}

/// Reads the least id of some articles.
pub(super) fn least_id(searcher: &Searcher, articles: &[DocAddress]) -> tantivy::Result<String> {
    let ids: tantivy::Result<Vec<String>> =
        articles.iter().map(|address| read_id(searcher, *address)).collect();
    required(ids?.into_iter().min(), Field::Id.name())
}

fn read_id(searcher: &Searcher, address: DocAddress) -> tantivy::Result<String> {
    let segment = searcher.segment_reader(address.segment_ord);
    let column = segment.fast_fields().str(Field::Id.name())?;
    let ordinal = column.and_then(|column| Some((column.ords().first(address.doc_id)?, column)));
    let (ordinal, column) = required(ordinal, Field::Id.name())?;
    let mut id = String::new();
    column.ord_to_str(ordinal, &mut id)?;
    Ok(id)
}

/// The part of a stored document that stories are found by.
#[derive(Default, Deserialize)]
pub(super) struct StoredArticle {
    /// The id.
    pub id: String,
    /// The article.
    pub article: Article,
}

/// Reads the stored article at an address.
pub(crate) fn read_article(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
) -> tantivy::Result<Article> {
    Ok(read_stored(searcher, fields, address)?.article)
}

/// Reads the stored article at an address with its id.
pub(super) fn read_stored(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
) -> tantivy::Result<StoredArticle> {
    let document: TantivyDocument = searcher.doc(address)?;
    let json = document.get_first(fields.hidden.document).and_then(|value| value.as_bytes());
    let json = required(json, HIDDEN.document.name)?;
    Ok(serde_json::from_slice(json).map_err(io::Error::from)?)
}
