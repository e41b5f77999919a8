//! RIS, which every reference manager reads: a line per value, each with a tag of two letters.

use std::io::{self, Write};

use super::{Format, dates};
use crate::article::document::Document;
use crate::search::engine::DuplicateRecord;

/// The form.
pub const FORMAT: Format = Format {
    name: "ris",
    media: "application/x-research-info-systems; charset=utf-8",
    ending: "ris",
    head: |_| Ok(()),
    entry,
    between: "\r\n",
    foot: "",
};

fn entry(clipping: &Document, _: &[DuplicateRecord], out: &mut dyn Write) -> io::Result<()> {
    let article = &clipping.article;
    line("TY", "NEWS", out)?;
    line("ID", &clipping.id, out)?;
    line("TI", &article.title, out)?;
    for author in &article.authors {
        line("AU", author, out)?;
    }
    line("T2", &article.publisher, out)?;
    line("JO", &article.publisher, out)?;
    if let Some(published) = &article.published {
        let parts = dates::parts(&published.date);
        let part = |at: usize| parts.get(at).map_or(String::new(), |part| format!("{part:02}"));
        line("PY", &part(0), out)?;
        line("DA", &format!("{}/{}/{}/", part(0), part(1), part(2)), out)?;
    }
    line("SE", &article.section, out)?;
    line("ET", &article.edition, out)?;
    line("SP", &article.page, out)?;
    line("AB", &article.standfirst, out)?;
    for keyword in
        article.keywords.iter().chain(clipping.subjects.topics.iter().map(|topic| &topic.name))
    {
        line("KW", keyword, out)?;
    }
    line("LA", &article.language, out)?;
    line("UR", &article.url, out)?;
    out.write_all(b"ER  - \r\n")
}

/// A value on one line; none where it is empty.
fn line(tag: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.is_empty() { Ok(()) } else { write!(out, "{tag}  - {value}\r\n") }
}
