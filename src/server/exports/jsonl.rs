//! JSON Lines: the whole of every article, as `inspect --json` prints it and the API answers it.

use std::io::{self, Write};

use super::Format;
use crate::article::document::Document;
use crate::search::engine::DuplicateRecord;
use crate::server::wire::ArticleJson;

/// The form.
pub const FORMAT: Format = Format {
    name: "jsonl",
    media: "application/x-ndjson",
    ending: "jsonl",
    head: |_| Ok(()),
    entry,
    between: "",
    foot: "",
};

fn entry(clipping: &Document, copies: &[DuplicateRecord], out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &ArticleJson::from(clipping).with_copies(copies))?;
    out.write_all(b"\n")
}
