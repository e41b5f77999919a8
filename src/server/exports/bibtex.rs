//! BibTeX: an `@article` per article, its text escaped so that LaTeX sets what the paper printed.

use std::io::{self, Write};

use super::{Format, dates};
use crate::article::document::Document;
use crate::search::engine::DuplicateRecord;

/// The form.
pub const FORMAT: Format = Format {
    name: "bibtex",
    media: "application/x-bibtex; charset=utf-8",
    ending: "bib",
    head: |_| Ok(()),
    entry,
    between: "\n",
    foot: "",
};

/// Months as BibTeX knows them.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn entry(clipping: &Document, _: &[DuplicateRecord], out: &mut dyn Write) -> io::Result<()> {
    let article = &clipping.article;
    // An id is the article's own, so no two keys are the same.
    write!(out, "@article{{morgue-{}", clipping.id)?;
    field(
        "author",
        &article.authors.iter().map(|name| author(name)).collect::<Vec<_>>().join(" and "),
        out,
    )?;
    // In braces of its own a headline keeps its capitals.
    let title = escaped(&article.title);
    field("title", &if title.is_empty() { title } else { format!("{{{title}}}") }, out)?;
    field("journal", &escaped(&article.publisher), out)?;
    let parts = article
        .published
        .as_ref()
        .map(|published| dates::parts(&published.date))
        .unwrap_or_default();
    let part = |at: usize| parts.get(at).map_or(String::new(), i16::to_string);
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
    let topics = clipping.subjects.topics.iter().map(|topic| &topic.name);
    let keywords: Vec<String> =
        article.keywords.iter().chain(topics).map(|keyword| escaped(keyword)).collect();
    field("keywords", &keywords.join(", "), out)?;
    field("language", &escaped(&article.language), out)?;
    field("url", &address(&article.url), out)?;
    out.write_all(b"\n}\n")
}

fn field(name: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    if value.is_empty() { Ok(()) } else { write!(out, ",\n  {name} = {{{value}}}") }
}

/// A name; one that BibTeX would take apart stands in braces.
fn author(name: &str) -> String {
    let escaped = escaped(name);
    let parted =
        escaped.contains(',') || escaped.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
    if parted { format!("{{{escaped}}}") } else { escaped }
}

/// Text on one line, with the characters that mean something to LaTeX as themselves.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            // BibTeX counts braces, also those behind a backslash.
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '#' | '$' | '%' | '&' | '_' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// An address, which is set letter by letter: only what would end the field or the line is encoded.
fn address(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' | ' ' => address.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_control() => {}
            c => address.push(c),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_whole_and_braces_in_pairs() {
        assert_eq!(author("Zoë Doe"), "Zoë Doe");
        assert_eq!(author("Research and Development"), "{Research and Development}");
        assert_eq!(author("Sons & Co, Ltd"), "{Sons \\& Co, Ltd}");
        assert_eq!(escaped("a } b\n{"), "a \\textbraceright{} b \\textbraceleft{}");
        assert_eq!(
            address("https://a.example/}?q=100%25_a b"),
            "https://a.example/%7D?q=100%25_a%20b"
        );
    }
}
