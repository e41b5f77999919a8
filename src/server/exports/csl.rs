//! CSL-JSON, which citation styles are applied to: one array of items.

use std::io::{self, Write};

use serde::Serialize;

use super::{Format, dates};
use crate::article::document::Document;
use crate::search::engine::DuplicateRecord;

/// The form.
pub const FORMAT: Format = Format {
    name: "csl-json",
    media: "application/vnd.citationstyles.csl+json",
    ending: "json",
    head: |out| out.write_all(b"[\n"),
    entry,
    between: ",\n",
    foot: "\n]\n",
};

/// An item. Its members are those of the CSL schema.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item<'a> {
    id: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    container_title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Issued>,
    #[serde(skip_serializing_if = "str::is_empty")]
    section: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    edition: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    page: &'a str,
    #[serde(rename = "abstract", skip_serializing_if = "str::is_empty")]
    standfirst: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    keyword: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(rename = "URL", skip_serializing_if = "str::is_empty")]
    url: &'a str,
}

/// A name as printed: which part of it is the family's is not known.
#[derive(Serialize)]
struct Name<'a> {
    literal: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Issued {
    date_parts: [Vec<i16>; 1],
}

fn entry(clipping: &Document, _: &[DuplicateRecord], out: &mut dyn Write) -> io::Result<()> {
    let article = &clipping.article;
    let topics = clipping.subjects.topics.iter().map(|topic| topic.name.as_str());
    let keywords: Vec<&str> = article.keywords.iter().map(String::as_str).chain(topics).collect();
    let item = Item {
        id: &clipping.id,
        r#type: "article-newspaper",
        title: &article.title,
        author: article.authors.iter().map(|author| Name { literal: author }).collect(),
        container_title: &article.publisher,
        issued: article
            .published
            .as_ref()
            .map(|at| Issued { date_parts: [dates::parts(&at.date)] }),
        section: &article.section,
        edition: &article.edition,
        page: &article.page,
        standfirst: &article.standfirst,
        keyword: keywords.join(", "),
        language: &article.language,
        url: &article.url,
    };
    Ok(serde_json::to_writer(out, &item)?)
}
