//! Exports of newspaper databases: many articles in one text, with labels and separators. The same
//! text may be saved as HTML, RTF or a word processor's document, so their readers try this module
//! first.

mod factiva;
mod layout;
mod nexis;
mod pages;
mod proquest;
mod record;
mod terms;

use std::borrow::Cow;

use super::form::{EmitArticle, Format, Options};
use super::shared::{markup, records};
use crate::article::{Article, Rejected};
use crate::read::source::{Flow, Source};
use layout::{Boundary, Layout};

/// Nexis, as exported before and since 2017.
pub(super) const NEXIS: Format = Format {
    name: "nexis",
    recognises: |name, head| recognises(&nexis::LAYOUT, name, head),
    read: |source, _: &Options, emit| read(&nexis::LAYOUT, source, emit),
};

/// Factiva, with and without field codes.
pub(super) const FACTIVA: Format = Format {
    name: "factiva",
    recognises: |name, head| recognises(&factiva::LAYOUT, name, head),
    read: |source, _: &Options, emit| read(&factiva::LAYOUT, source, emit),
};

/// Factiva, as its programming interface answers.
pub(super) const FACTIVA_XML: Format = factiva::xml::FORMAT;

/// ProQuest text exports.
pub(super) const PROQUEST: Format = Format {
    name: "proquest",
    recognises: |name, head| recognises(&proquest::LAYOUT, name, head),
    read: |source, _: &Options, emit| read(&proquest::LAYOUT, source, emit),
};

const LAYOUTS: [&Layout; 3] = [&nexis::LAYOUT, &factiva::LAYOUT, &proquest::LAYOUT];

/// Bytes of a text that are searched for the signature of a layout.
const HEAD: usize = 64 * 1024;

/// Reads a text extracted from a document, if it is an export.
pub(super) fn read_text(text: &str, emit: &mut EmitArticle<'_>) -> Option<Flow> {
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    let lines: Vec<&str> = head.lines().collect();
    let layout = LAYOUTS.iter().find(|layout| (layout.recognises)(&lines))?;
    Some(read(layout, &mut Source::new("", text.as_bytes()), emit))
}

/// Reads a page that a database made: a page of results, or an export as text in markup.
pub(super) fn read_page(html: &str, emit: &mut EmitArticle<'_>) -> Option<Flow> {
    if markup::is_too_deep(html) {
        return None;
    }
    pages::read(html, emit).or_else(|| {
        // A rule separates records, and would be lost with the markup.
        let html = if html.contains("<hr") {
            Cow::Owned(html.replace("<hr", &format!("<p>{}</p><hr", "_".repeat(40))))
        } else {
            Cow::Borrowed(html)
        };
        may_be_in(&html).then(|| read_text(&markup::html_to_text(&html), emit)).flatten()
    })
}

/// Reports whether markup may hold an export: a cheap test for every page.
fn may_be_in(markup: &str) -> bool {
    const SIGNATURES: [&str; 8] = [
        " DOCUMENT",
        " DOKUMENT",
        "LOAD-DATE",
        "Load-Date",
        "Document URL",
        "ProQuest",
        "factiva",
        "Factiva",
    ];
    SIGNATURES
        .iter()
        .any(|signature| memchr::memmem::find(markup.as_bytes(), signature.as_bytes()).is_some())
}

fn recognises(layout: &Layout, name: &str, head: &[u8]) -> bool {
    const OTHER_FORMATS: [&str; 9] =
        [".html", ".htm", ".xml", ".json", ".jsonl", ".csv", ".eml", ".mbox", ".md"];
    let name = name.to_ascii_lowercase();
    let is_markup =
        head.trim_ascii_start().starts_with(b"<") || head.starts_with(b"{") || head.contains(&0);
    if is_markup || OTHER_FORMATS.iter().any(|ending| name.ends_with(ending)) {
        return false;
    }
    let text = String::from_utf8_lossy(head);
    (layout.recognises)(&text.lines().collect::<Vec<_>>())
}

fn read(layout: &Layout, source: &mut Source<'_>, emit: &mut EmitArticle<'_>) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    let mut scanner = RecordScanner::new(layout);
    let mut find_end = |bytes: &[u8], searched: usize| scanner.find_end(bytes, searched);
    records::read_records(source, &mut find_end, |text| article(layout, text), emit)
}

/// Parses a record; returns nothing for the text between records.
fn article(layout: &Layout, record: &str) -> Option<Result<Article, Rejected>> {
    // Form feeds come from printing and may occur in the middle of a text.
    let record: Cow<'_, str> =
        if record.contains('\u{c}') { record.replace('\u{c}', "\n").into() } else { record.into() };
    Some((layout.parse)(&record)?.article(&record))
}

/// Scans a stream line by line for the ends of its records.
struct RecordScanner<'l> {
    layout: &'l Layout,
    /// Bytes of the record whose lines have been scanned.
    scanned: usize,
    /// Set after a line that ends the record.
    has_ended: bool,
    /// Set after a line with text.
    has_text: bool,
}

impl<'l> RecordScanner<'l> {
    fn new(layout: &'l Layout) -> Self {
        Self { layout, scanned: 0, has_ended: false, has_text: false }
    }

    /// Returns the length of the record if these bytes hold its end; the next call begins the next
    /// record.
    fn find_end(&mut self, bytes: &[u8], searched: usize) -> Option<usize> {
        self.scanned = self.scanned.min(searched);
        while let Some(len) = memchr::memchr(b'\n', bytes.get(self.scanned..)?) {
            let start = self.scanned;
            self.scanned = start + len + 1;
            let line = bytes.get(start..start + len).unwrap_or_default();
            let end = match self.boundary(line) {
                Boundary::First if self.has_text => Some(start),
                Boundary::Last => Some(self.scanned),
                Boundary::End => {
                    self.has_ended = true;
                    None
                }
                Boundary::First | Boundary::Inside => None,
            };
            if end.is_some() {
                *self = Self::new(self.layout);
                return end;
            }
            self.has_text |= !line.trim_ascii().is_empty();
        }
        None
    }

    fn boundary(&self, line: &[u8]) -> Boundary {
        const MAX_LEN: usize = 2_000;
        let line = line.get(..MAX_LEN).unwrap_or(line);
        (self.layout.boundary)(&String::from_utf8_lossy(line), self.has_ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads an export whose records are all articles.
    pub(super) fn read(text: &str) -> Vec<Article> {
        let mut articles = Vec::new();
        let flow = read_text(text, &mut |record| {
            articles.push(record.expect("an article"));
            Flow::Continue(())
        });
        assert_eq!(flow, Some(Flow::Continue(())));
        articles
    }
}
