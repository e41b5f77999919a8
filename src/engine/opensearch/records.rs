//! Records of the articles on a cluster, as indexing needs them.

use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::fields;
use crate::article::document::Document;
use crate::article::home::LocalRegions;
use crate::article::schema::Field;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{Error, ErrorContext as _, Result};
use crate::search::budget::Budget;
use crate::search::records::{IndexDocument, IndexedRecord};
use crate::stories::Signature;

/// Lists the articles that match a query.
///
/// # Errors
/// Fails when the cluster cannot be read.
pub(super) fn records(cluster: &Cluster, query: &Value) -> Result<Vec<IndexedRecord>> {
    let fields = [
        fields::RECORD,
        fields::FILE,
        fields::TEXT_DIGEST,
        Field::Id.name(),
        Field::Path.name(),
        Field::Publisher.name(),
    ];
    let search = json!({"query": query, "_source": fields, "sort": [{fields::TEXT_DIGEST: "asc"}]});
    let mut records = Vec::new();
    cluster.scan(&search, &Budget::default(), &mut |hit| {
        records.push(record(hit.member("_source"))?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(records)
}

/// Lists the articles that match a query of which few match.
///
/// # Errors
/// Fails when the cluster cannot be read.
pub(super) fn few_records(cluster: &Cluster, query: &Value) -> Result<Vec<IndexedRecord>> {
    let search = json!({"size": 10, "query": query, "_source": {"excludes": [fields::DOCUMENT]}});
    let found = cluster.search(&search, &Budget::default())?;
    let hits = found.pointer("/hits/hits").and_then(Value::as_array);
    hits.into_iter().flatten().map(|hit| record(hit.member("_source"))).collect()
}

fn record(source: &Value) -> Result<IndexedRecord> {
    let text = |field: &str| required(source, field);
    let (file, path) = (text(fields::FILE)?, text(Field::Path.name())?);
    let inner_path = path.strip_prefix(file).unwrap_or_default();
    let (number, record_digest) = number_and_digest(source)?;
    let publisher = source.member(Field::Publisher.name()).get(0).and_then(Value::as_str);
    Ok(IndexedRecord {
        file: file.into(),
        inner_path: inner_path.into(),
        record: number,
        id: text(Field::Id.name())?.to_owned(),
        text_digest: text(fields::TEXT_DIGEST)?.to_owned(),
        record_digest,
        publisher: publisher.unwrap_or_default().into(),
    })
}

/// Reads the document of an article.
///
/// # Errors
/// Fails when it is not there or not readable.
pub(super) fn document(source: &Value) -> Result<Document> {
    let text = required(source, fields::DOCUMENT)?;
    serde_json::from_str(text).context(|| "cannot read an article of the cluster".to_owned())
}

/// Reads an article as it was indexed, but for the regions of its places, which are not stored.
///
/// # Errors
/// Fails when a part of it is missing or not readable.
pub(super) fn index_document(source: &Value) -> Result<IndexDocument> {
    let (_, record_digest) = number_and_digest(source)?;
    Ok(IndexDocument {
        file: required(source, fields::FILE)?.to_owned(),
        document: document(source)?,
        text_digest: required(source, fields::TEXT_DIGEST)?.to_owned(),
        record_digest,
        regions: LocalRegions::default(),
        signature: signature(source),
    })
}

/// Reads the signature of an article; nothing where it is too short for one.
pub(super) fn signature(source: &Value) -> Option<Signature> {
    let numbers = source.member(fields::RECORD).member("signature").as_array()?;
    let numbers = numbers.iter().filter_map(|it| u32::try_from(it.as_u64()?).ok());
    numbers.collect::<Vec<u32>>().try_into().ok()
}

/// Reads the number of an article's record in its file, and the digest of the record.
///
/// # Errors
/// Fails when they are missing.
pub(super) fn number_and_digest(source: &Value) -> Result<(u32, u64)> {
    let record = source.member(fields::RECORD);
    let number = record.member("number").as_u64().and_then(|number| u32::try_from(number).ok());
    let digest = record.member("digest").as_str().and_then(|digest| digest.parse().ok());
    number.zip(digest).ok_or_else(|| missing(fields::RECORD))
}

/// Reads a text that every article has.
///
/// # Errors
/// Fails when it is missing.
pub(super) fn required<'s>(source: &'s Value, field: &str) -> Result<&'s str> {
    source.member(field).as_str().ok_or_else(|| missing(field))
}

fn missing(field: &str) -> Error {
    Error::new(format!("an article of the cluster has no `{field}`"))
}
