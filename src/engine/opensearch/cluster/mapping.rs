//! Mapping and settings of the indexes on a cluster, derived from the schema's table.

use serde_json::{Map, Value, json};

use crate::article::schema;
use crate::article::schema::{FIELDS, Field, FieldKind};
use crate::engine::opensearch::fields;
use crate::engine::opensearch::fields::TermKind;

/// The longest value that is indexed, in characters. Lucene refuses terms of more than 32,766 bytes.
const MAX_TERM: u64 = 8191;

/// Shards of an archive, where nothing else is asked for.
pub(crate) const DEFAULT_SHARDS: u32 = 3;

/// Version of the layout below, besides that of the schema.
const LAYOUT: u32 = 2;

/// Returns the version of the format that an archive on a cluster has.
pub(crate) fn version() -> String {
    format!("{}-{LAYOUT}", schema::VERSION)
}

/// Returns the settings and the mapping of the index of articles.
pub(crate) fn articles(shards: u32) -> Value {
    let mut properties = Map::new();
    let mut add = |name: String, kind: Value| drop(properties.insert(name, kind));
    for spec in FIELDS {
        match spec.kind {
            FieldKind::Text { .. } => {
                add(TermKind::Stem.field(spec.field), terms(false));
                add(TermKind::Exact.field(spec.field), terms(true));
                add(TermKind::Annotation.field(spec.field), terms(false));
                add(fields::positions(spec.field), json!({"type": "long", "index": false}));
                add(fields::length(spec.field), json!({"type": "integer", "index": false}));
                add(fields::word_count(spec.field), json!({"type": "integer", "index": false}));
            }
            FieldKind::Facet { key_prefix } => {
                add(spec.name.to_owned(), terms(true));
                if !key_prefix.is_empty() {
                    add(fields::names(spec.field), terms(true));
                }
            }
            FieldKind::Date => add(spec.name.to_owned(), json!({"type": "long"})),
            FieldKind::Stored => add(spec.name.to_owned(), terms(spec.field == Field::Id)),
        }
    }
    properties.extend(hidden_fields());
    let stored = [
        fields::DOCUMENT,
        fields::RECORD,
        fields::FILE,
        fields::TEXT_DIGEST,
        fields::HOMES,
        Field::Id.name(),
        Field::Path.name(),
        Field::Publisher.name(),
    ];
    json!({
        "settings": {"index": {
            "number_of_shards": shards,
            "auto_expand_replicas": "0-1",
            // Searches see what a commit refreshes, and nothing before.
            "refresh_interval": "-1",
            // A removal is remembered longer than an action is repeated.
            "gc_deletes": "20m",
            "codec": "best_compression",
            "max_result_window": 10_000,
            "mapping.total_fields.limit": 1000,
        }},
        "mappings": {
            "dynamic": "strict",
            "_meta": {"morgue": version()},
            // Everything else follows from the document and is only in the way of updates.
            "_source": {"includes": stored},
            "properties": properties,
        },
    })
}

/// Returns the fields that only this engine knows.
fn hidden_fields() -> Map<String, Value> {
    let mut properties = Map::new();
    let mut add = |name: &str, kind: Value| drop(properties.insert(name.to_owned(), kind));
    add(fields::LAST_DAY, json!({"type": "long"}));
    add(fields::INTERVAL, terms(true));
    add(fields::ANNIVERSARY, json!({"type": "short", "doc_values": false}));
    add(fields::WORD_COUNT, json!({"type": "integer"}));
    for name in [fields::MAJORS, fields::FOREMOST, fields::INFERRED] {
        add(name, terms(false));
    }
    for name in [fields::FILE, fields::TEXT_DIGEST, fields::HOMES] {
        add(name, terms(true));
    }
    for name in fields::DIGEST {
        add(name, json!({"type": "long", "index": false}));
    }
    for name in [fields::DOCUMENT, fields::RECORD] {
        add(name, json!({"type": "object", "enabled": false}));
    }
    properties
}

/// Returns the settings and the mapping of the index that holds what is known of the archive: the
/// seal of the last commit, the manifest, the words.
pub(crate) fn ledger() -> Value {
    json!({
        "settings": {"index": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "-1",
            "codec": "best_compression",
        }},
        "mappings": {
            "dynamic": "strict",
            "_meta": {"morgue": version()},
            "properties": {
                "kind": {"type": "keyword"},
                "log": {"type": "keyword"},
                "from": {"type": "long"},
                "text": {"type": "object", "enabled": false},
                "state": {"type": "object", "enabled": false},
            },
        },
    })
}

/// Returns the settings and the mapping of the index in which workers stage what they read of files.
pub(crate) fn staging() -> Value {
    json!({
        "settings": {"index": {
            "number_of_shards": DEFAULT_SHARDS,
            "auto_expand_replicas": "0-1",
            // A file is looked up by its id, which needs no refresh.
            "refresh_interval": "-1",
            "codec": "best_compression",
        }},
        "mappings": {
            "dynamic": "strict",
            "_meta": {"morgue": version()},
            "properties": {
                "file": {"type": "keyword"},
                "text": {"type": "object", "enabled": false},
            },
        },
    })
}

/// A field of exact terms; with doc values where they are counted or sorted.
fn terms(has_values: bool) -> Value {
    json!({"type": "keyword", "ignore_above": MAX_TERM, "doc_values": has_values})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_schema_is_mapped() {
        let mapping = articles(3);
        for spec in FIELDS {
            let field = mapping.pointer(&format!("/mappings/properties/{}", spec.name));
            assert!(field.is_some(), "{}", spec.name);
        }
    }
}
