//! The linked data of a page (JSON-LD), where newsrooms describe an article for search engines.

use dom_query::Document;
use serde_json::Value;

use crate::read::format::shared::record::Fields;

/// The name under which [`article`] keeps the text that linked data carries.
pub const BODY: &str = "articleBody";

/// The name under which it keeps where the article is on the web.
pub const ADDRESS: &str = "mainEntityOfPage";

/// Our field, and the properties of schema.org that hold it, the likelier first.
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

/// How deep an article may lie in its block.
const DEPTH: usize = 6;

/// What linked data says about the page's article; nothing where there is none.
pub fn article(page: &Document) -> Fields {
    let blocks: Vec<Value> = page
        .select(r#"script[type="application/ld+json"]"#)
        .iter()
        .filter_map(|script| parse(&script.text()))
        .collect();
    let mut nodes = Vec::new();
    blocks.iter().for_each(|block| gather(block, DEPTH, &mut nodes));
    let Some(article) = nodes.iter().copied().find(|node| is_article(node)) else {
        return Fields::new();
    };
    let said = PROPERTIES.iter().filter_map(|(field, properties)| {
        let value = properties
            .iter()
            .find_map(|property| article.get(*property).filter(|value| !is_blank(value)))?;
        Some(((*field).to_owned(), resolved(value, &nodes)))
    });
    said.collect()
}

/// Parses a block; some carry raw line breaks inside their strings, which JSON forbids, or stand in comments.
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

/// Every object of a block, the outer before the inner.
fn gather<'v>(value: &'v Value, depth: usize, nodes: &mut Vec<&'v Fields>) {
    match value {
        Value::Object(node) => {
            nodes.push(node);
            if depth > 0 {
                node.values().for_each(|value| gather(value, depth - 1, nodes));
            }
        }
        Value::Array(items) if depth > 0 => {
            items.iter().for_each(|item| gather(item, depth - 1, nodes))
        }
        _ => {}
    }
}

fn is_article(node: &Fields) -> bool {
    let named = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            kind.ends_with("Article") || kind.ends_with("Posting") || kind.ends_with("Report")
        })
    };
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(named),
        Some(kind) => named(kind),
        None => false,
    }
}

/// A value whose references to other objects of the page are followed.
fn resolved(value: &Value, nodes: &[&Fields]) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| resolved(item, nodes)).collect(),
        Value::Object(node) if !node.contains_key("name") => {
            let id = node.get("@id");
            let meant = nodes
                .iter()
                .find(|other| id.is_some() && other.get("@id") == id && other.contains_key("name"));
            Value::Object((*meant.unwrap_or(&node)).clone())
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

/// What a person or an organisation is called.
pub fn name(value: &Value) -> String {
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

    fn read(block: &str) -> Fields {
        article(&Document::from(format!(r#"<script type="application/ld+json">{block}</script>"#)))
    }

    #[test]
    fn articles_are_found_wherever_they_lie() {
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
