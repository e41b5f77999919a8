//! Linked data in JSON-LD, with which newsrooms describe an article for search engines.

use dom_query::Document;
use serde_json::Value;

use crate::read::format::shared::record::RecordFields;

/// Name under which [`article_fields`] returns the text of the article.
pub(super) const BODY: &str = "articleBody";

/// Name under which [`article_fields`] returns the web address.
pub(super) const ADDRESS: &str = "mainEntityOfPage";

/// Names of record fields, and the schema.org properties for each in order of likelihood.
const PROPERTIES: [(&str, &[&str]); 10] = [
    ("title", &["headline", "name"]),
    ("description", &["description"]),
    ("published", &["datePublished", "dateCreated"]),
    ("authors", &["author", "creator"]),
    ("publisher", &["publisher"]),
    ("section", &["articleSection"]),
    ("keywords", &["keywords"]),
    ("language", &["inLanguage"]),
    (BODY, &[BODY]),
    (ADDRESS, &["url", ADDRESS]),
];

/// Deepest nesting of an article in its block.
const DEPTH: usize = 6;

/// Fields of the first article that the page describes, or none.
pub(super) fn article_fields(page: &Document) -> RecordFields {
    let blocks: Vec<Value> = page
        .select(r#"script[type="application/ld+json"]"#)
        .iter()
        .filter_map(|script| parse(&script.text()))
        .collect();
    let mut nodes = Vec::new();
    blocks.iter().for_each(|block| collect_objects(block, DEPTH, &mut nodes));
    let Some(article) = nodes.iter().copied().find(|node| is_article(node)) else {
        return RecordFields::new();
    };
    let fields = PROPERTIES.iter().filter_map(|(field, properties)| {
        let value = properties
            .iter()
            .find_map(|property| article.get(*property).filter(|value| !is_blank(value)))?;
        Some(((*field).to_owned(), resolve(value, &nodes)))
    });
    fields.collect()
}

/// Parses a block. Some blocks have raw line breaks inside strings, which JSON forbids, or are
/// enclosed in comments.
fn parse(block: &str) -> Option<Value> {
    let block = block
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim();
    let printable = || block.replace(|c: char| c.is_control(), " ");
    serde_json::from_str(block).or_else(|_| serde_json::from_str(&printable())).ok()
}

/// Collects the objects of a block, outer before inner.
fn collect_objects<'v>(value: &'v Value, depth: usize, nodes: &mut Vec<&'v RecordFields>) {
    match value {
        Value::Object(node) => {
            nodes.push(node);
            if depth > 0 {
                node.values().for_each(|value| collect_objects(value, depth - 1, nodes));
            }
        }
        Value::Array(items) if depth > 0 => {
            items.iter().for_each(|item| collect_objects(item, depth - 1, nodes))
        }
        _ => {}
    }
}

fn is_article(node: &RecordFields) -> bool {
    let is_article_type = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            kind.ends_with("Article") || kind.ends_with("Posting") || kind.ends_with("Report")
        })
    };
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_article_type),
        Some(kind) => is_article_type(kind),
        None => false,
    }
}

/// Follows references in a value to other objects of the page.
fn resolve(value: &Value, nodes: &[&RecordFields]) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| resolve(item, nodes)).collect(),
        Value::Object(node) if !node.contains_key("name") => {
            let id = node.get("@id");
            let referenced = nodes
                .iter()
                .find(|other| id.is_some() && other.get("@id") == id && other.contains_key("name"));
            Value::Object((*referenced.unwrap_or(&node)).clone())
        }
        _ => value.clone(),
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_blank),
        _ => false,
    }
}

/// Name of a person or an organisation.
pub(super) fn name(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Object(node) => node.get("name").or(node.get("@id")).map(name).unwrap_or_default(),
        Value::Array(items) => items.first().map(name).unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(block: &str) -> RecordFields {
        article_fields(&Document::from(format!(
            r#"<script type="application/ld+json">{block}</script>"#
        )))
    }

    #[test]
    fn articles_are_found_at_any_depth() {
        for block in [
            r#"{"@type": "NewsArticle", "headline": "a"}"#,
            r#"[{"@type": "Person", "name": "x"}, {"@type": "ReportageNewsArticle", "headline": "a"}]"#,
            r#"{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "a"}}]}"#,
            "<!-- {\"@type\": \"Article\", \"headline\": \"a\", \"description\": \"one\ntwo\"} -->",
        ] {
            assert_eq!(read(block).get("title").map(name).as_deref(), Some("a"), "{block}");
        }
        assert!(read("not json").is_empty());
        assert!(read(r#"{"@type": "WebSite", "name": "a"}"#).is_empty());
    }

    #[test]
    fn references_are_followed() {
        let fields = read(
            r##"[{"@id": "#j", "@type": "Person", "name": "Jane Doe"}, {"@type": "Article", "headline": "a", "author": [{"@id": "#j"}]}]"##,
        );
        assert_eq!(fields.get("authors").map(name).as_deref(), Some("Jane Doe"));
    }
}
