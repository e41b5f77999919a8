//! JSON Lines export: each article in full, as `inspect --json` and the API print it.

use std::io::{self, Write};

use super::format::ExportFormat;
use crate::article::document::Document;
use crate::search::records::DuplicateRecord;
use crate::server::wire::ArticleJson;

/// The JSON Lines export format.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "jsonl",
    media_type: "application/x-ndjson",
    extension: "jsonl",
    write_header: |_| Ok(()),
    write_document,
    separator: "",
    footer: "",
};

fn write_document(
    document: &Document,
    duplicates: &[DuplicateRecord],
    out: &mut dyn Write,
) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &ArticleJson::from(document).with_duplicates(duplicates))?;
    out.write_all(b"\n")
}
