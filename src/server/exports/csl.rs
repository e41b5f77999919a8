//! CSL-JSON export, the input of citation processors: one array of items.

use std::io::{self, Write};

use serde::Serialize;

use super::dates;
use super::format::{ExportFormat, FormatKind, StreamFormat};
use super::options::ExportOptions;
use crate::article::document::Document;
use crate::search::records::DuplicateRecord;

/// The CSL-JSON export format.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "csl-json",
    media_type: "application/vnd.citationstyles.csl+json",
    extension: "json",
    kind: FormatKind::Stream(StreamFormat {
        write_header: |_, out| out.write_all(b"[\n"),
        write_document,
        separator: ",\n",
        footer: "\n]\n",
    }),
};

/// A CSL item. The keys are those of the CSL schema.
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

/// A name as printed, since its family name is unknown.
#[derive(Serialize)]
struct Name<'a> {
    literal: &'a str,
}

/// A date as year, month and day, as far as they are known.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Issued {
    date_parts: [Vec<i16>; 1],
}

fn write_document(
    document: &Document,
    _: &[DuplicateRecord],
    _: &ExportOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let article = &document.article;
    let topics = document.subjects.topics.iter().map(|topic| topic.name.as_str());
    let keywords: Vec<&str> = article.keywords.iter().map(String::as_str).chain(topics).collect();
    let item = Item {
        id: &document.id,
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
