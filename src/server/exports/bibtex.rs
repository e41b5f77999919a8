//! BibTeX export: one `@article` entry per article, escaped for LaTeX.

use std::io::{self, Write};

use super::dates;
use super::format::{ExportFormat, FormatKind, StreamFormat};
use super::options::ExportOptions;
use crate::article::document::Document;
use crate::search::records::DuplicateRecord;

/// The BibTeX export format.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "bibtex",
    media_type: "application/x-bibtex; charset=utf-8",
    extension: "bib",
    kind: FormatKind::Stream(StreamFormat {
        write_header: |_, _| Ok(()),
        write_document,
        separator: "\n",
        footer: "",
    }),
};

/// The month macros of BibTeX.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn write_document(
    document: &Document,
    _: &[DuplicateRecord],
    _: &ExportOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let article = &document.article;
    // Ids are unique, so the citation keys are too.
    write!(out, "@article{{morgue-{}", document.id)?;
    field(
        "author",
        &article.authors.iter().map(|name| author(name)).collect::<Vec<_>>().join(" and "),
        out,
    )?;
    // Inner braces keep the capitals of the headline.
    let title = escaped(&article.title);
    field("title", &if title.is_empty() { title } else { format!("{{{title}}}") }, out)?;
    field("journal", &escaped(&article.publisher), out)?;
    let parts = article
        .published
        .as_ref()
        .map(|published| dates::parts(&published.date))
        .unwrap_or_default();
    let part = |index: usize| parts.get(index).map_or(String::new(), i16::to_string);
    field("year", &part(0), out)?;
    let month =
        parts.get(1).and_then(|month| MONTHS.get(usize::try_from(*month).ok()?.checked_sub(1)?));
    if let Some(month) = month {
        write!(out, ",\n  month = {month}")?;
    }
    field("day", &part(2), out)?;
    field("pages", &escaped(&article.page), out)?;
    field("edition", &escaped(&article.edition), out)?;
    field("abstract", &escaped(&article.standfirst), out)?;
    let topics = document.subjects.topics.iter().map(|topic| &topic.name);
    let keywords: Vec<String> =
        article.keywords.iter().chain(topics).map(|keyword| escaped(keyword)).collect();
    field("keywords", &keywords.join(", "), out)?;
    field("language", &escaped(&article.language), out)?;
    field("url", &escaped_url(&article.url), out)?;
    out.write_all(b"\n}\n")
}

fn field(name: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    if value.is_empty() { Ok(()) } else { write!(out, ",\n  {name} = {{{value}}}") }
}

/// Escapes an author's name and puts it in braces if BibTeX would split it.
fn author(name: &str) -> String {
    let escaped = escaped(name);
    let is_split =
        escaped.contains(',') || escaped.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
    if is_split { format!("{{{escaped}}}") } else { escaped }
}

/// Escapes LaTeX's special characters and joins the text into one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            // BibTeX counts braces even after a backslash.
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '#' | '$' | '%' | '&' | '_' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Escapes a URL. Styles set it verbatim, so only characters that would end the field are encoded.
fn escaped_url(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' | ' ' => escaped.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_whole_and_braces_are_balanced() {
        assert_eq!(author("Zoë Doe"), "Zoë Doe");
        assert_eq!(author("Research and Development"), "{Research and Development}");
        assert_eq!(author("Sons & Co, Ltd"), "{Sons \\& Co, Ltd}");
        assert_eq!(escaped("a } b\n{"), "a \\textbraceright{} b \\textbraceleft{}");
        assert_eq!(
            escaped_url("https://a.example/}?q=100%25_a b"),
            "https://a.example/%7D?q=100%25_a%20b"
        );
    }
}
