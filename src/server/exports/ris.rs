//! RIS export, read by every reference manager: one tagged line per value.

use std::io::{self, Write};

use super::dates;
use super::format::{ExportFormat, FormatKind, StreamFormat};
use super::options::ExportOptions;
use crate::article::document::Document;
use crate::search::records::DuplicateRecord;

/// The RIS export format.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "ris",
    media_type: "application/x-research-info-systems; charset=utf-8",
    extension: "ris",
    kind: FormatKind::Stream(StreamFormat {
        write_header: |_, _| Ok(()),
        write_document,
        separator: "\r\n",
        footer: "",
    }),
};

fn write_document(
    document: &Document,
    _: &[DuplicateRecord],
    _: &ExportOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let article = &document.article;
    write_line("TY", "NEWS", out)?;
    write_line("ID", &document.id, out)?;
    write_line("TI", &article.title, out)?;
    for author in &article.authors {
        write_line("AU", author, out)?;
    }
    write_line("T2", &article.publisher, out)?;
    write_line("JO", &article.publisher, out)?;
    if let Some(published) = &article.published {
        let parts = dates::parts(&published.date);
        let part =
            |index: usize| parts.get(index).map_or(String::new(), |part| format!("{part:02}"));
        write_line("PY", &part(0), out)?;
        write_line("DA", &format!("{}/{}/{}/", part(0), part(1), part(2)), out)?;
    }
    write_line("SE", &article.section, out)?;
    write_line("ET", &article.edition, out)?;
    write_line("SP", &article.page, out)?;
    write_line("AB", &article.standfirst, out)?;
    for keyword in
        article.keywords.iter().chain(document.subjects.topics.iter().map(|topic| &topic.name))
    {
        write_line("KW", keyword, out)?;
    }
    write_line("LA", &article.language, out)?;
    write_line("UR", &article.url, out)?;
    out.write_all(b"ER  - \r\n")
}

/// Writes a tagged line; an empty value is left out.
fn write_line(tag: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.is_empty() { Ok(()) } else { write!(out, "{tag}  - {value}\r\n") }
}
