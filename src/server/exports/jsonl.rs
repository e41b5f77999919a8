//! JSON Lines export: each article in full, as `inspect --json` and the API print it.

use std::io::{self, Write};

use serde::Serializer;
use serde_json::Value;

use super::format::{ExportFormat, FormatKind, StreamFormat};
use super::options::ExportOptions;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::search::records::DuplicateRecord;
use crate::server::wire::ArticleJson;

/// The JSON Lines export format.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "jsonl",
    media_type: "application/x-ndjson",
    extension: "jsonl",
    kind: FormatKind::Stream(StreamFormat {
        write_header: |_, _| Ok(()),
        write_document,
        separator: "",
        footer: "",
    }),
};

fn write_document(
    document: &Document,
    duplicates: &[DuplicateRecord],
    options: &ExportOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let article = ArticleJson::from(document).with_duplicates(duplicates);
    if options.columns.is_empty() {
        serde_json::to_writer(&mut *out, &article)?;
    } else {
        write_members(&serde_json::to_value(&article)?, &options.columns, out)?;
    }
    out.write_all(b"\n")
}

/// Writes some members of an object, in the order of the columns.
fn write_members(article: &Value, columns: &[Field], out: &mut dyn Write) -> io::Result<()> {
    let mut object = serde_json::Serializer::new(out);
    let members =
        columns.iter().filter_map(|column| Some((column.name(), article.get(column.name())?)));
    object.collect_map(members).map_err(io::Error::from)
}
